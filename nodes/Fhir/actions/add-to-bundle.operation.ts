import { parseReference, type BundleEntry, type FhirClient } from '../../clients/fhir';
import { bundleEntry, type EntryPlan } from '../bundling/entry';
import { sendEntries } from '../bundling/send-entries';
import { HospitalError, toHospitalError } from '../../shared/errors';
import { writeInTestsField, type Operation, type OperationContext } from '../../shared/face';
import { parseResource } from '../writing/parse-resource';
import { unchanged } from '../writing/unchanged';
import { refusePartial } from '../writing/version';
import { audited, clientOf, referencesOf } from './chart-access';
import { addToBundleFields } from './add-to-bundle-fields';
import { onceIn } from './once-fields';
import { ifMatchIn } from './target';
import { actionOf, recordsOf, refuseOwn } from './transaction-results';
import { chartOf, nothingWritten } from './written';

export const addToBundle: Operation = {
	value: 'addToBundle',
	name: 'Add to Bundle',
	description:
		'Write the records of all incoming items together in one bundle; each item gets its own result',
	action: 'Add to a bundle',
	fields: [...addToBundleFields, writeInTestsField],
	execute: async (context) => await new Gathering(() => [context]).outcome(context),
};

/**
 * The operations with Add to Bundle seeing all items of the run.
 *
 * @param contexts one for each incoming item, in their order
 */
export function withAllItems(
	operations: readonly Operation[],
	contexts: () => OperationContext[],
): Operation[] {
	const gathering = new Gathering(contexts);
	return operations.map((operation) =>
		operation.value === addToBundle.value
			? { ...operation, execute: async (context) => await gathering.outcome(context) }
			: operation,
	);
}

type Result = Awaited<ReturnType<typeof sendEntries>>[number];

/** Sends the bundle when the first item asks for its result; the others take theirs from it. */
class Gathering {
	/** Results by the position of the item. */
	private sent: Promise<Map<number, Result>> | undefined;

	constructor(private readonly contexts: () => OperationContext[]) {}

	async outcome(context: OperationContext) {
		const client = await clientOf(context);
		const { itemIndex } = context;
		const plan = await entryOf(context);
		const type = plan.resource?.resourceType ?? typeInUrl(plan);
		if (!(await context.mayWrite())) return { add: [nothingWritten([type])] };
		const bundle = { resourceType: 'Bundle' as const, type: 'batch', entry: [plan] };
		const result = await audited(
			context,
			`fhir-${await togetherIn(context)}`,
			actionOf(bundle),
			async () => {
				this.sent ??= this.send(client, context);
				const own = (await this.sent).get(itemIndex) as Result;
				refuseOwn(own);
				return own;
			},
			({ reference }) => [
				...(reference === undefined ? [] : [reference]),
				...(plan.resource ? referencesOf(plan.resource).slice(1) : []),
			],
		);
		return { add: [chartOf(recordsOf(bundle, [result]))] };
	}

	private async send(client: FhirClient, first: OperationContext): Promise<Map<number, Result>> {
		const type = await togetherIn(first);
		const entries = new Map<number, BundleEntry>();
		for (const context of this.contexts()) {
			if (!(await context.mayWrite())) continue;
			try {
				// Another item's work must still be open when its record leaves with this bundle.
				await context.renew();
				const entry = await entryOf(context);
				await checkDelete(client, entry, context.signal);
				entries.set(context.itemIndex, entry);
			} catch (error) {
				throw ofItem(error, context.itemIndex);
			}
		}
		const results = await sendEntries(client, type, [...entries.values()], first.signal);
		return new Map([...entries.keys()].map((item, at) => [item, results[at] as Result]));
	}
}

/** Not every server heeds the version of a delete. */
async function checkDelete(
	client: FhirClient,
	{ request }: BundleEntry,
	signal: AbortSignal | undefined,
): Promise<void> {
	const target = parseReference(request?.url);
	if (request?.method !== 'DELETE' || request.ifMatch === undefined || !target) return;
	await unchanged(client, { ...target, ifMatch: request.ifMatch }, signal);
}

const togetherIn = async (context: OperationContext): Promise<'batch' | 'transaction'> =>
	(await context.parameter<string>('together', 'transaction')) === 'batch'
		? 'batch'
		: 'transaction';

/** Nothing was sent because of one item: all of them must be able to say which. */
function ofItem(error: unknown, itemIndex: number): HospitalError {
	const { code, message, nextStep, retryable } = toHospitalError(error, 'Adding it to the bundle');
	return new HospitalError(code, `Item ${itemIndex + 1}: ${message}`, { nextStep, retryable });
}

const typeInUrl = ({ request }: BundleEntry): string =>
	/^[A-Z][A-Za-z]*/.exec(request?.url ?? '')?.[0] ?? 'unknown';

async function entryOf(context: OperationContext): Promise<BundleEntry> {
	const resource = parseResource(await context.parameter<unknown>('resource'));
	const fullUrl = String((await context.parameter<unknown>('fullUrl', '')) ?? '').trim();
	const action = await context.parameter<EntryPlan['action']>('entryAction', 'create');
	if (action === 'create') {
		const ifNoneExist = await onceIn(context, resource);
		return bundleEntry(
			{ action, resource, ...(ifNoneExist !== undefined && { ifNoneExist }) },
			fullUrl,
		);
	}
	if (action === 'update') refusePartial(resource);
	const condition = await ifMatchIn(context, resource.meta?.versionId);
	return bundleEntry({ action, resource, ...condition }, fullUrl);
}

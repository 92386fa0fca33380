import {
	checkOutcome,
	type BundleEntry,
	type FhirClient,
	type FhirResource,
	type Local,
	type OperationCall,
} from '../../clients/fhir';
import { HospitalError } from '../../shared/errors';
import {
	byContract,
	writeInTestsField,
	type Addition,
	type Operation,
	type OperationContext,
} from '../../shared/face';
import { docrefCall, documentCall, everythingCall, VALIDATE, validateCall } from '../calling/forms';
import { outcomeOf, refusedOutcome, validationOf } from '../calling/outcome';
import { parametersResource, type ParameterLine } from '../calling/parameters';
import { located } from '../lists/locator';
import {
	checkDocument,
	checkMatches,
	sortEverything,
	type Sorted,
} from '../searching/other-record';
import { validationContract } from '../validation';
import { parseResource } from '../writing/parse-resource';
import { byResource } from './by-resource';
import { audited, clientOf, referencesOf } from './chart-access';
import { idIn, typeOf } from './fields';
import { refusingOthers } from './other-records';
import { operationFields } from './operation-fields';
import { nothingWritten } from './written';

export const operation: Operation = {
	value: 'operation',
	name: 'Call Server Operation',
	description:
		'Let the server do something of its own: everything about a patient, find documents, check a record, or any operation it has',
	action: 'Call an operation of the server',
	fields: [...operationFields, writeInTestsField],
	async execute(context) {
		const { form, call, changes, pages, types, patient } = await planOf(context);
		if (changes && !(await context.mayWrite())) {
			return { add: [nothingWritten([call.type ?? 'server'])] };
		}
		const client = await clientOf(context);
		let leftOut = 0;
		let ofOthers: Sorted['ofOthers'] = new Set();
		const results = await audited(
			context,
			'fhir-operation',
			'E',
			() =>
				refusingOthers(context, async () => {
					const found = pages
						? await allPages(client, call, context.signal)
						: await one(client, call, context.signal);
					// What changes the chart was done only if the answer does not say that it failed.
					if (changes)
						found.forEach((answer) => checkOutcome('Calling the operation', answer, 200));
					const sorted = changes ? undefined : judged(client, call, found);
					const right = sorted?.kept ?? found;
					if (patient !== undefined) {
						const asked = { patient: [`Patient/${patient}`] };
						const documents = right.filter(
							({ resourceType }) => resourceType === 'DocumentReference',
						);
						checkMatches(documents, asked, (other) => client.local(other));
					}
					if (form === 'document') {
						right.forEach((one) =>
							checkDocument(one, `Composition/${call.id}`, (other) => client.local(other)),
						);
					}
					leftOut = sorted?.leftOut ?? 0;
					ofOthers = sorted?.ofOthers ?? ofOthers;
					return right.filter(({ resourceType }) => types?.includes(resourceType) ?? true);
				}),
			(resources) => [...new Set([...named(call), ...resources.flatMap(about)])],
			{ called: call.name.replace(/^\$/, '') },
		);
		if (pages) {
			return {
				many: results.map((one) => [byResource(one), ...told(leftOut, ofOthers.has(one))]),
			};
		}
		const [result] = results as [FhirResource];
		if (call.name.replace(/^\$?/, '$') !== VALIDATE) return { add: [byResource(result)] };
		const outcome = outcomeOf(result);
		const validation = byContract(validationContract, validationOf(call.type ?? '', outcome));
		return { add: [{ ...byResource(outcome), key: 'outcome' }, validation] };
	},
};

interface Plan {
	form: Form;
	call: OperationCall;
	/** True when the server may write something. */
	changes: boolean;
	/** True when the result is a search result, read to its end. */
	pages: boolean;
	/** Id of the patient to whom every record of the result must belong. */
	patient?: string;
	/** Kinds of record that are wanted; all when absent. Not every server heeds them. */
	types?: readonly string[];
}

type Form = 'custom' | 'docref' | 'document' | 'everything' | 'validate';

async function planOf(context: OperationContext): Promise<Plan> {
	const text = async (name: string) => String((await context.parameter(name, '')) ?? '').trim();
	const form = await context.parameter<Form>('form', 'everything');
	switch (form) {
		case 'custom':
			return await customPlan(context);
		case 'document': {
			const persist = await context.parameter<boolean>('persist', false);
			const call = documentCall(await idIn(context, 'Composition'), persist);
			return { form, call, changes: persist, pages: false };
		}
		case 'validate': {
			const resource = parseResource(await context.parameter<unknown>('resource'));
			const call = validateCall(resource, await text('profile'));
			return { form, call, changes: false, pages: false };
		}
		case 'docref': {
			const patient = await idIn(context, 'Patient');
			const call = docrefCall({
				patient,
				start: await text('start'),
				end: await text('end'),
				documentType: await text('documentType'),
			});
			return { form, call, changes: false, pages: true, patient };
		}
		default: {
			const of = (await text('everythingOf')) === 'Encounter' ? 'Encounter' : 'Patient';
			const types = typesIn(await text('types'));
			const call = everythingCall({
				of,
				id: await idIn(context, of),
				start: await text('start'),
				end: await text('end'),
				types,
			});
			return { form, call, changes: false, pages: true, ...(types.length > 0 && { types }) };
		}
	}
}

const typesIn = (list: string): string[] =>
	list
		.split(',')
		.map((type) => type.trim())
		.filter((type) => type !== '')
		.map(typeOf);

async function customPlan(context: OperationContext): Promise<Plan> {
	const on = await context.parameter<'instance' | 'type' | 'system'>('callOn', 'type');
	const type =
		on === 'system' ? undefined : typeOf(located(await context.parameter<unknown>('resourceType')));
	const id = on === 'instance' && type !== undefined ? await idIn(context, type) : undefined;
	return {
		form: 'custom',
		call: {
			name: located(await context.parameter<unknown>('operationName')),
			...(type !== undefined && { type }),
			...(id !== undefined && { id }),
			input: await inputOf(context),
		},
		changes: await context.parameter<boolean>('changesChart', true),
		pages: await context.parameter<boolean>('splitResult', false),
	};
}

async function inputOf(context: OperationContext): Promise<FhirResource> {
	if ((await context.parameter<string>('inputAs', 'parameters')) === 'json') {
		return parseResource(await context.parameter<unknown>('input'));
	}
	const { parameter = [] } = await context.parameter<{ parameter?: ParameterLine[] }>(
		'operationParameters',
		{},
	);
	return parametersResource(parameter);
}

async function allPages(
	client: FhirClient,
	call: OperationCall,
	signal: AbortSignal | undefined,
): Promise<FhirResource[]> {
	const found: FhirResource[] = [];
	for await (const { entries } of client.operationPages(call, { signal })) {
		for (const { resource } of entries) {
			found.push(resource);
		}
	}
	return found;
}

async function one(
	client: FhirClient,
	call: OperationCall,
	signal: AbortSignal | undefined,
): Promise<FhirResource[]> {
	const result = await client.operation(call, { signal }).catch((error: unknown) => {
		const outcome = call.name === VALIDATE ? refusedOutcome(error) : undefined;
		if (outcome === undefined) throw error;
		return outcome;
	});
	const { link } = result as { link?: Array<{ relation?: string }> };
	if (Array.isArray(link) && link.some(({ relation }) => relation === 'next')) {
		throw new HospitalError('fhir-result-paged', 'The result has more pages than this one', {
			nextStep: 'Switch on One Item per Record, so that all pages are read.',
		});
	}
	return [result];
}

/**
 * What the server made of one patient, or of one encounter where everything was asked. A Bundle or a list
 * in which nothing is of that patient is refused; what is of somebody else is left out of a list.
 */
function judged(
	client: FhirClient,
	{ name, type, id }: OperationCall,
	found: readonly FhirResource[],
): Sorted | undefined {
	const isEverything = name.replace(/^\$/, '') === 'everything';
	if (id === undefined || (type !== 'Patient' && !(isEverything && type === 'Encounter'))) {
		return undefined;
	}
	const local: Local = (other) => client.local(other);
	const bundle = found.length === 1 && found[0]?.resourceType === 'Bundle' ? found[0] : undefined;
	const { entry = [] } = (bundle ?? {}) as { entry?: BundleEntry[] };
	const inside = entry.flatMap(({ resource }) => resource ?? []);
	const sorted = sortEverything(bundle ? inside : found, `${type}/${id}`, local);
	return bundle ? undefined : sorted;
}

/** What an item says of a record of somebody else, and of those that were left out. */
function told(leftOut: number, isOfOthers: boolean): Addition[] {
	if (leftOut === 0 && !isOfOthers) return [];
	const value = {
		...(isOfOthers && { belonging: 'somebody-else' }),
		...(leftOut > 0 && { leftOut }),
	};
	return [{ key: 'found', value, clear: ['/belonging', '/leftOut'] }];
}

/** The record that the operation was called on. */
const named = ({ type, id }: OperationCall): string[] =>
	type !== undefined && id !== undefined ? [`${type}/${id}`] : [];

const about = (resource: FhirResource): string[] =>
	resource.id === undefined ? [] : referencesOf(resource);

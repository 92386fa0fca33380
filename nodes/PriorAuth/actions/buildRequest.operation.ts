import { createHash } from 'node:crypto';
import { fhirClient, type FhirServerCredential } from '../../clients/fhir';
import { canonicalJson } from '../../shared/canonical-json';
import {
	chartContextContract,
	priorAuthCaseContract,
	priorAuthRequestContract,
	type CaseRecord,
	type ChartContext,
	type PriorAuthCase,
	type PriorAuthRequest,
} from '../../shared/contracts';
import { byContract, type Operation, type OperationContext } from '../../shared/face';
import { HospitalError } from '../../shared/errors';
import { readAgain, readEvidence, withContents } from '../gathering';
import { buildRequest as build, evidenceToRead, requestInput } from '../request';
import { requireOwnHeadings } from '../request/names-another';
import { choicesOf, type FieldChoices } from './build-choices';
import { orOnRecord, patientOf, recordsOf } from './on-record';
import { buildFields } from './request-fields';

export const buildRequest: Operation = {
	value: 'buildRequest',
	name: 'Build Request',
	description:
		'Put together what goes to the payer (Da Vinci PAS 2.2.1): codes, diagnosis, units, dates, provider, place, urgency, and only the evidence that was chosen',
	action: 'Build a request for prior authorization',
	fields: buildFields,
	async execute(context) {
		const found = await context.contract<PriorAuthCase>(priorAuthCaseContract);
		const choices = await choicesOf(context, found);
		const key = keyOf(context, found, choices);
		const patient = await patientOf(context, `Patient/${found.patient.id ?? ''}`);
		const about = {
			interaction: 'prior-auth-request-built',
			action: 'C',
			...(patient && { patient }),
		} as const;
		const { value } = await orOnRecord(context, about, () =>
			// Journalled whole: what a person approved is what is sent, on every attempt.
			context.onceJson<PriorAuthRequest>(`request/${sha256(key)}`, () =>
				make(context, found, choices, key).then((request) => ({
					...request,
					...(choices.forReview && { forReview: true as const }),
				})),
			),
		);
		await context.audit({
			kind: 'access',
			...about,
			outcome: '0',
			objects: [
				...(await recordsOf(context, found.orders.map(referenceOf))),
				{ type: 'prior-auth-request', sha256: value.sha256 },
			],
		});
		return { add: [byContract(priorAuthRequestContract, value)] };
	},
};

async function make(
	context: OperationContext,
	found: PriorAuthCase,
	{ request: choices, versions }: FieldChoices,
	key: string,
): Promise<PriorAuthRequest> {
	const credential = await context.credentials<FhirServerCredential>('fhirServerApi');
	const client = fhirClient(credential);
	const chart = await context.optionalContract<ChartContext>(chartContextContract);
	const atHand: CaseRecord[] = [...(chart?.resources ?? []), ...(chart?.priors ?? [])];
	const toRead = evidenceToRead(found, { evidence: choices.evidence, records: atHand });
	const patient = `Patient/${found.patient.id ?? ''}`;
	const read = await readEvidence(client, toRead, patient, context.signal);
	const chosen = new Set(choices.evidence.map(({ reference }) => reference));
	const { coverage } = choices;
	const travelling = {
		evidence: atHand.filter((record) => chosen.has(referenceOf(record))),
		...(coverage !== undefined && { coverage }),
	};
	await readAgain(client, found, travelling, context.signal);
	requireSameVersions([...atHand, ...read], versions);
	const records = await Promise.all(
		[...atHand, ...read].map(async (record) =>
			chosen.has(referenceOf(record))
				? ((await withContents(client, [record], context.signal))[0] ?? record)
				: record,
		),
	);
	const supporting = await withContents(client, found.supporting, context.signal);
	const created = new Date().toISOString();
	const { input, leftOut } = requestInput(
		{ ...found, supporting },
		{ ...choices, key, created, records },
	);
	const request = build(input);
	requireOwnHeadings(request.bundle);
	return { ...request, leftOut: [...request.leftOut, ...leftOut] };
}

/** The same work and number give the same packet; a test never shares its numbers with real work. */
function keyOf(
	{ liveWork, isTest, executionId, itemIndex }: OperationContext,
	{ orders }: PriorAuthCase,
	{ number }: FieldChoices,
): string {
	const work = liveWork?.id ?? `${isTest ? 'test' : 'execution'}/${executionId}/${itemIndex}`;
	return canonicalJson([work, orders.map(referenceOf), number]);
}

/**
 * A record that was changed since its words were read may say something else now.
 *
 * @throws HospitalError `prior-auth-evidence-changed`
 */
function requireSameVersions(
	records: readonly CaseRecord[],
	versions: ReadonlyMap<string, string>,
): void {
	const changed = records.find((record) => {
		const wanted = versions.get(referenceOf(record));
		const { versionId } = (record.meta ?? {}) as { versionId?: unknown };
		return wanted !== undefined && versionId !== undefined && versionId !== wanted;
	});
	if (changed === undefined) return;
	throw new HospitalError(
		'prior-auth-evidence-changed',
		`A piece of evidence (${changed.resourceType}) was changed since it was read`,
		{
			nextStep:
				'Nothing was sent. Look at what changed. If it still bears the request out, ask again by the form, so that it is seen and approved as it is now.',
		},
	);
}

const referenceOf = ({ resourceType, id }: CaseRecord): string => `${resourceType}/${id ?? ''}`;

const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');

import type { FhirClient } from '../../clients/fhir';
import { canonicalJson } from '../../shared/canonical-json';
import type { CaseRecord, PriorAuthCase } from '../../shared/contracts/prior-auth-case';
import { HospitalError } from '../../shared/errors';
import { heldText } from '../reasons';
import { ORDER_TYPES } from '../rules';
import { numbersOn } from '../writing/number-type';
import { holds } from './holds';
import { CaseReader } from './reader';

/** What of the records travels, beyond the case itself. */
export interface Travelling {
	/** `Coverage/3`; all of the case when absent. */
	coverage?: string;
	/** Chosen evidence, as it was read. */
	evidence: readonly CaseRecord[];
}

/** Records that one reader reads, one after the other; several readers work side by side. */
const PART = 10;

/**
 * Reads once more what a packet is built of. While people looked at it, an order may have been taken
 * back, the patient merged with or turned into another, a coverage ended, a note marked as wrong. What
 * is sent must be what the record says, and what was approved.
 *
 * @throws HospitalError `prior-auth-held`, `prior-auth-authorized-meanwhile`, `prior-auth-order-changed`,
 *   `prior-auth-record-changed`, `prior-auth-evidence-changed`
 */
export async function readAgain(
	client: FhirClient,
	found: PriorAuthCase,
	{ coverage, evidence }: Travelling,
	signal?: AbortSignal,
): Promise<void> {
	const { orders, patient, encounter, diagnoses } = found;
	const coverages = found.coverages.filter(
		(one) => coverage === undefined || referenceOf(one) === coverage,
	);
	const { insurers, subscribers, practitioner, role, provider, facility } = found;
	const { supporting, others } = found;
	const asks = [practitioner, role, provider, facility].filter((one) => one !== undefined);
	const before = unique([
		...[...orders, patient, ...(encounter === undefined ? [] : [encounter])],
		...[...coverages, ...insurers, ...subscribers, ...asks],
		...[...diagnoses, ...supporting, ...others, ...evidence],
	]);
	const now = await readNow(client, before, signal);
	const asIs = (record: CaseRecord): CaseRecord => now.get(referenceOf(record)) ?? record;
	const held = holds({
		...found,
		orders: orders.map(asIs),
		patient: asIs(patient),
		diagnoses: diagnoses.map(asIs),
		...(encounter !== undefined && { encounter: asIs(encounter) }),
	});
	if (held.length > 0) {
		const { meaning, nextStep } = heldText(held);
		throw new HospitalError('prior-auth-held', `The request was not built: ${meaning}`, {
			nextStep,
		});
	}
	if (orders.some((order) => hasMoreNumbers(order, asIs(order)))) throw authorizedMeanwhile();
	for (const record of before) {
		const current = now.get(referenceOf(record));
		if (current === undefined) throw changed(record, 'is gone', evidence);
		if (!isSame(record, current)) throw changed(record, 'was changed', evidence);
	}
}

async function readNow(
	client: FhirClient,
	records: readonly CaseRecord[],
	signal: AbortSignal | undefined,
): Promise<Map<string, CaseRecord>> {
	const parts: CaseRecord[][] = [];
	for (let at = 0; at < records.length; at += PART) parts.push(records.slice(at, at + PART));
	const read = await Promise.all(
		parts.map(async (part) => {
			const reader = new CaseReader(client, signal);
			const types = part.map(({ resourceType }) => resourceType);
			return await reader.readAll(part.map(referenceOf), types, part.length);
		}),
	);
	return new Map(read.flat().map((record) => [referenceOf(record), record]));
}

/** A server may give a new version to what says the same. */
function isSame(before: CaseRecord, now: CaseRecord): boolean {
	const [was, is] = [before, now].map(({ meta }) => (meta as { versionId?: unknown })?.versionId);
	return (was !== undefined && was === is) || said(before) === said(now);
}

/**
 * Elements of a person by which it is another person. A new telephone number between two signatures is
 * no reason to ask both again.
 */
const WHO = new Set([
	...['identifier', 'name', 'birthDate', 'gender', 'active', 'link'],
	...['deceasedBoolean', 'deceasedDateTime', 'multipleBirthBoolean', 'multipleBirthInteger'],
]);
/** A stay moves on while people look: of it only whose and which kind it is. */
const STAY = new Set(['identifier', 'subject', 'class', 'basedOn']);
const WHAT_COUNTS: Readonly<Record<string, ReadonlySet<string>>> = {
	Patient: WHO,
	RelatedPerson: new Set([...WHO, 'patient', 'relationship']),
	Encounter: STAY,
};

/** Without what the server writes by itself. */
function said(record: CaseRecord): string {
	const counts = WHAT_COUNTS[record.resourceType];
	return canonicalJson(
		Object.fromEntries(
			Object.entries(record).filter(
				([name]) => name !== 'meta' && name !== 'text' && (counts?.has(name) ?? true),
			),
		),
	);
}

const LABELS: Readonly<Record<string, string>> = {
	Condition: 'A diagnosis',
	Coverage: 'The coverage',
	Encounter: 'The stay or visit',
	Location: 'The place of the service',
	Organization: 'The payer, or the organization that asks',
	Patient: 'Name, birth date or number of the patient, or of who is insured,',
	Practitioner: 'The clinician who orders',
	PractitionerRole: 'The role of the clinician who orders',
	RelatedPerson: 'The person who is insured',
};

function changed(record: CaseRecord, how: string, evidence: readonly CaseRecord[]): HospitalError {
	const { resourceType } = record;
	const isOrder = ORDER_TYPES.has(resourceType);
	const isEvidence = !isOrder && evidence.includes(record);
	const what = isOrder
		? 'An order'
		: ((isEvidence ? undefined : LABELS[resourceType]) ?? `A piece of evidence (${resourceType})`);
	const code = isOrder ? 'order' : isEvidence ? 'evidence' : 'record';
	return new HospitalError(
		`prior-auth-${code}-changed`,
		`${what} ${how} in the record since the request was put together`,
		{ nextStep: ASK_AGAIN },
	);
}

/** Two requests for one order may wait for people side by side; the first was approved. */
function hasMoreNumbers(before: CaseRecord, now: CaseRecord): boolean {
	const known = new Set(numbersOn(before));
	return numbersOn(now).some((number) => !known.has(number));
}

const authorizedMeanwhile = (): HospitalError =>
	new HospitalError(
		'prior-auth-authorized-meanwhile',
		'The order has got an authorization number since this request was put together: another request for it was approved',
		{
			nextStep:
				'Nothing was sent, and the payer need not be asked again. The number stands on the order. Only when something else is wanted than was approved, ask by the form.',
		},
	);

const ASK_AGAIN =
	'Nothing was sent. Look at what changed in the record. If the service is still wanted, ask again by the form, so that it is seen and approved as it is now.';

const referenceOf = ({ resourceType, id }: CaseRecord): string => `${resourceType}/${id ?? ''}`;

function unique(records: readonly CaseRecord[]): CaseRecord[] {
	const byReference = new Map<string, CaseRecord>();
	for (const record of records) {
		const reference = referenceOf(record);
		if (!byReference.has(reference)) byReference.set(reference, record);
	}
	return [...byReference.values()];
}

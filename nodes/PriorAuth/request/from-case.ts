import type { FhirResource } from '../../clients/fhir';
import type { LeftOut } from '../../shared/contracts/prior-auth';
import type { CaseRecord, PriorAuthCase } from '../../shared/contracts/prior-auth-case';
import { HospitalError } from '../../shared/errors';
import { namedUuid } from '../../shared/named-uuid';
import { heldText } from '../reasons';
import { codings, element } from '../rules/element';
import { EVIDENCE_TYPES, SYSTEMS } from '../rules';
import {
	keyOf,
	type Code,
	type Evidence,
	type RequestedItem,
	type RequestInput,
	type SenderSystems,
	type Urgency,
} from './input';

/** A record that is chosen as evidence. */
export interface ChosenEvidence {
	/** `Observation/7` */
	reference: string;
	/** Kind of report; the LOINC code of a document, or else the one for all, when absent. */
	reportType?: Code;
	/** Travels to the payer. */
	description?: string;
}

/** What one order does not say in the payer's words. */
export type OrderDetail = Partial<Omit<RequestedItem, 'order'>>;

/** What a site decides about a request, beyond the records of the case. */
export interface RequestChoices {
	key: string;
	systems: SenderSystems;
	created: string;
	claimType: RequestInput['claimType'];
	/** `Coverage/3`; the only one of the case when absent. */
	coverage?: string;
	/** For every order that has no detail of its own. */
	common: OrderDetail & Pick<RequestedItem, 'category' | 'requestType'>;
	/** By reference of the order. */
	details?: Readonly<Record<string, OrderDetail>>;
	evidence: readonly ChosenEvidence[];
	/** Kind of report where the evidence has no other. */
	reportType: Code;
	/** Records among which the evidence is looked for; those of the case are always there. */
	records: readonly CaseRecord[];
	/** Answered questionnaires. */
	answers?: readonly CaseRecord[];
	urgency: Urgency;
	message?: string;
	admission?: { start?: string; end?: string };
	discharge?: string;
}

const LOINC = 'http://loinc.org';

/**
 * What Build Request needs, from a gathered case.
 *
 * @returns with it the chosen records that cannot be evidence by the guide
 * @throws HospitalError `prior-auth-held`, `prior-auth-no-coverage`, `prior-auth-evidence-missing`
 */
export function requestInput(
	found: PriorAuthCase,
	choices: RequestChoices,
): { input: RequestInput; leftOut: LeftOut[] } {
	if (found.decision !== 'ready') throw held(found);
	const { common, details = {}, urgency, message, admission, discharge } = choices;
	const coverage = coverageOf(found, choices.coverage);
	const insurer = insurerOf(found, coverage);
	const subscriber = found.subscribers.find(({ resourceType }) => resourceType === 'Patient');
	const { evidence, leftOut } = evidenceOf(found, choices);
	const input: RequestInput = {
		key: choices.key,
		systems: choices.systems,
		created: choices.created,
		server: found.server,
		claimType: choices.claimType,
		patient: found.patient,
		coverage,
		...(subscriber !== undefined && { subscriber }),
		insurer,
		provider: required(found.provider ?? found.role, 'the organization that asks'),
		...(found.practitioner !== undefined && { practitioner: found.practitioner }),
		...(found.role !== undefined && { role: found.role }),
		...(found.facility !== undefined && { facility: found.facility }),
		items: found.orders.map((order) => ({
			...common,
			...details[keyOf(order as FhirResource) ?? ''],
			order,
		})),
		diagnoses: found.diagnoses,
		evidence,
		others: [...found.others, ...choices.records] as FhirResource[],
		urgency,
		...(message !== undefined && { message }),
		...(admission !== undefined && { admission }),
		...(discharge !== undefined && { discharge }),
	};
	return { input, leftOut };
}

/** References of the chosen evidence that are not at hand yet. */
export function evidenceToRead(
	found: PriorAuthCase,
	{ evidence, records }: Pick<RequestChoices, 'evidence' | 'records'>,
): string[] {
	const known = atHand(found, records);
	return [...new Set(evidence.map(({ reference }) => reference))].filter(
		(reference) => canBeEvidence(reference) && !known.has(reference),
	);
}

function atHand(
	{ supporting, diagnoses, orders }: PriorAuthCase,
	records: readonly CaseRecord[],
): Map<string, CaseRecord> {
	const known = new Map<string, CaseRecord>();
	for (const record of [...supporting, ...records, ...diagnoses, ...orders]) {
		const key = keyOf(record as FhirResource);
		if (key !== undefined && !known.has(key)) known.set(key, record);
	}
	return known;
}

const canBeEvidence = (reference: string): boolean =>
	EVIDENCE_TYPES.has(reference.split('/')[0] ?? '');

function evidenceOf(
	found: PriorAuthCase,
	{ key, evidence, records, reportType, answers = [] }: RequestChoices,
): { evidence: Evidence[]; leftOut: LeftOut[] } {
	const known = atHand(found, records);
	const orders = new Set(found.orders.map((order) => keyOf(order as FhirResource)));
	const wanted = new Map<string, ChosenEvidence>();
	for (const one of [...found.supporting.map(referenceTo), ...evidence]) {
		wanted.set(one.reference, { ...wanted.get(one.reference), ...one });
	}
	const travelling = new Set(
		[
			found.patient,
			found.provider,
			found.practitioner,
			found.role,
			found.facility,
			...found.coverages,
			...found.subscribers,
			...found.insurers,
		].map((record) => record && keyOf(record as FhirResource)),
	);
	const leftOut: LeftOut[] = [];
	const pieces: Evidence[] = [];
	for (const { reference, reportType: own, description } of wanted.values()) {
		// The order travels as what is asked for, not as evidence for itself.
		if (orders.has(reference)) continue;
		// They travel as parties to the request.
		if (travelling.has(reference)) continue;
		if (!canBeEvidence(reference)) {
			leftOut.push({ type: reference.split('/')[0] ?? '', reference, why: 'not-evidence' });
			continue;
		}
		const resource = known.get(reference);
		if (resource === undefined) throw missing();
		pieces.push({
			resource: resource as FhirResource,
			reportType: own ?? documentType(resource) ?? reportType,
			...(description !== undefined && description !== '' && { description }),
		});
	}
	const answered = answers.map((answer, at) => ({
		resource: { ...answer, id: answer.id ?? namedUuid('pas-answers', key, String(at)) },
		reportType,
	}));
	return { evidence: [...answered, ...pieces], leftOut };
}

const referenceTo = (record: CaseRecord): ChosenEvidence => ({
	reference: keyOf(record as FhirResource) ?? '',
});

/** A document says by its LOINC code what it is. */
function documentType({ resourceType, type }: CaseRecord): Code | undefined {
	if (resourceType !== 'DocumentReference') return undefined;
	const at = element({ path: '', value: { type } }, 'type');
	return codings(at).find(({ system }) => system === LOINC);
}

function coverageOf({ coverages }: PriorAuthCase, wanted: string | undefined): FhirResource {
	const [only, second] = coverages.filter(({ status }) => status === 'active');
	const chosen =
		wanted === undefined
			? second === undefined
				? only
				: undefined
			: coverages.find((one) => keyOf(one as FhirResource) === wanted);
	if (chosen !== undefined) return chosen as FhirResource;
	throw new HospitalError(
		'prior-auth-no-coverage',
		'It is not known which coverage of the patient is asked',
		{ nextStep: 'Place Check Coverage before this node, and connect only its first output.' },
	);
}

/** The payer that the chosen coverage names. */
function insurerOf({ insurers, server }: PriorAuthCase, coverage: FhirResource): FhirResource {
	const payors = (Array.isArray(coverage.payor) ? coverage.payor : []) as Array<{
		reference?: unknown;
	} | null>;
	const places = [server.base, ...server.knownAs].map((place) => `${place.replace(/\/+$/, '')}/`);
	const found = insurers.find(({ id }) => {
		const key = `Organization/${id ?? ''}`;
		return payors.some(
			(payor) => payor?.reference === key || places.some((at) => payor?.reference === at + key),
		);
	});
	return required(found, 'the organization of the payer') as FhirResource;
}

function required<T>(record: T | undefined, what: string): T {
	if (record !== undefined) return record;
	throw new HospitalError('prior-auth-case-incomplete', `The case lacks ${what}`, {
		nextStep: 'Nothing was built. Complete the record system, or name it in Gather Case.',
	});
}

function held({ reasons }: PriorAuthCase): HospitalError {
	const { meaning, nextStep } = heldText(reasons);
	return new HospitalError('prior-auth-held', `The request was not built: ${meaning}`, {
		nextStep: `${nextStep} Connect this node to the first output of Gather Case only.`,
	});
}

const missing = () =>
	new HospitalError('prior-auth-evidence-missing', 'A chosen piece of evidence is not at hand', {
		nextStep: 'Nothing was built. It may have been deleted since it was chosen; choose again.',
	});

/** Code of X12 by the short name of its list. */
export const x12 = (system: 'serviceCategory' | 'requestType', code: string): Code => ({
	system: SYSTEMS[system],
	code,
});

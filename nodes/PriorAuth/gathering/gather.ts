import type { FhirClient } from '../../clients/fhir';
import type { CaseRecord, PriorAuthCase } from '../../shared/contracts/prior-auth-case';
import { HospitalError } from '../../shared/errors';
import { EVIDENCE_TYPES, ORDER_TYPES } from '../rules';
import { otherPatient } from '../request/same-patient';
import { isEstablished } from '../request/standing';
import { whoAsks } from './asking';
import { holds } from './holds';
import { CaseReader, listed } from './reader';

export interface Wanted {
	/** `ServiceRequest/17`; several are asked for in one request. */
	orders: readonly string[];
	/** `Organization/3`: who asks, where the records do not say it. */
	provider?: string;
	/** `Location/4`: where the service is given, where the orders do not say it. */
	facility?: string;
	/** System of the identifiers of clinicians that are their accounts at the sign-in. */
	accountSystem?: string;
}

const MOST_ORDERS = 20;
const MOST_COVERAGES = 20;
const MOST_REASONS = 30;
const MOST_SUPPORTING = 40;

/**
 * Reads an order and what stands behind it: patient, coverages, payers, clinician, organization, place,
 * reasons and what the order itself names as supporting. Everything is whole and as it is on the server;
 * a record of another patient stops everything.
 *
 * @throws HospitalError `prior-auth-no-order`, `prior-auth-other-patient`, `prior-auth-case-too-large`
 */
export async function gatherCase(
	client: FhirClient,
	wanted: Wanted,
	{ now, knownAs, signal }: { now: Date; knownAs: string[]; signal?: AbortSignal },
): Promise<{ found: PriorAuthCase; references: string[] }> {
	const reader = new CaseReader(client, signal);
	const orders = await readOrders(reader, wanted.orders);
	const patient = await patientOf(reader, orders);
	const own = `Patient/${patient.id ?? ''}`;
	const encounter = await first(reader, orders, 'encounter', ['Encounter']);
	requireOwn(reader, own, [...orders, ...(encounter === undefined ? [] : [encounter])]);
	const coverages = await coveragesOf(reader, orders, own);
	const insurers = await eachOf(reader, coverages, 'payor', ['Organization']);
	const subscribers = await eachOf(reader, coverages, 'subscriber', ['Patient', 'RelatedPerson']);
	const diagnoses = await reasonsOf(reader, orders, own);
	const supporting = await supportingOf(reader, orders, own);
	const medicines = await eachOf(reader, [...orders, ...supporting], 'medicationReference', [
		'Medication',
	]);
	const asks = await whoAsks(reader, orders, encounter, wanted);
	const parts = {
		coverage: coverages.length,
		insurer: insurers.length,
		diagnosis: diagnoses.length,
		practitioner: asks.practitioner,
		provider: asks.provider,
	};
	const found: Omit<PriorAuthCase, 'decision' | 'reasons'> = {
		contract: 'PriorAuthCase/1',
		server: { base: client.baseUrl, knownAs },
		orders,
		patient,
		...(encounter !== undefined && { encounter }),
		coverages,
		insurers,
		subscribers: subscribers.filter((one) => one !== patient),
		...asks,
		...accountsOf(asks.practitioner, wanted.accountSystem),
		diagnoses,
		supporting,
		others: medicines,
		notFound: Object.entries(parts).flatMap(([name, part]) =>
			part === undefined || part === 0 ? [name] : [],
		),
		asOf: now.toISOString(),
	};
	const reasons = holds(found);
	const decision = reasons.length === 0 ? 'ready' : 'hold';
	return { found: { ...found, decision, reasons }, references: reader.references };
}

function accountsOf(
	practitioner: CaseRecord | undefined,
	system: string | undefined,
): Pick<PriorAuthCase, 'orderedBy' | 'accounts'> {
	if (practitioner?.id === undefined) return {};
	const identifiers = listed(practitioner.identifier) as Array<Record<string, unknown> | null>;
	const accounts = identifiers.flatMap((one) =>
		system !== undefined && one?.system === system && typeof one.value === 'string'
			? [one.value]
			: [],
	);
	return {
		orderedBy: `Practitioner/${practitioner.id}`,
		...(accounts.length > 0 && { accounts }),
	};
}

async function readOrders(reader: CaseReader, wanted: readonly string[]): Promise<CaseRecord[]> {
	const distinct = [...new Set(wanted)];
	const orders = await reader.readAll(distinct, [...ORDER_TYPES], MOST_ORDERS);
	if (orders.length === distinct.length && orders.length > 0) return orders;
	throw new HospitalError('prior-auth-no-order', 'An order that is named cannot be read', {
		nextStep: `Give 1 to ${MOST_ORDERS} references such as ServiceRequest/123, of the server of the credential. Kinds: ${[...ORDER_TYPES].join(', ')}.`,
	});
}

async function patientOf(reader: CaseReader, orders: readonly CaseRecord[]): Promise<CaseRecord> {
	const keys = new Set(orders.map(({ subject }) => reader.key(subject, ['Patient'])));
	const [key] = keys;
	if (keys.size > 1) throw otherPatient('order');
	const patient = await reader.read(key, ['Patient']);
	if (patient !== undefined) return patient;
	throw new HospitalError('prior-auth-no-patient', 'The order leads to no patient of this server', {
		nextStep: 'Nothing was handed on. Look at the order in the record system.',
	});
}

/** Coverages that the orders name, or else all of the patient; Check Coverage says which counts. */
async function coveragesOf(
	reader: CaseReader,
	orders: readonly CaseRecord[],
	patient: string,
): Promise<CaseRecord[]> {
	const named = await eachOf(reader, orders, 'insurance', ['Coverage']);
	const all =
		named.length > 0
			? named
			: await reader.search('Coverage', { beneficiary: patient }, MOST_COVERAGES);
	requireOwn(reader, patient, all);
	return all;
}

/** Conditions that are named as the reason, or those of the patient with the code of the reason. */
async function reasonsOf(
	reader: CaseReader,
	orders: readonly CaseRecord[],
	patient: string,
): Promise<CaseRecord[]> {
	const named = await eachOf(reader, orders, 'reasonReference', ['Condition']);
	requireOwn(reader, patient, named);
	const asked = new Set(orders.flatMap(({ reasonCode }) => codesIn(reasonCode)));
	if (named.length > 0 || asked.size === 0) return named.slice(0, MOST_REASONS);
	const code = [...asked].slice(0, MOST_REASONS).join(',');
	const found = await reader.search('Condition', { patient, code }, MOST_REASONS);
	requireOwn(reader, patient, found);
	// What was found by its code and is refuted is no reason; what the order itself names is said.
	return found.filter(
		(condition) =>
			isEstablished(condition) && codesIn([condition.code]).some((one) => asked.has(one)),
	);
}

async function supportingOf(
	reader: CaseReader,
	orders: readonly CaseRecord[],
	patient: string,
): Promise<CaseRecord[]> {
	const types = [...EVIDENCE_TYPES].filter((type) => type !== 'Bundle');
	const named = orders.flatMap(({ supportingInfo, supportingInformation }) => [
		...listed(supportingInfo),
		...listed(supportingInformation),
	]);
	const found = await reader.readAll(named, types, MOST_SUPPORTING);
	requireOwn(reader, patient, found);
	return found;
}

async function eachOf(
	reader: CaseReader,
	records: readonly CaseRecord[],
	element: string,
	types: readonly string[],
): Promise<CaseRecord[]> {
	const references = records.flatMap((record) => listed(record[element]));
	return await reader.readAll(references, types, MOST_REASONS);
}

async function first(
	reader: CaseReader,
	records: readonly CaseRecord[],
	element: string,
	types: readonly string[],
): Promise<CaseRecord | undefined> {
	return (await eachOf(reader, records, element, types))[0];
}

function requireOwn(reader: CaseReader, patient: string, records: readonly CaseRecord[]): void {
	const foreign = records.find((record) => !reader.isOf(record, patient));
	if (foreign !== undefined) throw otherPatient(foreign.resourceType);
}

/** `system|code` with what a search would read otherwise taken out. */
const codesIn = (concepts: unknown): string[] =>
	listed(concepts).flatMap((concept) => {
		const { coding } = (concept ?? {}) as { coding?: unknown };
		return listed(coding).flatMap((one) => {
			const { system, code } = (one ?? {}) as { system?: unknown; code?: unknown };
			const usable = [system, code].every(
				(text) => typeof text === 'string' && text !== '' && !/[\\,|$\s]/.test(text),
			);
			return usable ? [`${String(system)}|${String(code)}`] : [];
		});
	});

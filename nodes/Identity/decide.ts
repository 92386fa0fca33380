import type { DicomPatient, HoldReason, IdentityDecision } from '../shared/contracts';
import { findOrder, type OrderLookup } from './chart/order';
import { findPatient } from './chart/patient';
import type { ChartReader, Patient } from './chart/resources';
import { compareBirthDate, compareSex } from './compare/demographics';
import { compareNames, type Comparison } from './compare/name';
import type { IdentityPolicy, Strictness } from './policy';

/** What a received study, message or order says about its patient. */
export interface IdentityClaim {
	patient: DicomPatient;
	/** (0008,0050), empty when absent. */
	accessionNumber: string;
	/** True when the received objects disagree among themselves. */
	mixedIdentity?: boolean;
}

/**
 * Decides whether received data belongs to a patient and an order in the chart.
 *
 * Held unless everything required is there and agrees; all reasons are given, not only the first. A
 * chart that cannot be reached is an error, never a decision.
 *
 * @throws HospitalError of the chart's client
 */
export async function decideIdentity(
	claim: IdentityClaim,
	chart: ChartReader,
	policy: IdentityPolicy,
	{ signal, now = new Date() }: { signal?: AbortSignal; now?: Date } = {},
): Promise<IdentityDecision> {
	const reasons = new Set<HoldReason>();
	const agreed: string[] = [];
	if (claim.mixedIdentity === true) reasons.add('mixed-identity');
	const { patient, reason, mergeFollowed } = await lookUp(claim.patient, chart, policy, signal);
	if (reason !== undefined) reasons.add(reason);
	if (patient !== undefined) {
		agreed.push('id');
		if (patient.active === false) reasons.add('patient-inactive');
		for (const [detail, comparison, strictness, hold] of compare(claim, patient, policy, now)) {
			if (comparison === 'agree') agreed.push(detail);
			else if (comparison === 'differ' || strictness === 'require') reasons.add(hold);
		}
	}
	const order = await lookUpOrder(claim, patient, chart, policy, signal);
	for (const held of order.reasons) reasons.add(held);
	if (order.order !== undefined && patient !== undefined) agreed.push('accession');
	const matched = reasons.size === 0 && patient !== undefined;
	return {
		decision: matched ? 'match' : 'hold',
		reasons: [...reasons],
		...(matched && { patientReference: `Patient/${patient.id}` }),
		...(matched && order.order && { orderReference: `ServiceRequest/${order.order.id}` }),
		...(matched &&
			order.encounterReference !== undefined && { encounterReference: order.encounterReference }),
		mergeFollowed,
		agreed,
		decidedAt: now.toISOString(),
	};
}

type Compared = [detail: string, comparison: Comparison, strictness: Strictness, hold: HoldReason];

function compare(
	{ patient: claimed }: IdentityClaim,
	{ name, birthDate, gender }: Patient,
	policy: IdentityPolicy,
	now: Date,
): Compared[] {
	return [
		['name', compareNames(claimed.name, name, now), policy.name, 'name-mismatch'],
		[
			'birthDate',
			compareBirthDate(claimed.birthDate, birthDate),
			policy.birthDate,
			'birth-date-mismatch',
		],
		['sex', compareSex(claimed.sex, gender), policy.sex, 'sex-mismatch'],
	];
}

interface Found {
	patient?: Patient;
	reason?: HoldReason;
	mergeFollowed: boolean;
}

async function lookUp(
	{ id, issuer }: DicomPatient,
	chart: ChartReader,
	policy: IdentityPolicy,
	signal: AbortSignal | undefined,
): Promise<Found> {
	if (id.trim() === '') return { reason: 'patient-id-missing', mergeFollowed: false };
	// An id counts only within its issuer: two hospitals give the same number to two people.
	const system = issuer === '' ? policy.systemWithoutIssuer : own(policy.issuers, issuer);
	if (system === undefined) {
		const reason = issuer === '' ? 'patient-id-missing' : 'patient-not-found';
		return { reason, mergeFollowed: false };
	}
	const lookup = await findPatient(chart, system, id.trim(), signal);
	const { mergeFollowed } = lookup;
	return lookup.found === undefined
		? { reason: lookup.reason, mergeFollowed }
		: { patient: lookup.found, mergeFollowed };
}

/** An issuer named like a property of every object must not be taken for a listed one. */
const own = (issuers: Readonly<Record<string, string>>, issuer: string): string | undefined =>
	Object.hasOwn(issuers, issuer) ? issuers[issuer] : undefined;

async function lookUpOrder(
	{ accessionNumber }: IdentityClaim,
	patient: Patient | undefined,
	chart: ChartReader,
	{ accession, accessionSystem, orderStatuses }: IdentityPolicy,
	signal: AbortSignal | undefined,
): Promise<OrderLookup> {
	const number = accessionNumber.trim();
	if (number === '') return { reasons: accession === 'require' ? ['order-not-found'] : [] };
	return await findOrder(chart, accessionSystem, number, patient, orderStatuses, signal);
}

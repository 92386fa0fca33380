import type { HoldReason, IdentityDecision } from '../../shared/contracts';
import { findMembers } from '../chart/member';
import { findOrder } from '../chart/order';
import { findPatient } from '../chart/patient';
import type { ChartReader, Patient } from '../chart/resources';
import { compareBirthDate, compareSex } from '../compare/demographics';
import { compareNames } from '../compare/name';
import type { DocumentIdentity } from './claim';

/** Where in the chart the numbers of documents are looked for. */
export interface DocumentPolicy {
	/** Identifier system of medical record numbers. */
	recordSystem?: string;
	/** Identifier systems of member numbers, as coverages carry them. */
	memberSystems: readonly string[];
	/** Identifier system of accession numbers; any system when absent. */
	accessionSystem?: string;
}

/**
 * Decides whose a document is.
 *
 * It matches when a number leads to one patient (medical record number or member number), and the name
 * and the birth date agree with the chart in full. Everything else it says must not contradict: every
 * number that the chart knows leads to the same patient, and the sex is the same. Whatever is doubtful
 * about the reading holds it, because a misread number may be another person's. All reasons are given.
 *
 * @throws HospitalError of the chart's client: a chart that cannot be reached is never a decision
 */
export async function decideDocument(
	claim: DocumentIdentity,
	chart: ChartReader,
	policy: DocumentPolicy,
	{ signal, now = new Date() }: { signal?: AbortSignal; now?: Date } = {},
): Promise<IdentityDecision> {
	const reasons = new Set<HoldReason>();
	const agreed: string[] = [];
	if (claim.doubtful) reasons.add('document-doubtful');
	if (claim.mixed) reasons.add('mixed-identity');
	const { patient, by, reason, mergeFollowed } = await lookUp(claim, chart, policy, signal);
	if (reason !== undefined) reasons.add(reason);
	if (patient !== undefined) {
		agreed.push(...by);
		for (const held of contradictions(claim, patient, agreed, now)) reasons.add(held);
		if (await isForOther(claim, patient, chart, policy, signal)) reasons.add('order-other-patient');
	}
	const matched = reasons.size === 0 && patient !== undefined;
	return {
		decision: matched ? 'match' : 'hold',
		reasons: [...reasons],
		...(matched && { patientReference: `Patient/${patient.id}` }),
		mergeFollowed,
		agreed,
		decidedAt: now.toISOString(),
	};
}

function contradictions(
	{ name, birthDate, sex }: DocumentIdentity,
	patient: Patient,
	agreed: string[],
	now: Date,
): HoldReason[] {
	const held: HoldReason[] = [];
	if (patient.active === false) held.push('patient-inactive');
	if (compareNames(name, patient.name, now) === 'agree') agreed.push('name');
	else held.push('name-mismatch');
	if (compareBirthDate(birthDate, patient.birthDate) === 'agree') agreed.push('birthDate');
	else held.push('birth-date-mismatch');
	const sexes = compareSex(sex, patient.gender);
	if (sexes === 'agree') agreed.push('sex');
	if (sexes === 'differ') held.push('sex-mismatch');
	return held;
}

interface Found {
	patient?: Patient;
	/** Which numbers led there. */
	by: string[];
	reason?: HoldReason;
	mergeFollowed: boolean;
}

async function lookUp(
	claim: DocumentIdentity,
	chart: ChartReader,
	policy: DocumentPolicy,
	signal: AbortSignal | undefined,
): Promise<Found> {
	const { recordNumber, memberNumbers } = claim;
	const { recordSystem, memberSystems } = policy;
	const members = new Map<string, Patient>();
	const by: string[] = [];
	let record: Patient | undefined;
	let mergeFollowed = false;
	let known = false;
	if (recordNumber !== '' && recordSystem !== undefined) {
		known = true;
		const lookup = await findPatient(chart, recordSystem, recordNumber, signal);
		({ mergeFollowed } = lookup);
		if (lookup.found !== undefined) {
			record = lookup.found;
			by.push('id');
		} else if (lookup.reason !== 'patient-not-found') {
			return { by, reason: lookup.reason, mergeFollowed };
		}
	}
	for (const number of memberNumbers) {
		for (const system of memberSystems) {
			known = true;
			const found = await findMembers(chart, system, number, signal);
			if (found === undefined) return { by, reason: 'patient-ambiguous', mergeFollowed };
			for (const member of found) members.set(member.id, member);
		}
	}
	if (members.size > 0) by.push('member');
	// A family may share a member number: the record number then says who of them it is.
	const [member, ...others] = members.values();
	const patient = record ?? member;
	const disagree =
		record === undefined ? others.length > 0 : members.size > 0 && !members.has(record.id);
	if (disagree) return { by, reason: 'patient-ambiguous', mergeFollowed };
	if (patient !== undefined) return { patient, by, mergeFollowed };
	return { by, reason: known ? 'patient-not-found' : 'patient-id-missing', mergeFollowed };
}

/** An accession number of another hospital is not in the chart; one that is must be this patient's. */
async function isForOther(
	{ accessionNumber }: DocumentIdentity,
	patient: Patient,
	chart: ChartReader,
	{ accessionSystem }: DocumentPolicy,
	signal: AbortSignal | undefined,
): Promise<boolean> {
	if (accessionNumber === '') return false;
	const order = await findOrder(chart, accessionSystem, accessionNumber, patient, [], signal);
	return order.reasons.includes('order-other-patient');
}

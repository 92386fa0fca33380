import type { FhirResource } from '../../../clients/fhir';
import type { CoverageCheck, CoverageOutcome } from '../../../shared/contracts';
import { HospitalError } from '../../../shared/errors';
import { isActiveOn, isSelfPay } from '../../request/covered';
import { isSelf, memberId } from '../../request/facts';
import { keyIn, keyOf, type RecordServer } from '../../request/input';
import { element, elements, isFullDate, text, type Element } from '../../rules/element';
import { isMemberId } from '../../rules/party-rules';
import { payerNames, payerOf } from './payer';

export interface CoverageQuestion {
	/** `Patient/17` */
	patient: string;
	/** Day of service, YYYY-MM-DD. */
	day: string;
	/** Identifier of the payer who is meant, alone or as `system|value`; any payer when absent. */
	payer?: string;
	/** References of the coverages that the orders themselves name (`insurance`). */
	named?: readonly string[];
	/** Full addresses of this server, and of no other, name its records. */
	server?: RecordServer;
}

/**
 * Which coverage a payer is asked about: of this patient, active on the day of service, with a payer who
 * has an identifier and a member number. Exactly one, or a person decides: two payers are never asked
 * for the same thing, and none is chosen by guess.
 *
 * @param resources records of the chart; only Coverage and Organization are looked at
 * @throws HospitalError `prior-auth-setting-wrong` for a day that is none
 */
export function checkCoverage(
	resources: readonly FhirResource[],
	question: CoverageQuestion,
): CoverageCheck {
	const { day, server, named = [] } = question;
	if (!isFullDate(day)) {
		throw new HospitalError('prior-auth-setting-wrong', 'The day of service is no full date', {
			nextStep: 'Give the day of service as YYYY-MM-DD, or let the order name it.',
		});
	}
	const seen = distinct(resources.filter(({ resourceType }) => resourceType === 'Coverage'));
	const patient = keyIn(question.patient, server) ?? '';
	const foreign = seen.some((one) => beneficiaryOf(one, server) !== patient);
	const active = seen.filter((one) => isActiveOn(one, day) && !isSelfPay(one));
	const ofPayer = active.filter((one) => isOfPayer(one, resources, question));
	const wanted = named.map((one) => keyIn(one, server));
	const chosen =
		ofPayer.length > 1 ? ofPayer.filter((one) => wanted.includes(keyOf(one))) : ofPayer;
	const counts = { seen: seen.length, active: active.length };
	const not = (decision: CoverageOutcome): CoverageCheck => ({
		contract: 'CoverageCheck/1',
		decision,
		needsPerson: true,
		day,
		...counts,
	});
	if (seen.length === 0) return not('none');
	// One record of somebody else among them is enough to distrust how they came together.
	if (foreign) return not('other-patient');
	if (active.length === 0) return not('not-active');
	if (ofPayer.length === 0) return not('other-payer');
	const [coverage] = chosen;
	if (coverage === undefined || chosen.length > 1) return not('several');
	const reference = keyOf(coverage);
	const payer = payerOf(coverage, resources, server);
	const member = hasSeveralMembers(coverage) ? undefined : memberId(coverage);
	if (payer === undefined || reference === undefined) return not('payer-unknown');
	if (member === undefined) return not('member-unknown');
	const until = text(element(at(coverage), 'period'), 'end');
	return {
		contract: 'CoverageCheck/1',
		decision: 'one',
		needsPerson: false,
		day,
		coverage: reference,
		payer,
		memberId: member,
		isSubscriber: isSelf(coverage),
		...(until !== undefined && { activeUntil: until.slice(0, 10) }),
		...counts,
	};
}

const at = (resource: FhirResource): Element => ({ path: resource.resourceType, value: resource });

/** The same record twice is one; two without an id are two. */
function distinct(coverages: readonly FhirResource[]): FhirResource[] {
	const byKey = new Map(coverages.map((one, index) => [keyOf(one) ?? `#${index}`, one]));
	return [...byKey.values()];
}

const beneficiaryOf = (coverage: FhirResource, server?: RecordServer): string | undefined =>
	keyIn(text(element(at(coverage), 'beneficiary'), 'reference'), server);

/** Which of two numbers is the patient's is for a person to say. */
const hasSeveralMembers = (coverage: FhirResource): boolean =>
	new Set(
		elements(at(coverage), 'identifier')
			.filter(isMemberId)
			.map((one) => text(one, 'value')),
	).size > 1;

function isOfPayer(
	coverage: FhirResource,
	resources: readonly FhirResource[],
	{ payer, server }: CoverageQuestion,
): boolean {
	if (payer === undefined) return true;
	const found = payerOf(coverage, resources, server);
	const organization = resources.find(
		(one) => found?.reference !== undefined && keyOf(one) === found.reference,
	);
	return payerNames(found, organization).has(payer);
}

/** References of the coverages that an order names: which of several is meant (ServiceRequest.insurance). */
export const insuranceOf = (order: FhirResource): string[] =>
	elements(at(order), 'insurance').flatMap((one) => text(one, 'reference') ?? []);

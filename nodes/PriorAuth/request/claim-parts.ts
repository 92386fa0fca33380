import type { FhirResource } from '../../clients/fhir';
import { namedUuid } from '../../shared/named-uuid';
import { isFullDate } from '../rules/element';
import { EXTENSIONS, SYSTEMS } from '../rules';
import { billingCode, diagnosisCode, placeOf, quantityOf, servicedOf } from './facts';
import type { Code, Evidence, RequestedItem, RequestInput } from './input';

export const concept = (code: Code): { coding: Code[] } => ({ coding: [code] });

export const coded = (url: string, code: Code): Record<string, unknown> => ({
	url,
	valueCodeableConcept: concept(code),
});

/** First request; the other types are the caller's to name. */
const INITIAL: Code = { system: SYSTEMS.certificationType, code: 'I' };
/** Level of service of an expedited request, when the payer wants no other. */
const URGENT: Code = { system: SYSTEMS.levelOfService, code: 'U' };
/** Most diagnoses that can be carried on. */
export const MOST_DIAGNOSES = 12;

export interface BuiltItem {
	sequence: number;
	item: RequestedItem;
	/** Address of the order in the packet; absent when the order does not travel. */
	order?: string;
}

/** Claim.item (PASClaim). Called after the request was found complete. */
export function claimItem(
	{ sequence, item, order }: BuiltItem,
	input: RequestInput,
	counts: { careTeam: number; diagnoses: number; evidence: readonly number[] },
): Record<string, unknown> {
	const { systems, key } = input;
	const served = servicedOf(item);
	const numbers = (count: number) => Array.from({ length: count }, (_none, at) => at + 1);
	const trace = namedUuid('pas-item', systems.item, key, String(sequence));
	return {
		extension: [
			{
				url: EXTENSIONS.itemTraceNumber,
				valueIdentifier: { system: systems.item, value: trace.replaceAll('-', '') },
			},
			coded(EXTENSIONS.requestType, item.requestType),
			coded(EXTENSIONS.certificationType, item.certificationType ?? INITIAL),
			...(order === undefined
				? []
				: [{ url: EXTENSIONS.requestedService, valueReference: { reference: order } }]),
		],
		sequence,
		...(counts.careTeam > 0 && { careTeamSequence: numbers(counts.careTeam) }),
		...(counts.diagnoses > 0 && { diagnosisSequence: numbers(counts.diagnoses) }),
		...(counts.evidence.length > 0 && { informationSequence: counts.evidence }),
		category: concept(item.category),
		productOrService: concept(required(billingCode(item))),
		...(item.modifiers &&
			item.modifiers.length > 0 && { modifier: item.modifiers.map((code) => concept(code)) }),
		...(served !== undefined &&
			('date' in served ? { servicedDate: served.date } : { servicedPeriod: served })),
		locationCodeableConcept: concept({
			system: SYSTEMS.placeOfService,
			code: required(placeOf(item, input)),
		}),
		quantity: required(quantityOf(item)),
	};
}

/** What completeness has made sure of; a hole here is a mistake of this package. */
function required<T>(value: T | undefined): T {
	if (value === undefined) throw new TypeError('an element that was found complete is missing');
	return value;
}

/** Claim.diagnosis: codes and days, never the record of the condition. */
export const claimDiagnoses = (
	conditions: readonly FhirResource[],
): Array<Record<string, unknown>> =>
	conditions.slice(0, MOST_DIAGNOSES).map((condition, at) => {
		const recorded = String(condition.recordedDate ?? '').slice(0, 10);
		const { system, code } = required(diagnosisCode(condition));
		return {
			...(isFullDate(recorded) && {
				extension: [{ url: EXTENSIONS.diagnosisRecordedDate, valueDate: recorded }],
			}),
			sequence: at + 1,
			diagnosisCodeableConcept: concept({ system, code }),
		};
	});

const category = (code: string) => concept({ system: SYSTEMS.pas, code });

/** One piece of evidence: Claim.supportingInfo, slice AdditionalInformation. */
export const evidenceInfo = (
	{ reportType, transmission, description }: Evidence,
	sequence: number,
	reference: string,
): Record<string, unknown> => ({
	extension: [
		{
			url: EXTENSIONS.documentInformation,
			extension: [
				coded('reportTypeCode', reportType),
				...(transmission === undefined ? [] : [coded('transmissionMethod', transmission)]),
				...(description === undefined ? [] : [{ url: 'description', valueString: description }]),
			],
		},
	],
	sequence,
	category: category('additionalInformation'),
	valueReference: { reference },
});

/** Dates of the stay and the message to the reviewer. */
export function otherInfo(
	{ admission, discharge, message }: RequestInput,
	from: number,
): Array<Record<string, unknown>> {
	const parts: Array<Record<string, unknown>> = [];
	if (admission !== undefined) {
		parts.push({ category: category('admissionDates'), timingPeriod: admission });
	}
	if (discharge !== undefined) {
		parts.push({ category: category('dischargeDates'), timingDate: discharge });
	}
	if (message !== undefined && message.trim() !== '') {
		parts.push({ category: category('freeFormMessage'), valueString: message });
	}
	return parts.map((part, at) => ({ sequence: from + at, ...part }));
}

export const careTeamMember = (sequence: number, reference: string): Record<string, unknown> => ({
	extension: [{ url: EXTENSIONS.careTeamClaimScope, valueBoolean: true }],
	sequence,
	provider: { reference },
});

/** Priority and level of service of the urgency that was attested to. */
export function urgencyOf({ urgency, levelOfService }: RequestInput): {
	priority: Record<string, unknown>;
	extension: Array<Record<string, unknown>>;
} {
	const expedited = urgency?.level === 'expedited';
	const level = levelOfService ?? (expedited ? URGENT : undefined);
	return {
		priority: concept({ system: SYSTEMS.processPriority, code: expedited ? 'stat' : 'normal' }),
		extension: level === undefined ? [] : [coded(EXTENSIONS.levelOfServiceCode, level)],
	};
}

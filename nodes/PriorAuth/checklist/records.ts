import type { FhirResource } from '../../clients/fhir';
import type { AnswerEvidence, ChartContext, CriterionState } from '../../shared/contracts';
import { evidenceIn } from '../questionnaire/expressions/evaluator';
import { dateOf, isFields, list, patientReference } from '../questionnaire/fhir';
import { daysBetween } from './days';
import { momentsOf, newestOf } from './newest';
import { findingIn, isStanding } from './standing';
import type { RecordWish } from './types';

/** What records say about a criterion. */
export interface RecordVerdict {
	state: CriterionState;
	answer?: string;
	evidence: AnswerEvidence[];
	reasons: string[];
}

const MOST_EVIDENCE = 10;

/**
 * Judges a criterion by records. A record that contradicts it makes it unmet; that nothing is recorded
 * makes it unknown: it may be recorded elsewhere.
 *
 * @param day full date of today
 */
export function judgeRecords(wish: RecordWish, chart: ChartContext, day: string): RecordVerdict {
	const all = chart.resources
		.filter((resource) => isAbout(resource, wish, chart.patient))
		.toSorted((a, b) => later(a, b));
	const standing = all.filter((resource) => isStanding(resource) && !isAhead(resource, day));
	const evidence = standing.slice(0, MOST_EVIDENCE).map(evidenceIn);
	const unknown = (reason: string): RecordVerdict => ({
		state: 'unknown',
		evidence,
		reasons: [reason],
	});
	const gap = gapIn(wish, chart);
	if (standing.length === 0) {
		return unknown(gap ?? (all.length > 0 ? 'only-not-standing' : 'nothing-recorded'));
	}
	const inTime = standing.filter((resource) => isInTime(resource, wish, day));
	if (inTime.length === 0) {
		const undated = standing.some((resource) => dateOf(resource) === undefined);
		if (undated) return unknown('without-date');
		return gap === undefined ? { state: 'unmet', evidence, reasons: ['too-old'] } : unknown(gap);
	}
	const shown = inTime.slice(0, MOST_EVIDENCE).map(evidenceIn);
	const counted = howMany(inTime, wish.count ?? 1);
	const answer = `${counted} recorded`;
	if (counted < (wish.count ?? 1)) {
		return { ...unknown(gap ?? 'fewer-recorded'), evidence: shown, answer };
	}
	if (wish.value !== undefined) {
		// One without a date may be the newest.
		const undated = standing.filter((resource) => dateOf(resource) === undefined);
		return judgeNewest([...new Set([...inTime, ...undated])], wish.value);
	}
	const finding = inTime.map(findingIn).find((found) => found !== undefined);
	if (finding !== undefined) {
		return { ...unknown('value-to-judge'), evidence: shown, answer: finding };
	}
	return { state: 'met', evidence: shown, answer, reasons: [] };
}

/** Where several are wanted, one event that was copied counts once: days are counted, not records. */
function howMany(resources: readonly FhirResource[], wanted: number): number {
	if (wanted <= 1) return resources.length;
	return new Set(resources.flatMap((resource) => dateOf(resource)?.slice(0, 10) ?? [])).size;
}

function later(a: FhirResource, b: FhirResource): number {
	const [x, y] = [momentsOf(a).from, momentsOf(b).from];
	return x === y ? 0 : y - x;
}

/** The newest counts; where it is not certain which one that is, they must all say the same. */
function judgeNewest(
	resources: readonly FhirResource[],
	wish: NonNullable<RecordWish['value']>,
): RecordVerdict {
	const verdicts = newestOf(resources).map((resource) => judgeValue(resource, wish));
	const [first] = verdicts;
	if (first === undefined) return { state: 'unknown', evidence: [], reasons: ['nothing-recorded'] };
	if (verdicts.every(({ answer }) => answer === first.answer)) return first;
	const evidence = verdicts.flatMap((verdict) => verdict.evidence).slice(0, MOST_EVIDENCE);
	return { state: 'unknown', evidence, reasons: ['newest-not-certain'] };
}

function judgeValue(newest: FhirResource, wish: NonNullable<RecordWish['value']>): RecordVerdict {
	const evidence = [evidenceIn(newest)];
	const quantity = isFields(newest.valueQuantity) ? newest.valueQuantity : undefined;
	const size = quantity?.value;
	if (quantity === undefined || typeof size !== 'number') {
		return { state: 'unknown', evidence, reasons: ['value-not-a-number'] };
	}
	// The code is the unit; what stands beside it in words may be another one.
	const unit = String(quantity.code ?? quantity.unit ?? '');
	const answer = `${size} ${String(quantity.unit ?? quantity.code ?? '')}`.trim();
	if (unit !== wish.unit) {
		return { state: 'unknown', answer, evidence, reasons: ['unit-differs'] };
	}
	// "<5" says nothing about how much it is.
	if (quantity.comparator !== undefined) {
		return {
			state: 'unknown',
			answer: `${String(quantity.comparator)} ${answer}`,
			evidence,
			reasons: ['value-is-a-limit'],
		};
	}
	const met = size >= (wish.atLeast ?? -Infinity) && size <= (wish.atMost ?? Infinity);
	return { state: met ? 'met' : 'unmet', answer, evidence, reasons: met ? [] : ['value-differs'] };
}

function isAbout(resource: FhirResource, { types, codes }: RecordWish, patient: string): boolean {
	if (!types.includes(resource.resourceType) || patientReference(resource) !== patient)
		return false;
	const concepts = [
		resource.code,
		resource.medicationCodeableConcept,
		resource.vaccineCode,
		resource.type,
	];
	return concepts
		.flatMap((concept) => (isFields(concept) ? list(concept.coding) : []))
		.some((coding) =>
			codes.some(({ system, code }) => coding.system === system && coding.code === code),
		);
}

/** What is dated in the future has not been yet. A day is allowed for: the site may lie east of UTC. */
function isAhead(resource: FhirResource, day: string): boolean {
	const age = daysBetween(dateOf(resource), day);
	return age !== undefined && age < -1;
}

function isInTime(resource: FhirResource, { withinDays }: RecordWish, day: string): boolean {
	if (withinDays === undefined) return true;
	const age = daysBetween(dateOf(resource), day);
	return age !== undefined && age >= -1 && age <= withinDays;
}

/** Why an absence says nothing: the records were not read, or not all of them. */
function gapIn({ types }: RecordWish, { declared, truncated }: ChartContext): string | undefined {
	if (types.some((type) => truncated.some((cut) => cut.type === type))) return 'records-cut-off';
	const isRead = types.every((type) => declared.some((read) => read.type === type));
	return isRead ? undefined : 'records-not-read';
}

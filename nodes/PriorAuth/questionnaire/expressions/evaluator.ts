import type { FhirResource } from '../../../clients/fhir';
import type { ChartContext, AnswerEvidence } from '../../../shared/contracts';
import { dateOf, isFields, keyOf, patientReference, titleOf } from '../fhir';
import type { Expression } from './expression';

/** What an expression gave. */
export interface Found {
	/** Plain JSON: primitives, or elements as FHIR writes them. */
	values: unknown[];
	/** Keys of the records that it rests on, as far as that can be said. */
	records: string[];
	/** By name why nobody may rely on it: it asked for records that were not read. */
	doubt?: string;
}

/** The surroundings of an expression. */
export interface Scope {
	/** The response as it stands. */
	response: FhirResource;
	/** Item of the response for the question, where there is one. */
	context?: Record<string, unknown>;
	/** Results of variables by name. */
	variables: Record<string, unknown>;
}

/** Runs the expressions of one form. */
export interface Evaluator {
	/** @throws Failed when it cannot be run */
	evaluate(expression: Expression, scope: Scope): Promise<Found>;
}

/** An expression that could not be run; the name says why, never its words or data. */
export class Failed extends Error {
	constructor(readonly why: string) {
		super(why);
	}
}

const MOST_EVIDENCE = 10;

/** Records that carry an answer, the newest first. Those of another patient never do. */
export function evidenceOf(
	keys: readonly string[],
	chart: Pick<ChartContext, 'patient' | 'resources'>,
): AnswerEvidence[] {
	const wanted = new Set(keys);
	return chart.resources
		.filter((resource) => {
			const key = keyOf(resource);
			if (key === undefined || !wanted.has(key)) return false;
			const of = patientReference(resource);
			return of === undefined || of === chart.patient;
		})
		.map((resource) => evidenceIn(resource))
		.toSorted((a, b) => (b.date ?? '').localeCompare(a.date ?? ''))
		.slice(0, MOST_EVIDENCE);
}

export function evidenceIn(resource: FhirResource): AnswerEvidence {
	const version = isFields(resource.meta) ? resource.meta.versionId : undefined;
	const date = dateOf(resource);
	return {
		reference: keyOf(resource) ?? resource.resourceType,
		...(version !== undefined && { version }),
		title: titleOf(resource),
		...(date !== undefined && { date }),
	};
}

import type { PhiFinding } from '../types';
import { isTerm } from './clinical-terms';
import { step, traced } from './found';
import { numbersBeside } from './beside';
import { propagate } from './propagate';
import { outside, union } from './resolve';
import { agesOfAnySize } from './recognizers/ages-of-any-size';
import { RECOGNIZERS } from './recognizers/index';
import { scanOf } from './scan';
import type { DetectOptions, Detection, PreparedText } from './types';

const THRESHOLD = 0.5;
const WITH_ALL_AGES = [...RECOGNIZERS, agesOfAnySize];

/**
 * Finds what identifies somebody in a note: by rule, by list, by what `others` (chart, model) found,
 * and by finding again what was found once. Overlapping findings become one over their union.
 */
export function detect(prepared: PreparedText, options: DetectOptions): Detection {
	return traced(options.trace === true, () => detected(prepared, options));
}

function detected(prepared: PreparedText, options: DetectOptions): Detection {
	const { lists, others = [], threshold = THRESHOLD, trace = false } = options;
	const scan = scanOf(prepared, lists);
	const sure: PhiFinding[] = [];
	const unsure: PhiFinding[] = [];
	const sort = (finding: PhiFinding): void => {
		if (finding.end <= finding.start) return;
		if (finding.score >= threshold) sure.push(finding);
		else if (finding.score >= threshold / 2) unsure.push(finding);
	};
	for (const finding of others) sort(finding);
	for (const recognizer of options.allAges === true ? WITH_ALL_AGES : RECOGNIZERS) {
		for (const finding of recognizer.find(prepared, lists)) {
			if (finding.score < threshold / 2 || isTerm(prepared, finding)) continue;
			const steps = trace
				? [step('pattern', recognizer.description, finding.score), ...(finding.trace ?? [])]
				: undefined;
			sort(steps === undefined ? finding : { ...finding, trace: steps });
		}
	}
	let first = union(sure, trace);
	const beside = numbersBeside(prepared, first);
	if (beside.length > 0) first = union([...first, ...beside], trace);
	const again = propagate(prepared, scan, first).filter((one) => !isTerm(prepared, one));
	const all =
		again.length === 0
			? first
			: union([...first, ...again.filter((finding) => finding.score >= threshold)], trace);
	const left = unsure.length === 0 ? [] : outside(union(unsure, trace), all);
	// What the chart or a model found may come with a trace that nobody asked for.
	const isBare = !trace && others.every((one) => one.trace === undefined);
	if (isBare) return { findings: all, uncertain: left };
	return {
		findings: all.map((one) => finished(one, trace, threshold)),
		uncertain: left.map((one) => finished(one, trace, threshold)),
	};
}

function withoutTrace(finding: PhiFinding): PhiFinding {
	const { start, end, type, role, source, rule, score } = finding;
	return { start, end, type, role, source, rule, score };
}

/** A finding as it leaves: with its whole trace, or with none. */
function finished(finding: PhiFinding, isTraced: boolean, threshold: number): PhiFinding {
	if (!isTraced) return finding.trace === undefined ? finding : withoutTrace(finding);
	const { trace, ...rest } = finding;
	const detail =
		finding.score >= threshold
			? 'at or above the threshold'
			: 'below the threshold: for a person to look at';
	return { ...rest, trace: [...(trace ?? []), step('threshold', detail, finding.score)] };
}

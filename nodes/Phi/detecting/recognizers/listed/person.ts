import type { Run } from './run';

/** A name as it was weighed. */
export interface Person {
	readonly first: number;
	readonly last: number;
	readonly rule: 'name-alone' | 'name-inverted' | 'name-listed';
	score: number;
	/** The reason, for the trace. */
	readonly why: string;
}

/** No score of a list goes beyond it: a title or a chart is surer. */
export const MOST_SCORE = 0.95;

/** A run of one word as a name. */
export const aloneAs = (run: Run, score: number, why: string, last = run.last): Person => ({
	first: run.first,
	last,
	rule: 'name-alone',
	score,
	why,
});

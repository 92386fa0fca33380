import type { Measurement } from '../bench/figure.ts';
import { fuzz } from './hl7/fuzz.ts';
import { kill } from './hl7/kill.ts';

const SEED = 1;

/** Broken messages and frames, and a process that is killed while messages come in. */
export const measure: Measurement = async ({ quick, figure, say }) => {
	const count = (metric: string, value: number) => figure({ metric, value, unit: 'count' });
	const fuzzed = await fuzz({ cases: quick ? 3_000 : 100_000, seed: SEED, say });
	for (const failure of fuzzed.failures) say(failure);
	count('fuzz_cases', fuzzed.cases);
	count('fuzz_failures', fuzzed.failures.length);
	count('fuzz_good_answered', fuzzed.good);
	figure({ metric: 'fuzz_rss_growth', value: fuzzed.grown / 1e6, unit: 'MB' });
	const single = await kill({ points: quick ? 6 : 100, seed: SEED, say });
	const batched = await kill({ points: quick ? 3 : 40, seed: SEED, batch: 5, say });
	const missed = [...single.missed, ...batched.missed];
	const twice = [...single.twice, ...batched.twice];
	for (const id of missed) say(`acknowledged and never handed on: ${id}`);
	for (const id of twice) say(`in more than one work item: ${id}`);
	count('kill9_points', single.points + batched.points);
	count('kill9_acknowledged', single.acknowledged + batched.acknowledged);
	count('kill9_resent', single.resent + batched.resent);
	count('missed', missed.length);
	count('twice', twice.length);
	const failed = fuzzed.failures.length + missed.length + twice.length > 0;
	if (failed || single.acknowledged === 0 || batched.acknowledged === 0) process.exitCode = 1;
};

import type { Measurement, Measuring } from '../bench/figure.ts';

interface Counts {
	changes: number;
	missed: number;
	twice: number;
	leaks: number;
}

const SEED = 1;

/**
 * The FHIR Trigger against servers that commit late, whose clocks are off, that cut off milliseconds,
 * ignore the order, shift and swap pages, throttle and fail, while the receiver stands still and dies.
 */
export const measure: Measurement = async (measuring) => {
	const { figure, say } = measuring;
	const total: Counts = { changes: 0, missed: 0, twice: 0, leaks: 0 };
	let kills = 0;
	const add = (counts: Counts): void => {
		for (const name of ['changes', 'missed', 'twice', 'leaks'] as const)
			total[name] += counts[name];
	};
	for (const counts of await inVirtualTime(measuring)) add(counts);
	for (const startFor of ['record', 'patient'] as const) {
		const { killCampaign } = await import('./fhir/kills.ts');
		const many = measuring.quick ? 4 : 60;
		const found = await killCampaign({ kills: many, seed: SEED, startFor, say });
		for (const name of [...found.missed, ...found.twice].slice(0, 10)) say(`  ${name}`);
		kills += found.kills;
		add({ ...found, missed: found.missed.length, twice: found.twice.length });
	}
	figure({ metric: 'changes', value: total.changes, unit: 'count' });
	figure({ metric: 'missed', value: total.missed, unit: 'count' });
	figure({ metric: 'twice', value: total.twice, unit: 'count' });
	figure({ metric: 'token_leaks', value: total.leaks, unit: 'count' });
	figure({ metric: 'kill9_points', value: kills, unit: 'count' });
	if (total.missed + total.twice + total.leaks > 0) process.exitCode = 1;
};

async function inVirtualTime({ quick, say }: Measuring): Promise<Counts[]> {
	const { SCENARIOS } = await import('./fhir/scenarios.ts');
	const { virtualRun } = await import('./fhir/virtual-run.ts');
	const all: Counts[] = [];
	for (const scenario of SCENARIOS) {
		const size = quick ? { changes: 400 } : {};
		const { changes, missed, twice, looks, failed, crashes, leaks } = await virtualRun(
			scenario,
			SEED,
			size,
		);
		say(
			`${scenario.name}: ${changes} changes, ${looks} looks, ${failed} failed, ${crashes} deaths; ` +
				`${missed.length} missed, ${twice.length} twice, ${leaks} leaks`,
		);
		for (const name of [...missed, ...twice].slice(0, 10)) say(`  ${name}`);
		all.push({ changes, missed: missed.length, twice: twice.length, leaks });
	}
	return all;
}

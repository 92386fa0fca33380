import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Measurement, Measuring } from '../bench/figure.ts';
import { PeerUnavailable } from '../peers/require.ts';
import type { Kills } from './dicom/kills.ts';

/** A part of the campaign: it prints its figures, and tells whether something went wrong. */
interface Part {
	name: string;
	/** Figures of the benches' table: printed as not taken when the part fails. */
	figures: string[];
	/** Starts whole n8n processes: not for the quick form. */
	slow?: true;
	run(measuring: Measuring, count: (metric: string, value: number) => void): Promise<boolean>;
}

const SEED = 1;

/** Each part is loaded when its turn comes, so that one that cannot run hides no other. */
const PARTS: readonly Part[] = [
	{
		name: 'malformed input',
		figures: ['fuzz_cases', 'fuzz_failures'],
		run: async ({ quick, say }, count) => {
			const { fuzz } = await import('./dicom/fuzz.ts');
			const { cases, failures } = await fuzz({ cases: quick ? 2_000 : 100_000, seed: SEED, say });
			count('fuzz_cases', cases);
			count('fuzz_failures', failures.length);
			return failures.length === 0;
		},
	},
	{
		name: 'SIGKILL of the host',
		figures: ['kill9_points', 'kill9_lost', 'kill9_duplicates'],
		run: async ({ quick, say }, count) => {
			const { kill } = await import('./dicom/kill.ts');
			const kills = await kill({ points: quick ? 10 : 300, seed: SEED, say });
			return judged('kill9', kills, count, say);
		},
	},
	{
		name: 'end of the listener thread',
		figures: ['thread_points', 'thread_lost', 'thread_duplicates'],
		run: async ({ quick, say }, count) => {
			const { kill } = await import('./dicom/kill.ts');
			const kills = await kill({ points: quick ? 4 : 50, seed: SEED, say, what: 'thread' });
			return judged('thread', kills, count, say);
		},
	},
	{
		name: 'power cuts',
		figures: ['power_points', 'power_lost', 'power_duplicates'],
		run: async ({ quick, say }, count) => {
			const { inMountNamespace } = await import('./dicom/disk.ts');
			const args = [String(quick ? 6 : 100), String(SEED)];
			const kills = await inMountNamespace<Told>('power.ts', args, 1_200_000);
			return judged('power', retold(kills), count, say);
		},
	},
	{
		name: 'a full disk',
		figures: ['full_disk_points', 'full_disk_lost', 'full_disk_duplicates'],
		run: async ({ quick, say }, count) => {
			const { inMountNamespace } = await import('./dicom/disk.ts');
			const args = [String(quick ? 3 : 20), String(SEED), quick ? 'restart' : ''];
			const kills = await inMountNamespace<Told>('full-disk.ts', args, 600_000);
			// 0xA700: out of resources (PS3.4 B.2.3).
			count('full_disk_refused', kills.refused[0xa700] ?? 0);
			return judged('full_disk', retold(kills), count, say);
		},
	},
	{
		name: 'jumps of the clock',
		figures: ['clock_premature', 'clock_lost', 'clock_duplicates'],
		run: async ({ quick, say }, count) => {
			const { kill, JUMPING_CLOCK } = await import('./dicom/kill.ts');
			const points = quick ? 4 : 60;
			const kills = await kill({ points, seed: SEED, say, what: 'nothing', env: JUMPING_CLOCK });
			const premature = kills.versions - kills.studies;
			count('clock_premature', premature);
			return judged('clock', kills, count, say) && premature === 0;
		},
	},
	{
		name: 'patterns of arrival',
		figures: ['arrival_patterns', 'premature', 'missing'],
		run: async ({ quick }, count) => {
			const { arrivalPatterns } = await import('./dicom/arrivals.ts');
			const found = await arrivalPatterns(quick ? 100 : 1_000, SEED);
			const { patterns, premature, missing } = found;
			count('arrival_patterns', patterns);
			count('premature', total(premature));
			count('missing', total(missing));
			return total(premature) + total(missing) === 0;
		},
	},
	{
		name: 'queue mode',
		figures: ['queue_lost'],
		slow: true,
		run: async ({ quick, say }, count) => {
			const { queueCampaign } = await import('./dicom/queue.ts');
			const found = await queueCampaign({ quick, say });
			const { kills, studies, lost, doubled, disagreeing, ledgersBroken } = found;
			count('queue_kills', kills);
			count('queue_studies', studies);
			count('queue_lost', lost);
			count('queue_doubled', doubled);
			count('queue_disagreeing', disagreeing);
			count('queue_ledgers_broken', ledgersBroken);
			return lost + doubled + disagreeing + ledgersBroken === 0 && studies > 0;
		},
	},
	{
		name: 'SIGKILL of n8n',
		figures: ['n8n_kill9_points', 'n8n_kill9_lost', 'n8n_kill9_duplicates'],
		slow: true,
		run: killN8n,
	},
];

/** Everything that may go wrong while images come in, again and again, and what it cost. */
export const measure: Measurement = async (measuring) => {
	const { figure, say, quick } = measuring;
	for (const part of PARTS) {
		const taken = new Set<string>();
		const count = (metric: string, value: number): void => {
			taken.add(metric);
			figure({ metric, value, unit: 'count' });
		};
		say(part.name);
		const notTaken = (reason: string): void => {
			for (const metric of part.figures) {
				if (!taken.has(metric)) figure({ metric, value: null, unit: 'count', reason });
			}
		};
		if (quick && part.slow) {
			notTaken('not in the quick form: it starts n8n again and again');
			continue;
		}
		try {
			if (!(await part.run(measuring, count))) process.exitCode = 1;
		} catch (error) {
			const reason = error instanceof Error ? (error.message.split('\n')[0] ?? '') : 'unknown';
			say(`${part.name}: ${error instanceof Error ? error.stack : reason}`);
			notTaken(reason);
			if (!(error instanceof PeerUnavailable)) process.exitCode = 1;
		}
	}
};

/** Kills as a program of its own prints them. */
type Told = Omit<Kills, 'phases' | 'refused'> & {
	phases: Record<string, number>;
	refused: Record<number, number>;
};

const retold = (told: Told): Kills => ({
	...told,
	phases: new Map(Object.entries(told.phases)),
	refused: new Map(Object.entries(told.refused).map(([status, n]) => [Number(status), n])),
});

function judged(
	name: string,
	kills: Kills,
	count: (metric: string, value: number) => void,
	say: (text: string) => void,
): boolean {
	for (const [phase, times] of [...kills.phases].sort((a, b) => b[1] - a[1])) {
		say(`  ${String(times).padStart(4)}  ${phase}`);
	}
	for (const line of [...kills.lost, ...kills.duplicates]) say(line);
	count(`${name}_points`, kills.points);
	count(`${name}_studies`, kills.studies);
	count(`${name}_lost`, kills.lost.length);
	count(`${name}_duplicates`, kills.duplicates.length);
	return kills.lost.length + kills.duplicates.length === 0 && kills.studies > 0;
}

/** The whole n8n with the triage template, as the campaign of that name kills it. */
async function killN8n(
	{ say }: Measuring,
	count: (metric: string, value: number) => void,
): Promise<boolean> {
	const { startSite } = await import('../hospital/site.ts');
	const { crash } = await import('./crash.ts');
	const { judge } = await import('./endings.ts');
	const kills = 25;
	const studies = 2;
	const dir = await mkdtemp(join(tmpdir(), 'campaign-dicom-intake-'));
	const site = await startSite({ dir, quietSeconds: 2, people: kills * studies, say });
	try {
		const { points, sent } = await crash(site, { kills, seed: 'dicom-intake', studies, say });
		const { lost, duplicates, disagreeing } = await judge(site, sent);
		for (const line of [...lost, ...duplicates, ...disagreeing]) say(line);
		count('n8n_kill9_points', points.length);
		count('n8n_kill9_lost', lost.length);
		count('n8n_kill9_duplicates', duplicates.length + disagreeing.length);
		return lost.length + duplicates.length + disagreeing.length === 0;
	} finally {
		await site.stop();
		await rm(dir, { recursive: true, force: true });
	}
}

/** Parts tell what went wrong as a number or as a list. */
const total = (found: number | readonly unknown[]): number =>
	typeof found === 'number' ? found : found.length;

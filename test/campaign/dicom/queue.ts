import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { verifyLedger } from '../../hospital/ledger.ts';
import type { Queue } from '../../hospital/queue.ts';
import { Random } from '../../hospital/random.ts';
import { startSite, type Site } from '../../hospital/site.ts';
import { deliver, scan, type SentStudy } from '../crash.ts';
import type { CrashPoint } from '../crash-points.ts';
import { allEnded, judge, type Judgement } from '../endings.ts';
import { happen, WORKER_POINTS, type Fault, type Happened } from './queue-faults.ts';

export interface QueueOptions {
	/** Two kills and four studies instead of ten and thirty. */
	quick: boolean;
	say(text: string): void;
}

/** What a campaign against n8n in queue mode found. */
export interface QueueResult {
	/** Processes that were killed or frozen while studies were under way. */
	kills: number;
	studies: number;
	/** Acknowledged studies without an end, a report in the PACS or one in the chart. */
	lost: number;
	/** Studies with more than one work item, report, observation or task. */
	doubled: number;
	/** Studies of which PACS and chart tell different stories. */
	disagreeing: number;
	/** Hash chains of the audit ledger that do not hold. */
	ledgersBroken: number;
}

/**
 * Runs a hospital with n8n in queue mode (Redis, PostgreSQL, a main process and two workers), breaks
 * one process after the other while studies are worked on, and looks at what became of every study.
 * The inference server gives another score each time, so that a step done twice would show.
 *
 * @throws PeerUnavailable when a server cannot be had; Error when work does not end
 */
export async function queueCampaign({ quick, say }: QueueOptions): Promise<QueueResult> {
	const dir = await mkdtemp(join(tmpdir(), 'campaign-queue-'));
	const faults = plan(quick, new Random('queue', 1));
	const studies = quick ? 2 : 3;
	let site: Site | undefined;
	try {
		const people = faults.length * studies;
		site = await startSite({ dir, quietSeconds: 2, people, queue: { workers: 2 }, say });
		const sent = await breakQueue(site, { faults, studies, seed: 1, say });
		const judgement = await judge(site, sent);
		const { broken } = await verifyLedger(site.dataDir);
		for (const line of [...tell(judgement), ...broken]) say(line);
		return {
			kills: faults.length,
			studies: sent.length,
			lost: judgement.lost.length,
			doubled: judgement.duplicates.length,
			disagreeing: judgement.disagreeing.length,
			ledgersBroken: broken.length,
		};
	} finally {
		await site?.stop();
		await rm(dir, { recursive: true, force: true });
	}
}

export const tell = ({ lost, duplicates, disagreeing }: Judgement): string[] => [
	...lost.map((text) => `lost: ${text}`),
	...duplicates.map((text) => `doubled: ${text}`),
	...disagreeing.map((text) => `disagreeing: ${text}`),
];

export interface BreakOptions {
	faults: readonly Fault[];
	/** New studies for each fault. */
	studies: number;
	/** Number of the first person who was not examined before. */
	firstPerson?: number;
	seed: number | string;
	say(text: string): void;
}

/**
 * Sends studies and lets the faults happen, one after the other.
 *
 * @returns every study, once all of them have ended and what was frozen has gone on
 */
export async function breakQueue(site: Site, options: BreakOptions): Promise<SentStudy[]> {
	const { faults, studies, say } = options;
	const queue = requireQueue(site);
	const random = new Random('break-queue', options.seed);
	const sent = await scan(site, faults.length * studies, random, options.firstPerson);
	const waiting = [...sent];
	const deliveries: Array<Promise<void>> = [];
	const happened: Happened[] = [];
	site.inference.fault = 'different-each-time';
	for (const [index, fault] of faults.entries()) {
		const happening = happen(site, queue, fault, random);
		for (const study of waiting.splice(0, studies)) {
			const delivery = deliver(site, study, random.integer(0, 250));
			// Its failure is told at the end, when it is awaited.
			delivery.catch(() => undefined);
			deliveries.push(delivery);
		}
		const { told, over } = await happening;
		happened.push({ told, over });
		say(`${index + 1} of ${faults.length}: ${told}`);
	}
	await Promise.all(deliveries);
	await allEnded(site, sent.length, 330_000);
	say('every study has ended');
	for (const { over } of happened) await over();
	return sent;
}

function requireQueue({ queue }: Site): Queue {
	if (queue === undefined) throw new Error('this hospital does not run in queue mode');
	return queue;
}

/**
 * Every step of a worker in turn. What all have in common dies first: that makes most attempts fail,
 * and the wait after each failure is longer. A worker that is overtaken or frozen comes last: the
 * other one must stay.
 */
function plan(quick: boolean, random: Random): Fault[] {
	const points = random.shuffle(WORKER_POINTS);
	const kinds: Array<Fault['what']> = quick
		? ['worker', 'worker']
		: [
				...(['main', 'postgres', 'redis', 'worker', 'worker'] as const),
				...(['worker', 'worker', 'worker', 'overtaken', 'frozen'] as const),
			];
	return kinds.map((what, index) => ({ what, point: points[index % points.length] as CrashPoint }));
}

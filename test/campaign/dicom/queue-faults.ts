import { setTimeout as sleep } from 'node:timers/promises';
import type { Queue } from '../../hospital/queue.ts';
import type { Random } from '../../hospital/random.ts';
import type { Site } from '../../hospital/site.ts';
import type { N8nWorker } from '../../n8n/worker.ts';
import { CRASH_POINTS, nextAuditEvent, type CrashPoint } from '../crash-points.ts';

/** What breaks, and where the work is at that moment. */
export interface Fault {
	/**
	 * - `worker`, `main`, `redis`, `postgres`: killed as by a power cut, and started again at once;
	 * - `frozen`: a worker stands still until all work has ended without it, and then goes on;
	 * - `overtaken`: a worker stands still until another one has begun with its work, and then goes on
	 *   beside it.
	 */
	what: 'worker' | 'main' | 'redis' | 'postgres' | 'frozen' | 'overtaken';
	point: CrashPoint;
}

/** The part of a study's way that a worker goes, from taking it up to what comes after its end. */
export const WORKER_POINTS: readonly CrashPoint[] = CRASH_POINTS.slice(
	CRASH_POINTS.findIndex(({ name }) => name === 'Identity Gate'),
);

/** How long a study may take to come to a point on a slow machine. */
const LONGEST_WAY = 60_000;

/**
 * Resolves at a random moment of the stretch.
 *
 * @returns the name of the process that came there, as audit events give it
 * @throws Error when nothing comes there
 */
async function aim(site: Site, { name, after, span }: CrashPoint, random: Random): Promise<string> {
	const wait = random.between(0, span);
	const event = await nextAuditEvent(site.dataDir, String(after), LONGEST_WAY);
	if (event === undefined) throw new Error(`nothing came to the point: ${name}`);
	await sleep(wait);
	return (event.agent as { instance: string }).instance;
}

/** A fault that has happened. */
export interface Happened {
	told: string;
	/** Ends what it left, once all work has ended. */
	over(): Promise<void>;
}

/** Waits for the point, breaks what is to be broken, and starts it again. */
export async function happen(
	site: Site,
	queue: Queue,
	{ what, point }: Fault,
	random: Random,
): Promise<Happened> {
	const instance = await aim(site, point, random);
	const worker = workerOf(queue, instance) ?? random.pick(queue.workers);
	switch (what) {
		case 'worker':
			await cutPower(worker);
			return { told: `${worker.name} killed: ${point.name}`, over: nothing };
		case 'main':
			await cutPower(site.n8n);
			return { told: `main process killed: ${point.name}`, over: nothing };
		case 'redis':
		case 'postgres':
			await queue[what].kill();
			await queue[what].restart();
			return { told: `${what} killed: ${point.name}`, over: nothing };
		case 'frozen':
			worker.freeze();
			return { told: `${worker.name} frozen: ${point.name}`, over: () => goOn(worker) };
		case 'overtaken':
			worker.freeze();
			await begunAgain(site);
			await goOn(worker);
			return { told: `${worker.name} overtaken: ${point.name}`, over: nothing };
	}
}

/** What the main process records does not say which worker will take it up. */
function workerOf({ workers }: Queue, instance: string): N8nWorker | undefined {
	return workers.find(({ name }) => instance === `demo-${name.replace(' ', '-')}`);
}

async function cutPower(victim: {
	kill9(): Promise<void>;
	restart(): Promise<void>;
}): Promise<void> {
	await victim.kill9();
	await victim.restart();
}

/** Every second attempt meets a step that the first one has done. */
async function begunAgain(site: Site): Promise<void> {
	const event = await nextAuditEvent(site.dataDir, 'identity-match-reused', LONGEST_STALL);
	if (event === undefined) throw new Error('no other worker took the work of the frozen one');
}

/** n8n gives a silent worker up after the lock and half a minute, the package waits 5 s more. */
const LONGEST_STALL = 120_000;

async function goOn(worker: N8nWorker): Promise<void> {
	worker.thaw();
	// It finishes what it had begun, or finds that somebody else did: a second of work.
	await sleep(10_000);
}

const nothing = async (): Promise<void> => await Promise.resolve();

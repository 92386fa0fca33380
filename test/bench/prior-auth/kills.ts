import { spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { startPayer, type Payer } from '../../hospital/payer/index.ts';
import { Random } from '../../hospital/random.ts';

const CHILD = fileURLToPath(new URL('./kill-child.ts', import.meta.url));
/** A process that hangs is a failure, not a wait. */
const PATIENCE_MS = 60_000;

interface Told {
	steps: number;
	status: string;
	identifier: string;
	decision?: string;
	number?: string;
	state?: string;
	decisions?: number;
}

/** What a run of one attempt ended with; undefined when it was killed. */
async function attempt(
	folder: string,
	payer: Payer,
	work: string,
	{ at = 0, afterMs }: { at?: number; afterMs?: number } = {},
): Promise<Told | undefined> {
	const child = spawn(process.execPath, [...loaders(process.execArgv), CHILD], {
		env: {
			...process.env,
			KILL_FOLDER: folder,
			KILL_PAYER: payer.pas,
			KILL_WORK: work,
			KILL_AT: String(at),
			NODE_OPTIONS: '',
			NODE_TEST_CONTEXT: '',
		},
		stdio: ['ignore', 'pipe', 'pipe'],
	});
	let out = '';
	let faults = '';
	child.stdout.setEncoding('utf8').on('data', (text: string) => (out += text));
	child.stderr.setEncoding('utf8').on('data', (text: string) => (faults += text));
	const limit = setTimeout(() => child.kill('SIGKILL'), PATIENCE_MS);
	const ended = new Promise<{ code: number | null; signal: string | null }>((resolve) =>
		child.once('close', (code, signal) => resolve({ code, signal })),
	);
	if (afterMs !== undefined) void sleep(afterMs).then(() => child.kill('SIGKILL'));
	const { code, signal } = await ended;
	clearTimeout(limit);
	if (signal === 'SIGKILL') return undefined;
	if (code !== 0) throw new Error(`the attempt failed: ${faults.slice(-2000)}`);
	return JSON.parse(out) as Told;
}

/** What was imported before this process began; the options of a test runner stay here. */
const loaders = (given: readonly string[]): string[] =>
	given.flatMap((argument, at) =>
		argument === '--import'
			? [argument, given[at + 1] ?? '']
			: /^--import=/.test(argument)
				? [argument]
				: [],
	);

export interface Killed {
	/** Processes that were ended by SIGKILL. */
	kills: number;
	/** Requests that the payer holds more than once. */
	duplicates: number;
	/** Pieces of work without their answer, or whose case does not say it. */
	lost: number;
	/** How often the payer was asked in all. */
	submissions: number;
	orders: number;
}

/**
 * Kills a process that submits a request, again and again, between any two steps and at any time, until
 * the request is through; then looks what the payer holds.
 *
 * @param quick 10 kills instead of 100
 */
export async function kills({
	quick,
	say = () => {},
}: {
	quick: boolean;
	say?: (text: string) => void;
}): Promise<Killed> {
	const wanted = quick ? 10 : 100;
	const random = new Random(quick ? 41 : 42);
	const folder = await mkdtemp(join(tmpdir(), 'prior-auth-kills-'));
	const payer = await startPayer({ lenient: true });
	const result: Killed = { kills: 0, duplicates: 0, lost: 0, submissions: 0, orders: 0 };
	try {
		const first = await attempt(folder, payer, workId(0));
		result.orders = 1;
		const steps = first?.steps ?? 0;
		if (steps < 10) throw new Error('the attempt has too few steps to be killed between');
		// Every step once, in an order of its own; where there are fewer, they come again.
		const queue = random.shuffle(Array.from({ length: wanted }, (_, n) => 1 + (n % steps)));
		while (result.kills < wanted) {
			const work = workId(result.orders);
			result.orders += 1;
			// A request is killed up to three times before it may end.
			const times = Math.min(1 + random.integer(0, 2), wanted - result.kills);
			for (let time = 0; time < times; time++) {
				const at = queue[result.kills] ?? 1;
				const timed = random.integer(0, 4) === 0;
				const how = timed ? { at, afterMs: 50 + random.integer(0, 400) } : { at };
				// Past its last step it may have ended by itself.
				if ((await attempt(folder, payer, work, how)) === undefined) result.kills += 1;
				else break;
			}
			const told = await attempt(folder, payer, work);
			if (!isWhole(told, payer)) result.lost += 1;
			if (result.orders % 20 === 0) say(`${result.kills} of ${wanted} kills`);
		}
		result.duplicates = payer.duplicates() + Math.max(0, payer.cases().length - result.orders);
		result.lost += Math.max(0, result.orders - payer.cases().length);
		result.submissions = payer.requests('submit').length;
		return result;
	} finally {
		await payer.stop();
		await rm(folder, { recursive: true, force: true });
	}
}

/** The answer that the payer gave, written down once. */
function isWhole(told: Told | undefined, payer: Payer): boolean {
	if (told?.status !== 'answered' || told.decision !== 'approved') return false;
	if (told.state !== 'decided' || told.decisions !== 1) return false;
	const held = payer.cases().find(({ identifier }) => identifier.endsWith(`|${told.identifier}`));
	return (
		held !== undefined &&
		held.contents === 1 &&
		told.number !== undefined &&
		JSON.stringify(held.response).includes(told.number)
	);
}

const workId = (n: number): string => `w${n.toString(16).padStart(31, '0')}`;

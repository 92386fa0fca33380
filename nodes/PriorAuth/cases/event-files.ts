import { randomBytes } from 'node:crypto';
import { readdir, readFile, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { createOnce, makeFolder } from '../../shared/durable';
import { decrypt, encrypt } from '../../shared/encryption';
import { HospitalError, systemCode } from '../../shared/errors';
import type { CaseEvent } from './case';

/** An event as it lies on the disk. */
export interface KeptEvent {
	/** Random: tells two events of the same number apart. */
	mark: string;
	/** Place in the case, from 1. */
	number: number;
	event: CaseEvent;
}

interface Found {
	/** Numbers of events that lie alone. */
	alone: number[];
	/** Number of the last event of each file that holds all up to it. */
	joined: number[];
}

const NAME = /^(c[0-9a-f]{31})\.([ej])(\d{6})$/;
/** A decision is at most the answer of a payer, which the client bounds at 32 MB. */
const MAX_BYTES = 64 * 1024 * 1024;
const READS_AT_ONCE = 32;

/** A change of the folder may hide behind one that the clock of the disk does not tell apart. */
const FRESH_MS = 2_000;

/**
 * The events of cases on the disk, for several processes: one file each, encrypted and bound to its
 * name, never changed. The number of an event is taken by whoever makes its file first, so that of two
 * processes one sees what the other did before it decides.
 *
 *     <case>.e000003   the third event
 *     <case>.j000007   the first seven events together, after a while of rest
 */
export class EventFiles {
	private readonly cache = new Map<string, KeptEvent[]>();
	/** What the folder held when it was read last. */
	private found = new Map<string, Found>();
	private seenAt = Number.NaN;

	constructor(
		readonly folder: string,
		private readonly key: Buffer,
	) {}

	async prepare(): Promise<void> {
		await makeFolder(this.folder);
	}

	/** True when anything may have been added or taken away since this was asked last. */
	async mayHaveChanged(): Promise<boolean> {
		const { mtimeMs } = await stat(this.folder);
		const same = mtimeMs === this.seenAt && Date.now() - mtimeMs > FRESH_MS;
		this.seenAt = mtimeMs;
		return !same;
	}

	/**
	 * The events of every case, in order.
	 *
	 * @throws HospitalError `prior-auth-case-unreadable`
	 */
	async all(): Promise<Map<string, KeptEvent[]>> {
		for (let tries = 0; ; tries++) {
			try {
				return await this.readAll();
			} catch (error) {
				// What could not be read is looked for again, whether anything changes or not.
				this.seenAt = Number.NaN;
				// Another process has joined the events of a case meanwhile.
				if (systemCode(error) !== 'ENOENT' || tries >= 20) throw error;
			}
		}
	}

	private async readAll(): Promise<Map<string, KeptEvent[]>> {
		const cases = new Map<string, Found>();
		const there = new Set<string>();
		for (const name of await readdir(this.folder)) {
			const [, id, kind, digits] = NAME.exec(name) ?? [];
			if (id === undefined) continue;
			there.add(name);
			const found = cases.get(id) ?? { alone: [], joined: [] };
			(kind === 'e' ? found.alone : found.joined).push(Number(digits));
			cases.set(id, found);
		}
		for (const name of this.cache.keys()) if (!there.has(name)) this.cache.delete(name);
		this.found = cases;
		const result = new Map<string, KeptEvent[]>();
		const waiting = [...cases];
		const work = async (): Promise<void> => {
			for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
				result.set(next[0], await this.readCase(...next));
			}
		};
		await Promise.all(Array.from({ length: READS_AT_ONCE }, work));
		return result;
	}

	/** A number that was given twice is no mistake: an event made while others were joined. */
	private async readCase(id: string, { alone, joined }: Found): Promise<KeptEvent[]> {
		const byMark = new Map<string, KeptEvent>();
		const names = [...joined.map((number) => nameOf(id, 'j', number))];
		names.push(...alone.map((number) => nameOf(id, 'e', number)));
		for (const name of names) {
			for (const kept of await this.read(name)) byMark.set(kept.mark, kept);
		}
		return [...byMark.values()].sort(inOrder);
	}

	private async read(name: string): Promise<KeptEvent[]> {
		const known = this.cache.get(name);
		if (known !== undefined) return known;
		const path = join(this.folder, name);
		if ((await stat(path)).size > MAX_BYTES) throw unreadable();
		const bytes = await readFile(path);
		try {
			const events = JSON.parse(
				decrypt(this.key, bytes, contextOf(name)).toString('utf8'),
			) as KeptEvent[];
			this.cache.set(name, events);
			return events;
		} catch (error) {
			throw unreadable(error);
		}
	}

	/** @returns undefined when the number was taken: somebody else was faster */
	async add(id: string, number: number, event: CaseEvent): Promise<KeptEvent | undefined> {
		const name = nameOf(id, 'e', number);
		const kept = { mark: randomBytes(12).toString('hex'), number, event };
		return (await this.create(name, [kept])) ? kept : undefined;
	}

	private async create(name: string, events: KeptEvent[]): Promise<boolean> {
		const plain = Buffer.from(JSON.stringify(events));
		const bytes = encrypt(this.key, plain, contextOf(name));
		if (!(await createOnce(join(this.folder, name), bytes))) return false;
		this.cache.set(name, events);
		return true;
	}

	/**
	 * Puts the events of a case into one file; what comes meanwhile stays beside it. The single files go
	 * when this is called the next time: whoever lists the folder just then must not miss both.
	 */
	async join(id: string, events: readonly KeptEvent[]): Promise<void> {
		const { alone = [], joined = [] } = this.found.get(id) ?? {};
		if (alone.length === 0 && joined.length === 1) return;
		const last = events.at(-1)?.number ?? 0;
		const whole = nameOf(id, 'j', last);
		if (!joined.includes(last)) return void (await this.create(whole, [...events]));
		const held = new Set((await this.read(whole)).map(({ mark }) => mark));
		for (const name of this.filesOf(id)) {
			const inside = (await this.read(name)).every(({ mark }) => held.has(mark));
			if (name !== whole && inside) await this.remove(name);
		}
	}

	/** Ends a case for good: nothing of it is left. */
	async dispose(id: string): Promise<void> {
		// The opening goes first: what is left of a case without it is no case, where one that lost its
		// last events would seem open again.
		for (const name of this.filesOf(id)) await this.remove(name);
	}

	/** In the order of their events. */
	private filesOf(id: string): string[] {
		const { alone = [], joined = [] } = this.found.get(id) ?? {};
		return [
			...joined.map((number) => nameOf(id, 'j', number)),
			...[...alone].sort((a, b) => a - b).map((number) => nameOf(id, 'e', number)),
		];
	}

	private async remove(name: string): Promise<void> {
		await rm(join(this.folder, name), { force: true });
		this.cache.delete(name);
	}
}

const nameOf = (id: string, kind: 'e' | 'j', number: number): string =>
	`${id}.${kind}${String(number).padStart(6, '0')}`;

const contextOf = (name: string): string => `prior-auth/1/${name}`;

const inOrder = (a: KeptEvent, b: KeptEvent): number =>
	a.number - b.number || (a.mark < b.mark ? -1 : 1);

const unreadable = (cause?: unknown): HospitalError =>
	new HospitalError(
		'prior-auth-case-unreadable',
		'The register of open prior authorizations is damaged: a file of it cannot be read',
		{
			nextStep:
				'Restore the folder "prior-auth" of the hospital data directory from its backup. Until then no clock runs and no decision can be matched.',
			cause,
		},
	);

import { join } from 'node:path';
import { dataDirectory, type DataDirectory } from '../data-directory';
import { newOrigin } from '../origin';
import { processState } from '../process-state';
import { EndedArchive } from './ended-archive';
import { Inbox } from './inbox';
import { requestLook, startedEngine } from './index';
import { workItemId, type WorkInput, type WorkRecord } from './item';
import { recordEvent } from './record';
import { WorkStore } from './store';

/** An inbox file that was not written for a day may be moved away by the engine: it is left long before. */
const LEFT_AFTER = 3_600_000;

/**
 * Accepts a piece of work in any process: a worker, or a main process without any trigger of this
 * package. The process that runs the engine takes it up within two seconds.
 *
 * @returns once the work is on the disk. `fresh` is false when work with the same key is open or on record
 */
export async function openWork(input: WorkInput): Promise<{ id: string; fresh: boolean }> {
	const directory = await dataDirectory();
	const engine = await startedEngine(directory.root);
	if (engine !== undefined) return await engine.open(input);
	const openers = processState('work-openers/1', () => new Map<string, Opener>());
	let opener = openers.get(directory.root);
	if (opener === undefined) openers.set(directory.root, (opener = new Opener(directory)));
	return await opener.open(input);
}

/** Writes into an inbox file of its own, which the engine reads as it reads those of other processes. */
class Opener {
	private readonly inbox: Inbox;
	private readonly ended: EndedArchive;
	private readonly known = new Set<string>();
	private readonly read = new Map<string, number>();
	private writtenAt = 0;
	private last: Promise<unknown> = Promise.resolve();

	constructor({ work, key }: DataDirectory) {
		this.inbox = new Inbox(join(work, 'inbox'), newOrigin(), key.key('work'));
		const { ended } = new WorkStore(join(work, 'items'), key.key('work'));
		this.ended = new EndedArchive(ended.folder, newOrigin());
	}

	/** One after the other: the same work may come twice in the same moment. */
	async open(input: WorkInput): Promise<{ id: string; fresh: boolean }> {
		const mine = this.last.then(async () => await this.accept(input));
		this.last = mine.catch(() => undefined);
		return await mine;
	}

	private async accept(input: WorkInput): Promise<{ id: string; fresh: boolean }> {
		const id = workItemId(input.route, input.dedupeKey);
		await this.ended.catchUp();
		for await (const entry of this.inbox.entries(() => undefined, this.read))
			this.known.add(entry.id);
		if (this.known.has(id) || this.ended.has(id)) return { id, fresh: false };
		const { kind, route, priority, owner } = input;
		const openedAt = new Date().toISOString();
		const record: WorkRecord = { id, kind, route, priority, owner, openedAt };
		if (Date.now() - this.writtenAt > LEFT_AFTER) await this.inbox.rotate();
		this.writtenAt = Date.now();
		await this.inbox.append(record, input.payload);
		recordEvent({ type: 'opened', record });
		await requestLook();
		return { id, fresh: true };
	}
}

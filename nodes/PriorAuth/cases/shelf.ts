import { HospitalError } from '../../shared/errors';
import { Index } from './case-index';
import type { Case, CaseEvent, CaseKey } from './case';
import type { EventFiles, KeptEvent } from './event-files';
import { foldCase } from './fold';

/** Another process may be faster this often before something is wrong. */
const MOST_TRIES = 100;

export interface Held {
	case: Case;
	events: readonly KeptEvent[];
}

/** The cases as this process knows them, brought up to what is on the disk before each use. */
export class Shelf {
	private readonly held = new Map<string, Held>();
	readonly index = new Index();
	private last: Promise<unknown> = Promise.resolve();

	constructor(
		private readonly files: EventFiles,
		private readonly signal?: AbortSignal,
	) {}

	/** One use after the other in this process; of several processes one is first. */
	async alone<T>(work: () => Promise<T>): Promise<T> {
		const mine = this.last.then(work);
		this.last = mine.catch(() => undefined);
		return await mine;
	}

	/** Up to date, and in no order. */
	async fresh(): Promise<Held[]> {
		await this.alone(async () => await this.refresh());
		return this.known();
	}

	/** As they were when somebody looked last. */
	known(): Held[] {
		return [...this.held.values()];
	}

	/**
	 * Adds what `decide` says of the case as it is, and asks again when another process was faster.
	 *
	 * @throws HospitalError `prior-auth-case-unknown`, `prior-auth-case-busy`
	 */
	async change(key: CaseKey, decide: (before: Case) => CaseEvent | undefined): Promise<Case> {
		return await this.alone(async () => {
			for (let tries = 0; tries < MOST_TRIES; tries++) {
				await this.refresh(tries > 0);
				const { case: before, events } = this.require(key);
				const event = decide(before);
				if (event === undefined) return before;
				const number = (events.at(-1)?.number ?? 0) + 1;
				const kept = await this.files.add(before.id, number, event);
				if (kept !== undefined) return this.hold(before.id, [...events, kept]) ?? before;
			}
			throw new HospitalError(
				'prior-auth-case-busy',
				'Too many processes change the same prior authorization at once',
				{ nextStep: 'Try again in a minute.', retryable: true },
			);
		});
	}

	/** Begins a case, unless there is one. */
	async begin(id: string, key: CaseKey, event: CaseEvent): Promise<{ case: Case; fresh: boolean }> {
		return await this.alone(async () => {
			await this.refresh();
			const known = this.held.get(id) ?? this.get(key);
			if (known !== undefined) return { case: known.case, fresh: false };
			const kept = await this.files.add(id, 1, event);
			if (kept === undefined) await this.refresh(true);
			else this.hold(id, [kept]);
			return { case: this.require({ id }).case, fresh: kept !== undefined };
		});
	}

	get(key: CaseKey): Held | undefined {
		if ('id' in key) return this.held.get(key.id);
		const ids =
			'identifier' in key ? this.index.byIdentifier(key.identifier) : this.index.byTrace(key.trace);
		return ids.length === 1 ? this.held.get(ids[0]) : undefined;
	}

	all(ids: readonly string[]): Case[] {
		return ids.flatMap((id) => this.held.get(id)?.case ?? []);
	}

	private require(key: CaseKey): Held {
		const held = this.get(key);
		if (held !== undefined) return held;
		throw new HospitalError(
			'prior-auth-case-unknown',
			'This prior authorization is not in the register',
			{
				nextStep:
					'It was submitted in another way, or by another n8n, or it was removed after its time. A person must look.',
			},
		);
	}

	/** Brings what is known up to what is on the disk. */
	async refresh(certainly = false): Promise<void> {
		this.signal?.throwIfAborted();
		if (!(await this.files.mayHaveChanged()) && !certainly) return;
		const found = await this.files.all();
		for (const id of this.held.keys()) if (!found.has(id)) this.forget(id);
		for (const [id, events] of found) {
			const known = this.held.get(id);
			if (known !== undefined && sameEvents(known.events, events)) continue;
			this.hold(id, events);
		}
	}

	private hold(id: string, events: readonly KeptEvent[]): Case | undefined {
		this.forget(id);
		const folded = foldCase(
			id,
			events.map(({ event }) => event),
		);
		if (folded === undefined) return undefined;
		this.held.set(id, { case: folded, events });
		this.index.add(folded);
		return folded;
	}

	private forget(id: string): void {
		const known = this.held.get(id);
		if (known === undefined) return;
		this.held.delete(id);
		this.index.remove(known.case);
	}
}

const sameEvents = (one: readonly KeptEvent[], other: readonly KeptEvent[]): boolean =>
	one.length === other.length && one.at(-1)?.mark === other.at(-1)?.mark;

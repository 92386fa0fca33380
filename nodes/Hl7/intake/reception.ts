import { createHash, randomBytes } from 'node:crypto';
import { statfs } from 'node:fs/promises';
import { ERROR_CODES, type Hl7Header, type Hl7Message } from '../../formats/hl7';
import type { TerminalState } from '../../shared/contracts/work-item';
import { HospitalError, toHospitalError } from '../../shared/errors';
import { accept, modeOf, refuse, type Answer, type Mode, type Refusal } from './answers';
import { describe, read, type Reading } from './describe';
import type { Countable, ListenerEvent, Peer } from './events';
import { notStored, problemOf, unreadable } from './faults';
import { Keeper } from './keeper';
import { QUARANTINE, type MessageRecord } from './records';
import { fits } from './rules';
import {
	DEFAULT_DUPLICATE_WINDOW_MS,
	waitsForEnd,
	type ListenerLimits,
	type PortSettings,
	type Route,
} from './settings';
import { Waiters, type Verdict } from './waiters';

/** What the connection counts. */
export type Fate = 'accepted' | 'refused' | 'duplicate';

export interface ReceptionHost {
	emit(event: ListenerEvent): void;
	/** Counted and grouped before it is told. */
	count(event: Countable): void;
}

/** What the record says when a workflow gave no answer. */
function missingOf(verdict: Verdict): { reason: MissingReason; answered: string } | undefined {
	switch (verdict.kind) {
		case 'late':
			return { reason: 'late', answered: verdict.policy === 'close' ? '' : verdict.policy };
		case 'unanswered':
			return { reason: 'ended-without-answer', answered: 'AE' };
		case 'nonsense':
			return { reason: 'not-an-answer', answered: 'AE' };
		default:
			return undefined;
	}
}

type MissingReason = Extract<ListenerEvent, { type: 'answer-missing' }>['reason'];

const FREE_SPACE_EVERY = 5_000;

/**
 * Takes messages in: reads the header, finds the workflows, tells repeated messages, stores what is new,
 * and says what is to be answered. Nothing is answered with AA or CA before it is on the disk.
 */
export class Reception {
	private readonly waiters: Waiters;
	private readonly routes = new Map<string, Route>();
	private readonly reading: Reading;
	/** Free disk space when it was last looked at. Bytes. */
	private free = Number.POSITIVE_INFINITY;
	private readonly looking: NodeJS.Timeout;
	private readonly closing = new AbortController();

	private constructor(
		private readonly settings: PortSettings,
		private readonly limits: ListenerLimits,
		private readonly keeper: Keeper,
		private readonly host: ReceptionHost,
	) {
		this.waiters = new Waiters(settings);
		this.reading = { ...settings, maxBytes: limits.maxMessageBytes };
		this.looking = setInterval(() => void this.lookAtDisk(), FREE_SPACE_EVERY);
		this.looking.unref();
	}

	static async open(
		settings: PortSettings,
		limits: ListenerLimits,
		host: ReceptionHost,
	): Promise<Reception> {
		const keeper = await Keeper.open({
			place: settings,
			name: settings.name ?? `port-${settings.port}`,
			reading: { ...settings, maxBytes: limits.maxMessageBytes },
			journalBytes: limits.journalBytes,
			windowMs: settings.duplicateWindowMs ?? DEFAULT_DUPLICATE_WINDOW_MS,
			flushEach: settings.flushEach === true,
			emit: (event) => host.emit(event),
		});
		const reception = new Reception(settings, limits, keeper, host);
		await reception.lookAtDisk();
		return reception;
	}

	addRoute(route: Route): void {
		this.routes.set(route.id, route);
		if (route.mode === 'production') this.keeper.outbox.addRoute(route);
	}

	removeRoute(id: string): void {
		const route = this.routes.get(id);
		this.routes.delete(id);
		if (route?.mode === 'production') this.keeper.outbox.removeRoute(id);
	}

	handedOver(route: string, offer: string): void {
		this.keeper.outbox.handedOver(route, offer);
	}

	ended(route: string, offer: string, state: TerminalState): void {
		this.waiters.ended(route, offer, state);
		this.keeper.outbox.ended(route, offer);
	}

	/** Whoever waits for a workflow is answered as if it were late. */
	stopWaiting(): void {
		this.closing.abort();
	}

	async close(): Promise<void> {
		clearInterval(this.looking);
		this.stopWaiting();
		await this.keeper.close();
	}

	/**
	 * Never rejects. Up to the storing nothing waits: what comes first on a connection is stored first.
	 */
	async receive(bytes: Buffer, peer: Peer): Promise<{ answer: Answer; fate: Fate }> {
		let message: Hl7Message | undefined;
		let mode: Mode = modeOf(undefined);
		try {
			message = read(bytes, this.reading);
			const { header } = message;
			mode = modeOf(header);
			const problem = problemOf(message, bytes);
			if (problem !== undefined) return await this.quarantine(bytes, peer, mode, problem);
			return await this.take(bytes, peer, header, mode);
		} catch (error) {
			const { code } = toHospitalError(error, 'Reading the message');
			if (error instanceof HospitalError && code.startsWith('hl7-')) {
				return await this.quarantine(bytes, peer, mode, unreadable(code));
			}
			return this.refused(bytes, peer, mode, notStored(error));
		}
	}

	/** A message that is larger than is taken: only its beginning is here. */
	tooLarge(start: Buffer, peer: Peer): Answer {
		const error = {
			code: ERROR_CODES.internal,
			text: 'The message is larger than is accepted here',
		};
		const refusal: Refusal = { reason: 'too-large', kind: 'E', error };
		return this.refused(start, peer, modeOf(undefined), refusal).answer;
	}

	private async take(
		bytes: Buffer,
		peer: Peer,
		header: Hl7Header,
		mode: Mode,
	): Promise<{ answer: Answer; fate: Fate }> {
		const wanting = [...this.routes.values()].filter(({ only = {} }) => fits(only, header));
		this.copyToTests(wanting, bytes, peer, header);
		const routes = wanting.filter((route) => route.mode === 'production');
		const full = this.fullness();
		const sender = `${header.sendingApplication}|${header.sendingFacility}`;
		const name = digest(`${sender}|${header.controlId}`);
		const content = digest(bytes);
		const known = this.keeper.seen.find(name, content, Date.now());
		if (known.same?.quarantined === undefined && known.same !== undefined) {
			return await this.again(bytes, peer, header, mode, known.same);
		}
		if (full !== undefined) return this.refused(bytes, peer, mode, full);
		if (routes.length === 0) return await this.unwanted(bytes, peer, mode, { name, sender });
		if (known.other && known.same === undefined) {
			this.host.count({ type: 'control-id-reused', reason: 'other-content', peer });
		}
		const record = this.recordOf(bytes, peer, sender, content, {
			name,
			routes: routes.map(({ id }) => id),
		});
		await this.keeper.store(record);
		const answer = this.answered(bytes, mode, record, routes, header, peer);
		return { answer: await answer, fate: 'accepted' };
	}

	/** It came before: the same answer again, and nothing is handed on. */
	private async again(
		bytes: Buffer,
		peer: Peer,
		header: Hl7Header,
		mode: Mode,
		known: { key: string; at: number; routes: string[]; storing?: Promise<boolean> },
	): Promise<{ answer: Answer; fate: Fate }> {
		if ((await known.storing) === false) {
			return this.refused(bytes, peer, mode, notStored(undefined));
		}
		this.host.count({ type: 'message-duplicate', reason: 'same-content', peer });
		const routes = known.routes.flatMap((id) => this.routes.get(id) ?? []);
		for (const route of routes.filter(waitsForEnd)) {
			this.host.emit({ type: 'watch', route: route.id, offer: known.key });
		}
		const answer = await this.answered(bytes, mode, known, routes, header, peer);
		return { answer, fate: 'duplicate' };
	}

	private async answered(
		bytes: Buffer,
		mode: Mode,
		stored: { key: string; at: number },
		routes: readonly Route[],
		{ controlId }: Hl7Header,
		peer: Peer,
	): Promise<Answer> {
		if (routes.length > 0 && routes.every(({ acknowledge }) => acknowledge === 'none')) return {};
		const waits = routes.some(waitsForEnd);
		const { signal } = this.closing;
		const verdict = waits ? this.waiters.verdict(routes, stored.key, controlId, signal) : undefined;
		void verdict?.then((said) => {
			const missing = missingOf(said);
			if (missing !== undefined) this.host.count({ type: 'answer-missing', ...missing, peer });
		});
		return await accept(bytes, mode, stored, verdict);
	}

	/** No workflow wants it. */
	private async unwanted(
		bytes: Buffer,
		peer: Peer,
		mode: Mode,
		about: { name: string; sender: string },
	): Promise<{ answer: Answer; fate: Fate }> {
		if (this.settings.noRoute !== 'keep') {
			const text = 'No active workflow receives messages of this type from this sender';
			const error = { code: ERROR_CODES.unsupportedType, location: 'MSH-9', text };
			return this.refused(bytes, peer, mode, { reason: 'no-route', kind: 'E', error });
		}
		const record = this.recordOf(bytes, peer, about.sender, digest(bytes), {
			name: about.name,
			routes: [QUARANTINE],
			quarantined: 'no-route',
		});
		const stored = await this.keeper.storeOnce(record);
		return { answer: await accept(bytes, mode, stored, undefined), fate: 'accepted' };
	}

	/** Nobody could work with it: it is kept for a person, and the sender is told that it is faulty. */
	private async quarantine(
		bytes: Buffer,
		peer: Peer,
		mode: Mode,
		refusal: Refusal,
	): Promise<{ answer: Answer; fate: Fate }> {
		const full = this.fullness();
		if (full !== undefined) return this.refused(bytes, peer, mode, full);
		const content = digest(bytes);
		const record = this.recordOf(bytes, peer, '', content, {
			name: `unreadable ${content}`,
			routes: [QUARANTINE],
			quarantined: refusal.reason,
		});
		try {
			await this.keeper.storeOnce(record);
		} catch (error) {
			return this.refused(bytes, peer, mode, notStored(error));
		}
		return this.refused(bytes, peer, mode, refusal);
	}

	private refused(
		bytes: Buffer,
		peer: Peer,
		mode: Mode,
		refusal: Refusal,
	): { answer: Answer; fate: Fate } {
		const answer = refuse(bytes, mode, refusal);
		const { code: answered = '' } = answer;
		this.host.count({ type: 'message-refused', reason: refusal.reason, answered, peer });
		return { answer, fate: 'refused' };
	}

	/** A test run gets a copy; whether the message is taken is not its business. */
	private copyToTests(
		wanting: readonly Route[],
		bytes: Buffer,
		peer: Peer,
		header: Hl7Header,
	): void {
		for (const { id, mode } of wanting) {
			if (mode !== 'test') continue;
			const sender = `${header.sendingApplication}|${header.sendingFacility}`;
			const record = this.recordOf(bytes, peer, sender, '', { routes: [id] });
			this.host.emit({
				...{ type: 'messages', route: id, mode: 'test', offer: record.key, watch: false },
				messages: [describe(record, this.reading)],
			});
		}
	}

	private recordOf(
		bytes: Buffer,
		peer: Peer,
		sender: string,
		content: string,
		about: { name?: string; routes: string[]; quarantined?: string },
	): MessageRecord {
		const key = randomBytes(16).toString('hex');
		const seq = this.keeper.nextNumber();
		return { kind: 'message', key, seq, at: Date.now(), peer, sender, content, bytes, ...about };
	}

	/** Why nothing can be taken now. */
	private fullness(): Refusal | undefined {
		const error = {
			code: ERROR_CODES.internal,
			text: 'No room for more messages; send it again later',
		};
		if (this.keeper.outbox.waiting >= this.limits.maxWaiting) {
			return { reason: 'too-many-waiting', kind: 'R', error };
		}
		return this.free < this.limits.minFreeBytes
			? { reason: 'disk-full', kind: 'R', error }
			: undefined;
	}

	private async lookAtDisk(): Promise<void> {
		const stats = await statfs(this.settings.folder).catch(() => undefined);
		this.free = stats === undefined ? Number.POSITIVE_INFINITY : stats.bavail * stats.bsize;
	}
}

const digest = (content: Buffer | string): string =>
	createHash('sha256').update(content).digest('base64url').slice(0, 22);

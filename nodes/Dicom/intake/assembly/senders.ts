import type { CutOff, InstanceRecord } from '../spool/records';
import { Missing, weightier, type MissingHow } from './missing';

/** Names an association while it is open. */
export type AssociationId = number | string;

/**
 * How an association ended, or how it is known to have ended.
 *
 * `released`: in order, and every image was stored. `failed`: in order, but an image was refused.
 * `aborted`: the sender broke off, was cut off or fell silent. `unknown`: this listener was ended
 * while the sender may have been sending.
 */
export type AssociationEnding = 'released' | 'failed' | 'aborted' | 'unknown';

/** What the associations say about a study or a series of it. Times are milliseconds of the clock. */
export interface SenderState {
	/** Associations that have sent to it and are still open. */
	open: number;
	/** When the last of them released. Undefined: none has, since the listener started. */
	releasedAt: number | undefined;
	/** Somebody broke off a series and has not made up for it, or an image of it was not stored. */
	brokenOff: boolean;
	/** The same, so that silence proves nothing: the last time, and how. */
	interrupted?: { how: MissingHow; at: number };
}

/** The images of a series that are stored. */
export type StoredOf = (seriesInstanceUid: string) => Iterable<InstanceRecord>;

interface Sender {
	caller: string;
	/** When it began, among the events of this study. */
	began: number;
	series: Set<string>;
	/** By series, what it has brought: kept only while its caller has to make up for something. */
	brought: Map<string, Brought>;
}

interface Brought {
	/** An image that was not there before. */
	fresh: boolean;
	/** SOP keys, of those that were there already too. */
	seen: Set<string>;
}

/** A series of a sender whose end is not known. */
interface Break {
	how: 'aborted' | 'unknown';
	at: number;
	/** When, among the events of this study. */
	order: number;
	/** Silence proves the study all the same; a release does not. */
	resumed: boolean;
}

/**
 * Which associations send images of one study. A sender that aborts or is cut off says nothing about
 * the end; it has to come back. One AE title may stand for many senders behind a router, so another
 * association of the same caller is not enough: it must begin after the break, release in order, and
 * bring of the series that was broken off an image that was not there, or all those again that were.
 * What was on its way when the transfer broke off, or was refused, must be stored besides.
 */
export class Senders {
	readonly missing = new Missing();
	private readonly open = new Map<AssociationId, Sender>();
	/** By Series Instance UID; the empty one stands for the whole study. */
	private readonly releasedAt = new Map<string, number>();
	/** By caller, then by Series Instance UID. */
	private readonly breaks = new Map<string, Map<string, Break>>();
	private events = 0;

	sends(association: AssociationId, caller: string, seriesInstanceUid: string): void {
		let sender = this.open.get(association);
		if (sender === undefined) {
			const series = new Set(['']);
			sender = { caller, began: ++this.events, series, brought: new Map() };
			this.open.set(association, sender);
		}
		sender.series.add(seriesInstanceUid);
	}

	has(association: AssociationId): boolean {
		return this.open.has(association);
	}

	/** An image of the association is stored, or was here already. */
	brings(association: AssociationId, seriesInstanceUid: string, sopKey: string, fresh: boolean) {
		const sender = this.open.get(association);
		if (sender === undefined || !this.breaks.has(sender.caller)) return;
		let brought = sender.brought.get(seriesInstanceUid);
		if (brought === undefined) {
			sender.brought.set(seriesInstanceUid, (brought = { fresh: false, seen: new Set() }));
		}
		brought.fresh ||= fresh;
		brought.seen.add(sopKey);
	}

	/**
	 * @returns undefined when the association has sent nothing of the study; else whether others are
	 *   known to have broken off than before
	 */
	ended(
		association: AssociationId,
		how: AssociationEnding,
		now: number,
		stored: StoredOf,
	): boolean | undefined {
		const sender = this.open.get(association);
		if (sender === undefined) return undefined;
		const before = JSON.stringify(this.brokenOff());
		this.open.delete(association);
		if (how === 'released') this.released(sender, now, stored);
		else {
			sender.series.delete('');
			for (const series of sender.series) {
				if (how !== 'failed') this.breaksOff(sender.caller, series, how, now);
				else if (this.breaks.get(sender.caller)?.has(series) !== true) {
					this.breaksOff(sender.caller, series, 'aborted', now, true);
				}
			}
		}
		return JSON.stringify(this.brokenOff()) !== before;
	}

	/** What broke off before the association began is made up for by its release. */
	private released(sender: Sender, now: number, stored: StoredOf): void {
		for (const each of sender.series) this.releasedAt.set(each, now);
		const breaks = this.breaks.get(sender.caller);
		if (breaks === undefined) return;
		for (const [broken, { order }] of breaks) {
			if (order < sender.began && makesUpFor(sender, broken, stored)) breaks.delete(broken);
		}
		if (breaks.size === 0) this.breaks.delete(sender.caller);
	}

	/** The end of what this sender sent of a series is not known, from now on. */
	breaksOff(
		caller: string,
		seriesInstanceUid: string,
		how: 'aborted' | 'unknown',
		now: number,
		resumed = false,
	): void {
		const breaks = this.breaks.get(caller) ?? new Map<string, Break>();
		this.breaks.set(caller, breaks);
		breaks.set(seriesInstanceUid, { how, at: now, order: ++this.events, resumed });
	}

	/**
	 * It was found complete, so nothing of it was on its way any more.
	 *
	 * @param proved of which series, by Series Instance UID; the empty one stands for an unknown series
	 */
	isWhole(proved: (seriesInstanceUid: string) => boolean): void {
		this.missing.isWhole(proved);
		for (const breaks of this.breaks.values()) {
			for (const [series, cut] of breaks) {
				if (proved(series)) cut.resumed = true;
			}
		}
	}

	/** @param seriesInstanceUid the empty one for the whole study */
	stateOf(seriesInstanceUid: string): SenderState {
		let open = 0;
		for (const { series } of this.open.values()) if (series.has(seriesInstanceUid)) open++;
		let interrupted = this.missing.stateOf(seriesInstanceUid);
		let brokenOff = interrupted !== undefined;
		for (const breaks of this.breaks.values()) {
			for (const [series, { how, at, resumed }] of breaks) {
				if (seriesInstanceUid !== '' && series !== seriesInstanceUid) continue;
				brokenOff = true;
				if (!resumed) interrupted = weightier(interrupted, { how, at });
			}
		}
		const releasedAt = this.releasedAt.get(seriesInstanceUid);
		return { open, releasedAt, brokenOff, ...(interrupted && { interrupted }) };
	}

	/** Who broke off and is not back. */
	brokenOff(): CutOff[] {
		const found: CutOff[] = [];
		for (const [callingAeTitle, breaks] of this.breaks) {
			for (const [series, { how, resumed }] of breaks) {
				found.push({ callingAeTitle, series, how, ...(resumed && { resumed }) });
			}
		}
		return found;
	}

	/** Whose end would not be known after a crash: the same, and everybody who is still at it. */
	cutOff(): CutOff[] {
		const found = this.brokenOff();
		for (const { caller: callingAeTitle, series: all } of this.open.values()) {
			for (const series of all) {
				if (series !== '') found.push({ callingAeTitle, series, how: 'unknown' });
			}
		}
		return found;
	}

	/** Puts back what `cutOff` or `brokenOff` gave, and nothing else. */
	restore(cutOff: readonly CutOff[], now: number): void {
		this.breaks.clear();
		this.recall(cutOff, now);
	}

	/** Adds what was put away. It is older than everything that is known here. */
	recall(cutOff: readonly CutOff[], now: number): void {
		for (const { callingAeTitle, series, how, resumed = false } of cutOff) {
			const breaks = this.breaks.get(callingAeTitle) ?? new Map<string, Break>();
			this.breaks.set(callingAeTitle, breaks);
			const known = breaks.get(series);
			if (known === undefined || known.order === 0) {
				breaks.set(series, { how, at: now, order: 0, resumed });
			}
		}
	}
}

/** Either goes on with the series, or sends again all that its caller had brought of it. */
function makesUpFor({ caller, brought }: Sender, series: string, stored: StoredOf): boolean {
	const came = brought.get(series);
	if (came === undefined || came.fresh) return came !== undefined;
	const all = [...stored(series)];
	const own = all.filter(({ callingAeTitle }) => callingAeTitle === caller);
	return (own.length > 0 ? own : all).every(({ sopKey }) => came.seen.has(sopKey));
}

import type { CutOff } from '../spool/records';

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
	/** Somebody broke off a series, and has not sent of it again and released since. */
	brokenOff: boolean;
	/** Somebody broke off, and has not come back to the study and released since. */
	interrupted?: { how: 'aborted' | 'unknown'; at: number };
}

interface Sender {
	caller: string;
	/** When it began, among the events of this study. */
	began: number;
	series: Set<string>;
}

/** A series of a sender whose end is not known. */
interface Break {
	how: 'aborted' | 'unknown';
	at: number;
	/** When, among the events of this study. */
	order: number;
	/** The sender has come back to the study since, though not to this series, and released. */
	resumed: boolean;
}

/**
 * Which associations send images of one study. A sender that aborts or is cut off says nothing about
 * the end; it has to come back and release. For what is proved by a release it must come back to the
 * same series. For what silence decides it is enough that it came back to the study: senders send
 * what was not acknowledged, and that may be the next series.
 */
export class Senders {
	private readonly open = new Map<AssociationId, Sender>();
	/** By Series Instance UID; the empty one stands for the whole study. */
	private readonly releasedAt = new Map<string, number>();
	/** By caller, then by Series Instance UID. */
	private readonly breaks = new Map<string, Map<string, Break>>();
	private events = 0;

	sends(association: AssociationId, caller: string, seriesInstanceUid: string): void {
		let sender = this.open.get(association);
		if (sender === undefined) {
			sender = { caller, began: ++this.events, series: new Set(['']) };
			this.open.set(association, sender);
		}
		sender.series.add(seriesInstanceUid);
	}

	/**
	 * @returns undefined when the association has sent nothing of the study; else whether others are
	 *   known to have broken off than before
	 */
	ended(association: AssociationId, how: AssociationEnding, now: number): boolean | undefined {
		const sender = this.open.get(association);
		if (sender === undefined) return undefined;
		const before = JSON.stringify(this.brokenOff());
		this.open.delete(association);
		if (how === 'released') this.released(sender, now);
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
	private released({ caller, began, series }: Sender, now: number): void {
		for (const each of series) this.releasedAt.set(each, now);
		const breaks = this.breaks.get(caller);
		for (const [broken, cut] of breaks ?? []) {
			if (cut.order > began) continue;
			if (series.has(broken)) breaks?.delete(broken);
			else cut.resumed = true;
		}
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
	 * @param seriesInstanceUid the empty one for the whole study
	 */
	isWhole(seriesInstanceUid: string): void {
		for (const breaks of this.breaks.values()) {
			for (const [series, cut] of breaks) {
				if (seriesInstanceUid === '' || series === seriesInstanceUid) cut.resumed = true;
			}
		}
	}

	/** @param seriesInstanceUid the empty one for the whole study */
	stateOf(seriesInstanceUid: string): SenderState {
		let open = 0;
		for (const { series } of this.open.values()) if (series.has(seriesInstanceUid)) open++;
		let brokenOff = false;
		let interrupted: SenderState['interrupted'];
		for (const breaks of this.breaks.values()) {
			for (const [series, { how, at, resumed }] of breaks) {
				if (seriesInstanceUid !== '' && series !== seriesInstanceUid) continue;
				brokenOff = true;
				if (!resumed && !(interrupted && interrupted.at > at)) interrupted = { how, at };
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
		for (const { callingAeTitle, series, how, resumed = false } of cutOff) {
			this.breaksOff(callingAeTitle, series, how, now, resumed);
		}
	}
}

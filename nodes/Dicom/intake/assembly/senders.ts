/** Names an association while it is open. */
export type AssociationId = number;

/** What the associations say about a study or a series of it. */
export interface SenderState {
	/** Associations that have sent to it and are still open. */
	open: number;
	/** When the last of them released. Undefined: none has, since the listener started. */
	releasedAt: number | undefined;
	/** Somebody broke off, and has not come back and released since. */
	brokenOff: boolean;
}

interface Sender {
	caller: string;
	series: Set<string>;
}

/**
 * Which associations send images of one study. A sender that aborts, fails with an image or is cut
 * off says nothing about the end; it has to come back and release.
 */
export class Senders {
	private readonly open = new Map<AssociationId, Sender>();
	/** By Series Instance UID; the empty one stands for the whole study. */
	private readonly releasedAt = new Map<string, number>();
	private readonly brokenOff = new Map<string, Set<string>>();

	sends(association: AssociationId, caller: string, seriesInstanceUid: string): void {
		let sender = this.open.get(association);
		if (sender === undefined) {
			sender = { caller, series: new Set(['']) };
			this.open.set(association, sender);
		}
		sender.series.add(seriesInstanceUid);
	}

	/** @param released it ended by a release, and every image was stored */
	ended(association: AssociationId, released: boolean, now: number): void {
		const sender = this.open.get(association);
		if (sender === undefined) return;
		this.open.delete(association);
		for (const series of sender.series) {
			if (released) {
				this.releasedAt.set(series, now);
				this.brokenOff.get(series)?.delete(sender.caller);
			} else if (series !== '') this.breaksOff(sender.caller, series);
		}
	}

	/** The listener ended while this sender was at it, as far as is known. */
	breaksOff(caller: string, seriesInstanceUid: string): void {
		const callers = this.brokenOff.get(seriesInstanceUid) ?? new Set();
		this.brokenOff.set(seriesInstanceUid, callers.add(caller));
	}

	/** @param seriesInstanceUid the empty one for the whole study */
	stateOf(seriesInstanceUid: string): SenderState {
		let open = 0;
		for (const { series } of this.open.values()) if (series.has(seriesInstanceUid)) open++;
		const brokenOff = [...this.brokenOff].some(
			([series, { size }]) =>
				size > 0 && (seriesInstanceUid === '' || series === seriesInstanceUid),
		);
		return { open, releasedAt: this.releasedAt.get(seriesInstanceUid), brokenOff };
	}
}

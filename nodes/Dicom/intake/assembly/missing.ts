/** Why an image that was on its way is not here. */
export type MissingHow =
	/** The sender got a failure status. */
	| 'refused'
	/** Its association broke off while it was being received. */
	| 'aborted'
	/** This listener was ended while it was being received. */
	| 'unknown';

/** An image of which it is known that somebody sent it and that it was not stored. */
export interface MissingImage {
	/** Empty for one that cannot be told from others: only a proof of the whole study outdoes it. */
	sopKey: string;
	/** Series Instance UID; empty when its header was not read. */
	series: string;
	how: MissingHow;
}

/** More images of one study are not told apart. */
const MOST = 10_000;

/**
 * Images of one study that were sent and not stored. Each is missing until the same SOP instance is
 * stored, whoever brings it, or until the study is proved to be whole without it.
 */
export class Missing {
	private readonly images = new Map<string, MissingImage & { at: number }>();

	get size(): number {
		return this.images.size;
	}

	/** @returns what is to be journalled */
	put({ sopKey, series, how }: MissingImage, now: number): MissingImage {
		const known = this.images.size < MOST || this.images.has(sopKey);
		const image = known ? { sopKey, series, how } : { sopKey: '', series: '', how };
		this.images.set(image.sopKey, { ...image, at: now });
		return image;
	}

	/** It is stored. @returns whether it was missing */
	found(sopKey: string): boolean {
		return this.images.delete(sopKey);
	}

	/** @param proved of which series, by Series Instance UID; the empty one stands for an unknown series */
	isWhole(proved: (seriesInstanceUid: string) => boolean): void {
		for (const [sopKey, { series }] of this.images) {
			if (proved(series)) this.images.delete(sopKey);
		}
	}

	/**
	 * One of an unknown series may be of any.
	 *
	 * @param seriesInstanceUid the empty one for the whole study
	 * @returns when the last of them was missed; a refusal outweighs a broken transfer
	 */
	stateOf(seriesInstanceUid: string): { how: MissingHow; at: number } | undefined {
		let state: { how: MissingHow; at: number } | undefined;
		for (const { series, how, at } of this.images.values()) {
			if (seriesInstanceUid !== '' && series !== '' && series !== seriesInstanceUid) continue;
			state = weightier(state, { how, at });
		}
		return state;
	}

	all(): MissingImage[] {
		return [...this.images.values()].map(({ sopKey, series, how }) => ({ sopKey, series, how }));
	}
}

type Interruption = { how: MissingHow; at: number };

/** A refusal is known for certain, and the later of two counts. */
export function weightier(a: Interruption | undefined, b: Interruption): Interruption {
	if (a === undefined) return b;
	const [older, newer] = a.at > b.at ? [b, a] : [a, b];
	return { how: older.how === 'refused' ? older.how : newer.how, at: newer.at };
}

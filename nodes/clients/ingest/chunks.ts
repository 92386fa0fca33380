/** One event on its way out, already in the form of its receiver. */
export interface EventText {
	/** Event id: by it the receiver knows a repetition. */
	id: string;
	/** Its text, without a newline at the end. */
	text: string;
}

/** Bounds of one request, whichever comes first. One event that is larger goes alone. */
export interface ChunkLimit {
	events: number;
	bytes: number;
}

/**
 * Gathers events into requests, in order. Nothing is taken from `events` before the last chunk was
 * dealt with, so memory holds one chunk however many events there are.
 */
export async function* inChunks(
	events: AsyncIterable<EventText>,
	limit: ChunkLimit,
): AsyncGenerator<EventText[]> {
	let chunk: EventText[] = [];
	let bytes = 0;
	for await (const event of events) {
		const size = Buffer.byteLength(event.text);
		if (chunk.length > 0 && (chunk.length >= limit.events || bytes + size > limit.bytes)) {
			yield chunk;
			chunk = [];
			bytes = 0;
		}
		chunk.push(event);
		bytes += size;
	}
	if (chunk.length > 0) yield chunk;
}

import type { ReadSegment, Reading } from '../reading';

/** Segments that belong to one order. */
export interface Order {
	orc?: ReadSegment;
	obr?: ReadSegment;
	/** Behind the order itself. */
	notes: ReadSegment[];
	results: Array<{ obx: ReadSegment; notes: ReadSegment[] }>;
	others: ReadSegment[];
}

/**
 * Cuts a message into orders: each begins with its ORC, or with its OBR where there is none or it has
 * one already.
 */
export function ordersOf({ segments }: Reading): Order[] {
	const orders: Order[] = [];
	let order: Order | undefined;
	const begin = (): Order => {
		const next: Order = { notes: [], results: [], others: [] };
		orders.push(next);
		return next;
	};
	for (const segment of segments) {
		if (segment.name === 'ORC') {
			order = begin();
			order.orc = segment;
		} else if (segment.name === 'OBR') {
			if (order === undefined || order.obr !== undefined || order.results.length > 0)
				order = begin();
			order.obr = segment;
		} else if (order === undefined) continue;
		else if (segment.name === 'OBX') order.results.push({ obx: segment, notes: [] });
		else if (segment.name === 'NTE') (order.results.at(-1)?.notes ?? order.notes).push(segment);
		else order.others.push(segment);
	}
	return orders;
}

/** NTE: remarks, a line each. */
export function notesOf(segments: readonly ReadSegment[]): Array<{ text: string }> {
	const lines = segments.flatMap((nte) => {
		nte.passOver(1, 2, 4);
		return nte.repetitions(3).map((field) => field.text() ?? '');
	});
	const text = lines.join('\n').trim();
	return text === '' ? [] : [{ text }];
}

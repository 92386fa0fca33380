import type { ReadSegment, Reading } from '../reading';

/** One result: its OBX, further lines of the same text, and the notes behind it. */
export interface Result {
	obx: ReadSegment;
	lines: ReadSegment[];
	notes: ReadSegment[];
}

/** Segments that belong to one order. */
export interface Order {
	orc?: ReadSegment;
	obr?: ReadSegment;
	/** Behind the order itself. */
	notes: ReadSegment[];
	results: Result[];
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
		else if (segment.name === 'OBX') {
			const before = order.results.at(-1);
			if (before !== undefined && goesOn(before, segment)) before.lines.push(segment);
			else order.results.push({ obx: segment, lines: [], notes: [] });
		} else if (segment.name === 'NTE') (order.results.at(-1)?.notes ?? order.notes).push(segment);
		else order.others.push(segment);
	}
	return orders;
}

const TEXTS = new Set(['TX', 'FT']);

/**
 * A report is often sent line by line, each in an OBX of its own with the same code. Two short strings
 * (ST) of one code are two results.
 */
function goesOn({ obx, notes }: Result, next: ReadSegment): boolean {
	if (notes.length > 0 || !TEXTS.has(obx.text(2)?.toUpperCase() ?? '')) return false;
	const same = (field: number) => obx.raw(field) === next.raw(field);
	const bare = [6, 7, 8, 14, 16, 17, 21].every((field) => next.raw(field) === '' || same(field));
	return [2, 3, 4, 11].every(same) && bare;
}

/** NTE: remarks, a line each. */
export function notesOf(segments: readonly ReadSegment[]): Array<{ text: string }> {
	const lines = segments.flatMap((nte) => {
		nte.passOver(1, 2, 4);
		return nte.repetitions(3).map((field) => field.whole() ?? '');
	});
	const text = lines.join('\n').trim();
	return text === '' ? [] : [{ text }];
}

import { isCharted } from './chart.ts';
import type { GoldSpan, Note, PhiType } from './types.ts';

/** What a tool would take out of a text. */
export interface Found {
	readonly start: number;
	readonly end: number;
}

/** Numbers and codes: what has a form of its own, names and places and dates apart. */
export const STRUCTURED: ReadonlySet<PhiType> = new Set<PhiType>([
	...(['PHONE', 'FAX', 'EMAIL', 'SSN', 'MRN', 'PLAN', 'ACCOUNT', 'LICENCE', 'VEHICLE'] as const),
	...(['DEVICE', 'URL', 'IP', 'BIOMETRIC', 'PHOTO', 'OTHER_ID', 'ZIP'] as const),
]);

/** What points at the patient by itself: everything of the patient except dates and wards of the stay. */
const isDirect = ({ role, type, slot }: GoldSpan): boolean =>
	role === 'patient' &&
	(type !== 'DATE' || slot.startsWith('patient.') || slot.startsWith('date.birth')) &&
	!['ward', 'room', 'bed'].includes(slot);

const ALNUM = /[\p{L}\p{N}]/u;

/** One mark for each code unit of `text` that lies in a span. */
function marks(text: string, spans: readonly Found[]): Uint8Array {
	const marked = new Uint8Array(text.length);
	for (const { start, end } of spans) marked.fill(1, Math.max(0, start), end);
	return marked;
}

/** Letters and digits of a stretch that `marked` leaves open. */
function open(text: string, { start, end }: Found, marked: Uint8Array): number {
	let count = 0;
	for (let at = start; at < end; at++) {
		if (marked[at] === 0 && ALNUM.test(text[at] ?? '')) count += 1;
	}
	return count;
}

const size = (text: string): number => [...text].filter((sign) => ALNUM.test(sign)).length;

const touches = (a: Found, b: Found): boolean => a.start < b.end && b.start < a.end;

/** Counts of many notes; `rate` makes shares of them. */
export class Tally {
	notes = 0;
	private spans = 0;
	private caught = 0;
	private structured = [0, 0];
	private readonly byType = new Map<string, [caught: number, all: number]>();
	private leaking = { any: 0, patient: 0, direct: 0, charted: 0 };
	private charted = [0, 0];
	private predicted = 0;
	private right = 0;
	private traps = 0;
	private touched = 0;
	private masked = { wrong: 0, all: 0 };

	/** Counts a note. Returns what was missed, what was taken wrongly, and which traps were touched. */
	add(note: Note, found: readonly Found[]) {
		const { text, gold, traps, neutral } = note;
		const marked = marks(text, found);
		const missed = gold.filter((span) => open(text, span, marked) > 0);
		const lost = new Set(missed);
		this.notes += 1;
		this.spans += gold.length;
		this.caught += gold.length - missed.length;
		for (const span of gold) {
			const count = this.byType.get(span.type) ?? [0, 0];
			this.byType.set(span.type, [count[0] + (lost.has(span) ? 0 : 1), count[1] + 1]);
			if (isCharted(span)) {
				this.charted[0]! += lost.has(span) ? 0 : 1;
				this.charted[1]! += 1;
			}
			if (!STRUCTURED.has(span.type)) continue;
			this.structured[0]! += lost.has(span) ? 0 : 1;
			this.structured[1]! += 1;
		}
		if (missed.length > 0) this.leaking.any += 1;
		if (missed.some(({ role }) => role === 'patient')) this.leaking.patient += 1;
		if (missed.some(isDirect)) this.leaking.direct += 1;
		if (missed.some((span) => span.role === 'patient' && isCharted(span))) {
			this.leaking.charted += 1;
		}
		const judged = found.filter(
			(span) =>
				gold.some((own) => touches(own, span)) || !neutral.some((own) => touches(own, span)),
		);
		const wrong = judged.filter((span) => !gold.some((own) => touches(own, span)));
		this.predicted += judged.length;
		this.right += judged.length - wrong.length;
		const hit = traps.filter((trap) => open(text, trap, marked) < size(trap.value));
		this.traps += traps.length;
		this.touched += hit.length;
		this.count(note, marked);
		return { missed, wrong, hit };
	}

	/** Letters and digits that are nobody's identifier, and how many of them would go. */
	private count({ text, gold, neutral }: Note, marked: Uint8Array): void {
		const free = marks(text, [...gold, ...neutral]);
		for (let at = 0; at < text.length; at++) {
			if (free[at] !== 0 || !ALNUM.test(text[at] ?? '')) continue;
			this.masked.all += 1;
			this.masked.wrong += marked[at] ?? 0;
		}
	}

	get rate() {
		const { notes, leaking, structured, charted, masked } = this;
		return {
			spanRecall: this.caught / this.spans,
			spans: this.spans,
			structuredRecall: structured[0]! / structured[1]!,
			structuredSpans: structured[1]!,
			chartedRecall: charted[0]! / charted[1]!,
			chartedSpans: charted[1]!,
			chartedLeakNotes: leaking.charted / notes,
			leakNotes: leaking.any / notes,
			patientLeakNotes: leaking.patient / notes,
			directLeakNotes: leaking.direct / notes,
			precision: this.predicted === 0 ? 1 : this.right / this.predicted,
			predicted: this.predicted,
			trapsTouched: this.touched / this.traps,
			traps: this.traps,
			maskedShare: masked.wrong / masked.all,
		};
	}

	/** Recall by type, the weakest first. */
	get types(): Array<{ type: string; recall: number; all: number }> {
		return [...this.byType]
			.map(([type, [caught, all]]) => ({ type, recall: caught / all, all }))
			.sort((a, b) => a.recall - b.recall);
	}
}

/** Share of letters and digits of `text` that lie in `found`, as two numbers to add up. */
export function maskedOf(text: string, found: readonly Found[]): [masked: number, all: number] {
	const marked = marks(text, found);
	const all = open(text, { start: 0, end: text.length }, new Uint8Array(text.length));
	return [all - open(text, { start: 0, end: text.length }, marked), all];
}

import { createHash } from 'node:crypto';
import type { FactFlag, FactTime, NoteSource } from '../../../shared/contracts/clinical-facts';
import type { Chart } from '../chart';
import { codesOf, element, elements, nameOf, nameOrCode, string, type Element } from '../elements';
import { flagged, type SeedOf } from '../seed';
import { joined, partsOf } from '../words/lists';
import { cutAt, tidy, withoutUnseen } from '../words/tidy';
import { instant, printDate, timeIn, timeOf } from '../words/times';
import { readAttachment, type Read } from './attachment';
import { sentencesOf, type Stretch } from './sentences';

/** UTF-16 code units of one note and of all notes that are taken. */
export const MOST_OF_NOTE = 100_000;
const MOST_OF_ALL = 1_000_000;
/** Sentences of one note, and of all of them. */
const MOST_IN_NOTE = 800;
const MOST_SENTENCES = 4000;

export interface Notes {
	notes: NoteSource[];
	facts: Array<SeedOf<'note-span'> | SeedOf<'report'>>;
}

/** A text of the chart before it has its number. */
interface Text {
	note: Omit<NoteSource, 'id' | 'sentences' | 'text' | 'hash' | 'length'>;
	raw: string;
	resource: Element;
	kind: 'note' | 'report';
}

/** Conclusions of reports and notes of the stay, split into sentences; the newest notes first. */
export function noteFacts(chart: Chart): Notes {
	const texts = [...reportTexts(chart), ...noteTexts(chart)].toSorted(
		(a, b) =>
			(a.kind === b.kind ? 0 : a.kind === 'report' ? -1 : 1) ||
			instant(b.note.time?.at) - instant(a.note.time?.at) ||
			(a.note.reference + a.note.path < b.note.reference + b.note.path ? -1 : 1),
	);
	const result: Notes = { notes: [], facts: [] };
	let room = MOST_OF_ALL;
	for (const text of texts) {
		room -= take(chart, text, Math.min(MOST_OF_NOTE, room), result);
	}
	return result;
}

/** @returns how much of the room for texts it took */
function take(chart: Chart, text: Text, room: number, into: Notes): number {
	const { note, resource } = text;
	const source = [chart.source(resource, note.path.split('.').slice(1).join('.'))];
	const left = MOST_SENTENCES - into.facts.length;
	if (room < 200 || left <= 0) {
		chart.gap(
			'notes-too-many',
			[],
			'There are more notes than are read: the oldest were left out.',
			source,
		);
		return 0;
	}
	const { text: clean, removed } = withoutUnseen(text.raw.replace(/\r\n?/g, '\n'));
	const kept = cutAt(clean, room);
	const stretches = sentencesOf(kept, Math.min(MOST_IN_NOTE, left));
	const last = stretches.at(-1)?.end ?? 0;
	const more = /[\p{L}\p{N}]/u.test(kept.slice(last));
	const cut = kept.length < clean.length || more;
	if (cut) {
		chart.gap(
			'note-too-long',
			[],
			'A note is longer than is read: only its beginning was used.',
			source,
		);
	}
	if (stretches.length === 0) return 0;
	const id = `n${into.notes.length + 1}`;
	const { flags = [] } = note;
	into.notes.push({
		...note,
		id,
		text: kept,
		hash: createHash('sha256').update(kept).digest('hex'),
		length: clean.length,
		sentences: stretches.length,
		...(cut && { cut: true }),
		...flagged(...flags, removed > 0 && 'cleaned', cut && 'shortened'),
	});
	into.facts.push(
		...stretches.map((one, at) => factOf(chart, text, { id, kept, removed: removed > 0 }, one, at)),
	);
	return kept.length;
}

function factOf(
	chart: Chart,
	{ note, resource, kind }: Text,
	{ id, kept, removed }: { id: string; kept: string; removed: boolean },
	{ start, end, heading }: Stretch,
	at: number,
): SeedOf<'note-span'> | SeedOf<'report'> {
	const shared = {
		text: kept.slice(start, end),
		...(note.time && { time: note.time }),
		source: [chart.source(resource, note.path.split('.').slice(1).join('.'))],
		span: { note: id, start, end },
		...flagged(...(note.flags ?? []), removed && 'cleaned'),
	};
	const date = note.time && printDate(note.time.at);
	if (kind === 'report') {
		const name = note.type?.display ?? 'report';
		return {
			kind: 'report',
			role: 'conclusion',
			parts: partsOf({ name, date }),
			data: { name, codes: codesOf(resource.code), status: String(resource.status) },
			...shared,
		};
	}
	return {
		kind: 'note-span',
		role: 'sentence',
		parts: partsOf({ note: note.type?.display, date, author: note.author }),
		data: {
			...(note.type?.code !== undefined && { type: note.type.code }),
			...(heading !== undefined && { heading }),
			sentence: at,
		},
		...shared,
	};
}

const CONCLUDED = new Set(['final', 'amended', 'corrected', 'appended', 'preliminary', 'partial']);

function reportTexts(chart: Chart): Text[] {
	return chart.of('DiagnosticReport').flatMap((one): Text[] => {
		if (!CONCLUDED.has(String(one.status))) return [];
		const conclusion = string(one.conclusion);
		const coded = elements(one.conclusionCode).flatMap((each) => nameOf(each) ?? []);
		if (conclusion === undefined && coded.length === 0) return [];
		const name = nameOrCode(one.code);
		const time = timeOf(
			one,
			['effectiveDateTime', 'performed'],
			['effectivePeriod', 'performed'],
			['issued', 'issued'],
		);
		const isOpen = one.status === 'preliminary' || one.status === 'partial';
		return [
			{
				kind: 'report',
				resource: one,
				raw: conclusion ?? coded.join('\n'),
				note: {
					kind: 'report',
					...place(chart, one, conclusion === undefined ? 'conclusionCode' : 'conclusion'),
					contentType: 'text/markdown',
					...(name && { type: kindOfText(one.code, name.name) }),
					...(time && { time }),
					...flagged(
						...chart.flagsOf(one),
						isOpen && 'preliminary',
						(one.status === 'amended' || one.status === 'corrected') && 'corrected',
						chart.outside(time?.at),
					),
				},
			},
		];
	});
}

function noteTexts(chart: Chart): Text[] {
	return chart
		.of('DocumentReference')
		.filter(({ status }) => status === undefined || status === 'current')
		.flatMap((one) =>
			elements(one.content).flatMap((content, at) => noteText(chart, one, content, at)),
		);
}

function noteText(chart: Chart, one: Element, content: Element, at: number): Text[] {
	const path = `content[${at}].attachment`;
	const read = readAttachment(element(content.attachment));
	if ('why' in read) {
		unread(chart, one, path, read);
		return [];
	}
	const period = element(element(one.context).period);
	const time: FactTime | undefined =
		timeOf(one, ['date', 'written']) ??
		(timeIn(period.start) === undefined
			? undefined
			: { at: String(period.start), role: 'written' });
	const type = nameOrCode(one.type);
	const authors = elements(one.author).flatMap(({ display }) => string(display) ?? []);
	const state: FactFlag[] = [
		...(one.docStatus === 'preliminary' ? (['preliminary'] as const) : []),
		...(one.docStatus === 'amended' ? (['corrected'] as const) : []),
		...(read.hidden ? (['cleaned'] as const) : []),
	];
	return [
		{
			kind: 'note',
			resource: one,
			raw: read.text,
			note: {
				kind: 'note',
				...place(chart, one, path),
				contentType: read.contentType,
				...(type && { type: kindOfText(one.type, type.name) }),
				...(time && { time }),
				...(authors.length > 0 && { author: tidy(joined(authors.slice(0, 5)), 200).text }),
				...flagged(
					...chart.flagsOf(one),
					...state,
					chart.outside(time?.at),
					time === undefined && 'no-date',
				),
			},
		},
	];
}

const UNREAD = {
	elsewhere: 'The text of a note is kept elsewhere and was not read.',
	form: 'A note is in a form that is not read here (only plain text and HTML are).',
	'too-large': 'A note is too large to be read.',
	damaged: 'A note is damaged, or not what was written: it was not used.',
	empty: 'A note holds no text.',
} as const;

function unread(
	chart: Chart,
	one: Element,
	path: string,
	{ why }: Extract<Read, { why: string }>,
): void {
	chart.gap(`note-${why}`, [], UNREAD[why], [chart.source(one, path)]);
}

function place(
	chart: Chart,
	one: Element,
	path: string,
): Pick<NoteSource, 'reference' | 'version' | 'path'> {
	const { reference, version, path: full } = chart.source(one, path);
	return { reference, ...(version !== undefined && { version }), path: full };
}

function kindOfText(concept: unknown, name: string): NonNullable<NoteSource['type']> {
	const [code] = codesOf(concept);
	return { ...(code && { code: code.code }), display: tidy(name, 200).text };
}

import type { ClinicalDraft, Sentence, SignOffEdit } from '../../shared/contracts';

/** What a clinician changed so far. Only what differs from the draft stands here. */
export interface WorkingCopy {
	/** By id of the sentence: its text in the clinician's words. */
	texts: Record<string, string>;
	/** By id: whether it belongs to the document, where that is not as the draft has it. */
	included: Record<string, boolean>;
	/** By number of the section: text that the clinician added at its end. */
	added: Record<string, string>;
	/**
	 * Ids of sentences that the chart does not bear out any more beside the changed text: a pronoun may
	 * speak of something else now. They are left out like any other of this kind.
	 */
	flipped?: string[];
	/** True once the clinician ticked that the change of the chart was seen. */
	staleSeen?: boolean;
}

export const EMPTY_COPY: WorkingCopy = { texts: {}, included: {}, added: {} };

/** Longest text of one sentence that the page takes. */
export const MAX_TEXT = 4000;

/** Text as it goes into a document: no control, invisible or direction-changing signs, no line breaks. */
export function cleanText(text: string): string {
	return text
		.normalize('NFC')
		.replace(/[\p{Cc}\u2028\u2029]+/gu, ' ')
		.replace(/\p{Cf}/gu, '')
		.replace(/\s+/g, ' ')
		.trim()
		.slice(0, MAX_TEXT);
}

/** A sentence with the section that it stands in, in the order of the page. */
export interface Placed {
	sentence: Sentence;
	section: number;
	/** True for one that the draft itself had left out. */
	rejected: boolean;
}

/**
 * All sentences of a draft. Those that were left out stand in the section that their own id was
 * given in, as far as that is known: else in the first.
 */
export function placedSentences(draft: ClinicalDraft): Placed[] {
	return [
		...draft.sections.flatMap(({ sentences }, section) =>
			sentences.map((sentence) => ({ sentence, section, rejected: false })),
		),
		...draft.rejected.map((sentence) => ({ sentence, section: -1, rejected: true })),
	];
}

/** Whether a sentence belongs to the document before anybody touched it: never when it is unsupported. */
export const includedAtFirst = ({ sentence, rejected }: Placed): boolean =>
	!rejected &&
	sentence.included &&
	(sentence.origin === 'clinician' || sentence.verdict !== 'unsupported');

/** What the clinician made of one sentence. */
export interface Reading {
	placed: Placed;
	text: string;
	included: boolean;
	/** True when the clinician answers for it: changed, or put back although the chart does not bear it out. */
	own: boolean;
	change?: SignOffEdit['change'];
}

export function readings(draft: ClinicalDraft, copy: WorkingCopy): Reading[] {
	return placedSentences(draft).map((placed) => {
		const { sentence } = placed;
		const before = includedAtFirst(placed);
		const included = copy.included[sentence.id] ?? before;
		const text = copy.texts[sentence.id] ?? sentence.text;
		const changed = text !== sentence.text;
		const own = included && (changed || !before || sentence.origin === 'clinician');
		const change =
			before && !included
				? ('left-out' as const)
				: included && !before
					? ('put-back' as const)
					: included && changed
						? ('changed' as const)
						: undefined;
		return { placed, text, included, own, change };
	});
}

/**
 * The draft as the clinician wants it: changed sentences are the clinician's own words, and claim no
 * fact. What is left out stays with the draft, as rejected.
 */
export function appliedDraft(draft: ClinicalDraft, copy: WorkingCopy): ClinicalDraft {
	const sections = draft.sections.map((section) => ({ ...section, sentences: [] as Sentence[] }));
	const rejected: Sentence[] = [];
	for (const { placed, text, included, own } of readings(draft, copy)) {
		const { sentence, section } = placed;
		if (!included) {
			rejected.push({ ...sentence, included: false });
			continue;
		}
		const target = sections[section] ?? sections[sectionOf(draft, sentence.id)];
		target?.sentences.push(own ? ownSentence(sentence.id, text) : { ...sentence, included: true });
	}
	for (const [section, text] of Object.entries(copy.added)) {
		if (text === '') continue;
		sections[Number(section)]?.sentences.push(ownSentence(addedId(section), text));
	}
	return { ...draft, sections, rejected };
}

/** Where a sentence goes that the draft had left out: the section whose sentences its number follows. */
export function sectionOf(draft: ClinicalDraft, id: string): number {
	const number = Number(id.replace(/\D/g, ''));
	let best = 0;
	for (const [at, { sentences }] of draft.sections.entries()) {
		const numbers = sentences.map((sentence) => Number(sentence.id.replace(/\D/g, '')));
		if (numbers.some((one) => one < number)) best = at;
	}
	return best;
}

export const addedId = (section: string | number): string => `c${Number(section) + 1}`;

const ownSentence = (id: string, text: string): Sentence => ({
	id,
	template: text,
	text,
	cites: [],
	origin: 'clinician',
	included: true,
});

/** What the clinician changed, for the record. */
export function editsOf(draft: ClinicalDraft, copy: WorkingCopy): SignOffEdit[] {
	const changed = readings(draft, copy).flatMap(({ placed, text, change }): SignOffEdit[] => {
		const { id, text: before } = placed.sentence;
		if (change === undefined) return [];
		return [{ sentence: id, change, before, after: change === 'left-out' ? '' : text }];
	});
	const added = Object.entries(copy.added)
		.filter(([, text]) => text !== '')
		.map(
			([section, after]): SignOffEdit => ({
				sentence: addedId(section),
				change: 'added',
				before: '',
				after,
			}),
		);
	return [...changed, ...added];
}

/**
 * Reads what the page sent. Only what differs from the draft is kept, and nothing that the draft does
 * not have.
 *
 * @param previous what is kept for fields that the page did not send
 */
export function readCopy(
	draft: ClinicalDraft,
	body: Readonly<Record<string, unknown>>,
	previous: WorkingCopy,
): WorkingCopy {
	// It stands last: a form that was cut off on the way changes nothing.
	if (body.fields !== '1') return previous;
	const copy: WorkingCopy = { texts: {}, included: {}, added: {} };
	for (const placed of placedSentences(draft)) {
		const { id, text: before } = placed.sentence;
		const given = body[`text.${id}`];
		const text = typeof given === 'string' ? cleanText(given) : before;
		if (text !== '' && text !== cleanText(before)) copy.texts[id] = text;
		// A sentence that was emptied is one to be left out.
		const included = body[`keep.${id}`] === '1' && text !== '';
		if (included !== includedAtFirst(placed)) copy.included[id] = included;
	}
	for (const section of draft.sections.keys()) {
		const given = body[`add.${section}`];
		const text = typeof given === 'string' ? cleanText(given) : '';
		if (text !== '') copy.added[section] = text;
	}
	return {
		...copy,
		...(previous.flipped && { flipped: previous.flipped }),
		...(body.staleSeen === '1' && { staleSeen: true }),
	};
}

/** The draft with what became unsupported by the changes so far. */
export function judgedDraft(draft: ClinicalDraft, { flipped = [] }: WorkingCopy): ClinicalDraft {
	if (flipped.length === 0) return draft;
	const sections = draft.sections.map((section) => ({
		...section,
		sentences: section.sentences.map((sentence) =>
			flipped.includes(sentence.id)
				? { ...sentence, verdict: 'unsupported' as const, included: false }
				: sentence,
		),
	}));
	return { ...draft, sections };
}

/** Leaves out what became unsupported, until the clinician puts it back. */
export function withFlipped(copy: WorkingCopy, ids: readonly string[]): WorkingCopy {
	const included = Object.fromEntries(
		Object.entries(copy.included).filter(([id]) => !ids.includes(id)),
	);
	return { ...copy, included, flipped: [...new Set([...(copy.flipped ?? []), ...ids])] };
}

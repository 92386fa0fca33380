import { FAMILY, NEGATED, NOT_A_NEGATION, NOT_REAL, PAST, UNCERTAIN } from './cues';

/** How words are meant in a sentence of a note. */
export interface Meaning {
	negated: boolean;
	/** Of a relative. */
	family: boolean;
	/** Planned, asked for, feared or conditional: nothing that is so. */
	notReal: boolean;
	uncertain: boolean;
	/** Of former times, or over. */
	past: boolean;
}

/** A question about former times: such words answer it. */
const ASKS_PAST =
	/\b(?:ever|before|tried|trial|failed|completed|had|has been|have been|been|received|undergone|prior|previous(?:ly)?|history|past|was|were|did|last|former|after)\b/i;

/** True when words about former times answer the question. */
export const asksAboutPast = (question: string): boolean => ASKS_PAST.test(question);

/** "since May", "May 4": no doubt is meant. */
const MONTH_OF_MAY = /\b(?:in|since|of|on|until|by|from|last|early|late|mid)\s+may\b|\bmay\s+\d/gi;

/** "62-year-old": an age, and nothing of former times. */
const AGE = /\b\d{1,3}[- ]?(?:years?|yrs?)[- ]old\b/gi;

/**
 * How a sentence means what it says. It looks for words only, in the whole sentence: rather once too
 * often than once too seldom, because what is in doubt goes to a person.
 */
export function meaningOf(sentence: string): Meaning {
	const straight = sentence.replace(/[‘’]/g, "'");
	const spaced = `${straight}\n${straight.replace(/(?<=\p{L})[-–—](?=\p{L})/gu, ' ')}`;
	const plain = spaced
		.replace(new RegExp(NOT_A_NEGATION, 'giu'), ' ')
		.replace(MONTH_OF_MAY, ' ')
		.replace(AGE, ' ');
	return {
		negated: NEGATED.test(plain),
		family: FAMILY.test(plain),
		notReal: NOT_REAL.test(plain),
		// A box that is not ticked, or a question.
		uncertain: UNCERTAIN.test(plain) || /[?¿]|\[\s*\]/.test(plain),
		past: PAST.test(plain),
	};
}

/** Headings of sections in which nothing stands that is so: plans, questions, rules. */
const NO_STATEMENTS =
	/(?<!\p{L})(?:plans?|a\/p|a&p|recommendations?|orders?|instructions?|goals?|template|reasons? for|indications?|ros|review of systems|policy|criteria|requirements?|insurance|authorization|education|allerg(?:y|ies)|precautions|questionnaire|form|checklist|differential|ddx|to ?-?do|next steps?|disposition|return|expected|social|inactive|resolved|missing|outstanding|unmet|negatives?|absent|pertinent|side effects?|stopped|discontinued)(?!\p{L})/iu;

/** A line of a few words may be a heading without a sign of one. */
const isShort = (line: string): boolean => line.length <= 40;

/** How what stands over a sentence means it: headings, and lines on which it hangs. */
export function meaningAbove(headings: readonly string[], above: readonly string[]): Meaning {
	const meanings = [...headings, ...above].map(meaningOf);
	const some = (name: keyof Meaning): boolean => meanings.some((meaning) => meaning[name]);
	return {
		negated: some('negated'),
		family: some('family'),
		notReal:
			some('notReal') ||
			[...headings, ...above.filter(isShort)].some((line) => NO_STATEMENTS.test(line)),
		uncertain: some('uncertain'),
		past: some('past'),
	};
}

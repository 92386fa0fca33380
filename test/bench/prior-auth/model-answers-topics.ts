import { TRAPS } from './model-answers-traps.ts';
import { AMOUNTS, CHOICES, DAYS, WORDS } from './model-answers-values.ts';
import { YES_OR_NO } from './model-answers-yes-no.ts';

type Fields = Record<string, unknown>;

/**
 * What stands in for what: `{He}`, `{he}`, `{his}` the patient; `{kin}` a relative; `{n}` the number or `{o}`
 * the choice of the answer; `{day}` a day, `{later}` one to come; `{x}` words of the answer. What stands in
 * brackets is the part of a sentence that tempts when it is quoted alone.
 */
export interface Topic {
	item: Fields;
	/** Sentences that plainly say it. */
	plain: readonly string[];
	/** Sentences that plainly say no; questions of yes and no only. */
	no?: readonly string[];
	/** Sentences that are taken for an answer by who does not read them whole. */
	tempting: Partial<Record<Tempting, readonly string[]>>;
	/** Of numbers: the range, how many decimals, the unit as a note writes it and its code. */
	amount?: { from: number; to: number; decimals: number; unit: string; code?: string };
	/** Of choices and of words. */
	words?: readonly string[];
	/** What an older note says stays true beside a newer one. */
	lasts?: true;
}

/** Close to an answer: about something near it, taken back at once, or under a heading that makes it another. */
export type Trap = 'near' | 'retracted' | 'headed';
/** Why a sentence is no answer. */
export type Tempting = 'denied' | 'planned' | 'relative' | 'past' | 'aside' | Trap;

export const TOPICS: readonly Topic[] = [
	...YES_OR_NO,
	...AMOUNTS,
	...DAYS,
	...CHOICES,
	...WORDS,
].map((topic) => ({
	...topic,
	tempting: { ...topic.tempting, ...TRAPS[String(topic.item.linkId)] },
}));

/** Sentences that answer nothing. */
export const FILLERS: readonly string[] = [
	'Seen in clinic today.',
	'Vital signs were taken by the nurse.',
	'In no acute distress.',
	'Skin warm and dry.',
	'Abdomen soft.',
	'Heart sounds regular.',
	'Sleeps six hours a night.',
	'Vaccinations are up to date.',
	'Came by public transport.',
	'Questions were answered.',
	'Interpreter was present.',
	'The plan was explained in plain words.',
	'Labs were drawn.',
	'Next visit as agreed.',
];

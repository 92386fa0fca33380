import type { Random } from '../../hospital/random.ts';
import {
	draftResponse,
	note,
	packageAnswer,
	patient,
	questionnaire,
} from '../../unit/priorauth/questionnaire/build.ts';
import { FILLERS, TOPICS, type Tempting, type Topic } from './model-answers-topics.ts';
import { filling, rendered, truthOf, valueOf, type Filling } from './model-answers-wording.ts';

type Fields = Record<string, unknown>;

/** What a model may say to one question. */
export interface Proposal {
	value: string;
	quote: string;
	/** Why it is tempting; absent for the right answer. */
	why?: string;
}

/** One question and what the generator knows about it. */
export interface Asked {
	linkId: string;
	text: string;
	/** Of the questionnaire. */
	item: Fields;
	/** `Yes`, `12 wk`, `9.4`, a day, the words of a choice; undefined: the notes do not answer it. */
	truth: string | undefined;
	/** The truth is a word that an answer in words has to hold. */
	words: boolean;
	/** Neither right nor wrong. */
	passable: readonly string[];
	/** The plain sentence with its value; undefined without a truth. */
	right: Proposal | undefined;
	/** What would be wrong, and looks like an answer. */
	wrong: Proposal;
	/** What the notes say: `plain`, `no`, `older` (and otherwise before), `absent`, or the kind of the only sentence. */
	situation: string;
}

export interface NotedChart {
	package: Fields;
	records: Fields[];
	asked: Asked[];
}

const NEWER = '2026-11-10';
const OLDER = '2021-05-18';
const QUESTIONS = 8;
/** Of 100 questions; behind these are those about which no note says anything. */
const UP_TO = { plain: 45, older: 55, alone: 88 };

/** Two notes of one made-up patient, a form of eight questions, and what is right for each. */
export function notedChart(random: Random): NotedChart {
	const female = random.integer(0, 1) === 0;
	const newer: string[] = [];
	const older: string[] = [];
	const asked = random
		.shuffle(TOPICS)
		.slice(0, QUESTIONS)
		.map((topic) => oneQuestion(topic, { random, female, newer, older }));
	const written = (sentences: string[], fillers: number): string => {
		const all = random.shuffle([...sentences, ...random.shuffle(FILLERS).slice(0, fillers)]);
		// A heading holds for all that follows: those come last.
		const headed = all.filter((sentence) => sentence.startsWith('\n'));
		const open = all.filter((sentence) => !sentence.startsWith('\n'));
		return [open.join(random.pick([' ', '\n'])), ...headed].join('\n');
	};
	const records = [
		patient(),
		note('n1', written(newer, 4), { date: `${NEWER}T09:00:00Z` }),
		note('n2', written(older, 3), { date: `${OLDER}T09:00:00Z` }),
	];
	const items = asked.map(({ item }) => item);
	return {
		package: packageAnswer([questionnaire(items, { extension: [] }), draftResponse()]),
		records,
		asked,
	};
}

interface Writing {
	random: Random;
	female: boolean;
	newer: string[];
	older: string[];
}

/** A question while its sentences are being written. */
interface Making {
	topic: Topic;
	writing: Writing;
	/** Of the patient today, and of whomever else a tempting sentence speaks. */
	mine: Filling;
	other: Filling;
	asked: Pick<Asked, 'item' | 'linkId' | 'text' | 'words' | 'passable'>;
	yesOrNo: boolean;
}

function oneQuestion(topic: Topic, writing: Writing): Asked {
	const { random } = writing;
	const { linkId, text, type } = topic.item as { linkId: string; text: string; type: string };
	const yesOrNo = type === 'boolean';
	const [mine, other] = [filling(topic, random), filling(topic, random)];
	// The number of somebody else must not happen to be the patient's.
	if (!yesOrNo && valueOf(topic, mine, '') === valueOf(topic, other, '')) {
		return oneQuestion(topic, writing);
	}
	const asked = { item: topic.item, linkId, text, words: type === 'string', passable: [] };
	const making = { topic, writing, mine, other, yesOrNo, asked };
	const chance = random.integer(0, 99);
	if (chance < UP_TO.plain) return answered(making);
	if (chance < UP_TO.older && !yesOrNo && !topic.lasts) return renewed(making);
	if (chance < UP_TO.alone) return tempting(making);
	const wrong = invented(making);
	return { ...making.asked, truth: undefined, right: undefined, wrong, situation: 'absent' };
}

/** The note plainly says it, or plainly says no. */
function answered(making: Making): Asked {
	const { topic, writing, mine, other, asked, yesOrNo } = making;
	const { random, newer } = writing;
	const no = topic.no !== undefined && random.integer(0, 2) === 0;
	const said = rendered(random.pick(no ? (topic.no ?? []) : topic.plain), mine, writing);
	newer.push(said.sentence);
	const right = { quote: said.sentence, value: no ? 'No' : valueOf(topic, mine, said.sentence) };
	const known = { ...asked, right, truth: yesOrNo ? right.value : truthOf(topic, mine) };
	const situation = no ? 'no' : 'plain';
	const untrue = yesOrNo ? (no ? 'Yes' : 'No') : valueOf(topic, other, '');
	const kind = random.pick(kindsOf(topic).filter((one) => one === 'relative' || !yesOrNo));
	switch (random.integer(0, 2)) {
		case 0: {
			const wrong = beside(making, kind);
			const value = yesOrNo ? untrue : wrong.value;
			return { ...known, wrong: { ...wrong, value }, situation: `${situation}, beside ${kind}` };
		}
		case 1:
			return { ...known, wrong: { ...right, value: untrue, why: 'another value' }, situation };
		default: {
			const wrong = invented(making);
			return { ...known, wrong: { ...wrong, value: yesOrNo ? untrue : wrong.value }, situation };
		}
	}
}

/** An older note says it as well, and otherwise. */
function renewed(making: Making): Asked {
	const { topic, writing, mine, other, asked } = making;
	const { random, newer, older } = writing;
	const said = rendered(random.pick(topic.plain), mine, writing);
	const before = rendered(random.pick(topic.plain), other, writing);
	newer.push(said.sentence);
	older.push(before.sentence);
	const value = (of: Filling, sentence: string): string => valueOf(topic, of, sentence);
	return {
		...asked,
		truth: truthOf(topic, mine),
		right: { quote: said.sentence, value: value(mine, said.sentence) },
		wrong: { quote: before.sentence, value: value(other, before.sentence), why: 'older note' },
		situation: 'older',
	};
}

/** The only sentence about it answers nothing. */
function tempting(making: Making): Asked {
	const { topic, writing, asked, yesOrNo } = making;
	// An old value that is the only one may be the newest that there is.
	const kind = writing.random.pick(kindsOf(topic).filter((one) => yesOrNo || one !== 'past'));
	const wrong = beside(making, kind);
	const passable = yesOrNo && NEARLY_NO.has(kind) ? ['No'] : [];
	return { ...asked, passable, truth: undefined, right: undefined, wrong, situation: kind };
}

/** Who reads "no" in these does not read what is not there. */
const NEARLY_NO: ReadonlySet<Tempting> = new Set(['past', 'aside', 'near', 'retracted']);

const kindsOf = (topic: Topic): Tempting[] => Object.keys(topic.tempting) as Tempting[];

/** Writes a sentence that tempts. @returns it, or the part of it that tempts the more */
function beside({ topic, writing, other }: Making, kind: Tempting): Proposal {
	const { random, newer } = writing;
	const { sentence, part } = rendered(random.pick(topic.tempting[kind] ?? []), other, writing);
	newer.push(sentence);
	const quote = random.pick([sentence, part]);
	return { quote, value: valueOf(topic, other, sentence), why: kind };
}

/** A plain sentence that stands in no note. */
function invented({ topic, writing, other }: Making): Proposal {
	const { sentence } = rendered(writing.random.pick(topic.plain), other, writing);
	return { quote: sentence, value: valueOf(topic, other, sentence), why: 'invented' };
}

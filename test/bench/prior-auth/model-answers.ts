import {
	prefill,
	readPackage,
	refill,
	searchEvidence,
	sourcesOf,
	type Answers,
	type EvidenceCall,
	type EvidenceSource,
} from '../../../dist/nodes/PriorAuth/questionnaire/index.js';
import { Random } from '../../hospital/random.ts';
import { chart } from '../../unit/priorauth/questionnaire/build.ts';
import { notedChart, type Asked, type Proposal } from './model-answers-charts.ts';
import { askingModel, chosenModel } from './model-answers-llm.ts';
import { NOTED_ON } from './model-answers-wording.ts';

export interface Judged {
	/** Questions that were put. */
	questions: number;
	/** Of these, how many a note plainly answers. */
	answerable: number;
	right: number;
	/** Answers that are not what the note says. */
	wrong: number;
	/** Right ones of answerable ones by what the notes say: `plain: 31 of 33`. */
	bySituation: string[];
}

interface Manner {
	charts: number;
	say: (text: string) => void;
}

type Ask = (call: EvidenceCall) => Promise<unknown>;

/** As the fields of the node are set when nobody changes them. */
const SHOWN = { characters: 16_000, questions: 5 };

/** Proposes what the generator knows to be right, and nothing where no note says it. */
export const proposeRight = async (manner: Manner): Promise<Judged> =>
	await judged(manner, (asked, sources) => scripted(asked, sources, ({ right }) => right));

/** Proposes what tempts, whatever the note says. */
export const proposeWrong = async (manner: Manner): Promise<Judged> =>
	await judged(manner, (asked, sources) => scripted(asked, sources, (one) => one.wrong));

/** A language model proposes. @returns undefined when none is set */
export async function proposeByModel(manner: Manner): Promise<Judged | undefined> {
	const model = chosenModel();
	if (model === undefined) return undefined;
	const ask = await askingModel(model);
	return await judged(manner, () => ask);
}

/** Puts the questions of every chart as the node does, and compares what is taken with what is right. */
async function judged(
	{ charts, say }: Manner,
	proposer: (asked: readonly Asked[], sources: readonly EvidenceSource[]) => Ask,
): Promise<Judged> {
	const random = new Random('model-answers', process.env.HOSPITAL_PA_SEED ?? 'held-out');
	const total = { questions: 0, answerable: 0, right: 0, wrong: 0 };
	const situations = new Map<string, { right: number; of: number }>();
	for (let index = 0; index < charts; index++) {
		const { package: given, records, asked } = notedChart(random);
		const one = chart(records);
		const answers = await search(given, one, proposer(asked, sourcesOf(one)));
		for (const warning of answers.warnings) say(`chart ${index}: ${warning}`);
		for (const question of asked) {
			const { linkId, truth, situation } = question;
			const answer = answers.answers.find((each) => each.linkId === linkId);
			const said = answer?.state === 'answered' ? plainValue(answer.values[0]) : undefined;
			const is = verdict(question, said);
			total.questions += 1;
			if (is !== undefined) total[is] += 1;
			if (truth !== undefined) {
				const count = situations.get(situation) ?? { right: 0, of: 0 };
				situations.set(situation, count);
				count.of += 1;
				total.answerable += 1;
				if (is === 'right') count.right += 1;
			}
			if (is !== 'wrong') continue;
			const quote = answer?.evidence[0]?.quote ?? '';
			say(`chart ${index}: "${question.text}" (${situation}) is answered "${said}" from: ${quote}`);
		}
	}
	const bySituation = [...situations].map(([name, { right, of }]) => `${name}: ${right} of ${of}`);
	return { ...total, bySituation };
}

async function search(
	given: Record<string, unknown>,
	one: ReturnType<typeof chart>,
	ask: Ask,
): Promise<Answers> {
	const now = `${NOTED_ON}T09:00:00+00:00`;
	const begun = await prefill(readPackage(given, NOTED_ON), one, { now });
	return await searchEvidence(begun, sourcesOf(one), ask, {
		...SHOWN,
		nonce: '5b1d0c7e92a64f38',
		refill: async (answers) => await refill(answers, one, {}),
	});
}

/** A proposer that needs no model: it knows the notes. */
function scripted(
	asked: readonly Asked[],
	sources: readonly EvidenceSource[],
	proposal: (one: Asked) => Proposal | undefined,
): Ask {
	return async ({ messages }) => {
		const shown = messages.at(-1)?.content ?? '';
		const answers = [...shown.matchAll(/^Q(\d+)\. (.*)$/gm)].map(([, number, line]) => {
			const one = asked.find(({ text }) => line?.includes(text));
			if (one === undefined) throw new Error('a question is put that the chart does not have');
			const proposed = proposal(one);
			if (proposed === undefined) return { question: `Q${number}`, found: false };
			const { quote, value } = proposed;
			const source = sources.find(({ text }) => text.includes(quote)) ?? sources[0];
			return { question: `Q${number}`, found: true, value, quote, source: source?.id };
		});
		return { answers };
	};
}

/**
 * @param said the answer that was taken, as {@link plainValue} writes it
 * @returns undefined where nothing was taken, and for what is neither right nor wrong
 */
export function verdict(
	{ truth, words, passable }: Asked,
	said: string | undefined,
): 'right' | 'wrong' | undefined {
	if (said === undefined || passable.includes(said)) return undefined;
	// An answer in words may hold more than the word that it has to.
	const holds = words && said.toLowerCase().includes(String(truth).toLowerCase());
	return said === truth || holds ? 'right' : 'wrong';
}

/** The value of an answer as the generator writes it. */
export function plainValue(value: Record<string, unknown> | undefined): string {
	const [inner] = Object.values(value ?? {});
	if (typeof inner === 'boolean') return inner ? 'Yes' : 'No';
	if (typeof inner !== 'object' || inner === null) return String(inner);
	const { value: size, code, unit } = inner as { value?: number; code?: string; unit?: string };
	return size === undefined ? String(code) : `${size} ${code ?? unit}`;
}

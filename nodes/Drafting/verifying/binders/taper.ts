import type { Step } from '../chart/directions';
import type { Attribute } from './attachments';
import { hitsAs, type Judgement } from './judgement';

/** What one amount of the text fits, in the order of the text. */
export interface Told {
	readonly group: readonly Attribute[];
	/** Indexes of the steps that the amount agrees with in full. */
	readonly fits: readonly number[];
}

export interface TaperFault {
	readonly cls: 'duration' | 'dose';
	readonly message: string;
	readonly from: number;
	readonly to: number;
}

const GOES_ON = /^(?:then|taper|tapered|tapering|followed|initially|first|starting|start)$/;

/** Steps are told from the first on, in order and without a gap; the last of them ends the course or is bounded. */
export function taperFault(
	judgement: Judgement,
	steps: readonly Step[],
	told: readonly Told[],
	name: string,
): TaperFault | undefined {
	const amounts = told.filter(({ group }) => group.some((one) => one.kind === 'dose'));
	if (steps.length < 2 || amounts.length === 0) return undefined;
	if (amounts.some(({ fits }) => fits.length === 0)) return undefined;
	const whole = steps.map(({ text }) => text).join(', then ');
	const at = (one: Told) => ({ from: one.group[0].from, to: one.group[one.group.length - 1].to });
	if (isConcurrent(steps)) return leftOut(steps, amounts, whole, name, at);
	const open = amounts.find(
		({ group, fits }) =>
			amounts.length > 1 &&
			fits.every((one) => steps[one].durationDays !== undefined) &&
			!group.some((one) => one.kind === 'duration'),
	);
	if (open !== undefined)
		return {
			cls: 'duration',
			message: `The text leaves out how long each step of ${name} lasts; the chart says ${whole}.`,
			...at(open),
		};
	let next = goesOn(judgement, amounts[0].group[0].from) ? Math.min(...amounts[0].fits) : 0;
	for (const one of amounts) {
		if (!one.fits.includes(next))
			return {
				cls: 'dose',
				message: `The text tells the steps of ${name} out of order or not all; the chart says ${whole}.`,
				...at(one),
			};
		next++;
	}
	const last = amounts[amounts.length - 1];
	const bounded = last.group.some((one) => one.kind === 'duration');
	if (next < steps.length && (!bounded || stops(judgement, at(last).to) || !goesFurther(judgement)))
		return {
			cls: 'duration',
			message: `The text leaves out later steps of ${name}; the chart says ${whole}.`,
			...at(last),
		};
	return undefined;
}

const goesFurther = ({ reading: { tokens } }: Judgement): boolean =>
	tokens.some(({ low }) => GOES_ON.test(low));

/** "40 mg for 3 days, then stop" ends the course there. */
const stops = (judgement: Judgement, from: number): boolean =>
	/\b(?:then|and) (?:stop|discontinue|off)\b/.test(
		judgement.reading.tokens
			.slice(from, from + 5)
			.map(({ low }) => low)
			.join(' '),
	);

/** Two amounts at two times of the day are taken side by side, not one after the other. */
const isConcurrent = (steps: readonly Step[]): boolean =>
	steps.every(({ durationDays }) => durationDays === undefined) &&
	steps.every(({ frequency }) => frequency.hours === undefined || frequency.hours === 24) &&
	new Set(steps.map(({ text }) => DAYTIME.exec(text.toLowerCase())?.[0] ?? '')).size ===
		steps.length &&
	steps.every(({ text }) => DAYTIME.test(text));

const DAYTIME =
	/\b(?:morning|noon|midday|afternoon|evening|bedtime|night|breakfast|lunch|dinner|supper)\b/i;

/** Amounts that are taken side by side may be told in any order, but all of them. */
function leftOut(
	steps: readonly Step[],
	amounts: readonly Told[],
	whole: string,
	name: string,
	at: (one: Told) => { from: number; to: number },
): TaperFault | undefined {
	const told = new Set(amounts.flatMap(({ fits }) => fits));
	if (steps.every((_, index) => told.has(index))) return undefined;
	return {
		cls: 'dose',
		message: `The text leaves out a part of ${name}; the chart says ${whole}.`,
		...at(amounts[amounts.length - 1]),
	};
}

/** "Then 20 mg daily" goes on from what was said before. */
const goesOn = (judgement: Judgement, from: number) =>
	judgement.reading.tokens
		.slice(Math.max(0, from - 4), from)
		.some(({ low }) => /^(?:then|followed|thereafter|next)$/.test(low));

const OPEN =
	/\b(?:until (?:you|he|she|they|your|his|her|the|follow|seen|further|told|feeling|symptoms|better)|indefinitely|lifelong|for life|long term|long-term|only if|only when|as long as)\b/;

/** "Until follow-up" and "only if febrile" for a course of a set length. */
export function openEnded(judgement: Judgement, steps: readonly Step[], from: number) {
	if (!steps.some(({ durationDays }) => durationDays !== undefined)) return undefined;
	const { tokens, terms } = judgement.reading;
	const behind = terms.find((term) => term.from > from && hitsAs(term, 'medication').length > 0);
	const words = tokens
		.slice(from, behind?.from)
		.map(({ low }) => low)
		.join(' ');
	const found = OPEN.exec(words);
	if (found === null) return undefined;
	const first = from + words.slice(0, found.index).split(' ').length - 1;
	return { from: first, to: first + found[0].split(' ').length };
}

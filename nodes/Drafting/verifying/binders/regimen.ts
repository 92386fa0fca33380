import { frequencyDiffers } from '../reading/same-frequency';
import type { FactOf } from '../../../shared/contracts/clinical-facts';
import { type Regimen, type Step, regimenOf } from '../chart/directions';

import { NEGATED } from '../reading/polarity';
import type { Term } from '../reading/read';
import type { Attribute, Mention } from './attachments';
import { doseProblem, tenfold } from './dose';
import { type FoundCue, SAID, agreesWithRole } from './drug-cues';
import { openEnded, taperFault, type Told } from './taper';
import { type Judgement, isWhole } from './judgement';

export type Medication = FactOf<'medication'>;

interface Fault {
	cls: string;
	message: string;
	from: number;
	to: number;
	expected?: string;
	weight: number;
}

export const isClass = (term: Term) =>
	term.concepts.some((concept) => concept.kind === 'drug-class') &&
	!term.hits.some((hit) => hit.whole);
export const weigh = (faults: readonly Fault[]) => faults.reduce((sum, one) => sum + one.weight, 0);

export function faultsOf(
	judgement: Judgement,
	mention: Mention,
	cues: readonly FoundCue[],
	fact: Medication,
): Fault[] {
	const faults: Fault[] = [];
	const { term } = mention;
	statusFaults(judgement, term, cues, fact, faults);
	if (isWhole(term, fact)) return faults;
	const regimen = regimenOf(fact);
	const home =
		cues.some((cue) => cue.kind === 'home') &&
		fact.role === 'changed' &&
		!cues.some((cue) => cue.kind === 'discharge');
	const groups = groupsOf(mention.attributes);
	// "20 mg (home dose 40 mg)": one amount is said to be the earlier one, the other is today's.
	const told: Told[] = [];
	const marked = groups.some((group) => group.some((one) => one.kind === 'dose' && one.before));
	for (const group of groups) {
		const towards = groups.indexOf(group) > 0 && isTowards(judgement, group, cues);
		const before =
			(home && !marked && !towards) || group.some((one) => one.kind === 'dose' && one.before);
		const steps = before && regimen.before.length > 0 ? regimen.before : regimen.steps;
		const earlier = group.find((one) => one.kind === 'dose' && one.before);
		if (earlier !== undefined && fact.role === 'new') {
			faults.push({
				cls: 'dose',
				message: `The text gives an earlier dose of ${fact.data.name}; the chart has it as new.`,
				from: earlier.from,
				to: earlier.to,
				weight: 2,
			});
		}
		const options = steps.map((step) => groupFaults(judgement, group, step, regimen, fact));
		if (!before)
			told.push({
				group,
				fits: options.flatMap((one, index) => (one.length === 0 ? [index] : [])),
			});
		options.sort((a, b) => weigh(a) - weigh(b));
		faults.push(...(options[0] ?? []));
	}
	const taper = taperFault(judgement, regimen.steps, told, fact.data.name);
	if (taper !== undefined) faults.push({ ...taper, weight: 2 });
	const open = told.length > 0 ? openEnded(judgement, regimen.steps, term.from) : undefined;
	if (open !== undefined)
		faults.push({
			cls: 'duration',
			message: `The chart gives ${fact.data.name} for a set time; the text does not.`,
			...open,
			weight: 2,
		});
	return faults;
}

/** "Home warfarin 5 mg was decreased to 2.5 mg": the amount behind "to" is the new one. */
const isTowards = (
	judgement: Judgement,
	group: readonly Attribute[],
	cues: readonly FoundCue[],
): boolean => {
	const dose = group.find((one) => one.kind === 'dose');
	return (
		dose !== undefined &&
		judgement.low(dose.from - 1) === 'to' &&
		cues.some((cue) => /^(?:up|down|change)$/.test(cue.kind) && cue.at < dose.from)
	);
};

/** "10 mg daily for 3 days, then stop" is the end of a course that has one. */
const endsCourse = (judgement: Judgement, cue: FoundCue, fact: Medication): boolean => {
	const { steps } = regimenOf(fact);
	return (
		cue.kind === 'quit' &&
		/^(?:then|and)$/.test(judgement.low(cue.at - 1)) &&
		steps[steps.length - 1]?.durationDays !== undefined &&
		judgement.reading.quantities.some(
			(one) => one.unit?.dimension === 'time' && one.to <= cue.at && one.to >= cue.at - 3,
		)
	);
};

function statusFaults(
	judgement: Judgement,
	term: Term,
	cues: readonly FoundCue[],
	fact: Medication,
	faults: Fault[],
): void {
	const resumed =
		cues.some((cue) => cue.kind === 'continue' && !cue.negated) &&
		cues.some((cue) => cue.kind === 'hold' || cue.kind === 'stop');
	for (const found of cues) {
		// "Medicines stopped: X" is the list of what is no longer to be taken.
		const listed =
			found.kind === 'stop' &&
			judgement.reading.tokens.slice(found.to, term.from).some(({ low }) => low === ':');
		const cue: FoundCue = listed ? { ...found, kind: 'quit' } : found;
		if (resumed && (cue.kind === 'hold' || cue.kind === 'stop')) continue;
		if (agreesWithRole(fact, cue) && directionAgrees(fact, cue)) continue;
		if (endsCourse(judgement, cue, fact)) continue;
		faults.push({
			cls: 'drug',
			message: `The text says that ${fact.data.name} was ${cue.negated ? 'not ' : ''}${SAID[cue.kind]}; the chart has it as ${fact.role.replace('-', ' ')}.`,
			from: cue.to > cue.at ? cue.at : term.from,
			to: cue.to > cue.at ? cue.to : term.to,
			expected: fact.role,
			weight: 3,
		});
	}
	const { flags } = judgement.reading.polarity;
	const denied =
		(flags[term.from] & NEGATED) !== 0 &&
		!cues.some(
			(cue) =>
				cue.negated ||
				cue.kind === 'stop' ||
				cue.kind === 'quit' ||
				cue.kind === 'hold' ||
				cue.kind === 'avoid',
		);
	if (denied && fact.role !== 'stopped') {
		faults.push({
			cls: 'negation',
			message: `The text says that there is no ${fact.data.name}; the chart has it as ${fact.role.replace('-', ' ')}.`,
			from: term.from,
			to: term.to,
			weight: 3,
		});
	}
}

/** "Increased" must be more than before, where the chart has both amounts. */
export function directionAgrees(fact: Medication, cue: FoundCue): boolean {
	if (cue.negated || (cue.kind !== 'up' && cue.kind !== 'down')) return true;
	const { steps, before } = regimenOf(fact);
	const perDay = (list: readonly Step[]) => {
		const dose = list[0]?.doses.find((one) => one.unit !== undefined);
		if (dose === undefined) return undefined;
		const hours = list[0].frequency.hours;
		return {
			dose: (dose.high ?? dose.value) * dose.unit!.factor,
			dimension: dose.unit!.dimension,
			rate: hours && hours > 0 ? 24 / hours : undefined,
		};
	};
	const now = perDay(steps);
	const then = perDay(before);
	if (now === undefined || then === undefined || now.dimension !== then.dimension) return true;
	const up = now.dose > then.dose || (now.dose === then.dose && (now.rate ?? 0) > (then.rate ?? 0));
	const down =
		now.dose < then.dose || (now.dose === then.dose && (now.rate ?? 0) < (then.rate ?? 0));
	const total =
		now.rate !== undefined && then.rate !== undefined
			? Math.sign(now.dose * now.rate - then.dose * then.rate)
			: 0;
	return cue.kind === 'up' ? up || total > 0 : down || total < 0;
}

/** "40 mg for 5 days, then 20 mg": an amount after an amount begins the next step. */
function groupsOf(attributes: readonly Attribute[]): Attribute[][] {
	const groups: Attribute[][] = [];
	let current: Attribute[] = [];
	for (const one of attributes) {
		const closes =
			one.kind === 'dose' &&
			current.some((other) => other.kind === 'dose' && !other.strength && !isCountOf(other, one));
		if (
			closes ||
			(one.kind === 'frequency' &&
				one.frequency.hours !== undefined &&
				current.some((other) => other.kind === 'frequency' && other.frequency.hours !== undefined))
		) {
			groups.push(current);
			current = [];
		}
		current.push(one);
	}
	if (current.length > 0) groups.push(current);
	// A second rate without an amount belongs to the amount before it only when nothing else claims it.
	return groups;
}

/** "2 tablets (40 mg)", "40 mg (2 tablets)", "1 tablet of 40 mg": one amount said twice. */
function isCountOf(one: Attribute, other: Attribute): boolean {
	if (one.kind !== 'dose' || other.kind !== 'dose') return false;
	const a = one.quantity.unit?.dimension.startsWith('form:') ?? false;
	const b = other.quantity.unit?.dimension.startsWith('form:') ?? false;
	return a !== b;
}

function groupFaults(
	judgement: Judgement,
	group: readonly Attribute[],
	step: Step,
	regimen: Regimen,
	fact: Medication,
): Fault[] {
	const faults: Fault[] = [];
	const push = (
		cls: string,
		one: Attribute,
		message: string,
		expected: string | undefined,
		weight = 2,
	) => faults.push({ cls, message, from: one.from, to: one.to, expected, weight });
	const name = fact.data.name;
	for (const one of group) {
		const said = judgement.said(one.from, one.to);
		if (one.kind === 'dose') {
			const problem = doseProblem(
				one.quantity,
				step,
				regimen,
				one.strength && group.some((other) => other !== one && other.kind === 'dose'),
			);
			if (problem !== undefined) {
				const expected = step.doses.map((dose) => dose.text).join(' or ') || undefined;
				push(
					problem,
					one,
					`The text says ${said} for ${name}; the chart says ${expected ?? 'no dose'}.${tenfold(one.quantity, step)}`,
					expected,
				);
			}
		} else if (one.kind === 'route') {
			if (step.route !== one.route)
				push(
					'route',
					one,
					`The text says "${said}" for ${name}; the chart says ${step.route ?? 'no route'}.`,
					step.route,
				);
		} else if (one.kind === 'frequency') {
			const rateOfDose =
				one.frequency.hours === 0 &&
				step.frequency.hours === undefined &&
				fact.role === 'inpatient-only';
			if (!rateOfDose && frequencyDiffers(one.frequency, step.frequency)) {
				push(
					'frequency',
					one,
					`The text says "${said}" for ${name}; the chart says ${step.text || 'no frequency'}.`,
					step.text || undefined,
				);
			} else if (one.frequency.asNeeded && !step.frequency.asNeeded) {
				push(
					'frequency',
					one,
					`The text says "as needed" for ${name}; the chart does not.`,
					step.text,
				);
			}
		} else if (!durationAgrees(one.days, step, fact)) {
			push(
				'duration',
				one,
				`The text says ${said} for ${name}; the chart says ${step.durationDays === undefined ? 'no duration' : `${step.durationDays} days`}.`,
				undefined,
			);
		}
	}
	const rate = group.find((one) => one.kind === 'frequency' && one.frequency.hours !== undefined);
	const needed = group.some((one) => one.kind === 'frequency' && one.frequency.asNeeded);
	if (rate !== undefined && step.frequency.asNeeded && !needed) {
		push(
			'frequency',
			rate,
			`The chart has ${name} as needed only; the text does not say so.`,
			step.text,
		);
	}
	return faults;
}

function durationAgrees(days: number, step: Step, fact: Medication): boolean {
	if (step.durationDays !== undefined) return Math.abs(step.durationDays - days) < 0.01;
	if (fact.time?.end === undefined) return false;
	const span =
		(Date.parse(fact.time.end.slice(0, 10)) - Date.parse(fact.time.at.slice(0, 10))) / 86_400_000;
	return Math.round(span) === days || Math.round(span) + 1 === days;
}

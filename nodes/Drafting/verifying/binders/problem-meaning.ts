import type { Fact, FactOf } from '../../../shared/contracts/clinical-facts';
import type { Term } from '../reading/read';
import type { Judgement } from './judgement';

export type Meant =
	| 'present'
	| 'absent'
	| 'uncertain'
	| 'unlikely'
	| 'resolved'
	| 'history'
	| 'family'
	| 'conditional';

export interface Fault {
	cls: string;
	message: string;
	from: number;
	to: number;
	weight: number;
}

export function meaningFaults(judgement: Judgement, term: Term, meant: Meant, fact: Fact): Fault[] {
	const name = judgement.said(term.from, term.to);
	const fault = (cls: string, message: string, weight = 5): Fault[] => [
		{ cls, message, from: term.from, to: term.to, weight },
	];
	if (fact.kind === 'encounter') {
		if (meant === 'absent' || meant === 'unlikely')
			return fault(
				'negation',
				`The text says that there is no "${name}"; the chart has it as the reason of the stay.`,
			);
		if (meant === 'history')
			return fault(
				'diagnosis-role',
				`The chart has "${name}" as the reason of the stay, not as history.`,
				2,
			);
		return roleFaults(judgement, term, fact, name);
	}
	if (fact.kind !== 'problem') return [];
	const { polarity } = fact.data;
	switch (polarity) {
		case 'present':
			if (meant === 'absent' || meant === 'unlikely')
				return fault('negation', `The text says that there is no "${name}"; the chart has it.`);
			if (meant === 'uncertain')
				return fault(
					'certainty',
					`The text is not sure of "${name}"; the chart has it as confirmed.`,
				);
			if (meant === 'resolved')
				return fault(
					'negation',
					`The text says that "${name}" is resolved; the chart has it as present.`,
				);
			if (meant === 'history' && fact.role !== 'history')
				return fault(
					'diagnosis-role',
					`The text has "${name}" as history; the chart has it as ${fact.role.replace('-', ' ')}.`,
					3,
				);
			return meant === 'history' ? [] : roleFaults(judgement, term, fact, name);
		case 'resolved':
			return meant === 'resolved' || meant === 'history'
				? []
				: fault(
						'negation',
						`The text does not say that "${name}" is resolved, as the chart has it.`,
					);
		case 'absent':
			return meant === 'absent' || meant === 'unlikely' || meant === 'conditional'
				? []
				: fault(
						'negation',
						`The text says "${name}"; the chart says that the patient does not have it.`,
					);
		case 'unconfirmed':
			if (meant === 'uncertain' || meant === 'conditional') return [];
			return meant === 'absent' || meant === 'unlikely'
				? fault(
						'negation',
						`The text says that there is no "${name}"; the chart has it as unconfirmed.`,
					)
				: fault('certainty', `The text says "${name}"; the chart has it as unconfirmed.`);
	}
}

/** What the words before the list, or the section, say that the diagnosis is. */
function roleFaults(
	judgement: Judgement,
	term: Term,
	fact: FactOf<'problem'> | FactOf<'encounter'>,
	name: string,
): Fault[] {
	const asked = roleAsked(judgement, term, fact);
	if (asked === undefined) return [];
	const is = fact.kind === 'encounter' ? fact.role : fact.role;
	const fits =
		asked === 'discharge'
			? is === 'discharge-diagnosis'
			: asked === 'admission-diagnosis'
				? is === 'admission-diagnosis' || is === 'reason'
				: is === 'admission-diagnosis' || is === 'reason' || is === 'discharge-diagnosis';
	if (fits) return [];
	return [
		{
			cls: 'diagnosis-role',
			message: `The text has "${name}" as ${asked === 'discharge' ? 'discharge diagnosis' : 'reason of admission'}; the chart has it as ${is.replace('-', ' ')}.`,
			from: term.from,
			to: term.to,
			weight: 2,
		},
	];
}

function roleAsked(
	judgement: Judgement,
	term: Term,
	fact: FactOf<'problem'> | FactOf<'encounter'>,
): 'discharge' | 'admission' | 'admission-diagnosis' | undefined {
	const { clause } = judgement.reading;
	for (let at = term.from - 1; at >= 0; at--) {
		const low = judgement.low(at);
		const colon = judgement.reading.tokens.slice(at, term.from).some((token) => token.low === ':');
		if (clause[at] !== clause[term.from] && !colon) break;
		if (/^diagnos[ei]s$/.test(low)) {
			const kind = judgement.low(at - 1);
			if (
				kind === 'discharge' ||
				(judgement.low(at + 1) === 'at' && judgement.low(at + 2) === 'discharge')
			)
				return 'discharge';
			if (kind === 'admission' || kind === 'admitting') return 'admission-diagnosis';
			return undefined;
		}
		if (
			low === 'admitted' ||
			(low === 'admission' && judgement.low(at + 1) === 'for') ||
			low === 'hospitalized' ||
			low === 'hospitalised'
		) {
			return /^(?:with|for|because|due|to|on)$/.test(judgement.low(at + 1))
				? 'admission'
				: undefined;
		}
	}
	// "Known hypertension" among the diagnoses is said to have been there before.
	if (fact.role === 'history' && isCalledKnown(judgement, term)) return undefined;
	if (judgement.scene.section === 'discharge-diagnosis') return 'discharge';
	if (judgement.scene.section === 'admission-diagnosis') return 'admission';
	return undefined;
}

const KNOWN =
	/^(?:known|preexisting|existing|longstanding|standing|underlying|established|comorbid|comorbidity|comorbidities|background|baseline)$/;

function isCalledKnown({ reading: { tokens, clause, dates } }: Judgement, term: Term): boolean {
	for (let at = term.from - 1; at >= 0 && clause[at] === clause[term.from]; at--) {
		if (KNOWN.test(tokens[at].low)) return true;
		if (dates.some((date) => at >= date.from && at < date.to)) return false;
		// The word holds for what it stands before, and for a list of it.
		if (tokens[at].low === ';' || tokens[at].low === '.') return false;
	}
	return false;
}

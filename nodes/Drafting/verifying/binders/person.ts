import { numberInWords } from '../reading/number-words';
import type { Fact, FactOf } from '../../../shared/contracts/clinical-facts';
import { chartDate } from '../reading/dates';

import type { Term } from '../reading/read';
import { hitsAs, type Judgement } from './judgement';

type Sex = 'female' | 'male';

const PRONOUNS = new Map<string, Sex>();
for (const word of ['she', 'her', 'hers', 'herself']) PRONOUNS.set(word, 'female');
for (const word of ['he', 'him', 'his', 'himself']) PRONOUNS.set(word, 'male');
const NOUNS = new Map<string, Sex>();
for (const word of ['woman', 'lady', 'girl', 'female', 'mrs', 'ms', 'miss'])
	NOUNS.set(word, 'female');
for (const word of ['man', 'gentleman', 'boy', 'male', 'mr']) NOUNS.set(word, 'male');

/** Other people: behind them a pronoun may be theirs. */
const OTHERS = new Set(
	'mother father sister brother wife husband daughter son spouse partner friend aunt uncle grandmother grandfather niece nephew neighbor caregiver family parent parents girlfriend boyfriend'.split(
		' ',
	),
);

const CARERS = new Set(
	'dr doctor physician surgeon nurse cardiologist provider practitioner pharmacist therapist'.split(
		' ',
	),
);

/** Who the sentence is about: sex, pronouns, age and names. */
export function judgePerson(judgement: Judgement, names: readonly Term[]): void {
	judgeSex(judgement);
	judgeAge(judgement);
	for (const term of names) judgeName(judgement, term);
	judgeStrangers(judgement);
}

function sexOf(judgement: Judgement): { sex: Sex; fact: Fact } | undefined {
	const fact = judgement.chart.of('patient').find((one) => one.role === 'sex');
	const value = fact?.data.value.toLowerCase() ?? '';
	if (fact === undefined) return undefined;
	if (value.startsWith('f') || value === 'woman') return { sex: 'female', fact };
	if (value.startsWith('m')) return { sex: 'male', fact };
	return undefined;
}

function judgeSex(judgement: Judgement): void {
	const known = sexOf(judgement);
	let other = false;
	let carer = false;
	judgement.reading.tokens.forEach((token, at) => {
		if (OTHERS.has(token.low) && judgement.low(at + 1) !== 'history') other = true;
		// "Dr. X arranged her discharge": what is hers is the patient's.
		if (CARERS.has(token.low)) carer = true;
		const noun = NOUNS.get(token.low);
		const pronoun = PRONOUNS.get(token.low);
		if (noun !== undefined) {
			judgement.use(at, at + 1);
			const title =
				token.low === 'mr' || token.low === 'mrs' || token.low === 'ms' || token.low === 'miss';
			if (title && !titlesPatient(judgement, at)) return;
			if (known?.sex === noun) judgement.support(known.fact);
			else
				judgement.fault(
					'person',
					`The text says "${token.raw}"; the chart has ${known?.sex ?? 'no such sex'}.`,
					at,
					at + 1,
					{ expected: known?.sex },
				);
		} else if (pronoun !== undefined) {
			judgement.use(at, at + 1);
			if (
				known !== undefined &&
				known.sex !== pronoun &&
				!other &&
				!(carer && /^(?:he|she|himself|herself)$/.test(token.low))
			) {
				judgement.fault(
					'person',
					`The text says "${token.raw}" of the patient; the chart has ${known.sex}.`,
					at,
					at + 1,
					{ expected: known.sex },
				);
			}
		}
	});
}

/** "Mr. Testperson": the name behind the title is the patient's or unknown. */
function titlesPatient(judgement: Judgement, at: number): boolean {
	const next = judgement.low(at + 1) === '.' ? at + 2 : at + 1;
	const term = judgement.reading.terms.find((one) => one.from === next);
	if (term === undefined) return true;
	return hitsAs(term, 'person').every((fact) => fact.kind === 'patient');
}

/** "72-year-old", "72 years of age", "aged 72", "72 y/o", "72F". */
function judgeAge(judgement: Judgement): void {
	const { tokens } = judgement.reading;
	for (let at = 0; at < tokens.length; at++) {
		const age = ageAt(judgement, at);
		if (age === undefined || judgement.used[age.from] === 1) continue;
		judgement.use(age.from, age.to);
		judgeSexLetter(judgement, age.to);
		const facts = agesOf(judgement);
		const fits = facts.find(({ years }) => years === age.years);
		if (fits !== undefined) judgement.support(fits.fact);
		else
			judgement.fault(
				'person',
				`The text gives an age of ${age.years}; the chart ${facts.length === 0 ? 'has none' : `gives ${facts[0].years}`}.`,
				age.from,
				age.to,
				{ expected: facts[0] && String(facts[0].years) },
			);
		at = age.to - 1;
	}
}

function ageAt(
	judgement: Judgement,
	at: number,
): { years: number; from: number; to: number } | undefined {
	const { tokens } = judgement.reading;
	const number =
		tokens[at].kind === 'number'
			? { value: tokens[at].value!, to: at + 1 }
			: numberInWords(tokens, at);
	if (number === undefined) return undefined;
	const [next, after, third] = [
		judgement.low(number.to),
		judgement.low(number.to + 1),
		judgement.low(number.to + 2),
	];
	if (/^years?$/.test(next) && after === 'old')
		return { years: number.value, from: at, to: number.to + 2 };
	if (/^years?$/.test(next) && after === 'of' && third === 'age')
		return { years: number.value, from: at, to: number.to + 3 };
	if (
		/^(?:yo|y\.o|yr|yrs)$/.test(next) &&
		tokens[at].kind === 'number' &&
		(next === 'yo' || next === 'y.o' || after === 'old' || after === 'o')
	)
		return {
			years: number.value,
			from: at,
			to: number.to + (next === 'y.o' ? 2 : after === 'old' ? 2 : 1),
		};
	if (next === 'y' && after === '/' && third === 'o')
		return { years: number.value, from: at, to: number.to + 3 };
	if (
		/^[fm]$/.test(next) &&
		tokens[number.to].glued &&
		tokens[number.to].raw !== next &&
		number.value > 0 &&
		number.value < 120 &&
		tokens[at].decimals === 0 &&
		!isWarm(number.value, next)
	)
		return { years: number.value, from: at, to: number.to + 1 };
	if (
		/^(?:years?|yrs?|y)$/.test(next) &&
		/^[(,]$/.test(judgement.low(at - 1)) &&
		/^[),]$/.test(after) &&
		(SEX_WORD.test(third) || SEX_WORD.test(judgement.low(at - 2)) || after === ')')
	)
		return { years: number.value, from: at, to: number.to + 1 };
	const bracketed = ageBesideName(judgement, at);
	if (bracketed) return { years: number.value, from: at, to: number.to };
	const before = judgement.low(at - 1);
	if (
		tokens[at].kind === 'number' &&
		(before === 'aged' ||
			before === 'age' ||
			(before === ':' && judgement.low(at - 2) === 'age') ||
			(before === 'of' && judgement.low(at - 2) === 'age'))
	)
		return { years: number.value, from: at, to: number.to + (/^years?$/.test(next) ? 1 : 0) };
	return undefined;
}

/** The letter of "72M", "72/F", "(72, M)". */
function judgeSexLetter(judgement: Judgement, to: number): void {
	for (const at of [to - 1, to, to + 1]) {
		const token = judgement.reading.tokens[at];
		if (token?.raw !== 'M' && token?.raw !== 'F') continue;
		const known = sexOf(judgement);
		judgement.use(at, at + 1);
		if (known?.sex === (token.raw === 'M' ? 'male' : 'female'))
			return judgement.support(known.fact);
		return judgement.fault(
			'person',
			`The text says "${token.raw}" of the patient; the chart has ${known?.sex ?? 'no such sex'}.`,
			at,
			at + 1,
			{ expected: known?.sex },
		);
	}
}

const SEX_WORD = /^(?:male|female|man|woman|m|f|gentleman|lady|boy|girl)$/;

/** "Mr. Testperson (30, male)", "Ada Testperson, 72,", "(female, 72)", "72/F". */
function ageBesideName({ reading }: Judgement, at: number): boolean {
	const { tokens, terms } = reading;
	const token = tokens[at];
	if (token.kind !== 'number' || token.decimals! > 0 || token.value! > 120) return false;
	if (reading.dates.some((date) => at >= date.from && at < date.to)) return false;
	if (reading.quantities.some((one) => at >= one.from && at < one.to && one.second !== undefined))
		return false;
	const low = (index: number) => tokens[index]?.low ?? '';
	const opens = /^[(,[]$/.test(low(at - 1));
	const closes = /^[),\]]$/.test(low(at + 1)) || at + 1 === tokens.length;
	const sexAfter =
		SEX_WORD.test(low(at + 1)) || (/^[,/]$/.test(low(at + 1)) && SEX_WORD.test(low(at + 2)));
	const sexBefore = opens && SEX_WORD.test(low(at - 2));
	if (opens && sexAfter) return true;
	if (closes && (sexBefore || (low(at - 1) === '/' && SEX_WORD.test(low(at - 2))))) return true;
	// The name of the patient stands right before.
	return (
		opens &&
		closes &&
		terms.some(
			(term) =>
				term.to === at - 1 && hitsAs(term, 'person').some((fact) => fact.kind === 'patient'),
		)
	);
}

/** "98F" is more likely a temperature than a woman of 98: the words around decide, this only keeps fevers out. */
const isWarm = (value: number, low: string) => low === 'f' && value >= 95;

function agesOf(judgement: Judgement): Array<{ years: number; fact: Fact }> {
	const patient = judgement.chart.of('patient');
	const ages: Array<{ years: number; fact: Fact }> = [];
	for (const fact of patient) {
		if (fact.role === 'age' && fact.data.years !== undefined)
			ages.push({ years: fact.data.years, fact });
	}
	const birth = patient.find((fact) => fact.role === 'birth-date');
	const born =
		birth === undefined
			? undefined
			: (chartDate(birth.data.value) ?? chartDate(birth.time?.at ?? ''));
	for (const role of ['admission', 'discharge'] as const) {
		const stay = judgement.chart.date(
			judgement.chart.of('encounter').find((one) => one.role === role)?.time?.at,
		);
		if (birth === undefined || born?.day === undefined || stay?.day === undefined) continue;
		const early = stay.month! < born.month! || (stay.month === born.month && stay.day < born.day);
		ages.push({ years: stay.year - born.year - (early ? 1 : 0), fact: birth });
	}
	return ages;
}

function judgeName(judgement: Judgement, term: Term): void {
	judgement.use(term.from, term.to);
	const facts = hitsAs(term, 'person', 'encounter');
	const before =
		judgement.low(term.from - 1) === '.'
			? judgement.low(term.from - 2)
			: judgement.low(term.from - 1);
	const said = judgement.said(term.from, term.to);
	const doctor = facts.find((fact) => fact.kind !== 'patient');
	const patient = facts.find((fact) => fact.kind === 'patient');
	if (/^(?:dr|doctor|prof)$/.test(before) && doctor === undefined) {
		return judgement.fault(
			'person',
			`The chart has no practitioner called "${said}".`,
			term.from,
			term.to,
		);
	}
	if (/^(?:mr|mrs|ms|miss|patient)$/.test(before) && patient === undefined) {
		return judgement.fault('person', `The patient is not called "${said}".`, term.from, term.to);
	}
	const { tokens, clause } = judgement.reading;
	const responsible = tokens.some(
		({ low }, at) =>
			clause[at] === clause[term.from] && /^(?:attending|responsible|attended)$/.test(low),
	);
	if (responsible && doctor !== undefined) {
		const own = facts.find(
			(fact): fact is FactOf<'encounter'> =>
				fact.kind === 'encounter' && fact.role === 'responsible',
		);
		if (own === undefined)
			return judgement.fault(
				'person',
				`The chart does not have "${said}" as responsible for the stay.`,
				term.from,
				term.to,
			);
		return judgement.support(own);
	}
	judgement.support(
		(/^(?:dr|doctor|prof)$/.test(before) ? doctor : (patient ?? doctor)) ?? facts[0],
	);
}

/** A name behind a title that the chart does not have. */
function judgeStrangers(judgement: Judgement): void {
	const { tokens, terms } = judgement.reading;
	tokens.forEach((token, at) => {
		if (!/^(?:dr|mr|mrs|ms|miss|prof|doctor)$/.test(token.low)) return;
		const next = judgement.low(at + 1) === '.' ? at + 2 : at + 1;
		const name = tokens[next];
		if (name?.kind !== 'word' || !/^[A-Z]/.test(name.raw)) return;
		const term = terms.find((one) => next >= one.from && next < one.to);
		if (term !== undefined && hitsAs(term, 'person', 'follow-up', 'encounter').length > 0) return;
		let to = next + 1;
		while (tokens[to]?.kind === 'word' && /^[A-Z]/.test(tokens[to].raw) && to < next + 3) to++;
		judgement.use(next, to);
		judgement.fault(
			'person',
			`The chart has nobody called "${judgement.said(next, to)}".`,
			next,
			to,
		);
	});
}

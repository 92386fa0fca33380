import { clauseBounds } from './clause-bounds';
import { hasConcept, hitsAs, type Judgement } from './judgement';

const KIN = new Set(
	'mother father sister brother wife husband spouse partner daughter son aunt uncle grandmother grandfather cousin niece nephew friend neighbor neighbour roommate girlfriend boyfriend'.split(
		' ',
	),
);
const WORK =
	/\b(?:is|was|works? as|worked as|,) (?:an? |the )?(?:retired |former |registered |licensed )?(nurse|teacher|doctor|physician|pharmacist|lawyer|engineer|farmer|carpenter|electrician|accountant|driver|firefighter|veteran|secretary|mechanic|plumber|cook|chef|waitress|waiter|dentist|therapist|paramedic|librarian|professor|student|soldier|painter|welder)\b/;
const STAGE =
	/^(?:is|was|remains|remained|became) (?:now |still |not )?(acute|chronic|subacute|new|recurrent|mild|moderate|severe|end-stage)$/;

/** Who is with the patient, what they do for a living, and what is said of a disease behind its name. */
export function judgeCompany(judgement: Judgement): void {
	judgeKin(judgement);
	judgeWork(judgement);
	judgeStages(judgement);
}

/** "Wife Anna" where the note has a daughter Anna; "her son visited" where the note has a brother. */
function judgeKin(judgement: Judgement): void {
	const { tokens } = judgement.reading;
	const texts = [...judgement.evidence].map(({ text }) => ` ${text.toLowerCase()} `);
	tokens.forEach((token, at) => {
		if (!KIN.has(token.low)) return;
		const word = new RegExp(`\\b${token.low}\\b`);
		if (texts.some((text) => word.test(text))) return;
		const other = texts.some((text) => [...KIN].some((kin) => text.includes(` ${kin} `)));
		const name = tokens[at + 1];
		const named = name?.kind === 'word' && /^[A-Z][a-z]/.test(name.raw);
		if (!other && !named) return;
		judgement.fault('person', `No fact of the sentence has a ${token.low}.`, at, at + 1);
	});
}

function judgeWork(judgement: Judgement): void {
	const said = judgement.reading.tokens.map(({ low }) => low).join(' ');
	const found = WORK.exec(said);
	if (found === null) return;
	const work = new RegExp(`\\b${found[1]}\\b`);
	if ([...judgement.evidence].some(({ text }) => work.test(text.toLowerCase()))) return;
	const at = said.slice(0, found.index + found[0].length).split(' ').length - 1;
	judgement.fault('person', `No fact says that anybody is a ${found[1]}.`, at, at + 1);
}

/** "AKI is chronic": a word behind the name is as much a part of the diagnosis as one before it. */
function judgeStages(judgement: Judgement): void {
	const { terms, tokens, clause } = judgement.reading;
	for (const term of terms) {
		if (hitsAs(term, 'problem').length === 0 && !hasConcept(term, 'condition')) continue;
		const [, end] = clauseBounds(clause, term.from);
		for (let to = term.to + 2; to <= Math.min(end, term.to + 3); to++) {
			const words = tokens
				.slice(term.to, to)
				.map(({ low }) => low)
				.join(' ');
			const found = STAGE.exec(words);
			if (found === null) continue;
			const word = new RegExp(`\\b${found[1]}\\b`);
			if ([...judgement.evidence].some(({ text }) => word.test(text.toLowerCase()))) continue;
			judgement.fault(
				'diagnosis-added',
				`No fact says that "${judgement.said(term.from, term.to)}" is ${found[1]}.`,
				to - 1,
				to,
			);
		}
	}
}

import type {
	AskedInformation,
	AuthorizedInstead,
	DecisionCode,
	DecisionItem,
	DecisionPeriod,
	PriorAuthDecision,
} from '../../shared/contracts/prior-auth';
import { OUTCOME_WORDS } from './outcomes';

/** What was asked for, by the number of its item. */
export interface AskedItem {
	sequence: number;
	code: string;
	/** `8 visits` */
	amount?: string;
}

/** Longer words of a payer are cut: a task is no letter. */
const MOST_CHARACTERS = 1000;

/** An answer that does not belong here: its reasons and notes are of somebody else. */
const FOREIGN: ReadonlySet<string> = new Set([
	'other-patient',
	'other-request',
	'other-payer',
	'not-a-prior-authorization',
	'not-active',
]);

/**
 * A decision as a person reads it in a task: item by item with the reasons and notes of the payer, its
 * days and numbers, and what it asks for. Of an answer that does not belong to the request nothing but
 * its outcome is said.
 *
 * @param known what was asked for, where the request is at hand
 */
export function decisionWords(
	decision: PriorAuthDecision,
	known: readonly AskedItem[] = [],
): string[] {
	const { created, whole, items, notes, asked, errors, reasons, referenceNumbers } = decision;
	if (reasons.some((reason) => FOREIGN.has(reason))) {
		return [`The answer of the payer: ${OUTCOME_WORDS[decision.outcome]}`];
	}
	return [
		...(created === undefined ? [] : [`Answered by the payer on ${created.slice(0, 10)}.`]),
		...(items.length === 0 ? [`The whole request: ${OUTCOME_WORDS[decision.outcome]}.`] : []),
		...(whole === undefined || items.length === 0
			? []
			: [`The answer as a whole says: ${OUTCOME_WORDS[whole]}.`]),
		...items.map((item) =>
			itemWords(
				item,
				known.find(({ sequence }) => sequence === item.sequence),
			),
		),
		...errors.map(
			({ codes }) => `Mistake that the payer found: ${list(codes) || 'not said in words'}.`,
		),
		...asked.map(askedWords),
		...notes.map((note) => `Note of the payer: ${cut(note)}`),
		...(referenceNumbers.length > 0
			? [`Reference of the payer: ${referenceNumbers.map(cut).join(', ')}.`]
			: []),
	];
}

function itemWords(item: DecisionItem, asked: AskedItem | undefined): string {
	const { sequence, outcome, added, reasonCodes, notes, period, authorized = [] } = item;
	const { authorizationNumber: number } = item;
	const what = added
		? ' (added by the payer)'
		: asked && ` (${[asked.code, asked.amount].filter(Boolean).join(', ')})`;
	return [
		`Item ${sequence}${what ?? ''}: ${OUTCOME_WORDS[outcome]}.`,
		...(number === undefined ? [] : [`Number: ${cut(number)}.`]),
		...(reasonCodes.length > 0
			? [`Reason: ${list(reasonCodes)}.`]
			: outcome === 'denied'
				? ['The payer gives no reason code.']
				: []),
		...notes.map((note) => `Note: ${cut(note)}`),
		...daysOf(period),
		...authorized.map((instead) => `Authorized instead: ${insteadWords(instead)}.`),
	].join(' ');
}

function insteadWords({ codes, quantity, serviced, ...instead }: AuthorizedInstead): string {
	const amount = quantity && `${quantity.value} ${quantity.unit ?? ''}`.trim();
	const number = instead.authorizationNumber && `number ${cut(instead.authorizationNumber)}`;
	return [list(codes), amount, number, ...daysOf(serviced).map((days) => days.slice(0, -1))]
		.filter(Boolean)
		.join(', ');
}

const daysOf = (period: DecisionPeriod | undefined): string[] =>
	period === undefined ? [] : [`Days: ${period.start ?? 'open'} to ${period.end ?? 'open'}.`];

function askedWords({ by, codes, items, until }: AskedInformation): string {
	const what = list(codes) || (by === 'questionnaire' ? 'its questionnaire' : 'see its notes');
	const where = items.length > 0 ? ` for item ${items.join(', ')}` : '';
	return `The payer asks for ${what}${where}, ${until === undefined ? 'and names no day' : `until ${until}`}.`;
}

const list = (codes: readonly DecisionCode[]): string =>
	codes
		.map(({ code, display }) => (display === undefined ? code : `${cut(display)} (${code})`))
		.join(', ');

/** In one line: a payer's line break would make a line of ours. */
function cut(words: string): string {
	const line = words.replace(/[\s\p{Cc}]+/gu, ' ').trim();
	return line.length > MOST_CHARACTERS ? `${line.slice(0, MOST_CHARACTERS)}…` : line;
}

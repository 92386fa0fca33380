import type { AuthorizedInstead, DecisionItem } from '../../shared/contracts/prior-auth';
import { element, elements, part, positive, text, type Element } from '../rules/element';
import { EXTENSIONS } from '../rules';
import { reviewAction } from './actions';
import { judged } from './approved';
import { decisionCodes } from './codes';
import { periodOf } from './periods';

/** Outcomes by which something is authorized, so that a number is one of authorization. */
export const AUTHORIZING: ReadonlySet<string> = new Set([
	'approved',
	'partially-approved',
	'modified',
]);

/**
 * The items of an answer, by their numbers: those that were asked for, with what is authorized instead,
 * and those that the payer added.
 *
 * @param asked items of the claim by their numbers; without them nobody can see what was changed
 */
export function readItems(
	response: Element,
	asked: ReadonlyMap<number, Element> | undefined,
): DecisionItem[] {
	const notes = notesOf(response);
	const added = elements(response, 'addItem').map((each) => ({ each, of: linkedTo(each) }));
	const items = elements(response, 'item').map((item) => {
		const sequence = positive(item.value.itemSequence);
		const linked = added.filter(({ of }) => sequence !== undefined && of.includes(sequence));
		return readItem(
			{ item, sequence, added: linked.map(({ each }) => each) },
			notes,
			sequence === undefined ? undefined : asked?.get(sequence),
		);
	});
	const numbers = new Set(items.map(({ sequence }) => sequence));
	const rest = added
		.filter(({ of }) => !of.some((sequence) => numbers.has(sequence)))
		.map(({ each, of }) => readAdded(each, of, notes));
	return [...items, ...rest];
}

const linkedTo = ({ value: { itemSequence: of } }: Element): number[] =>
	(Array.isArray(of) ? of : [of]).flatMap((each: unknown) => positive(each) ?? []);

function readItem(
	{ item, sequence, added }: { item: Element; sequence: number | undefined; added: Element[] },
	notes: ReadonlyMap<number, string>,
	asked: Element | undefined,
): DecisionItem {
	const read = decided(item, notes);
	if (sequence === undefined) {
		return { sequence: 0, ...read, outcome: 'unknown', problem: 'no-item-number' };
	}
	const detail = part(item, EXTENSIONS.authorizedItemDetail);
	const instead = [...(detail === undefined ? [] : [detailOf(detail)]), ...added.map(insteadOf)];
	if (read.outcome === 'approved') {
		return { sequence, ...judged({ item, detail, added, instead, read }, asked) };
	}
	const isInstead = read.outcome === 'partially-approved' || read.outcome === 'modified';
	const shown = isInstead ? instead : added.map(insteadOf);
	return { sequence, ...read, ...(shown.length > 0 && { authorized: shown }) };
}

function readAdded(
	item: Element,
	[sequence]: readonly number[],
	notes: ReadonlyMap<number, string>,
): DecisionItem {
	const read = decided(item, notes);
	if (sequence === undefined) {
		return { sequence: 0, ...read, added: true, outcome: 'unknown', problem: 'no-item-number' };
	}
	return { sequence, ...read, added: true, authorized: [insteadOf(item)] };
}

/** What items and added items say alike. */
function decided(
	item: Element,
	notes: ReadonlyMap<number, string>,
): Omit<DecisionItem, 'sequence'> {
	const { outcome, code, numbers, reasonCodes, reasons, problem, doubt } = reviewAction(item);
	const given = text(part(item, EXTENSIONS.authorizationNumber), 'valueString');
	const [number = given, another] = numbers;
	// Of several nobody knows which is the one of the item.
	const several = AUTHORIZING.has(outcome) && another !== undefined;
	const authorization = AUTHORIZING.has(outcome) && !several ? number : undefined;
	const kept = text(part(item, EXTENSIONS.administrationReferenceNumber), 'valueString');
	const reference = kept ?? (AUTHORIZING.has(outcome) ? undefined : numbers[0]);
	const issued = text(part(item, EXTENSIONS.preAuthIssueDate), 'valueDate');
	const period = periodOf(part(item, EXTENSIONS.preAuthPeriod));
	return {
		outcome,
		...(code !== undefined && { action: code }),
		...(authorization !== undefined && { authorizationNumber: authorization }),
		...(reference !== undefined && { referenceNumber: reference }),
		...(issued !== undefined && { issued }),
		...(period !== undefined && { period }),
		reasonCodes,
		notes: [...reasons, ...noteNumbers(item).flatMap((each) => notes.get(each) ?? [])],
		...problemOf(problem ?? doubt ?? (several ? 'several-authorization-numbers' : undefined)),
	};
}

const problemOf = (problem: string | undefined): Pick<DecisionItem, 'problem'> =>
	problem === undefined ? {} : { problem };

const noteNumbers = ({ value: { noteNumber } }: Element): number[] =>
	Array.isArray(noteNumber) ? noteNumber.flatMap((each: unknown) => positive(each) ?? []) : [];

function notesOf(response: Element): Map<number, string> {
	const notes = new Map<number, string>();
	for (const note of elements(response, 'processNote')) {
		const [number, words] = [positive(note.value.number), text(note, 'text')];
		if (number !== undefined && words !== undefined) notes.set(number, words);
	}
	return notes;
}

/** Notes of the payer that belong to no item. */
export function generalNotes(response: Element): string[] {
	const used = new Set(
		[...elements(response, 'item'), ...elements(response, 'addItem')].flatMap(noteNumbers),
	);
	return elements(response, 'processNote').flatMap((note) => {
		const words = text(note, 'text');
		const number = positive(note.value.number);
		return words === undefined || (number !== undefined && used.has(number)) ? [] : [words];
	});
}

/** A modified item is answered by an added one that has its number (spec, Returning Authorized Items). */
function insteadOf(item: Element): AuthorizedInstead {
	const { code, numbers, outcome } = reviewAction(item);
	const [number] = numbers;
	const serviced = periodOf(item, 'serviced') ?? periodOf(part(item, EXTENSIONS.preAuthPeriod));
	return {
		codes: decisionCodes(element(item, 'productOrService')),
		...amount(element(item, 'quantity')),
		...(serviced !== undefined && { serviced }),
		...(number !== undefined && AUTHORIZING.has(outcome) && { authorizationNumber: number }),
		...(code !== undefined && { action: code }),
	};
}

function detailOf(detail: Element): AuthorizedInstead {
	const product = element(part(detail, 'productOrServiceCode'), 'valueCodeableConcept');
	const quantity = element(part(detail, 'quantity'), 'valueQuantity');
	return { codes: decisionCodes(product), ...amount(quantity) };
}

function amount(quantity: Element | undefined): Pick<AuthorizedInstead, 'quantity'> {
	const value = quantity?.value.value;
	if (typeof value !== 'number') return {};
	const unit = text(quantity, 'unit') ?? text(quantity, 'code');
	return { quantity: { value, ...(unit !== undefined && { unit }) } };
}

import type { AuthorizedInstead, DecisionItem } from '../../shared/contracts/prior-auth';
import { element, elements, part, positive, text, type Element } from '../rules/element';
import { EXTENSIONS } from '../rules';
import { decisionCodes, reviewAction } from './actions';
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
 */
export function readItems(response: Element): DecisionItem[] {
	const notes = notesOf(response);
	const added = elements(response, 'addItem');
	const items = elements(response, 'item').map((item) => readItem(item, notes));
	const numbers = new Set(items.map(({ sequence }) => sequence));
	const rest: DecisionItem[] = [];
	for (const each of added) {
		const of = linkedTo(each);
		const item = items.find(({ sequence }) => of.includes(sequence));
		if (item === undefined) rest.push(readAdded(each, of, notes, numbers));
		else (item.authorized ??= []).push(insteadOf(each));
	}
	return [...items, ...rest];
}

const linkedTo = ({ value: { itemSequence: of } }: Element): number[] =>
	(Array.isArray(of) ? of : [of]).flatMap((each: unknown) => positive(each) ?? []);

function readItem(item: Element, notes: ReadonlyMap<number, string>): DecisionItem {
	const sequence = positive(item.value.itemSequence);
	const read = decided(item, notes);
	if (sequence === undefined) {
		return { sequence: 0, ...read, outcome: 'unknown', problem: 'no-item-number' };
	}
	const detail = part(item, EXTENSIONS.authorizedItemDetail);
	const instead = read.outcome === 'partially-approved' || read.outcome === 'modified';
	return {
		sequence,
		...read,
		...(detail !== undefined && instead && { authorized: [detailOf(detail)] }),
	};
}

function readAdded(
	item: Element,
	of: readonly number[],
	notes: ReadonlyMap<number, string>,
	taken: ReadonlySet<number>,
): DecisionItem {
	const [sequence] = of;
	const instead = insteadOf(item);
	const read = decided(item, notes);
	const whole = sequence !== undefined && !taken.has(sequence);
	if (!whole) {
		return { sequence: 0, ...read, added: true, outcome: 'unknown', problem: 'no-item-number' };
	}
	return { sequence, ...read, added: true, authorized: [instead] };
}

/** What items and added items say alike. */
function decided(
	item: Element,
	notes: ReadonlyMap<number, string>,
): Omit<DecisionItem, 'sequence'> {
	const { outcome, code, number, reasonCodes, problem } = reviewAction(item);
	const given = text(part(item, EXTENSIONS.authorizationNumber), 'valueString');
	const authorization = AUTHORIZING.has(outcome) ? (number ?? given) : undefined;
	const kept = text(part(item, EXTENSIONS.administrationReferenceNumber), 'valueString');
	const reference = kept ?? (AUTHORIZING.has(outcome) ? undefined : number);
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
		notes: noteNumbers(item).flatMap((each) => notes.get(each) ?? []),
		...(problem !== undefined && { problem }),
	};
}

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
	const { code, number, outcome } = reviewAction(item);
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

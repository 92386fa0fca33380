import type { CaseRecord, PacketSection } from '../../shared/contracts';
import type { Case } from '../cases';
import { OUTCOME_WORDS } from '../reasons';
import { isFields } from '../rules/element';
import { NUMBER_TYPE } from '../writing/number-type';

/**
 * What the hospital has of these orders already: numbers on them, and requests that were sent. Who signs
 * must not ask a second time without knowing it. Empty when there is nothing.
 */
export function alreadyThere(
	orders: readonly CaseRecord[],
	earlier: readonly Case[],
): PacketSection[] {
	const rows = [...orders.flatMap(numbersOf), ...earlier.map(requestOf)];
	if (rows.length === 0) return [];
	return [
		{
			title: 'This was asked for before',
			text: 'Reject this page unless it is meant to be asked for once more. A request that the payer has not decided yet is not sent a second time.',
			columns: ['What', 'Number', 'State'],
			rows,
		},
	];
}

/** Requests that were sent for one of the orders, the newest first. */
export const requestsFor = (orders: readonly CaseRecord[], all: readonly Case[]): Case[] => {
	const wanted = new Set(orders.map(({ resourceType, id }) => `${resourceType}/${id ?? ''}`));
	return all
		.filter(({ opening }) =>
			opening.items.some(({ order }) => order !== undefined && wanted.has(order)),
		)
		.reverse();
};

function numbersOf({ identifier }: CaseRecord): string[][] {
	return (Array.isArray(identifier) ? (identifier as unknown[]) : []).flatMap((one) => {
		if (!isFields(one) || !isFields(one.type) || one.type.text !== NUMBER_TYPE) return [];
		const period = isFields(one.period) ? one.period : {};
		const days =
			period.start === undefined && period.end === undefined
				? ''
				: `${String(period.start ?? 'open')} to ${String(period.end ?? 'open')}`;
		return [['authorization on the order', String(one.value), days]];
	});
}

const STATES: Readonly<Record<Case['state'], string>> = {
	sending: 'sent; it is not known whether the payer has it',
	waiting: 'the payer has not decided yet',
	'information-owed': 'the payer waits for information',
	decided: 'decided',
	closed: 'ended here',
};

const requestOf = ({ state, outcome, opening }: Case): string[] => [
	`request of ${opening.submittedAt.slice(0, 10)}`,
	opening.trace.value,
	state === 'decided' && outcome !== undefined ? OUTCOME_WORDS[outcome] : STATES[state],
];

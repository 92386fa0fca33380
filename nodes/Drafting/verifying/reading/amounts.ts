import type { Token } from '../text/tokens';
import { readQuantity } from './quantities';
import type { Unit } from './units';

export interface Amount {
	readonly value: number;
	readonly unit?: Unit;
}

const TIMES = new Set(['x', '×', 'by']);

/** The numbers of a text by their place, each with the unit behind it. */
export function amountsIn(tokens: readonly Token[]): Map<number, Amount> {
	const all = new Map<number, Amount>();
	for (let at = 0; at < tokens.length; ) {
		const quantity = readQuantity(tokens, at);
		const to = Math.max(quantity?.to ?? at, at + 1);
		for (let index = at; index < to; index++) {
			const { kind, value } = tokens[index];
			if (kind === 'number') all.set(index, { value: value!, unit: quantity?.unit });
		}
		at = to;
	}
	shareUnits(tokens, all);
	return all;
}

/** "8 x 6 mm": the unit of the last dimension belongs to those before it too. */
function shareUnits(tokens: readonly Token[], all: Map<number, Amount>): void {
	for (let at = tokens.length - 3; at >= 0; at--) {
		const first = all.get(at);
		const next = all.get(at + 2);
		if (first === undefined || first.unit !== undefined || next?.unit === undefined) continue;
		if (TIMES.has(tokens[at + 1].low) && next.unit.dimension === 'length')
			all.set(at, { value: first.value, unit: next.unit });
	}
}

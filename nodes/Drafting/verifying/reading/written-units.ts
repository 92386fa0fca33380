import type { Token } from '../text/tokens';
import { type Unit, over, unitOf } from './units';

/** Reads a unit from token `at`; undefined when none stands there. */
export function readUnit(
	tokens: readonly Token[],
	at: number,
): { unit: Unit; to: number; text: string } | undefined {
	let part = simpleUnit(tokens, at);
	if (part === undefined && tokens[at]?.low === '/' && tokens[at].glued) {
		// "4,500/uL": a plain count.
		const bottom = simpleUnit(tokens, at + 1);
		if (bottom?.unit.dimension.startsWith('volume'))
			part = { unit: { dimension: 'count', factor: 1 }, to: at };
	}
	if (part === undefined && (tokens[at]?.low === 'per' || tokens[at]?.low === '/')) {
		// "72 per minute", "16/min": a rate of whatever is counted.
		const time = simpleUnit(tokens, at + 1);
		if (time?.unit.dimension !== 'time' || time.unit.factor > 60) return undefined;
		part = { unit: { dimension: 'count', factor: 1 }, to: at };
	}
	if (part === undefined) return undefined;
	let { unit, to } = part;
	for (let depth = 0; depth < 3; depth++) {
		const bottom = denominator(tokens, to);
		if (bottom === undefined) break;
		unit = over(unit, bottom.unit);
		to = bottom.to;
	}
	if (unit.dimension === 'beats') return undefined;
	return { unit: settle(unit), to, text: written(tokens, at, to) };
}

function denominator(tokens: readonly Token[], at: number): { unit: Unit; to: number } | undefined {
	const sign = tokens[at]?.low;
	if (sign !== '/' && sign !== 'per') return undefined;
	// "mL/min/1.73 m2", "per 24 hours"
	const number = tokens[at + 1]?.kind === 'number' ? tokens[at + 1] : undefined;
	const bottom = simpleUnit(tokens, number ? at + 2 : at + 1);
	if (bottom === undefined) return undefined;
	// "875 mg/125 mg" is a pair of amounts, not an amount per 125 mg.
	if (number !== undefined && !/^(?:time|volume|area)/.test(bottom.unit.dimension))
		return undefined;
	const size = number?.value ?? 1;
	return { unit: { ...bottom.unit, factor: bottom.unit.factor * size }, to: bottom.to };
}

/** "12 breaths per minute" and "12 /min" and "12 bpm" are one dimension. */
function settle(unit: Unit): Unit {
	if (unit.dimension === 'beats/time' || unit.dimension === 'count/time') {
		return { dimension: 'rate', factor: unit.factor };
	}
	return unit;
}

function simpleUnit(tokens: readonly Token[], at: number): { unit: Unit; to: number } | undefined {
	const token = tokens[at];
	if (token === undefined) return undefined;
	const power = powerOfTen(tokens, at);
	if (power !== undefined) return power;
	if (token.low === '°' || token.low === '[' || token.low === '{') return bracketed(tokens, at);
	if (token.low === '%') return { unit: unitOf('%')!, to: at + 1 };
	if (token.kind !== 'word') return undefined;
	if (token.low === 'mm' && tokens[at + 1]?.low === 'hg') {
		return { unit: unitOf('mmhg')!, to: at + 2 };
	}
	if (token.low === 'mm' && tokens[at + 1]?.low === '[' && tokens[at + 2]?.low === 'hg') {
		return { unit: unitOf('mmhg')!, to: at + 4 };
	}
	if (token.low === 'degrees' || token.low === 'degree' || token.low === 'deg') {
		const scale = unitOf(tokens[at + 1]?.low ?? '');
		if (scale?.dimension.startsWith('temperature')) return { unit: scale, to: at + 2 };
	}
	if (token.low === 'international' && tokens[at + 1]?.low.startsWith('unit')) {
		return { unit: unitOf('units')!, to: at + 2 };
	}
	// "beats per minute" in one: the rate is settled above.
	const unit = unitOf(token.low);
	if (unit === undefined || !fitsCase(token)) return undefined;
	return {
		unit: unit.dimension === 'beats/time' ? { dimension: 'rate', factor: unit.factor } : unit,
		to: at + 1,
	};
}

/** "MG" and "mg" are both written; "Mg" is an element, "S" and "D" and "M" are not units. */
function fitsCase(token: Token): boolean {
	if (token.low === 'mg') return token.raw !== 'Mg';
	if (token.low === 's' || token.low === 'd' || token.low === 'm' || token.low === 'y') {
		return token.raw === token.low;
	}
	return true;
}

function bracketed(tokens: readonly Token[], at: number): { unit: Unit; to: number } | undefined {
	if (tokens[at].low === '°') {
		const scale = unitOf(tokens[at + 1]?.low ?? '');
		return scale?.dimension.startsWith('temperature')
			? { unit: scale, to: at + 2 }
			: { unit: unitOf('°')!, to: at + 1 };
	}
	const inner = tokens[at + 1]?.low ?? '';
	let close = at + 1;
	while (close < at + 6 && close < tokens.length && !/^[\]}]$/.test(tokens[close].low)) close++;
	if (!/^[\]}]$/.test(tokens[close]?.low ?? '')) return undefined;
	const unit = unitOf(inner) ?? (inner === 'deg' || inner === 'degf' ? unitOf('f') : undefined);
	return unit ? { unit, to: close + 1 } : undefined;
}

/** "x10^3", "10*3", "x 10 3", "10e9", "x10E3": a count of that size. */
function powerOfTen(tokens: readonly Token[], at: number): { unit: Unit; to: number } | undefined {
	let index = at;
	let low = tokens[index].low;
	if (low === 'x' || low === '*') {
		index++;
		low = tokens[index]?.low ?? '';
	}
	const joined = unitOf(low);
	if (/^x?10(?:3|6|9|e3|e6|e9|e12)$/.test(low) && joined) return { unit: joined, to: index + 1 };
	if (low !== '10' && low !== 'x10') return undefined;
	const sign = tokens[index + 1]?.low ?? '';
	const exponent = /^e\d{1,2}$/.test(sign)
		? Number(sign.slice(1))
		: sign === '^' || sign === '*'
			? tokens[index + 2]?.value
			: undefined;
	if (exponent === undefined || ![3, 6, 9, 12].includes(exponent)) return undefined;
	return {
		unit: { dimension: 'count', factor: 10 ** exponent },
		to: index + (sign === '^' || sign === '*' ? 3 : 2),
	};
}

const written = (tokens: readonly Token[], from: number, to: number) =>
	tokens
		.slice(from, to)
		.map((token, index) => (index > 0 && !token.glued ? ' ' : '') + token.low)
		.join('');

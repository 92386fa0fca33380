import { setOf } from '../../marks';
import type { Reader } from './reader';

/** What ordinals number, wherever it stands in the sentence: `ribs: 7th, 8th`, `10th, 25th and 75th centiles`. */
const NUMBERED = setOf(
	'rib ribs toe toes finger fingers digit digits nerve nerves cn metatarsal metatarsals metacarpal metacarpals mt mc mtp mcp pip dip ray rays webspace webspaces phalanx interspace intercostal ics percentile percentiles centile centiles ile tile pctl',
);

/** Measures of children, of which the share stands behind them: `Wt 9.8 kg, 25th`. */
const GROWTH = setOf('growth curve wt weight ht height length hc ofc bmi circumference fenton cdc');

/** Beyond the days of a month. */
const ABOVE = /^(?:3[2-9]|[4-9]\d)(?:st|nd|rd|th)$/;

/** Tokens on either side among which they are looked for. */
const BEFORE = 7;
const BEHIND = 8;

const isNumbered = (word: string): boolean => NUMBERED.has(word) || ABOVE.test(word);

/** Whether its sentence numbers parts of the body or shares of children. */
export function countsBeside(reader: Reader, token: number): boolean {
	for (let at = token - 1; at >= Math.max(0, token - BEFORE) && reader.joined(at + 1); at--) {
		const word = reader.lower(at);
		if (word === '.' && reader.prepared.gaps[at + 1] !== 0) break;
		if (isNumbered(word) || GROWTH.has(word)) return true;
	}
	for (let at = token + 1; at < token + BEHIND && reader.joined(at); at++) {
		const word = reader.lower(at);
		if (word === '.' || word === ';') return false;
		if (isNumbered(word)) return true;
	}
	return false;
}

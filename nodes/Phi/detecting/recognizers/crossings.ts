import type { PhiFinding } from '../../types';
import { foundTokens, step } from '../found';
import { setOf } from '../marks';
import { scanOf } from '../scan';
import { Gap, Kind, Shape, type PreparedText, type Recognizer } from '../types';
import { Word } from '../vocabulary/words';
import { lower } from './near';

const AND = setOf('& and');
const LEADS = setOf('on at to near of from off between corner by');
const STOPS = Word.month | Word.weekday | Word.clinical | Word.unit | Word.holiday | Word.title;

const isOrdinal = (text: string): boolean => /^\d{1,3}(?:st|nd|rd|th)$/.test(text);

/** First token of the road that crosses a numbered one, or -1. */
function roadBefore(prepared: PreparedText, token: number): number {
	if (token < 1) return -1;
	const form = prepared.at(token);
	if (form.kind !== Kind.word || form.shape !== Shape.capital || (form.classes & STOPS) !== 0)
		return -1;
	const before = prepared.at(token - 1);
	const further = before.shape === Shape.capital && (prepared.gaps[token] as number) === Gap.space;
	if (further && (before.classes & STOPS) !== 0) return -1;
	const first = further ? token - 1 : token;
	return LEADS.has(lower(prepared, first - 1)) ? first : -1;
}

/** The crossing that ends with a numbered street: `Copley & 9th`, `Ash between 4th and 5th`. */
function crossingAt(prepared: PreparedText, token: number): number {
	if (!AND.has(lower(prepared, token - 1)) || (prepared.gaps[token] as number) > Gap.space)
		return -1;
	const other = token - 2;
	if (!isOrdinal(lower(prepared, other))) return roadBefore(prepared, other);
	return lower(prepared, other - 1) === 'between' ? roadBefore(prepared, other - 2) : -1;
}

/** Crossings of a road with a numbered street. */
export const crossings: Recognizer = {
	id: 'street-crossing',
	types: ['STREET'],
	description: 'Where a road crosses a numbered street.',
	examples: [
		'fell on [[STREET:Zzcopley & 9th]], then',
		'moved to [[STREET:Zzsinclair & 5th]]',
		'lives on [[STREET:Zzash between 4th and 5th]].',
	],
	counterExamples: [
		'on Monday and 5th',
		'ribs 4th and 5th',
		'seen at March & 5th',
		'between 4th and 5th ribs',
	],
	find(prepared, lists) {
		const out: PhiFinding[] = [];
		for (const token of scanOf(prepared, lists).digits) {
			const { kind, lower: word } = prepared.at(token);
			if (kind !== Kind.mixed || token < 3 || !isOrdinal(word)) continue;
			const first = crossingAt(prepared, token);
			if (first < 0) continue;
			const score = 0.7;
			const steps = [step('context', 'a numbered street behind it', score)];
			out.push(
				foundTokens(prepared, first, token, { type: 'STREET', rule: 'crossing', score, steps }),
			);
		}
		return out;
	},
};

import type { PhiFinding } from '../../types';
import { foundTokens, step } from '../found';
import { defaultLists } from '../lists/load';
import { Names, Trust } from '../naming';
import { Name, scanOf } from '../scan';
import { Gap, Shape, type Recognizer } from '../types';
import { Word } from '../vocabulary/words';

import { roleOf } from './roles';
import { setOf } from '../marks';

const SHORT_TITLES = setOf('fr lt col maj sr rev capt ms mr sra dr');
const SPOKEN_TITLES = setOf(
	'father mother sister brother nurse officer judge major doctor lady professor',
);
const AND = setOf('and & /');
const NOUN_TITLES = setOf('miss nurse prof');
const LISTS = setOf('and & ,');
const CAPITAL_ONLY = setOf(
	'miss sister father judge lord officer nurse prof pastor sir lady dame col major lt capt sergeant mother brother sra sr fr rev madam ms reverend mister',
);

/** Doctors and ladies that are things: Dr Pepper, Dr. Scholl inserts, Lady Windermere syndrome. */
const PRODUCTS = setOf(
	'pepper scholl scholls bronner bronners seuss google butterworth clean windermere coffee potato',
);

/** Names behind a title: Dr. White, Ms. Ada Testperson. */
export const titled: Recognizer = {
	id: 'name-titled',
	types: ['NAME'],
	description: 'Names behind a title.',
	examples: [
		'Seen by Dr. [[NAME:Testperson]]',
		'Mrs. [[NAME:Ada M. White]] said',
		'dr [[NAME:testperson]] aware',
		"Ms. [[NAME:O'Testa]]'s leg",
		'MR. [[NAME:LONG]] FELL',
	],
	counterExamples: ['see dr today', 'ms per minute', 'Miss rate', 'the doctor said', 'Dr. on call'],
	find(prepared, lists = defaultLists()) {
		const out: PhiFinding[] = [];
		const scan = scanOf(prepared, lists);
		const names = new Names(prepared, scan);
		for (const token of scan.people) {
			const form = prepared.at(token);
			if ((form.classes & Word.title) === 0) continue;
			if (
				CAPITAL_ONLY.has(form.lower) &&
				form.shape === Shape.lower &&
				!(
					form.lower === 'ms' &&
					(names.raw(token + 1) === '.' ||
						(names.name(token + 1) === Name.unknown && names.lower(token + 1).length > 4))
				)
			)
				continue;
			if (
				(form.raw === 'MS' || form.raw === 'MR') &&
				names.raw(token + 1) !== '.' &&
				names.name(token + 1) < Name.ambiguous
			)
				continue;
			// 14 Fr Foley, Lt Lachman, mild MR Fisher: a size, a side, a valve.
			const short = SHORT_TITLES.has(form.lower) && names.raw(token + 1) !== '.';
			if (short && form.lower !== 'dr' && token + 1 < prepared.count) {
				const next = prepared.at(token + 1).classes;
				const measured = token > 0 && /\d$/.test(names.raw(token - 1));
				const term = (next & (Word.eponym | Word.clinical | Word.eponymNoun)) !== 0;
				const plainly =
					form.raw === 'Mr' || form.raw === 'Ms' || form.raw === 'mr' || form.raw === 'ms';
				if ((measured || term) && (!plainly || (next & Word.clinical) !== 0)) continue;
			}
			if (form.lower === 'fr' && token > 0 && /\d$/.test(names.raw(token - 1))) continue;
			if (
				form.lower === 'sister' &&
				names.lower(token + 1) === 'mary' &&
				names.lower(token + 2) === 'joseph'
			)
				continue;
			if (SPOKEN_TITLES.has(form.lower) && names.name(token + 1) === Name.no) continue;
			let at = token + 1;
			if (names.raw(at) === '.' && names.gap(at) === Gap.none) at++;
			const cut =
				at > token + 1 && names.gap(at) === Gap.line && names.cased(at) && names.name(at) > Name.no;
			if (at >= prepared.count || (names.gap(at) > Gap.wide && !cut)) continue;
			if (
				PRODUCTS.has(names.lower(at)) ||
				(names.lower(at) === 'brown' && /bottle/.test(names.lower(at + 3) + names.lower(at + 1)))
			)
				continue;
			if (
				AND.has(names.lower(at)) &&
				(prepared.at(Math.min(at + 1, prepared.count - 1)).classes & Word.title) !== 0
			)
				continue;
			const last = names.forward(at, Trust.high);
			if (last < 0) continue;
			const shape = prepared.at(at).shape;
			if (shape === Shape.initial && last === at && names.raw(token + 1) !== '.') continue;
			if (shape === Shape.lower && NOUN_TITLES.has(form.lower) && names.name(at) !== Name.sure)
				continue;
			if (shape === Shape.lower && form.lower === 'doctor' && names.name(at) === Name.no) continue;
			const role = roleOf(form.lower, form.classes);
			out.push(
				foundTokens(prepared, at, last, {
					type: 'NAME',
					role,
					rule: 'name-titled',
					score: shape === Shape.lower ? 0.85 : 0.95,
					steps: [step('context', 'a title stands before it', 0.95)],
				}),
			);
			// Drs. A and B; Dr. A and Dr. B is two titles.
			if (form.lower === 'drs' && LISTS.has(names.lower(last + 1))) {
				const second = names.forward(last + 2, Trust.high);
				if (second >= 0)
					out.push(
						foundTokens(prepared, last + 2, second, {
							type: 'NAME',
							role,
							rule: 'name-titled',
							score: 0.9,
						}),
					);
			}
		}
		return out;
	},
};

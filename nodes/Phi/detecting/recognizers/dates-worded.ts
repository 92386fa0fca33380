import type { PhiFinding } from '../../types';
import { found, step } from '../found';
import { setOf } from '../marks';
import { scanOf } from '../scan';
import { Kind, type Recognizer } from '../types';
import { Word } from '../vocabulary/words';
import { bareDay } from './worded/bare-ordinals';
import { holiday, season } from './worded/holidays';
import { aroundMonth } from './worded/months';
import { anotherDay, ordinal, spokenOrdinal } from './worded/ordinals';
import { Reader, type Span, SPOKEN_DAYS } from './worded/reader';
import { weekday } from './worded/weekdays';

/** Dates with a word in them: March 7th, 2026; 7 Mar; Saturday; Thanksgiving; on the 7th. */
export const datesWorded: Recognizer = {
	id: 'date-worded',
	types: ['DATE'],
	description:
		'Dates with the name of a month, a weekday or a holiday, and days of a month as ordinals.',
	examples: [
		'Seen [[DATE:March 7, 2026]] by us',
		'the [[DATE:7th of March 2026]] was',
		'on [[DATE:7 Mar 2026]]',
		'until [[DATE:March 7-12, 2026]]',
		'since [[DATE:Thanksgiving]]',
		'on the [[DATE:7th]].',
		"in [[DATE:Mar '26]]",
		'came on [[DATE:Saturday]]',
		'see you [[DATE:Wednesday the 15th]] then',
		'meeting [[DATE:Sat 27]] with us',
		'plan OR [[DATE:Sun]] am',
		'arrived [[DATE:Wed]] 0200 by car',
		'born [[DATE:September tenth 1987]] here',
		'seen [[DATE:march fourth two thousand twenty four]] there',
		'on [[DATE:July twenty-fifth]] she',
		'fell on the [[DATE:fourteenth]].',
		'home on [[DATE:oct 7]] maybe',
		'came in on the [[DATE:24th]] and left',
		'on the [[DATE:3rd]], [[DATE:5th]] and [[DATE:7th]]',
		'POD 1 [[DATE:June 20, 2024]] seen',
		'wrote #1 [[DATE:June 20, 2024]] here',
		'POD 1 - [[DATE:June 25]] seen',
		'colonoscopy [[DATE:28th]], w/ us',
		'placed [[DATE:17th]] this month',
		'tumor board, [[DATE:6th]] of next month.',
		'written at 19:11, [[DATE:7th]] of the month.',
		'read (verified [[DATE:19th]]) by us',
		'home care from about [[DATE:18th]].',
		'hospice consult planned [[DATE:28th]] (see below)',
		'stent placed [[DATE:2nd]], doing well',
		'restarted ~[[DATE:21st]] w/ us',
		'clips out [[DATE:12th]]',
		'family mtg [[DATE:22nd]] 1430',
		'1st call [[DATE:9th]]; 2nd call [[DATE:11th]]',
		'moved -> [[DATE:15th]].',
		'CT [[DATE:24th]] neg for PE',
		'LOS [[DATE:24th]]-[[DATE:28th]].',
		'next cycle [[DATE:24th]]',
		'clinic [[DATE:24th]] at 9',
		'wound check [[DATE:24th]] and [[DATE:28th]]',
		'discharge planned for [[DATE:2nd]]',
		'on [[DATE:7/Mar/24]] seen',
		'on [[DATE:7-MAR-2024]] seen',
		'In [[DATE:May]] 5 mg lisinopril was started',
		'Started [[DATE:May]] 5 mg daily. Increased in [[DATE:March]] 20 mg.',
		'Since [[DATE:June]] 10-20 mg at night',
		'Since [[DATE:June]] 10 days of cefepime',
		'On [[DATE:March 14]] and 20 mg were given',
		'On [[DATE:Feb 3]] L arm swelled',
		'Placed [[DATE:March 14]] g tube site clean',
		'follow up [[DATE:Oct 24]] cc doctor',
		'On [[DATE:March 3]] days after surgery',
	],
	counterExamples: [
		'may 5 tablets',
		'may 5 mg be enough',
		'O2 sat 95 %',
		'the 7th rib',
		'She may return',
		'sun exposure',
		'gait march test',
		'warfarin 5 mg Mon/Wed/Fri',
		'methotrexate every Sunday',
		'O2 Sat at 94 on room air',
		'Sat up in chair',
		'the 3rd and 4th ribs',
		'weight 25th percentile',
		'Wt 9.8 kg 25th, Ht 60th',
		'growth along 10th.',
		'BW 1040 g (45th %ile)',
		'fx L 5th, 6th and 7th ribs',
		'fractured 5th MCP',
		'pain over 5th.',
		'numb 4th and 5th digits',
		'crush injury left 4th.',
		'on her 5th.',
		'seen for a 2nd opinion',
		'a 1st degree burn',
		'in her 3rd trimester',
		'finished 2nd.',
		'week 24th in',
		'his 24th, and last',
		'BMI 25th, stable',
		'grew from 25th to 50th',
		'the 20th century',
		'a 14th generation drug',
		'turning 21st birthday',
		'lives at Pine and 24th.',
		'The 10th, 25th, and 75th centiles',
		'ribs: 7th, 8th',
		'7th, 8th, and 9th ribs',
		'Toes: 4th (blue), 5th (pink)',
		'weight: 12th, HC: 4th',
		'CN: 3rd, 4th, 6th intact',
		'finished 5th, had done well',
		'CN 6th, palsy',
		'a 4th dose, then',
		'corner of Main and 5th.',
		'the 5th to 7th ribs',
		'every 8th week',
		'ward on the 5th floor',
		'the second dose',
		'on the first try',
		'Sun exposure and sun screen',
	],
	find(prepared, lists) {
		const out: PhiFinding[] = [];
		const reader = new Reader(prepared);
		const scan = scanOf(prepared, lists);
		let free = -1;
		const add = (span: Span): void => {
			const start = prepared.starts[withArticle(reader, span)] as number;
			const end = prepared.ends[span.last] as number;
			out.push(
				found(prepared, start, end, {
					type: 'DATE',
					rule: span.rule,
					score: span.score,
					steps: [step('context', 'weighed by case and by the words around it', span.score)],
				}),
			);
			free = Math.max(free, span.last);
		};
		for (const token of scan.times) {
			if (token <= free) continue;
			const { classes } = prepared.at(token);
			const span =
				holiday(reader, token) ??
				((classes & Word.month) !== 0 ? aroundMonth(reader, token) : undefined) ??
				((classes & Word.weekday) !== 0 ? weekday(reader, token) : undefined) ??
				season(reader, token) ??
				spokenOrdinal(reader, token);
			if (span !== undefined) add(span);
		}
		let before = -1;
		for (const token of scan.digits) {
			if (prepared.at(token).kind !== Kind.mixed) continue;
			const span =
				ordinal(reader, token) ?? anotherDay(reader, token, before) ?? bareDay(reader, token);
			if (span === undefined) continue;
			add(span);
			before = token;
		}
		return out;
	},
};

const TENS_OF_DAYS = setOf('twenty thirty');

/** First token of a day with the article before it, which belongs to it: `the fourteenth`, `the fall of 2022`. */
function withArticle(reader: Reader, { first, rule }: Span): number {
	if (reader.lower(first - 1) !== 'the' || !reader.joined(first)) return first;
	const word = reader.lower(first);
	const isOrdinal = SPOKEN_DAYS.has(word) || TENS_OF_DAYS.has(word);
	return rule === 'date-season' || isOrdinal ? first - 1 : first;
}

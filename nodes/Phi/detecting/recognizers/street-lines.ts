import type { PhiFinding } from '../../types';
import { foundTokens } from '../found';
import { scanOf, type Scan } from '../scan';
import { Gap, Shape, type PreparedText, type Recognizer } from '../types';
import { Word } from '../vocabulary/words';
import { houseless, LIVES } from './street-line/houseless';
import { lineAt } from './street-line/line';
import { loweredAt } from './street-line/lowered';
import { KINDS_OF_ROADS, NUMBERED, numberedRoad, shieldAt } from './street-line/roads';
import { NEVER } from './street-line/words';

/** Words at which a house without a number or a road by number begins. */
const LEADING: ReadonlySet<string> = new Set([...LIVES, ...NUMBERED, ...KINDS_OF_ROADS]);

/** Street lines without the word of a street, and roads by number. */
export const streetLines: Recognizer = {
	id: 'street-line',
	types: ['STREET', 'CITY'],
	description:
		'Street lines whose last word is no street by itself, their towns, and roads by number.',
	examples: [
		'staying at [[STREET:818 Zzaspen Cutoff]], [[CITY:Zzmontvale]], for now',
		'[[STREET:15 Zzlevator Row]]  *  [[CITY:Zzgrass]], ND 58899',
		'cc: [[STREET:2290 County Road 17]] please',
		'directions: [[STREET:Hwy 70]] to the mill',
		'crash on [[STREET:I-97 near Zzashmoor]], belted',
	],
	counterExamples: [
		'at 0900 Dr. Testperson, seen',
		'given 10 Units, Lantus',
		'scan with I-131 near the neck',
		'2 views Left Knee, Right Knee',
		'on 4 Liters, stable',
	],
	find(prepared, lists) {
		const out: PhiFinding[] = [];
		const scan = scanOf(prepared, lists);
		for (const token of scan.digits) readNumber(prepared, scan, token, out);
		for (const token of scan.places) readWord(prepared, scan, token, out);
		for (const token of scan.leads) readWord(prepared, scan, token, out);
		return out;
	},
};

/** Reads a number as that of a road or of a house. */
function readNumber(prepared: PreparedText, scan: Scan, token: number, out: PhiFinding[]): void {
	if (prepared.gaps[token] === Gap.none) add(out, shieldAt(prepared, token));
	const next = token + 1;
	if (next >= prepared.count || prepared.gaps[next] !== Gap.space) return;
	const { shape, classes } = prepared.at(next);
	if (shape === Shape.lower) add(out, loweredAt(prepared, scan, token));
	if (shape < Shape.capital) return;
	if ((classes & NEVER) === 0 || (classes & Word.street) !== 0) lineAt(prepared, scan, token, out);
}

/** Reads a word of living, or one with which a numbered road begins. */
function readWord(prepared: PreparedText, scan: Scan, token: number, out: PhiFinding[]): void {
	if (!LEADING.has(prepared.at(token).lower)) return;
	houseless(prepared, scan, token, out);
	const last = numberedRoad(prepared, token);
	if (last === 0) return;
	const claim = { type: 'STREET', rule: 'road', score: 0.7 } as const;
	out.push(foundTokens(prepared, token, last, claim));
}

function add(out: PhiFinding[], finding: PhiFinding | undefined): void {
	if (finding !== undefined) out.push(finding);
}

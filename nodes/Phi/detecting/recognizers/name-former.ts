import type { PhiFinding } from '../../types';
import { foundTokens, step } from '../found';
import { oneOf, setOf } from '../marks';
import { cased, Name, scanOf, type Scan } from '../scan';
import { Gap, Kind, Listed, Shape, type PreparedText, type Recognizer } from '../types';
import { Word } from '../vocabulary/words';
import { lower } from './near';

/** Before the name that somebody had. */
const FORMER = setOf('formerly nee fka née maiden');
const NEVER = Word.label | Word.title | Word.role | Word.weekday | Word.facility | Word.unit;
const STOPS = NEVER | Word.relative | Word.month | Word.clinical | Word.eponymNoun;

const isName = (prepared: PreparedText, scan: Scan, token: number): boolean => {
	const form = prepared.at(token);
	if (form.kind !== Kind.word || !cased(form) || form.shape === Shape.initial) return false;
	if ((form.classes & NEVER) !== 0) return false;
	const isListed =
		((scan.listed[prepared.form[token] as number] as number) & (Listed.given | Listed.family)) !==
		0;
	return isListed || (form.classes & STOPS) === 0;
};

/** `formerly Zzshulman`, `née Zzloom`, `maiden name Zzloom`. */
function formerAt(prepared: PreparedText, scan: Scan, token: number): number {
	let at = token - 1;
	if (oneOf(':"', lower(prepared, at))) at--;
	if (lower(prepared, at) === 'name') at--;
	if (!FORMER.has(lower(prepared, at)) || (prepared.gaps[token] as number) > Gap.wide) return -1;
	if (!isName(prepared, scan, token)) return -1;
	let last = token;
	while (
		oneOf("-'", lower(prepared, last + 1)) &&
		last + 2 < prepared.count &&
		prepared.gaps[last + 1] === Gap.none &&
		prepared.gaps[last + 2] === Gap.none &&
		prepared.at(last + 2).kind === Kind.word &&
		lower(prepared, last + 2) !== 's'
	)
		last += 2;
	return last;
}

/** `RE: Ingrid Zzhallo (Zzbjorn), DOB`: another family name in brackets behind a whole name. */
function bracketedAt(prepared: PreparedText, scan: Scan, token: number): number {
	if (lower(prepared, token - 1) !== '(' || lower(prepared, token + 1) !== ')' || token < 4)
		return -1;
	if (prepared.at(token).shape !== Shape.capital || !isName(prepared, scan, token)) return -1;
	if ((scan.name[prepared.form[token] as number] as number) === Name.no) return -1;
	const [family, given] = [token - 2, token - 3];
	if (!isName(prepared, scan, family) || !isName(prepared, scan, given)) return -1;
	const listed = (scan.listed[prepared.form[given] as number] as number) & Listed.given;
	return listed !== 0 && (prepared.gaps[family] as number) === Gap.space ? token : -1;
}

/** Names that people had: behind `formerly` and `née`, and in brackets behind a whole name. */
export const formerNames: Recognizer = {
	id: 'name-former',
	types: ['NAME'],
	description: 'Names that people had before: behind `formerly` and `née`, and in brackets.',
	examples: [
		'(formerly [[NAME:Zzshulman]]), 74',
		'born née [[NAME:Zzloomwright]] here',
		'maiden name: [[NAME:Zzokel]], of',
		'for Ingrid Zzhallor ([[NAME:Zzbjornst]]), seen',
	],
	counterExamples: [
		'formerly Monday',
		'formerly on aspirin',
		'maiden name: none',
		'Left Hip (Pain)',
	],
	find(prepared, lists) {
		const out: PhiFinding[] = [];
		const scan = scanOf(prepared, lists);
		for (const token of scan.names) {
			if (token < 1 || !cased(prepared.at(token))) continue;
			const former = formerAt(prepared, scan, token);
			const last = former >= 0 ? former : bracketedAt(prepared, scan, token);
			if (last < 0) continue;
			const score = 0.65;
			const steps = [step('context', 'what stands before it makes it a name of before', score)];
			out.push(
				foundTokens(prepared, token, last, { type: 'NAME', rule: 'name-former', score, steps }),
			);
		}
		return out;
	},
};

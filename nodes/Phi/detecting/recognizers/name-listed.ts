import type { PhiFinding } from '../../types';
import { foundTokens, step, type Claim } from '../found';
import { defaultLists } from '../lists/load';
import { Names } from '../naming';
import { Name, scanOf } from '../scan';
import { Shape, type Recognizer } from '../types';
import { alone } from './listed/alone';
import { initialedAt } from './listed/initialed';
import { invertedAt } from './listed/inverted';
import { isApostrophe } from './listed/joined';
import type { Person } from './listed/person';
import { Run } from './listed/run';
import { several } from './listed/several';
import { bracketedInitials, fileNamed, isNodule, signedAt } from './listed/signed';

const SIGNED: Claim = { type: 'NAME', rule: 'name-signed', score: 0.7 };
const INITIALED: Claim = { type: 'NAME', rule: 'name-initialed', source: 'list', score: 0.72 };
const IN_FILE: Claim = { type: 'NAME', rule: 'name-in-file', score: 0.65 };
const INITIALS: Claim = { type: 'NAME', rule: 'name-initials', score: 0.8 };

/** Names by the lists: given and family names beside each other, single ones by the words around them. */
export const listed: Recognizer = {
	id: 'name-listed',
	types: ['NAME'],
	description: 'Names that stand in the lists of names, alone or beside a capitalised word.',
	examples: [
		'[[NAME:Maria Gonzalez]] was seen',
		'[[NAME:GONZALEZ, MARIA T]] ok',
		'told [[NAME:Ngozi]] that',
		'[[NAME:maria gonzalez]] seen',
		'when [[NAME:Kenji Zztaro]] came',
		"[[NAME:Maria]]'s leg",
	],
	counterExamples: [
		'Parkinson disease',
		'Foley catheter',
		'white count',
		'She will return',
		'Grace period',
		'Rose colored',
		'Bell palsy',
		'HISTORY OF ILLNESS',
	],
	find(prepared, lists = defaultLists()) {
		const out: PhiFinding[] = [];
		const scan = scanOf(prepared, lists);
		const names = new Names(prepared, scan);
		let done = -1;
		for (const token of scan.names)
			if (token > done) done = Math.max(done, take(names, token, out));
		return out;
	},
};

/** Finds the name that begins at a token; its last token, -1 where there is none. */
function take(names: Names, token: number, out: PhiFinding[]): number {
	if (isNodule(names, token)) return token + 1;
	const signed = signedAt(names, token);
	if (signed > 0) return claim(names, token, signed, SIGNED, out);
	const { shape } = names.form(token);
	if (shape === Shape.initial && !isApostrophe(names, token)) {
		const last = initialedAt(names, token);
		return last > 0 ? claim(names, token, last, INITIALED, out) : -1;
	}
	// A word of no list in small letters or with digits is none.
	if (names.name(token) === Name.unknown && (shape < Shape.capital || shape === Shape.initial))
		return -1;
	const filed = fileNamed(names, token);
	if (filed > 0) return claim(names, token, filed, IN_FILE, out);
	const person = personAt(names, token);
	if (person === undefined) return -1;
	add(names, person, out);
	return person.last;
}

/** The run of name-like words at a token, weighed. */
function personAt(names: Names, token: number): Person | undefined {
	const run = new Run(names, token);
	if (!run.read()) return undefined;
	return invertedAt(run) ?? (run.parts === 1 ? alone(run) : several(run));
}

function claim(names: Names, first: number, last: number, as: Claim, out: PhiFinding[]): number {
	out.push(foundTokens(names.prepared, first, last, as));
	return last;
}

/** A name that was weighed, with the initials that stand in brackets behind it. */
function add(names: Names, { first, last, rule, score, why }: Person, out: PhiFinding[]): void {
	const initials = score >= 0.5 ? bracketedInitials(names, first, last) : -1;
	if (initials > 0) claim(names, initials, initials, INITIALS, out);
	if (score < 0.2) return;
	const steps = [step('context', why, score)];
	const as: Claim = { type: 'NAME', rule, source: 'list', score, steps };
	claim(names, first, last, as, out);
}

import type { PhiFinding, PhiRole, PhiType } from '../types';
import { foundTokens, step } from './found';
import { Name, opens, type Scan } from './scan';
import { Gap, Kind, Shape, type Form, type PreparedText } from './types';
import { NATURE } from './vocabulary/nature';
import { Word } from './vocabulary/words';

/** From this score on a finding vouches for the same word elsewhere in the note. */
const VOUCHES = 0.6;
const NUMBERS = new Set<PhiType>([
	'MRN',
	'PLAN',
	'ACCOUNT',
	'SSN',
	'LICENCE',
	'DEVICE',
	'VEHICLE',
	'OTHER_ID',
	'PHONE',
	'FAX',
	'BIOMETRIC',
]);

interface Vouched {
	readonly type: PhiType;
	readonly role: PhiRole;
	/** The word is one of the language too: only with a capital inside a sentence. */
	readonly careful: boolean;
	/** Only in this spelling: initials. */
	readonly exact?: string;
}

/**
 * Finds again, everywhere in the note, what was found once: a name without its title, a number
 * without its label. `findings` are sorted and disjoint.
 */
export function propagate(
	prepared: PreparedText,
	scan: Scan,
	findings: readonly PhiFinding[],
): PhiFinding[] {
	const vouched = new Map<string, Vouched>();
	for (const finding of findings)
		if (finding.score >= VOUCHES) collect(prepared, scan, finding, vouched);
	if (vouched.size === 0) return [];
	const byForm: (Vouched | undefined)[] = new Array<Vouched | undefined>(prepared.forms.length);
	let any = false;
	// First letters of what is looked for: most words of a note begin otherwise.
	const begins = new Uint8Array(256);
	for (const lower of vouched.keys()) begins[beginOf(lower)] = 1;
	for (let index = 0; index < prepared.forms.length; index++) {
		const form = prepared.forms[index] as Form;
		if (form.kind === Kind.mark || begins[beginOf(form.lower)] === 0) continue;
		const one = vouched.get(form.lower);
		if (one === undefined) continue;
		byForm[index] = one;
		any = true;
	}
	return any ? repeats(prepared, byForm, findings) : [];
}

const beginOf = (lower: string): number =>
	(lower.charCodeAt(0) * 31 + lower.charCodeAt(1) * 7 + lower.length) & 255;

function hasDigits(text: string, least: number): boolean {
	let count = 0;
	for (let at = 0; at < text.length && count < least; at++) {
		const code = text.charCodeAt(at);
		if (code >= 48 && code <= 57) count++;
	}
	return count >= least;
}

function repeats(
	prepared: PreparedText,
	byForm: readonly (Vouched | undefined)[],
	findings: readonly PhiFinding[],
): PhiFinding[] {
	const made: PhiFinding[] = [];
	let at = 0;
	for (let token = 0; token < prepared.count; token++) {
		const one = byForm[prepared.form[token] as number];
		if (one === undefined) continue;
		const form = prepared.at(token);
		if (one.exact !== undefined && one.exact !== form.raw) continue;
		if (form.kind === Kind.word && one.exact === undefined) {
			if (form.shape === Shape.lower && (one.careful || form.lower.length < 4)) continue;
			if (
				one.careful &&
				(form.shape !== Shape.capital || opens(prepared, token) || termFollows(prepared, token))
			)
				continue;
		}
		const [start] = prepared.origin(
			prepared.starts[token] as number,
			prepared.ends[token] as number,
		);
		while (at < findings.length && (findings[at] as PhiFinding).end <= start) at++;
		const covering = findings[at];
		if (covering !== undefined && covering.start <= start) continue;
		const score = one.careful ? 0.6 : 0.8;
		made.push(
			foundTokens(prepared, token, token, {
				type: one.type,
				role: one.role,
				rule: 'found-elsewhere',
				source: 'propagated',
				score,
				steps: [step('context', 'the same word was found elsewhere in the note', score)],
			}),
		);
	}
	return made;
}

function termFollows(prepared: PreparedText, token: number): boolean {
	const next = token + 1;
	return (
		next < prepared.count &&
		(prepared.gaps[next] as number) <= Gap.space &&
		(prepared.at(next).classes & Word.eponymNoun) !== 0
	);
}

function collect(
	prepared: PreparedText,
	scan: Scan,
	finding: PhiFinding,
	vouched: Map<string, Vouched>,
): void {
	const { type, role } = finding;
	const worded = type === 'NAME' || type === 'CITY' || type === 'FACILITY';
	if (!worded && !NUMBERS.has(type)) return;
	const [start, end] = prepared.place(finding.start, finding.end);
	for (
		let token = prepared.tokenAfter(start);
		token < prepared.count && (prepared.starts[token] as number) < end;
		token++
	) {
		const form = prepared.at(token);
		// A label that is written as one with the number is no part of it: MRN8235991.
		if ((prepared.starts[token] as number) < start) continue;
		if (!worded) {
			if (hasDigits(form.lower, 5)) vouched.set(form.lower, { type, role, careful: false });
			continue;
		}
		if (form.kind !== Kind.word || form.shape === Shape.initial) continue;
		if (finding.rule === 'name-initials' && form.shape === Shape.upper && form.classes === 0) {
			vouched.set(form.lower, { type, role, careful: false, exact: form.raw });
			continue;
		}
		if (form.raw.length < 3) continue;
		const strength = scan.name[prepared.form[token] as number] as number;
		const plain = strength === Name.no || strength === Name.ambiguous;
		if (type === 'FACILITY' && (plain || strength === Name.sure)) continue;
		if (type === 'CITY' && plain) continue;
		if (strength === Name.no && finding.score < 0.9) continue;
		if ((form.classes & (Word.particle | Word.suffix | Word.title | Word.credential)) !== 0)
			continue;
		const there = vouched.get(form.lower);
		if (there !== undefined && there.type === 'NAME') continue;
		vouched.set(form.lower, { type, role, careful: plain || NATURE.has(form.lower) });
	}
}

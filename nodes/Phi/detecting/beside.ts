import type { PhiFinding } from '../types';
import { foundTokens, step } from './found';
import { Gap, Kind, type PreparedText } from './types';
import { allDigits, digitFirst, oneOf, setOf } from './marks';

/** Marks that may stand between a name and the number of its record. */
const BETWEEN = ',|()/;:#-';
const MEASURED = setOf(
	'mg mcg ml cc unit units cell cells copies steps g kg lb lbs cm mm dollars % . / year years yo y k',
);

function beside(prepared: PreparedText, first: number, last: number, isCode = false): PhiFinding {
	return foundTokens(prepared, first, last, {
		type: isCode ? 'OTHER_ID' : 'MRN',
		role: isCode ? 'unknown' : 'patient',
		rule: 'number-beside-name',
		score: 0.65,
		steps: [step('context', 'a name stands directly before it', 0.65)],
	});
}

/** Letters before a hyphen and a number that count, grade and name what is nobody's. */
const NO_RECORDS = setOf(
	'PGY COVID HLA ICD CPT ASA NYHA POD HD DOL T L C S B P MDS FEV IL CD KI ER PR HER GCS RASS PHQ GAD CA EKG CT Q',
);

/** Last token of `TG-49`, `901-77` or `19920-4`, a short number of a record in two parts; its first where there is none. */
function partedAt(prepared: PreparedText, token: number): number {
	const last = token + 2;
	if (last >= prepared.count || prepared.at(token + 1).raw !== '-') return token;
	if (prepared.gaps[token + 1] !== Gap.none || prepared.gaps[last] !== Gap.none) return token;
	const next = last + 1 < prepared.count ? prepared.at(last + 1) : undefined;
	const goesOn = next !== undefined && prepared.gaps[last + 1] === Gap.none;
	if (goesOn && oneOf('-/:%', next.raw)) return token;
	if (next !== undefined && MEASURED.has(next.lower) && !goesOn) return token;
	const [head, rest] = [prepared.at(token).raw, prepared.at(last).raw];
	const lettered = /^[A-Z]{1,4}$/.test(head) && !NO_RECORDS.has(head) && allDigits(rest, 1, 6);
	const numbered = allDigits(head, 3, 6) && /^(?:\d{1,4}|[A-Z]{1,2})$/.test(rest);
	return lettered || numbered ? last : token;
}

/** Numbers of five to ten digits directly behind a name on its line: in lists of patients they are the record's. */
export function numbersBeside(
	prepared: PreparedText,
	findings: readonly PhiFinding[],
): PhiFinding[] {
	const made: PhiFinding[] = [];
	for (const { type, start, end, score } of findings) {
		if (type !== 'NAME' || score < 0.6) continue;
		const [, behind] = prepared.place(start, end);
		let at = prepared.tokenAfter(behind);
		while (
			at < prepared.count &&
			(prepared.gaps[at] as number) < Gap.line &&
			oneOf(BETWEEN, prepared.at(at).raw)
		)
			at++;
		if (at >= prepared.count || (prepared.gaps[at] as number) >= Gap.line) continue;
		const form = prepared.at(at);
		// `M0063`: an item of a form.
		const code =
			form.kind === Kind.mixed &&
			/^(?!M[012]\d{3}$)(?:[A-Zp]{1,3}\d{3,8}|[A-Z]{3}\d\d)$/.test(form.raw);
		const tail = partedAt(prepared, at);
		if (tail > at) {
			made.push(beside(prepared, at, tail));
			continue;
		}
		const least = prepared.at(at - 1).raw === '#' ? 4 : 5;
		if (!code && (form.kind !== Kind.number || form.raw.length < least || form.raw.length > 10))
			continue;
		const next = at + 1 < prepared.count ? prepared.at(at + 1).lower : '';
		const measured =
			MEASURED.has(next) &&
			((next !== '.' && next !== '/') ||
				digitFirst(prepared.at(Math.min(at + 2, prepared.count - 1)).raw));
		if (measured) continue;
		made.push(beside(prepared, at, at, code));
	}
	return made;
}

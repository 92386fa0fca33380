import type { PhiFinding } from '../types';
import { foundTokens, step } from './found';
import { Gap, Kind, type PreparedText } from './types';

/** Marks that may stand between a name and the number of its record. */
const BETWEEN = /^[,|()/;:#-]$/;
const MEASURED =
	/^(?:mg|mcg|ml|cc|units?|cells?|copies|steps|g|kg|lb|lbs|cm|mm|dollars|%|\.|\/|years?|yo|y|k)$/;

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
			BETWEEN.test(prepared.at(at).raw)
		)
			at++;
		if (at >= prepared.count || (prepared.gaps[at] as number) >= Gap.line) continue;
		const form = prepared.at(at);
		const code = form.kind === Kind.mixed && /^[A-Zp]{1,3}\d{3,8}$/.test(form.raw);
		const least = prepared.at(at - 1).raw === '#' ? 4 : 5;
		if (!code && (form.kind !== Kind.number || form.raw.length < least || form.raw.length > 10))
			continue;
		const next = at + 1 < prepared.count ? prepared.at(at + 1).lower : '';
		const measured =
			MEASURED.test(next) &&
			((next !== '.' && next !== '/') ||
				/^\d/.test(prepared.at(Math.min(at + 2, prepared.count - 1)).raw));
		if (measured) continue;
		made.push(
			foundTokens(prepared, at, at, {
				type: code ? 'OTHER_ID' : 'MRN',
				role: code ? 'unknown' : 'patient',
				rule: 'number-beside-name',
				score: 0.65,
				steps: [step('context', 'a name stands directly before it', 0.65)],
			}),
		);
	}
	return made;
}

import type { Report } from './report';

/** Most texts have no such sign at all, and are done with. */
const BEYOND_LATIN = /[\u0250-\u1eff\u2c00-\uffff]/;
/** Two letters of a script that is neither Latin nor Greek: Greek letters stand in units and grades. */
const OTHER =
	/(?:(?!\p{Script=Latin}|\p{Script=Greek}|\p{Script=Common}|\p{Script=Inherited})\p{L}\p{M}*){2}|(?:\p{Script=Greek}\p{M}*){3}/u;

/**
 * Says that a result holds words in letters that the rules cannot read: of names in them only those were
 * found that the chart spells like that.
 */
export function noteScripts(report: Report, text: string, at?: string): void {
	if (!BEYOND_LATIN.test(text) || !OTHER.test(text)) return;
	report.review(
		'script-not-read',
		'Text in letters that are not Latin stands in the result. Names in it were found only where the chart spells them like that: have somebody read it who can.',
		at,
	);
}

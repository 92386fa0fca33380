import type { FhirResource } from '../../clients/fhir';
import { isFields, list, text, type Fields } from '../questionnaire/fhir';

/** Base64 characters of one attachment; larger ones are no note. */
const MOST_ATTACHED = 240_000;

/** Texts of one record, as they lie in it; nothing is fetched. Markup becomes lines. */
export function wordsIn(resource: FhirResource): string[] {
	const notes = list(resource.note).map(({ text: note }) => note);
	return [...ownTexts(resource), ...notes].flatMap((written) => text(written) ?? []);
}

function ownTexts(resource: FhirResource): unknown[] {
	switch (resource.resourceType) {
		case 'DocumentReference':
			return list(resource.content).map(({ attachment }) => attached(attachment));
		case 'DiagnosticReport':
			return [resource.conclusion, ...list(resource.presentedForm).map(attached)];
		case 'Observation':
			return [resource.valueString];
		case 'Composition':
			return list(resource.section).map((section) => markup(narrative(section)));
		case 'ServiceRequest':
			return [resource.patientInstruction, ...concepts(resource.reasonCode)];
		default:
			return [];
	}
}

const concepts = (value: unknown): unknown[] => list(value).map(({ text: named }) => named);

const narrative = (section: Fields): string =>
	isFields(section.text) ? String(section.text.div ?? '') : '';

/** Plain text and HTML that lie in the record itself; nothing is fetched. */
function attached(attachment: unknown): string | undefined {
	if (!isFields(attachment) || typeof attachment.data !== 'string') return undefined;
	if (attachment.data.length > MOST_ATTACHED) return undefined;
	const kind = String(attachment.contentType ?? '')
		.split(';')[0]
		.trim();
	if (!['text/plain', 'text/html', 'text/markdown', 'application/xhtml+xml'].includes(kind)) {
		return undefined;
	}
	const written = Buffer.from(attachment.data, 'base64').toString('utf8');
	return kind.endsWith('html') || kind.endsWith('xml') ? markup(written) : written;
}

const SIGNS: Record<string, string> = {
	amp: '&',
	lt: '<',
	gt: '>',
	quot: '"',
	apos: "'",
	nbsp: ' ',
};

/** Words of HTML: blocks become lines, scripts and styles go, marks go. */
function markup(written: string): string {
	return (
		written
			.replace(/<(script|style|head|template|del|s|strike)\b[^<>]{0,500}>[\s\S]*?<\/\1\s*>/gi, ' ')
			// What is struck out or hidden is no statement; a box is one only for who sees whether it is ticked.
			.replace(
				/<(\w{1,10})\b[^<>]{0,300}(?:line-through|display:\s*none|visibility:\s*hidden)[^<>]{0,300}>[\s\S]*?<\/\1\s*>/gi,
				' ',
			)
			.replace(/<(?:input|select|option|textarea)\b[^<>]{0,500}>/gi, ' [ ] ')
			.replace(/<\/t[dh]\s*>\s*(?=<t[dh]\b)/gi, ' | ')
			.replace(/<!--[\s\S]*?-->/g, ' ')
			.replace(/<\/?(?:p|div|br|li|tr|h[1-6]|table|ul|ol|section)\b[^<>]{0,500}>/gi, '\n')
			.replace(/<[^<>]{0,500}>/g, ' ')
			.replace(/&(?:#(\d{1,7})|(\w{2,6}));/g, (whole, number: string, name: string) =>
				number === undefined ? (SIGNS[name] ?? whole) : sign(Number(number)),
			)
			.replace(/[ \t]+/g, ' ')
			.replace(/ ?\n[ \n]*/g, '\n')
	);
}

const sign = (code: number): string =>
	code > 31 && code <= 0x10ffff && (code < 0xd800 || code > 0xdfff)
		? String.fromCodePoint(code)
		: ' ';

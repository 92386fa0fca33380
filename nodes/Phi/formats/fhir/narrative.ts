import { textOfHtml } from '../text';
import { DROPPED, MASKED, type Gone, type Json, type Place } from './place';
import type { FhirWalk } from './walk';

const STATUS = new Set(['generated', 'extensions', 'additional', 'empty']);
const escaped = (text: string): string =>
	text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');

/**
 * The readable form of a record: its words through the text engine, made into plain paragraphs again.
 * Pictures, links, attributes and comments are left out; under a profile that drops it, all of it is.
 */
export function narrative(walk: FhirWalk, value: Json, place: Place): Json | Gone {
	const isRequired = (place.entry?.[0] ?? 0) > 0;
	const isClean = walk.work.transformer.profile.fhir.narrative === 'clean';
	if (!isClean || typeof value.div !== 'string') {
		walk.did('removed', 'OTHER', place);
		return isRequired ? MASKED : DROPPED;
	}
	const { text } = textOfHtml(value.div);
	const status = STATUS.has(String(value.status)) ? value.status : 'generated';
	const out: Json = { status, div: paragraphs('[text removed]') };
	if (/\S/.test(text)) {
		walk.text(text, place, (cleaned) => {
			if (cleaned !== undefined) out.div = paragraphs(cleaned);
		});
	}
	return out;
}

const paragraphs = (text: string): string => {
	const lines = text.split('\n').filter((line) => /\S/.test(line));
	const body = lines.map((line) => `<p>${escaped(line)}</p>`).join('');
	return `<div xmlns="http://www.w3.org/1999/xhtml">${body}</div>`;
};

import { createHash } from 'node:crypto';
import { canonicalJson } from '../../../shared/canonical-json';
import type { Route } from '../settings';
import type { InstanceRecord } from '../spool/records';

/**
 * Names what a route wants on its lane: equal for rules that differ in order, case or spaces only.
 * Two workflows cannot have the same one, so it stands for the workflow in the journal, where its
 * place may be taken by another one. Empty for a route that wants every study.
 */
export function ruleKey(route: Route): string {
	const { only = {}, callingAeTitles, emit = 'study' } = route;
	const rule = {
		modalities: normalised(only.modalities, upper),
		bodyParts: normalised(only.bodyParts, upper),
		descriptions: normalised(only.descriptions, plainText),
		// Case counts in AE titles (PS3.5 6.2).
		callingAeTitles: normalised(callingAeTitles, (title) => title.trim()),
	};
	const wantsAll = Object.values(rule).every((list) => list.length === 0);
	if (wantsAll && emit === 'study') return '';
	return createHash('sha256')
		.update(canonicalJson({ ...rule, emit }))
		.digest('hex')
		.slice(0, 16);
}

function normalised(list: readonly string[] = [], form: (text: string) => string): string[] {
	return [...new Set(list.map(form))].filter((text) => text !== '').sort();
}

const upper = (text: string) => text.trim().toUpperCase();
const plainText = (text: string) => text.normalize('NFC').trim().toLowerCase().replace(/\s+/g, ' ');

/** True when the route lets this caller in. */
export const admits = ({ callingAeTitles }: Route, callingAeTitle: string): boolean =>
	callingAeTitles.length === 0 || callingAeTitles.some((title) => title.trim() === callingAeTitle);

/** True when the images fit every list of the route's rule. */
export function fits({ only = {} }: Route, images: Iterable<InstanceRecord>): boolean {
	const modalities = new Set(normalised(only.modalities, upper));
	const bodyParts = new Set(normalised(only.bodyParts, upper));
	const texts = normalised(only.descriptions, plainText);
	let modality = modalities.size === 0;
	let bodyPart = bodyParts.size === 0;
	let description = texts.length === 0;
	if (modality && bodyPart && description) return true;
	// Many images have the same few descriptions.
	const seen = new Set<string>();
	for (const { header } of images) {
		modality ||= modalities.has(upper(header.modality));
		bodyPart ||= bodyParts.has(upper(header.bodyPart));
		for (const text of [header.studyDescription, header.seriesDescription]) {
			if (description || seen.has(text)) continue;
			seen.add(text);
			description = texts.some((pattern) => holdsText(text, pattern));
		}
		if (modality && bodyPart && description) return true;
	}
	return false;
}

/** True when `pattern` stands in `text`: case and repeated spaces do not count, `*` is anything. */
export function holdsText(text: string, pattern: string): boolean {
	const inside = plainText(text);
	let at = 0;
	// Each part as early as possible: nothing is gained by a later place.
	for (const part of plainText(pattern).split('*')) {
		const found = inside.indexOf(part, at);
		if (found < 0) return false;
		at = found + part.length;
	}
	return true;
}

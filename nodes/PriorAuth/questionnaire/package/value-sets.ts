import type { FhirResource } from '../../../clients/fhir';
import { isFields, list, text, type Fields } from '../fhir';
import type { Choice } from '../types';

/** Codes of one list; a longer one is meant for a terminology server. */
const MOST_CODES = 2_000;
const DEEPEST = 8;

/**
 * Lists of answers by their canonical. Only what is whole: an expansion that is not cut, or a
 * definition that names every code. A part of a list would refuse right answers.
 */
export function answerLists(valueSets: FhirResource[]): {
	lists: Record<string, Choice[]>;
	incomplete: string[];
} {
	const lists: Record<string, Choice[]> = {};
	const incomplete: string[] = [];
	for (const valueSet of valueSets) {
		const url = text(valueSet.url);
		if (url === undefined) continue;
		const codes = expanded(valueSet) ?? enumerated(valueSet);
		if (codes === undefined || codes.length > MOST_CODES) {
			incomplete.push(url);
			continue;
		}
		const version = text(valueSet.version);
		lists[url] ??= codes;
		if (version !== undefined) lists[`${url}|${version}`] = codes;
	}
	return { lists, incomplete };
}

function expanded({ expansion }: FhirResource): Choice[] | undefined {
	if (!isFields(expansion)) return undefined;
	const codes: Choice[] = [];
	const walk = (entries: Fields[], depth: number): void => {
		if (depth > DEEPEST) return;
		for (const entry of entries) {
			if (entry.abstract !== true && text(entry.code) !== undefined) codes.push(choiceIn(entry));
			walk(list(entry.contains), depth + 1);
		}
	};
	walk(list(expansion.contains), 0);
	const isCut = typeof expansion.total === 'number' && expansion.total > codes.length;
	return codes.length === 0 || isCut ? undefined : codes;
}

function enumerated({ compose }: FhirResource): Choice[] | undefined {
	if (!isFields(compose) || list(compose.exclude).length > 0) return undefined;
	const codes: Choice[] = [];
	for (const include of list(compose.include)) {
		const concepts = list(include.concept);
		const isWhole = concepts.length > 0 && !('filter' in include) && !('valueSet' in include);
		if (!isWhole) return undefined;
		codes.push(...concepts.map((one) => choiceIn({ ...one, system: include.system })));
	}
	return codes.length === 0 ? undefined : codes;
}

const choiceIn = ({ system, code, display }: Fields): Choice => ({
	...(text(system) !== undefined && { system: String(system) }),
	code: String(code),
	...(text(display) !== undefined && { display: String(display) }),
});

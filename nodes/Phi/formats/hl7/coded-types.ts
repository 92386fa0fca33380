import { at } from './cells';
import { isCodeOf, isShortCode, systemOf } from './codes';
import type { FieldPlace } from './place';
import type { Rule } from './rule';

/** A coded value: codes of public systems stay, the words are text. */
export const coded: Rule = (cell, place) => {
	const out: Array<string | undefined> = [];
	for (const [code, words, system] of [
		[1, 2, 3],
		[4, 5, 6],
		[10, 11, 12],
	] as const) {
		const [newCode, newSystem] = codeOf(at(cell, code), at(cell, system), place);
		out[code - 1] = newCode;
		out[words - 1] = place.later(at(cell, words), isTerm(newSystem, place) ? 'term' : 'written');
		out[system - 1] = newSystem;
	}
	out[8] = place.later(at(cell, 9), isTerm(undefined, place) ? 'term' : 'written');
	const filled = Array.from(out, (part) => (part === '' ? undefined : part));
	return filled.some((part) => part !== undefined) ? filled : undefined;
};

/** Drugs are called like people: Heather, Nora-BE, Yasmin. */
const isTerm = (system: string | undefined, { rule }: FieldPlace): boolean =>
	rule.of === 'drug' || (system !== undefined && systemOf(system) !== undefined);

function codeOf(code: string, name: string, place: FieldPlace): [string?, string?] {
	if (code === '' || code === '""') return [];
	const system = systemOf(name);
	if (!place.work.isKnown(code)) {
		if (name !== '' && place.work.codeSystems.has(name)) return [code, name];
		if (system !== undefined && isCodeOf(system, code)) return [code, name];
		if (system === undefined && isShortCode(code)) return [code];
	}
	place.did('removed: code of no public list', 'OTHER');
	if (name !== '' && system === undefined) {
		place.work.report.review(
			'local-codes-removed',
			'Codes of coding systems of the hospital itself were taken out; their words stay. Name a system in the settings if its codes say nothing about a person.',
		);
	}
	return [];
}

export const source: Rule = (cell, place) => {
	const parts = (cell.parts[0] ?? []).map((part) => [part]);
	const kept = coded({ parts, text: '' }, place);
	return kept === undefined
		? undefined
		: [kept.map((part) => (typeof part === 'string' ? part : ''))];
};

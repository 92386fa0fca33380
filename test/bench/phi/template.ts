import { Random } from '../../hospital/random.ts';
import { caseOf, type Case } from './case.ts';
import { piecesOf } from './slots.ts';
import type { GoldSpan, Note, Stretch, Template } from './types.ts';
import { wordOf } from './words.ts';

const CHOICE = /\(\(((?:[^()]|\((?!\()|\)(?!\)))*?)\)\)/g;
const HOLE = /\{\{([^{}]+)\}\}|\[\[([\s\S]+?)\]\]|<<([A-Za-z0-9]+)>>/g;

/** `text` split at bars that stand outside of traps. */
function split(text: string): string[] {
	const parts = [''];
	for (const piece of text.split(/(\[\[[\s\S]*?\]\]|\|)/)) {
		if (piece === '|') parts.push('');
		else parts[parts.length - 1] += piece;
	}
	return parts;
}

/** Writes a note after a template: equal seeds give equal notes. */
export function noteOf(template: Template, kase: Case, seed: string | number): Note {
	const random = new Random('phi-note', template.id, seed);
	const written = template.text.replace(CHOICE, (_all, choices: string) =>
		random.pick(split(choices)),
	);
	let text = '';
	const gold: GoldSpan[] = [];
	const traps: Stretch[] = [];
	const neutral: Stretch[] = [];
	const put = (value: string): Stretch => {
		const start = text.length;
		text += value;
		return { start, end: text.length, value };
	};
	let from = 0;
	for (const hole of written.matchAll(HOLE)) {
		put(written.slice(from, hole.index));
		from = hole.index + hole[0].length;
		const [, slot, trap, word] = hole;
		if (trap !== undefined) traps.push(put(random.pick(trap.split('|'))));
		else if (word !== undefined) {
			const stretch = put(wordOf(word, kase, random));
			if (['time', 'state', 'year', 'mr'].includes(word)) neutral.push(stretch);
		} else if (slot !== undefined) {
			for (const { text: value, type, role } of piecesOf(slot.trim(), kase, random)) {
				const stretch = put(value);
				if (type === undefined) neutral.push(stretch);
				else gold.push({ ...stretch, type, role: role ?? 'unknown', slot: slot.trim() });
			}
		}
	}
	put(written.slice(from));
	return {
		id: `${template.id}:${seed}`,
		template: template.id,
		noteType: template.noteType,
		text,
		gold,
		traps,
		neutral,
	};
}

/**
 * Refuses what cannot be written, before anything is measured with it.
 *
 * @throws Error naming the template and the slot
 */
export function checkTemplate(template: Template): void {
	const { id, noteType, text } = template;
	if (!/^[a-z0-9-]+$/.test(id) || !/^[a-z-]+$/.test(noteType)) {
		throw new Error(`The template "${id}" needs an id and a noteType in lower case`);
	}
	const kase = caseOf('check', noteType);
	const random = new Random('check');
	const left = text
		.replace(CHOICE, (_all, choices: string) => choices)
		.replace(HOLE, (_all, slot: string | undefined, _trap, word: string | undefined) => {
			try {
				if (slot !== undefined) piecesOf(slot.trim(), kase, random);
				if (word !== undefined) wordOf(word, kase, random);
			} catch (cause) {
				throw new Error(`The template "${id}": ${(cause as Error).message}`, { cause });
			}
			return '';
		});
	const stray = /\{\{|\}\}|\[\[|\]\]|<<|>>|\(\(|\)\)/.exec(left);
	if (stray !== null) throw new Error(`The template "${id}" has a stray ${stray[0]}`);
}

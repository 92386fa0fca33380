import { Trie } from '../reading/trie';
import {
	ALLERGENS,
	CODE_STATUSES,
	DISPOSITIONS,
	PROCEDURES,
	SITES,
	SPECIALTIES,
	VACCINES,
} from './procedures';
import { CONDITIONS } from './conditions';
import { BRANDS, CLASSES, GENERICS, SAME_INGREDIENT } from './drugs';
import { LABS, VITALS } from './measures';

export type ConceptKind =
	| 'drug'
	| 'drug-class'
	| 'condition'
	| 'procedure'
	| 'lab'
	| 'vital'
	| 'site'
	| 'specialty'
	| 'disposition'
	| 'code-status'
	| 'allergen'
	| 'vaccine';

/** One thing with all its names. */
export interface Concept {
	readonly kind: ConceptKind;
	/** The name that is shown; for a brand the ingredient. */
	readonly name: string;
	readonly names: readonly string[];
	/** Members of a group of medicines, with `*` for any letters. */
	readonly members?: readonly string[];
}

export const lexicon = new Trie<Concept>();
const ingredients = new Map<string, Concept>();

function addLines(kind: ConceptKind, lines: readonly string[]): void {
	for (const line of lines) addNames(kind, line.split('|'));
}

function addNames(
	kind: ConceptKind,
	names: readonly string[],
	members?: readonly string[],
): Concept {
	const concept: Concept = { kind, name: names[0], names, ...(members && { members }) };
	for (const name of names) lexicon.add(name, concept);
	return concept;
}

addLines('condition', CONDITIONS);
addLines('procedure', PROCEDURES);
addLines('lab', LABS);
addLines('vital', VITALS);
addLines('site', SITES);
addLines('specialty', SPECIALTIES);
addLines('disposition', DISPOSITIONS);
addLines('allergen', ALLERGENS);
addLines('vaccine', VACCINES);
for (const [name, names] of CODE_STATUSES) {
	addNames(
		'code-status',
		[name, ...names.split('|')].filter(
			(one) => one !== 'full' && one !== 'limited' && one !== 'comfort',
		),
	);
}
addDrugs();

function addDrugs(): void {
	const names = new Map<string, string[]>();
	for (const generic of GENERICS) names.set(generic, [generic]);
	const join = (alias: string, ingredient: string) => {
		const list = names.get(ingredient) ?? [ingredient];
		if (!list.includes(alias)) list.push(alias);
		names.set(ingredient, list);
	};
	for (const [alias, ingredient] of SAME_INGREDIENT) {
		names.delete(alias);
		join(alias, ingredient);
	}
	for (const [brand, ingredient] of BRANDS) join(brand, ingredient);
	for (const [ingredient, list] of names) {
		const concept: Concept = { kind: 'drug', name: ingredient, names: list };
		for (const name of list) {
			lexicon.add(name, concept);
			ingredients.set(name, concept);
		}
	}
	for (const [list, members] of CLASSES)
		addNames('drug-class', list.split('|'), members.split(' '));
}

/** The medicine of which `name` is one of the names; exact, a look-alike is another medicine. */
export const drugOf = (name: string): Concept | undefined => ingredients.get(name);

/** True when a medicine with this ingredient belongs to the group. */
export function isMember(group: Concept, ingredient: string): boolean {
	for (const member of group.members ?? []) {
		if (
			member.startsWith('*')
				? ingredient.endsWith(member.slice(1))
				: member.endsWith('*')
					? ingredient.startsWith(member.slice(0, -1))
					: ingredient === member
		)
			return true;
	}
	return false;
}

/**
 * Short names that are common words, units or other things unless they are written with a capital:
 * "K" is potassium, "k" a thousand; "PT" a test, "pt" the patient.
 */
export const NEEDS_CAPITAL = new Set(
	'oa k na cl ca cr mg pt map us id im pe mi af cap all als aids ra ms ama dic pad pud sob hap ef wt ht ent ph ich ct tb vt als arf mass rr hr sat pa ck echo dm hf arb plt inh asa peg icd cath ua iron trauma tee bipap cmo'
		.split(' ')
		.filter((word) => !['mass', 'iron', 'trauma', 'sat', 'cath', 'echo', 'bipap'].includes(word)),
);

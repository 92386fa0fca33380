import type { Fact, FactCode, FactKind, FactOf } from '../../../shared/contracts/clinical-facts';
import { FORM_WORDS, SALTS } from '../lexicon/drugs';
import { QUALIFIERS } from '../lexicon/conditions';
import { lexicon, type ConceptKind } from '../lexicon/concepts';
import { tokenise } from '../text/tokens';
import { isTurned } from './turned-names';

/** A way in which a text can name a fact. */
export interface Alias {
	name: string;
	as: FactKind | 'person' | 'place';
	/** The text says all of the fact, not only its name. */
	whole?: boolean;
	/** Kinds of concepts whose other names mean the fact as well. */
	concepts?: readonly ConceptKind[];
	/** Only a concept that the whole name means: a part of it is something else. */
	exact?: boolean;
}

/** All names of a fact: from its own text, parts and codes, nothing guessed and nothing similar. */
export function aliasesOf(fact: Fact): Alias[] {
	const aliases = namesOf(fact);
	const words = tokenise(fact.text).tokens.length;
	if (words >= 3) aliases.push({ name: fact.text, as: fact.kind, whole: true });
	return aliases;
}

function namesOf(fact: Fact): Alias[] {
	switch (fact.kind) {
		case 'medication':
			return medication(fact);
		case 'allergy':
			return allergy(fact);
		case 'lab':
		case 'vital':
			return measured(fact);
		case 'problem':
			return problem(fact);
		case 'procedure':
			return named(fact, ['procedure'], conditionNames);
		case 'immunization':
			return named(fact, ['vaccine', 'condition'], plainNames);
		case 'pending-result':
			return named(fact, ['lab', 'procedure'], conditionNames);
		case 'report':
			return [...named(fact, ['procedure'], plainNames)];
		case 'follow-up':
			return followUp(fact);
		case 'encounter':
			return encounter(fact);
		case 'patient':
			return fact.role === 'name' ? person(fact.data.value) : [];
		case 'code-status':
			return codeStatus(fact);
		case 'diet':
		case 'activity':
			return named(fact, [], plainNames);
		case 'note-span':
			return fact.parts?.author ? person(fact.parts.author) : [];
	}
}

function named(
	fact: { kind: FactKind; data: { name: string; codes: readonly FactCode[] } },
	concepts: readonly ConceptKind[],
	vary: (name: string) => string[],
): Alias[] {
	return unique([fact.data.name, ...displays(fact.data.codes)].flatMap(vary)).map((name) => ({
		name,
		as: fact.kind,
		concepts,
	}));
}

/** A name that says something else of a disease than that the patient has it counts as a whole. */
function problem(fact: FactOf<'problem'>): Alias[] {
	const names = [fact.data.name, ...displays(fact.data.codes)];
	const turned = names.filter(isTurned);
	if (turned.length === 0) return named(fact, ['condition'], conditionNames);
	return wholeNames(turned, 'problem');
}

const wholeNames = (names: readonly string[], as: FactKind): Alias[] =>
	unique(names.flatMap((name) => plainNames(name)).filter(isTurned)).map((name) => ({
		name,
		as,
		concepts: ['condition'],
		exact: true,
	}));

/**
 * Only what the whole record says: "full code except intubation" is no full code. "DNR/DNI" is both, for
 * each of its parts is a status of its own.
 */
function codeStatus({ data }: FactOf<'code-status'>): Alias[] {
	const own = data.meaning === undefined ? [] : displays(data.codes);
	// What is not to be done is named by its words with the "not"; the code has them without.
	const names = data.name.startsWith('not to be done: ') ? [data.name] : [data.name, ...own];
	const parts = data.name.split(/\s*(?:\/|,|;|\band\b)\s*/i);
	const isList = parts.every((part) => lexicon.exact(tokenise(part).tokens) !== undefined);
	return unique([...names, ...(isList ? parts : [])]).map((name) => ({
		name,
		as: 'code-status',
		concepts: ['code-status'],
		exact: true,
	}));
}

const displays = (codes: readonly FactCode[] | undefined) =>
	(codes ?? []).flatMap(({ display }) => (display ? [display] : []));

const unique = (names: string[]) => [...new Set(names.map((name) => name.trim()).filter(Boolean))];

/** "Urinalysis (procedure)", "Fracture of femur (disorder)": the tag is no part of the name. */
const plainNames = (name: string): string[] => {
	const untagged = name.replace(
		/ \((?:disorder|finding|procedure|situation|substance|product|qualifier value|event|regime\/therapy|observable entity|clinical drug|medicinal product)\)$/i,
		'',
	);
	const open = untagged.indexOf('(');
	return open > 0 ? [untagged, untagged.slice(0, open)] : [untagged];
};

/** A disease also without what narrows it down: "acute appendicitis" is an appendicitis. */
function conditionNames(name: string): string[] {
	const names = plainNames(name);
	for (const one of [...names]) {
		const head = one.split(/, | due to | with | without | secondary to /i)[0];
		names.push(head);
		const words = head.split(/[\s-]+/);
		while (words.length > 1 && isNarrowing(words[0])) {
			words.shift();
			names.push(words.join(' '));
		}
	}
	return names;
}

const isNarrowing = (word: string) => {
	const low = word.toLowerCase();
	return QUALIFIERS.has(low) || low === 'left' || low === 'right' || low === 'on' || low === 'of';
};

function medication(fact: FactOf<'medication'>): Alias[] {
	const { data } = fact;
	const names = [data.name, ...displays(data.codes), ...(data.before ? [data.before.name] : [])];
	const parts = data.ingredients ?? data.ingredient?.split(' / ') ?? [];
	const all = names.flatMap((name) => [
		name,
		...drugNames(name).filter((one) => parts.length < 2 || isOfAll(one, parts)),
	]);
	if (parts.length === 1) all.push(...drugNames(parts[0]));
	if (parts.length > 1 && parts.length <= 3) {
		for (const order of orders(parts)) {
			all.push(
				order.join(' '),
				order.join(' and '),
				order.map(withoutSalt).join(' '),
				order.map(withoutSalt).join(' and '),
			);
		}
	}
	return unique(all).map((name) => ({
		name,
		as: 'medication',
		concepts: parts.length > 1 ? COMBINED : DRUG,
		exact: parts.length > 1,
	}));
}

/** One ingredient of several is another medicine; a brand has none of their names. */
function isOfAll(name: string, parts: readonly string[]): boolean {
	const low = name.toLowerCase();
	const named = parts.filter((part) => low.includes(part.toLowerCase().split(' ')[0]));
	return named.length === 0 || named.length === parts.length;
}

const DRUG: readonly ConceptKind[] = ['drug'];
const COMBINED: readonly ConceptKind[] = ['drug'];

const orders = (parts: readonly string[]): string[][] =>
	parts.length < 2
		? [[...parts]]
		: parts.flatMap((part, index) =>
				orders(parts.filter((_, other) => other !== index)).map((rest) => [part, ...rest]),
			);

const withoutSalt = (name: string) => {
	const words = name.split(' ').filter((word) => !SALTS.has(word.toLowerCase()));
	return words.length > 0 ? words.join(' ') : name;
};

/** The name of a medicine without strength, form and salt, and the brand that RxNorm puts in brackets. */
export function drugNames(name: string): string[] {
	const brand = /\[([^\]]{2,60})\]/.exec(name)?.[1];
	const plain = name.replace(/\[[^\]]*\]/g, ' ');
	const words = plain.split(/[\s,()]+/).filter(Boolean);
	const kept: string[] = [];
	for (const word of words) {
		const low = word.toLowerCase();
		// "24 HR metoprolol": the release time stands before the name.
		if (kept.length === 0 && (/^\d/.test(word) || FORM_WORDS.has(low))) continue;
		if (/^\d/.test(word) || FORM_WORDS.has(low)) break;
		kept.push(word);
	}
	const names = [kept.join(' '), withoutSalt(kept.join(' '))];
	if (brand !== undefined) names.push(brand);
	return names.filter((one) => one !== '');
}

function allergy(fact: FactOf<'allergy'>): Alias[] {
	const { data } = fact;
	const names = [data.substance, ...displays(data.codes)].flatMap((name) => {
		const plain = plainNames(name);
		return [
			...plain,
			...plain.map((one) => one.replace(/^allerg(?:y|ic) to /i, '').replace(/ allergy$/i, '')),
		];
	});
	return unique(names).map((name) => ({
		name,
		as: 'allergy',
		concepts: ['drug', 'allergen', 'drug-class'],
	}));
}

/** "Vitamin B12 level" is vitamin B12, also where the lists know the two as different things. */
const MEASURED_AS = ['level', 'concentration', 'value', 'result'];

/** "Potassium [Moles/volume] in Serum or Plasma" is potassium. */
function measured(fact: FactOf<'lab'> | FactOf<'vital'>): Alias[] {
	const names = [fact.data.name, ...displays(fact.data.codes)].flatMap((name) => {
		const bracket = name.indexOf('[');
		const short = (bracket > 0 ? name.slice(0, bracket) : name).split(/ in | by | level$/i)[0];
		const bare = short.replace(/^(?:serum|plasma|blood) /i, '');
		return [name, short, bare, ...MEASURED_AS.map((word) => `${bare} ${word}`)];
	});
	const all: Alias[] = unique(names).map((name) => ({
		name,
		as: fact.kind,
		concepts: ['lab', 'vital'],
	}));
	for (const { name } of fact.data.components ?? [])
		all.push({ name, as: fact.kind, concepts: ['vital'] });
	return all;
}

function followUp(fact: FactOf<'follow-up'>): Alias[] {
	const { data, parts } = fact;
	const all: Alias[] = [];
	for (const name of unique([
		data.name,
		...displays(data.codes),
		...(data.reason ? [data.reason] : []),
	])) {
		const concepts: ConceptKind[] = ['specialty', 'procedure', 'lab'];
		if (!isTurned(name)) concepts.push('condition');
		all.push({ name, as: 'follow-up', concepts });
	}
	for (const one of [...(data.with ?? []), ...(parts?.with ? [parts.with] : [])]) {
		all.push(
			{ name: one, as: 'follow-up', concepts: ['specialty'] },
			{ name: one, as: 'person' },
			...person(one),
		);
	}
	if (parts?.place) all.push({ name: parts.place, as: 'place', concepts: ['specialty'] });
	return all;
}

function encounter(fact: FactOf<'encounter'>): Alias[] {
	const { data, parts } = fact;
	if (fact.role === 'responsible')
		return [...person(data.name ?? fact.text), ...(data.name ? person(fact.text) : [])];
	const names = unique([
		data.name ?? '',
		parts?.reason ?? '',
		parts?.place ?? '',
		fact.text,
		...displays(data.codes),
	]);
	switch (fact.role) {
		case 'disposition':
			return names.map((name) => ({ name, as: 'encounter', concepts: ['disposition'] }));
		case 'reason':
			if (names.some(isTurned)) return wholeNames(names.filter(isTurned), 'encounter');
			return names
				.flatMap(conditionNames)
				.map((name) => ({ name, as: 'encounter', concepts: ['condition', 'procedure'] }));
		case 'location':
			return names.map((name) => ({ name, as: 'place' }));
		case 'condition':
			return names.map((name) => ({ name, as: 'encounter' }));
		default:
			return parts?.place ? [{ name: parts.place, as: 'place' }] : [];
	}
}

const TITLES =
	/^(?:dr|mr|mrs|ms|prof|md|do|phd|np|pa|rn|jr|sr|ii|iii|physician|attending|practitioner)$/;

/** A person by the whole name, by the surname, and by either order of the name. */
export function person(name: string): Alias[] {
	const clean = name.split(/ \(|;/)[0];
	const comma = clean.split(',');
	const ordered =
		comma.length === 2 && !TITLES.test(comma[1].trim().toLowerCase().replaceAll('.', ''))
			? `${comma[1]} ${comma[0]}`
			: comma[0];
	const words = tokenise(ordered).tokens.filter(
		({ kind, low }) => kind === 'word' && !TITLES.test(low.replaceAll('.', '')),
	);
	if (words.length === 0) return [];
	const raw = words.map((word) => word.raw);
	const names = [raw.join(' '), raw[raw.length - 1], raw[0], [...raw].reverse().join(' ')];
	if (raw.length > 2) names.push(`${raw[0]} ${raw[raw.length - 1]}`);
	return unique(names)
		.filter((one) => one.length > 1)
		.map((one) => ({ name: one, as: 'person' }));
}

import type { Fact } from '../../../shared/contracts';
import { BRANDS, GENERICS, SAME_INGREDIENT } from '../../verifying/lexicon/drugs';
import { plain, set, type Word } from './words';

/**
 * Endings that the naming authorities keep for active substances (WHO, "Stem Book"), with at least as
 * many letters before them as keep common words out.
 */
const STEM = new RegExp(
	`^[a-z]{2,}(?:${[
		'azepam|azolam|azepine|barbital|caine|cillin|conazole|coxib|cycline|dipine|dronate|fenac|fibrate',
		'floxacin|gatran|gliflozin|gliptin|glitazone|grel|kacin|kinra|lukast|mab|micin|mycin|navir|nidazole',
		'olol|oxetine|parin|penem|prazole|prost|racetam|sartan|semide|setron|statin|tadine|terol|thiazide',
		'tidine|tinib|triptan|triptyline|tropium|vastatin|vaptan|virenz|vudine|xaban|ciclovir|cyclovir|vir',
		'zosin|zolid|glutide|platin|rubicin|taxel|codone|morphone|phylline|sulfan|thyroxine|profen|oxicam',
	].join('|')})s?$`,
);
const ACE_INHIBITOR = /^[a-z]{3,}pril(?:at)?$/;
const CEPHALOSPORIN = /^(?:cef[a-z]{3,}|ceph(?:alexin|alothin|azolin|radine|alosporins?))$/;

/** Words that end like a substance and are none. */
const NOT_DRUGS = set('cholesterol');

/** Names that the list of the verifier does not have. */
const MORE = set(`
	activase actrapid chloramphenicol cisapride clexane creon digitoxin domperidone ephedrine erythropoietin
	euthyrox ferrous gliclazide glyceryl hyoscine losec magnesia nicorandil nitroglycerine opium pancreatin
	quinine suxamethonium torasemide urokinase valproic
`);

/** Also names of what is measured, or of a tube: as medicines they are known from the chart itself. */
const ALSO_OTHERS = set(
	'albumin calcium folate iron magnesium peg phosphate potassium sodium zinc',
);

/** Substances and brands of one word. */
const NAMES: ReadonlySet<string> = new Set(
	[
		...GENERICS,
		...BRANDS.map(([brand]) => brand),
		...SAME_INGREDIENT.map(([other]) => other),
		...MORE,
	]
		.map((name) => name.toLowerCase())
		.filter((name) => /^[a-z]+$/.test(name) && !ALSO_OTHERS.has(name)),
);

/** Words of a medicine's or substance's name that also have another meaning. */
const COMMON = set(`
	acid and as at by day extended for form free human in inhaler intravenous lotion low oil of oral or pack
	per plus powder relaxed release retard solution spray tablet the topical vitamin water with injection
	capsule cream drops film coated sodium chloride calcium iron oxygen blood saline medicine medication
	product food animal dust contrast hair milk egg eggs nut nuts skin tape latex unknown other none
`);

/**
 * The words that name a medicine in this chart: those of medications and of the substances of allergies.
 * A sentence may show them through a placeholder only.
 */
export function chartNames(facts: readonly Fact[]): ReadonlySet<string> {
	const names = facts.flatMap((fact) => {
		if (fact.kind === 'medication') {
			const { name, ingredient = '', ingredients = [] } = fact.data;
			return [name, ingredient, ...ingredients];
		}
		return fact.kind === 'allergy' ? [fact.data.substance] : [];
	});
	const words = names.flatMap((name) => name.split(/[^\p{L}\p{M}'’]+/u).map(plain));
	return new Set(words.filter((word) => word.length >= 4 && !COMMON.has(word)));
}

/** @param named of {@link chartNames} */
export function drugAt(
	words: readonly Word[],
	at: number,
	named: ReadonlySet<string>,
): Word | undefined {
	const { low } = words[at];
	return named.has(low) || isDrugName(low) ? words[at] : undefined;
}

/** @param low lower case, without accents */
export const isDrugName = (low: string): boolean =>
	!NOT_DRUGS.has(low) &&
	(NAMES.has(low) || STEM.test(low) || ACE_INHIBITOR.test(low) || CEPHALOSPORIN.test(low));

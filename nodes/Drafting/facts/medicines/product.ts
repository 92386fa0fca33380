import { cutAt, withoutUnseen } from '../words/tidy';
import { brandOf, isExtendedBrand, oneName } from './names';
import { classInName, type RouteClass } from './routes';

/** What a medicine's name says: `Metoprolol succinate 50 MG Extended Release Oral Tablet [Toprol XL]`. */
export interface Product {
	/** Active ingredients without their salts, sorted; empty when the name is not understood. */
	ingredients: string[];
	/** Salt of each ingredient that names one: `metoprolol` -> `succinate`. */
	salts: Readonly<Record<string, string>>;
	/** How it is released; `plain` only where the dose form says so (`Oral Tablet`). */
	release: 'extended' | 'delayed' | 'plain' | 'unknown';
	/** Amount in one piece, where there is one ingredient with one amount. */
	strength?: { value: number; unit: string };
	/** Amount in 1 mL, where there is one ingredient with one such amount. */
	concentration?: { value: number; unit: string };
	to: RouteClass;
}

/** A salt changes the name, not the active part. One of these alone is the medicine (potassium chloride). */
const SALTS = new Set(
	'sodium potassium calcium magnesium hydrochloride hcl hydrobromide hbr sulfate sulphate phosphate acetate tartrate bitartrate succinate maleate fumarate mesylate besylate citrate nitrate gluconate carbonate bicarbonate chloride tosylate malate lactate medoxomil axetil etexilate disodium monohydrate dihydrate trihydrate anhydrous hyclate sesquihydrate hemihydrate proxetil olamine erbumine arginine edisylate bromide trometamol tromethamine dipotassium'.split(
		' ',
	),
);
/** Words of which a salt is made itself: nothing is taken off a name that consists of them. */
const ELEMENTS = new Set(
	'sodium potassium calcium magnesium ferrous ferric iron zinc lithium aluminum ammonium chloride sulfate carbonate bicarbonate phosphate citrate acetate gluconate'.split(
		' ',
	),
);
const RELEASE: ReadonlyArray<[RegExp, Product['release']]> = [
	[
		/\b(?:extended[- ]release|sustained[- ]release|controlled[- ]release|prolonged[- ]release|modified[- ]release|long[- ]acting|(?:12|24) ?(?:hr|hour)|er|xr|xl|sr|cr|cd|xt|contin|oros)\b/,
		'extended',
	],
	[/\b(?:delayed[- ]release|enteric[- ]coated|gastro[- ]resistant|dr|ec)\b/, 'delayed'],
	[
		/\b(?:oral|immediate[- ]release|chewable|disintegrating) (?:tablet|capsule|solution|suspension)\b|\bimmediate[- ]release\b|\bir\b/,
		'plain',
	],
];
/** Words of dose form, route, pack and strength: none of them is a part of an ingredient's name. */
const OTHER_WORDS = new Set(
	'oral tablet tablets tab tabs capsule capsules cap caps solution suspension syrup elixir liquid injection injectable injector prefilled syringe cartridge pen auto-injector vial ampule topical cream ointment gel lotion spray nasal inhaler inhalation inhalant inhaled powder metered dose dry nebulizer ophthalmic otic drops drop rectal suppository vaginal transdermal patch system sublingual buccal lozenge chewable disintegrating film coated film-coated effervescent granules packet sachet extended delayed release sustained controlled prolonged modified immediate long acting enteric enteric-coated gastro-resistant extended-release delayed-release sustained-release controlled-release prolonged-release modified-release immediate-release long-acting er xr xl sr cr cd xt oros dr ec ir porcine mg mcg ug gm ml meq mmol unt unit units iu hr hour actuat actuation per as for in of po iv im sc subcutaneous intravenous intramuscular by mouth usp nf preservative free sugar'.split(
		' ',
	),
);
const LONGEST = 300;

/**
 * Reads the name of a medicine. RxNorm's forms and those that orders use are understood; of a pack with
 * several products, and of a name without any ingredient, nothing is.
 */
export function readProduct(name: string): Product {
	const text = cutAt(withoutUnseen(name).text.toLowerCase().replace(/\s+/g, ' '), LONGEST).trim();
	const told = RELEASE.find(([words]) => words.test(text))?.[1] ?? 'unknown';
	const release = text.split(/[^a-z]+/).some(isExtendedBrand) ? 'extended' : told;
	const to = classInName(text);
	if (/[{}]/.test(text)) return { ingredients: [], salts: {}, release, to };
	// Brand in brackets at the end; the ingredient may stand in round ones: `Lasix (furosemide)`.
	const plain = text.replace(/\[[^\]]*\]/g, ' ');
	const [, inside] = /\(([^()]{3,80})\)/.exec(plain) ?? [];
	const outside = ingredientsIn(plain.replace(/\([^()]*\)/g, ' '));
	const found = (inside !== undefined && named(ingredientsIn(inside))) || outside;
	const strength = strengthIn(plain);
	const concentration = concentrationIn(plain);
	return {
		ingredients: found.map(({ base }) => base).toSorted(),
		salts: Object.fromEntries(
			found.flatMap(({ base, salt }) => (salt === undefined ? [] : [[base, salt]])),
		),
		release,
		...(strength && found.length === 1 && { strength }),
		...(concentration && found.length === 1 && { concentration }),
		to,
	};
}

interface Ingredient {
	base: string;
	salt?: string;
}

/** What round brackets hold counts only where it names something: `(as needed)` does not. */
const named = (found: Ingredient[]): Ingredient[] | undefined =>
	found.length > 0 && found.every(({ base }) => base.split(' ').length <= 3) ? found : undefined;

function ingredientsIn(text: string): Ingredient[] {
	return text
		.split(/ \/ | \+ | and | with |\/(?=[a-z]{4})/)
		.flatMap(splitByHyphen)
		.flatMap(ingredientIn);
}

/** `amoxicillin-clavulanate` holds two; `alpha-tocopherol` and `co-trimoxazole` are one. */
function splitByHyphen(part: string): string[] {
	const [, left, right, rest] =
		/^\s*([a-z]{6,}|[a-z]{5,} [a-z]{4,})-([a-z]{6,}\b)(.*)$/.exec(part) ?? [];
	return left === undefined || OTHER_WORDS.has(`${left}-${right}`)
		? [part]
		: [left, `${right}${rest}`];
}

function ingredientIn(part: string): Ingredient[] {
	const words: string[] = [];
	for (const word of part.split(/[\s,;]+/)) {
		if (word === '') continue;
		if (/^nda\d+$/.test(word)) continue;
		const isAmount =
			/^[\d.,]+(?:-[\d.,]+)?(?:[a-z%/].*)?$/.test(word) ||
			/^[%/.()-]+$/.test(word) ||
			word.includes('/');
		if (isAmount || OTHER_WORDS.has(word)) {
			// Before the name stand the duration and amount of RxNorm (`24 HR`, `1 ML`); after it the rest.
			if (words.length > 0) break;
			continue;
		}
		words.push(word.replace(/^[^a-z0-9]+|[^a-z0-9]+$/g, ''));
		if (words.length === 5) break;
	}
	const name = words.filter((one) => one !== '').join(' ');
	if (name === '' || !/[a-z]{3}/.test(name)) return [];
	const brand = brandOf(name);
	if (brand !== undefined) {
		return brand.split(' / ').map((one) => withoutSalt(one));
	}
	return [withoutSalt(name)];
}

function withoutSalt(name: string): { base: string; salt?: string } {
	const words = name.split(' ');
	const salt: string[] = [];
	while (words.length > 1 && SALTS.has(words[words.length - 1])) salt.unshift(words.pop() ?? '');
	// Nothing but salts and elements: the whole is the medicine.
	if (words.every((word) => ELEMENTS.has(word))) return { base: oneName(name) };
	const base = oneName(words.join(' '));
	return salt.length === 0
		? { base }
		: { base, salt: salt.map((one) => SAME_SALT[one] ?? one).join(' ') };
}

const SAME_SALT: Readonly<Record<string, string>> = {
	hcl: 'hydrochloride',
	hbr: 'hydrobromide',
	sulphate: 'sulfate',
};

/** The one amount that a name tells: `40 MG`; not that of a solution, and not one of several. */
function strengthIn(text: string): Product['strength'] {
	const found = [
		...text.matchAll(
			/(\d+(?:\.\d+)?)\s?(mg|mcg|g|gm|meq|unt|units?)(?![a-z/])(?!\s*\/\s*\d*\s*(?:ml|actuat|hr))/g,
		),
	];
	if (found.length !== 1) return undefined;
	const [, value, unit] = found[0];
	return { value: Number(value), unit: unit === 'gm' ? 'g' : unit };
}

/** Of a solution: `250 mg/5 mL` is 50 mg in 1 mL. */
function concentrationIn(text: string): Product['concentration'] {
	const found = [
		...text.matchAll(/(\d+(?:\.\d+)?)\s?(mg|mcg|g|meq|unt|units?)\s?\/\s?(\d+(?:\.\d+)?)?\s?ml\b/g),
	];
	if (found.length !== 1) return undefined;
	const [, value, unit, volume] = found[0];
	const milliliters = volume === undefined ? 1 : Number(volume);
	return milliliters > 0 ? { value: Number(value) / milliliters, unit } : undefined;
}

/** True when what differs is more than a name: these salts are not taken in the same dose or rhythm. */
export const SALT_COUNTS: ReadonlySet<string> = new Set([
	'bupropion',
	'diclofenac',
	'doxycycline',
	'hydroxyzine',
	'methylprednisolone',
	'metoprolol',
	'naproxen',
	'penicillin g',
	'phenytoin',
	'quetiapine',
	'venlafaxine',
]);

import { codesOf, nameOf } from '../elements';
import { comparable } from '../words/lists';
import { tidy } from '../words/tidy';

/** Where a medicine goes: the same drug by two of these is two therapies. */
export type RouteClass =
	| 'oral'
	| 'injection'
	| 'inhaled'
	| 'nasal'
	| 'eye'
	| 'ear'
	| 'skin'
	| 'patch'
	| 'rectal'
	| 'vaginal'
	| 'other'
	| 'unknown';

/** Words, class, names as charts write them, and SNOMED CT codes of the route. */
const ROUTES: ReadonlyArray<[text: string, to: RouteClass, names: string[], codes: string[]]> = [
	[
		'by mouth',
		'oral',
		['po', 'p o', 'oral', 'orally', 'oral route', 'by mouth', 'per os', 'oral use'],
		['26643006'],
	],
	['sublingually', 'oral', ['sl', 'sublingual', 'sublingually', 'sublingual route'], ['37839007']],
	['buccally', 'oral', ['buccal', 'buccal route'], ['54471007']],
	[
		'by feeding tube',
		'oral',
		['ng', 'nasogastric', 'nasogastric route', 'gastrostomy', 'gastrostomy route', 'per tube'],
		['127492001', '127490009'],
	],
	[
		'intravenously',
		'injection',
		[
			'iv',
			'i v',
			'intravenous',
			'intravenously',
			'intravenous route',
			'intravenous use',
			'ivpb',
			'iv push',
		],
		['47625008'],
	],
	[
		'intramuscularly',
		'injection',
		['im', 'i m', 'intramuscular', 'intramuscularly', 'intramuscular route'],
		['78421000'],
	],
	[
		'subcutaneously',
		'injection',
		[
			'sc',
			's c',
			'sq',
			'subq',
			'sub q',
			'subcut',
			'subcutaneous',
			'subcutaneously',
			'subcutaneous route',
			'subcutaneous use',
		],
		['34206005'],
	],
	['intradermally', 'injection', ['intradermal', 'intradermal route'], ['372464004']],
	[
		'by inhalation',
		'inhaled',
		[
			'inh',
			'inhalation',
			'inhaled',
			'respiratory tract route',
			'inhalation route',
			'nebulized',
			'nebulization',
		],
		['447694001'],
	],
	['into the nose', 'nasal', ['nasal', 'intranasal', 'nasal route', 'nasally'], ['46713006']],
	['into the eye', 'eye', ['ophthalmic', 'ophthalmic route', 'eye', 'ocular'], ['54485002']],
	['into the ear', 'ear', ['otic', 'otic route', 'ear', 'auricular'], ['10547007']],
	[
		'on the skin',
		'skin',
		['topical', 'topically', 'topical route', 'cutaneous', 'cutaneous route', 'on the skin'],
		['6064005', '448598008'],
	],
	['transdermally', 'patch', ['transdermal', 'transdermal route'], ['45890007']],
	['rectally', 'rectal', ['pr', 'rectal', 'rectally', 'rectal route', 'per rectum'], ['37161004']],
	[
		'vaginally',
		'vaginal',
		['pv', 'vaginal', 'vaginally', 'vaginal route', 'per vagina'],
		['16857009'],
	],
	['epidurally', 'other', ['epidural', 'epidural route'], ['404820008']],
	['intrathecally', 'other', ['intrathecal', 'intrathecal route'], ['72607000']],
];

/** Too short or too common to mean a route in the middle of a sentence. */
const NOT_IN_WORDS = new Set([
	'ng',
	'pr',
	'eye',
	'ear',
	'nasal',
	'p o',
	'i v',
	'i m',
	's c',
	'sub q',
]);

const BY_NAME = new Map(ROUTES.flatMap((route) => route[2].map((name) => [name, route] as const)));
const BY_CODE = new Map(ROUTES.flatMap((route) => route[3].map((code) => [code, route] as const)));

/** Names as words may have them, each with the route that it means; longest first. */
export const ROUTE_WORDS: ReadonlyArray<readonly [name: string, route: string]> = ROUTES.flatMap(
	([route, , names]) => [...new Set([...names, route])].map((name) => [name, route] as const),
)
	.filter(([name]) => !NOT_IN_WORDS.has(name))
	.toSorted(([a], [b]) => b.length - a.length);

export interface Route {
	code?: string;
	text: string;
	to: RouteClass;
}

/** A route in words; one that is not known keeps its own. */
export function routeOf(concept: unknown): Route | undefined {
	const codes = codesOf(concept);
	const name = nameOf(concept);
	const coded = codes.map(({ code }) => BY_CODE.get(code)).find((one) => one !== undefined);
	const known = coded ?? (name === undefined ? undefined : BY_NAME.get(comparable(name)));
	const text = known?.[0] ?? (name === undefined ? undefined : `by route: ${tidy(name, 100).text}`);
	if (text === undefined) return undefined;
	return {
		...(codes[0] !== undefined && { code: codes[0].code }),
		text,
		to: known?.[1] ?? 'other',
	};
}

/** Dose forms that tell the route; longest first. */
const FORMS: ReadonlyArray<[RegExp, RouteClass]> = [
	[/\b(?:transdermal|patch(?:es)?)\b/, 'patch'],
	[/\b(?:ophthalmic|eye)\b/, 'eye'],
	[/\b(?:otic|ear)\b/, 'ear'],
	[/\bnasal\b/, 'nasal'],
	[/\b(?:inhaler|inhalation|inhalant|nebuliz\w*|metered dose|dry powder)\b/, 'inhaled'],
	[/\b(?:rectal|suppositor\w+|enema)\b/, 'rectal'],
	[/\bvaginal\b/, 'vaginal'],
	[/\b(?:topical|cream|ointment|gel|lotion|shampoo)\b/, 'skin'],
	[
		/\b(?:injection|injectable|prefilled syringe|cartridge|pen injector|auto-injector|intravenous|subcutaneous|intramuscular)\b/,
		'injection',
	],
	[
		/\b(?:oral|tablets?|tabs?|capsules?|caps?|chewable|sublingual|buccal|syrup|lozenge|elixir)\b/,
		'oral',
	],
];

/** The class that a product's name or dose form tells; `unknown` where it does not. */
export const classInName = (name: string): RouteClass =>
	FORMS.find(([form]) => form.test(name.toLowerCase()))?.[1] ?? 'unknown';

/** Units as they are written out. UCUM, then the forms that orders and laboratories use. */
const WORDS: Readonly<Record<string, string>> = {
	'%': '%',
	ug: 'mcg',
	µg: 'mcg',
	μg: 'mcg',
	mcg: 'mcg',
	MCG: 'mcg',
	MG: 'mg',
	ML: 'mL',
	ml: 'mL',
	cc: 'mL',
	CC: 'mL',
	GM: 'g',
	gm: 'g',
	Cel: '°C',
	'[degF]': '°F',
	'mm[Hg]': 'mmHg',
	'[lb_av]': 'lb',
	'[in_i]': 'in',
	meq: 'mEq',
	MEQ: 'mEq',
	UNT: 'units',
	U: 'units',
	u: 'units',
	unit: 'units',
	Unit: 'units',
	Units: 'units',
	'[U]': 'units',
	IU: 'international units',
	iU: 'international units',
	'[IU]': 'international units',
	'[iU]': 'international units',
	'[arb_U]': 'arbitrary units',
	'/min': 'per minute',
	'{beats}/min': 'per minute',
	'{Beats}/min': 'per minute',
	'beats/min': 'per minute',
	'{breaths}/min': 'per minute',
	h: 'hours',
	d: 'days',
	wk: 'weeks',
	mo: 'months',
	a: 'years',
	min: 'minutes',
};

/** Things that are counted; `one` and `several`. */
const COUNTED: ReadonlyArray<[RegExp, string]> = [
	[/^\{?(tbl|tab|tabs|tablet|tablets|tablet\(s\)|TAB|Tab)\}?$/i, 'tablet'],
	[/^\{?(cap|caps|capsule|capsules|capsule\(s\)|CAP)\}?$/i, 'capsule'],
	[/^\{?(puff|puffs|inhalation|inhalations|actuation|actuations|actuat)\}?$/i, 'puff'],
	[/^(\[drp\]|drop|drops|gtt|gtts|\{drop\})$/i, 'drop'],
	[/^\{?(patch|patches)\}?$/i, 'patch'],
	[/^\{?(spray|sprays)\}?$/i, 'spray'],
	[/^\{?(application|applications)\}?$/i, 'application'],
	[/^\{?(suppository|suppositories|supp)\}?$/i, 'suppository'],
	[/^\{?(vial|vials)\}?$/i, 'vial'],
	[/^\{?(dose|doses)\}?$/i, 'dose'],
	[/^\{?(lozenge|lozenges)\}?$/i, 'lozenge'],
	[/^\{?(sachet|sachets|packet|packets)\}?$/i, 'packet'],
	[/^(unit|units|\{unit\}|\{units\}|unt|u|\[u\])$/i, 'unit'],
];

const POWERS: Readonly<Record<string, string>> = { 3: 'thousand', 6: 'million', 9: 'billion' };

const plural = (word: string): string =>
	word.endsWith('y') ? `${word.slice(0, -1)}ies` : `${word}${/(ch|s|x)$/.test(word) ? 'es' : 's'}`;

/** What is counted, as one word: `tablet`; undefined for a measure such as mg. */
export const countedUnit = (unit: string): string | undefined =>
	COUNTED.find(([pattern]) => pattern.test(unit.trim()))?.[1];

/** The unit in words that are not misread; a number of 1 has the singular. */
export function printUnit(unit: string, value?: number): string {
	const plain = unit.trim();
	const counted = countedUnit(plain);
	if (counted !== undefined) {
		return value === undefined || value > 1 || value === 0 ? plural(counted) : counted;
	}
	if (Object.hasOwn(WORDS, plain)) return WORDS[plain];
	// Each part of a compound: `IU/mL`, `ug/kg/min`.
	return plain
		.split('/')
		.map((part, at) => (part === '' ? part : partOfUnit(part, at)))
		.join('/');
}

function partOfUnit(part: string, at: number): string {
	if (/^m(IU|\[IU\]|\[iU\]|iU)$/.test(part)) return 'milli-international units';
	if (/^[uµμ](IU|\[IU\]|\[iU\]|iU)$/.test(part)) return 'micro-international units';
	if (/^k(IU|\[IU\]|\[iU\]|iU)$/.test(part)) return 'kilo-international units';
	if (part === 'mU') return 'milliunits';
	if (part === 'uU' || part === 'µU' || part === 'μU') return 'microunits';
	if (part === 'uL' || part === 'µL' || part === 'μL' || part === 'mcL') return 'microliter';
	// Under the line the unit of time keeps its sign: `mL/h`.
	if (at > 0 && /^(h|d|min|wk)$/.test(part)) return part;
	if (/^\{[^}]{1,30}\}$/.test(part)) return part.slice(1, -1);
	const [, power = ''] = /^10[*^](\d{1,2})$/.exec(part) ?? [];
	if (Object.hasOwn(POWERS, power)) return POWERS[power];
	return Object.hasOwn(WORDS, part) ? WORDS[part] : part.replace(/[µμ]/g, 'micro');
}

import type { Token } from '../text/tokens';

/** How a medicine gets into the body, as one name for every wording. */
const PHRASES: ReadonlyArray<readonly [string, string]> = [
	[
		'oral',
		'oral|orally|po|p.o|by mouth|per os|per oral|perorally|via mouth|through the mouth|mouth',
	],
	[
		'intravenous',
		'iv|i.v|intravenous|intravenously|intravenous piggyback|ivpb|iv push|ivp|intravenous push|by vein|into a vein|into the vein|intravenous route',
	],
	['intramuscular', 'im|i.m|intramuscular|intramuscularly|into the muscle|into a muscle'],
	['subcutaneous', 'sc|s.c|sq|subq|sub q|subcut|subcutaneous|subcutaneously|under the skin'],
	['sublingual', 'sl|s.l|sublingual|sublingually|under the tongue|beneath the tongue'],
	[
		'inhaled',
		'inhaled|inhalation|by inhalation|via inhalation|inh|nebulized|nebulised|nebulization|by nebulizer|via nebulizer|via nebuliser|respiratory tract|respiratory',
	],
	['topical', 'topical|topically|to the skin|on the skin|onto the skin|cutaneous|cutaneously'],
	['transdermal', 'transdermal|transdermally|through the skin'],
	['rectal', 'pr|p.r|rectal|rectally|per rectum'],
	['vaginal', 'vaginal|vaginally|per vagina|intravaginal|intravaginally'],
	[
		'ophthalmic',
		'ophthalmic|into the eye|in the eye|to the eye|into both eyes|in both eyes|in each eye|in the affected eye|ophthalmically',
	],
	['otic', 'otic|into the ear|in the ear|in both ears'],
	[
		'nasal',
		'nasal|nasally|intranasal|intranasally|into the nose|in each nostril|into each nostril',
	],
	[
		'enteral',
		'via feeding tube|by feeding tube|via g tube|via peg|via peg tube|nasogastric|via nasogastric tube|via ng tube|per tube|per g tube|enteral|via gastrostomy',
	],
	['buccal', 'buccal|buccally'],
	['intrathecal', 'intrathecal|intrathecally'],
	['epidural', 'epidural'],
	['intradermal', 'intradermal|intradermally'],
	['intra-articular', 'intra articular|intraarticular'],
	['intraosseous', 'intraosseous'],
	['intravitreal', 'intravitreal'],
];

/** Codes of HL7 v3 RouteOfAdministration and of SNOMED CT, where a chart has the code only. */
const CODES: Readonly<Record<string, string>> = {
	po: 'oral',
	'26643006': 'oral',
	'47625008': 'intravenous',
	ivinj: 'intravenous',
	iv: 'intravenous',
	'78421000': 'intramuscular',
	im: 'intramuscular',
	'34206005': 'subcutaneous',
	sq: 'subcutaneous',
	'37839007': 'sublingual',
	sl: 'sublingual',
	'447694001': 'inhaled',
	ihinhl: 'inhaled',
	'6064005': 'topical',
	'45890007': 'transdermal',
	transd: 'transdermal',
	'37161004': 'rectal',
	pr: 'rectal',
	'16857009': 'vaginal',
	'54485002': 'ophthalmic',
	'10547007': 'otic',
	'46713006': 'nasal',
	nasinhl: 'nasal',
	'127492001': 'enteral',
	'418136008': 'enteral',
	'54471007': 'buccal',
	'72607000': 'intrathecal',
};

const byFirst = new Map<string, Array<{ words: string[]; route: string }>>();
for (const [route, phrases] of PHRASES) {
	for (const phrase of phrases.split('|')) {
		const words = phrase.split(' ');
		const list = byFirst.get(words[0]) ?? [];
		list.push({ words, route });
		byFirst.set(words[0], list);
	}
}
for (const list of byFirst.values()) list.sort((a, b) => b.words.length - a.words.length);

export interface WrittenRoute {
	readonly from: number;
	readonly to: number;
	readonly route: string;
}

/** Words after which "IV" is the number four, and before which "oral" is no route. */
const NUMERAL_BEFORE = new Set(
	'stage class grade type nerve phase factor cn level nyha category'.split(' '),
);
const NO_ROUTE_AFTER = new Set(
	'intake cavity mucosa hygiene fluids fluid diet feeding feedings candidiasis thrush lesion lesions cancer surgery access line catheter congestion swab tract failure distress rate bleeding exam examination pain temperature tube contrast infection symptoms status drainage effort discharge'.split(
		' ',
	),
);

export function readRoute(tokens: readonly Token[], at: number): WrittenRoute | undefined {
	const first = tokens[at];
	if (first?.kind !== 'word') return undefined;
	for (const { words, route } of byFirst.get(first.low) ?? []) {
		if (!words.every((word, index) => tokens[at + index]?.low === word)) continue;
		const to = at + words.length;
		if (NUMERAL_BEFORE.has(tokens[at - 1]?.low ?? '')) return undefined;
		if (words.length === 1 && NO_ROUTE_AFTER.has(tokens[to]?.low ?? '')) return undefined;
		if (first.low === 'mouth' || (first.low === 'im' && first.raw !== 'IM')) return undefined;
		if (first.low === 'pr' && first.raw !== 'PR') return undefined;
		// "p.o." leaves its last point behind.
		const pointed =
			first.low.includes('.') &&
			tokens[to]?.low === '.' &&
			tokens[to].glued &&
			to < tokens.length - 1;
		return { from: at, to: to + (pointed ? 1 : 0), route };
	}
	return undefined;
}

/** The route that a code or the words of the chart mean; undefined when neither is known. */
export function routeOf(code: string | undefined, tokens: readonly Token[]): string | undefined {
	for (let at = 0; at < tokens.length; at++) {
		const found = readRoute(tokens, at);
		if (found !== undefined) return found.route;
	}
	if (tokens.length === 1 && tokens[0].low === 'mouth') return 'oral';
	return code === undefined ? undefined : CODES[code.toLowerCase()];
}

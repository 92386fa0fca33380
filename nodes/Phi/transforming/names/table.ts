/**
 * Made-up names: a beginning, a middle and an ending give one word. They are neither women's nor men's
 * names and serve as given name and as family name alike, so that `Ada`, `Testperson` and `Ada
 * Testperson` fit together in whatever order and part they are found. Words of three parts are hardly
 * ever somebody's real name, nor a letter or two away from one; the table is the same for everybody,
 * because a choice that looked at real names would differ from record to record.
 */
const BEGINNINGS =
	'Ald Amb Arn Ash Bar Bel Birk Bram Cal Cor Cran Cul Dal Dar Del Dun Eb Eld Elm Ev ' +
	'Fal Far Fen Fin Gar Gil Glen Gran Hal Har Haw Hol Imb Ir Isk Iv Jar Jen Jor Jun Kel Ken ' +
	'Kil Kir Lan Lar Lin Lor Mar Mel Mil Mor Nar Nel Nor Nun Oak Ol Or Os Par Pel Pem Por Quar ' +
	'Quen Quil Quor Ram Ren Ros Rud San Sel Sil Stan Tal Tar Thor Tor Ul Um Up Ur Val Van Ver ' +
	'Vin Wal War Wen Wil Yal Yar Yel Yor Zan Zel Zin Zor';

const MIDDLES =
	'abren adrel andul avel edrin elvin emvar endrel evrin idmar imbel irvan obren olvar omdel undra';

const ENDINGS =
	'brook bury combe cott croft dale dell don field ford gate grave ham haven holm hurst land ' +
	'ley lock low marsh mead mere mont moor nock rick ridge row sett shaw stead stone stow ' +
	'thorpe ton vale wade well wick win wood worth';

const middles = MIDDLES.split(' ');
const endings = ENDINGS.split(' ');
const beginnings = new Map<string, string[]>();
for (const beginning of BEGINNINGS.split(' ')) {
	const letter = beginning[0];
	beginnings.set(letter, [...(beginnings.get(letter) ?? []), beginning]);
}

/** Letters that words begin with. */
export const LETTERS: readonly string[] = [...beginnings.keys()];

/** How many words begin with a letter. */
export const wordCount = (letter: string): number =>
	(beginnings.get(letter)?.length ?? 0) * middles.length * endings.length;

/** One of the words that begin with a letter. @param at below {@link wordCount} */
export function wordAt(letter: string, at: number): string {
	const beginning = Math.floor(at / (middles.length * endings.length));
	const middle = Math.floor(at / endings.length) % middles.length;
	return `${beginnings.get(letter)?.[beginning]}${middles[middle]}${endings[at % endings.length]}`;
}

import { oneOf, setOf } from '../marks';
import { Gap } from '../types';
import { Word } from '../vocabulary/words';
import { Around, MOST_BEFORE } from './around';

/** What drugs are called on the street, by one name and by two. */
const STREET = setOf(
	'molly tina lucy adam eve charlie crystal jane mary christina tango stacy sherman hazel blanca roxy percy xan',
);
const STREET_OF_TWO = setOf('mary-jane aunt-nora special-k lady-caine mollys-and white-girl');
/** No `took`: a father took Adam to school. */
const TAKING = setOf(
	'uses used using smokes smoked smoking snorted snorts injected injects abuses vapes vaped',
);
/** What stands in one row with them. */
const SUBSTANCES = setOf(
	'mdma ecstasy lsd thc cbd pcp ghb dmt cocaine crack coke heroin meth methamphetamine amphetamine amphetamines cannabis marijuana weed pot ketamine kratom mushrooms shrooms psilocybin acid mescaline peyote spice k2 opium opioids opiates fentanyl oxy xanax benzos whippets inhalants poppers bath etoh alcohol tobacco nicotine vape drugs drug',
);

/** `Uses Molly at parties`, `MDMA, Molly and Mary Jane`: what drugs are called on the street. */
export function isDrug(around: Around): boolean {
	const { first, last, words } = around;
	const isOne = first === last && STREET.has(around.head);
	if (!isOne && !STREET_OF_TWO.has(words.join('-'))) return false;
	if (around.is(last + 1, Word.said)) return false;
	return TAKING.has(around.word(first - 1)) || isInRowOfDrugs(around);
}

function isInRowOfDrugs(around: Around): boolean {
	for (let at = around.first - 1; at > around.first - MOST_BEFORE; at--) {
		const word = around.word(at);
		if (SUBSTANCES.has(word)) return true;
		if (!oneOf(',/&(', word) && word !== 'and' && word !== 'or' && !STREET.has(word)) return false;
	}
	return false;
}

const BOOKS = setOf(
	'john mark luke matthew acts ruth james peter timothy titus samuel daniel joshua esther ezra job isaiah jeremiah ezekiel hosea joel amos micah jude philemon tobit judith',
);
const OF_SCRIPTURE = setOf(
	'psalm psalms scripture scriptures verse verses gospel bible hymn passage sermon devotional',
);
const MOST_OF_VERSE = 6;

/** `Psalm 23 read, John 14 read`, `hymn, John 3:16`: a book of the Bible. `Daniel 12:15` alone is a call at a time. */
export function isBook(around: Around): boolean {
	const { first, last } = around;
	if (first !== last || !BOOKS.has(around.head) || around.gap(last + 1) !== Gap.space) return false;
	if (!/^\d{1,3}$/.test(around.raw(last + 1))) return false;
	// `Chaplain prayed with Ruth 3/4.`
	if (oneOf('/', around.raw(last + 2))) return false;
	for (let at = first - MOST_OF_VERSE; at <= last + 1 + MOST_OF_VERSE; at++)
		if (OF_SCRIPTURE.has(around.word(at))) return true;
	return false;
}

const ANIMALS = setOf(
	'dog dogs cat cats puppy puppies kitten pup pet pets horse pony parrot parakeet budgie bird hamster rabbit bunny goldfish turtle lizard labrador retriever terrier poodle beagle chihuahua shepherd spaniel pug husky pitbull collie dachshund dachsund corgi schnauzer',
);

/** `dog "Duke"`, `her cat, Felix,`: who is not a person. */
export function isPet(around: Around): boolean {
	const { first, last } = around;
	if (first !== last) return false;
	let at = first - 1;
	while (at > first - 4 && oneOf('",(:', around.raw(at))) at--;
	const word = around.word(at);
	if (word === 'named' || word === 'called') at--;
	if (!ANIMALS.has(around.word(at))) return false;
	// `the dog Ada Testperson walks`, `dog bite. Ada said`
	return around.gap(first) <= Gap.space && !around.is(last + 1, Word.said);
}

/** Laws, societies, trials and scores whose letters make a name. */
const LETTERS = setOf(
	'gina ada ann nora sara carla flame gold grace charm dawn clara hope joy rose ruby star sage aria',
);
const BEHIND_LETTERS = setOf(
	'act law trial study score scale criteria registry protocol guideline guidelines questionnaire calculator',
);

/** What is said of a law or a trial, and of people as well: only behind letters that are known. */
const SAID_OF_LAWS = setOf(
	'protects prohibits forbids bars covers tool model risk regimen diet compliant accommodation accommodations protection protections recommendations index',
);

/** `GINA protects your job`, `GRACE score`: letters in a sentence that is not all in capitals. */
export function isLettered(around: Around): boolean {
	const { first, last } = around;
	const raw = around.raw(first);
	if (first !== last || raw.length < 3 || raw !== raw.toUpperCase()) return false;
	if (around.is(first - 1, Word.relative | Word.role | Word.title)) return false;
	if (!around.isLower(last + 1)) return false;
	return (
		BEHIND_LETTERS.has(around.next) || (LETTERS.has(around.head) && SAID_OF_LAWS.has(around.next))
	);
}

const GRANDPARENTS = setOf(
	'nana nanna nonna nonno oma opa papa mama abuela abuelo memaw meemaw mamaw papaw pawpaw pop pops yiayia bubbe zayde grammy grampy gran',
);

/** `("Nana")`: what a grandchild calls them, and no name. */
export function isGrandparent(around: Around): boolean {
	const { first, last } = around;
	if (first !== last || !GRANDPARENTS.has(around.head)) return false;
	return /["“]/.test(around.raw(first - 1)) && /["”]/.test(around.raw(last + 1));
}

/** What people drink, eat, smoke, wash with and join, by its whole name. */
const WHOLE_THINGS = setOf(
	'betty-crocker jenny-craig johns-hopkins lydia-pinkham tiger-balm lazy-susan bloody-mary virgin-mary little-debbie al-anon ben-gay burt-bees karl-fischer hill-burton press-ganey estee-lauder virginia-slims oscar-mayer duncan-hines papa-john papa-johns jimmy-johns trader-joe trader-joes carl-jr calvin-klein tommy-hilfiger ralph-lauren john-deere plain-jane',
);
/** The same where it may be somebody as well: behind a word of having it. */
const NAMED_ALIKE = setOf(
	'shirley-temple arnold-palmer tom-collins samuel-adams marie-callender sara-lee bob-evans jimmy-dean paul-newman mary-kay sally-hansen tommy-john evan-williams george-dickel johnny-walker',
);
const HAVING = setOf(
	'a an one two drinks drank drinking drink eats ate eating eat wears wore uses used using smokes likes',
);
const LIFE_OF_THINGS = new Map([
	['amber', setOf('alert alerts colored')],
	['daisy', setOf('award awards nominee')],
	['adam', setOf('drill alert')],
	['stanley', setOf('knife cup tumbler')],
	['velma', setOf('program')],
	['jack', setOf('knife hammer test')],
	['jane', setOf('collar')],
	['morgan', setOf('lens lenses horse')],
	['kent', setOf('cigarettes ppd')],
	['megan', setOf('law')],
	['kendra', setOf('law')],
	['jessica', setOf('law')],
	['nancy', setOf('law')],
	['jason', setOf('law')],
	['libby', setOf('zion')],
	['baker', setOf('act acted')],
	['marchman', setOf('act acted')],
	['harry', setOf('razors razor')],
	['duncan', setOf('placenta mechanism')],
	['dorothy', setOf('bag')],
	['hannah', setOf('law')],
	['levi', setOf('jeans')],
	['ford', setOf('truck pickup sedan suv')],
	['wendy', setOf('burger restaurant')],
	['casey', setOf('decision')],
]);

/** `Shirley Temple`, `Amber alert`, `Jessica's law`: things of everyday life. */
export function isThingOfLife(around: Around): boolean {
	const words = around.words;
	if (words.length === 2) {
		const name = words.join('-');
		if (WHOLE_THINGS.has(name)) return true;
		return NAMED_ALIKE.has(name) && HAVING.has(around.word(around.first - 1));
	}
	if (around.first !== around.last) return false;
	let next = around.last + 1;
	if (oneOf("'", around.raw(next))) next += 2;
	return LIFE_OF_THINGS.get(around.head)?.has(around.word(next)) === true;
}

/** Couples of rhymes and tales after which things are called. */
const OF_TALES = setOf(
	'jack-and-jill jack-in-the-box humpty-dumpty raggedy-ann peeping-tom simple-simon',
);

/** `Jack-and-Jill bathroom`. */
export const isOfTale = (around: Around): boolean =>
	OF_TALES.has(around.words.filter((word) => word !== '-').join('-'));

import { setOf } from '../../marks';
import { TRADES } from '../../vocabulary/trades';

const OF_TRADES = TRADES.trim().split(/\s+/).join(' ');

/** Nouns that end the names of places of care. */
const OF_CARE =
	'hospitals clinics infirmary sanatorium polyclinic pharmacies drugs drugstore apothecary laboratory laboratories diagnostics manor residences homecare healthcare physicians klinik hosp';
/** Those of schools and congregations. */
const OF_LEARNING = 'university academy elementary preschool synagogue mosque';
/** Those of companies and their forms. */
const OF_COMMERCE =
	'associates assurance corporation corp inc incorporated llc llp ltd gmbh plc industries enterprises logistics manufacturing mercantile motors foods bakery restaurant cafe diner hotel supermarket farms factory mills foundry freight plumbing brewery dairy orchards textiles trucking landscaping';

/** Nouns that make a facility of whatever name stands before them. */
export const FIRM_ENDS = setOf(`${OF_CARE} ${OF_LEARNING} ${OF_COMMERCE}`);

/** Nouns of which a note speaks for other reasons too: they need a word of care or business beside them. */
export const LOOSE_ENDS = setOf(
	`${OF_TRADES} imaging radiology pediatrics cardiology oncology orthopedics dermatology surgery medicine daycare nurses schools district lab center centre home care living group practice gardens estates place house terrace commons pointe pavilion medical health services systems partners plan nursing village villa lodge market works press company co agency insurance foundation church bank school labs pharmacy clinic rehab rehabilitation hospice shelter steel books electric construction printing hardware college institute ctr temple residence hospital mutual solutions`,
);

/** All nouns that end the name of a facility. */
export const ENDS: ReadonlySet<string> = new Set([...FIRM_ENDS, ...LOOSE_ENDS]);

/** Words that go on with a name behind its noun: `Zzoak Health System`. */
export const SYSTEMS = setOf('system network campus');

/** Words that end the short name of a hospital or home: Overbrook General, Maple Glen SNF. */
export const SHORT_ENDS = setOf(
	'state fire air county memorial mem meml general gen gnl regional reg rad ihc inst univ hosp snf alf ltc ltach ltac vamc ecf irf asc fqhc methodist baptist presbyterian lutheran adventist veterans childrens rehab rehabilitation heart eye ortho derm peds womens hospice vna hha dialysis infusion pharmacy apothecary drug drugs rx urgent imaging radiology labs diagnostics med medctr shelter mission academy elementary middle high prep isd pd fd ems police sheriff jail prison penitentiary correctional',
);

/** Kinds of homes by their letters. */
export const HOMES_IN_SHORT = setOf('snf alf ltc ecf');

/** Ends of the names that homes give themselves: Sunny Acres, Zztest Pines. */
export const ENDS_OF_HOMES = setOf('acres pines oaks gardens commons estates');

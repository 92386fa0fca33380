import { setOf } from '../../marks';
import { Word } from '../../vocabulary/words';

/** Ends of streets that nobody lists, and that name one behind a number and a name. */
export const ENDS = setOf(
	'cutoff bend bnd mesa row hollow holw landing lndg spur extension ext run pass trace trce path walk ridge rdg view vw vista crossing xing hill hls hills knoll knolls glen gln grove grv green bluff bluffs shore shores cove cv point pt creek crk fork forks meadow meadows mdws garden gardens orchard farm farms field fields park pines oaks woods manor mnr heights hts island isle quay mews close yard wharf dock pier bay harbor harbour gate station mill mills bridge ferry ford valley vly canyon cyn summit overlook ranch loop square plaza circle crescent cliff cliffs dale dell haven rapids springs spgs stream',
);

/** Words of a sentence or a measure: no name begins or goes on with them. */
export const SENTENCE = setOf(
	'and or the of to for with without was is were she he pt patient hours hrs days weeks pm am mg ml',
);

/** Words that stand behind a number in capitals and make it no house, unless they are words of streets too. */
export const NEVER =
	Word.title |
	Word.credential |
	Word.label |
	Word.month |
	Word.weekday |
	Word.holiday |
	Word.clinical |
	Word.relative;

/** Prepositions before a number that may be a time of day as well. */
export const AT = setOf('at to from of');

/** Prepositions before a road. */
export const ON = setOf('on off along near via down from of onto at by');

import { setOf } from '../../marks';
import { STATES } from '../../vocabulary/classes';

/** Codes of states in capitals, as they stand behind a town. */
export const STATE_CODES: ReadonlySet<string> = new Set(Object.values(STATES));

/** Words of streets that are hardly anything else behind a number and a name. */
export const STRONG = setOf(
	'street st avenue ave av road rd lane ln drive dr court ct boulevard blvd terrace terr ter parkway pkwy circle cir highway hwy trail trl turnpike tpke way place pl alley aly expressway gasse strasse weg straat rue',
);

/** Those that are nothing else. */
export const SURE_STREETS = setOf(
	'street avenue ave road rd lane ln boulevard blvd drive court terrace parkway circle trail',
);

/** Sides of a town before or behind a street: `12 N. Main St.`, `Main St NW`. */
export const DIRECTIONS = setOf(
	'n s e w ne nw se sw north south east west northeast northwest southeast southwest',
);

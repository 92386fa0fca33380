import { setOf } from '../../marks';

/** Words before a place: `near Zzoak`, `outside Harrow`. */
export const NEAR = setOf(
	'in from near to of at around outside visiting visited through via toward towards between',
);

/** Words of living, coming and going: a preposition behind them leads to a place. */
export const LIVING = setOf(
	'lives live lived living resides residing resided born raised moved native resident traveled travelled travels traveling travelling visited visiting flew relocated stationed homeless grew drove commutes immigrated emigrated hometown originally transferred vacationing returned',
);

/** Nouns that end the names of towns; the word before them is no language. */
export const TOWN_ENDS = setOf(
	'junction falls springs heights hollow mills grove harbor harbour beach city ville creek ridge valley corners crossing hills rapids bluff bluffs ferry haven landing township village station flats gap bend fork forks prairie shores woods oaks pines acres cove glen meadows point bay lake lakes island city center park mound plains summit view vista',
);

import type { Fact, FactFlag } from '../../shared/contracts/clinical-facts';
import { unique } from './words/lists';

/** A fact before it has its number. */
export type Seed = Fact extends infer One ? (One extends Fact ? Omit<One, 'id'> : never) : never;
export type SeedOf<K extends Fact['kind']> = Extract<Seed, { kind: K }>;

/** The flags once each, sorted; nothing when there are none. */
export function flagged(...flags: ReadonlyArray<FactFlag | false | undefined>): {
	flags?: FactFlag[];
} {
	const set = unique(flags.filter((one): one is FactFlag => Boolean(one))).toSorted();
	return set.length === 0 ? {} : { flags: set };
}

/** The same fact with more flags. */
export function withFlags<S extends Seed>(seed: S, ...flags: FactFlag[]): S {
	return { ...seed, ...flagged(...(seed.flags ?? []), ...flags) };
}

import { Shape } from '../../types';
import { Word } from '../../vocabulary/words';
import { beside } from './beside';
import { isCued, isPerson } from './cues';
import { aloneAs, type Person } from './person';
import type { Run } from './run';

/** A word in no list, doing what people do: `Kekoa says`, `Eoghan is a 3 y.o.`, `Jingyi 555-4054`. */
export function aloneUnknown(run: Run, before: string): Person | undefined {
	const { names, first, last, head } = run;
	if (head.shape !== Shape.capital || head.raw.length < 3 || (head.classes & Word.particle) !== 0)
		return undefined;
	const isDoing = isPerson(names, last) || isCued(names, first, last, before);
	if (!isDoing && beside(names, first, last) < (names.opens(first) ? 0.3 : 0.2)) return undefined;
	return aloneAs(run, isDoing ? 0.56 : 0.52, 'an unknown word that does what people do');
}

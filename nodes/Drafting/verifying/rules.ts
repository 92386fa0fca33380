import { createHash } from 'node:crypto';
import { canonicalJson } from '../../shared/canonical-json';
import { CONDITION_ENDINGS, CONDITIONS } from './lexicon/conditions';
import { BRANDS, CLASSES, DRUG_ENDINGS, GENERICS, SAME_INGREDIENT } from './lexicon/drugs';
import { LABS, VITALS } from './lexicon/measures';
import {
	ALLERGENS,
	CODE_STATUSES,
	DISPOSITIONS,
	PROCEDURE_ENDINGS,
	PROCEDURES,
	SITES,
	SPECIALTIES,
	VACCINES,
} from './lexicon/procedures';
import { COURSE, PLAIN } from './lexicon/plain-words';

/** Goes up with every change of what a verdict rests on. */
export const VERSION = '5';

let hash: string | undefined;

/** Hex SHA-256 of the word lists with the version of the rules: the same rules give the same verdicts. */
export function rulesHash(): string {
	hash ??= createHash('sha256')
		.update(
			canonicalJson({
				VERSION,
				words: [
					CONDITIONS,
					CONDITION_ENDINGS,
					GENERICS,
					BRANDS,
					SAME_INGREDIENT,
					CLASSES,
					DRUG_ENDINGS,
					LABS,
					VITALS,
					PROCEDURES,
					PROCEDURE_ENDINGS,
					SITES,
					SPECIALTIES,
					DISPOSITIONS,
					CODE_STATUSES,
					ALLERGENS,
					VACCINES,
					PLAIN,
					COURSE,
				],
			}),
		)
		.digest('hex');
	return hash;
}

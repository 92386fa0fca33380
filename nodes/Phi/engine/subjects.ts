import { Authorities, subjectOf } from '../transforming/index';
import type { PhiType, Subject } from '../types';

/** A number of a patient with the authority that gave it, as its format names it. */
export interface PatientNumber {
	readonly authority?: string;
	readonly value: string;
	readonly type: PhiType;
}

/** Nobody known: what is transformed for this subject agrees with nothing else. */
export const NOBODY: Subject = { key: '' };

/**
 * The subject of a patient who has several numbers: the one of an authority that the policy lists, else
 * the first record number, else the first number. All formats choose alike, so that all agree.
 */
export function subjectOfNumbers(
	numbers: readonly PatientNumber[],
	birthDate: string | undefined,
	authorities: Authorities,
): Subject {
	const chosen =
		numbers.find(
			({ authority }) => authority && authorities.find(authority, 'MRN') !== undefined,
		) ??
		numbers.find(({ type }) => type === 'MRN') ??
		numbers[0];
	if (chosen === undefined) return birthDate === undefined ? NOBODY : { key: '', birthDate };
	const { authority, value: number, type } = chosen;
	return subjectOf(
		{
			number,
			// A SSN is one number under every giver; any other is taken for that of a record.
			...(type === 'SSN' && { type }),
			...(authority !== undefined && { authority }),
			...(birthDate !== undefined && { birthDate }),
		},
		authorities,
	);
}

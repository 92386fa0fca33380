import type { PhiRole } from '../../types';
import { Word } from '../vocabulary/words';
import { setOf } from '../marks';

const PATIENTS = setOf('patient pt client resident subject');
const CLINICIANS = setOf('dr drs doctor nurse prof');

/** Whose name stands behind a title, a role or a relative. */
export function roleOf(word: string, classes: number): PhiRole {
	if (PATIENTS.has(word)) return 'patient';
	if ((classes & Word.relative) !== 0) return 'relative';
	if ((classes & Word.role) !== 0 || CLINICIANS.has(word)) return 'provider';
	return 'unknown';
}

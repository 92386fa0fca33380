import type { PhiRole } from '../../types';
import { Word } from '../vocabulary/words';

/** Whose name stands behind a title, a role or a relative. */
export function roleOf(word: string, classes: number): PhiRole {
	if (/^(?:patient|pt|client|resident|subject)$/.test(word)) return 'patient';
	if ((classes & Word.relative) !== 0) return 'relative';
	if ((classes & Word.role) !== 0 || /^(?:dr|drs|doctor|nurse|prof)$/.test(word)) return 'provider';
	return 'unknown';
}

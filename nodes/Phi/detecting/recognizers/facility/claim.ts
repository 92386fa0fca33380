import type { PhiFinding } from '../../../types';
import { foundTokens } from '../../found';
import type { PreparedText } from '../../types';

/** The name of an organisation over tokens, both counted in. */
export function facilityOver(
	prepared: PreparedText,
	first: number,
	last: number,
	rule: string,
	score: number,
): PhiFinding {
	return foundTokens(prepared, first, last, {
		type: 'FACILITY',
		role: 'organization',
		rule,
		score,
	});
}

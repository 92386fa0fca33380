import type { PhiFinding } from '../../types';
import { found } from '../found';
import { Gap, Kind, Shape, type PreparedText } from '../types';

/** Words of cars and parking in front of a plate. */
export const PLATED =
	/(?:cars?|veh|vehicles?|plates?|parked|parking|driving|drove|drives?|driver|trucks?|tags?|registration|sedan|suv|van|minivan|camper|pickup|jeep|permit|keys|motorcycle|auto)\b[^\n]{0,40}$/i;
/** Letters and digits as plates have them. */
export const PLATE =
	/^(?:\d[A-Z]{3}\d{3}|[A-Z]{3}-?\d{4}|[A-Z]{3}-?\d{3}|[A-Z]\d{2}-[A-Z]{3}|\d{3}-?[A-Z]{3}|\d{2,4}[A-Z]{2,3}|[A-Z]{2}\d{2}-?[A-Z]{2,3})$/;

/** ABC 123 behind a word for a vehicle. */
export function plates(prepared: PreparedText, digits: readonly number[], out: PhiFinding[]): void {
	for (const token of digits) {
		const form = prepared.at(token);
		if (
			token === 0 ||
			form.kind !== Kind.number ||
			form.raw.length < 3 ||
			form.raw.length > 4 ||
			prepared.gaps[token] !== Gap.space
		)
			continue;
		const letters = prepared.at(token - 1);
		if (letters.shape !== Shape.upper || letters.classes !== 0) continue;
		if (!/^[A-Z]{2,3}$/.test(letters.raw)) continue;
		const start = prepared.starts[token - 1] as number;
		if (PLATED.test(prepared.folded.slice(Math.max(0, start - 60), start)))
			out.push(
				found(prepared, start, prepared.ends[token] as number, {
					type: 'VEHICLE',
					rule: 'plate',
					score: 0.7,
				}),
			);
	}
}

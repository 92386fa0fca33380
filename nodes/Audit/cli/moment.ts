import { HospitalError } from '../../shared/errors';

const UNITS: Readonly<Record<string, number>> = { m: 60_000, h: 3_600_000, d: 86_400_000 };

/**
 * A moment as an administrator writes it: `2026-11-22`, `2026-11-22T14:30`, full ISO 8601, all in UTC
 * unless it says otherwise, or `90m`, `12h`, `7d` ago.
 *
 * @returns ISO 8601 UTC with milliseconds; undefined for nothing
 * @throws HospitalError `usage`
 */
export function readMoment(text: string | undefined, now: Date): string | undefined {
	if (text === undefined) return undefined;
	const [, count, unit] = /^(\d{1,5})([mhd])$/.exec(text) ?? [];
	if (count !== undefined) {
		return new Date(now.getTime() - Number(count) * UNITS[unit]).toISOString();
	}
	const iso =
		/^(\d{4}-\d\d-\d\d)(?:[T ](\d\d:\d\d(?::\d\d(?:\.\d{1,3})?)?)(Z|[+-]\d\d:\d\d)?)?$/.exec(text);
	const [, day, time = '00:00', zone = 'Z'] = iso ?? [];
	const moment = new Date(`${day}T${time}${zone}`).getTime();
	// Date turns 31 February into March: the day must be one that there is.
	const midnight = new Date(`${day}T00:00Z`).getTime();
	if (!Number.isNaN(moment) && new Date(midnight).toISOString().startsWith(day)) {
		return new Date(moment).toISOString();
	}
	throw new HospitalError('usage', 'A time on the command line cannot be read', {
		nextStep: 'Write 2026-11-22, 2026-11-22T14:30, or 90m, 12h, 7d for that long ago.',
	});
}

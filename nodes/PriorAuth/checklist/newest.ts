import type { FhirResource } from '../../clients/fhir';
import { dateOf } from '../questionnaire/fhir';

const HOUR_MS = 3_600_000;
/** A day without a time zone begins up to 14 hours before, and ends up to 12 hours after, that of UTC. */
const [EAST, WEST] = [14 * HOUR_MS, 12 * HOUR_MS];

/** First and last moment at which a record may have been, in milliseconds since 1970. */
export function momentsOf(resource: FhirResource): { from: number; to: number } {
	const date = dateOf(resource) ?? '';
	const [, year, month, day, time] = /^(\d{4})(?:-(\d\d)(?:-(\d\d)(T.+)?)?)?$/.exec(date) ?? [];
	if (year === undefined) return { from: -Infinity, to: Infinity };
	if (time !== undefined && /(?:Z|[+-]\d\d:\d\d)$/.test(time)) {
		const at = Date.parse(date);
		if (!Number.isNaN(at)) return { from: at, to: at };
	}
	const [y, m, d] = [Number(year), month === undefined ? 0 : Number(month) - 1, Number(day ?? 1)];
	const end =
		day !== undefined
			? Date.UTC(y, m, d + 1)
			: month !== undefined
				? Date.UTC(y, m + 1, 1)
				: Date.UTC(y + 1, 0, 1);
	return { from: Date.UTC(y, m, d) - EAST, to: end + WEST };
}

/**
 * The records that may be the newest of a list: one where the dates say which it is, several where
 * days without a time, or records without a date, leave it open.
 */
export function newestOf(resources: readonly FhirResource[]): FhirResource[] {
	const surest = Math.max(...resources.map((resource) => momentsOf(resource).from));
	return resources.filter((resource) => momentsOf(resource).to >= surest);
}

import type { FhirResource } from '../../../clients/fhir/types';
import { fhirInstant } from '../datatypes/times';
import type { ReadSegment } from '../reading';
import { SETTLED } from '../tables';
import type { WarningCode } from '../warnings';
import type { Conversion } from './context';
import { messageTime, timeInChart } from './message-time';

/** How settled a result must be before nothing unsettled takes its place. */
const FINAL = 2;

/** When a result was said: two times that are never compared with each other. */
export interface SaidAt {
	/** When it was made available (OBR-22). */
	released: string | undefined;
	/** When the message was made (MSH-7). */
	message: string | undefined;
}

export function saidAt(conversion: Conversion, obr: ReadSegment): SaidAt {
	const field = obr.field(22);
	const released = fhirInstant(field, conversion.options.timeZone);
	if (released === undefined && field !== undefined) field.warn('time-of-message');
	return { released, message: messageTime(conversion) };
}

/** What stands in `issued`: the time of the message where nothing else is said. */
export const issuedOf = ({ released, message }: SaidAt): string | undefined => released ?? message;

interface Ahead {
	later: number;
	sent: number;
	released: number;
}

/** How much later than the chart's state this was said, milliseconds; NaN when nobody knows. */
function ahead(said: SaidAt, there: FhirResource): Ahead {
	const issued = Date.parse(String(there.issued));
	const message = Date.parse(timeInChart(there) ?? '');
	// Where both are the same the time of the message stands in for one that was not said.
	const released = issued === message ? NaN : issued;
	const between = (mine: string | undefined, theirs: number) => Date.parse(mine ?? '') - theirs;
	const sent = between(said.message, message);
	const releases = between(said.released, released);
	const known = [releases, sent].find((one) => !Number.isNaN(one));
	return { later: known ?? between(issuedOf(said), issued), sent, released: releases };
}

/** True when the chart's state is of an earlier message, or nobody knows of which. */
export function isLater(said: SaidAt, there: FhirResource): boolean {
	const { later, sent } = ahead(said, there);
	return sent > 0 || (Number.isNaN(sent) && later > 0);
}

/**
 * Why what a message says must not take the place of what the chart has: it was said earlier, or it
 * is a draft of what is final.
 */
export function outdated(
	said: { status: string; at: SaidAt },
	there: FhirResource | undefined,
): Extract<WarningCode, 'older-than-chart' | 'less-settled'> | undefined {
	if (there === undefined) return undefined;
	const rank = SETTLED[said.status] ?? 0;
	const before = SETTLED[String(there.status)] ?? 0;
	const { later, sent, released } = ahead(said.at, there);
	// The parts of a laboratory release on their own: what is final and comes later follows a draft.
	if (before < FINAL && rank > before && sent > 0) return undefined;
	// A plain result does not undo a correction or withdrawal unless it was released later.
	if (before > FINAL && rank < before && !(released > 0)) return 'older-than-chart';
	if (Number.isNaN(later) || later === 0) {
		// Many laboratories leave the release as it was when they correct: then the messages tell.
		const isOlder = rank < before || (rank === before && sent < 0);
		return isOlder ? 'older-than-chart' : undefined;
	}
	if (later < 0) return 'older-than-chart';
	return rank < FINAL && before >= FINAL ? 'less-settled' : undefined;
}

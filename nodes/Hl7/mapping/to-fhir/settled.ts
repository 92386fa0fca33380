import type { FhirResource } from '../../../clients/fhir/types';
import { fhirInstant } from '../datatypes/times';
import type { ReadSegment } from '../reading';
import { SETTLED } from '../tables';
import type { WarningCode } from '../warnings';
import type { Conversion } from './context';

/** How settled a result must be before nothing unsettled takes its place. */
const FINAL = 2;

/** When a result was made available (OBR-22), else when the message was made. */
export function issuedOf({ reading, options }: Conversion, obr: ReadSegment): string | undefined {
	const field = obr.field(22);
	const issued = fhirInstant(field, options.timeZone);
	if (issued !== undefined) return issued;
	if (field !== undefined) field.warn('time-of-message');
	return fhirInstant(reading.first('MSH')?.field(7), options.timeZone);
}

/**
 * Why what a message says must not take the place of what the chart has: it was made available
 * earlier, or it is a draft of what is final.
 */
export function outdated(
	said: { status: string; issued?: string | undefined },
	there: FhirResource | undefined,
): Extract<WarningCode, 'older-than-chart' | 'less-settled'> | undefined {
	if (there === undefined) return undefined;
	const rank = SETTLED[said.status] ?? 0;
	const before = SETTLED[String(there.status)] ?? 0;
	const ahead = Date.parse(said.issued ?? '') - Date.parse(String(there.issued));
	if (Number.isNaN(ahead) || ahead === 0) return rank < before ? 'older-than-chart' : undefined;
	if (ahead < 0) return 'older-than-chart';
	return rank < FINAL && before >= FINAL ? 'less-settled' : undefined;
}

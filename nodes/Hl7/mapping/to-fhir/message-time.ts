import type { FhirResource } from '../../../clients/fhir/types';
import { exactTime } from '../datatypes/times';
import type { Conversion } from './context';

/** Extension: time of the HL7 message that last said something of the record (MSH-7). */
export const MESSAGE_TIME =
	'https://github.com/n8n-nodes-hospital/n8n-nodes-hospital/fhir/StructureDefinition/hl7-message-time';

type Extension = { url?: unknown; valueDateTime?: unknown };

const extensions = ({ extension }: FhirResource): Extension[] =>
	Array.isArray(extension) ? (extension as Extension[]) : [];

/** When the message was made (MSH-7). */
export const messageTime = ({ reading, options }: Conversion): string | undefined =>
	exactTime(reading.first('MSH')?.field(7), options.timeZone);

/** The time of the message that last changed the record; undefined when none did, or none said it. */
export function timeInChart(there: FhirResource | undefined): string | undefined {
	if (there === undefined) return undefined;
	const time = extensions(there).find(({ url }) => url === MESSAGE_TIME)?.valueDateTime;
	return typeof time === 'string' ? time : undefined;
}

/** The record with the time of the message that says this of it. */
export function stamped<T extends FhirResource>(resource: T, time: string | undefined): T {
	if (time === undefined) return resource;
	const others = extensions(resource).filter(({ url }) => url !== MESSAGE_TIME);
	return { ...resource, extension: [...others, { url: MESSAGE_TIME, valueDateTime: time }] };
}

/** True when the chart's record was said by a message of a later time. */
export const isLate = (time: string | undefined, there: FhirResource | undefined): boolean =>
	Date.parse(time ?? '') < Date.parse(timeInChart(there) ?? '');

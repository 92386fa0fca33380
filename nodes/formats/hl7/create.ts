import { characterSetOf } from './charset';
import { DEFAULT_DELIMITERS, type Delimiters } from './delimiters';
import { parseMessage, type Hl7Message } from './message';
import { hl7Time } from './time';

/** The header of a new message. */
export interface NewMessage {
	sendingApplication: string;
	sendingFacility?: string;
	receivingApplication?: string;
	receivingFacility?: string;
	/** MSH-9: `ORU`, `R01`, `ORU_R01`. */
	type: string;
	event?: string;
	structure?: string;
	/** MSH-10. Give the same for the same message, so that a repeated send can be told apart from a new one. */
	controlId: string;
	/** `P` when absent. */
	processingId?: string;
	/** `2.5.1` when absent. */
	version?: string;
	at?: Date;
	/** As in table 0211; `UNICODE UTF-8` when absent. */
	charset?: string;
	delimiters?: Delimiters;
}

/**
 * A new message with nothing but its header: fill it with `addSegment` and `set`.
 *
 * @throws HospitalError `hl7-charset-unknown`, `hl7-characters-unencodable`
 */
export function createMessage(options: NewMessage): Hl7Message {
	const { charset = 'UNICODE UTF-8', delimiters = DEFAULT_DELIMITERS } = options;
	const { field, component, repetition, escape, subcomponent, truncation } = delimiters;
	const marks = [component, repetition, escape, subcomponent, ...(truncation ? [truncation] : [])];
	const head = `MSH${String.fromCharCode(field, ...marks)}`;
	const set = characterSetOf(charset.split('~'));
	const message = parseMessage(set.encode(`${head}\r`), { charset });
	const values: Array<readonly [string, string | undefined]> = [
		['3.1', options.sendingApplication],
		['4.1', options.sendingFacility],
		['5.1', options.receivingApplication],
		['6.1', options.receivingFacility],
		['7', hl7Time(options.at ?? new Date())],
		['9.1', options.type],
		['9.2', options.event],
		['9.3', options.structure],
		['10', options.controlId],
		['11', options.processingId ?? 'P'],
		['12', options.version ?? '2.5.1'],
	];
	for (const [path, value] of values) {
		if (value !== undefined && value !== '') message.set(`MSH-${path}`, value);
	}
	charset.split('~').forEach((term, at) => term !== '' && message.set(`MSH-18[${at + 1}]`, term));
	return message;
}

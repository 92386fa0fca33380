import { sendHec, type HecIntake, type HecOptions } from '../../clients/splunk';
import { formatNamed, type FormatName } from '../formats';
import { millisecondsOf, outgoing } from '../formats/outgoing';
import type { LedgerEntry } from '../reading/check';
import { eventTexts } from './event-texts';
import type { Sink } from './sink';

const SOURCE = 'n8n-hospital';

export interface SplunkSinkOptions extends Omit<HecOptions, 'signal'> {
	/** JSON formats become fields in Splunk, the others one text. `json` when absent. */
	content?: FormatName;
	/** Index to write to; that of the token when absent. */
	index?: string;
}

/** Events for the HTTP Event Collector of Splunk. */
export function splunkSink(
	intake: HecIntake,
	{ content = 'json', index, ...options }: SplunkSinkOptions,
): Sink {
	return {
		async send(entries, signal) {
			const events = eventTexts(entries, envelope(content, index));
			const messages = await sendHec(intake, events, {
				...options,
				...(signal !== undefined && { signal }),
			});
			return { messages, confirmation: options.acknowledged ? 'indexed' : 'received' };
		},
	};
}

/** Time, host and kind of an event stand around it (Splunk, "Format events for HTTP Event Collector"). */
function envelope(content: FormatName, index: string | undefined): (entry: LedgerEntry) => string {
	const format = formatNamed(content);
	const isJson = format.mediaType.endsWith('json');
	return (entry) => {
		const event = outgoing(entry);
		const around = {
			time: millisecondsOf(event) / 1000,
			host: event.agent?.instance,
			source: SOURCE,
			sourcetype: `hospital:audit:${content}`,
			...(index !== undefined && { index }),
		};
		const text = format.line(entry);
		return `${JSON.stringify(around).slice(0, -1)},"event":${isJson ? text : JSON.stringify(text)}}`;
	};
}

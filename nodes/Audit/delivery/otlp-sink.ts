import type { Intake } from '../../clients/ingest';
import { attribute, sendLogs } from '../../clients/otlp';
import { instanceName } from '../../shared/origin';
import { VERSION } from '../../shared/version';
import { formatNamed, type FormatName } from '../formats';
import { levelOf, millisecondsOf, outgoing, type Level } from '../formats/outgoing';
import type { LedgerEntry } from '../reading/check';
import { eventTexts } from './event-texts';
import type { Sink } from './sink';

/** SeverityNumber and its name (OpenTelemetry logs data model). */
const SEVERITY: Record<Level, readonly [number: number, text: string]> = {
	info: [9, 'INFO'],
	notice: [10, 'INFO2'],
	minor: [13, 'WARN'],
	serious: [17, 'ERROR'],
	major: [21, 'FATAL'],
};

/** Events as OpenTelemetry log records: the event as JSON text in the body, its keys as attributes. */
export function otlpSink(intake: Intake, options: { content?: FormatName } = {}): Sink {
	const source = { instance: instanceName(), version: VERSION };
	return {
		async send(entries, signal) {
			const events = eventTexts(entries, logRecord(options.content ?? 'json'));
			const messages = await sendLogs(intake, events, {
				source,
				...(signal !== undefined && { signal }),
			});
			return { messages, confirmation: 'accepted' };
		},
	};
}

function logRecord(content: FormatName): (entry: LedgerEntry) => string {
	const { line } = formatNamed(content);
	return (entry) => {
		const event = outgoing(entry);
		const [severityNumber, severityText] = SEVERITY[levelOf(event)];
		// 64-bit numbers are strings in the JSON of protocol buffers.
		const nanoseconds = `${millisecondsOf(event)}000000`;
		return JSON.stringify({
			timeUnixNano: nanoseconds,
			observedTimeUnixNano: nanoseconds,
			severityNumber,
			severityText,
			body: { stringValue: line(entry) },
			attributes: [
				attribute('log.record.uid', entry.id),
				attribute('event.name', `hospital.${event.interaction ?? 'unknown'}`),
				attribute('hospital.kind', event.kind ?? 'unknown'),
				attribute('hospital.origin', event.origin ?? 'unknown'),
				{ key: 'hospital.seq', value: { intValue: String(event.seq ?? 0) } },
			],
		});
	};
}

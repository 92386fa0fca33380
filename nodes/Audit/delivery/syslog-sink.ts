import { sendSyslog, type SyslogTarget, type SyslogTimeouts } from '../../clients/syslog/transport';
import { rfc5424, type Rfc5424Options } from '../formats/rfc5424';
import type { LedgerEntry } from '../reading/check';
import type { Sink } from './sink';

/** RFC 5424 messages over TCP or TLS, one connection per delivery. */
export function syslogSink(
	target: SyslogTarget,
	options: { format?: Rfc5424Options; timeouts?: SyslogTimeouts; lenient?: boolean } = {},
): Sink {
	async function* messages(entries: AsyncIterable<LedgerEntry>): AsyncGenerator<Buffer> {
		for await (const entry of entries) yield rfc5424(entry, options.format);
	}
	return {
		async send(entries, signal) {
			const { messages: count, confirmation } = await sendSyslog(target, messages(entries), {
				...(options.timeouts !== undefined && { timeouts: options.timeouts }),
				lenient: options.lenient === true,
				...(signal !== undefined && { signal }),
			});
			return { messages: count, confirmation };
		},
	};
}

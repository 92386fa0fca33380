import { sendDatagrams, type DatagramTarget } from '../../clients/syslog/datagram';
import { sendSyslog, type SyslogTarget, type SyslogTimeouts } from '../../clients/syslog/transport';
import type { Sink } from './sink';
import { syslogMessages, type SyslogFormat } from './syslog-messages';

/** RFC 5424 messages over TCP or TLS, one connection per delivery. */
export function syslogSink(
	target: SyslogTarget,
	options: { format?: SyslogFormat; timeouts?: SyslogTimeouts; lenient?: boolean } = {},
): Sink {
	return {
		async send(entries, signal) {
			const messages = syslogMessages(entries, options.format);
			const { messages: count, confirmation } = await sendSyslog(target, messages, {
				...(options.timeouts !== undefined && { timeouts: options.timeouts }),
				lenient: options.lenient === true,
				...(signal !== undefined && { signal }),
			});
			return { messages: count, confirmation };
		},
	};
}

/** RFC 5424 messages as UDP datagrams: they leave, and nobody ever says that they arrived. */
export function datagramSink(
	target: DatagramTarget,
	options: { format?: SyslogFormat } = {},
): Sink {
	return {
		async send(entries, signal) {
			const messages = syslogMessages(entries, options.format);
			const count = await sendDatagrams(target, messages, signal);
			return { messages: count, confirmation: 'sent' };
		},
	};
}

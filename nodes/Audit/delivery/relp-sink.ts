import { sendRelp, type RelpTarget, type RelpTimeouts } from '../../clients/relp';
import type { Sink } from './sink';
import { syslogMessages, type SyslogFormat } from './syslog-messages';

/** RFC 5424 messages over RELP, each of them acknowledged, one session per delivery. */
export function relpSink(
	target: RelpTarget,
	options: { format?: SyslogFormat; timeouts?: RelpTimeouts; window?: number } = {},
): Sink {
	return {
		async send(entries, signal) {
			const messages = await sendRelp(target, syslogMessages(entries, options.format), {
				...(options.timeouts !== undefined && { timeouts: options.timeouts }),
				...(options.window !== undefined && { window: options.window }),
				...(signal !== undefined && { signal }),
			});
			return { messages, confirmation: 'acknowledged' };
		},
	};
}

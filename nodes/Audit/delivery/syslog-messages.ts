import { formatNamed, type FormatName } from '../formats';
import { rfc5424, rfc5424Around, type Rfc5424Options } from '../formats/rfc5424';
import type { LedgerEntry } from '../reading/check';

export interface SyslogFormat extends Rfc5424Options {
	/** What stands in the message. `syslog`, the default: the event as JSON. */
	content?: FormatName;
}

/** DICOM PS3.15 A.6.1: by this MSGID a repository knows a DICOM audit message. */
const ATNA_MSGID = 'DICOM+RFC3881';

/** Events as RFC 5424 messages without framing, whatever format their text is in. */
export async function* syslogMessages(
	entries: AsyncIterable<LedgerEntry>,
	{ content = 'syslog', ...options }: SyslogFormat = {},
): AsyncGenerator<Buffer> {
	if (content === 'syslog') {
		for await (const entry of entries) yield rfc5424(entry, options);
		return;
	}
	const format = formatNamed(content);
	const around = { ...options, ...(content === 'atna' && { msgId: ATNA_MSGID }) };
	for await (const entry of entries) yield rfc5424Around(entry, format.line(entry), around);
}

import { canonicalJson } from '../../shared/canonical-json';
import type { LedgerEntry } from '../reading/check';
import { levelOf, outgoing, type Level, type Outgoing } from './outgoing';

/** Facility 13, "log audit" (RFC 5424 6.2.1, table 1). */
const FACILITY_LOG_AUDIT = 13;
/** RFC 5424 6.2.1, table 2. */
const SEVERITY: Record<Level, number> = { info: 6, notice: 5, minor: 4, serious: 3, major: 2 };
/** RFC 5612: the enterprise number for documentation. It belongs to nobody, so it collides with nobody. */
export const DOCUMENTATION_ENTERPRISE = 32473;
/** RFC 5425 4.3.1: receivers SHOULD accept 8192 octets. */
export const DEFAULT_MAX_BYTES = 8192;
/** RFC 5425 4.3.1: receivers MUST accept 2048 octets. */
export const MINIMUM_MAX_BYTES = 2048;
const BOM = '\uFEFF';

export interface Rfc5424Options {
	/** Largest message in octets, its frame not counted; at least 2048. */
	maxBytes?: number;
	/**
	 * Private enterprise number in the structured-data name `hospital@NUMBER` (RFC 5424 7.2.2).
	 * A hospital with a number of its own sets it here.
	 */
	enterprise?: number;
	/**
	 * Puts a byte order mark before the text, as RFC 5424 6.4 asks for UTF-8. Off by default: rsyslog
	 * and others keep it as part of the message, and the JSON after it no longer parses.
	 */
	byteOrderMark?: boolean;
}

/**
 * Writes a ledger record as one syslog message (RFC 5424 6).
 *
 * PRI facility 13, severity by outcome; HOSTNAME the n8n instance; APP-NAME n8n-hospital; PROCID the
 * ledger writer; MSGID the interaction; structured data with event id, running number and the id of
 * the event before, by which a receiver finds gaps and repetitions; MSG the canonical JSON of the
 * fields that may leave. A message above `maxBytes` is cut to its core fields and says so with
 * `"reduced":true`; it is never cut in the middle.
 *
 * @returns the message without framing, UTF-8
 */
export function rfc5424(entry: LedgerEntry, options: Rfc5424Options = {}): Buffer {
	return around(outgoing(entry), undefined, options);
}

/**
 * An event in another format as the MSG of a syslog message with the same header. One that is larger
 * than `maxBytes` cannot be cut: then the core fields go as JSON instead.
 *
 * @param text the event in that format, one line
 * @param msgId MSGID, where the format asks for one of its own
 */
export function rfc5424Around(
	entry: LedgerEntry,
	text: string,
	options: Rfc5424Options & { msgId?: string } = {},
): Buffer {
	return around(outgoing(entry), text, options);
}

function around(
	event: Outgoing,
	text: string | undefined,
	options: Rfc5424Options & { msgId?: string },
): Buffer {
	const maxBytes = Math.max(options.maxBytes ?? DEFAULT_MAX_BYTES, MINIMUM_MAX_BYTES);
	const msgId = options.msgId ?? event.interaction;
	const head = header(event, options.enterprise ?? DOCUMENTATION_ENTERPRISE, msgId);
	const mark = options.byteOrderMark === true ? BOM : '';
	const whole = Buffer.from(`${head} ${mark}${text ?? canonicalJson(event)}`);
	if (whole.length <= maxBytes) return whole;
	return Buffer.from(`${head} ${mark}${canonicalJson(core(event))}`);
}

function header(event: Outgoing, enterprise: number, msgId: string | undefined): string {
	const data = (['id', 'seq', 'prev', 'kind', 'outcome'] as const)
		.filter((name) => event[name] !== undefined)
		.map((name) => `${name}="${escapeParam(String(event[name]))}"`);
	return [
		`<${FACILITY_LOG_AUDIT * 8 + SEVERITY[levelOf(event)]}>1`,
		event.recorded ?? NIL,
		headerField(event.agent?.instance, 255),
		'n8n-hospital',
		headerField(event.origin, 128),
		headerField(msgId, 32),
		`[hospital@${enterprise} ${data.join(' ')}]`,
	].join(' ');
}

/** NILVALUE (6.2.3 to 6.2.7): the field was held back, or has none. */
const NIL = '-';

/** A header field (6.2.4 to 6.2.7): what may leave is PRINTUSASCII; it is cut at its length. */
const headerField = (value: string | undefined, length: number): string =>
	value?.slice(0, length) ?? NIL;

/** PARAM-VALUE (6.3.3): backslash before `"`, `\` and `]`, and before nothing else. */
export function escapeParam(value: string): string {
	return value.toWellFormed().replace(/["\\\]]/g, '\\$&');
}

const CORE = [
	'v',
	'id',
	'origin',
	'seq',
	'prev',
	'recorded',
	'kind',
	'interaction',
	'action',
	'outcome',
] as const;

/** The fields that fit every size: the rest is in the ledger under the same id. */
function core(event: Outgoing): Record<string, unknown> {
	const kept = Object.fromEntries(CORE.map((name) => [name, event[name]]));
	return { ...kept, reduced: true };
}

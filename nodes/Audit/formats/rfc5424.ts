import { canonicalJson } from '../../shared/canonical-json';
import type { AuditOutcome } from '../../shared/ledger/event';
import type { LedgerEntry } from '../reading/check';
import { allowedFields, type AllowedEvent } from './allow-list';

/** Facility 13, "log audit" (RFC 5424 6.2.1, table 1). */
const FACILITY_LOG_AUDIT = 13;
const SEVERITY: Record<AuditOutcome, number> = { '0': 6, '4': 4, '8': 3, '12': 2 };
/** Notice: an emergency access succeeded, and somebody has to look at it. */
const SEVERITY_BREAK_GLASS = 5;
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
	const event = allowedFields(entry.record, entry.id);
	const maxBytes = Math.max(options.maxBytes ?? DEFAULT_MAX_BYTES, MINIMUM_MAX_BYTES);
	const head = header(entry, event, options.enterprise ?? DOCUMENTATION_ENTERPRISE);
	const mark = options.byteOrderMark === true ? BOM : '';
	const whole = Buffer.from(`${head} ${mark}${canonicalJson(event)}`);
	if (whole.length <= maxBytes) return whole;
	return Buffer.from(`${head} ${mark}${canonicalJson(core(event))}`);
}

function header({ record }: LedgerEntry, event: AllowedEvent, enterprise: number): string {
	const emergency = record.breakGlass === true && record.outcome === '0';
	// An outcome that is not in the table must not pass as a success.
	const severity = emergency ? SEVERITY_BREAK_GLASS : (SEVERITY[record.outcome] ?? 2);
	const data = ['id', 'seq', 'prev', 'kind', 'outcome']
		.filter((name) => event[name] !== undefined)
		.map((name) => `${name}="${escapeParam(String(event[name]))}"`);
	return [
		`<${FACILITY_LOG_AUDIT * 8 + severity}>1`,
		timestamp(record.recorded),
		headerField(record.agent.instance, 255),
		'n8n-hospital',
		headerField(record.origin, 128),
		headerField(record.interaction, 32),
		`[hospital@${enterprise} ${data.join(' ')}]`,
	].join(' ');
}

/** TIMESTAMP (6.2.3): a ledger time has this form; anything else is the NILVALUE. */
const timestamp = (recorded: string): string =>
	/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/.test(recorded) ? recorded : '-';

/**
 * A header field (6.2.4 to 6.2.7): PRINTUSASCII, cut at its length, NILVALUE when nothing is left.
 * A value with a space or anything else outside a code is no machine-made name, so it is withheld.
 */
function headerField(value: string, length: number): string {
	return /^[A-Za-z0-9][A-Za-z0-9._:-]*$/.test(value) ? value.slice(0, length) : '-';
}

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
];

/** The fields that fit every size: the rest is in the ledger under the same id. */
function core(event: AllowedEvent): Record<string, unknown> {
	const kept = Object.fromEntries(CORE.map((name) => [name, event[name]]));
	return { ...kept, reduced: true };
}

import { isIP } from 'node:net';
import { PRIORITIES, TERMINAL_STATES } from '../../shared/contracts/work-item';
import { AUDIT_KINDS, PURPOSES_OF_USE, type AuditRecord } from '../../shared/ledger/event';

/**
 * What may leave the ledger for a SIEM. A field that is not named here never leaves, and a field
 * that is named leaves only when its value has the form of a code, name of a machine, hash, number
 * or time. Free text has none of these forms. What was held back is named in `withheld`, so that a
 * SIEM sees that the ledger knows more.
 */
type Check = (value: unknown) => boolean;

const matching =
	(pattern: RegExp): Check =>
	(value) =>
		typeof value === 'string' && pattern.test(value);
const oneOf =
	(...values: unknown[]): Check =>
	(value) =>
		values.includes(value);

const count: Check = (value) => Number.isSafeInteger(value) && Number(value) >= 0;
const measure: Check = (value) => typeof value === 'number' && Number.isFinite(value);
const flag: Check = (value) => typeof value === 'boolean';
/**
 * What a program calls something: small letters, joined by hyphens and the like. Five digits in a row
 * are no part of a word; they would be part of a patient's number.
 */
const WORD = String.raw`(?![^,]*\d{5})[a-z][a-z0-9]*(?:[-_.:][a-z0-9]+)*`;
const word = matching(new RegExp(`^(?=.{1,128}$)${WORD}$`));
/** Several at once, as a held identity has several reasons. */
const words = matching(new RegExp(`^(?=.{1,512}$)${WORD}(?:,${WORD})*$`));
/** A setting of a model: `FP32`, `NCDHW`, `json`. */
const setting = matching(/^(?!.*\d{5})[A-Za-z][A-Za-z0-9._:-]{0,127}$/);
/** A name that a machine, n8n or a server gave: no space, no caret, nothing that a person's name needs. */
const code = matching(/^[A-Za-z0-9][A-Za-z0-9._:-]{0,127}$/);
/** Digits and separators only, seven or more: a date of birth, a telephone or record number. */
const NUMBER_OF_A_PERSON = /^[\d.:-]{7,}$/;
/** A code that somebody may have typed: it must not look like a number of a person. */
const identifier: Check = (value) => code(value) && !NUMBER_OF_A_PERSON.test(String(value));
/** n8n counts executions. */
const execution: Check = (value) => identifier(value) || matching(/^\d{1,15}$/)(value);
/** A FHIR resource type, or a word of our own. */
const objectType: Check = (value) => word(value) || matching(/^[A-Z][A-Za-z]{1,63}$/)(value);
/** A user's account, which may be a mail address. */
const account = matching(/^[A-Za-z0-9][A-Za-z0-9._:@+-]{0,127}$/);
/** `owner/model:tag`. */
const model = matching(/^[A-Za-z0-9][A-Za-z0-9._:/-]{0,127}$/);
const hash = matching(/^[0-9a-f]{64}$/);
const digest = matching(/^(?:sha256:)?[0-9a-f]{12,64}$/);
const pseudonym = matching(/^[0-9a-f]{32}$/);
/** Ed25519, base64. */
const signature = matching(/^[A-Za-z0-9+/]{86}==$/);
const keyId = matching(/^[0-9a-f]{8}$/);
const timeForm = matching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);
/** A moment that there is: a thirteenth month has the form only. */
const time: Check = (value) => timeForm(value) && !Number.isNaN(Date.parse(String(value)));
/** An IP address, or the name of a host. */
const hostName = matching(
	/^(?!.*\d{5})(?=.*[A-Za-z])[A-Za-z0-9](?:[A-Za-z0-9.-]{0,251}[A-Za-z0-9])?$/,
);
const address: Check = (value) => typeof value === 'string' && (isIP(value) > 0 || hostName(value));
/** HOSPITAL_INSTANCE or a host name. */
const instance = matching(/^[A-Za-z0-9][A-Za-z0-9._:-]{0,511}$/);
const origin = matching(/^\d{8}T\d{6}Z-[0-9a-f]{16}$/);
/** PS3.5 6.2: up to 16 characters, inner spaces allowed; kept to what AE titles in use are made of. */
const aeTitle = matching(/^[A-Za-z0-9_.-]{1,16}$/);
const scalar: Check = (value) => measure(value) || flag(value) || setting(value);

/** JSON Pointer patterns; `*` stands for one array index or one key with the form of a code. */
const ALLOWED: ReadonlyArray<readonly [pattern: string, check: Check]> = [
	['/v', count],
	['/origin', origin],
	['/seq', count],
	['/recorded', time],
	['/prev', hash],
	['/kind', oneOf(...AUDIT_KINDS)],
	['/interaction', word],
	['/action', oneOf('C', 'R', 'U', 'D', 'E')],
	['/outcome', oneOf('0', '4', '8', '12')],
	['/outcomeReason', words],
	['/actor/type', oneOf('user', 'system', 'device')],
	['/actor/id', account],
	['/actor/role', word],
	['/actor/authentication', word],
	['/agent/instance', instance],
	['/agent/workflowId', identifier],
	['/agent/workflowVersion', hash],
	['/agent/executionId', execution],
	['/agent/nodeType', code],
	['/agent/mode', word],
	['/network/address', address],
	['/network/port', count],
	['/network/callingAeTitle', aeTitle],
	['/network/calledAeTitle', aeTitle],
	['/patient/pseudonym', pseudonym],
	['/patient/keyId', keyId],
	['/encounter/pseudonym', pseudonym],
	['/encounter/keyId', keyId],
	['/objects/*/type', objectType],
	['/objects/*/version', identifier],
	['/objects/*/sha256', hash],
	['/objects/*/count', count],
	['/objects/*/added', count],
	['/objects/*/changed', count],
	['/objects/*/repeated', count],
	['/objects/*/pseudonym', pseudonym],
	['/objects/*/keyId', keyId],
	['/purposeOfUse', oneOf(...PURPOSES_OF_USE)],
	['/breakGlass', flag],
	['/emergency/reason', word],
	['/emergency/until', time],
	['/emergency/review', identifier],
	['/disclosure/recipient', identifier],
	['/disclosure/description', word],
	['/disclosure/basis', word],
	['/disclosure/reference', identifier],
	['/workItem/id', identifier],
	['/workItem/attempt', count],
	['/workItem/priority', oneOf(...PRIORITIES)],
	['/workItem/state', oneOf(...TERMINAL_STATES)],
	['/workItem/reason', words],
	['/inference/engine', code],
	['/inference/model', model],
	['/inference/version', code],
	['/inference/digest', digest],
	['/inference/profile', code],
	['/inference/parameters/*', scalar],
	['/inference/inputHash', hash],
	['/inference/outputHash', hash],
	['/inference/tokensIn', count],
	['/inference/tokensOut', count],
	['/inference/contextWindow', count],
	['/inference/truncated', flag],
	['/inference/latencyMs', measure],
	['/inference/verifier/*', measure],
	['/inference/signOff', identifier],
	['/change/subject', word],
	['/change/id', identifier],
	['/change/before', hash],
	['/change/after', hash],
	['/checkpoint/size', count],
	['/checkpoint/root', hash],
	['/checkpoint/time', time],
	['/checkpoint/heads/*/origin', origin],
	['/checkpoint/heads/*/seq', count],
	['/checkpoint/heads/*/hash', hash],
	['/checkpoint/older/before', origin],
	['/checkpoint/older/count', count],
	['/checkpoint/older/sha256', hash],
	['/checkpoint/keyId', keyId],
	['/checkpoint/signature', signature],
];

/**
 * Part of the ledger only: the name that a user gave a node is free text. The node type, workflow and
 * execution of the event lead to it.
 */
const LOCAL_ONLY = new Set(['/agent/node']);

/** Every field that may leave, as JSON Pointer patterns, in the order of the event. */
export const ALLOWED_PATTERNS: readonly string[] = ALLOWED.map(([pattern]) => pattern);

const CHECKS: ReadonlyMap<string, Check> = new Map(ALLOWED);
/** Places that are lists, or maps whose keys are not known. */
const OPEN: ReadonlyMap<string, 'list' | 'map'> = new Map([
	['/objects', 'list'],
	['/inference/parameters', 'map'],
	['/inference/verifier', 'map'],
	['/checkpoint/heads', 'list'],
]);
const PARENTS = new Set(
	ALLOWED.flatMap(([pattern]) => {
		const parts = pattern.split('/');
		return parts.slice(2).map((_, at) => parts.slice(0, at + 2).join('/'));
	}),
);
const KEY = /^(?!.*\d{5})[A-Za-z][A-Za-z0-9_.-]{0,63}$/;
const MAX_OPEN_MEMBERS = 256;

/** A record as a sink may see it. */
export interface AllowedEvent {
	[field: string]: unknown;
	/** SHA-256 of the ledger line: the event id by which receivers recognise a repetition. */
	id: string;
	/** Patterns of the fields that were held back; absent when nothing was. */
	withheld?: string[];
}

/**
 * Cuts a record down to what may leave.
 *
 * @param id event id of the record
 */
export function allowedFields(record: AuditRecord, id: string): AllowedEvent {
	const withheld = new Set<string>();
	const allowed = group({ ...record }, '', withheld);
	return {
		...allowed,
		id,
		...(withheld.size > 0 && { withheld: [...withheld].sort().slice(0, MAX_OPEN_MEMBERS) }),
	};
}

/** @returns what may leave of `value`, or undefined when nothing of it may */
function filter(value: unknown, pattern: string, withheld: Set<string>): unknown {
	const check = CHECKS.get(pattern);
	if (check?.(value) === true) return value;
	const isGroup = typeof value === 'object' && value !== null && PARENTS.has(pattern);
	if (check !== undefined || !isGroup || Array.isArray(value) !== (OPEN.get(pattern) === 'list')) {
		withheld.add(pattern);
		return undefined;
	}
	return OPEN.has(pattern)
		? openGroup(value, pattern, withheld)
		: group(value as Record<string, unknown>, pattern, withheld);
}

function group(
	value: Record<string, unknown>,
	pattern: string,
	withheld: Set<string>,
): Record<string, unknown> {
	const kept: Record<string, unknown> = {};
	for (const [key, item] of Object.entries(value)) {
		const child = `${pattern}/${key}`;
		if (LOCAL_ONLY.has(child)) continue;
		// A name that is not in the table may itself be text, so only its place is named.
		if (!CHECKS.has(child) && !PARENTS.has(child)) withheld.add(`${pattern}/?`);
		else kept[key] = filter(item, child, withheld);
	}
	return kept;
}

function openGroup(value: object, pattern: string, withheld: Set<string>): unknown {
	const child = `${pattern}/*`;
	const members = Object.entries(value);
	if (members.length > MAX_OPEN_MEMBERS) withheld.add(child);
	const within = members.slice(0, MAX_OPEN_MEMBERS);
	// An object that may not leave leaves its place behind, so that the others keep theirs.
	if (Array.isArray(value)) return within.map(([, item]) => filter(item, child, withheld) ?? {});
	const kept: Record<string, unknown> = {};
	for (const [key, item] of within) {
		if (KEY.test(key)) kept[key] = filter(item, child, withheld);
		else withheld.add(`${pattern}/?`);
	}
	return kept;
}

import { clear, type Contract } from '../shared/contracts';
import { HospitalError } from '../shared/errors';
import { isBreakReason } from './reading/check';
import { isOrigin } from '../shared/ledger/places';
import { isPosition, type Position } from './reading/position';
import type { ChainBreak } from './reading/read';

/** The part of one writer's ledger that a batch covers: after `from`, up to and with `to`. */
export interface BatchRange {
	origin: string;
	from: Position;
	to: Position;
	count: number;
}

/** A place where a writer's ledger cannot be read on. It goes to the SIEM as an event of its own. */
export interface BatchBreak extends ChainBreak {
	/** ISO 8601 UTC. */
	detectedAt: string;
}

/** A stretch of the ledger on its way to one sink, by reference: no event is in the item. */
export interface BatchReference {
	/** Name of the sink whose cursor moves when the batch is delivered. */
	sink: string;
	/** One range per writer that has something new, oldest writer first. */
	origins: BatchRange[];
	/** Damage that this sink has not been told of. Empty in a healthy ledger. */
	breaks: BatchBreak[];
	/** Events in the batch. */
	count: number;
	/** ISO 8601 UTC of the earliest and the latest event. */
	firstRecorded: string;
	lastRecorded: string;
	/** 1 for the first try; a batch that was not delivered comes again with the next number. */
	attempt: number;
	/** True when it came from "Listen for test event": it is sent, but the cursor stays. */
	test?: boolean;
}

export const batchContract: Contract = {
	name: 'BatchReference',
	key: 'auditBatch',
	description: 'Audit events that wait for a SIEM, by reference. The events stay in the ledger.',
	fields: {
		'/sink': clear('Name of the SIEM connection whose position in the ledger moves'),
		'/origins/*/origin': clear('Which process start of n8n wrote these events'),
		'/origins/*/from/segment': clear('Ledger file in which the batch starts'),
		'/origins/*/from/offset': clear('Byte at which it starts'),
		'/origins/*/from/seq': clear('Number of the last event before the batch'),
		'/origins/*/from/hash': clear('Fingerprint of the last event before the batch'),
		'/origins/*/to/segment': clear('Ledger file in which the batch ends'),
		'/origins/*/to/offset': clear('Byte at which it ends'),
		'/origins/*/to/seq': clear('Number of the last event of the batch'),
		'/origins/*/to/hash': clear('Fingerprint of the last event of the batch'),
		'/origins/*/count': clear('Events of this writer in the batch'),
		'/breaks/*/origin': clear('Which process start wrote the damaged ledger'),
		'/breaks/*/at/segment': clear('Ledger file with the damage'),
		'/breaks/*/at/offset': clear('Byte at which the damage starts'),
		'/breaks/*/at/seq': clear('Number of the last sound event'),
		'/breaks/*/at/hash': clear('Fingerprint of the last sound event'),
		'/breaks/*/reason': clear('What is wrong there'),
		'/breaks/*/detectedAt': clear('When it was found (UTC)'),
		'/count': clear('Events in the batch'),
		'/firstRecorded': clear('When the earliest event was recorded (UTC)'),
		'/lastRecorded': clear('When the latest event was recorded (UTC)'),
		'/attempt': clear('How often this part of the ledger was handed to the workflow'),
		'/test': clear('True for a test event: it is sent, but stays due for the real delivery'),
	},
};

const MAX_ORIGINS = 10_000;
const SINK = /^[A-Za-z0-9][A-Za-z0-9_-]{0,63}$/;

/**
 * Refuses a sink name that could not be a file name.
 *
 * @throws HospitalError `audit-sink-invalid`
 */
export function requireSink(name: unknown): string {
	if (typeof name === 'string' && SINK.test(name)) return name;
	throw new HospitalError(
		'audit-sink-invalid',
		'The SIEM name has characters that it cannot have',
		{
			nextStep:
				'Use 1 to 64 letters, digits, hyphens and underscores, for example "hospital-siem".',
		},
	);
}

const isTime = (value: unknown): boolean =>
	typeof value === 'string' && /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/.test(value);

function isRange(value: unknown): value is BatchRange {
	if (typeof value !== 'object' || value === null) return false;
	const { origin, from, to, count } = value as Partial<BatchRange>;
	return (
		isOrigin(origin) &&
		isPosition(from) &&
		isPosition(to) &&
		Number.isSafeInteger(count) &&
		to.seq - from.seq === count &&
		count > 0
	);
}

function isBreak(value: unknown): value is BatchBreak {
	if (typeof value !== 'object' || value === null) return false;
	const { origin, at, reason, detectedAt } = value as Partial<BatchBreak>;
	return isOrigin(origin) && isPosition(at) && isBreakReason(reason) && isTime(detectedAt);
}

/** True for a list of `check`ed members that names every writer at most once. */
function isList<T extends { origin: string }>(
	value: unknown,
	check: (member: unknown) => member is T,
): value is T[] {
	if (!Array.isArray(value) || value.length > MAX_ORIGINS || !value.every(check)) return false;
	return new Set(value.map((member) => member.origin)).size === value.length;
}

/**
 * Takes a batch reference out of an item. Items pass through other nodes, so nothing in it is
 * believed before it is checked.
 *
 * @throws HospitalError `audit-batch-invalid`, `audit-sink-invalid`
 */
export function requireBatch(value: unknown): BatchReference {
	const batch = (
		typeof value === 'object' && value !== null ? value : {}
	) as Partial<BatchReference>;
	const { origins, breaks, count } = batch;
	const valid =
		isList(origins, isRange) &&
		isList(breaks, isBreak) &&
		origins.length + breaks.length > 0 &&
		count === origins.reduce((sum, range) => sum + range.count, 0);
	if (!valid) {
		throw new HospitalError('audit-batch-invalid', 'The item carries no batch of audit events', {
			nextStep:
				'Connect this node behind an Audit Trigger and keep the field "auditBatch" of its item unchanged.',
		});
	}
	requireSink(batch.sink);
	return batch as BatchReference;
}

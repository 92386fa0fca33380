import type { AuditRecord } from '../../shared/ledger/event';

/** What a ledger can be asked for. */
export const INDEXED = [
	'patient',
	'encounter',
	'object',
	'actor',
	'workflow',
	'work-item',
	'model',
	'interaction',
] as const;
export type IndexedField = (typeof INDEXED)[number];

/** A value as the index knows it: 34 bits. Values may share one, so what is found is looked at again. */
export interface IndexKey {
	high: number;
	/** Two bits. */
	low: number;
}

/**
 * FNV-1a over field and value, twice with different starting points: quick, and spread well enough.
 * Nothing secret or trusted depends on it.
 */
export function keyOf(field: IndexedField, value: string): IndexKey {
	let high = 0x811c9dc5;
	let low = 0x01000193;
	const mix = (unit: number): void => {
		high = Math.imul(high ^ unit, 0x01000193);
		low = Math.imul(low ^ unit, 0x5bd1e995);
	};
	mix(INDEXED.indexOf(field));
	for (let at = 0; at < value.length; at++) mix(value.charCodeAt(at));
	// FNV leaves the upper bits of short inputs poor; one more turn of mixing spreads them.
	high ^= high >>> 15;
	high = Math.imul(high, 0x2c1b3c6d);
	high ^= high >>> 13;
	return { high: high >>> 0, low: (low >>> 7) & 3 };
}

/**
 * The values of a record that it can be found by. Whoever changed a record may have put anything into
 * it, and what is left of it must still be found.
 */
export function valuesOf(record: AuditRecord): Array<[IndexedField, string]> {
	const { patient, encounter, actor, agent, workItem, inference } = record;
	const objects = Array.isArray(record.objects) ? record.objects : [];
	const values: Array<[IndexedField, string | undefined]> = [
		['patient', patient?.pseudonym],
		['encounter', encounter?.pseudonym],
		...objects.map((object): [IndexedField, string | undefined] => ['object', object?.pseudonym]),
		['actor', actor?.id],
		['workflow', agent.workflowId],
		['work-item', workItem?.id],
		['model', inference?.model],
		['interaction', record.interaction],
	];
	return values.filter((pair): pair is [IndexedField, string] => typeof pair[1] === 'string');
}

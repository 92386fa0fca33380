import { createHash } from 'node:crypto';
import type { LedgerEntry } from '../../../dist/nodes/Audit/reading/check.js';
import { canonicalJson } from '../../../dist/nodes/shared/canonical-json.js';
import { SAMPLE } from '../../../docs/audit-formats-sample.mjs';

type Tree = Record<string, unknown>;

/** An entry as the ledger would give it: the id is the hash of the line. */
export function entryOf(record: Tree): LedgerEntry {
	const line = canonicalJson(record);
	const id = createHash('sha256').update(line).digest('hex');
	return { id, record, bytes: line.length + 1 } as unknown as LedgerEntry;
}

const copy = (value: unknown): Tree => JSON.parse(JSON.stringify(value)) as Tree;

/** A record with every field, changed as told. */
export const fullRecord = (changes: Tree = {}): Tree => ({ ...copy(SAMPLE.record), ...changes });

const { checkpoint, emergency, disclosure, inference, change, encounter, ...PLAIN } = copy(
	SAMPLE.record,
);

/** One event of each kind, as the nodes of the package record them, and some that stand out. */
export const EVENTS: Tree[] = [
	fullRecord(),
	{ ...PLAIN, interaction: 'fhir-read', action: 'R', outcome: '0' },
	{ ...PLAIN, interaction: 'fhir-create', action: 'C', outcome: '0', encounter },
	{ ...PLAIN, interaction: 'fhir-search', action: 'R', outcome: '0', patient: undefined },
	{ ...PLAIN, interaction: 'fhir-delete', action: 'D', outcome: '8' },
	{
		...PLAIN,
		interaction: 'dicom-store-received',
		action: 'C',
		outcome: '0',
		actor: { type: 'device', id: 'CT1', authentication: 'client-certificate' },
		objects: [{ type: 'dicom-study', pseudonym: 'ab'.repeat(16), keyId: '01234567', count: 321 }],
	},
	{ ...PLAIN, interaction: 'dicom-sent', action: 'R', outcome: '0' },
	{ ...PLAIN, interaction: 'identity-held', action: 'E', outcome: '4', outcomeReason: 'a-b,c-d' },
	{
		...PLAIN,
		kind: 'inference',
		interaction: 'model-inference',
		action: 'E',
		outcome: '0',
		inference,
	},
	{
		...PLAIN,
		kind: 'disclosure',
		interaction: 'report-faxed',
		action: 'R',
		outcome: '0',
		disclosure,
	},
	{
		...PLAIN,
		kind: 'break-glass',
		interaction: 'emergency-access',
		action: 'R',
		outcome: '0',
		purposeOfUse: 'ETREAT',
		breakGlass: true,
		emergency,
	},
	{ ...PLAIN, kind: 'configuration', interaction: 'workflow-changed', action: 'U', change },
	{ ...PLAIN, kind: 'work', interaction: 'work-closed', action: 'U', outcome: '0' },
	{
		...PLAIN,
		kind: 'association',
		interaction: 'dicom-association-refused',
		action: 'E',
		outcome: '8',
		network: {
			address: '2001:db8::7',
			port: 104,
			callingAeTitle: 'CT1',
			calledAeTitle: 'HOSPITAL',
		},
		patient: undefined,
		objects: undefined,
	},
	{
		...PLAIN,
		kind: 'association',
		interaction: 'dicom-association-ended',
		action: 'E',
		outcome: '0',
	},
	{
		...PLAIN,
		kind: 'system',
		interaction: 'audit-checkpoint',
		action: 'E',
		outcome: '0',
		checkpoint,
	},
	{ ...PLAIN, kind: 'system', interaction: 'ledger-chain-broken', action: 'E', outcome: '12' },
	{ ...PLAIN, kind: 'system', interaction: 'audit-gap', action: 'E', outcome: '8' },
	{ ...PLAIN, kind: 'access', interaction: 'audit-exported', action: 'R', outcome: '0' },
	// The smallest: an event of the ledger itself on a machine without a network.
	{
		v: 1,
		origin: '20260102T030405Z-00000000000000aa',
		seq: 1,
		recorded: '2026-01-02T03:04:05.678Z',
		prev: '0'.repeat(64),
		kind: 'system',
		interaction: 'dicom-listener-restarted',
		action: 'E',
		outcome: '0',
		agent: { instance: 'n8n.test' },
	},
].map(copy);

/** Places of all values of a record, with the places of the keys of open maps. */
export function* placesOf(value: unknown, path: string[] = []): Generator<string[]> {
	if (typeof value !== 'object' || value === null) yield path;
	else for (const [key, item] of Object.entries(value)) yield* placesOf(item, [...path, key]);
}

/** A copy with the value at a place replaced. */
export function withValue(record: Tree, path: string[], value: unknown): Tree {
	const changed = copy(record);
	let at = changed as Record<string, Tree>;
	for (const key of path.slice(0, -1)) at = at[key] as Record<string, Tree>;
	at[path.at(-1) ?? ''] = value as Tree;
	return changed;
}

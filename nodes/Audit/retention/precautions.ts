import { HospitalError } from '../../shared/errors';
import type { Verifier } from '../../shared/ledger/signing';
import { queryLedger } from '../index/query';
import { verifyLedger } from '../verify/verify';
import { scopeOf, type LegalHold } from './holds';

/** Interactions of the records about legal holds; the object's version is the hold's name. */
export const HOLD_PLACED = 'audit-hold-placed';
export const HOLD_LIFTED = 'audit-hold-lifted';

/**
 * Refuses to remove anything while something is wrong: what was changed is evidence, and a list of
 * holds that lost one would let go what a court asked to keep.
 *
 * @throws HospitalError `audit-ledger-unsound`, `audit-holds-missing`, `audit-holds-changed`; system errors of the disk
 */
export async function requireRemovable(
	auditDir: string,
	holds: readonly LegalHold[],
	keys: readonly Verifier[],
): Promise<void> {
	const open = await openHolds(auditDir);
	const missing = [...open.keys()].filter((id) => !holds.some((hold) => hold.id === id));
	if (missing.length > 0) {
		throw new HospitalError(
			'audit-holds-missing',
			`The ledger has legal holds that are not in the list: ${missing.join(', ')}`,
			{
				nextStep:
					'Nothing was removed. Restore legal-holds.json from backup, or place the hold again under its name, as it was; then lift it if it is over.',
			},
		);
	}
	const changed = holds.filter((hold) => isChanged(hold, open)).map(({ id }) => id);
	if (changed.length > 0) {
		throw new HospitalError(
			'audit-holds-changed',
			`Legal holds do not cover what they did when they were placed: ${changed.join(', ')}`,
			{
				nextStep:
					'Nothing was removed. Restore legal-holds.json from backup and tell who placed the hold. What a hold covers is changed only by lifting it and placing another one.',
			},
		);
	}
	const { findings } = await verifyLedger({ auditDir, keys });
	// Keys of before are not known here, and are no sign of a change.
	if (findings.every(({ problem }) => problem === 'key-unknown')) return;
	throw new HospitalError('audit-ledger-unsound', 'The audit ledger is not sound', {
		nextStep:
			'Nothing was removed, because it may be evidence. See what "hospital audit verify" says and tell the compliance officer.',
	});
}

/** True when the ledger says that a hold of this name was placed with another scope and never lifted. */
export function isChanged(hold: LegalHold, open: ReadonlyMap<string, string | undefined>): boolean {
	const placed = open.get(hold.id);
	return placed !== undefined && placed !== scopeOf(hold);
}

/**
 * Holds that were placed and never lifted, as the ledger says: name and scope (see `scopeOf`), which
 * holds placed by an earlier version lack. Of a hold that was placed twice the first scope counts.
 */
export async function openHolds(auditDir: string): Promise<Map<string, string | undefined>> {
	const where = { interaction: [HOLD_PLACED, HOLD_LIFTED] };
	const query = { where, limit: 1_000_000 };
	const { entries } = await queryLedger(auditDir, query, { withoutIndex: true });
	const open = new Map<string, string | undefined>();
	for (const { record } of entries.reverse()) {
		const { version: id, sha256 } = record.objects?.[0] ?? {};
		// A workflow can record what it likes; only the command places and lifts, and it is no node.
		if (id === undefined || record.agent.nodeType !== undefined) continue;
		if (record.interaction === HOLD_LIFTED) open.delete(id);
		else if (!open.has(id)) open.set(id, sha256);
	}
	return open;
}

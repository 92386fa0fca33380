import { HospitalError } from '../../shared/errors';
import type { Verifier } from '../../shared/ledger/signing';
import { queryLedger } from '../index/query';
import { verifyLedger } from '../verify/verify';
import type { LegalHold } from './holds';

/** Interactions of the records about legal holds; the object's version is the hold's name. */
export const HOLD_PLACED = 'audit-hold-placed';
export const HOLD_LIFTED = 'audit-hold-lifted';

/**
 * Refuses to remove anything while something is wrong: what was changed is evidence, and a list of
 * holds that lost one would let go what a court asked to keep.
 *
 * @throws HospitalError `audit-ledger-unsound`, `audit-holds-missing`; system errors of the disk
 */
export async function requireRemovable(
	auditDir: string,
	holds: readonly LegalHold[],
	keys: readonly Verifier[],
): Promise<void> {
	const missing = await missingHolds(auditDir, holds);
	if (missing.length > 0) {
		throw new HospitalError(
			'audit-holds-missing',
			`The ledger has legal holds that are not in the list: ${missing.join(', ')}`,
			{
				nextStep:
					'Nothing was removed. Restore legal-holds.json from backup, or place the hold again under its name; then lift it if it is over.',
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

/** Holds that were placed and never lifted, as the ledger says, and that the list lacks. */
async function missingHolds(auditDir: string, holds: readonly LegalHold[]): Promise<string[]> {
	const where = { interaction: [HOLD_PLACED, HOLD_LIFTED] };
	const query = { where, limit: 1_000_000 };
	const { entries } = await queryLedger(auditDir, query, { withoutIndex: true });
	const open = new Set<string>();
	for (const { record } of entries.reverse()) {
		const id = record.objects?.[0]?.version;
		// A workflow can record what it likes; only the command places and lifts, and it is no node.
		if (id === undefined || record.agent.nodeType !== undefined) continue;
		if (record.interaction === HOLD_PLACED) open.add(id);
		else open.delete(id);
	}
	return [...open].filter((id) => !holds.some((hold) => hold.id === id));
}

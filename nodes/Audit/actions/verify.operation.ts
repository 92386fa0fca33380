import type { Operation } from '../../shared/face';
import { dataDirectory } from '../../shared/data-directory';
import { auditSigner, parseVerifier } from '../../shared/ledger/signing';
import { someDeliveredTo } from '../delivery/delivered';
import { verifyLedger } from '../verify/verify';

/** SIEM Audit → Verify: the whole ledger is read and proven, or what is wrong with it is told. */
export const verify: Operation = {
	value: 'verify',
	name: 'Verify',
	description: 'Prove that nothing in the audit ledger was changed, removed or added',
	action: 'Verify the audit ledger',
	outputs: ['Sound', 'Not Sound'],
	endedWork: true,
	fields: [
		{
			displayName:
				'Reads the whole ledger on this server: at night rather than by day. What a SIEM holds is compared by the command "hospital audit verify --witness" on another computer.',
			name: 'verifyNotice',
			type: 'notice',
			default: '',
		},
		{
			displayName: 'Public Key',
			name: 'publicKey',
			type: 'string',
			default: '',
			placeholder: 'e.g. n8n-nodes-hospital/audit+6f8e86f0+Ad7l…',
			description:
				'The line that "hospital audit key show" printed when the ledger was set up. Empty: the key of this server, which proves less.',
		},
	],

	async execute(context) {
		const { audit, auditCursors, key } = await dataDirectory();
		const given = await context.parameter<string>('publicKey', '');
		const delivered = await someDeliveredTo(auditCursors);
		const result = await verifyLedger({
			auditDir: audit,
			keys: [given.trim() === '' ? auditSigner(key) : parseVerifier(given)],
			delivered,
		});
		const { sound, records, findings } = result;
		await context.audit({
			kind: 'system',
			interaction: 'audit-verified',
			action: 'E',
			outcome: sound ? '0' : '12',
			...(!sound && { outcomeReason: findings[0].problem }),
			objects: [{ type: 'ledger', count: records }],
		});
		const verification = {
			...result,
			// With years of restarts the sound ones are too many to show; what is open to change is what counts.
			origins: result.origins.filter(({ records: all, heldTo }) => heldTo < all),
			writers: result.origins.length,
		};
		return {
			add: [{ key: 'verification', value: verification, clear: [], plain: true }],
			output: sound ? 0 : 1,
		};
	},
};

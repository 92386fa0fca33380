import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { ListenerEvent, PeerInfo } from '../../../dist/nodes/Dicom/intake/index.js';
import type { CountAnswer } from '../../../dist/nodes/Dicom/receiving/count-images.js';
import { auditEntries } from '../../../dist/nodes/Dicom/receiving/audit-events.js';

const peer = { address: '10.1.2.3', port: 4711, callingAeTitle: 'CT1', calledAeTitle: 'HOSPITAL' };
const pseudonym = (...parts: string[]) => ({
	pseudonym: Buffer.from(parts.join()).toString('hex'),
	keyId: 'k',
});

describe('audit entries of the listener', () => {
	test('a refused association says who was refused and by which check', () => {
		const [entry] = auditEntries(
			{ type: 'association-refused', reason: 'called-ae-title', peer },
			pseudonym,
		);
		assert.equal(entry?.outcome, '8');
		assert.equal(entry?.outcomeReason, 'called-ae-title');
		assert.deepEqual(entry?.network, peer);
	});

	test('an association gives one entry for itself and one per study, with pseudonyms only', () => {
		const study = {
			studyKey: 'k',
			studyInstanceUid: '2.25.424242',
			patientId: 'ZZ-0001',
			issuer: 'ZZ',
			added: 2,
			changed: 1,
			repeated: 1,
		};
		const event: ListenerEvent = {
			type: 'association-ended',
			peer,
			how: 'released',
			stored: 3,
			failed: 1,
			echoes: 0,
			studies: [study, study],
		};
		const entries = auditEntries(event, pseudonym);
		assert.deepEqual(
			entries.map(({ kind, outcome }) => [kind, outcome]),
			[
				['association', '4'],
				['access', '0'],
				['access', '0'],
			],
		);
		const { count, added, changed, repeated } = entries[1]!.objects![0]!;
		assert.deepEqual([count, added, changed, repeated], [4, 2, 1, 1]);
		const text = JSON.stringify(entries);
		assert.ok(!text.includes('ZZ-0001') && !text.includes('2.25.424242'), text);
	});

	test('a study that is given on as incomplete says why, and a copy for a test run that it is one', () => {
		const completeness = { evidence: 'quiet-period', incomplete: true, incompleteReason: 'transfer-aborted', decidedAt: '' }; // prettier-ignore
		const study = { patient: { id: 'ZZ-0001', issuer: '' }, studyInstanceUid: '2.25.7', instanceCount: 3, version: 'v', completeness }; // prettier-ignore
		const entryOf = (mode: string) => {
			const event = { type: 'study-complete', route: 'r', mode, study } as unknown;
			return auditEntries(event as ListenerEvent & { type: 'study-complete' }, pseudonym)[0];
		};
		const entry = entryOf('production');
		assert.deepEqual(
			[entry?.interaction, entry?.outcome, entry?.outcomeReason],
			['dicom-study-complete', '4', 'quiet-period,transfer-aborted'],
		);
		assert.equal(entryOf('test')?.interaction, 'dicom-study-complete-in-test');
	});

	test('what a crash cut off is an entry like any other, marked as recorded late', () => {
		const study = { studyKey: 'k', studyInstanceUid: '2.25.424242', patientId: 'ZZ-0001', issuer: 'ZZ', added: 3, changed: 0, repeated: 0 }; // prettier-ignore
		const [association, stored] = auditEntries(
			{ type: 'association-cut-off', transfer: 'a-1', peer, studies: [study] },
			pseudonym,
		);
		assert.deepEqual(
			[association?.interaction, association?.outcome, association?.outcomeReason],
			['dicom-association-ended', '4', 'receiver-ended'],
		);
		assert.deepEqual(
			[stored?.interaction, stored?.outcome, stored?.outcomeReason, stored?.objects?.[0]?.added],
			['dicom-store-received', '0', 'recorded-late', 3],
		);
	});

	test('a connection that failed in mid-association says with what', () => {
		const [entry] = auditEntries(
			{ type: 'association-ended', peer, how: 'closed', failure: 'econnreset', stored: 1, failed: 0, echoes: 0, studies: [] },
			pseudonym,
		); // prettier-ignore
		assert.deepEqual([entry?.outcome, entry?.outcomeReason], ['4', 'closed,econnreset']);
	});

	test('refusals that were only counted are an entry with their number', () => {
		const [entry] = auditEntries(
			{ type: 'association-refused', reason: 'tls-no-certificate', peer, more: 132 },
			pseudonym,
		);
		assert.deepEqual(entry?.objects, [{ type: 'dicom-association', count: 132 }]);
	});

	test('a listed user is the actor, with how it proved to be one; otherwise the machine is', () => {
		const of = (proof?: PeerInfo['proof']) => {
			const event: ListenerEvent = {
				type: 'association-ended',
				peer: { ...peer, ...(proof && { proof }) },
				how: 'released',
				stored: 0,
				failed: 0,
				echoes: 1,
				studies: [],
			};
			return auditEntries(event, pseudonym)[0]?.actor;
		};
		assert.deepEqual(of({ by: 'user-name-and-passcode', user: 'ct1' }), {
			type: 'user',
			id: 'ct1',
			authentication: 'user-name-and-passcode',
		});
		assert.deepEqual(of({ by: 'client-certificate' }), {
			type: 'device',
			id: 'CT1',
			authentication: 'client-certificate',
		});
		assert.deepEqual(of(), { type: 'device', id: 'CT1' });
	});

	test('the end of the certificate is said before and after it', () => {
		const of = (days: number) => {
			const [entry] = auditEntries({ type: 'certificate-expiring', days }, pseudonym);
			return [entry?.interaction, entry?.outcome, entry?.outcomeReason];
		};
		assert.deepEqual(of(12), ['dicom-certificate-expiring', '4', 'days-left-12']);
		assert.deepEqual(of(-2), ['dicom-certificate-expired', '8', 'days-ago-2']);
	});

	test('a count that failed is a failure with its reason, and a forbidden one a serious one', () => {
		const of = (answer: CountAnswer) => {
			const about = { route: 'r', lane: 'HOSPITAL', studyKey: 'k', claim: '|', studyInstanceUid: '2.25.424242' }; // prettier-ignore
			const [entry] = auditEntries({ type: 'count-asked', ...about, answer }, pseudonym);
			assert.ok(!JSON.stringify(entry).includes('2.25.424242'));
			return [entry?.interaction, entry?.outcome, entry?.outcomeReason, entry?.objects?.[0]?.count];
		};
		assert.deepEqual(of({ count: 40 }), ['dicom-query-count', '0', undefined, 40]);
		assert.deepEqual(of({ count: 0 }), ['dicom-query-count', '0', undefined, 0]);
		for (const [failed, outcome] of [
			['econnrefused', '4'],
			['count-not-told', '4'],
			['egress-refused', '8'],
		] as const) {
			assert.deepEqual(of({ failed }), ['dicom-query-count', outcome, failed, undefined]);
		}
	});

	test('studies that nobody gets say why: no filter fits, no workflow, or no open port', () => {
		for (const reason of ['no-matching-rule', 'no-active-workflow', 'port-not-open'] as const) {
			const event = { type: 'studies-unclaimed', reason, lane: 'HOSPITAL', count: 1 } as const;
			assert.equal(auditEntries(event, pseudonym)[0]?.outcomeReason, reason);
		}
	});

	test('every event of a listener has an entry', () => {
		const events: Array<Parameters<typeof auditEntries>[0]> = [
			{ type: 'instance-refused', peer, status: 0xc000, reason: 'truncated' },
			{ type: 'study-missing', lane: 'HOSPITAL', studyKey: 'k' },
			{ type: 'studies-unclaimed', reason: 'port-not-open', lane: 'HOSPITAL', count: 2 },
			{ type: 'storage-failing', code: 'ENOSPC' },
			{ type: 'listener-failed', code: 'unexpected', restartInMs: 500 },
			{ type: 'listener-restarted' },
			{ type: 'orphans-removed', count: 3 },
		];
		for (const event of events) assert.equal(auditEntries(event, pseudonym).length, 1, event.type);
	});
});

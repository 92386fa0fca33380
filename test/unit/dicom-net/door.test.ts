import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { CHECKS, parseNetworks, refusalOf } from '../../../dist/nodes/Dicom/intake/door.js';
import { answerContext } from '../../../dist/nodes/Dicom/intake/contexts.js';
import { DEFAULT_LIMITS } from '../../../dist/nodes/Dicom/intake/settings.js';
import { BIG_ENDIAN, CT, EXPLICIT, IMPLICIT, route, VERIFICATION } from './build.ts';

const JPEG = '1.2.840.10008.1.2.4.70';

type Visit = Parameters<typeof refusalOf>[0];
const visit = (change: Partial<Visit> = {}, request: Partial<Visit['request']> = {}): Visit => ({
	boundTo: '127.0.0.1',
	localAddress: '127.0.0.1',
	peerAddress: '10.1.2.3',
	associations: 0,
	associationsOfPeer: 0,
	limits: DEFAULT_LIMITS,
	callingNetworks: undefined,
	routes: [route({ callingAeTitles: ['CT1'] })],
	certificate: undefined,
	pins: undefined,
	user: { outcome: 'anonymous' },
	contexts: [{ id: 1, result: 0, transferSyntax: EXPLICIT }],
	...change,
	request: {
		protocolVersion: 1,
		calledAeTitle: 'HOSPITAL',
		callingAeTitle: 'CT1',
		applicationContext: '1.2.840.10008.3.1.1.1',
		contexts: [],
		user: {
			maximumLength: 0,
			implementationClassUid: '',
			implementationVersionName: '',
			roles: [],
		},
		...request,
	},
});

describe('the door', () => {
	test('asks in one order, which is part of what we promise', () => {
		assert.deepEqual(
			CHECKS.map(({ name }) => name),
			[
				'bind-address', 'association-cap', 'peer-cap', 'calling-network', 'protocol-version',
				'called-ae-title', 'calling-ae-title', 'certificate-pin', 'user-identity-missing',
				'user-identity-unsupported', 'user-identity-wrong', 'application-context',
				'presentation-contexts',
			], // prettier-ignore
		);
	});

	test('lets in whom nothing speaks against', () => {
		assert.equal(refusalOf(visit()), undefined);
		assert.equal(refusalOf(visit({ boundTo: '0.0.0.0', localAddress: '10.9.9.9' })), undefined);
	});

	const refusals: Array<[string, Visit, { result: number; source: number; reason: number }]> = [
		['bind-address', visit({ localAddress: '10.9.9.9' }), { result: 1, source: 1, reason: 1 }],
		['association-cap', visit({ associations: 64 }), { result: 2, source: 3, reason: 2 }],
		['peer-cap', visit({ associationsOfPeer: 32 }), { result: 2, source: 3, reason: 2 }],
		['calling-network', visit({ callingNetworks: parseNetworks(['10.2.0.0/16']) }), { result: 1, source: 1, reason: 1 }],
		['protocol-version', visit({}, { protocolVersion: 2 }), { result: 1, source: 2, reason: 2 }],
		['called-ae-title', visit({ routes: [] }), { result: 1, source: 1, reason: 7 }],
		['calling-ae-title', visit({}, { callingAeTitle: 'ct1' }), { result: 1, source: 1, reason: 3 }],
		['certificate-pin', visit({ pins: { CT1: ['ct1.test'] } }), { result: 1, source: 1, reason: 3 }],
		['user-identity-missing', visit({ user: { outcome: 'missing' } }), { result: 1, source: 2, reason: 1 }],
		['user-identity-unsupported', visit({ user: { outcome: 'unsupported' } }), { result: 1, source: 2, reason: 1 }],
		['user-identity-wrong', visit({ user: { outcome: 'wrong' } }), { result: 1, source: 2, reason: 1 }],
		['application-context', visit({}, { applicationContext: '1.2' }), { result: 1, source: 1, reason: 2 }],
		['presentation-contexts', visit({ contexts: [{ id: 1, result: 3, transferSyntax: '' }] }), { result: 1, source: 1, reason: 1 }],
	]; // prettier-ignore
	for (const [reason, at, reject] of refusals) {
		test(`refuses by ${reason} with the values of PS3.8 9.3.4`, () => {
			assert.deepEqual(refusalOf(at), { reason, reject });
		});
	}

	test('a pin is a name or a fingerprint of the certificate that was shown', () => {
		const fingerprint = 'ab'.repeat(32);
		const certificate = { names: ['ct1.test'], fingerprint };
		const colons = fingerprint.toUpperCase().match(/../g)!.join(':');
		for (const pin of ['CT1.test', fingerprint, colons]) {
			assert.equal(refusalOf(visit({ pins: { CT1: [pin] }, certificate })), undefined, pin);
		}
		for (const pin of ['test', '*.test', 'cd'.repeat(32), '']) {
			const refusal = refusalOf(visit({ pins: { CT1: [pin] }, certificate }));
			assert.equal(refusal?.reason, 'certificate-pin', pin);
		}
		assert.equal(refusalOf(visit({ pins: { CT2: ['ct2.test'] }, certificate })), undefined);
	});

	test('an AE title that is the name of a built-in property has no pin', () => {
		const at = visit({ pins: { CT1: ['ct1.test'] }, routes: [route()] });
		for (const callingAeTitle of ['constructor', '__proto__', 'toString']) {
			assert.equal(refusalOf({ ...at, request: { ...at.request, callingAeTitle } }), undefined);
		}
	});

	test('the first check that fails decides', () => {
		const both = visit({ routes: [], associations: 1000 });
		assert.equal(refusalOf(both)?.reason, 'association-cap');
	});

	test('reads networks and single addresses, and refuses what is neither', () => {
		const list = parseNetworks(['10.1.0.0/16', ' 192.168.7.7 ', 'fd00::/8']);
		assert.equal(list?.check('10.1.255.1', 'ipv4'), true);
		assert.equal(list?.check('192.168.7.8', 'ipv4'), false);
		assert.equal(list?.check('fd12::1', 'ipv6'), true);
		assert.equal(parseNetworks([]), undefined);
		for (const wrong of ['10.1.0.0/33', 'pacs', '10.1.0.0/', '/8']) {
			assert.throws(() => parseNetworks([wrong]), { code: 'network-invalid' }, wrong);
		}
	});
});

describe('presentation contexts', () => {
	const answer = (abstractSyntax: string, transferSyntaxes: string[]) =>
		answerContext({ id: 5, abstractSyntax, transferSyntaxes });

	test('any storage class is taken, unknown and private ones too, and Verification', () => {
		for (const uid of [CT, '1.2.840.10008.5.1.4.1.1.999.1', '1.3.12.2.1107.5.9.1', VERIFICATION]) {
			assert.deepEqual(answer(uid, [EXPLICIT]), { id: 5, result: 0, transferSyntax: EXPLICIT });
		}
	});

	test('other services of the standard are not offered', () => {
		const others = [
			'1.2.840.10008.5.1.4.1.2.2.1',
			'1.2.840.10008.5.1.4.31',
			'1.2.840.10008.1.3.10',
			'x',
			'',
		];
		for (const uid of others) assert.equal(answer(uid, [EXPLICIT]).result, 3, uid);
	});

	test('explicit little endian first, then implicit, then whatever the sender proposed first', () => {
		assert.equal(answer(CT, [IMPLICIT, JPEG, EXPLICIT]).transferSyntax, EXPLICIT);
		assert.equal(answer(CT, [BIG_ENDIAN, IMPLICIT]).transferSyntax, IMPLICIT);
		assert.equal(answer(CT, [JPEG, BIG_ENDIAN]).transferSyntax, JPEG);
		assert.equal(answer(CT, ['2.25.4711']).transferSyntax, '2.25.4711');
		assert.equal(answer(CT, []).result, 4);
	});
});

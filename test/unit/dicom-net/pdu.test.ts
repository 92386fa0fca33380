import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import {
	decodeAssociateAccept,
	decodeAssociateReject,
	decodeAssociateRequest,
	encodeAssociateAccept,
	encodeAssociateReject,
	encodeAssociateRequest,
	PduError,
} from '../../../dist/nodes/clients/dimse/index.js';
import { CT, EXPLICIT, IMPLICIT, random } from './build.ts';

const USER = {
	maximumLength: 16384,
	implementationClassUid: '2.25.5',
	implementationVersionName: 'ZZTEST',
	roles: [{ sopClassUid: CT, scu: true, scp: false }],
};
const REQUEST = {
	calledAeTitle: 'HOSPITAL',
	callingAeTitle: 'ZZTESTSCU',
	applicationContext: '1.2.840.10008.3.1.1.1',
	contexts: [
		{ id: 1, abstractSyntax: CT, transferSyntaxes: [EXPLICIT, IMPLICIT] },
		{ id: 255, abstractSyntax: '1.2.840.10008.1.1', transferSyntaxes: [IMPLICIT] },
	],
	user: USER,
};
const body = (pdu: Buffer) => pdu.subarray(6);

describe('association PDUs', () => {
	test('an association request comes back as it was written', () => {
		assert.deepEqual(decodeAssociateRequest(body(encodeAssociateRequest(REQUEST))), {
			...REQUEST,
			protocolVersion: 1,
		});
	});

	test('an association acceptance comes back as it was written', () => {
		const accept = {
			...REQUEST,
			contexts: [
				{ id: 1, result: 0, transferSyntax: EXPLICIT },
				{ id: 3, result: 3, transferSyntax: IMPLICIT },
			],
		};
		const { contexts, user } = decodeAssociateAccept(body(encodeAssociateAccept(accept)));
		assert.deepEqual(contexts, accept.contexts);
		assert.deepEqual(user, USER);
	});

	test('a rejection has its three fields where PS3.8 9.3.4 puts them', () => {
		const pdu = encodeAssociateReject({ result: 1, source: 1, reason: 7 });
		assert.equal(pdu.toString('hex'), '03000000000400010107');
		assert.deepEqual(decodeAssociateReject(body(pdu)), { result: 1, source: 1, reason: 7 });
	});

	test('AE titles are 16 bytes on the wire and lose their padding', () => {
		const pdu = encodeAssociateRequest({ ...REQUEST, calledAeTitle: ' A B ' });
		assert.equal(pdu.toString('latin1', 10, 26), ' A B            ');
		assert.equal(decodeAssociateRequest(body(pdu)).calledAeTitle, 'A B');
	});

	test('user identity is read, and skipped items do not disturb', () => {
		const identity = Buffer.from('580000100201000575736572310005' + '7061737331', 'hex');
		const fixed = body(encodeAssociateRequest({ ...REQUEST, contexts: [] })).subarray(0, 68);
		const info = Buffer.concat([
			Buffer.from('510000040000ff00', 'hex'),
			Buffer.from('5300000400010001', 'hex'),
			Buffer.from('5600000400000000', 'hex'),
			identity,
		]);
		const item = Buffer.concat([Buffer.from([0x50, 0, 0, info.length]), info]);
		const { user } = decodeAssociateRequest(Buffer.concat([fixed, item]));
		assert.equal(user.maximumLength, 0xff00);
		assert.equal(user.userIdentity?.type, 2);
		assert.equal(user.userIdentity?.responseRequested, true);
		assert.equal(user.userIdentity?.primary.toString(), 'user1');
		assert.equal(user.userIdentity?.secondary.toString(), 'pass1');
	});

	test('a request that is cut off anywhere is refused or is a shorter request, never an accident', () => {
		const whole = body(encodeAssociateRequest(REQUEST));
		let refused = 0;
		for (let length = 0; length < whole.length; length++) {
			try {
				const shorter = decodeAssociateRequest(whole.subarray(0, length));
				assert.ok(shorter.contexts.length < 2 || shorter.user.maximumLength === 0);
			} catch (error) {
				assert.ok(error instanceof PduError, `${length}: ${String(error)}`);
				refused++;
			}
		}
		assert.ok(refused > whole.length - 6);
	});

	test('a request with random changes gives a request or a protocol error, nothing else', () => {
		const next = random(20260101);
		const whole = body(encodeAssociateRequest(REQUEST));
		for (let round = 0; round < 5000; round++) {
			const bytes = Buffer.from(whole);
			for (let change = 0; change <= round % 5; change++) {
				bytes[Math.floor(next() * bytes.length)] = Math.floor(next() * 256);
			}
			try {
				decodeAssociateRequest(bytes);
			} catch (error) {
				assert.ok(error instanceof PduError, String(error));
			}
		}
	});

	test('the same presentation context id twice, or an even one, is refused', () => {
		const [first] = REQUEST.contexts;
		const twice = encodeAssociateRequest({ ...REQUEST, contexts: [first, first] });
		assert.throws(() => decodeAssociateRequest(body(twice)), PduError);
		const even = encodeAssociateRequest({ ...REQUEST, contexts: [{ ...first, id: 2 }] });
		assert.throws(() => decodeAssociateRequest(body(even)), PduError);
	});
});

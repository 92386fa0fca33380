import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { ListenerEvent } from '../../../dist/nodes/Dicom/intake/events.js';
import { RefusalLog } from '../../../dist/nodes/Dicom/intake/security/refusal-log.js';
import {
	decideUser,
	type UserPolicy,
} from '../../../dist/nodes/Dicom/intake/security/user-identity.js';
import { encodeAssociateRequest } from '../../../dist/nodes/clients/dimse/index.js';
import { CT, EXPLICIT, RawPeer, startTestListener } from './build.ts';

const identity = (type: number, name: string, passcode = '', responseRequested = false) => ({
	type,
	responseRequested,
	primary: Buffer.from(name),
	secondary: Buffer.from(passcode),
});

const policy = (mode: UserPolicy['mode']): UserPolicy => ({
	mode,
	users: [
		{ name: 'ct1', passcode: 'zz-open' },
		{ name: 'mr1', passcode: 'zz-Ünlock' },
		{ name: 'us1' },
	],
});

describe('user identity (PS3.7 D.3.3.7)', () => {
	const cases: Array<[string, UserPolicy | undefined, ReturnType<typeof identity> | undefined, string]> = [
		['without a policy an identity is not looked at', undefined, identity(2, 'x', 'y'), 'anonymous'],
		['required: none is missing', policy('required'), undefined, 'missing'],
		['accepted: none is fine', policy('accepted'), undefined, 'anonymous'],
		['name and passcode', policy('required'), identity(2, 'ct1', 'zz-open'), 'known'],
		['not only ASCII', policy('required'), identity(2, 'mr1', 'zz-Ünlock'), 'known'],
		['wrong passcode', policy('required'), identity(2, 'ct1', 'zz-opem'), 'wrong'],
		['wrong passcode where none is required', policy('accepted'), identity(2, 'ct1', 'zz-'), 'wrong'],
		['passcode of another user', policy('required'), identity(2, 'ct1', 'zz-Ünlock'), 'wrong'],
		['empty passcode', policy('required'), identity(2, 'ct1', ''), 'wrong'],
		['name alone where a passcode is set', policy('required'), identity(1, 'ct1'), 'wrong'],
		['a passcode in an item that cannot carry one', policy('required'), identity(1, 'ct1', 'zz-open'), 'wrong'],
		['name alone where none is set', policy('required'), identity(1, 'us1'), 'known'],
		['a passcode too many', policy('required'), identity(2, 'us1', 'anything'), 'known'],
		['unknown name', policy('required'), identity(2, 'ct2', 'zz-open'), 'wrong'],
		['empty name', policy('required'), identity(1, ''), 'wrong'],
		['SAML where an identity is required', policy('required'), identity(4, 'ct1'), 'unsupported'],
		['Kerberos where none is required', policy('accepted'), identity(3, 'ct1'), 'anonymous'],
	]; // prettier-ignore
	for (const [what, rules, sent, outcome] of cases) {
		test(`${what}: ${outcome}`, () => {
			assert.equal(decideUser(rules, sent).outcome, outcome);
		});
	}

	const request = (item: Buffer) => {
		const bytes = encodeAssociateRequest({
			calledAeTitle: 'HOSPITAL',
			callingAeTitle: 'ZZTESTSCU',
			applicationContext: '1.2.840.10008.3.1.1.1',
			contexts: [{ id: 1, abstractSyntax: CT, transferSyntaxes: [EXPLICIT] }],
			user: {
				maximumLength: 16_384,
				implementationClassUid: '2.25.1',
				implementationVersionName: 'ZZTEST',
				roles: [],
			},
		});
		// The user information item is the last: it and the PDU grow by the new sub-item.
		const whole = Buffer.concat([bytes, item]);
		whole.writeUInt32BE(whole.length - 6, 2);
		const at = bytes.lastIndexOf(Buffer.from([0x51, 0, 0, 4])) - 4;
		whole.writeUInt16BE(bytes.length - at - 4 + item.length, at + 2);
		return whole;
	};
	const item = (type: number, response: number, name: string, passcode: string) => {
		const body = Buffer.alloc(6 + name.length + passcode.length);
		body[0] = type;
		body[1] = response;
		body.writeUInt16BE(name.length, 2);
		body.write(name, 4, 'latin1');
		body.writeUInt16BE(passcode.length, 4 + name.length);
		body.write(passcode, 6 + name.length, 'latin1');
		const header = Buffer.from([0x58, 0, 0, body.length]);
		return Buffer.concat([header, body]);
	};

	test('a positive response is given when it is asked for and the user is known, else none', async (t) => {
		const server = await startTestListener(t, { settings: { users: policy('accepted') } });
		const answer = async (sent: Buffer) => {
			const peer = await RawPeer.connect(server.port);
			t.after(() => peer.socket.destroy());
			peer.send(request(sent));
			return await peer.pdu(0x02);
		};
		const response = Buffer.from([0x59, 0, 0, 2, 0, 0]);
		assert.ok((await answer(item(2, 1, 'ct1', 'zz-open'))).includes(response));
		assert.ok(!(await answer(item(2, 0, 'ct1', 'zz-open'))).includes(response));
		assert.ok(!(await answer(item(3, 1, 'ticket', ''))).includes(response));
		assert.ok(!(await answer(Buffer.alloc(0))).includes(response));
	});

	test('a wrong passcode is refused as PS3.7 D.3.3.7.3 says, and what was sent is not kept', async (t) => {
		const server = await startTestListener(t, { settings: { users: policy('required') } });
		const peer = await RawPeer.connect(server.port);
		peer.send(request(item(2, 1, 'ct1', 'zz-guess')));
		assert.deepEqual([...(await peer.pdu(0x03)).subarray(7)], [1, 2, 1]);
		const event = await server.event('association-refused');
		assert.equal(event.reason, 'user-identity-wrong');
		assert.ok(!JSON.stringify(server.events).includes('zz-guess'));
		assert.equal(event.peer.proof, undefined);
	});

	test('who proved to be a listed user is named with the association', async (t) => {
		const server = await startTestListener(t, { settings: { users: policy('required') } });
		const peer = await RawPeer.connect(server.port);
		peer.send(request(item(2, 0, 'ct1', 'zz-open')));
		await peer.pdu(0x02);
		peer.send(Buffer.from([5, 0, 0, 0, 0, 4, 0, 0, 0, 0]));
		const { peer: who } = await server.event('association-ended');
		assert.deepEqual(who.proof, { by: 'user-name-and-passcode', user: 'ct1' });
	});
});

describe('refusals on their way to the ledger', () => {
	type Refusal = Extract<ListenerEvent, { type: 'association-refused' }>;
	const refusal = (address: string, reason = 'called-ae-title'): Refusal => ({
		type: 'association-refused',
		reason,
		peer: { address, port: 4711, callingAeTitle: 'SCAN', calledAeTitle: 'X' },
	});
	const log = (options: { burst: number; most: number }) => {
		const written: Refusal[] = [];
		const refusals = new RefusalLog((event) => written.push(event as Refusal), {
			...options,
			windowMs: 60_000,
		});
		return { refusals, written };
	};
	const sum = (written: Refusal[]) => written.reduce((total, { more }) => total + (more ?? 1), 0);

	test('the first are written one by one, the rest as a count, and nothing is left out', () => {
		const { refusals, written } = log({ burst: 3, most: 8 });
		for (let n = 0; n < 135; n++) refusals.report(refusal('10.1.2.3'));
		assert.equal(written.length, 3);
		refusals.flush();
		assert.equal(written.length, 4);
		assert.equal(written[3]?.more, 132);
		assert.equal(written[3]?.peer.address, '10.1.2.3');
		refusals.flush();
		assert.equal(written.length, 4, 'a count is given once');
	});

	test('after the minute they are written one by one again', async (t) => {
		t.mock.timers.enable({ apis: ['setTimeout'] });
		const { refusals, written } = log({ burst: 1, most: 8 });
		for (let n = 0; n < 5; n++) refusals.report(refusal('10.1.2.3'));
		t.mock.timers.tick(60_000);
		assert.deepEqual(
			written.map(({ more }) => more),
			[undefined, 4],
		);
		refusals.report(refusal('10.1.2.3'));
		assert.equal(written.length, 3);
	});

	test('one noisy caller does not hide another, nor another reason', () => {
		const { refusals, written } = log({ burst: 2, most: 8 });
		for (let n = 0; n < 50; n++) refusals.report(refusal('10.6.6.6'));
		refusals.report(refusal('10.1.2.3'));
		refusals.report(refusal('10.6.6.6', 'user-identity-wrong'));
		assert.equal(written.length, 4);
	});

	test('a flood from a thousand addresses stays bounded, and its sum is right', () => {
		const { refusals, written } = log({ burst: 2, most: 16 });
		for (let n = 0; n < 10_000; n++) refusals.report(refusal(`10.1.${n % 250}.${n % 40}`));
		refusals.flush();
		assert.ok(written.length <= 16 * 3 + 1, `${written.length} events`);
		assert.equal(sum(written), 10_000);
		const rest = written.find(({ peer }) => peer.address === '');
		assert.ok((rest?.more ?? 0) > 5000, 'what exceeds the list is counted without an address');
	});

	test('what is counted when the listener closes is still reported', async (t) => {
		const server = await startTestListener(t);
		for (let n = 0; n < 30; n++) {
			const peer = await RawPeer.connect(server.port);
			peer.send(Buffer.from('GET / HTTP/1.1\r\n\r\n'));
			await peer.untilClosed();
		}
		await server.close();
		const refused = server.events.filter((event) => event.type === 'association-refused');
		assert.deepEqual(new Set(refused.map(({ reason }) => reason)), new Set(['not-dicom']));
		assert.equal(refused.length, 21);
		assert.equal(refused.at(-1)?.more, 10);
	});
});

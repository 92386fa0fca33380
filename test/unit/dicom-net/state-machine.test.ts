import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { transition } from '../../../dist/nodes/clients/dimse/state-machine.js';
import type { Event, State } from '../../../dist/nodes/clients/dimse/state-machine.js';

const FROM_THE_PEER: Event[] = [
	'associate-ac', 'associate-rj', 'associate-rq', 'data-tf', 'release-rq', 'release-rp', 'abort',
	'transport-closed', 'invalid-pdu',
]; // prettier-ignore
const CONNECTED: State[] = [
	'Sta2', 'Sta3', 'Sta5', 'Sta6', 'Sta7', 'Sta8', 'Sta9', 'Sta10', 'Sta11', 'Sta12', 'Sta13',
]; // prettier-ignore

describe('the upper layer state machine', () => {
	test('has an answer to everything that a peer can do in any connected state', () => {
		for (const state of CONNECTED) {
			for (const event of FROM_THE_PEER) {
				assert.ok(transition(state, event), `${state} ${event}`);
			}
		}
	});

	test('follows Table 9-10 on the way of an acceptor', () => {
		assert.deepEqual(transition('Sta1', 'transport-indication'), ['AE-5', 'Sta2']);
		assert.deepEqual(transition('Sta2', 'associate-rq'), ['AE-6', 'Sta3']);
		assert.deepEqual(transition('Sta3', 'local-accept'), ['AE-7', 'Sta6']);
		assert.deepEqual(transition('Sta6', 'data-tf'), ['DT-2', 'Sta6']);
		assert.deepEqual(transition('Sta6', 'release-rq'), ['AR-2', 'Sta8']);
		assert.deepEqual(transition('Sta8', 'local-release-response'), ['AR-4', 'Sta13']);
		assert.deepEqual(transition('Sta13', 'transport-closed'), ['AR-5', 'Sta1']);
	});

	test('follows Table 9-10 on the way of a requestor', () => {
		assert.deepEqual(transition('Sta1', 'local-associate-request'), ['AE-1', 'Sta4']);
		assert.deepEqual(transition('Sta4', 'transport-connected'), ['AE-2', 'Sta5']);
		assert.deepEqual(transition('Sta5', 'associate-rj'), ['AE-4', 'Sta1']);
		assert.deepEqual(transition('Sta7', 'release-rp'), ['AR-3', 'Sta1']);
	});

	test('aborts on what does not belong into a state', () => {
		assert.deepEqual(transition('Sta2', 'data-tf'), ['AA-1', 'Sta13']);
		assert.deepEqual(transition('Sta6', 'associate-rq'), ['AA-8', 'Sta13']);
		assert.deepEqual(transition('Sta8', 'data-tf'), ['AA-8', 'Sta13']);
		assert.deepEqual(transition('Sta13', 'associate-rq'), ['AA-7', 'Sta13']);
		assert.deepEqual(transition('Sta13', 'data-tf'), ['AA-6', 'Sta13']);
	});
});

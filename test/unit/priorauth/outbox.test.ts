import assert from 'node:assert/strict';
import { after, afterEach, before, test } from 'node:test';
import { sendOnce, packetBytes } from '../../../dist/nodes/PriorAuth/sending/index.js';
import { startPayer, type Payer } from '../../hospital/payer/index.ts';
import type { Json } from './golden.ts';
import { clientOf, MemoryJournal, packet, QUICK } from './sending.ts';

let payer: Payer;
before(async () => {
	payer = await startPayer();
});
after(async () => await payer.stop());
afterEach(() => payer.reset());

/** A register that lives as long as the journal: what stands in it may have left. */
const registers = new WeakMap<MemoryJournal, Set<string>>();
function registered(journal: MemoryJournal, request: Json): { fresh: boolean } {
	const known = registers.get(journal) ?? new Set();
	registers.set(journal, known);
	const fresh = !known.has(request.identifier.value);
	known.add(request.identifier.value);
	return { fresh };
}

const send = (
	request: Json,
	{ journal = new MemoryJournal(), ...more }: Json = {},
): Promise<Json> =>
	sendOnce({
		request,
		client: clientOf(payer.pas),
		journal,
		now: new Date('2026-11-22T10:00:00Z'),
		before: () => Promise.resolve(registered(journal, request)),
		pauses: QUICK,
		...more,
	});

test('what leaves is journalled before, and the case is written down before', async () => {
	const journal = new MemoryJournal();
	const request = packet();
	const { submission, response } = await send(request, {
		journal,
		before: (submittedAt: string) => {
			assert.equal(submittedAt, '2026-11-22T10:00:00.000Z');
			assert.equal(journal.kept.size, 1);
			assert.equal(payer.requests().length, 0);
			return Promise.resolve({ fresh: true });
		},
	});
	assert.equal(submission.status, 'answered');
	assert.equal(submission.sha256, request.sha256);
	assert.equal(submission.needsPerson, false);
	assert.equal(response.resourceType, 'Bundle');
	assert.equal(journal.kept.size, 2);
	assert.doesNotMatch([...journal.kept.keys()].join(), /ZZTEST/);
});

test('run again after the answer it sends nothing, and says the same', async () => {
	const journal = new MemoryJournal();
	const request = packet();
	const first = await send(request, { journal });
	const again = await send(request, { journal, now: new Date('2026-11-23T10:00:00Z') });
	assert.deepEqual(again, first);
	assert.equal(payer.requests('submit').length, 1);
});

test('run again after no answer it sends the same bytes under the same identifier', async () => {
	const journal = new MemoryJournal();
	const request = packet();
	payer.fault({ at: 'submit', kind: 'answer-lost' });
	await assert.rejects(send(request, { journal, attempts: 1 }), { code: 'pas-submit-unanswered' });
	payer.mend();
	const { submission } = await send(request, { journal, now: new Date('2026-11-23T10:00:00Z') });
	assert.equal(submission.status, 'answered');
	assert.equal(submission.repeated, true);
	assert.equal(submission.submittedAt, '2026-11-22T10:00:00.000Z');
	assert.equal(new Set(payer.requests('submit').map(({ sha256 }) => sha256)).size, 1);
	assert.equal(payer.cases().length, 1);
});

test('"here already" in a later run is known as our own packet', async () => {
	const journal = new MemoryJournal();
	const request = packet();
	payer.fault({ at: 'submit', kind: 'answer-lost', times: 1 });
	await assert.rejects(send(request, { journal, attempts: 1 }));
	payer.fault({ at: 'submit', kind: 'duplicate', times: 1 });
	const { submission } = await send(request, { journal });
	assert.equal(submission.status, 'taken');
	assert.equal(submission.needsPerson, true);
	assert.deepEqual(submission.reasons, ['answer-lost']);
});

test('what the register knows already may have left before, also without a journal', async () => {
	payer.fault({ at: 'submit', kind: 'duplicate', times: 1 });
	const { submission } = await send(packet(), { before: () => Promise.resolve({ fresh: false }) });
	assert.equal(submission.status, 'taken');
});

test('nothing leaves when the case cannot be written down', async () => {
	const full = new Error('disk full');
	await assert.rejects(send(packet(), { before: () => Promise.reject(full) }), full);
	assert.equal(payer.requests().length, 0);
});

test('a refusal is kept, and says in the words of a form what would be entered by hand', async () => {
	payer.fault({ at: 'submit', kind: 'bad-request', times: 1 });
	const journal = new MemoryJournal();
	const { submission } = await send(packet(), { journal });
	assert.equal(submission.status, 'refused');
	assert.equal(submission.needsPerson, true);
	assert.deepEqual(submission.reasons, ['refused']);
	const { sections, warning } = submission.byHand;
	assert.match(warning, /did not arrive/);
	const lines = Object.fromEntries(
		sections.flatMap(({ title, lines }: Json) =>
			lines.map(({ label, value }: Json) => [`${title}: ${label}`, value]),
		),
	);
	assert.equal(lines['Patient: Name'], 'ZZTEST, ADA');
	assert.equal(lines['Patient: Member number'], 'ZZM-77');
	assert.equal(lines['Service 1: Code'], 'G0154');
	assert.equal(lines['Service 1: Quantity'], '8 visits');
	assert.equal(lines['Service 1: From'], '2026-12-01');
	assert.equal(lines['Service 1: Place of service'], '12');
	assert.equal(lines['Diagnoses: ICD-10'], 'G89.4');
	assert.equal(lines['Request: Urgency'], 'Standard');
	assert.match(lines['Who asks: NPI'], /^\d{10}$/);
	assert.ok(lines['Attach: DocumentReference']);
	// Kept: the next run does not bother the payer again.
	await send(packet(), { journal });
	assert.equal(payer.requests('submit').length, 1);
});

test('handed over, a payer that is silent goes to a person who is told to ask first', async () => {
	payer.fault({ at: 'submit', kind: 'unavailable' });
	const { submission } = await send(packet(), { handOver: true, attempts: 2 });
	assert.equal(submission.status, 'unanswered');
	assert.equal(submission.needsPerson, true);
	assert.deepEqual(submission.reasons, ['earlier-try-may-have-arrived']);
	assert.match(submission.byHand.warning, /may have arrived/);
});

test('handed over, answers that nobody can read go to a person with their name', async () => {
	payer.fault({ at: 'submit', kind: 'nonsense' });
	const { submission } = await send(packet(), { handOver: true, attempts: 1 });
	assert.equal(submission.status, 'unanswered');
	assert.deepEqual(submission.reasons, ['answer-unreadable', 'earlier-try-may-have-arrived']);
});

test('handed over, a payer that was not reached leaves the way by fax free', async () => {
	payer.fault({ at: 'submit', kind: 'throttled' });
	const { submission } = await send(packet(), { handOver: true, attempts: 2 });
	assert.deepEqual(submission.reasons, ['payer-not-reached']);
	assert.match(submission.byHand.warning, /did not arrive/);
});

const CHANGED: ReadonlyArray<[string, (request: Json) => void, string]> = [
	[
		'a packet that was changed after it was built',
		(request) => (request.bundle.entry[0].resource.item[0].quantity.value = 80),
		'prior-auth-packet-changed',
	],
	[
		'a packet with another fingerprint',
		(request) => (request.sha256 = '0'.repeat(64)),
		'prior-auth-packet-changed',
	],
	[
		'a packet under another name',
		(request) => (request.identifier.value = 'other'),
		'prior-auth-packet-changed',
	],
	['an inquiry', (request) => (request.kind = 'inquiry'), 'prior-auth-packet-kind'],
	['no packet', (request) => (request.bundle = 'sealed'), 'prior-auth-packet-changed'],
];
for (const [name, change, code] of CHANGED) {
	test(`${name} does not leave`, async () => {
		const request = packet();
		change(request);
		await assert.rejects(send(request), { code });
		assert.equal(payer.requests().length, 0);
	});
}

test('a packet that breaks a rule of the guide does not leave, whoever fingerprinted it', async () => {
	const { createHash } = await import('node:crypto');
	const { canonicalJson } = await import('../../../dist/nodes/shared/canonical-json.js');
	const request = packet();
	delete request.bundle.timestamp;
	request.sha256 = createHash('sha256').update(canonicalJson(request.bundle)).digest('hex');
	await assert.rejects(send(request), { code: 'prior-auth-packet-invalid' });
	assert.equal(payer.requests().length, 0);
});

test('another packet under the same identifier leaves only when the register lets it', async () => {
	const journal = new MemoryJournal();
	await send(packet(), { journal });
	const other = packet('work-1', (input) => (input.items[0].order.quantityQuantity.value = 9));
	assert.deepEqual(other.identifier, packet().identifier);
	const taken = new Error('identifier taken');
	await assert.rejects(send(other, { journal, before: () => Promise.reject(taken) }), taken);
	assert.equal(payer.requests('submit').length, 1);
});

test('what certainly did not arrive is taken back, and what may have arrived is not', async () => {
	for (const [kind, arrived] of [
		['unauthorized', false],
		['answer-lost', true],
		['nonsense', true],
	] as const) {
		payer.fault({ at: 'submit', kind });
		let unsent = 0;
		const taken = { unsent: () => Promise.resolve(void unsent++), attempts: 1 };
		await assert.rejects(send(packet(), taken));
		assert.equal(unsent, arrived ? 0 : 1, kind);
		// What may have left in an earlier run is never taken back.
		await assert.rejects(
			send(packet(), { ...taken, before: () => Promise.resolve({ fresh: false }) }),
		);
		assert.equal(unsent, arrived ? 0 : 1, kind);
		payer.mend();
	}
});

test('the same packet gives the same bytes, in whatever order its members stand', () => {
	const request = packet();
	const reversed = (value: Json): Json =>
		Array.isArray(value)
			? value.map(reversed)
			: typeof value === 'object' && value !== null
				? Object.fromEntries(
						Object.entries(value)
							.reverse()
							.map(([name, child]) => [name, reversed(child)]),
					)
				: value;
	const bytes = packetBytes(request);
	assert.deepEqual(packetBytes({ ...request, bundle: reversed(request.bundle) }), bytes);
});

/**
 * One attempt at one piece of work in a process of its own: build, journal, register, send, write down.
 * At the step that the environment names it dies as by kill -9.
 */
import { writeSync } from 'node:fs';
import { join } from 'node:path';
import { FhirClient } from '../../../dist/nodes/clients/fhir/index.js';
import { openCases } from '../../../dist/nodes/PriorAuth/cases/index.js';
import { buildRequest } from '../../../dist/nodes/PriorAuth/request/index.js';
import {
	registerOutcome,
	registerPacket,
	sendOnce,
	type Register,
} from '../../../dist/nodes/PriorAuth/sending/index.js';
import { WorkStore } from '../../../dist/nodes/shared/work/store.js';
import type { Json } from '../../unit/priorauth/golden.ts';
import { complete } from '../../unit/priorauth/people.ts';

const { KILL_FOLDER = '', KILL_PAYER = '', KILL_WORK = '', KILL_AT = '0' } = process.env;
const at = Number(KILL_AT);
let steps = 0;

/** Between any two things that happen. */
function step(): void {
	steps += 1;
	if (steps !== at) return;
	process.kill(process.pid, 'SIGKILL');
	// The signal is on its way: nothing more may happen meanwhile.
	Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0);
}

async function stepped<T>(work: () => Promise<T>): Promise<T> {
	step();
	const result = await work();
	step();
	return result;
}

const key = Buffer.alloc(32, 7);
const store = new WorkStore(join(KILL_FOLDER, 'work'), key);
const journal = {
	once: (name: string, compute: () => Promise<Uint8Array>) =>
		stepped(() => store.once(KILL_WORK, name, () => stepped(compute))),
};

const client = new FhirClient({ baseUrl: KILL_PAYER });
const watched = {
	baseUrl: client.baseUrl,
	raw: async (...given: Parameters<FhirClient['raw']>) => {
		const answer = await stepped(() => client.raw(...given));
		const buffer = () => stepped(() => answer.buffer());
		return { buffer } as unknown as Awaited<ReturnType<FhirClient['raw']>>;
	},
};

const cases = await openCases(KILL_FOLDER, { key });
const register: Register = {
	open: (...given) => stepped(() => cases.open(...given)),
	amend: (...given) => stepped(() => cases.amend(...given)),
	find: (...given) => stepped(() => cases.find(...given)),
	request: (...given) => stepped(() => cases.request(...given)),
	received: (...given) => stepped(() => cases.received(...given)),
	decide: (...given) => stepped(() => cases.decide(...given)),
	close: (...given) => stepped(() => cases.close(...given)),
};

const { bytes } = await journal.once('created', () =>
	Promise.resolve(Buffer.from(new Date().toISOString())),
);
const input: Json = complete();
input.key = KILL_WORK;
input.created = Buffer.from(bytes).toString('utf8');
const request = buildRequest(input);
step();
const outcome = await sendOnce({
	request,
	client: watched,
	journal,
	now: new Date(),
	before: (submittedAt) => registerPacket(register, request, { submittedAt, workItem: KILL_WORK }),
	attempts: 3,
	pauses: { firstMs: 10, longestMs: 50 },
});
step();
const decision = await registerOutcome(register, request, outcome);
step();
const found = await cases.find({ identifier: request.identifier });
writeSync(
	1,
	JSON.stringify({
		steps,
		status: outcome.submission.status,
		identifier: request.identifier.value,
		decision: decision?.outcome,
		number: decision?.authorizationNumbers[0],
		state: found?.state,
		decisions: found?.events.filter(({ type }) => type === 'decision').length,
	}),
);
process.exit(0);

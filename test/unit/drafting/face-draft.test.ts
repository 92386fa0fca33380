import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { after, before, describe, test } from 'node:test';
import { fingerprint } from '../../../dist/nodes/clients/llm/index.js';
import { ClinicalDraft as ClinicalDraftNode } from '../../../dist/nodes/Drafting/ClinicalDraft.node.js';
import type { ClinicalDraft, ClinicalFacts } from '../../../dist/nodes/shared/contracts/index.js';
import { json, ndjson, ollamaLines } from '../llm/fake-engines.ts';
import { factsOf, name, note, stay } from './draft-build.ts';
import { DraftingRoom, sectionsAsked, sound, soundAnswer, workItem, type Run } from './face-rig.ts';

const room = new DraftingRoom();
before(async () => await room.start());
after(async () => await room.stop());

const draft = async (run: Partial<Run> & { facts?: ClinicalFacts }): Promise<ClinicalDraft> => {
	const { facts = stay(), item = {}, ...rest } = run;
	const result = await room.run({ operation: 'draft', item: { facts, ...item }, ...rest });
	return result.json.draft as unknown as ClinicalDraft;
};
const sentences = ({ sections }: ClinicalDraft) => sections.flatMap((one) => one.sentences);
const hasTables = ({ sections }: ClinicalDraft) => sections.some(({ tables }) => tables?.length);
const chats = (fake: { asked(path: string): unknown[] }) => fake.asked('/api/chat').length;

describe('a draft with a model', () => {
	test('asks section by section, cold and with a seed, and keeps what came in', async () => {
		const { fake, credential } = await room.engine(sound);
		const facts = stay();
		const { json: out } = await room.run({
			operation: 'draft',
			item: { facts, other: 1 },
			parameters: { draftOptions: { seed: 7, sections: ['8648-8', '46241-6'] } },
			credential,
		});
		assert.equal(out.other, 1);
		assert.deepEqual(out.facts, facts);
		const made = out.draft as unknown as ClinicalDraft;
		assert.equal(made.status, 'narrative');
		assert.deepEqual(
			fake.asked('/api/chat').map(({ body }) => sectionsAsked(body)),
			[['46241-6'], ['8648-8']],
		);
		for (const { body } of fake.asked('/api/chat')) {
			const { temperature, seed } = body.options as { temperature: number; seed: number };
			assert.deepEqual([temperature, seed], [0, 7]);
			assert.equal(body.tools, undefined);
		}
		assert.equal(made.model?.model, 'toy:1b');
		assert.equal(made.model?.parameters.seed, 7);
	});

	test('leaves sealed, with state, reason, numbers and hashes readable', async () => {
		const { credential } = await room.engine(sound);
		const work = workItem();
		const result = await room.run({
			operation: 'draft',
			item: { facts: stay(), workItem: work },
			parameters: { sealOutput: true },
			credential,
		});
		const sealed = result.json.draft as unknown as ClinicalDraft;
		assert.equal(sealed.status, 'narrative');
		const [first] = sentences(sealed);
		assert.match(first.text, /^sealed:/);
		assert.match(first.template, /^sealed:/);
		assert.match(sealed.patient, /^sealed:/);
		assert.match(first.cites[0], /^f\d+$/);
		const table = sealed.sections.flatMap(({ tables = [] }) => tables)[0];
		assert.match(table.rows[0].cells[0], /^sealed:/);
		assert.doesNotMatch(JSON.stringify(sealed), /pneumonia|ZZTEST|zz-1/);
	});

	test('records every question with model, digest, settings, hashes and time, and the draft itself', async () => {
		const before = (await room.ledger()).length;
		const answers: string[] = [];
		const { credential } = await room.engine((seen, response) => {
			answers.push(JSON.stringify(soundAnswer(seen.body)));
			return sound(seen, response);
		});
		const made = await draft({
			credential,
			parameters: { draftOptions: { sections: ['8648-8'] } },
		});
		const events = (await room.ledger()).slice(before);
		assert.deepEqual(
			events.map(({ interaction, outcome }) => [interaction, outcome]),
			[
				['draft-narrative', '0'],
				['clinical-draft-made', '0'],
			],
		);
		const { inference, patient } = events[0] as unknown as {
			inference: Record<string, unknown>;
			patient: { pseudonym: string };
		};
		assert.equal(inference.engine, 'ollama');
		assert.equal(inference.model, 'toy:1b');
		assert.equal(inference.inputHash, made.model?.promptHash);
		assert.equal(inference.outputHash, made.model?.outputHash);
		const [answer] = answers;
		assert.equal(answers.length, 1);
		// A plain hash of a short answer could be found by trying.
		assert.notEqual(inference.outputHash, createHash('sha256').update(answer).digest('hex'));
		assert.equal(inference.outputHash, await fingerprint(answer));
		assert.equal((inference.parameters as { temperature: number }).temperature, 0);
		assert.match(patient.pseudonym, /^[0-9a-f]{32}$/);
		assert.doesNotMatch(JSON.stringify(events), /pneumonia|ZZTEST|zz-1/);
	});

	test('marks the chart with a fence that differs from chart to chart and not from run to run', async () => {
		const { fake, credential } = await room.engine(sound);
		const fences = async (facts: ClinicalFacts) => {
			await draft({ facts, credential, parameters: { draftOptions: { sections: ['8648-8'] } } });
			const { messages } = fake.asked('/api/chat').at(-1)?.body as {
				messages: Array<{ content: string }>;
			};
			return /DATA ([0-9a-f]{32})/.exec(messages[1].content)?.[1];
		};
		const one = await fences(stay());
		assert.ok(one);
		assert.equal(await fences(stay()), one);
		assert.notEqual(await fences(factsOf([name(), note('Other text.')])), one);
	});
});

test('the second server takes over when the first is down, and the ledger names it', async () => {
	const first = await room.engine(sound);
	const second = await room.engine(sound);
	await first.fake.close();
	const made = await draft({
		credential: {
			...first.credential,
			secondServer: true,
			secondEngine: 'ollama',
			secondBaseUrl: second.fake.url,
		},
	});
	assert.equal(made.status, 'narrative');
	const told = (await room.ledger()).filter(({ interaction }) => interaction === 'draft-narrative');
	const { port } = told.at(-1)?.network as { port: number };
	assert.equal(port, Number(new URL(second.fake.url).port));
});

describe('a rerun of the same work', () => {
	test('gets the same bytes and asks nobody', async () => {
		const { fake, credential } = await room.engine(sound);
		const item = { workItem: workItem() };
		const first = await draft({ item, credential });
		const asked = chats(fake);
		await fake.close();
		assert.deepEqual(await draft({ item, credential }), first);
		assert.equal(chats(fake), asked);
		const reused = (await room.ledger()).at(-1);
		assert.equal(reused?.interaction, 'clinical-draft-reused');
	});

	test('asks only for what the broken-off run had not yet got', async () => {
		const stop = new AbortController();
		const { fake, credential } = await room.engine((seen, response) => {
			if (chats(fake) < 2) return sound(seen, response);
			stop.abort();
			return undefined;
		});
		const item = { workItem: workItem() };
		await assert.rejects(draft({ item, credential, signal: stop.signal }), /cancelled/);
		const before = chats(fake);
		fake.routes['POST /api/chat'] = sound;
		const made = await draft({ item, credential });
		assert.equal(made.status, 'narrative');
		assert.equal(made.reason, undefined);
		const again = fake
			.asked('/api/chat')
			.slice(before)
			.map(({ body }) => sectionsAsked(body)[0]);
		const [firstSection] = sectionsAsked(fake.asked('/api/chat')[0].body);
		assert.ok(again.length > 0 && !again.includes(firstSection));
		assert.ok(
			(await room.ledger()).some(({ interaction }) => interaction === 'draft-narrative-reused'),
		);
	});

	test('with the model down is asked again when the model is back: an outage does not stick', async () => {
		const { fake, credential } = await room.engine(json({ error: 'no room' }, 503));
		const item = { workItem: workItem() };
		const first = await draft({ item, credential });
		assert.equal(first.status, 'structured-only');
		fake.routes['POST /api/chat'] = sound;
		const second = await draft({ item, credential });
		assert.equal(second.status, 'narrative');
		assert.deepEqual(await draft({ item, credential }), second);
	});

	test('with an answer that cannot be used stays structured-only: it tells no other story', async () => {
		const { fake, credential } = await room.engine(ndjson(ollamaLines(['no JSON'])));
		const item = { workItem: workItem() };
		const first = await draft({ item, credential });
		assert.equal(first.status, 'structured-only');
		fake.routes['POST /api/chat'] = sound;
		assert.deepEqual(await draft({ item, credential }), first);
	});

	test('about a chart that has changed is another question', async () => {
		const { credential } = await room.engine(sound);
		const item = { workItem: workItem() };
		const first = await draft({ item, credential });
		const other = await draft({
			item,
			credential,
			facts: factsOf([name(), note('Something new.')]),
		});
		assert.notEqual(other.factsHash, first.factsHash);
	});
});

describe('whatever the engine does, the tables are delivered and the reason is said', () => {
	const limits = {
		draftOptions: { firstTokenSeconds: 1, totalSeconds: 2, betweenTokensSeconds: 1 },
	};
	const delivered = (made: ClinicalDraft, reason: RegExp) => {
		assert.equal(made.status, 'structured-only');
		assert.match(made.reason ?? '', reason);
		assert.deepEqual(sentences(made), []);
		assert.ok(hasTables(made));
	};

	test('it is down', async () => {
		const { fake, credential } = await room.engine(sound);
		await fake.close();
		delivered(await draft({ credential }), /^llm-unreachable$/);
		const [failed, made] = (await room.ledger()).slice(-2);
		assert.equal(failed.interaction, 'draft-narrative');
		assert.equal(failed.outcomeReason, 'llm-unreachable');
		assert.equal(made.interaction, 'clinical-draft-made');
		assert.equal(made.outcome, '4');
	});

	test('it is killed in the middle of an answer', async () => {
		const { fake, credential } = await room.engine((_seen, response) => {
			response.writeHead(200, { 'content-type': 'application/x-ndjson' });
			response.write(`${JSON.stringify(ollamaLines(['{"8648'])[0])}\n`);
			setTimeout(() => void fake.close(), 20);
		});
		delivered(await draft({ credential }), /^llm-(connection-lost|unreachable)$/);
	});

	test('it never begins to answer', async () => {
		const { credential } = await room.engine(() => undefined);
		delivered(await draft({ credential, parameters: limits }), /^llm-timeout-/);
	});

	test('it falls silent', async () => {
		const { credential } = await room.engine((_seen, response) => {
			response.writeHead(200, { 'content-type': 'application/x-ndjson' });
			response.write(`${JSON.stringify(ollamaLines(['{'])[0])}\n`);
		});
		delivered(await draft({ credential, parameters: limits }), /^llm-timeout-/);
	});

	test('it answers nonsense', async () => {
		const { credential } = await room.engine(ndjson(ollamaLines(['I am', ' a teapot'])));
		delivered(await draft({ credential }), /^llm-invalid-json$/);
	});

	test('it cuts its answer off', async () => {
		const { credential } = await room.engine(
			ndjson(ollamaLines(['{"8648-8":[{"text":'], { done_reason: 'length' })),
		);
		delivered(await draft({ credential }), /^llm-truncated$/);
	});

	test('every sentence is invented', async () => {
		const { credential } = await room.engine((seen, response) => {
			const lists = Object.entries(soundAnswer(seen.body)).map(([code, [one]]) => [
				code,
				[{ ...(one as object), text: 'He got 5 mg of warfarin.' }],
			]);
			return ndjson(ollamaLines([JSON.stringify(Object.fromEntries(lists))]))(seen, response);
		});
		const made = await draft({ credential });
		delivered(made, /^all-sentences-rejected$/);
		assert.ok(made.rejected.length > 0);
	});
});

test('the server is recognised once and asked for its slots, whatever number of drafts is made', async () => {
	const { fake, credential } = await room.engine(sound);
	const parameters = { draftOptions: { sections: ['8648-8'] } };
	for (let round = 0; round < 3; round++) {
		await draft({ credential: { ...credential, slots: 0 }, parameters });
	}
	assert.equal(chats(fake), 3);
	assert.ok(fake.asked('/api/version').length <= 2);
});

test('the connection test of the credential says what the server is, and what is wrong with it', async () => {
	const { fake, credential } = await room.engine(sound);
	const { localLlm } = new ClinicalDraftNode().methods.credentialTest;
	const run = async (data: object) =>
		await localLlm.call({} as never, { id: '1', name: 'x', type: 'localLlmApi', data } as never);
	const well = await run(credential);
	assert.equal(well.status, 'OK');
	assert.match(well.message, /Ollama .*answered/);
	await fake.close();
	assert.equal((await run(credential)).status, 'Error');
});

describe('a wrong setting is an error that says what to do', () => {
	const CASES: Array<[what: string, run: Partial<Run>, message: RegExp]> = [
		['no model is chosen', { parameters: { model: '' } }, /Model/],
		['an option makes no sense', { parameters: { draftOptions: { facts: -1 } } }, /Facts/],
		['there is no such kind', { parameters: { draftKind: 'letter' } }, /kind of document/],
		[
			'an addendum has nothing to compare with',
			{ parameters: { draftKind: 'addendum' } },
			/earlier/i,
		],
		['the item has no facts', { item: { facts: undefined } }, /ClinicalFacts/],
		['the facts are none', { item: { facts: { contract: 'x' } } }, /no facts/],
		['the address is none', { credential: { engine: 'ollama', baseUrl: 'nowhere' } }, /address/i],
		[
			'the address lies outside of the hospital',
			{ credential: { engine: 'ollama', baseUrl: 'http://203.0.113.9:11434' } },
			/203\.0\.113\.9|not allowed|refused/,
		],
	];
	for (const [what, run, message] of CASES) {
		test(what, async () => {
			const { credential } = await room.engine(sound);
			await assert.rejects(
				draft({ credential, ...run }),
				(error: Error & { description: string }) => {
					assert.match(error.message, message);
					assert.ok(error.description.length > 20);
					return true;
				},
			);
		});
	}

	test('the server does not have the model', async () => {
		const { credential } = await room.engine(sound);
		const parameters = { model: { __rl: true, mode: 'name', value: 'other:7b' } };
		await assert.rejects(draft({ credential, parameters }), /does not have this model/);
	});

	test('the model is not the approved one', async () => {
		const { credential } = await room.engine(sound);
		const parameters = { draftOptions: { pin: 'cd'.repeat(32) } };
		await assert.rejects(draft({ credential, parameters }), /not the one that was approved/);
	});
});

test('without a model nobody is asked and no credential is needed', async () => {
	const made = await draft({ parameters: { sentencesBy: 'none', model: '' } });
	assert.equal(made.reason, 'not-asked');
	assert.ok(hasTables(made));
});

test('nothing of a patient is logged', () => {
	assert.doesNotMatch(room.said.join('\n'), /ZZTEST|pneumonia|zz-1/);
});

import assert from 'node:assert/strict';
import type { TestContext } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import {
	engineOf,
	parseJsonAnswer,
	type ChatRequest,
	type Engine,
	type EngineKind,
} from '../../../dist/nodes/clients/llm/index.js';
import { PeerUnavailable, peerMissing } from '../require.ts';

/** A real engine with a generated model, and what differs between the engines. */
export interface EnginePeer {
	engine: EngineKind;
	baseUrl: string;
	/** Name of the model, whose context window has `contextTokens`. */
	model: string;
	/** Name of a model that never ends an answer by itself. */
	endless: string;
	contextTokens: number;
	/** Digest that the engine itself tells, where it tells one. */
	digest?: string;
	/** How many answers are being written at the moment, where it can be asked. */
	busy?(): Promise<number>;
	kill(): Promise<void>;
	restart(): Promise<void>;
	stop(): Promise<void>;
}

const SCHEMA = {
	type: 'object',
	properties: {
		note: { type: 'string', maxLength: 40 },
		priority: { enum: ['routine', 'urgent'] },
		count: { type: 'integer', minimum: 0, maximum: 9 },
	},
	required: ['note', 'priority', 'count'],
	additionalProperties: false,
};

const asking = (model: string, more: Partial<ChatRequest> = {}): ChatRequest => ({
	model,
	messages: [
		{ role: 'system', content: 'You answer in one sentence.' },
		{ role: 'user', content: 'Why was the patient admitted?' },
	],
	seed: 7,
	maxTokens: 300,
	...more,
});

const code = (expected: string) => (error: unknown) => {
	assert.equal((error as { code?: string }).code, expected);
	return true;
};

export interface EngineSuite {
	/** Name and body of each test: whoever runs them declares them, so that they are counted there. */
	cases: ReadonlyArray<readonly [name: string, body: (t: TestContext) => Promise<void>]>;
	stop(): Promise<void>;
}

/** What every engine must do the same way, whatever it speaks. It is started by the first test. */
export function engineSuite(start: () => Promise<EnginePeer>): EngineSuite {
	const cases: Array<[string, (t: TestContext) => Promise<void>]> = [];
	const check = (name: string, body: (t: TestContext) => Promise<void>): void =>
		void cases.push([name, body]);
	let starting: Promise<EnginePeer | string> | undefined;
	const started = (): Promise<EnginePeer | string> =>
		(starting ??= start().catch((error: unknown) => {
			if (error instanceof PeerUnavailable) return error.message;
			throw error;
		}));

	type Body = (peer: EnginePeer, engine: Engine, t: TestContext) => Promise<void>;
	const on = (body: Body) => async (t: TestContext) => {
		const peer = await started();
		if (typeof peer === 'string') return peerMissing(t, peer);
		const { baseUrl, contextTokens } = peer;
		await body(peer, engineOf({ kind: 'auto', baseUrl, contextTokens }), t);
	};

	check(
		'is recognised, ready, and lists its models',
		on(async (peer, engine) => {
			const health = await engine.health();
			assert.equal(health.engine, peer.engine);
			const cards = await engine.models();
			assert.ok(cards.some(({ model, cloud }) => model.startsWith(peer.model) && !cloud));
			const identity = await engine.identity(peer.model);
			assert.equal(identity.engine, peer.engine);
			assert.equal(identity.digest, peer.digest);
		}),
	);

	check(
		'streams a text whose pieces are the whole, with its counts',
		on(async (peer, engine) => {
			const stream = engine.stream(asking(peer.model, { maxTokens: 60 }));
			let text = '';
			let step = await stream.next();
			for (; !step.done; step = await stream.next()) text += step.value;
			const whole = step.value;
			assert.ok(text.length > 0);
			assert.equal(text, whole.text);
			assert.ok((whole.promptTokens ?? 0) > 10 && (whole.outputTokens ?? 0) > 0);
			assert.ok(whole.firstTokenMs <= whole.latencyMs);
		}),
	);

	check(
		'gives the same text for the same seed at temperature 0',
		on(async (peer, engine) => {
			const ask = async () => (await engine.complete(asking(peer.model, { maxTokens: 40 }))).text;
			assert.equal(await ask(), await ask());
		}),
	);

	check(
		'follows a schema, eight requests at once',
		on(async (peer, engine) => {
			const answers = await Promise.all(
				Array.from({ length: 8 }, async (_, seed) => {
					const request = asking(peer.model, { schema: SCHEMA, temperature: 1, seed });
					return await engine.complete(request);
				}),
			);
			for (const answer of answers) {
				assert.equal(answer.finish, 'stop');
				const value = parseJsonAnswer(answer.text, SCHEMA) as Record<string, unknown>;
				assert.deepEqual(Object.keys(value).sort(), ['count', 'note', 'priority']);
			}
		}),
	);

	check(
		'an answer that the limit cut says so',
		on(async (peer, engine) => {
			const { finish, outputTokens } = await engine.complete(
				asking(peer.endless, { maxTokens: 25 }),
			);
			assert.deepEqual([finish, outputTokens], ['length', 25]);
		}),
	);

	check(
		'a prompt beyond the window is refused and never cut',
		on(async (peer, engine) => {
			const content = 'The patient is stable. '.repeat(peer.contextTokens / 10);
			const messages = [{ role: 'user' as const, content }];
			await assert.rejects(
				engine.complete(asking(peer.model, { messages })),
				code('llm-context-exceeded'),
			);
		}),
	);

	check(
		'a model that is not there, and a pin that another model has, are refused',
		on(async (peer, engine) => {
			await assert.rejects(engine.complete(asking('zz-nobody')), code('llm-model-missing'));
			if (peer.digest === undefined) return;
			const { baseUrl } = peer;
			const pinned = (digest: string) => engineOf({ kind: 'auto', baseUrl, pin: { digest } });
			const { identity } = await pinned(peer.digest).complete(asking(peer.model));
			assert.equal(identity.digest, peer.digest);
			await assert.rejects(
				pinned('0'.repeat(64)).complete(asking(peer.model)),
				code('llm-model-changed'),
			);
		}),
	);

	check(
		'a caller who goes away frees the slot',
		on(async (peer, engine, t) => {
			if (peer.busy === undefined) return t.skip('this engine does not tell what it works on');
			const leaving = new AbortController();
			const stream = engine.stream(asking(peer.endless, { maxTokens: 3000 }), {
				signal: leaving.signal,
			});
			await stream.next();
			leaving.abort();
			await assert.rejects(async () => {
				while (!(await stream.next()).done);
			});
			const deadline = Date.now() + 5_000;
			while ((await peer.busy()) > 0) {
				assert.ok(Date.now() < deadline, 'it goes on writing for nobody');
				await sleep(20);
			}
		}),
	);

	check(
		'an engine killed in mid-answer is an error that a retry may help, and it comes back',
		on(async (peer, engine) => {
			const stream = engine.stream(asking(peer.endless, { maxTokens: 3000 }));
			await stream.next();
			await peer.kill();
			await assert.rejects(
				async () => {
					while (!(await stream.next()).done);
				},
				(error: { code?: string; retryable?: boolean }) => {
					assert.match(error.code ?? '', /^llm-(connection-lost|unreachable|engine-failed)$/);
					return error.retryable === true;
				},
			);
			await assert.rejects(engine.health({ deadlines: { connectMs: 2_000 } }), (error) =>
				code('llm-unreachable')(error),
			);
			await peer.restart();
			assert.ok((await engine.complete(asking(peer.model))).text.length > 0);
		}),
	);

	return {
		cases,
		stop: async () => {
			const peer = await starting;
			if (peer !== undefined && typeof peer !== 'string') await peer.stop();
		},
	};
}

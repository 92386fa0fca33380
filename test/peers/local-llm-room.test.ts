import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { Room, type Values } from '../unit/llm/room-rig.ts';
import { startLlama, type Llama } from './llama.ts';
import { PeerUnavailable, peerMissing } from './require.ts';

const TEXT =
	'Patient ZZTest was treated with metoprolol 25 mg twice daily. Review on 3 March in the clinic.';

describe('the Local LLM node on a real llama-server, whose model writes nonsense', () => {
	const room = new Room();
	let dir: string;
	let server: Llama | undefined;
	let missing: string | undefined;

	before(async () => {
		dir = await mkdtemp(join(tmpdir(), 'llm-room-'));
		await room.start();
		try {
			server = await startLlama({ dir });
		} catch (error) {
			if (!(error instanceof PeerUnavailable)) throw error;
			missing = error.message;
		}
	});

	after(async () => {
		await server?.stop();
		await room.stop();
		await rm(dir, { recursive: true, force: true });
	});

	const ask = async (operation: string, parameters: Values) =>
		await room.ask({
			operation,
			credential: { engine: 'auto', baseUrl: server?.baseUrl, slots: 0 },
			parameters: { model: 'letters', text: TEXT, ...parameters },
		});

	it('its answers follow the schema, or are no result', async (t) => {
		if (server === undefined) return peerMissing(t, missing ?? 'llama-server');
		const schema = {
			type: 'object',
			required: ['summary', 'urgent'],
			properties: { summary: { type: 'string', maxLength: 60 }, urgent: { type: 'boolean' } },
		};
		let results = 0;
		for (let seed = 0; seed < 10; seed++) {
			const options = { seed, temperature: 1, maxTokens: 300 };
			const { answer } = await ask('structured', { schema, options });
			if (answer.status === 'no-result') {
				assert.match(answer.reason ?? '', /^llm-(schema-mismatch|invalid-json|truncated)$/);
				continue;
			}
			results += 1;
			const { summary, urgent, ...rest } = answer.json as Values;
			assert.equal(typeof summary, 'string');
			assert.equal(typeof urgent, 'boolean');
			assert.deepEqual(rest, {});
			assert.equal((answer.model as Values).engine, 'llama-server');
			assert.equal((answer.model as Values).contextTokens, 4096);
		}
		assert.ok(results >= 5, `${results} of 10 gave a result`);
	});

	it('nothing that it invents passes for words of the text', async (t) => {
		if (server === undefined) return peerMissing(t, missing ?? 'llama-server');
		const field = [{ name: 'dose', several: false }];
		let answered = 0;
		for (let seed = 0; seed < 5; seed++) {
			const options = { seed, temperature: 1, maxTokens: 2500 };
			const { answer } = await ask('extract', { wanted: { field }, options });
			if (answer.status === 'no-result') continue;
			answered += 1;
			for (const { text, start, end } of answer.extracts as Array<{
				text: string;
				start: number;
				end: number;
			}>) {
				assert.equal(TEXT.slice(start, end), text);
			}
		}
		assert.ok(answered > 0, 'not one answer');
	});

	it('a text that does not fit is refused, never cut', async (t) => {
		if (server === undefined) return peerMissing(t, missing ?? 'llama-server');
		const { answer, output } = await ask('chat', { text: TEXT.repeat(100) });
		assert.equal(output, 1);
		assert.equal(answer.reason, 'llm-context-exceeded');
	});
});

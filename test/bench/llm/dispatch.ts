import { setTimeout as sleep } from 'node:timers/promises';
import {
	deskOf,
	engineOf,
	type Engine,
	type LlmDesk,
} from '../../../dist/nodes/clients/llm/index.js';
import { startLlama } from '../../peers/llama.ts';
import { percentile, type Measuring } from '../figure.ts';
import { startFixedEngine } from './engine-process.ts';
import { MODEL } from './model.ts';

const LATENCY = 200;
/** Batch calls that are always there. */
const BATCH = 16;

/** An urgent call while batch calls take everything that the engine has. */
export async function dispatch({ quick, figure, say }: Measuring): Promise<void> {
	const fixed = await startFixedEngine(LATENCY);
	try {
		for (const slots of [1, 4]) {
			const engine = engineOf({ kind: 'ollama', baseUrl: fixed.url, contextTokens: 8192 });
			const desk = deskOf(engine, { slots });
			const rounds = quick ? 20 : 200;
			say(`${rounds} urgent calls under a batch of ${BATCH}, ${slots} at once`);
			const { waited, arrived } = await urgentCalls(engine, desk, rounds);
			const peer = `played engine with a fixed latency of ${LATENCY} ms, ${slots} at once`;
			const name = slots === 1 ? 'urgent_dispatch' : `urgent_dispatch_${slots}_slots`;
			figure({
				metric: `${name}_p95`,
				value: percentile(waited, 0.95),
				unit: 'ms',
				peer,
				n: rounds,
			});
			figure({
				metric: `${name}_to_server_p95`,
				value: percentile(arrived, 0.95),
				unit: 'ms',
				peer,
				n: rounds,
			});
		}
	} finally {
		await fixed.stop();
	}
}

async function urgentCalls(engine: Engine, desk: LlmDesk, rounds: number) {
	const waited: number[] = [];
	const arrived: number[] = [];
	const batch = saturate(async (signal) => {
		await desk.run({
			priority: 'batch',
			signal,
			call: async (slot) => await engine.complete(question('batch'), { signal: slot }),
		});
	});
	await sleep(2 * LATENCY);
	for (let round = 0; round < rounds; round++) {
		const began = performance.now();
		let started = Number.NaN;
		const { text } = await desk.run({
			priority: 'urgent',
			call: async (slot) => {
				started = performance.now();
				return await engine.complete(question('urgent'), { signal: slot });
			},
		});
		waited.push(started - began);
		arrived.push(Number(text) - (performance.timeOrigin + began));
		// Long enough for batch calls to fill the engine again.
		await sleep(20 + Math.random() * 50);
	}
	await batch.stop();
	return { waited, arrived };
}

/** Keeps so many calls going until it is stopped. */
function saturate(call: (signal: AbortSignal) => Promise<void>) {
	const stopping = new AbortController();
	const { signal } = stopping;
	const lanes = Array.from({ length: BATCH }, async () => {
		while (!signal.aborted) await call(signal).catch(() => undefined);
	});
	return {
		async stop() {
			stopping.abort();
			await Promise.all(lanes);
		},
	};
}

const question = (content: string, maxTokens = 64, model = MODEL) => ({
	model,
	messages: [{ role: 'user' as const, content }],
	maxTokens,
});

/** The whole time of an urgent call on llama-server: with nothing else to do, and under the batch. */
export async function llama({ quick, figure, say }: Measuring, dir: string): Promise<void> {
	const metric = 'llama_urgent_busy_vs_idle';
	let server: Awaited<ReturnType<typeof startLlama>>;
	try {
		server = await startLlama({ dir, slots: 1 });
	} catch (error) {
		const reason = error instanceof Error ? (error.message.split('\n')[0] ?? '') : 'unknown';
		return figure({ metric, value: null, unit: 'ratio', reason });
	}
	try {
		const engine = engineOf({ kind: 'openai', baseUrl: server.baseUrl });
		const desk = deskOf(engine, { slots: 1 });
		const rounds = quick ? 10 : 50;
		say(`urgent calls on ${server.version}, idle and under a batch of ${BATCH}`);
		const idle = await wholeTimes(engine, desk, rounds);
		const batch = saturate(async (signal) => {
			await desk.run({
				priority: 'batch',
				signal,
				call: async (slot) =>
					await engine.complete(question('Batch.', 1024, 'letters'), { signal: slot }),
			});
		});
		await sleep(500);
		const busy = await wholeTimes(engine, desk, rounds);
		await batch.stop();
		const p50 = (values: number[]) => percentile(values, 0.5);
		const peer = server.version;
		figure({ metric: 'llama_urgent_idle_p50', value: p50(idle), unit: 'ms', peer, n: rounds });
		figure({ metric: 'llama_urgent_busy_p50', value: p50(busy), unit: 'ms', peer, n: rounds });
		figure({ metric, value: p50(busy) / p50(idle), unit: 'ratio', peer, n: rounds });
	} finally {
		await server.stop();
	}
}

async function wholeTimes(engine: Engine, desk: LlmDesk, rounds: number): Promise<number[]> {
	const times: number[] = [];
	for (let round = 0; round < rounds; round++) {
		const began = performance.now();
		await desk.run({
			priority: 'urgent',
			call: async (slot) =>
				await engine.complete(question(`Urgent ${round}.`, 64, 'letters'), { signal: slot }),
		});
		times.push(performance.now() - began);
		await sleep(50);
	}
	return times;
}

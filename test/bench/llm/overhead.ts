import { Agent, request } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { sealer } from '../../../dist/nodes/shared/sealed/index.js';
import { workStore } from '../../../dist/nodes/shared/work/index.js';
import { Room, workItem } from '../../unit/llm/room-rig.ts';
import { percentile, type Measuring } from '../figure.ts';
import { startFixedEngine } from './engine-process.ts';
import { MODEL } from './model.ts';

const LATENCY = 50;
/** 300 requests a minute. */
const EVERY_MS = 200;

/**
 * The node with everything around a call (work item, journal, ledger, sealing, checks of the model) beside
 * the bare request for the same text, in turn.
 *
 * @param name prefix of the metrics
 * @param where on what the data directory lies, for the figures
 */
export async function overhead(
	room: Room,
	pairs: number,
	name: string,
	where: string,
	{ figure, say }: Measuring,
): Promise<void> {
	const engine = await startFixedEngine(LATENCY);
	const agent = new Agent({ keepAlive: true });
	const overheads: number[] = [];
	const pending: Array<Promise<void>> = [];
	let failures = 0;
	try {
		// What happens once in a process (files, connections) belongs to neither.
		for (let round = 0; round < 5; round++) await viaNode(room, engine.url, `warm ${round}`);
		say(`${pairs} requests by the node and as many without it, ${60_000 / EVERY_MS} a minute each`);
		const began = performance.now();
		for (let index = 0; index < pairs; index++) {
			await sleep(Math.max(0, began + index * EVERY_MS - performance.now()));
			pending.push(
				pair(room, engine.url, agent, index).then(
					(difference) => void overheads.push(difference),
					() => void (failures += 1),
				),
			);
			if (index > 0 && index % 500 === 0) say(`${index} done, ${failures} failed`);
		}
		await Promise.all(pending);
	} finally {
		agent.destroy();
		await engine.stop();
	}
	const peer = `played engine with a fixed latency of ${LATENCY} ms, data directory ${where}`;
	const n = overheads.length;
	figure({ metric: `${name}_p95`, value: percentile(overheads, 0.95), unit: 'ms', peer, n });
	figure({ metric: `${name}_p50`, value: percentile(overheads, 0.5), unit: 'ms', peer, n });
	figure({
		metric: name === 'overhead' ? 'failures' : `${name}_failures`,
		value: failures,
		unit: 'count',
		peer,
		n: pairs,
	});
}

/** What one call costs this process, whatever else the machine does: played engine without any latency. */
export async function cost(room: Room, { quick, figure, say }: Measuring): Promise<void> {
	const calls = quick ? 200 : 1000;
	const engine = await startFixedEngine(0);
	try {
		for (let round = 0; round < 100; round++) await viaNode(room, engine.url, `warm ${round}`);
		say(`${calls} requests one after the other`);
		const before = process.cpuUsage();
		const times: number[] = [];
		for (let index = 0; index < calls; index++) {
			times.push(await viaNode(room, engine.url, `Note ${index}.`));
		}
		const { user, system } = process.cpuUsage(before);
		const peer = 'played engine without latency, data directory in memory';
		const spent = (user + system) / 1000 / calls;
		figure({ metric: 'node_cpu', value: spent, unit: 'cpu_ms', peer, n: calls });
		figure({ metric: 'node_whole_p50', value: percentile(times, 0.5), unit: 'ms', peer, n: calls });
	} finally {
		await engine.stop();
	}
}

/** Every second pair begins with the node, so that neither profits from the other. */
async function pair(room: Room, url: string, agent: Agent, index: number): Promise<number> {
	const text = `Note ${index}.`;
	if (index % 2 === 0) {
		const bare = await direct(url, agent, text);
		return (await viaNode(room, url, text)) - bare;
	}
	const node = await viaNode(room, url, text);
	return node - (await direct(url, agent, text));
}

async function viaNode(room: Room, url: string, text: string): Promise<number> {
	const item = await delivered(text);
	const began = performance.now();
	const [[result]] = await room.execute({
		credential: { engine: 'ollama', baseUrl: url, slots: 8, contextWindow: 8192 },
		items: [item],
		parameters: { model: MODEL, text: item.note },
	});
	const { status } = result?.json.completion as unknown as { status: string };
	if (status !== 'result') throw new Error('the node gave no result');
	return performance.now() - began;
}

function direct(url: string, agent: Agent, content: string): Promise<number> {
	const began = performance.now();
	const body = JSON.stringify({ model: MODEL, messages: [{ role: 'user', content }] });
	return new Promise((resolve, reject) => {
		const outgoing = request(`${url}/api/chat`, { method: 'POST', agent }, (response) => {
			response.resume();
			response.on('end', () => resolve(performance.now() - began));
		});
		outgoing.on('error', reject);
		outgoing.end(body);
	});
}

/** A piece of work as a trigger delivers it: its folders are there, and its text is sealed. */
async function delivered(text: string) {
	const work = workItem();
	await (await workStore()).once(work.id, 'delivered', () => Promise.resolve(Buffer.from('{}')));
	const { note } = (await (await sealer()).seal({ note: text }, [], 'wf1', work.id)) as {
		note: string;
	};
	return { workItem: work, note };
}

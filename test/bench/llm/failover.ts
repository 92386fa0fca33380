import { setTimeout as sleep } from 'node:timers/promises';
import { Room, workItem } from '../../unit/llm/room-rig.ts';
import { percentile, type Measuring } from '../figure.ts';
import { startFixedEngine, type FixedEngine } from './engine-process.ts';
import { MODEL } from './model.ts';

/** A call is under way for so long before its server fails. */
const UNDER_WAY_MS = 150;

/** From the failure of the first server in the middle of a call until the second one has the question. */
export async function failover(room: Room, { quick, figure, say }: Measuring): Promise<void> {
	const rounds = quick ? 2 : 10;
	const ways: Array<[metric: string, fail: (engine: FixedEngine) => void, how: string]> = [
		['failover', (engine) => engine.freeze(), 'the first server falls silent, as without power'],
		['failover_killed', (engine) => engine.kill(), 'the process of the first server ends'],
	];
	for (const [metric, fail, how] of ways) {
		say(`${how}, ${rounds} times`);
		const seconds: number[] = [];
		for (let round = 0; round < rounds; round++) seconds.push(await once(room, fail));
		const peer = 'two played engines with a fixed latency';
		figure({ metric, value: percentile(seconds, 0.5), unit: 's', peer, n: rounds });
		figure({ metric: `${metric}_max`, value: Math.max(...seconds), unit: 's', peer, n: rounds });
	}
}

async function once(room: Room, fail: (engine: FixedEngine) => void): Promise<number> {
	const [first, second] = await Promise.all([startFixedEngine(5_000), startFixedEngine(50)]);
	try {
		const asking = room.ask({
			credential: {
				engine: 'ollama',
				baseUrl: first.url,
				slots: 2,
				contextWindow: 8192,
				secondServer: true,
				secondEngine: 'ollama',
				secondBaseUrl: second.url,
			},
			items: [{ workItem: workItem('urgent') }],
			parameters: { model: MODEL },
		});
		await sleep(UNDER_WAY_MS);
		const failed = performance.timeOrigin + performance.now();
		fail(first);
		const { answer } = await asking;
		if (answer.status !== 'result') throw new Error(`no answer: ${answer.reason}`);
		return (Number(answer.text) - failed) / 1000;
	} finally {
		await Promise.all([first.stop(), second.stop()]);
	}
}

import { access, constants, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Room } from '../unit/llm/room-rig.ts';
import type { Measurement, Measuring } from './figure.ts';
import { dispatch, llama } from './llm/dispatch.ts';
import { failover } from './llm/failover.ts';
import { cost, overhead } from './llm/overhead.ts';

/** Files there are never written to a disk. */
const MEMORY = '/dev/shm';

/** The Local LLM node between a workflow and a language model server. n8n itself is played. */
export const measure: Measurement = async (measuring) => {
	const dir = await mkdtemp(join(tmpdir(), 'llm-bench-'));
	try {
		await inRoom(tmpdir(), async (room) => await failover(room, measuring));
		await dispatch(measuring);
		await llama(measuring, dir);
		await overheads(measuring);
	} finally {
		await rm(dir, { recursive: true, force: true });
	}
};

/** On the disk, and in memory: the difference is what the disk takes to keep things safe. */
async function overheads(measuring: Measuring): Promise<void> {
	const { quick, figure } = measuring;
	const memory = { metric: 'overhead_in_memory_p95', unit: 'ms' } as const;
	if (
		await access(MEMORY, constants.W_OK).then(
			() => true,
			() => false,
		)
	) {
		await inRoom(MEMORY, async (room) => {
			await cost(room, measuring);
			await overhead(room, quick ? 40 : 300, 'overhead_in_memory', 'in memory', measuring);
		});
	} else {
		figure({ ...memory, value: null, reason: `there is no ${MEMORY}` });
	}
	await inRoom(tmpdir(), async (room) => {
		await overhead(room, quick ? 60 : 3000, 'overhead', 'on the disk', measuring);
	});
}

async function inRoom(folder: string, work: (room: Room) => Promise<void>): Promise<void> {
	const room = new Room(folder);
	await room.start();
	try {
		await work(room);
	} finally {
		await room.stop();
	}
}

import { join } from 'node:path';
import type { TestContext } from 'node:test';
import { KserveClient } from '../../../dist/nodes/clients/kserve/index.js';
import {
	runInference,
	type InferenceLimits,
	type InferenceProfile,
} from '../../../dist/nodes/Monai/engine/index.js';
import { demoProfile, ramp, temporaryFolder, writeVolume, type BuiltVolume } from './build.ts';
import { startServer, type TestServer } from './server.ts';

const SHAPE: [number, number, number] = [4, 6, 8];

/** A server, a small volume, and the question about it. */
export interface Bench extends BuiltVolume {
	server: TestServer;
	ask(
		profile?: Partial<InferenceProfile>,
		limits?: InferenceLimits,
	): ReturnType<typeof runInference>;
}

export async function bench(t: TestContext): Promise<Bench> {
	const server = await startServer(t);
	const folder = await temporaryFolder(t);
	const built = await writeVolume(join(folder, 'v.vol'), SHAPE, ramp(4 * 6 * 8));
	const client = new KserveClient({ baseUrl: server.url, maxAnswerBytes: 10_000 });
	return {
		...built,
		server,
		ask: (profile, limits = {}) =>
			runInference(built.volume, built.path, demoProfile(profile), client, {
				deadlineMs: 5_000,
				...limits,
			}),
	};
}

import { openPhi } from '../../../dist/nodes/Phi/engine/index.js';
import { loadProfile } from '../../../dist/nodes/Phi/profiles/index.js';

type Options = Parameters<typeof openPhi>[0];

/** An engine for a test: review by default, a fixed key. */
export const opened = async (profile = 'safe-harbor', options: Partial<Options> = {}) =>
	await openPhi({
		profile: loadProfile(profile),
		project: 'test',
		key: Buffer.alloc(32, 7),
		onUncertain: 'review',
		...options,
	});

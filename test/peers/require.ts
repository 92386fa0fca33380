import type { TestContext } from 'node:test';

/** A real server or tool that this machine has not got and could not get. */
export class PeerUnavailable extends Error {
	constructor(reason: string, cause?: unknown) {
		super(reason, cause === undefined ? undefined : { cause });
		this.name = 'PeerUnavailable';
	}
}

/** True where a missing peer is a failure: in continuous integration, where nothing may hide. */
export const peersRequired = process.env.REQUIRE_PEERS === '1';

/**
 * Ends a test for which a peer is missing: skipped on a developer's machine, failed where
 * REQUIRE_PEERS=1. The test must return right after the call.
 */
export function peerMissing(t: Pick<TestContext, 'skip'>, reason: string): void {
	if (peersRequired) throw new Error(`REQUIRE_PEERS=1 and a peer is missing: ${reason}`);
	t.skip(`peer missing: ${reason}`);
}

/**
 * Starts or finds a peer for a test.
 *
 * @returns the peer, or undefined after the test has been marked as skipped: return then.
 * @throws what `get` throws, except PeerUnavailable when peers are not required
 */
export async function peer<T>(
	t: Pick<TestContext, 'skip'>,
	get: () => Promise<T>,
): Promise<T | undefined> {
	try {
		return await get();
	} catch (error) {
		if (!(error instanceof PeerUnavailable)) throw error;
		peerMissing(t, error.message);
		return undefined;
	}
}

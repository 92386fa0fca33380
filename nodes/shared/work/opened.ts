import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { dataDirectory } from '../data-directory';
import { processOrigin } from '../origin';
import { Inbox } from './inbox';
import { readRouteBoard } from './route-board';

/** How often the inbox is looked at, in milliseconds. */
const LOOK_EVERY = 500;

/** True when the process that owns the triggers has a published workflow for the route. */
export async function isAttached(route: string): Promise<boolean> {
	return (await takerOf(route)) !== undefined;
}

/**
 * Workflow and trigger node that take the work of a route, by their names: empty where nobody told them,
 * undefined where nobody takes it.
 */
export async function takerOf(route: string): Promise<string | undefined> {
	const { work } = await dataDirectory();
	const board = await readRouteBoard(join(work, 'routes.json'));
	const known = board?.routes[route];
	return known?.attached === true ? (known.label ?? '') : undefined;
}

/**
 * Waits for the next work that any process accepts for a route, and leaves it to whoever works on it.
 *
 * @returns a function that gives the work's payload, looking from this call on; what it throws when
 * `signal` aborts is an AbortError
 */
export async function nextOpened(
	route: string,
	signal: AbortSignal,
): Promise<() => Promise<unknown>> {
	const { work, key } = await dataDirectory();
	const inbox = new Inbox(join(work, 'inbox'), processOrigin(), key.key('work'));
	const read = new Map<string, number>();
	const look = async (): Promise<unknown> => {
		for await (const entry of inbox.entries(() => undefined, read)) {
			if (entry.route === route) return await inbox.payload(entry);
		}
		return undefined;
	};
	// What lies there already is passed over.
	for await (const entry of inbox.entries(() => undefined, read)) void entry;
	return async () => {
		for (;;) {
			const payload = await look();
			if (payload !== undefined) return payload;
			await sleep(LOOK_EVERY, undefined, { signal, ref: false });
		}
	};
}

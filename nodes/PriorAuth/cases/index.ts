import { join } from 'node:path';
import type { DataDirectory } from '../../shared/data-directory';
import { processState } from '../../shared/process-state';
import { Cases } from './cases';
import { EventFiles } from './event-files';
import { OrderClaims } from './order-claims';
import { Packets } from './packets';

export { Asking, askingOf } from './asking';
export type * from './case';
export { Cases, type Amendment } from './cases';
export { isFinal } from './effect';
export { namedIn } from './match';
export { itemsOf, openingOf, type OpeningDetails } from './opening';
export { decisionDue, lastDayOf, type ClockSettings } from './plan';

/**
 * Opens the register of submitted requests.
 *
 * @param directory root of the data directory: it lies below, in `prior-auth`
 * @param options.key 32 bytes. @param options.signal ends long work
 */
export async function openCases(
	directory: string,
	{ key, signal }: { key: Buffer; signal?: AbortSignal },
): Promise<Cases> {
	const files = new EventFiles(join(directory, 'prior-auth', 'cases'), key);
	await files.prepare();
	const packets = new Packets(join(directory, 'prior-auth', 'packets'), key);
	const claims = new OrderClaims(join(directory, 'prior-auth', 'orders'), key);
	return new Cases(files, packets, claims, key, signal);
}

/** The register of this process: opened once, because it keeps what it has read. */
export async function casesOf({ root, key }: Pick<DataDirectory, 'root' | 'key'>): Promise<Cases> {
	const open = processState('prior-auth-cases/1', () => new Map<string, Promise<Cases>>());
	let cases = open.get(root);
	if (cases === undefined) {
		cases = openCases(root, { key: priorAuthKey(key) });
		open.set(root, cases);
		cases.catch(() => open.delete(root));
	}
	return await cases;
}

/** The key of what prior authorization keeps. */
export const priorAuthKey = (key: DataDirectory['key']): Buffer => key.key('prior-auth');

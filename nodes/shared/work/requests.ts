import { readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { systemCode } from '../errors';

/** What the command line may ask of the process that runs the engine. */
export interface RequestHandler {
	/** @returns false to be asked again at the next look */
	retry(id: string): Promise<boolean>;
	/** Other processes have accepted work. */
	look(): void;
	/** @param limit epoch milliseconds */
	purge(limit: number): Promise<void>;
}

/**
 * Carries out what the command line left. A request is an empty file, so that only the engine's
 * process changes state; it is removed after it was carried out, so that a crash repeats it.
 */
export async function takeRequests(folder: string, handler: RequestHandler): Promise<void> {
	for (const name of await namesIn(folder)) {
		const [verb, argument = ''] = name.split('-');
		if (verb === 'retry' && !(await handler.retry(argument))) continue;
		// Before it is carried out: what is accepted from now on asks again.
		if (verb === 'look') await rm(join(folder, name), { force: true });
		if (verb === 'look') handler.look();
		if (verb === 'purge' && /^[0-9]{1,15}$/.test(argument)) await handler.purge(Number(argument));
		await rm(join(folder, name), { force: true });
	}
}

async function namesIn(folder: string): Promise<string[]> {
	try {
		return await readdir(folder);
	} catch (error) {
		if (systemCode(error) === 'ENOENT') return [];
		throw error;
	}
}

import { readdir, readFile, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { createOnce, makeFolder } from '../../shared/durable';
import { decrypt, encrypt } from '../../shared/encryption';
import { HospitalError, systemCode } from '../../shared/errors';
import type { IntakePlace } from './settings';

/** The longest answer that a workflow may give, bytes. */
const MAX_ANSWER = 10 * 1024 * 1024;

/**
 * Leaves the answer to a received message for the listener that holds its sender: any process of n8n
 * may write it, main or worker. The first answer counts.
 *
 * @param key of the message, as the work item carries it
 * @param answer an HL7 message with an MSA segment that names the message; not framed
 * @returns false when it was answered before
 * @throws HospitalError `hl7-answer-invalid`
 */
export async function writeResponse(
	{ folder, key: site }: IntakePlace,
	key: string,
	answer: Uint8Array,
): Promise<boolean> {
	if (!isMessageKey(key) || answer.length === 0 || answer.length > MAX_ANSWER) {
		throw new HospitalError('hl7-answer-invalid', 'That is no answer to a received message', {
			nextStep: 'Connect the step to the items of an HL7 Trigger, and let it send one message.',
		});
	}
	const responses = join(folder, 'responses');
	await makeFolder(responses);
	return await createOnce(join(responses, key), encrypt(site, answer, context(key)));
}

/** @returns undefined while there is none */
export async function readResponse(
	{ folder, key: site }: IntakePlace,
	key: string,
): Promise<Buffer | undefined> {
	try {
		return decrypt(site, await readFile(join(folder, 'responses', key)), context(key));
	} catch (error) {
		if (systemCode(error) === 'ENOENT') return undefined;
		throw error;
	}
}

/** Removes answers that were written before `limit` (epoch milliseconds). */
export async function disposeResponses({ folder }: IntakePlace, limit: number): Promise<number> {
	const responses = join(folder, 'responses');
	let count = 0;
	for (const name of await readdir(responses).catch(() => [])) {
		const stats = await stat(join(responses, name)).catch(() => undefined);
		if (stats === undefined || stats.mtimeMs >= limit) continue;
		await rm(join(responses, name), { force: true });
		count += 1;
	}
	return count;
}

export const isMessageKey = (text: string): boolean => /^[0-9a-f]{32}$/.test(text);

const context = (key: string): string => `hl7/1/${key}/response`;

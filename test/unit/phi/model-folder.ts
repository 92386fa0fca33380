import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestContext } from 'node:test';
import { openTokenModel } from '../../../dist/nodes/Phi/model/index.js';
import type { OpenTokenModelOptions, TokenModel } from '../../../dist/nodes/Phi/model/index.js';
import { writeNerModel, type NerOptions } from '../../models/ner.ts';

/** A folder with a generated model, gone after the test. */
export async function nerFolder(t: TestContext, options: NerOptions): Promise<string> {
	const folder = await mkdtemp(join(tmpdir(), 'phi-model-'));
	t.after(async () => await rm(folder, { recursive: true, force: true }));
	writeNerModel(folder, options);
	return folder;
}

/** An open model, closed after the test. */
export async function nerModel(
	t: TestContext,
	options: NerOptions,
	open: Partial<OpenTokenModelOptions> = {},
): Promise<TokenModel> {
	const model = await openTokenModel({ folder: await nerFolder(t, options), ...open });
	t.after(async () => await model.close());
	return model;
}

/** What was found, as text, for comparison. */
export async function foundIn(model: TokenModel, text: string): Promise<string[]> {
	const findings = await model.find(text);
	return findings.map(({ start, end, type }) => `${type} ${text.slice(start, end)}`);
}

/** For assert.rejects: an error of this code that tells nothing of the text. */
export const code =
	(expected: string) =>
	(error: Error & { code?: string }): boolean => {
		if (error.code !== expected) throw error;
		return !/testperson/i.test(error.message);
	};

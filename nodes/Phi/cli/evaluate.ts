import { stat } from 'node:fs/promises';
import type { Output } from '../../shared/command';
import { writeNamedFile } from '../../shared/command-line';
import { evaluateFolder } from '../measuring';
import { readAsked, usage } from './asked';

/** `hospital phi evaluate`: what a policy finds in notes that people have labelled, in counts and shares. */
export async function evaluate(words: readonly string[], out: Output): Promise<number> {
	const isCodepoints = words.includes('--codepoints');
	const asked = readAsked(
		words.filter((word) => word !== '--codepoints'),
		{ output: false },
	);
	const stats = await stat(asked.from).catch(() => undefined);
	if (stats?.isDirectory() !== true) throw usage('--in takes a folder of labelled notes');
	const phi = await asked.open();
	try {
		const found = await evaluateFolder(
			asked.from,
			async (text, context) => {
				const all = [...asked.context, ...context];
				return (await phi.detect(text, { context: all, contentType: 'text/plain' })).findings;
			},
			{ offsets: isCodepoints ? 'codepoints' : 'utf16' },
		);
		const result = { ...phi.identity, ...found };
		out.line(JSON.stringify(result, null, '\t'));
		if (asked.manifest !== undefined) {
			await writeNamedFile(asked.manifest, `${JSON.stringify(result, null, '\t')}\n`);
		}
	} finally {
		await phi.close();
	}
	return 0;
}

import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { checkTemplate } from './template.ts';
import type { Template } from './types.ts';

/** Which templates: rules may be improved on `dev` alone; of `sealed` nobody sees a text. */
export type Split = 'dev' | 'test' | 'sealed';

const FOLDERS: Readonly<Record<Split, string>> = {
	dev: 'templates/dev',
	test: 'templates/test',
	sealed: 'sealed',
};

/** All templates of a split, in a fixed order; none where its folder is not there. */
export async function templatesOf(split: Split): Promise<Template[]> {
	const folder = join(import.meta.dirname, FOLDERS[split]);
	if (!existsSync(folder)) return [];
	const found = new Map<string, Template>();
	for (const name of readdirSync(folder)
		.filter((file) => file.endsWith('.ts'))
		.sort()) {
		const exported = (await import(pathToFileURL(join(folder, name)).href)) as object;
		for (const template of Object.values(exported).flat(2) as unknown[]) {
			if (!isTemplate(template)) continue;
			checkTemplate(template);
			const before = found.get(template.id);
			if (before !== undefined && before !== template) {
				throw new Error(`Two templates have the id ${template.id}`);
			}
			found.set(template.id, template);
		}
	}
	return [...found.values()].sort((a, b) => (a.id < b.id ? -1 : 1));
}

const isTemplate = (value: unknown): value is Template =>
	typeof value === 'object' &&
	value !== null &&
	['id', 'noteType', 'text'].every((key) => typeof (value as never)[key] === 'string');

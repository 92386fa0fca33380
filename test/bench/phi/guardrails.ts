import { createRequire } from 'node:module';
import { join } from 'node:path';
import { cacheRoot, contentKey, isComplete } from '../../peers/cache.ts';
import { readFile } from 'node:fs/promises';
import type { Found } from './score.ts';

const N8N = join(import.meta.dirname, '..', '..', 'n8n');
const CHECK = '@n8n/n8n-nodes-langchain/dist/nodes/Guardrails/actions/checks/pii.js';

export interface Guardrails {
	readonly version: string;
	/** What n8n's own Guardrails node would mask in `text`, with every pattern of it switched on. */
	readonly find: (text: string) => Found[];
}

/** n8n's Guardrails of the pinned n8n; undefined where that n8n is not installed: it is not fetched. */
export async function guardrails(): Promise<Guardrails | undefined> {
	const pinned = ['package.json', 'package-lock.json'].map((name) => readFile(join(N8N, name)));
	const folder = join(cacheRoot(), `n8n-${contentKey(...(await Promise.all(pinned)))}`);
	if (!(await isComplete(folder))) return undefined;
	const modules = join(folder, 'node_modules');
	const load = createRequire(join(modules, 'n8n', 'package.json'));
	const { version } = load('./package.json') as { version: string };
	// By its path: the package does not export it.
	const { createPiiCheckFn } = load(join(modules, CHECK)) as {
		createPiiCheckFn: (config: object) => (text: string) => {
			info: { maskEntities: Record<string, string[]> };
		};
	};
	const check = createPiiCheckFn({});
	return {
		version,
		find: (text) => {
			const values = new Set(Object.values(check(text).info.maskEntities).flat());
			return [...values].flatMap((value) => occurrences(text, value));
		},
	};
}

/** The node masks a value wherever it stands. */
function occurrences(text: string, value: string): Found[] {
	const found: Found[] = [];
	if (value === '') return found;
	for (let at = text.indexOf(value); at >= 0; at = text.indexOf(value, at + value.length)) {
		found.push({ start: at, end: at + value.length });
	}
	return found;
}

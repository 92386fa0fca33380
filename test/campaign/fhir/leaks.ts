import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';

/** How many files below a folder hold one of these texts, or have it in their name. */
export async function plainText(folder: string, secrets: readonly string[]): Promise<number> {
	const entries = await readdir(folder, { recursive: true, withFileTypes: true });
	let found = 0;
	for (const entry of entries.filter((one) => one.isFile())) {
		const bytes = await readFile(join(entry.parentPath, entry.name)).catch(() => Buffer.alloc(0));
		if (secrets.some((secret) => bytes.includes(secret) || entry.name.includes(secret))) found += 1;
	}
	return found;
}

import { copyFile, link, mkdir, readdir, rm, stat } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { exists } from '../peers/cache.ts';
import { output } from '../peers/command.ts';

const REPOSITORY = resolve(import.meta.dirname, '..', '..');
const PACK = 'n8n-nodes-hospital';

/**
 * Puts the pack where n8n looks for community packages, so that node types carry its name.
 *
 * @param pack `link` for this repository, the path of a `.tgz`, or a folder like the repository
 */
export async function placePack(userFolder: string, pack: string): Promise<void> {
	const place = join(userFolder, '.n8n/nodes/node_modules', PACK);
	await rm(place, { recursive: true, force: true });
	await mkdir(place, { recursive: true });
	if (pack.endsWith('.tgz')) {
		await output('tar', ['-xzf', resolve(pack), '-C', place, '--strip-components=1']);
		return;
	}
	const from = pack === 'link' ? REPOSITORY : resolve(pack);
	for (const name of ['package.json', 'dist', 'workflows']) {
		if (await exists(join(from, name))) await hardLink(join(from, name), join(place, name));
	}
}

/**
 * Links file by file: through a symbolic link Node would find the repository's own n8n-workflow
 * instead of n8n's, and errors would be of a class that n8n does not know.
 */
async function hardLink(from: string, to: string): Promise<void> {
	if ((await stat(from)).isDirectory()) {
		await mkdir(to);
		for (const name of await readdir(from)) await hardLink(join(from, name), join(to, name));
		return;
	}
	// Another disk takes no link.
	await link(from, to).catch(async () => await copyFile(from, to));
}

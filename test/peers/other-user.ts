import { chmod, copyFile, link, mkdir, readdir, readlink, stat, symlink } from 'node:fs/promises';
import { join, relative } from 'node:path';
import type { DebianRoot } from './debian.ts';

/** Somebody who is not root. */
export interface OtherUser {
	uid: number;
	gid: number;
}

/** Programs with the environment that they need. */
export interface Programs {
	bin: string;
	env: NodeJS.ProcessEnv;
}

/**
 * Programs of a Debian root in a place where another user can run them: root's cache is closed to
 * everybody else. Files are linked where the disk allows, so it costs next to nothing.
 *
 * @param user undefined when the programs run as who we are
 * @param bin folder with the programs, below `packages.root`
 * @param into folder that the user can enter
 */
export async function runnableBy(
	user: OtherUser | undefined,
	packages: DebianRoot,
	bin: string,
	into: string,
): Promise<Programs> {
	const inside = relative(packages.root, bin);
	if (user === undefined || packages.root === '/' || inside.startsWith('..')) {
		return { bin, env: packages.env };
	}
	const root = join(into, 'programs');
	await copyTree(packages.root, root);
	const env = Object.entries(packages.env).map(([name, value]) => [
		name,
		value?.replaceAll(packages.root, root),
	]);
	return { bin: join(root, inside), env: Object.fromEntries(env) as NodeJS.ProcessEnv };
}

async function copyTree(from: string, to: string): Promise<void> {
	await mkdir(to);
	await chmod(to, 0o755);
	for (const entry of await readdir(from, { withFileTypes: true })) {
		const [source, target] = [join(from, entry.name), join(to, entry.name)];
		if (entry.isDirectory()) await copyTree(source, target);
		else if (entry.isSymbolicLink()) await symlink(await readlink(source), target);
		else if (entry.isFile()) await linkOrCopy(source, target);
	}
}

/** A file that only its owner may read keeps that: nobody else needs it. */
async function linkOrCopy(from: string, to: string): Promise<void> {
	await link(from, to).catch(async () => {
		await copyFile(from, to);
		await chmod(to, (await stat(from)).mode & 0o7777);
	});
}

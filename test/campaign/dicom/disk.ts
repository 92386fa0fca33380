import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { command, output } from '../../peers/command.ts';
import { PeerUnavailable } from '../../peers/require.ts';
import { ownImports } from './own-imports.ts';

/** EXT4_IOC_SHUTDOWN without a flush of the journal: what was not synced is gone, as after a power cut. */
const CUT = `
import fcntl, os, struct, sys
for path in sys.stdin:
    folder = os.open(path.strip(), os.O_RDONLY)
    fcntl.ioctl(folder, 0x8004587D, struct.pack('I', 2))
    os.close(folder)
    print('cut', flush=True)
`;

/** An ext4 volume in a file, whose power can be cut. Works as root, in a mount namespace of its own. */
export class PowerDisk {
	readonly path: string;
	private readonly image: string;
	private readonly cutter: ChildProcess;

	private constructor(dir: string) {
		this.path = join(dir, 'volume');
		this.image = join(dir, 'volume.img');
		this.cutter = spawn('python3', ['-c', CUT], { stdio: ['pipe', 'pipe', 'inherit'] });
	}

	/** @throws Error when a tool is missing or refused */
	static async make(dir: string, megabytes: number): Promise<PowerDisk> {
		const disk = new PowerDisk(dir);
		await mkdir(disk.path, { recursive: true });
		await output('truncate', ['-s', `${megabytes}M`, disk.image]);
		await output('mkfs.ext4', ['-q', disk.image]);
		await disk.mount();
		return disk;
	}

	/** From here on nothing reaches the disk any more, and nothing that was not synced is on it. */
	async cut(): Promise<void> {
		const done = once(this.cutter.stdout!, 'data');
		this.cutter.stdin!.write(`${this.path}\n`);
		await done;
	}

	/** The machine starts again. Nothing may have a file open on the disk. */
	async restore(): Promise<void> {
		await output('umount', [this.path]);
		await this.mount();
	}

	async remove(): Promise<void> {
		this.cutter.kill();
		await command('umount', [this.path]);
	}

	private async mount(): Promise<void> {
		await output('mount', ['-o', 'loop', this.image, this.path]);
	}
}

/** A volume in memory that can be full or read-only. Works as root, in a mount namespace of its own. */
export class SmallDisk {
	readonly path: string;
	private readonly ballast: string;

	private constructor(dir: string) {
		this.path = join(dir, 'volume');
		this.ballast = join(this.path, 'ballast');
	}

	static async make(dir: string, megabytes: number): Promise<SmallDisk> {
		const disk = new SmallDisk(dir);
		await mkdir(disk.path, { recursive: true });
		await output('mount', ['-t', 'tmpfs', '-o', `size=${megabytes}m`, 'tmpfs', disk.path]);
		return disk;
	}

	/** Takes every free byte. */
	async fill(): Promise<void> {
		await command('dd', ['if=/dev/zero', `of=${this.ballast}`, 'bs=64k']);
		await command('dd', [
			'if=/dev/zero',
			`of=${this.ballast}`,
			'bs=1',
			'oflag=append',
			'conv=notrunc',
		]);
	}

	async free(): Promise<void> {
		await rm(this.ballast, { force: true });
	}

	async readOnly(yes: boolean): Promise<void> {
		await output('mount', ['-o', `remount,${yes ? 'ro' : 'rw'}`, this.path]);
	}

	async remove(): Promise<void> {
		await command('umount', [this.path]);
	}
}

/**
 * Runs a program of this folder as root in a mount namespace of its own: what it mounts is seen by
 * nobody else and goes with it.
 *
 * @returns the last line of its standard output, parsed as JSON
 * @throws PeerUnavailable without the right to make a mount namespace
 */
export async function inMountNamespace<T>(
	script: string,
	args: readonly string[],
	timeoutMs: number,
): Promise<T> {
	const allowed = await command('unshare', ['-m', 'true']).catch(() => undefined);
	if (allowed?.code !== 0) {
		throw new PeerUnavailable('a mount namespace needs Linux and the rights of root');
	}
	const program = [process.execPath, ...ownImports(), join(import.meta.dirname, script), ...args];
	const text = await output('unshare', ['-m', ...program], { timeoutMs });
	return JSON.parse(text.trimEnd().split('\n').at(-1) ?? '') as T;
}

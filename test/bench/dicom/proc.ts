import { readdir, readFile, writeFile } from 'node:fs/promises';

/** proc(5): times are counted in ticks of 1/100 s for every program, whatever the kernel uses. */
const TICK_MS = 10;

interface Stat {
	parent: number;
	/** Own processor time and that of ended children that were waited for, milliseconds. */
	cpuMs: number;
}

async function stat(pid: number): Promise<Stat | undefined> {
	const text = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => undefined);
	// The program's name may hold anything; the fields that follow its last bracket do not.
	const fields = text?.slice(text.lastIndexOf(')') + 2).split(' ');
	if (fields === undefined) return undefined;
	const times = fields.slice(11, 15).map(Number);
	return {
		parent: Number(fields[1]),
		cpuMs: times.reduce((sum, ticks) => sum + ticks, 0) * TICK_MS,
	};
}

/** Processor time of a process with all its children, those that have ended included. */
export async function cpuMs(pid: number): Promise<number> {
	const own = (await stat(pid))?.cpuMs ?? 0;
	let ofChildren = 0;
	for (const name of await readdir('/proc')) {
		if (!/^\d+$/.test(name)) continue;
		const other = await stat(Number(name));
		if (other?.parent === pid) ofChildren += other.cpuMs;
	}
	return own + ofChildren;
}

/** Resident memory now and at its highest since `resetPeak`. Bytes. */
export async function residentBytes(pid: number): Promise<{ now: number; peak: number }> {
	const text = await readFile(`/proc/${pid}/status`, 'utf8');
	const field = (name: string) =>
		Number(new RegExp(`^${name}:\\s+(\\d+) kB$`, 'm').exec(text)?.[1] ?? Number.NaN) * 1024;
	return { now: field('VmRSS'), peak: field('VmHWM') };
}

/** Sets the highest value back to what is resident now (proc(5), clear_refs). */
export async function resetPeak(pid: number): Promise<void> {
	await writeFile(`/proc/${pid}/clear_refs`, '5');
}

/** True when something listens on that TCP port in the network of process `pid`. */
export async function listens(pid: number | 'self', port: number): Promise<boolean> {
	const wanted = `:${port.toString(16).toUpperCase().padStart(4, '0')}`;
	for (const table of ['tcp', 'tcp6']) {
		const text = await readFile(`/proc/${pid}/net/${table}`, 'utf8').catch(() => '');
		for (const line of text.split('\n').slice(1)) {
			const [, local = '', , state] = line.trim().split(/\s+/);
			// 0A is LISTEN.
			if (state === '0A' && local.endsWith(wanted)) return true;
		}
	}
	return false;
}

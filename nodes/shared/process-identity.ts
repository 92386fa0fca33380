import { readFileSync, readlinkSync } from 'node:fs';
import { hostname } from 'node:os';
import { systemCode } from './errors';

/** A process, told apart from every other one, also on other machines. */
export interface ProcessIdentity {
	host: string;
	/** The installation of the operating system (machine-id(5)). Empty when not known. */
	installation: string;
	/** Kernel boot and process id namespace: where `pid` means something. Empty when not known. */
	machine: string;
	pid: number;
	/** Start time of the process: a process id alone is soon used again. Empty when not known. */
	started: string;
}

export function describeSelf(): ProcessIdentity {
	const { pid } = process;
	return {
		host: hostname(),
		installation: installation(),
		machine: machine(),
		pid,
		started: startOf(pid) ?? '',
	};
}

/** True when the process is on this machine and certainly runs no more. False when that cannot be told. */
export function hasEnded(holder: Partial<ProcessIdentity>): boolean {
	const { machine: its, pid, started, host } = holder;
	if (typeof pid !== 'number' || !Number.isSafeInteger(pid) || pid <= 0) return false;
	const here = machine();
	if (here === '') return its === '' && host === hostname() && !runs(pid);
	if (its !== here || !started) return wasRestarted(holder, here);
	const found = startOf(pid);
	// A process of another user may be hidden in /proc.
	return found === undefined ? !runs(pid) : found !== started;
}

/** What a file says of a process; undefined when it says nothing. */
export function asIdentity(value: unknown): Partial<ProcessIdentity> | undefined {
	return typeof value === 'object' && value !== null ? value : undefined;
}

/** The same computer, but another boot: nothing of that time runs any more. */
function wasRestarted(
	{ machine: its, host, installation: of }: Partial<ProcessIdentity>,
	here: string,
) {
	const sameComputer = host === hostname() && !!of && of === installation();
	return sameComputer && !!its && bootOf(its) !== bootOf(here);
}

const bootOf = (machine: string): string => machine.split('/')[0];

function installation(): string {
	try {
		return readFileSync('/etc/machine-id', 'latin1').trim();
	} catch {
		return '';
	}
}

/** Two containers have process ids of their own, two hosts and two boots all the more. */
function machine(): string {
	try {
		const boot = readFileSync('/proc/sys/kernel/random/boot_id', 'latin1').trim();
		return `${boot}/${readlinkSync('/proc/self/ns/pid')}`;
	} catch {
		return '';
	}
}

/** Undefined when there is no such process, empty for one that only waits to be reaped (proc(5), stat). */
function startOf(pid: number): string | undefined {
	try {
		const text = readFileSync(`/proc/${pid}/stat`, 'latin1');
		// The second field is the program's name, which may hold spaces and parentheses.
		const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
		return fields[0] === 'Z' || fields[0] === 'X' ? '' : fields[19];
	} catch {
		return undefined;
	}
}

function runs(pid: number): boolean {
	try {
		process.kill(pid, 0);
		return true;
	} catch (error) {
		return systemCode(error) === 'EPERM';
	}
}

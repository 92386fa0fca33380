import { readFileSync, statSync } from 'node:fs';
import { writeDurably } from './durable';
import { HospitalError, systemCode } from './errors';

/** Words of a command line: `--name value`, `--name=value`, `--switch`, and the rest in order. */
export interface Arguments {
	/** Values by name, in the order given. */
	values: ReadonlyMap<string, readonly string[]>;
	switches: ReadonlySet<string>;
	rest: readonly string[];
}

/**
 * @param valued names that take a value
 * @param switches names that take none
 * @throws HospitalError `usage` for a name that is not known or lacks its value
 */
export function parseArguments(
	args: readonly string[],
	valued: readonly string[],
	switches: readonly string[] = [],
): Arguments {
	const values = new Map<string, string[]>();
	const found = new Set<string>();
	const rest: string[] = [];
	for (let at = 0; at < args.length; at++) {
		const [, name, , attached] = /^--([a-z-]+)(=(.*))?$/s.exec(args[at]) ?? [];
		if (name === undefined && !/^-./s.test(args[at])) rest.push(args[at]);
		else if (name === undefined) throw usage(`There is no option ${shown(args[at])} here`);
		else if (valued.includes(name)) {
			const value = attached ?? args[++at];
			if (value === undefined) throw usage(`The option --${name} needs a value`);
			values.set(name, [...(values.get(name) ?? []), value]);
		} else if (switches.includes(name) && attached === undefined) found.add(name);
		else throw usage(`There is no option --${shown(name)} here`);
	}
	return { values, switches: found, rest };
}

export const last = ({ values }: Arguments, name: string): string | undefined =>
	values.get(name)?.at(-1);

/** What was typed, as far as it helps to find the slip. */
const shown = (word: string): string => word.slice(0, 40).replace(/[^\x20-\x7e]/g, '?');

function usage(message: string): HospitalError {
	return new HospitalError('usage', message, {
		nextStep: 'The same command with --help lists what it takes.',
	});
}

const MAX_FILE_BYTES = 256 * 1024 * 1024;

/** A file that was named on the command line. @throws HospitalError `file-unreadable` */
export function readNamedFile(path: string): string {
	try {
		if (statSync(path).size <= MAX_FILE_BYTES) return readFileSync(path, 'utf8');
	} catch {
		// Said below.
	}
	throw new HospitalError('file-unreadable', 'A file named on the command line cannot be read', {
		nextStep: 'Check its path and rights. Files above 256 MB are not read.',
	});
}

const WRITING: Readonly<Record<string, [cause: string, nextStep: string]>> = {
	ENOENT: ['there is no such folder', 'Make the folder first, or name another one.'],
	ENOTDIR: ['a part of the path is no folder', 'Correct the path.'],
	EISDIR: ['that is a folder', 'Add the name of a file to it, such as page.html.'],
	EACCES: ['you may not write there', 'Name a folder of your own, or have it opened for you.'],
	EPERM: ['you may not write there', 'Name a folder of your own, or have it opened for you.'],
	EROFS: ['that disk is read-only', 'Name a place on another disk.'],
	ENOSPC: ['the disk is full', 'Free some space there, or name a place on another disk.'],
};

/**
 * Writes a file that was named on the command line, whole or not at all, for its owner only.
 *
 * @throws HospitalError `file-unwritable`
 */
export async function writeNamedFile(path: string, text: string): Promise<void> {
	try {
		await writeDurably(path, text);
	} catch (error) {
		const known = WRITING[systemCode(error) ?? ''];
		if (known === undefined) throw error;
		const [cause, nextStep] = known;
		throw new HospitalError('file-unwritable', `${path} cannot be written: ${cause}`, {
			nextStep: `${nextStep} Nothing was written.`,
			cause: error,
		});
	}
}

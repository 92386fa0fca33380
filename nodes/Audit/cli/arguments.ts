import { readFileSync, statSync } from 'node:fs';
import { HospitalError } from '../../shared/errors';

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
		if (name === undefined) rest.push(args[at]);
		else if (valued.includes(name)) {
			const value = attached ?? args[++at];
			if (value === undefined) throw usage(`--${name} needs a value`);
			values.set(name, [...(values.get(name) ?? []), value]);
		} else if (switches.includes(name) && attached === undefined) found.add(name);
		else throw usage(`--${name} is not known here`);
	}
	return { values, switches: found, rest };
}

export const last = ({ values }: Arguments, name: string): string | undefined =>
	values.get(name)?.at(-1);

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

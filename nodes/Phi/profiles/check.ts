import { HospitalError } from '../../shared/errors';
import { profileKey, type ProfileKey } from './keys';
import type { Profile } from './profile';

type Fields = Record<string, unknown>;

/** Sections of a profile; everything else is a single value. */
const SECTIONS = ['shift', 'types', 'fhir', 'dicom'] as const;

export const invalid = (message: string): HospitalError =>
	new HospitalError('profile-invalid', message, {
		nextStep:
			'Look the key up in the reference page of profiles, and compare the file with a shipped one.',
	});

/** Lays `change` over `base`, section by section; lists are replaced. Neither is changed. */
export function layOver(base: Profile, change: Fields): Fields {
	const result: Fields = { ...base };
	for (const [key, value] of Object.entries(change)) {
		if (value === undefined) continue;
		const isSection = (SECTIONS as readonly string[]).includes(key);
		result[key] = isSection ? { ...(result[key] as Fields), ...(value as Fields) } : value;
	}
	return result;
}

/**
 * Checks the keys and values that are there; the kinds are those of `known.types`.
 *
 * @throws HospitalError `profile-invalid`, naming the key and never the value
 */
export function checkValues(fields: Fields, known: Profile): void {
	for (const [path, value] of paths(fields)) {
		const key = profileKey(path);
		const isKind = !path.startsWith('types.') || path.slice('types.'.length) in known.types;
		if (key === undefined || !isKind) {
			throw invalid(`A profile has no key ${quoted(path)}`);
		}
		if (!fits(key, value)) {
			const choices = key.values === undefined ? '' : `; it takes ${key.values.join(', ')}`;
			throw invalid(`The value of ${quoted(path)} in the profile does not fit${choices}`);
		}
	}
}

/** A key as somebody wrote it: shown only when it is a plain word. */
const quoted = (path: string): string =>
	/^[A-Za-z0-9_.-]{1,60}$/.test(path) ? `"${path}"` : 'of that name';

export function* paths(fields: Fields): Generator<[path: string, value: unknown]> {
	for (const [key, value] of Object.entries(fields)) {
		if (value === undefined) continue;
		if (!(SECTIONS as readonly string[]).includes(key)) {
			yield [key, value];
			continue;
		}
		if (typeof value !== 'object' || value === null || Array.isArray(value)) {
			throw invalid(`"${key}" in the profile has to be a group of keys`);
		}
		for (const [inner, member] of Object.entries(value)) {
			if (member !== undefined) yield [`${key}.${inner}`, member];
		}
	}
}

const MOST_TEXT = 2000;
const MOST_ENTRIES = 1000;
const isText = (value: unknown): value is string =>
	typeof value === 'string' && value.trim() !== '' && value.length <= MOST_TEXT;

function fits(key: ProfileKey, value: unknown): boolean {
	switch (key.kind) {
		case 'choice':
			return (key.values as readonly unknown[]).includes(value);
		case 'flag':
			return typeof value === 'boolean';
		case 'text':
			return isText(value);
		case 'country':
			return typeof value === 'string' && /^[A-Z]{2}$/.test(value);
		case 'days':
			return Number.isInteger(value) && (value as number) >= 28 && (value as number) <= 3650;
		case 'areas':
			return isList(value, (entry) => /^\d{3}$/.test(entry));
		case 'texts':
			return isList(value, isText);
	}
}

function isList(value: unknown, fitsEntry: (entry: string) => boolean): boolean {
	return (
		Array.isArray(value) &&
		value.length <= MOST_ENTRIES &&
		value.every((entry) => typeof entry === 'string' && fitsEntry(entry))
	);
}

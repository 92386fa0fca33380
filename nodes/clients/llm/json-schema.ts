import { runInNewContext } from 'node:vm';
import type { Schema, Validator } from '@cfworker/json-schema';
import { vendor } from '../../shared/vendor';
import { llmFault } from './errors';
import type { JsonSchema } from './types';

type Library = typeof import('@cfworker/json-schema');

/** Where a value breaks a schema. Neither part holds anything that the value's author wrote. */
export interface SchemaFault {
	/** JSON Pointer into the value; a name that the schema does not know is written as `*`. */
	path: string;
	/** The keyword of the schema that is not met, `enum`. */
	keyword: string;
}

const LARGEST = 512 * 1024;
const DEEPEST = 64;
const MOST_FAULTS = 20;
/** A check that takes longer than this is given up: a pattern like `a*a*a*b` can keep a text busy for hours. */
const LONGEST_MS = 2_000;

/**
 * Refuses a schema that cannot be checked here: a reference that leads out of it, a pattern that is none,
 * too large or too deep.
 *
 * @throws HospitalError `llm-schema-invalid`
 */
export function checkSchema(schema: JsonSchema): void {
	if (JSON.stringify(schema).length > LARGEST) throw invalid('it is longer than 512 KiB');
	walk(schema, 0, (keyword, value) => {
		if (keyword === '$ref' && !(typeof value === 'string' && value.startsWith('#')))
			throw invalid('a reference leads out of it');
		if (keyword === '$id') throw invalid('it gives itself another address');
		if (keyword === 'pattern' && typeof value === 'string') checkPattern(value);
		if (keyword === 'patternProperties' && typeof value === 'object' && value !== null)
			Object.keys(value).forEach(checkPattern);
	});
}

/**
 * Checks a value against a schema (draft 2020-12) with a validator that interprets the schema: nothing is
 * compiled, so it also runs where code generation is switched off.
 *
 * @returns the faults, none when the value fits
 * @throws HospitalError `llm-schema-invalid`
 */
export function validateJson(value: unknown, schema: JsonSchema): SchemaFault[] {
	checkSchema(schema);
	const { Validator } = vendor<Library>('json-schema');
	let errors: ReturnType<Validator['validate']>['errors'];
	try {
		const validator = new Validator(schema as Schema, '2020-12', false);
		const result = withinTime(() => validator.validate(value));
		if (result.valid) return [];
		({ errors } = result);
	} catch (error) {
		if ((error as { code?: unknown }).code === 'ERR_SCRIPT_EXECUTION_TIMEOUT')
			throw invalid('checking an answer against it takes too long; simplify its patterns');
		// A schema that refers to itself without end, or to a place that it does not have.
		throw llmFault('llm-schema-invalid', 'a reference in it leads nowhere', error);
	}
	const known = namesIn(schema);
	const faults = errors.map(({ instanceLocation, keyword }) => ({
		path: withKnownNames(instanceLocation, known),
		keyword,
	}));
	// The deepest faults say most: those above them only say that something below is wrong.
	const depth = ({ path }: SchemaFault) => path.split('/').length;
	return faults.sort((a, b) => depth(b) - depth(a)).slice(0, MOST_FAULTS);
}

/**
 * Runs on the same thread with a deadline that V8 enforces, also in the midst of a regular expression. The
 * context is empty but for the call: it only carries the deadline and keeps nothing apart.
 */
const withinTime = <T>(check: () => T): T =>
	runInNewContext('check()', { check }, { timeout: LONGEST_MS }) as T;

const invalid = (detail: string) => llmFault('llm-schema-invalid', detail);

type Visit = (keyword: string, value: unknown) => void;

/** Keywords whose values are data. */
const DATA = new Set(['enum', 'const', 'default', 'examples']);
/** Keywords under which stand names, each with a schema. */
const BY_NAME = new Set([
	'properties',
	'patternProperties',
	'$defs',
	'definitions',
	'dependentSchemas',
]);

function walk(value: unknown, depth: number, visit: Visit, names = false): void {
	if (typeof value !== 'object' || value === null) return;
	if (depth > DEEPEST) throw invalid(`it is deeper than ${DEEPEST} levels`);
	for (const [name, inner] of Object.entries(value)) {
		const keyword = !names && !Array.isArray(value);
		if (keyword && DATA.has(name)) continue;
		if (keyword) visit(name, inner);
		walk(inner, depth + 1, visit, keyword && BY_NAME.has(name));
	}
}

function checkPattern(pattern: string): void {
	try {
		new RegExp(pattern, 'u');
	} catch {
		throw invalid('a pattern in it is no regular expression');
	}
	if (repeatsChoices(pattern)) {
		throw invalid(
			'a pattern in it repeats a group that itself repeats or chooses; a text could keep it busy for ever',
		);
	}
}

/**
 * True for `(a+)+`, `(a|aa)*` and the like: the time that they take can double with each character. Groups
 * that come once at most, `(\\.\\d+)?`, are no danger.
 */
function repeatsChoices(pattern: string): boolean {
	// Only signs that mean something: without what is escaped, and classes as one sign.
	const signs = pattern.replace(/\\./gsu, 'x').replace(/\[[^\]]*\]/gu, 'x');
	const risky: boolean[] = [];
	for (let at = 0; at < signs.length; at++) {
		const sign = signs[at];
		const repeated = /^(?:[*+]|\{\d+,\d*\})/.test(signs.slice(at));
		if (sign === '(') risky.push(false);
		else if (sign === ')') {
			const inner = risky.pop() ?? false;
			const again = /^(?:[*+]|\{)/.test(signs.slice(at + 1));
			if (inner && again) return true;
			if ((inner || again) && risky.length > 0) risky[risky.length - 1] = true;
		} else if ((repeated || sign === '|') && risky.length > 0) risky[risky.length - 1] = true;
	}
	return false;
}

function namesIn(schema: JsonSchema): Set<string> {
	const names = new Set<string>();
	walk(schema, 0, (keyword, value) => {
		if (keyword !== 'properties' || typeof value !== 'object' || value === null) return;
		for (const name of Object.keys(value)) names.add(name);
	});
	return names;
}

function withKnownNames(location: string, known: ReadonlySet<string>): string {
	const [, ...parts] = location.split('/');
	const shown = parts.map((part) => {
		const name = decodeURIComponent(part).replaceAll('~1', '/').replaceAll('~0', '~');
		return /^\d{1,6}$/.test(name) || known.has(name) ? part : '*';
	});
	return shown.map((part) => `/${part}`).join('');
}

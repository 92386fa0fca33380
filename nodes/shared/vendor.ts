import { join } from 'node:path';

/**
 * Loads a bundled library from dist/vendor when it is first needed. n8n loads every node of a
 * package at start; a library that is only used by one operation must not slow that down.
 *
 * @param name file name in dist/vendor without `.js`, as build.mjs lists it
 */
export function vendor<T>(name: string): T {
	// eslint-disable-next-line @typescript-eslint/no-require-imports -- the path is only known at run time
	return require(join(__dirname, '..', '..', 'vendor', `${name}.js`)) as T;
}

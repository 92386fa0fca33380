import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { canonicalJson } from '../../shared/canonical-json';
import type { DataDirectory } from '../../shared/data-directory';
import type { SearchParameters } from '../../clients/fhir';
import type { WatchPlace } from './chart-watch';

/** What is asked of a server. Another question has another position. */
export interface Question {
	baseUrl: string;
	type: string;
	criteria: SearchParameters;
	by: 'search' | 'history';
}

/** Where the watch of a trigger node keeps its state. @param route workflow and node */
export function watchOf(
	{ root, key }: Pick<DataDirectory, 'root' | 'key'>,
	route: string,
): Pick<WatchPlace, 'folder' | 'key' | 'name'> {
	const name = key.pseudonym('fhir-watch', route).pseudonym;
	return { folder: join(root, 'fhir-watch', name), key: key.key('fhir-watch'), name };
}

export const questionOf = (question: Question): string =>
	createHash('sha256').update(canonicalJson(question)).digest('hex');

/** Keeps the records of two servers apart that give the same ids. */
export const serverName = (baseUrl: string): string =>
	createHash('sha256').update(baseUrl).digest('hex').slice(0, 16);

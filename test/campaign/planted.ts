import { readFile, readdir } from 'node:fs/promises';
import { join, relative } from 'node:path';
import type { SentStudy } from './crash.ts';
import type { Site } from '../hospital/site.ts';

/** A place where no identifier may be. */
interface Place {
	name: string;
	bytes: Buffer;
}

/**
 * Looks for everything that identifies the people and studies in what n8n, the ledger and the SIEM
 * keep: n8n's folder with its database, event log and stored files, its output, the audit files, and
 * what rsyslog received.
 *
 * @returns one line per place and kind of identifier
 */
export async function plantedFound(
	site: Site,
	studies: readonly SentStudy[],
	logs: readonly string[],
): Promise<string[]> {
	const identifiers = [...new Set(studies.flatMap(identifiersOf))];
	// One pass per place: thousands of identifiers times hundreds of files would take minutes.
	const pattern = new RegExp(
		`(?<![0-9A-Za-z.])(?:${identifiers.map(escaped).join('|')})(?![0-9A-Za-z])`,
		'gi',
	);
	const found = new Set<string>();
	for await (const { name, bytes } of places(site, logs)) {
		// As UTF-8 for names with accents, and as UTF-16 in both alignments.
		const views = [bytes.toString('utf8'), bytes.toString('utf16le')];
		views.push(bytes.subarray(1).toString('utf16le'));
		for (const text of views) {
			for (const [match] of text.matchAll(pattern)) found.add(`${name}: ${match}`);
		}
	}
	return [...found];
}

/** What names a person or study. A sex or a description names nobody. */
function identifiersOf({
	person,
	order,
	studyInstanceUid,
	seriesInstanceUids,
}: SentStudy): string[] {
	const { mrn, family, given, birthDate, address, id } = person;
	return [
		...[mrn, id, family, `${family}^${given}`, `${given} ${family}`],
		...[birthDate, birthDate.replaceAll('-', ''), address.line],
		...[order.accession, order.id, order.encounterId],
		...[studyInstanceUid, ...seriesInstanceUids],
	];
}

async function* places(site: Site, logs: readonly string[]): AsyncGenerator<Place> {
	for (const folder of [site.n8n.userFolder, join(site.dataDir, 'audit')]) {
		for (const entry of await readdir(folder, { recursive: true, withFileTypes: true })) {
			if (!entry.isFile()) continue;
			const path = join(entry.parentPath, entry.name);
			// n8n renames and removes files of its own while it runs.
			const bytes = await readFile(path).catch(() => undefined);
			if (bytes !== undefined) yield { name: relative(site.dir, path), bytes };
		}
	}
	for (const [index, log] of logs.entries()) {
		yield { name: `n8n's output, start ${index + 1}`, bytes: Buffer.from(log) };
	}
	yield { name: 'SIEM', bytes: Buffer.from((await site.siem.messages()).join('\n')) };
}

const escaped = (text: string): string => text.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&');

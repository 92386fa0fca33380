import { open, readFile, readdir } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { NeedleFinder, type Needle } from './planted/finder.ts';
import type { Hospital } from './people.ts';
import type { Queue } from './queue.ts';
import type { Site } from './site.ts';

export type { Needle } from './planted/finder.ts';

/** An identifier of a patient where none may be. */
export interface Found {
	/** What was found, by its kind and owner, not by its value: `birth date of zztest-0003`. */
	what: string;
	/** File below the site's folder, or `n8n's output`. */
	where: string;
	/** How it was written there: `utf8`, `utf16le`, `base64`, ... */
	encoding: string;
}

const UID = /2\.25\.\d{20,39}/g;
/** UIDs stand in the header; pixels begin after it. */
const HEADER_BYTES = 8192;

/** Everything that identifies the people of the demo hospital, their orders and encounters. */
export function needlesOf(hospital: Hospital): Needle[] {
	const people = hospital.people.flatMap((person): Needle[] => [
		{ what: `family name of ${person.id}`, text: person.family },
		{ what: `name of ${person.id}`, text: `${person.given} ${person.family}` },
		{ what: `patient number of ${person.id}`, text: person.mrn },
		{ what: `birth date of ${person.id}`, text: person.birthDate },
		{ what: `birth date of ${person.id}`, text: person.birthDate.replaceAll('-', '') },
		{ what: `address of ${person.id}`, text: person.address.line },
		{ what: `city of ${person.id}`, text: person.address.city },
		{ what: `record of ${person.id}`, text: person.id },
	]);
	const orders = hospital.orders.flatMap(({ id, accession }): Needle[] => [
		{ what: `accession number of ${id}`, text: accession },
		{ what: `record of ${id}`, text: id },
	]);
	const others = [...hospital.practitioners, ...hospital.encounters].map(
		({ id }): Needle => ({ what: `record of ${id}`, text: id }),
	);
	const doctors = hospital.practitioners.map(
		({ id, family }): Needle => ({ what: `family name of ${id}`, text: family }),
	);
	return distinct([...people, ...orders, ...others, ...doctors]);
}

/** Every UID in the headers of DICOM files: study, series, image and frame of reference. */
export async function uidsOf(files: readonly string[]): Promise<Needle[]> {
	const uids = new Set<string>();
	for (const file of files) {
		const handle = await open(file);
		try {
			const { buffer, bytesRead } = await handle.read(Buffer.alloc(HEADER_BYTES));
			const header = buffer.subarray(0, bytesRead).toString('latin1');
			for (const [uid] of header.matchAll(UID)) uids.add(uid);
		} finally {
			await handle.close();
		}
	}
	return [...uids].map((text, index) => ({ what: `UID ${index + 1} of the images`, text }));
}

/**
 * Looks for identifiers wherever n8n and the audit trail keep something: n8n's folder (database with
 * its journal, event log, files; the installed pack left out), n8n's output, everything in the
 * hospital data directory but the images and volumes, what the SIEM received, and the names of files.
 * In queue mode also with every worker, in all that Redis and PostgreSQL hold or were ever told.
 *
 * @returns what was found; empty when nothing leaked
 */
export async function plantedFound(site: Site, needles: readonly Needle[]): Promise<Found[]> {
	const { dir, dataDir, n8n } = site;
	const finder = new NeedleFinder(needles);
	const found: Found[] = [
		...finder.find(Buffer.from(await n8n.log())).map((hit) => ({ ...hit, where: "n8n's output" })),
		...(await inFolder(finder, n8n.userFolder, dir, isPack)),
		...(await inFolder(finder, dataDir, dir, isImage)),
		...(await inFolder(finder, join(dir, 'siem'), dir)),
		...(await inQueue(finder, site)),
	];
	// Images and volumes hold patient data; their names must not.
	for (const name of await readdir(dataDir, { recursive: true })) {
		found.push(...finder.find(Buffer.from(name)).map((hit) => ({ ...hit, where: 'a file name' })));
	}
	return found;
}

async function inQueue(finder: NeedleFinder, { queue, dir }: Site): Promise<Found[]> {
	if (queue === undefined) return [];
	const found: Found[] = [];
	for (const [where, bytes] of await spokenIn(queue)) {
		found.push(...finder.find(bytes).map((hit) => ({ ...hit, where })));
	}
	for (const { userFolder } of queue.workers) {
		found.push(...(await inFolder(finder, userFolder, dir, isPack)));
	}
	return found;
}

/** Everything that went through the queue and the database, and what the workers wrote. */
export async function spokenIn({ redis, postgres, workers }: Queue): Promise<Map<string, Buffer>> {
	const spoken = new Map([
		['what Redis stored', await redis.history()],
		['what Redis was told', await redis.traffic()],
		['the dump of PostgreSQL', Buffer.from(await postgres.dump())],
		['what PostgreSQL was told', Buffer.from(await postgres.history())],
	]);
	for (const worker of workers) {
		spoken.set(`the output of ${worker.name}`, Buffer.from(await worker.log()));
	}
	return spoken;
}

/** Looks for identifiers in every file below a folder. */
export async function plantedInFolder(
	folder: string,
	needles: readonly Needle[],
): Promise<Found[]> {
	return await inFolder(new NeedleFinder(needles), folder, folder);
}

const isPack = (path: string) => path.split('/').includes('node_modules');
const isImage = (path: string) => /^data\/(?:dicom|volumes)\//.test(path);

async function inFolder(
	finder: NeedleFinder,
	folder: string,
	base: string,
	skip: (path: string) => boolean = () => false,
): Promise<Found[]> {
	const found: Found[] = [];
	for (const entry of await readdir(folder, { recursive: true, withFileTypes: true })) {
		const path = join(entry.parentPath, entry.name);
		const where = relative(base, path);
		if (!entry.isFile() || skip(where)) continue;
		// What is disposed of while we look is gone.
		const bytes = await readFile(path).catch(() => Buffer.alloc(0));
		found.push(...finder.find(bytes).map((hit) => ({ ...hit, where })));
	}
	return found;
}

function distinct(needles: readonly Needle[]): Needle[] {
	return [...new Map(needles.map((needle) => [needle.text, needle])).values()];
}

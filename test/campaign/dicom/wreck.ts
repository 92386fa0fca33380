import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import {
	isInstanceFile,
	isManifest,
	instanceFile,
} from '../../../dist/nodes/Dicom/intake/spool/names.js';
import {
	decodeRecords,
	type JournalRecord,
} from '../../../dist/nodes/Dicom/intake/spool/records.js';
import { workItemId } from '../../../dist/nodes/shared/work/index.js';
import { readDeliveries } from './deliveries.ts';
import { ROUTE } from './protocol.ts';

/** What a killed host had begun and not ended; what the files say before the next start. */
export type Phase =
	| 'write'
	| 'renamed, not journalled'
	| 'torn journal'
	| 'journal rotation'
	| 'version list'
	| 'complete, not opened'
	| 'opened, not handed over'
	| 'opened, not delivered'
	| 'delivered, not closed'
	| 'nothing under way';

const listed = async (folder: string): Promise<string[]> => await readdir(folder).catch(() => []);

/** In which phases the kill fell; several studies are under way at once. */
export async function wreckage(dataDir: string, records: string): Promise<Set<Phase>> {
	const spool = join(dataDir, 'dicom');
	const phases = new Set<Phase>();
	if ((await listed(join(spool, 'incoming'))).length > 0) phases.add('write');
	const { journal, segments, torn } = await readJournal(spool);
	if (torn) phases.add('torn journal');
	if (segments > 1) phases.add('journal rotation');
	for (const phase of await inStudies(spool, journal)) phases.add(phase);
	for (const phase of await inWork(dataDir, records, journal)) phases.add(phase);
	if (phases.size === 0) phases.add('nothing under way');
	return phases;
}

async function readJournal(spool: string) {
	const journal: JournalRecord[] = [];
	let segments = 0;
	let torn = false;
	for (const name of await listed(join(spool, 'journal'))) {
		const folder = join(spool, 'journal', name);
		for (const segment of (await listed(folder)).filter((each) => each.endsWith('.log'))) {
			const bytes = await readFile(join(folder, segment));
			const records = decodeRecords(bytes);
			journal.push(...records);
			segments += 1;
			torn ||= bytes.length > 0 && bytes[bytes.length - 1] !== 0x0a;
		}
	}
	return { journal, segments, torn };
}

async function inStudies(spool: string, journal: readonly JournalRecord[]): Promise<Set<Phase>> {
	const phases = new Set<Phase>();
	const files = new Set<string>();
	const versions = new Set<string>();
	for (const record of journal) {
		if (record.kind === 'instance') {
			files.add(`${record.studyKey}/${instanceFile(record.sopKey, record.sha256)}`);
		} else if (record.kind === 'complete' || record.kind === 'handed-over') {
			versions.add(`${record.studyKey}/${record.version}`);
		}
	}
	for (const study of await listed(join(spool, 'studies'))) {
		for (const name of await listed(join(spool, 'studies', study))) {
			if (isInstanceFile(name)) {
				if (!files.has(`${study}/${name}`)) phases.add('renamed, not journalled');
			} else if (name.endsWith('.tmp')) phases.add('version list');
			else if (isManifest(name) && !versions.has(`${study}/${name.slice(0, 64)}`)) {
				// Versions that were handed over long ago have left the journal with their study's next one.
				if (![...versions].some((each) => each.startsWith(study))) phases.add('version list');
			}
		}
	}
	return phases;
}

async function inWork(
	dataDir: string,
	records: string,
	journal: readonly JournalRecord[],
): Promise<Set<Phase>> {
	const phases = new Set<Phase>();
	const opened = await openedItems(dataDir);
	const delivered = new Set((await readDeliveries(records)).map(({ id }) => id));
	const ended = await endedItems(dataDir, delivered);
	const over = new Set<string>();
	for (const record of journal) {
		if (record.kind === 'handed-over') over.add(`${record.studyKey}/${record.version}`);
	}
	for (const record of journal) {
		if (record.kind !== 'complete') continue;
		const version = `${record.studyKey}/${record.version}`;
		const id = workItemId(ROUTE, version);
		if (!opened.has(id)) phases.add('complete, not opened');
		else if (!over.has(version)) phases.add('opened, not handed over');
	}
	for (const id of opened.keys()) {
		if (!delivered.has(id)) phases.add('opened, not delivered');
		else if (!ended.has(id)) phases.add('delivered, not closed');
	}
	return phases;
}

/** Versions that the journal knows to be taken over. */
export async function handedOver(dataDir: string): Promise<Set<string>> {
	const { journal } = await readJournal(join(dataDir, 'dicom'));
	return new Set(
		journal.flatMap((record) => (record.kind === 'handed-over' ? [record.version] : [])),
	);
}

/** How many lines open each work item, those of work that has ended included. */
export async function openedItems(dataDir: string): Promise<Map<string, number>> {
	const opened = new Map<string, Set<string>>();
	const read = new Set<string>();
	for (const folder of [join(dataDir, 'work', 'inbox'), join(dataDir, 'work', 'kept')]) {
		for (const name of await listed(folder)) {
			// A running host may have moved a file that was read already.
			if (!name.endsWith('.jsonl') || read.has(name)) continue;
			const text = await readFile(join(folder, name), 'latin1').catch(() => undefined);
			if (text === undefined) continue;
			read.add(name);
			// A line without its end was never accepted.
			for (const line of text.split('\n').slice(0, -1)) {
				const id = /"id":"(w[0-9a-f]{31})"/.exec(line)?.[1];
				if (id === undefined) continue;
				// Carried into a newer file a line stays as it is; work that is opened anew gets another one.
				opened.set(id, (opened.get(id) ?? new Set()).add(line));
			}
		}
	}
	return new Map([...opened].map(([id, lines]) => [id, lines.size]));
}

/** Which of these items have ended, by the files of each or by the archive of ended work. */
async function endedItems(dataDir: string, ids: Iterable<string>): Promise<Set<string>> {
	const archive = join(dataDir, 'work', 'ended');
	const texts = await Promise.all(
		(await listed(archive)).map(async (name) =>
			readFile(join(archive, name), 'latin1').catch(() => ''),
		),
	);
	const ended = new Set<string>();
	for (const id of ids) {
		const files = await listed(join(dataDir, 'work', 'items', id));
		if (files.includes('closed') || texts.some((text) => text.includes(id))) ended.add(id);
	}
	return ended;
}

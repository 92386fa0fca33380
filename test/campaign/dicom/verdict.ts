import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { openStudy } from '../../../dist/nodes/Dicom/intake/index.js';
import {
	instanceFile,
	sopKeyOf,
	studyFolder,
	studyKeyOf,
	undigestedFolder,
} from '../../../dist/nodes/Dicom/intake/spool/names.js';
import { readPart10, Tag } from '../../../dist/nodes/formats/dicom/index.js';
import { SiteKey } from '../../../dist/nodes/shared/keys.js';
import { readDeliveries } from './deliveries.ts';
import type { Delivery } from './protocol.ts';
import type { SentInstance, SentStudy } from './studies.ts';
import { openedItems } from './wreck.ts';

/** What went wrong; empty when nothing did. */
export interface Verdict {
	/** Acknowledged images that are not there as they were sent, and whole studies that nobody got. */
	lost: string[];
	/** Work opened twice, a study given on as another one, versions that do not tell of the one before. */
	duplicates: string[];
}

export interface Site {
	dataDir: string;
	keyFile: string;
	records: string;
}

/** Looks at what a host keeps, with nothing of the host but its files and its recorder. */
export class Judge {
	readonly verdict: Verdict = { lost: [], duplicates: [] };
	private readonly site: Site;
	private readonly spool: string;
	private readonly nameKey: Buffer;
	private readonly checked = new Set<SentInstance>();

	constructor(site: Site) {
		this.site = site;
		this.spool = join(site.dataDir, 'dicom');
		this.nameKey = SiteKey.read(site.keyFile, site.dataDir).key('spool-names');
	}

	keyOf({ uid }: SentStudy): string {
		return studyKeyOf(this.nameKey, uid);
	}

	/**
	 * Every acknowledged image of these studies lies there with the bytes that were sent: in its study,
	 * or, as long as nothing of the study is given on, among those whose digest is still to be made.
	 */
	async images(studies: Iterable<SentStudy>, again = false): Promise<void> {
		let undigested: Set<string> | undefined;
		for (const study of studies) {
			for (const instance of study.instances) {
				if (!instance.acknowledged || (!again && this.checked.has(instance))) continue;
				this.checked.add(instance);
				const sopKey = sopKeyOf(this.nameKey, instance.sop);
				const name = instanceFile(sopKey, instance.sha256);
				const path = join(studyFolder(this.spool, this.keyOf(study)), name);
				const found = await dataSetHash(path);
				if (found === instance.sha256) continue;
				undigested ??= await hashesIn(undigestedFolder(this.spool));
				if (undigested.has(instance.sha256)) continue;
				// A running host may have moved it from there into its study between the two looks.
				if ((await dataSetHash(path)) === instance.sha256) continue;
				this.verdict.lost.push(`${study.name}: an acknowledged image is ${found}`);
			}
		}
	}

	/** @returns the delivery that holds all images of the study, undefined while there is none */
	async whole(study: SentStudy, deliveries: readonly Delivery[]): Promise<Delivery | undefined> {
		const key = this.keyOf(study);
		const candidates = deliveries.filter(
			(each) => each.studyKey === key && each.instanceCount === study.instances.length,
		);
		for (const delivery of candidates) {
			if (await this.holdsAll(study, delivery.version)) return delivery;
		}
		return undefined;
	}

	private async holdsAll(study: SentStudy, version: string): Promise<boolean> {
		const stored = await openStudy(this.spool, this.keyOf(study), version).catch(() => undefined);
		if (stored === undefined) return false;
		const listed = stored.instances.map(({ sopInstanceUid: sop, sha256 }) => `${sop} ${sha256}`);
		const sent = study.instances.map(({ sop, sha256 }) => `${sop} ${sha256}`);
		return JSON.stringify(listed.sort()) === JSON.stringify(sent.sort());
	}

	/**
	 * Work was opened once per version, and later versions name one before them.
	 *
	 * @param refused true when the disk refused writes: a line may stand there that was not accepted
	 */
	async works(refused: boolean): Promise<void> {
		const { duplicates } = this.verdict;
		for (const [id, lines] of await openedItems(this.site.dataDir)) {
			if (lines > 1 && !refused) duplicates.push(`${id} was opened ${lines} times`);
		}
		const deliveries = await readDeliveries(this.site.records);
		const closed = new Set<string>();
		for (const each of deliveries) {
			if (each.closed) closed.add(each.id);
			else if (closed.has(each.id)) duplicates.push(`${each.id} was delivered after its end`);
		}
		for (const [studyKey, ofStudy] of Map.groupBy(deliveries, (each) => each.studyKey)) {
			for (const [version, same] of Map.groupBy(ofStudy, (each) => each.version)) {
				const items = new Set(same.map(({ id }) => id)).size;
				if (items > 1) duplicates.push(`${studyKey} ${version}: ${items} work items`);
			}
			const firsts = ofStudy.filter(({ supersedes }) => supersedes === undefined);
			const studies = new Set(firsts.map(({ version }) => version)).size;
			if (studies > 1) duplicates.push(`${studyKey} was given on as ${studies} studies`);
		}
	}
}

async function hashesIn(folder: string): Promise<Set<string>> {
	const names = await readdir(folder).catch(() => []);
	return new Set(await Promise.all(names.map((name) => dataSetHash(join(folder, name)))));
}

async function dataSetHash(path: string): Promise<string> {
	const bytes = await readFile(path).catch(() => undefined);
	if (bytes === undefined) return 'not there';
	try {
		const { dataSetOffset } = readPart10(bytes, { until: Tag.StudyDate, allowPartial: true });
		return createHash('sha256').update(bytes.subarray(dataSetOffset)).digest('hex');
	} catch {
		return 'no DICOM file';
	}
}

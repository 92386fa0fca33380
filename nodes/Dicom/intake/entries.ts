import type { Assembly, StudyName } from './assembly/assembly';
import { readArchive } from './spool/archive';
import type { InstanceStore } from './spool/instance-store';
import { instanceFile } from './spool/names';
import type { InstanceRecord, JournalRecord } from './spool/records';
import { isListed } from './spool/study-files';
import type { Stored } from './transfers';

export interface EntriesHost {
	spoolDir: string;
	assembly: Assembly;
	store: InstanceStore;
	append(record: JournalRecord): Promise<void>;
	/** True for an image of a version that was given on in this life. */
	wasGiven(image: InstanceRecord): boolean;
}

/** How an instance becomes part of its study. */
export class Entries {
	private readonly loading = new Map<string, Promise<void>>();

	constructor(private readonly host: EntriesHost) {}

	/** Reads what was put away of a study, once, before anything is decided about it. */
	async load(name: StudyName): Promise<void> {
		const { assembly, spoolDir } = this.host;
		const { lane, studyKey } = name;
		if (assembly.find(lane, studyKey)?.loaded === true) return;
		const key = `${studyKey} ${lane}`;
		let loading = this.loading.get(key);
		if (loading === undefined) {
			loading = readArchive(spoolDir, name)
				.then((archive) => assembly.load(name, archive))
				.finally(() => this.loading.delete(key));
			this.loading.set(key, loading);
		}
		await loading;
	}

	/**
	 * When this resolves the instance, its name and its record are on the disk. When the study holds
	 * the same content already, nothing is placed.
	 */
	async enter(entered: InstanceRecord, place: () => Promise<void>): Promise<Stored> {
		const { assembly, store, append } = this.host;
		const { lane, studyKey, sopKey, sha256 } = entered;
		await this.load(entered);
		await this.forgetIfDisposed(lane, studyKey);
		const known = assembly.holds(lane, studyKey, sopKey, sha256);
		if (known && (await store.has(studyKey, sopKey, sha256))) return 'repeated';
		const before = assembly.find(lane, studyKey)?.instances.get(sopKey);
		const replaces = before !== undefined && before.sha256 !== sha256;
		const record = replaces ? await this.inPlaceOf(before, entered) : entered;
		await place();
		await append(record);
		assembly.add(record);
		return replaces ? 'changed' : 'added';
	}

	/**
	 * A content that was there before the one that it replaces is counted, so that the study's version
	 * is a new one; unless nobody was given the one in between: then nothing has changed for anybody.
	 */
	private async inPlaceOf(before: InstanceRecord, record: InstanceRecord): Promise<InstanceRecord> {
		const { spoolDir, store, wasGiven } = this.host;
		const { studyKey, sopKey, sha256 } = record;
		let returned = before.returned ?? 0;
		if (await store.has(studyKey, sopKey, sha256)) {
			const file = instanceFile(sopKey, before.sha256);
			const given = wasGiven(before) || (await isListed(spoolDir, studyKey, file));
			if (given) returned++;
		}
		return { ...record, changed: true, ...(returned > 0 && { returned }) };
	}

	/** A study that was taken over and disposed of begins anew when images of it come again. */
	private async forgetIfDisposed(lane: string, studyKey: string): Promise<void> {
		const { assembly, store, append } = this.host;
		const study = assembly.find(lane, studyKey);
		if (study === undefined || study.instances.size === 0) return;
		if (!assembly.isOver(study) || (await store.hasStudy(studyKey))) return;
		if (!assembly.isOver(study)) return;
		assembly.startAnew(study);
		await append({ kind: 'settled', lane, studyKey });
	}
}

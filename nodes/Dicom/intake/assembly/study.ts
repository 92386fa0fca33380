import { createHash } from 'node:crypto';
import type {
	DicomPatient,
	SeriesReference,
	StudyReference,
	StudyScope,
} from '../../../shared/contracts/study';
import type { CompleteRecord, InstanceRecord } from '../spool/records';
import type { Enquiry } from './enquiries';
import { Senders } from './senders';

/** What one rule of the lane is owed of a study: the whole of it, a series or an image. */
export interface Claim {
	readonly study: AssembledStudy;
	/** See ruleKey. */
	readonly rule: string;
	readonly scope: StudyScope;
	/** Names the claim within its study. */
	readonly name: string;
	/** When the first instance since the last completion came; undefined when nothing has changed. */
	changedSince?: number;
	lastChange: number;
	/** The longest time between two changes since then. */
	longestGap: number;
	/** The PACS is asked how many images there are. */
	enquiry?: Enquiry;
	/** Of the last judgement: whether its rule wants it, and when it is complete if nothing more comes. */
	outlook?: { wanted: boolean; until: number };
	/** The completed version that is offered and not yet taken over. */
	offered?: CompleteRecord;
	/** When it was last offered, and how often. */
	offeredAt: number;
	offers: number;
	/** The last version that somebody took over. */
	handedOver?: string;
}

/** A study on one lane while its images come in. Times are milliseconds of the assembly's clock. */
export interface AssembledStudy {
	readonly lane: string;
	readonly studyKey: string;
	/** False until its archive, if it has one, was read: nothing is decided before. */
	loaded: boolean;
	/** True when its archive says all that is known here. */
	archived: boolean;
	/** The newest content of each instance, by SOP key. */
	readonly instances: Map<string, InstanceRecord>;
	/** The same by Series Instance UID. */
	readonly series: Map<string, Map<string, InstanceRecord>>;
	readonly claims: Map<string, Claim>;
	/** No rule was there to claim what has come. */
	unwatched: boolean;
	/** Claims were closed without a word in the journal. */
	passedBy: boolean;
	lastChange: number;
	/** When anything of it was last of interest to anybody. */
	touched: number;
	/** Instances that are being received at this moment, by Series Instance UID. */
	readonly arriving: Map<string, number>;
	readonly senders: Senders;
}

export const newStudy = (lane: string, studyKey: string, now: number): AssembledStudy => ({
	lane,
	studyKey,
	loaded: false,
	archived: false,
	instances: new Map(),
	series: new Map(),
	claims: new Map(),
	unwatched: false,
	passedBy: false,
	lastChange: now,
	touched: now,
	arriving: new Map(),
	senders: new Senders(),
});

/** Puts the newest content of an instance in its place. */
export function putInstance(study: AssembledStudy, record: InstanceRecord): void {
	const { sopKey, header } = record;
	const before = study.instances.get(sopKey)?.header.seriesInstanceUid;
	if (before !== undefined && before !== header.seriesInstanceUid) {
		study.series.get(before)?.delete(sopKey);
	}
	study.instances.set(sopKey, record);
	let series = study.series.get(header.seriesInstanceUid);
	if (series === undefined) study.series.set(header.seriesInstanceUid, (series = new Map()));
	series.set(sopKey, record);
}

/** True when nothing of the study is here and nobody waits for it. */
export const isEmpty = ({ instances, claims }: AssembledStudy): boolean =>
	instances.size === 0 && claims.size === 0;

/** How many instances of the study, or of one series of it, are being received. */
export function arrivingOf({ arriving }: AssembledStudy, seriesInstanceUid?: string): number {
	if (seriesInstanceUid !== undefined) return arriving.get(seriesInstanceUid) ?? 0;
	let all = 0;
	for (const count of arriving.values()) all += count;
	return all;
}

/** The instances that a claim is about, whoever sent them. */
export function scopeInstances({ study, scope }: Claim): InstanceRecord[] {
	if (scope.level === 'study') return [...study.instances.values()];
	const series = study.series.get(scope.seriesInstanceUid ?? '');
	if (series === undefined) return [];
	const all = [...series.values()];
	if (scope.level === 'series') return all;
	return all.filter(({ header }) => header.sopInstanceUid === scope.sopInstanceUid);
}

/**
 * Content version: SHA-256 over the sorted SHA-256 values of the instances, one per line. A content
 * that has come back has a number behind its own, so that the version is none of those before.
 */
export function versionOf(instances: Iterable<InstanceRecord>): string {
	const digests = [...instances]
		.map(({ sha256, returned }) => (returned === undefined ? sha256 : `${sha256} ${returned}`))
		.sort();
	return createHash('sha256').update(digests.join('\n')).digest('hex');
}

/**
 * The StudyReference of instances of a study, as the contract describes it.
 *
 * @param of the instances that the record is about; all of the study when absent
 */
export function referenceOf(
	study: AssembledStudy,
	complete: Pick<CompleteRecord, 'version' | 'scope' | 'completeness' | 'supersedes'>,
	of: Iterable<InstanceRecord> = study.instances.values(),
): StudyReference {
	const instances = [...of].sort(byArrival);
	const first = instances[0];
	const last = instances[instances.length - 1];
	const { header } = first;
	return {
		key: study.studyKey,
		version: complete.version,
		scope: complete.scope ?? { level: 'study' },
		studyInstanceUid: header.studyInstanceUid,
		accessionNumber: firstFilled(instances, (each) => each.header.accessionNumber),
		studyDescription: firstFilled(instances, (each) => each.header.studyDescription),
		studyDate: firstFilled(instances, (each) => each.header.studyDate),
		studyTime: firstFilled(instances, (each) => each.header.studyTime),
		patient: { ...header.patient },
		referringPhysician: firstFilled(instances, (each) => each.header.referringPhysician),
		modalities: modalitiesOf(instances),
		series: seriesOf(instances),
		instanceCount: instances.length,
		bytes: instances.reduce((sum, each) => sum + each.bytes, 0),
		callingAeTitle: last.callingAeTitle,
		callingAeTitles: [...new Set(instances.map((each) => each.callingAeTitle))].sort(),
		calledAeTitle: study.lane,
		firstReceivedAt: first.receivedAt,
		lastReceivedAt: last.receivedAt,
		completeness: complete.completeness,
		...(complete.supersedes !== undefined && { supersedes: complete.supersedes }),
		// Also of a part: an image of somebody else in the study puts all of it in doubt.
		mixedIdentity: anyOf(
			study.instances.values(),
			(each) => !samePatient(each.header.patient, header.patient),
		),
	};
}

/** Distinct, sorted, empty ones left out. */
export function modalitiesOf(instances: Iterable<InstanceRecord>): string[] {
	const modalities = new Set([...instances].map(({ header }) => header.modality));
	modalities.delete('');
	return [...modalities].sort();
}

function seriesOf(instances: InstanceRecord[]): SeriesReference[] {
	const series = new Map<string, SeriesReference>();
	for (const { header } of instances) {
		const known = series.get(header.seriesInstanceUid);
		if (known !== undefined) known.instanceCount++;
		else {
			series.set(header.seriesInstanceUid, {
				seriesInstanceUid: header.seriesInstanceUid,
				modality: header.modality,
				description: header.seriesDescription,
				bodyPart: header.bodyPart,
				instanceCount: 1,
			});
		}
	}
	return [...series.values()].sort((a, b) => (a.seriesInstanceUid < b.seriesInstanceUid ? -1 : 1));
}

/**
 * Two headers name the same patient. The id must be equal, an absent one included: an image
 * without id is not proven to belong to the others. Other details may be absent on one side.
 */
export function samePatient(a: DicomPatient, b: DicomPatient): boolean {
	return (
		a.id === b.id &&
		agree(a.issuer, b.issuer) &&
		agree(comparableName(a.name), comparableName(b.name)) &&
		agree(a.birthDate, b.birthDate) &&
		agree(a.sex, b.sex)
	);
}

const agree = (a: string, b: string) => a === '' || b === '' || a === b;

/** Case, trailing empty components and repeated spaces are not significant (PS3.5 6.2.1.1). */
const comparableName = (name: string) =>
	name
		.normalize('NFC')
		.toUpperCase()
		.replace(/ +/g, ' ')
		.replace(/ *([\^=]) */g, '$1')
		.replace(/[\^=]+$/, '');

const byArrival = (a: InstanceRecord, b: InstanceRecord) =>
	a.receivedAt === b.receivedAt
		? a.sopKey < b.sopKey
			? -1
			: 1
		: a.receivedAt < b.receivedAt
			? -1
			: 1;

function anyOf<T>(all: Iterable<T>, holds: (each: T) => boolean): boolean {
	for (const each of all) if (holds(each)) return true;
	return false;
}

const firstFilled = (instances: InstanceRecord[], get: (each: InstanceRecord) => string) =>
	instances.map(get).find((value) => value !== '') ?? '';

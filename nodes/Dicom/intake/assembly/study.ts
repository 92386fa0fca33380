import { createHash } from 'node:crypto';
import type {
	DicomPatient,
	SeriesReference,
	StudyReference,
} from '../../../shared/contracts/study';
import type { CompleteRecord, InstanceRecord } from '../spool/records';

/** A study on one lane while its images come in. Times are milliseconds of the assembly's clock. */
export interface AssembledStudy {
	readonly lane: string;
	readonly studyKey: string;
	/** The newest content of each instance, by SOP key. */
	readonly instances: Map<string, InstanceRecord>;
	/** When the first instance since the last completion came; undefined when nothing has changed. */
	changedSince?: number;
	lastChange: number;
	/** Instances of this study that are being received at this moment. */
	arriving: number;
	/** The completed version that is offered and not yet taken over. */
	offered?: CompleteRecord;
	/** When it was last offered, and how often. */
	offeredAt: number;
	offers: number;
	/** The last version that somebody took over. */
	handedOver?: string;
}

/** Content version: SHA-256 over the sorted SHA-256 values of the instances, one per line. */
export function versionOf(instances: Iterable<InstanceRecord>): string {
	const digests = [...instances].map(({ sha256 }) => sha256).sort();
	return createHash('sha256').update(digests.join('\n')).digest('hex');
}

/** The StudyReference of the study's current instances, as the contract describes it. */
export function referenceOf(study: AssembledStudy, complete: CompleteRecord): StudyReference {
	const instances = [...study.instances.values()].sort(byArrival);
	const first = instances[0];
	const last = instances[instances.length - 1];
	const { header } = first;
	return {
		key: study.studyKey,
		version: complete.version,
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
		calledAeTitle: study.lane,
		firstReceivedAt: first.receivedAt,
		lastReceivedAt: last.receivedAt,
		completeness: complete.completeness,
		...(complete.supersedes !== undefined && { supersedes: complete.supersedes }),
		mixedIdentity: instances.some((each) => !samePatient(each.header.patient, header.patient)),
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

const firstFilled = (instances: InstanceRecord[], get: (each: InstanceRecord) => string) =>
	instances.map(get).find((value) => value !== '') ?? '';

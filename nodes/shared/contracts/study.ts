import { explainCompleteness, type Completeness } from './completeness';
import { clear, sealed, type Contract } from './contract';

/** Patient identity as the DICOM headers state it. Strings are decoded, trimmed, never invented. */
export interface DicomPatient {
	/** (0010,0020) */
	id: string;
	/** (0010,0021), empty when absent. */
	issuer: string;
	/** (0010,0010) in DICOM form, components separated by `^`. */
	name: string;
	/** (0010,0030) as YYYYMMDD, empty when absent. */
	birthDate: string;
	/** (0010,0040) M, F, O or empty. */
	sex: string;
}

/** One series of a received study. */
export interface SeriesReference {
	seriesInstanceUid: string;
	modality: string;
	description: string;
	bodyPart: string;
	instanceCount: number;
}

/** What one start of a workflow is about. */
export type ScopeLevel = 'study' | 'series' | 'instance';

/** Which part of the study an item stands for: everything in the item is restricted to it. */
export interface StudyScope {
	level: ScopeLevel;
	/** Of a series, and of an image. */
	seriesInstanceUid?: string;
	/** Of an image. */
	sopInstanceUid?: string;
}

/** A received study or a part of it, by reference: the images stay in the spool. */
export interface StudyReference {
	/** Opaque key of the study in the spool (not the UID). */
	key: string;
	/**
	 * Content version: changes whenever an instance is added or replaced, also when an earlier content
	 * comes back. Hex SHA-256.
	 */
	version: string;
	/** The part of the study that the item stands for; the whole study when absent. */
	scope?: StudyScope;
	studyInstanceUid: string;
	accessionNumber: string;
	studyDescription: string;
	/** YYYYMMDD, empty when absent. */
	studyDate: string;
	/** HHMMSS, empty when absent. */
	studyTime: string;
	patient: DicomPatient;
	referringPhysician: string;
	/** Distinct modalities, sorted. */
	modalities: string[];
	series: SeriesReference[];
	instanceCount: number;
	bytes: number;
	/** AE titles of the association that brought the last instance. */
	callingAeTitle: string;
	/** Of everybody who brought an instance of it, distinct and sorted. Older items do not have it. */
	callingAeTitles?: string[];
	calledAeTitle: string;
	/** ISO 8601 UTC. */
	firstReceivedAt: string;
	lastReceivedAt: string;
	/** What decided that the study, or the part of it, is complete. */
	completeness: Completeness;
	/** The version this one replaces, when images came late or anew. */
	supersedes?: string;
	/** The work item of that version, when the same workflow was given it. */
	supersedesWorkItem?: string;
	/** True when headers disagree about the patient: names, ids, birth dates or sexes differ. */
	mixedIdentity: boolean;
}

/** What a list of work may show of a study or a part of it: nothing of the patient. */
export interface StudyOutline {
	level: ScopeLevel;
	version: string;
	modalities: string[];
	instanceCount: number;
	/** Of the last image. */
	callingAeTitle: string;
	/** Of all images. */
	callingAeTitles: string[];
	calledAeTitle: string;
	firstReceivedAt: string;
	lastReceivedAt: string;
	/** With `explanation` always present. */
	completeness: Completeness & { explanation: string };
	/** What it replaces: the version, and its work item where that is known. */
	replaces?: { version: string; workItem?: string };
}

/** Everything of a study that may stand readable beside its work item. */
export function outlineOf(study: StudyReference): StudyOutline {
	const { version, modalities, instanceCount, callingAeTitle, calledAeTitle } = study;
	const { firstReceivedAt, lastReceivedAt, completeness, supersedes, supersedesWorkItem } = study;
	return {
		level: study.scope?.level ?? 'study',
		version,
		modalities: [...modalities],
		instanceCount,
		callingAeTitle,
		callingAeTitles: [...(study.callingAeTitles ?? [callingAeTitle])],
		calledAeTitle,
		firstReceivedAt,
		lastReceivedAt,
		completeness: { ...completeness, explanation: explainCompleteness(completeness) },
		...(supersedes !== undefined && {
			replaces: {
				version: supersedes,
				...(supersedesWorkItem !== undefined && { workItem: supersedesWorkItem }),
			},
		}),
	};
}

export const studyContract: Contract = {
	name: 'StudyReference',
	key: 'study',
	description:
		'A received imaging study, by reference. The images stay in the spool of the hospital data directory.',
	fields: {
		'/key': clear('Opaque name of the study in the spool'),
		'/version': clear('Fingerprint of the received content; late and replaced images change it'),
		'/scope/level': clear(
			'What the item is about: `study`, one `series` or one image (`instance`). Everything below tells of this part only; older items without it are about the study',
		),
		'/scope/seriesInstanceUid': sealed('Series Instance UID of that series or image'),
		'/scope/sopInstanceUid': sealed('SOP Instance UID of that image'),
		'/studyInstanceUid': sealed('Study Instance UID (0020,000D)'),
		'/accessionNumber': sealed('Accession Number (0008,0050)'),
		'/studyDescription': sealed('Study Description (0008,1030)'),
		'/studyDate': sealed('Study Date (0008,0020), YYYYMMDD'),
		'/studyTime': sealed('Study Time (0008,0030), HHMMSS'),
		'/patient/id': sealed('Patient ID (0010,0020)'),
		'/patient/issuer': sealed('Issuer of Patient ID (0010,0021)'),
		'/patient/name': sealed("Patient's Name (0010,0010)"),
		'/patient/birthDate': sealed("Patient's Birth Date (0010,0030), YYYYMMDD"),
		'/patient/sex': sealed("Patient's Sex (0010,0040)"),
		'/referringPhysician': sealed("Referring Physician's Name (0008,0090)"),
		'/modalities/*': clear('Modalities in the study (0008,0060)'),
		'/series/*/seriesInstanceUid': sealed('Series Instance UID (0020,000E)'),
		'/series/*/modality': clear('Modality of the series'),
		'/series/*/description': sealed('Series Description (0008,103E)'),
		'/series/*/bodyPart': clear('Body Part Examined (0018,0015), when it is a code'),
		'/series/*/instanceCount': clear('Images received in the series'),
		'/instanceCount': clear('Images received in the study'),
		'/bytes': clear('Size of the study in bytes'),
		'/callingAeTitle': clear('AE title of the sender of the last image'),
		'/callingAeTitles/*': clear('AE titles of all senders of its images'),
		'/calledAeTitle': clear('AE title that was called'),
		'/firstReceivedAt': clear('When the first image was stored (UTC)'),
		'/lastReceivedAt': clear('When the last image was stored (UTC)'),
		'/completeness/evidence': clear(
			'What decided that it is complete: `quiet-period`, `association-released`, `expected-count`, `geometry`, `single-image`, or `hard-maximum` when the longest wait was over',
		),
		'/completeness/incomplete': clear(
			'True when images may be missing: a sender broke off, images were refused, fewer came than the PACS has, or the longest wait cut the waiting',
		),
		'/completeness/incompleteReason': clear(
			'Why images may be missing: `images-refused` (the receiver refused some), `transfer-aborted`, `transfer-interrupted` (the receiver was ended), `fewer-than-expected` or `longest-wait`',
		),
		'/completeness/explanation': clear('Evidence and reason in plain words'),
		'/completeness/decidedAt': clear('When it was taken as complete (UTC)'),
		'/completeness/expectedCount': clear('Images that the PACS had of it, when it was asked'),
		'/completeness/receivedCount': clear('Images that had come by then'),
		'/supersedes': clear('Version that this one replaces'),
		'/supersedesWorkItem': clear('Work item of the version that this one replaces'),
		'/mixedIdentity': clear('True when the images name more than one patient'),
	},
};

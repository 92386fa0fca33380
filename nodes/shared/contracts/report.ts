import { clear, sealed, type Contract } from './contract';

/** An encoded DICOM object in the data directory, ready to be sent. */
export interface DicomObjectReference {
	/** Opaque name of the journalled bytes. */
	key: string;
	sopClassUid: string;
	sopInstanceUid: string;
	seriesInstanceUid: string;
	studyInstanceUid: string;
	bytes: number;
	sha256: string;
	/** Set after Send Study stored it, with the peer's AE title, and after it was found there again. */
	storedAt?: string;
	storedIn?: string;
	readBackAt?: string;
}

export const dicomObjectContract: Contract = {
	name: 'DicomObjectReference',
	key: 'report',
	description: 'A DICOM object made by a node (a Structured Report), by reference.',
	fields: {
		'/key': clear('Opaque name of the stored bytes'),
		'/sopClassUid': clear('SOP Class UID'),
		'/sopInstanceUid': sealed('SOP Instance UID'),
		'/seriesInstanceUid': sealed('Series Instance UID'),
		'/studyInstanceUid': sealed('Study Instance UID'),
		'/bytes': clear('Size in bytes'),
		'/sha256': clear('Fingerprint of the bytes'),
		'/storedAt': clear('When the PACS acknowledged it (UTC)'),
		'/storedIn': clear('AE title of the PACS that holds it'),
		'/readBackAt': clear('When it was found in the PACS again (UTC)'),
	},
};

/** What a FHIR write left in the chart. */
export interface ChartWrite {
	/** One literal reference per written resource, in bundle order. */
	references: string[];
	/** Resource types, same order. */
	resourceTypes: string[];
	/**
	 * `created` when the server made it, `existing` when an earlier attempt already had, `deleted`, or
	 * `absent` when there was nothing to delete, `failed` for an entry of a batch, `not-written` in a
	 * test run.
	 */
	outcomes: Array<
		'created' | 'existing' | 'updated' | 'deleted' | 'absent' | 'failed' | 'not-written'
	>;
	/** ISO 8601 UTC, empty when nothing was written. */
	writtenAt: string;
}

export const chartWriteContract: Contract = {
	name: 'ChartWrite',
	key: 'chart',
	description: 'What was written to the chart.',
	fields: {
		'/references/*': sealed('Reference of each written resource'),
		'/resourceTypes/*': clear('Resource type of each written resource'),
		'/outcomes/*': clear(
			'created, existing (an earlier attempt had written it), updated, deleted, absent (nothing to delete), failed (an entry of a batch), or not-written (test run)',
		),
		'/writtenAt': clear('When the server confirmed (UTC)'),
	},
};

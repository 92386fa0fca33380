import { clear, sealed, type Contract } from './contract';

/** A document that a model drafted, as it lies in the chart; a person signs it or nobody does. */
export interface DraftDocument {
	contract: 'DraftDocument/1';
	/** One DocumentReference, or a document Bundle with a Composition. */
	form: 'documentReference' | 'documentBundle';
	/** `not-written` and `not-signed` only in a test run. */
	status: 'preliminary' | 'final' | 'not-written' | 'not-signed';
	/** `DocumentReference/<id>` or `Bundle/<id>`; empty when nothing was written. */
	reference: string;
	/** Version that was read back. */
	versionId?: string;
	/** Business identifier: the same work always gives the same. */
	identifier: { system: string; value: string };
	patient: string;
	encounter?: string;
	/** LOINC. */
	type: { code: string; display: string };
	title: string;
	/** Hex SHA-256 of the text: what a person has seen is compared with it before it is signed. */
	textHash: string;
	/**
	 * Hex SHA-256 of the whole document as it was written, less what a server sets itself; empty when
	 * nothing was written.
	 */
	documentHash: string;
	/** The same of each element, so that it can be said which one was changed. */
	elements: Record<string, string>;
	/** `Device/<id>` and `Provenance/<id>`; empty when nothing was written. */
	device: string;
	provenance: string;
	/** `sequence` where the server has no transactions: the parts were written one after the other. */
	how: 'transaction' | 'sequence' | 'none';
	outcome: 'created' | 'existing' | 'updated' | 'not-written';
	/** True when somebody changed the document in the chart after an earlier attempt had written it. */
	changed: boolean;
	/** ISO 8601 UTC, empty when nothing was written. */
	writtenAt: string;
	readBackAt: string;
	/** `Practitioner/<id>` or `PractitionerRole/<id>`, and when, ISO 8601 UTC. */
	signedBy?: string;
	signedAt?: string;
	/** `Provenance/<id>` of the signature. */
	verification?: string;
}

export const draftDocumentContract: Contract = {
	name: 'DraftDocument',
	key: 'draftDocument',
	description:
		'A document that a model drafted, as it lies in the chart, and whether it is signed.',
	fields: {
		'/contract': clear('Name and version of this shape'),
		'/form': clear('documentReference or documentBundle'),
		'/status': clear('preliminary, final, or not-written and not-signed (test run)'),
		'/reference': sealed('Reference of the document'),
		'/versionId': clear('Version that was read back'),
		'/identifier/system': clear('System of the identifier'),
		'/identifier/value': clear('Identifier: the same work always gives the same'),
		'/patient': sealed('Reference to the Patient'),
		'/encounter': sealed('Reference to the Encounter'),
		'/type/code': clear('LOINC code of the kind of document'),
		'/type/display': clear('What that code means'),
		'/title': sealed('Title of the document'),
		'/textHash': clear('Fingerprint of the text, compared before it is signed'),
		'/documentHash': clear('Fingerprint of the whole document, compared before it is signed'),
		'/elements/*': sealed('Fingerprint of each element, to say which one was changed'),
		'/device': clear('Reference to the Device that stands for the model'),
		'/provenance': sealed('Reference to the record of who made it from what'),
		'/how': clear('transaction, or sequence where the server has no transactions'),
		'/outcome': clear(
			'created, existing (an earlier attempt had written it), updated, not-written',
		),
		'/changed': clear('True when the document in the chart is not the one that was sent'),
		'/writtenAt': clear('When the server confirmed (UTC)'),
		'/readBackAt': clear('When it was read back (UTC)'),
		'/signedBy': clear('Reference to the practitioner who signed'),
		'/signedAt': clear('When it was signed (UTC)'),
		'/verification': sealed('Reference to the record of the signature'),
	},
};

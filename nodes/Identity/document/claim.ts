import type { FoundDocument, ReadDocument } from '../../shared/contracts';

/** What one document of a fax or a scan says about its patient. */
export interface DocumentIdentity {
	/** Medical record number; empty when none or several are named. */
	recordNumber: string;
	/** Components separated by `^`. */
	name: string;
	/** YYYYMMDD */
	birthDate: string;
	/** M, F, O or empty. */
	sex: string;
	accessionNumber: string;
	memberNumbers: readonly string[];
	/** Its pages say different things about the patient. */
	mixed: boolean;
	/** Something of it was not read, not split or not understood surely. */
	doubtful: boolean;
}

/** Below it a number, a name or a date may be another person's, whatever the reader was told. */
const SURE = 0.8;

/**
 * @param number which document of the file, from 1
 * @returns undefined when the file has no such document
 */
export function documentIdentity(read: ReadDocument, number: number): DocumentIdentity | undefined {
	const found = read.documents[number - 1];
	if (found === undefined) return undefined;
	const { claimedPatient, accessionNumber, mixedIdentity } = found;
	return {
		recordNumber: claimedPatient.id.trim(),
		name: claimedPatient.name,
		birthDate: claimedPatient.birthDate,
		sex: claimedPatient.sex,
		accessionNumber: accessionNumber.trim(),
		memberNumbers: memberNumbers(found),
		mixed: mixedIdentity,
		doubtful: isDoubtful(read, found, number),
	};
}

const memberNumbers = ({ claims }: FoundDocument): string[] => [
	...new Set(
		claims
			.filter(({ kind }) => kind === 'member-id')
			.flatMap(({ normal }) => (normal === undefined ? [] : [normal.trim()])),
	),
];

function isDoubtful(
	{ review, pages }: ReadDocument,
	found: FoundDocument,
	number: number,
): boolean {
	const own = new Set(found.pages);
	return (
		review.some(({ document, page }) => document === number || own.has(page ?? 0)) ||
		// What is said of no page and no document may be about this one.
		review.some(({ document, page }) => document === undefined && page === undefined) ||
		found.claimConfidence < SURE ||
		pages.some(({ page, document }) => own.has(page) !== (document === number))
	);
}

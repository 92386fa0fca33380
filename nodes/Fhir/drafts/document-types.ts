import { HospitalError } from '../../shared/errors';

export interface DocumentType {
	/** LOINC. */
	code: string;
	display: string;
}

/** Kinds of documents that are drafted most; any other LOINC code can be entered. */
export const DOCUMENT_TYPES: readonly DocumentType[] = [
	{ code: '11488-4', display: 'Consult note' },
	{ code: '18842-5', display: 'Discharge summary' },
	{ code: '18748-4', display: 'Diagnostic imaging study' },
	{ code: '34117-2', display: 'History and physical note' },
	{ code: '11504-8', display: 'Surgical operation note' },
	{ code: '28570-0', display: 'Procedure note' },
	{ code: '11506-3', display: 'Progress note' },
	{ code: '57133-1', display: 'Referral note' },
	{ code: '34133-9', display: 'Summary of episode note' },
	{ code: '18761-7', display: 'Transfer summary note' },
];

/**
 * @param display needed only for a code that is not in the list
 * @throws HospitalError `document-type-invalid`
 */
export function documentType(code: string, display = ''): DocumentType {
	const known = DOCUMENT_TYPES.find((one) => one.code === code.trim());
	if (known !== undefined) return known;
	if (/^\d{1,7}-\d$/.test(code.trim()) && display.trim() !== '') {
		return { code: code.trim(), display: display.trim() };
	}
	throw new HospitalError('document-type-invalid', 'The kind of document has no usable code', {
		nextStep: 'Choose one of the list, or enter a LOINC code such as 18842-5 and what it means.',
	});
}

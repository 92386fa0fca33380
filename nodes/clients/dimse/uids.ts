/** UIDs that the DIMSE layer itself needs (PS3.6 Annex A). */

export const APPLICATION_CONTEXT = '1.2.840.10008.3.1.1.1';
export const VERIFICATION = '1.2.840.10008.1.1';
export const STUDY_ROOT_FIND = '1.2.840.10008.5.1.4.1.2.2.1';

/** Implementation identification in A-ASSOCIATE (PS3.7 D.3.3.2): the one that files carry. */
export { IMPLEMENTATION_CLASS_UID, IMPLEMENTATION_VERSION_NAME } from '../../formats/dicom';

/** PS3.5 9.1: digits and dots, at most 64 characters; leading zeros of real senders are tolerated. */
export const isUid = (text: string): boolean => text.length <= 64 && /^\d+(\.\d+)+$/.test(text);

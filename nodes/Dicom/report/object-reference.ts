import { createHash } from 'node:crypto';
import { readPart10, Tag } from '../../formats/dicom';
import type { DicomObjectReference } from '../../shared/contracts';

/** What the canvas carries of an encoded object. Its key follows from its bytes. */
export function objectReference(file: Buffer): DicomObjectReference {
	const { dataSet } = readPart10(file);
	const sha256 = createHash('sha256').update(file).digest('hex');
	return {
		key: sha256.slice(0, 32),
		sopClassUid: dataSet.string(Tag.SOPClassUID),
		sopInstanceUid: dataSet.string(Tag.SOPInstanceUID),
		seriesInstanceUid: dataSet.string(Tag.SeriesInstanceUID),
		studyInstanceUid: dataSet.string(Tag.StudyInstanceUID),
		bytes: file.length,
		sha256,
	};
}

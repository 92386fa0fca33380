import type { InferenceResult } from '../../shared/contracts';
import { AIAST, TEST_DATA } from './ai-transparency';
import { DICOM_UID_SYSTEM } from './identifiers';

/** Code system of this package's own observation codes: no standard code means "score of an algorithm". */
const OWN_CODES =
	'https://github.com/n8n-nodes-hospital/n8n-nodes-hospital/fhir/CodeSystem/imaging-ai';
export const TERMINOLOGY = 'http://terminology.hl7.org/CodeSystem';

/** What all resources of one result share. */
export interface ResultContext {
	result: InferenceResult;
	patient: { reference: string };
	order?: { reference: string };
	encounter?: { reference: string };
	studyInstanceUid: string;
	/** YYYYMMDD, empty when absent. */
	studyDate: string;
	reportCode: { system: string; code: string; display: string };
}

export const own = (code: string, display: string) => ({ system: OWN_CODES, code, display });

/** Labels of everything that the algorithm asserts. */
export const labels = ({ model }: InferenceResult) => ({
	security: [AIAST],
	...(model.demonstration && { tag: [TEST_DATA] }),
});

/** The study as a logical reference: the chart may hold no ImagingStudy for it. */
export const studyReference = ({ studyInstanceUid }: ResultContext) => ({
	type: 'ImagingStudy',
	identifier: { system: DICOM_UID_SYSTEM, value: `urn:oid:${studyInstanceUid}` },
});

/** The day of the study; DICOM times carry no time zone, so the time is left out. */
export function effective({ studyDate }: ResultContext): { effectiveDateTime?: string } {
	if (!/^\d{8}$/.test(studyDate)) return {};
	return { effectiveDateTime: studyDate.replace(/^(....)(..)(..)$/, '$1-$2-$3') };
}

export type {
	DetectResult,
	DicomResult,
	FhirResult,
	Hl7Options,
	Hl7Result,
	OnUncertain,
	Phi,
	PhiContext,
	PhiDicomOptions,
	PhiIdentity,
	PhiResult,
	TextOptions,
	TextResult,
} from './phi';
export { isDoubt } from './outcome';
export { openPhi } from './open';
export type { PhiOptions } from './options';
export { subjectOfNumbers, type PatientNumber } from './subjects';

import { HospitalError } from '../../shared/errors';

/** What a model needs of the series that it is given. Everything is checked by header. */
export interface InputContract {
	/** (0008,0060), e.g. `CT`. */
	modality: string;
	minSlices: number;
	maxSlices?: number;
	/** (0018,0050) and the measured distance between slices, mm. */
	maxSliceThickness?: number;
	maxSliceSpacing?: number;
	orientation: 'axial' | 'any';
	/** Accepted values of (0018,0015), upper case. Absent: any. A header that names none is refused. */
	bodyPart?: readonly string[];
	/** Image types (0008,0008) that no image of the series may have. */
	excludeImageTypes: readonly string[];
	/** Case-insensitive parts of (0018,1210), best first. A series with none of them is refused. */
	kernels?: readonly string[];
	contrast: 'without' | 'any';
	/** Youngest patient that the model is meant for, whole years. An unknown age is refused. */
	minimumAgeYears?: number;
}

/** Scouts, screen captures and reformats are no acquisition: what excludes them unless told otherwise. */
export const DEFAULT_EXCLUDED_IMAGE_TYPES = ['LOCALIZER', 'SECONDARY', 'MPR'] as const;

/** @throws HospitalError `input-contract-invalid` naming the field that cannot be used */
export function checkInputContract(contract: InputContract): void {
	const problem = findProblem(contract);
	if (problem === undefined) return;
	throw new HospitalError(
		'input-contract-invalid',
		`The input contract cannot be used: ${problem}`,
		{
			nextStep:
				'Correct that field of Select Series; the documentation of the model tells what it needs.',
		},
	);
}

function findProblem(contract: InputContract): string | undefined {
	if (!/^[A-Z0-9_ ]{1,16}$/.test(contract.modality))
		return 'the modality is not a DICOM code like CT';
	if (!(Number.isInteger(contract.minSlices) && contract.minSlices >= 2)) {
		return 'the least number of slices must be a whole number of at least 2';
	}
	if (contract.maxSlices !== undefined && !(contract.maxSlices >= contract.minSlices)) {
		return 'the largest number of slices is below the least';
	}
	for (const [name, value] of [
		['slice thickness', contract.maxSliceThickness],
		['slice distance', contract.maxSliceSpacing],
	] as const) {
		if (value !== undefined && !(value > 0)) return `the largest ${name} must be above 0`;
	}
	if (contract.minimumAgeYears !== undefined && !(contract.minimumAgeYears >= 0)) {
		return 'the minimum age must not be negative';
	}
	return undefined;
}

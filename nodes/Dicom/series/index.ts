export { isAxial, stackGeometry, type GeometryProblem, type StackGeometry } from './geometry';
export { imageHeader, type ImageHeader, type Vector } from './image-header';
export {
	checkInputContract,
	DEFAULT_EXCLUDED_IMAGE_TYPES,
	type InputContract,
} from './input-contract';
export { IMAGE_PROBLEMS, SELECTION_REASONS, type SelectionReason } from './reasons';
export { refuseIncomplete, selectSeries } from './select';
export {
	MAX_FILE_BYTES,
	readFileWhole,
	readHeaderFile,
	studyHeaders,
	type Scratch,
	type StoredImage,
} from './header-file';

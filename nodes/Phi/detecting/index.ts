/** Finding identifiers in text: rules, word lists, and what the chart and a model add. */

export { prepare, prepareChanged, type Change } from './prepared';
export { detect } from './detect';
export { loadLists } from './lists/load';
export { agesOfAnySize } from './recognizers/ages-of-any-size';
export { RECOGNIZERS } from './recognizers/index';
export {
	Gap,
	Kind,
	Listed,
	Shape,
	type DetectOptions,
	type Detection,
	type Form,
	type Lists,
	type Phrase,
	type PreparedText,
	type Recognizer,
} from './types';

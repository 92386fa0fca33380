export { DEFAULT_RULES } from './default-rules';
export { cleanPixels, inspectPixels } from './inspect';
export { parseRules } from './rules';
export { openTextReader } from '../../formats/ocr';
export type {
	Box,
	CleanedPixels,
	EquipmentRule,
	OcrUse,
	PixelData,
	PixelInput,
	PixelInspection,
	PixelOptions,
	RuleCondition,
	TextReader,
} from './types';

export { DEFAULT_RULES } from './default-rules';
export { cleanPixels, inspectPixels } from './inspect';
export { parseRules } from './rules';
export { openTextReader } from './text-reader';
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

import type { EquipmentRule, RuleCondition } from './types';

const MODALITY = '00080060';
const MANUFACTURER = '00080070';
const MODEL = '00081090';
const IMAGE_TYPE = '00080008';
const SERIES = '0008103E';
const ROWS = '00280010';
const COLUMNS = '00280011';

type Row = readonly [
	modality: string,
	manufacturer: string,
	model: string,
	rows: number,
	mask: readonly (readonly [number, number, number, number])[],
];

/**
 * Places where ultrasound scanners write names, by manufacturer, model and rows (0: any). Facts that
 * sites have published for the tools of RSNA (CTP) and pydicom (deid); pixels from the left top.
 */
const ULTRASOUND: readonly Row[] = [
	['US', 'SIEMENS', 'S2000', 768, [[0, 0, 1024, 60]]],
	['US', 'SIEMENS', 'S3000', 768, [[0, 0, 1040, 60]]],
	['US', 'SIEMENS', 'SC2000', 768, [[230, 50, 260, 370]]],
	[
		'US',
		'SIEMENS',
		'ANTARES',
		768,
		[
			[0, 0, 1024, 60],
			[200, 60, 20, 20],
			[800, 65, 104, 14],
		],
	],
	['US', 'SIEMENS', 'ACUSON NX3', 768, [[0, 0, 1150, 58]]],
	[
		'US',
		'SIEMENS',
		'ACUSON',
		600,
		[
			[0, 0, 800, 43],
			[128, 56, 16, 16],
		],
	],
	['US', 'SIEMENS', 'G40', 600, [[0, 0, 980, 45]]],
	['US', 'SIEMENS', 'X150', 600, [[0, 0, 1145, 50]]],
	['US', 'ACUSON', 'SEQUOIA', 480, [[0, 0, 640, 30]]],
	['US', 'GE', 'LOGIQ9', 0, [[0, 0, 640, 30]]],
	['US', 'GE', 'LOGIQE9', 0, [[0, 0, 960, 70]]],
	['US', 'GE', 'V830', 0, [[0, 0, 960, 70]]],
	['US', 'GE', 'LOGIQE', 614, [[0, 0, 1150, 75]]],
	['US', 'GE', 'LOGIQS7', 720, [[0, 0, 1060, 67]]],
	['US', 'GE', 'LOGIQS8', 873, [[0, 0, 1160, 65]]],
	['US', 'GE', 'LOGIQS8', 768, [[0, 0, 1150, 60]]],
	['US', 'GE', 'VOLUSON P8', 727, [[0, 0, 1150, 65]]],
	['US', 'GE', 'VOLUSON S', 743, [[0, 0, 925, 62]]],
	['US', 'GE', 'VOLUSON S10', 0, [[0, 0, 1040, 62]]],
	['US', 'PHILIPS', 'IU22', 480, [[0, 0, 640, 47]]],
	['US', 'PHILIPS', 'IU22', 600, [[0, 0, 800, 59]]],
	['US', 'PHILIPS', 'IU22', 786, [[0, 0, 1024, 75]]],
	['US', 'PHILIPS', 'AFFINITI', 768, [[0, 0, 1024, 22]]],
	['US', 'PHILIPS', 'AFFINITI', 825, [[0, 0, 1140, 70]]],
	['US', 'PHILIPS', 'EPIQ', 0, [[0, 0, 1024, 59]]],
	['US', 'PHILIPS', 'CX50', 0, [[0, 0, 800, 59]]],
	['US', 'ZONARE', 'Z_ONE', 600, [[0, 0, 800, 65]]],
	['US', 'ZONARE', 'ZS3', 600, [[0, 0, 1150, 55]]],
	[
		'US',
		'ATL',
		'HDI 5000',
		476,
		[
			[40, 0, 200, 40],
			[240, 0, 190, 16],
		],
	],
	['US', 'ATL', 'HDI4000', 480, [[0, 0, 1140, 62]]],
	['US', 'TOSHIBA', 'A400', 720, [[0, 0, 960, 60]]],
	['US', 'TOSHIBA', 'A500', 720, [[0, 0, 960, 60]]],
	['US', 'TOSHIBA', 'TUS-A300', 0, [[0, 0, 1150, 72]]],
	['US', 'TOSHIBA', 'TUS-A500', 0, [[0, 0, 1150, 60]]],
	['US', 'SUPERSONIC', 'AIXPLORER', 1050, [[0, 0, 1400, 89]]],
	['US', 'ESAOTE', '6100', 608, [[0, 0, 790, 52]]],
	['US', 'ESAOTE', '6150', 0, [[0, 0, 1140, 72]]],
	['US', 'MEDISON', 'ACCUVIX V20', 768, [[0, 0, 1010, 65]]],
];

const contains = (tag: string, ...texts: string[]): RuleCondition => ({ tag, contains: texts });
const equals = (tag: string, ...texts: string[]): RuleCondition => ({ tag, equals: texts });

/** The rules of this package. A site adds its own and marks as `trusted` what it has checked. */
export const DEFAULT_RULES: readonly EquipmentRule[] = [
	{
		id: 'ultrasound-regions',
		description: 'Ultrasound: everything outside of the calibrated regions (PS3.3 C.8.5.5)',
		when: [equals(MODALITY, 'US', 'IVUS')],
		outsideRegions: true,
	},
	{
		id: 'ultrasound-banner',
		description: 'Ultrasound: the band at the top in which every maker writes the patient',
		when: [equals(MODALITY, 'US')],
		mask: [[0, 0, 1, 0.135]],
	},
	...ULTRASOUND.map(([modality, manufacturer, model, rows, mask]) => ({
		id: `ultrasound-${model.toLowerCase().replace(/[^a-z0-9]+/g, '-')}${rows === 0 ? '' : `-${rows}`}`,
		description: `${manufacturer} ${model}`,
		when: [
			equals(MODALITY, modality),
			contains(MANUFACTURER, manufacturer),
			contains(MODEL, model),
			...(rows === 0 ? [] : [equals(ROWS, String(rows))]),
		],
		mask,
	})),
	{
		id: 'ct-dose-report',
		description: 'CT: dose reports and screen saves',
		when: [equals(MODALITY, 'CT'), contains(IMAGE_TYPE, 'SCREEN SAVE', 'DOSE')],
		mask: [[0, 0, 1, 0.4]],
	},
	{
		id: 'ct-dose-series',
		description: 'CT: series that are named dose report',
		when: [equals(MODALITY, 'CT'), contains(SERIES, 'DOSE REPORT', 'PATIENT PROTOCOL')],
		mask: [[0, 0, 1, 0.4]],
	},
	{
		id: 'ct-secondary-860',
		description: 'Siemens CT: dose tables',
		when: [
			equals(MODALITY, 'CT'),
			contains(MANUFACTURER, 'SIEMENS'),
			contains(IMAGE_TYPE, 'SECONDARY'),
			equals(ROWS, '860'),
		],
		mask: [[0, 0, 1132, 60]],
	},
	{
		id: 'nm-secondary',
		description: 'Siemens nuclear medicine: result screens',
		when: [
			equals(MODALITY, 'NM'),
			contains(MANUFACTURER, 'SIEMENS'),
			contains(IMAGE_TYPE, 'SECONDARY'),
		],
		mask: [
			[0, 0, 1132, 90],
			[0, 780, 1132, 80],
		],
	},
	{
		id: 'nm-adac',
		description: 'ADAC: result screens',
		when: [contains(MANUFACTURER, 'ADAC'), equals(ROWS, '832'), equals(COLUMNS, '1024')],
		mask: [
			[0, 0, 1024, 130],
			[0, 752, 1024, 80],
		],
	},
	{
		id: 'pt-gemini',
		description: 'Philips GEMINI: overview pictures',
		when: [
			equals(MODALITY, 'PT'),
			contains(MANUFACTURER, 'PHILIPS'),
			contains(MODEL, 'GEMINI'),
			equals(ROWS, '373', '445', '446'),
		],
		mask: [[0, 0, 140, 55]],
	},
];

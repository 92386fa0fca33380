import { DUMMY_TEXT } from './dummy';
import type { DicomOptions } from './options';
import { hasForeignText, type OutDataSet, type OutElement } from './output';

/** What was in fact done, as CID 7050 names it (PS3.16). */
export interface Done {
	readonly options: DicomOptions;
	/** Whether texts could be cleaned. */
	readonly text: boolean;
	/** Whether a program has looked at the pixels. */
	readonly pixels: boolean;
	readonly burnedInAnnotation: 'NO' | undefined;
	/** Whether the source named a character set. */
	readonly hadCharacterSet: boolean;
	readonly bigEndian: boolean;
}

const METHODS: ReadonlyArray<readonly [string, string, (done: Done) => boolean]> = [
	['113100', 'Basic Application Confidentiality Profile', () => true],
	['113101', 'Clean Pixel Data Option', ({ pixels }) => pixels],
	['113103', 'Clean Graphics Option', ({ options, text }) => options.cleanGraphics && text],
	[
		'113104',
		'Clean Structured Content Option',
		({ options, text }) => options.cleanStructuredContent && text,
	],
	['113105', 'Clean Descriptors Option', ({ options, text }) => options.cleanDescriptors && text],
	[
		'113106',
		'Retain Longitudinal Temporal Information Full Dates Option',
		({ options }) => options.dates === 'full',
	],
	[
		'113107',
		'Retain Longitudinal Temporal Information Modified Dates Option',
		({ options }) => options.dates === 'modified',
	],
	[
		'113108',
		'Retain Patient Characteristics Option',
		({ options }) => options.retainPatientCharacteristics,
	],
	['113109', 'Retain Device Identity Option', ({ options }) => options.retainDeviceIdentity],
	['113110', 'Retain UIDs Option', ({ options }) => options.retainUids],
	['113111', 'Retain Safe Private Option', ({ options }) => options.retainSafePrivate],
	[
		'113112',
		'Retain Institution Identity Option',
		({ options }) => options.retainInstitutionIdentity,
	],
];

/** Codes of the options that took effect. */
export function methodsOf(done: Done): string[] {
	return METHODS.filter(([, , applies]) => applies(done)).map(([value]) => value);
}

/**
 * Adds what PS3.15 E.1.1 and E.3 ask for: Patient Identity Removed, the method as text and codes,
 * Longitudinal Temporal Information Modified, and Specific Character Set.
 */
export function finish(set: OutDataSet, done: Done): OutDataSet {
	const methods = METHODS.filter(([, , applies]) => applies(done));
	const own: OutElement[] = [
		{ tag: 0x00120062, vr: 'CS', text: 'YES' },
		{ tag: 0x00120063, vr: 'LO', text: methods.map(([, meaning]) => meaning).join('\\') },
		{
			tag: 0x00120064,
			vr: 'SQ',
			items: methods.map(([value, meaning]) => codeItem(value, meaning)),
		},
		{ tag: 0x00280303, vr: 'CS', text: temporal(done.options) },
	];
	if (done.burnedInAnnotation !== undefined) {
		own.push({ tag: 0x00280301, vr: 'CS', text: done.burnedInAnnotation });
	}
	const ownTags = new Set(own.map(({ tag }) => tag));
	const all = [...set.filter(({ tag }) => !ownTags.has(tag)), ...own];
	setDocumentLength(all, done.bigEndian);
	if (done.hadCharacterSet || hasForeignText(all)) {
		all.push({ tag: 0x00080005, vr: 'CS', text: 'ISO_IR 192' });
	}
	return all;
}

const codeItem = (value: string, meaning: string): OutDataSet => [
	{ tag: 0x00080100, vr: 'SH', text: value },
	{ tag: 0x00080102, vr: 'SH', text: 'DCM' },
	{ tag: 0x00080104, vr: 'LO', text: meaning },
];

function temporal({ dates }: DicomOptions): string {
	return { remove: DUMMY_TEXT, full: 'UNMODIFIED', modified: 'MODIFIED' }[dates];
}

/** (0042,0015) tells the length of the document without padding. */
function setDocumentLength(set: OutDataSet, bigEndian: boolean): void {
	const document = set.find(({ tag }) => tag === 0x00420011);
	const length = set.find(({ tag }) => tag === 0x00420015);
	if (document?.bytes === undefined || length?.bytes === undefined) return;
	const bytes = Buffer.alloc(4);
	if (bigEndian) bytes.writeUInt32BE(document.bytes.length);
	else bytes.writeUInt32LE(document.bytes.length);
	length.bytes = bytes;
}

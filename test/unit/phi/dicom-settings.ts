import { createHmac } from 'node:crypto';
import { uuidUid } from '../../../dist/nodes/formats/dicom/index.js';
import {
	BASIC_PROFILE,
	type DicomOptions,
	type DicomSettings,
} from '../../../dist/nodes/Phi/formats/dicom/index.js';
import { isRegisteredUid } from '../../../dist/nodes/Phi/transforming/registered-uids.js';
import type { Transformer } from '../../../dist/nodes/Phi/transforming/index.js';

/** The options as the three profiles set them, and each option of the standard on its own. */
export const OPTION_SETS: Readonly<Record<string, DicomOptions>> = {
	basic: BASIC_PROFILE,
	'safe-harbor': {
		...BASIC_PROFILE,
		...{ retainPatientCharacteristics: true, cleanDescriptors: true },
		...{ cleanStructuredContent: true, cleanPixelData: true, ages: 'over-89' },
	},
	'limited-data-set': {
		...BASIC_PROFILE,
		...{ dates: 'full', retainPatientCharacteristics: true, retainSafePrivate: true },
		...{ cleanDescriptors: true, cleanStructuredContent: true, cleanPixelData: true, ages: 'keep' },
	},
	expert: {
		...BASIC_PROFILE,
		...{ dates: 'modified', retainPatientCharacteristics: true, retainSafePrivate: true },
		...{ cleanDescriptors: true, cleanStructuredContent: true, cleanPixelData: true },
		ages: 'over-89',
	},
	'retain UIDs': { ...BASIC_PROFILE, retainUids: true },
	'full dates': { ...BASIC_PROFILE, dates: 'full' },
	'modified dates': { ...BASIC_PROFILE, dates: 'modified' },
	'retain device identity': { ...BASIC_PROFILE, retainDeviceIdentity: true },
	'retain institution identity': { ...BASIC_PROFILE, retainInstitutionIdentity: true },
	'retain patient characteristics': {
		...BASIC_PROFILE,
		retainPatientCharacteristics: true,
		ages: 'keep',
	},
	'retain safe private': { ...BASIC_PROFILE, retainSafePrivate: true },
	'clean descriptors': { ...BASIC_PROFILE, cleanDescriptors: true },
	'clean graphics': { ...BASIC_PROFILE, cleanGraphics: true },
	'clean structured content': { ...BASIC_PROFILE, cleanStructuredContent: true },
	'every option': {
		...{ dates: 'modified', retainUids: true, retainDeviceIdentity: true, ages: 'keep' },
		...{ retainInstitutionIdentity: true, retainPatientCharacteristics: true },
		...{ retainSafePrivate: true, cleanDescriptors: true, cleanGraphics: true },
		...{ cleanStructuredContent: true, cleanPixelData: false },
	},
};

const digest = (text: string) => createHmac('sha256', 'test').update(text).digest('hex');

/** Days that every date of these tests moves by. */
export const SHIFT_DAYS = -100;

export function shifted(value: string): string | undefined {
	const [, year, month, day, rest] = /^(\d{4})(\d{2})(\d{2})(.*)$/.exec(value) ?? [];
	if (year === undefined) return undefined;
	const date = new Date(Date.UTC(Number(year), Number(month) - 1, Number(day) + SHIFT_DAYS));
	return date.toISOString().slice(0, 10).replaceAll('-', '') + rest;
}

/**
 * A transformer whose answers can be told by looking at them: what the DICOM engine asks for is what
 * these tests are about, not what it is answered.
 *
 * @param removes a profile without pseudonyms
 */
export function plainTransformer(removes = false): Transformer {
	const never = (): never => {
		throw new Error('not used for DICOM');
	};
	return {
		name: (name: unknown) =>
			removes ? undefined : { parts: {}, text: `ZZ${digest(String(name)).slice(0, 8)}^ZZ` },
		identifier: (_: unknown, value: string) =>
			removes ? undefined : digest(value).slice(0, 12).toUpperCase(),
		date: (value: string) => shifted(value),
		time: (value: string) => value,
		// Like the real one it leaves alone what the standard registers.
		id: (_: unknown, value: string) => {
			if (isRegisteredUid(value)) return value;
			const hex = digest(value);
			const at = [0, 8, 12, 16, 20, 32];
			return uuidUid(
				at
					.slice(1)
					.map((end, index) => hex.slice(at[index], end))
					.join('-'),
			);
		},
		settle: async () => undefined,
		...{ keeps: never, introduce: never, text: never, age: never, zip: never, person: never },
		written: never,
	} as unknown as Transformer;
}

/** Marks what it was given, and takes out the names that the header of the test knows. */
export const plainText = (text: string) => `(seen) ${text.replaceAll(/zztest|ada/gi, '*')}`;

export function settings(options: DicomOptions, more: Partial<DicomSettings> = {}): DicomSettings {
	return {
		options,
		transformer: plainTransformer(),
		subject: { key: 'a' },
		text: plainText,
		reviewed: true,
		...more,
	};
}

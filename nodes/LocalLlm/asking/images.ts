import { HospitalError } from '../../shared/errors';

/** What models take, and what the first bytes of such files are. */
const KINDS: ReadonlyArray<readonly [name: string, starts: (bytes: Uint8Array) => boolean]> = [
	['PNG', (bytes) => begins(bytes, 0, [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a])],
	['JPEG', (bytes) => begins(bytes, 0, [0xff, 0xd8, 0xff])],
	[
		'WebP',
		(bytes) =>
			begins(bytes, 0, [0x52, 0x49, 0x46, 0x46]) && begins(bytes, 8, [0x57, 0x45, 0x42, 0x50]),
	],
];
const LARGEST = 20 * 1024 * 1024;
export const MOST_IMAGES = 16;

/** @throws HospitalError `image-unusable` for anything but a PNG, JPEG or WebP file of at most 20 MB */
export function checkImage(bytes: Uint8Array): Uint8Array {
	if (bytes.length > LARGEST) throw unusable('it is larger than 20 MB');
	if (!KINDS.some(([, starts]) => starts(bytes))) {
		throw unusable(`it is none of ${KINDS.map(([name]) => name).join(', ')}`);
	}
	return bytes;
}

/**
 * Images that the item itself holds: a FHIR Attachment or Binary (`data`), base64, a data URL, or a list
 * of these. Addresses are never followed.
 *
 * @throws HospitalError `image-unusable`
 */
export function imagesIn(value: unknown): Uint8Array[] {
	if (value === undefined || value === null || value === '') return [];
	const list: unknown[] = Array.isArray(value) ? value : [value];
	if (list.length > MOST_IMAGES) throw unusable(`there are more than ${MOST_IMAGES}`);
	return list.map((one) => checkImage(decoded(base64Of(one))));
}

function base64Of(value: unknown): string {
	if (typeof value === 'object' && value !== null) {
		const { data } = value as { data?: unknown };
		if (typeof data === 'string') return data;
		throw unusable('it holds no data; an Attachment that only names an address is not followed');
	}
	const text = String(value);
	if (/^[a-z][a-z0-9+.-]*:\/\//i.test(text)) throw unusable('addresses are not followed');
	return text.replace(/^data:[^,]{0,100};base64,/, '');
}

function decoded(base64: string): Uint8Array {
	if (base64.length > (LARGEST / 3) * 4 + 4) throw unusable('it is larger than 20 MB');
	const text = base64.replace(/\s+/g, '');
	if (text === '' || !/^[A-Za-z0-9+/]+={0,2}$/.test(text)) throw unusable('it is no base64');
	return Buffer.from(text, 'base64');
}

const begins = (bytes: Uint8Array, from: number, expected: readonly number[]): boolean =>
	expected.every((byte, index) => bytes[from + index] === byte);

const unusable = (why: string): HospitalError =>
	new HospitalError('image-unusable', `An image cannot be given to the model: ${why}`, {
		nextStep: 'Give PNG, JPEG or WebP files of at most 20 MB, 16 at most.',
	});

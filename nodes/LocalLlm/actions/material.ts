import { fingerprint } from '../../clients/llm';
import type { OperationContext } from '../../shared/face';
import { HospitalError } from '../../shared/errors';
import { checkImage, imagesIn, MOST_IMAGES, promptOf, type Prompt } from '../asking';
import type { Tools } from './answering';

const LONGEST_TEXT = 8 * 1024 * 1024;

/** The field Text, as it was given: offsets count in it. @throws HospitalError `input-invalid` */
export async function textOf(context: OperationContext): Promise<string> {
	const value = await context.parameter<unknown>('text', '');
	const text = value === undefined || value === null ? '' : value;
	if (typeof text !== 'string' && typeof text !== 'number') {
		throw invalid('holds no text', 'Point it at a text, not at a list or object.');
	}
	if (String(text).length > LONGEST_TEXT) {
		throw invalid('is longer than 8 million characters', 'Split it, and ask about each part.');
	}
	return String(text);
}

/** @throws HospitalError `input-invalid` when there is neither text nor image, `image-unusable` */
export async function promptFrom(
	context: OperationContext,
	tools: Tools,
	instructions: string,
): Promise<Prompt> {
	const text = await textOf(context);
	const images = await imagesOf(context, tools);
	if (text.trim() === '' && images.length === 0) {
		throw invalid('is empty', 'Give the model something to work on.');
	}
	return promptOf({ instructions, text, images }, await nonceFor(text));
}

/** The field Instructions. */
export async function instructionsOf(context: OperationContext): Promise<string> {
	return String((await context.parameter<unknown>('instructions')) ?? '').trim();
}

/**
 * The code of the fence: the same text always gets the same, so that the same question stays the same,
 * and nobody can know it who does not hold the site key.
 */
export const nonceFor = async (text: string): Promise<string> =>
	(await fingerprint(`fence\0${text}`)).slice(0, 16);

async function imagesOf(context: OperationContext, tools: Tools): Promise<Uint8Array[]> {
	const names = String((await context.parameter<unknown>('imageFiles', '')) ?? '')
		.split(',')
		.map((name) => name.trim())
		.filter((name) => name !== '');
	const given = parsed(await context.parameter<unknown>('imageData', ''));
	if (names.length > MOST_IMAGES) throw invalid('names too many images', 'Give 16 at most.');
	const files = await Promise.all(names.map(async (name) => checkImage(await tools.file(name))));
	return [...files, ...imagesIn(given)];
}

/** A JSON field gives text when it is filled by hand. */
function parsed(value: unknown): unknown {
	if (typeof value !== 'string' || !/^\s*[[{"]/.test(value)) return value;
	try {
		return JSON.parse(value) as unknown;
	} catch {
		return value;
	}
}

const invalid = (what: string, nextStep: string): HospitalError =>
	new HospitalError('input-invalid', `The field "Text" ${what}`, { nextStep });

import { llmFault } from './errors';
import type { ChatRequest, EmbedRequest } from './types';

const LONGEST_NAME = 300;
const MOST_MESSAGES = 2_000;
const MOST_IMAGES = 64;
const MOST_TOKENS = 1_000_000;
const MOST_TEXTS = 4_096;

export const DEFAULT_MAX_TOKENS = 2_048;

const invalid = (detail: string) => llmFault('llm-request-invalid', detail);

/** @throws HospitalError `llm-request-invalid` */
export function checkChat(request: ChatRequest): void {
	checkModel(request.model);
	const { messages } = request;
	if (messages.length === 0) throw invalid('it has no message');
	if (messages.length > MOST_MESSAGES) throw invalid(`it has more than ${MOST_MESSAGES} messages`);
	const images = messages.flatMap((message) => message.images ?? []);
	if (images.length > MOST_IMAGES) throw invalid(`it has more than ${MOST_IMAGES} images`);
	for (const { role, images: own } of messages) {
		if (own !== undefined && own.length > 0 && role !== 'user')
			throw invalid('an image stands in a message that is not of the user');
	}
	for (const image of images) imageType(image);
	checkNumbers(request);
}

function checkNumbers({ maxTokens, contextTokens, temperature, seed }: ChatRequest): void {
	checkCount(maxTokens, 'the longest answer');
	checkCount(contextTokens, 'the context window');
	if (temperature !== undefined && !(temperature >= 0 && temperature <= 2))
		throw invalid('the temperature is not between 0 and 2');
	if (seed !== undefined && !Number.isSafeInteger(seed))
		throw invalid('the seed is no whole number');
}

/** @throws HospitalError `llm-request-invalid` */
export function checkEmbed({ model, texts, contextTokens }: EmbedRequest): void {
	checkModel(model);
	checkCount(contextTokens, 'the context window');
	if (texts.length > MOST_TEXTS) throw invalid(`it has more than ${MOST_TEXTS} texts`);
	if (texts.some((text) => text === '')) throw invalid('one of the texts is empty');
}

/** @throws HospitalError `llm-request-invalid` */
export function checkModel(model: string): void {
	// eslint-disable-next-line no-control-regex -- a name with control characters is no name
	const sound = model.trim() === model && model !== '' && !/[\x00-\x1f\x7f]/.test(model);
	if (!sound || model.length > LONGEST_NAME) throw invalid('the name of the model is not usable');
}

function checkCount(value: number | undefined, what: string): void {
	if (value === undefined) return;
	if (!(Number.isInteger(value) && value >= 1 && value <= MOST_TOKENS))
		throw invalid(`${what} is not between 1 and ${MOST_TOKENS} tokens`);
}

/**
 * The type by the first bytes. Only files of these kinds are sent: an engine may read other things, a path
 * or an address, where an image is expected.
 *
 * @throws HospitalError `llm-request-invalid`
 */
export function imageType(image: Uint8Array): 'image/png' | 'image/jpeg' | 'image/webp' {
	const head = Buffer.from(image.buffer, image.byteOffset, Math.min(12, image.byteLength));
	if (head.subarray(0, 8).equals(Buffer.from('89504e470d0a1a0a', 'hex'))) return 'image/png';
	if (head.subarray(0, 3).equals(Buffer.from('ffd8ff', 'hex'))) return 'image/jpeg';
	if (head.toString('latin1', 0, 4) === 'RIFF' && head.toString('latin1', 8, 12) === 'WEBP') {
		return 'image/webp';
	}
	throw invalid('an image is neither PNG nor JPEG nor WebP');
}

export const base64 = (bytes: Uint8Array): string =>
	Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('base64');

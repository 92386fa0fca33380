import type { INodeProperties } from 'n8n-workflow';
import { cleanText } from '../../clients/llm';
import { HospitalError } from '../../shared/errors';
import type { OperationContext } from '../../shared/face';
import { packVector, type RawOptions } from '../asking';
import type { LlmOperation } from './answering';
import { embedOptions, modelField } from './model-fields';

const MOST_TEXTS = 256;
const LONGEST_TEXT = 1_000_000;

const textsField: INodeProperties = {
	displayName: 'Text or Texts',
	name: 'texts',
	type: 'json',
	default: '',
	required: true,
	placeholder: 'e.g. {{ $json.note }}',
	description:
		'One text, or a list of at most 256. Each becomes a vector: texts of like meaning have vectors that lie close together.',
};

export const embed: LlmOperation = {
	value: 'embed',
	name: 'Embed',
	description: 'Turn texts into vectors, for searching by meaning',
	action: 'Turn texts into vectors',
	fields: [modelField, textsField, embedOptions],
	async question(context) {
		const cleaned = (await textsOf(context)).map((text) => cleanText(text));
		const texts = cleaned.map(({ text }) => text);
		const numbers = await asNumbers(context);
		return {
			key: { texts, numbers },
			removed: cleaned.reduce((sum, { removed }) => sum + removed.total, 0),
			async ask(asking) {
				const { vectors } = await asking.embed(texts);
				return {
					vectors: numbers ? vectors : vectors.map(packVector),
					dimensions: vectors[0]?.length ?? 0,
				};
			},
		};
	},
};

async function textsOf(context: OperationContext): Promise<string[]> {
	const value = parsed(await context.parameter<unknown>('texts'));
	const list: unknown[] = Array.isArray(value) ? value : [value];
	const sound =
		list.length > 0 &&
		list.length <= MOST_TEXTS &&
		list.every(
			(text) => typeof text === 'string' && text.trim() !== '' && text.length <= LONGEST_TEXT,
		);
	if (sound) return list as string[];
	throw new HospitalError('input-invalid', 'The field "Text or Texts" holds no texts', {
		nextStep: `Give one text, or a list of at most ${MOST_TEXTS} texts; none of them may be empty.`,
	});
}

/** A list that was typed is text. */
function parsed(value: unknown): unknown {
	if (typeof value !== 'string' || !value.trim().startsWith('[')) return value;
	try {
		return JSON.parse(value) as unknown;
	} catch {
		return value;
	}
}

/**
 * Vectors can be turned back into much of their text, so they are patient data. As numbers each of
 * thousands would be sealed by itself.
 */
async function asNumbers(context: OperationContext): Promise<boolean> {
	const { vectorForm } = await context.parameter<RawOptions>('options', {});
	if (vectorForm !== 'numbers') return false;
	if ((await context.parameter<boolean>('sealOutput', true)) === false) return true;
	throw new HospitalError('input-invalid', 'Vectors cannot be sealed as numbers', {
		nextStep:
			'Set Form of the Vectors to Packed, or switch Keep Patient Data Sealed off: vectors can give away what the text says.',
	});
}

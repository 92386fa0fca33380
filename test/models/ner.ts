import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { bytes, integer, integers, message, text, type Field } from '../hospital/onnx/protobuf.ts';

/**
 * A token classification model that knows a few words by heart: one table with a row for every token
 * and a column for every label. Real runtimes and tokenizers load and run it like any model; what it
 * says about a word is written in `words`, and every other word is O.
 */
export interface NerOptions {
	/** Words as the tokenizer sees them (lower case for `wordpiece`) and their label or logits. */
	words: Readonly<Record<string, string | readonly number[]>>;
	labels?: readonly string[];
	/** How text becomes tokens: as in BERT, RoBERTa, or XLM-R. */
	tokenizer?: 'wordpiece' | 'bytes' | 'metaspace';
	/** Longest input of the model in tokens. */
	positions?: number;
	/** Multiplications of 512 x 512 for every token, which cost time and change nothing: a slow model. */
	work?: number;
	/** Written over config.json, for what a broken folder says. */
	config?: Readonly<Record<string, unknown>>;
	/** Written over tokenizer.json. */
	tokenizerJson?: Readonly<Record<string, unknown>>;
}

export const NER_LABELS = [
	'O',
	'B-PATIENT',
	'I-PATIENT',
	'B-DATE',
	'I-DATE',
	'B-HOSP',
	'I-HOSP',
	'B-AGE',
];

const FLOAT = 1;
const INT64 = 7;
const WIDTH = 512;
const BLANK = '\u2581';
const SURE = 8;

/** Writes a model folder. */
export function writeNerModel(folder: string, options: NerOptions): void {
	const { labels = NER_LABELS, tokenizer = 'wordpiece', positions = 64 } = options;
	const { definition, vocabulary, tokenOf } = TOKENIZERS[tokenizer](Object.keys(options.words));
	const rows = new Map<number, readonly number[]>();
	for (const [word, said] of Object.entries(options.words)) {
		const logits =
			typeof said === 'string' ? labels.map((label) => (label === said ? SURE : 0)) : said;
		rows.set(vocabulary.indexOf(tokenOf(word)), logits);
	}
	const table = vocabulary.map(
		(_, id) => rows.get(id) ?? labels.map((_l, at) => (at === 0 ? SURE : 0)),
	);
	const config = {
		model_type: tokenizer === 'bytes' ? 'roberta' : 'bert',
		max_position_embeddings: tokenizer === 'bytes' ? positions + 2 : positions,
		pad_token_id: tokenizer === 'bytes' ? 1 : 0,
		vocab_size: vocabulary.length,
		id2label: Object.fromEntries(labels.map((label, id) => [id, label])),
		...options.config,
	};
	mkdirSync(join(folder, 'onnx'), { recursive: true });
	writeFileSync(join(folder, 'config.json'), JSON.stringify(config));
	writeFileSync(
		join(folder, 'tokenizer.json'),
		JSON.stringify({ ...definition, ...options.tokenizerJson }),
	);
	writeFileSync(join(folder, 'tokenizer_config.json'), JSON.stringify({ model_max_length: 1e30 }));
	writeFileSync(
		join(folder, 'onnx/model.onnx'),
		tableModel(table.flat(), labels.length, options.work ?? 0),
	);
}

interface Written {
	definition: Record<string, unknown>;
	vocabulary: string[];
	/** The token that stands for a whole word. */
	tokenOf(word: string): string;
}

const TOKENIZERS: Readonly<
	Record<NonNullable<NerOptions['tokenizer']>, (words: string[]) => Written>
> = {
	wordpiece: (words) => {
		const letters = Array.from({ length: 94 }, (_, at) => String.fromCharCode(33 + at));
		const parts = letters.filter((letter) => !/[A-Z]/.test(letter));
		const vocabulary = [
			'[PAD]',
			'[UNK]',
			'[CLS]',
			'[SEP]',
			...parts,
			...parts.map((one) => `##${one}`),
		];
		for (const word of words) if (!vocabulary.includes(word)) vocabulary.push(word);
		const definition = {
			...around(vocabulary, '[CLS]', '[SEP]', ['[PAD]', '[UNK]', '[CLS]', '[SEP]']),
			normalizer: {
				type: 'BertNormalizer',
				clean_text: true,
				handle_chinese_chars: true,
				strip_accents: null,
				lowercase: true,
			},
			pre_tokenizer: { type: 'BertPreTokenizer' },
			model: {
				type: 'WordPiece',
				unk_token: '[UNK]',
				continuing_subword_prefix: '##',
				max_input_chars_per_word: 100,
				vocab: numbered(vocabulary),
			},
		};
		return { definition, vocabulary, tokenOf: (word) => word };
	},
	bytes: (words) => {
		const vocabulary = ['<s>', '<pad>', '</s>', '<unk>', ...byteLetters()];
		const merges: string[] = [];
		for (const word of words) {
			let built = '\u0120';
			for (const letter of word) {
				if (!vocabulary.includes(built + letter)) {
					merges.push(`${built} ${letter}`);
					vocabulary.push(built + letter);
				}
				built += letter;
			}
		}
		const definition = {
			...around(vocabulary, '<s>', '</s>', ['<s>', '<pad>', '</s>', '<unk>']),
			normalizer: null,
			pre_tokenizer: {
				type: 'ByteLevel',
				add_prefix_space: true,
				trim_offsets: true,
				use_regex: true,
			},
			model: { type: 'BPE', unk_token: '<unk>', vocab: numbered(vocabulary), merges },
		};
		return { definition, vocabulary, tokenOf: (word) => `\u0120${word}` };
	},
	metaspace: (words) => {
		const signs = Array.from({ length: 94 }, (_, at) => String.fromCharCode(33 + at));
		const vocabulary = [
			'<s>',
			'<pad>',
			'</s>',
			'<unk>',
			BLANK,
			...signs,
			...words.map((one) => BLANK + one),
		];
		const definition = {
			...around(vocabulary, '<s>', '</s>', ['<s>', '<pad>', '</s>', '<unk>']),
			normalizer: { type: 'Replace', pattern: { Regex: '\\s+' }, content: ' ' },
			pre_tokenizer: { type: 'Metaspace', replacement: BLANK, prepend_scheme: 'always' },
			model: {
				type: 'Unigram',
				unk_id: 3,
				// A whole word is likelier than its letters.
				vocab: vocabulary.map((token) => [token, token.length > 1 ? -1 : -10]),
			},
		};
		return { definition, vocabulary, tokenOf: (word) => BLANK + word };
	},
};

/** What all definitions share: special tokens and how they stand around a text. */
function around(
	vocabulary: string[],
	first: string,
	last: string,
	specials: string[],
): Record<string, unknown> {
	const id = (token: string): number => vocabulary.indexOf(token);
	const special = (token: string): object => ({ SpecialToken: { id: token, type_id: 0 } });
	return {
		version: '1.0',
		truncation: { max_length: 8, strategy: 'LongestFirst', stride: 0, direction: 'Right' },
		padding: null,
		added_tokens: specials.map((content) => ({
			id: id(content),
			content,
			single_word: false,
			lstrip: false,
			rstrip: false,
			normalized: false,
			special: true,
		})),
		post_processor: {
			type: 'TemplateProcessing',
			single: [special(first), { Sequence: { id: 'A', type_id: 0 } }, special(last)],
			pair: [special(first), { Sequence: { id: 'A', type_id: 0 } }, special(last)],
			special_tokens: Object.fromEntries(
				[first, last].map((token) => [token, { id: token, ids: [id(token)], tokens: [token] }]),
			),
		},
		decoder: null,
	};
}

const numbered = (vocabulary: string[]): Record<string, number> =>
	Object.fromEntries(vocabulary.map((token, id) => [token, id]));

/** The letters for all 256 bytes, in any order. */
function byteLetters(): string[] {
	let next = 0x100;
	return Array.from({ length: 256 }, (_, byte) =>
		(byte > 0x20 && byte < 0x7f) || (byte > 0xa0 && byte !== 0xad)
			? String.fromCharCode(byte)
			: String.fromCharCode(next++),
	);
}

/** logits = table[input_ids], with some work in between that is multiplied by zero. */
function tableModel(table: readonly number[], labels: number, work: number): Buffer {
	const rows = table.length / labels;
	const nodes = [node('Gather', ['table', 'input_ids'], work > 0 ? 'said' : 'logits')];
	const tensors = [tensor('table', [rows, labels], Float32Array.from(table))];
	if (work > 0) {
		tensors.push(tensor('wide', [labels, WIDTH], new Float32Array(labels * WIDTH).fill(0.01)));
		tensors.push(tensor('square', [WIDTH, WIDTH], new Float32Array(WIDTH * WIDTH).fill(0.001)));
		tensors.push(tensor('narrow', [WIDTH, labels], new Float32Array(WIDTH * labels)));
		nodes.push(node('MatMul', ['said', 'wide'], 'w0'));
		for (let at = 0; at < work; at++)
			nodes.push(node('MatMul', [`w${at}`, 'square'], `w${at + 1}`));
		nodes.push(node('MatMul', [`w${work}`, 'narrow'], 'nothing'));
		nodes.push(node('Add', ['said', 'nothing'], 'logits'));
	}
	const graph = [
		...nodes,
		text(2, 'words-by-heart'),
		...tensors,
		...['input_ids', 'attention_mask', 'token_type_ids'].map((name) =>
			message(11, shaped(name, INT64, ['batch', 'tokens'])),
		),
		message(12, shaped('logits', FLOAT, ['batch', 'tokens', labels])),
	];
	return Buffer.concat([
		integer(1, 8),
		text(2, 'n8n-nodes-hospital'),
		message(7, graph),
		message(8, [text(1, ''), integer(2, 17)]),
	]);
}

const node = (operator: string, inputs: readonly string[], output: string): Field =>
	message(1, [
		...inputs.map((name) => text(1, name)),
		text(2, output),
		text(3, output),
		text(4, operator),
	]);

const tensor = (name: string, shape: readonly number[], values: Float32Array): Field =>
	message(5, [
		integers(1, shape),
		integer(2, FLOAT),
		text(8, name),
		bytes(9, new Uint8Array(values.buffer)),
	]);

const shaped = (name: string, type: number, shape: readonly (string | number)[]): Field[] => [
	text(1, name),
	message(2, [
		message(1, [
			integer(1, type),
			message(
				2,
				shape.map((size) =>
					message(1, [typeof size === 'number' ? integer(1, size) : text(2, size)]),
				),
			),
		]),
	]),
];

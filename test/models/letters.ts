import { gguf, type Tensor } from './gguf.ts';

/**
 * A language model without sense: it knows how often one letter follows another in a few lines of
 * text, and nothing else. Real engines load and run it like any model, in 1 MB; what it writes is
 * nonsense, and the same nonsense for the same seed.
 *
 * A letter is one token. Embeddings are one-hot, attention and feed-forward layers are zero, and the
 * output matrix holds the logarithms of the counts, so the logits after a letter are exactly its row.
 */
export interface LettersOptions {
	/** The lines that letters are counted in. */
	lines: readonly string[];
	/** Context window in tokens. */
	contextTokens?: number;
	/** Never ends by itself, so that only a limit ends its answer. */
	endless?: boolean;
	/** Layers of zeros, which cost time and change nothing: a slow model. */
	layers?: number;
	name?: string;
}

const UNKNOWN = 0;
const BEGIN = 1;
const END = 2;
const FIRST_BYTE = 3;
const LINE_FEED = FIRST_BYTE + 10;
const FIRST_LETTER = FIRST_BYTE + 256;
/** Stands for a blank in SentencePiece vocabularies. */
const BLANK = '\u2581';
const HEADS = 4;
const FEED_FORWARD = 32;
/** So unlikely that sampling never takes it. */
const NEVER = -30;
const TEMPLATE =
	"{% for m in messages %}[{{ m['role'] }}] {{ m['content'] }}\n{% endfor %}{% if add_generation_prompt %}[assistant] {% endif %}";

/** @returns the bytes of a GGUF file */
export function lettersModel(options: LettersOptions): Buffer {
	const { contextTokens = 8192, layers = 1, name = 'letters' } = options;
	const { tokens, types, scores } = vocabulary();
	const width = Math.ceil(tokens.length / 32) * 32;
	const tensors: Tensor[] = [
		tensor('token_embd.weight', [width, tokens.length], oneHot(width, tokens.length)),
		...Array.from({ length: layers }, (_, layer) => nothing(`blk.${layer}`, width)).flat(),
		tensor('output_norm.weight', [width], filled(width, 1 / Math.sqrt(width))),
		tensor('output.weight', [width, tokens.length], followers(options, tokens, width)),
	];
	return gguf(
		{
			'general.architecture': { text: 'llama' },
			'general.name': { text: name },
			'llama.context_length': { uint32: contextTokens },
			'llama.embedding_length': { uint32: width },
			'llama.block_count': { uint32: layers },
			'llama.feed_forward_length': { uint32: FEED_FORWARD },
			'llama.attention.head_count': { uint32: HEADS },
			'llama.attention.head_count_kv': { uint32: 1 },
			'llama.attention.layer_norm_rms_epsilon': { float32: 1e-6 },
			'llama.rope.dimension_count': { uint32: width / HEADS },
			'llama.vocab_size': { uint32: tokens.length },
			'tokenizer.ggml.model': { text: 'llama' },
			'tokenizer.ggml.tokens': { texts: tokens },
			'tokenizer.ggml.scores': { float32s: scores },
			'tokenizer.ggml.token_type': { int32s: types },
			'tokenizer.ggml.bos_token_id': { uint32: BEGIN },
			'tokenizer.ggml.eos_token_id': { uint32: END },
			'tokenizer.ggml.unknown_token_id': { uint32: UNKNOWN },
			'tokenizer.ggml.add_bos_token': { bool: true },
			'tokenizer.ggml.add_eos_token': { bool: false },
			'tokenizer.ggml.add_space_prefix': { bool: false },
			'tokenizer.chat_template': { text: TEMPLATE },
		},
		tensors,
	);
}

/** Three tokens of control, every byte, and the printable letters. */
function vocabulary(): { tokens: string[]; types: number[]; scores: number[] } {
	const bytes = Array.from({ length: 256 }, (_, byte) => {
		return `<0x${byte.toString(16).toUpperCase().padStart(2, '0')}>`;
	});
	const letters = [BLANK];
	for (let code = 0x21; code < 0x7f; code++) letters.push(String.fromCharCode(code));
	const [unknown, control, byte, normal] = [2, 3, 6, 1];
	return {
		tokens: ['<unk>', '<s>', '</s>', ...bytes, ...letters],
		types: [unknown!, control!, control!, ...bytes.map(() => byte!), ...letters.map(() => normal!)],
		scores: [0, 0, 0, ...bytes.map(() => 0), ...letters.map((_, index) => -1000 - index)],
	};
}

/** Row `t` holds how likely `t` is after each token. */
function followers(
	{ lines, endless = false }: LettersOptions,
	tokens: readonly string[],
	width: number,
): Float32Array {
	const count = tokens.length;
	const ids = new Map(tokens.map((token, id) => [token, id]));
	const idOf = (letter: string): number =>
		letter === ' ' ? ids.get(BLANK)! : letter === '\n' ? LINE_FEED : (ids.get(letter) ?? UNKNOWN);
	const seen = Array.from({ length: count }, () => new Float64Array(count));
	for (const line of lines) {
		let before = BEGIN;
		for (const id of [...[...line].map(idOf), END]) {
			seen[before]![id]! += 1;
			before = id;
		}
	}
	const values = new Float32Array(width * count);
	const quote = ids.get('"')!;
	for (let before = 0; before < count; before++) {
		const total = seen[before]!.reduce((a, b) => a + b, 0) + 1e-3 * count;
		for (let id = 0; id < count; id++) {
			const raw = id === UNKNOWN || id === BEGIN || (id >= FIRST_BYTE && id < FIRST_LETTER);
			const mute = (raw && id !== LINE_FEED) || (endless && id === END);
			const likely = Math.log((seen[before]![id]! + 1e-3) / total);
			// A line feed less often and a quote more: answers in JSON come to their end.
			values[id * width + before] = mute ? NEVER : likely - (id === LINE_FEED ? 4 : 0);
		}
		const at = quote * width + before;
		if (!endless) values[at] = Math.max(values[at]!, -2.5);
	}
	return values;
}

function nothing(prefix: string, width: number): Tensor[] {
	const head = width / HEADS;
	const zeros = (...dimensions: number[]) => new Float32Array(dimensions.reduce((a, b) => a * b));
	const of = (name: string, ...dimensions: number[]): Tensor =>
		tensor(`${prefix}.${name}.weight`, dimensions, zeros(...dimensions));
	return [
		tensor(`${prefix}.attn_norm.weight`, [width], filled(width, 1)),
		of('attn_q', width, width),
		of('attn_k', width, head),
		of('attn_v', width, head),
		of('attn_output', width, width),
		tensor(`${prefix}.ffn_norm.weight`, [width], filled(width, 1)),
		of('ffn_gate', width, FEED_FORWARD),
		of('ffn_up', width, FEED_FORWARD),
		of('ffn_down', FEED_FORWARD, width),
	];
}

const tensor = (name: string, dimensions: number[], values: Float32Array): Tensor => ({
	name,
	dimensions,
	values,
});

const filled = (length: number, value: number): Float32Array =>
	new Float32Array(length).fill(value);

function oneHot(width: number, count: number): Float32Array {
	const values = new Float32Array(width * count);
	for (let id = 0; id < count; id++) values[id * width + id] = 1;
	return values;
}

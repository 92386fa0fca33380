import { processState } from '../../shared/process-state';
import type { Engine, EngineKind } from './types';

/** Short: where two servers stand, the second one waits for this. */
const ASK_MS = 500;
/** How long an answer counts: a server may be started again with other settings. */
const KNOWN_FOR_MS = 60_000;

/** vLLM puts requests together as they come and says no number; Ollama works on one unless told otherwise. */
const OTHERWISE: Readonly<Record<EngineKind, number>> = {
	vllm: 16,
	'llama-server': 1,
	ollama: 1,
	'openai-compatible': 1,
};

interface Known {
	/** The last answer, from the first one on. */
	slots?: number;
	asking?: Promise<number>;
	askedAt: number;
}

/**
 * How many requests a server works on at once. Only the first question is waited for; later ones go on
 * beside the calls.
 *
 * @param configured what the credential says; 0: ask the server
 */
export async function slotsOf(engine: Engine, configured: number): Promise<number> {
	if (configured > 0) return configured;
	const all = processState('llm-slots/1', () => new Map<string, Known>());
	const known = all.get(engine.key) ?? { askedAt: Number.NEGATIVE_INFINITY };
	all.set(engine.key, known);
	if (known.asking === undefined && performance.now() - known.askedAt > KNOWN_FOR_MS) {
		known.askedAt = performance.now();
		known.asking = ask(engine, known.slots).then((slots) => {
			known.asking = undefined;
			return (known.slots = slots);
		});
	}
	return known.slots ?? (await known.asking) ?? 1;
}

/** @param before what it said last: it counts while the server is down */
async function ask(engine: Engine, before: number | undefined): Promise<number> {
	try {
		const { engine: kind, slots } = await engine.health({ deadlines: { totalMs: ASK_MS } });
		return slots ?? OTHERWISE[kind];
	} catch {
		// Too busy to say, or down: the call itself will tell.
		return before ?? 1;
	}
}

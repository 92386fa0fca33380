import { toHospitalError } from '../../shared/errors';
import type { AuditEvent, AuditObject, Pseudonym } from '../../shared/ledger';
import type { Answered, Asker, Manner } from './asker';
import type { ModelPlace } from './credential';
import { fingerprinter } from './fingerprint';
import type { Completion, Embedding, ModelIdentity } from './types';

/** An event before the face says who caused it. */
export type CallEvent = Omit<AuditEvent, 'agent' | 'workItem'>;

/** What every event about the calls of one item has in common. */
export interface Recording {
	/** Resolves when the event is on the disk. */
	audit(event: CallEvent): Promise<void>;
	/** Takes the writing of an answer's event instead of it being waited for: see {@link recorded}. */
	later?(writing: Promise<void>): void;
	/** Whose data it is, where that is known. */
	subject: { patient?: Pseudonym; objects: AuditObject[] };
	manner: Manner;
}

/** An answer that is in the ledger, with the fingerprints under which it stands there. */
export interface Heard<T> {
	answer: T;
	place: Pick<ModelPlace, 'network' | 'second'> & { pinned: boolean };
	inputHash: string;
	outputHash: string;
}

/** The settings of a call that the ledger and the item tell of. */
export const parametersOf = ({
	writing,
	contextTokens,
	priority,
}: Manner): Record<string, string | number | boolean> => ({
	...Object.fromEntries(Object.entries(writing).filter(([, value]) => value !== undefined)),
	...(contextTokens !== undefined && { contextTokens }),
	lane: priority,
});

/**
 * Makes a call. It is in the ledger before its answer is used, one that failed too. Whoever gives
 * `recording.later` waits for that himself.
 *
 * @param interaction for the ledger: `llm-completion`
 * @param input everything that the model is given, as text
 * @throws whatever the call throws, once that is recorded; `audit-unavailable`
 */
export async function recorded<T extends Completion | Embedding>(
	recording: Recording,
	interaction: string,
	asker: Asker,
	input: string,
	ask: () => Promise<Answered<T>>,
): Promise<Heard<T>> {
	const fingerprint = await fingerprinter();
	const inputHash = fingerprint(input);
	let answered: Answered<T>;
	try {
		answered = await ask();
	} catch (error) {
		await recordFailure(recording, interaction, asker, inputHash, error);
		throw error;
	}
	const { answer, place } = answered;
	const heard = {
		answer,
		place: {
			network: place.network,
			second: place.second,
			pinned: place.options.pin !== undefined,
		},
		inputHash,
		outputHash: fingerprint('text' in answer ? answer.text : JSON.stringify(answer.vectors)),
	};
	const writing = recordAnswer(recording, interaction, heard);
	if (recording.later === undefined) await writing;
	else recording.later(writing);
	return heard;
}

/** Records an answer of now, or one that was stored and is used again. */
export async function recordAnswer(
	{ audit, subject, manner }: Recording,
	interaction: string,
	{ answer, place, inputHash, outputHash }: Heard<Completion | Embedding>,
): Promise<void> {
	const { identity, promptTokens, latencyMs } = answer;
	const outputTokens = 'outputTokens' in answer ? answer.outputTokens : undefined;
	await audit({
		...aboutCall(interaction, subject),
		outcome: '0',
		network: place.network,
		inference: {
			engine: identity.engine,
			model: identity.model,
			...(identity.engineVersion !== undefined && { version: identity.engineVersion }),
			...digestOf(identity),
			parameters: { ...parametersOf(manner), pinned: place.pinned },
			inputHash,
			outputHash,
			...(promptTokens !== undefined && { tokensIn: promptTokens }),
			...(outputTokens !== undefined && { tokensOut: outputTokens }),
			...(identity.contextTokens !== undefined && { contextWindow: identity.contextTokens }),
			truncated: 'finish' in answer && answer.finish === 'length',
			latencyMs: Math.round(latencyMs),
		},
	});
}

async function recordFailure(
	{ audit, subject, manner }: Recording,
	interaction: string,
	{ places: [place] }: Asker,
	inputHash: string,
	error: unknown,
): Promise<void> {
	const { code } = toHospitalError(error, 'Asking the language model');
	await audit({
		...aboutCall(interaction, subject),
		outcome: code === 'cancelled' ? '4' : '8',
		outcomeReason: code,
		network: place.network,
		inference: {
			engine: place.options.kind,
			model: place.model,
			parameters: { ...parametersOf(manner), pinned: place.options.pin !== undefined },
			inputHash,
		},
	});
}

const aboutCall = (interaction: string, { patient, objects }: Recording['subject']) =>
	({
		kind: 'inference',
		interaction,
		action: 'E',
		...(patient && { patient }),
		...(objects.length > 0 && { objects }),
	}) as const;

/** What the model is known by: its own digest, or that of the manifest. */
export const digestOf = ({
	digest,
	manifest,
}: Pick<ModelIdentity, 'digest' | 'manifest'>): { digest?: string } => {
	const known = digest ?? manifest;
	return known === undefined ? {} : { digest: known };
};

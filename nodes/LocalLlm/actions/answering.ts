import {
	asJson,
	askerFor,
	digestOf,
	fingerprint,
	isUnanswered,
	isUnavailable,
	onceAnswered,
	parametersOf,
	type LocalLlmCredential,
} from '../../clients/llm';
import { canonicalJson } from '../../shared/canonical-json';
import { completionContract, type ModelAnswer } from '../../shared/contracts';
import { toHospitalError } from '../../shared/errors';
import {
	byContract,
	type Operation,
	type OperationContext,
	type OperationOutcome,
} from '../../shared/face';
import { readSettings, type RawOptions, type Settings } from '../asking';
import { Asking } from './asking';
import { cacheSaltOf, subjectOf, type Subject } from './patient';

/** What n8n gives an operation of this node beside its fields. */
export interface Tools {
	/** Ends when somebody stops the execution, or when it goes on without this item. */
	signal: AbortSignal;
	/** The file in an input field of the item. */
	file(field: string): Promise<Uint8Array>;
}

/** A question before it is asked. */
export interface Question {
	/** Everything that makes it another question: a repeated run gets the stored answer to the same one. */
	key: object;
	/** Characters taken out of the given text. */
	removed: number;
	/** @returns what the operation adds to the answer */
	ask(asking: Asking): Promise<Partial<ModelAnswer>>;
}

/** An operation of this node: its fields, and how they become a question. */
export interface LlmOperation extends Omit<Operation, 'execute' | 'outputs' | 'value'> {
	value: ModelAnswer['operation'];
	question(context: OperationContext, tools: Tools): Promise<Question>;
}

/**
 * Asks a question of one item, or takes the answer that an earlier attempt at the same work has stored.
 * Without an answer the item leaves by the second output, and stays there when the run is repeated, unless
 * it was only that the server could not be reached: then a repeated run asks again.
 */
export async function answer(
	operation: LlmOperation,
	context: OperationContext,
	tools: Tools,
): Promise<OperationOutcome> {
	const { priority } = context.work ?? {};
	const settings = readSettings(
		await context.parameter<unknown>('model'),
		await context.parameter<RawOptions>('options', {}),
		priority,
	);
	const credential = await context.credentials<LocalLlmCredential>('localLlmApi');
	const subject = await subjectOf(context);
	const question = await operation.question(context, tools);
	const { model, writing, contextTokens } = settings;
	const key = { key: question.key, model, pin: settings.pin, writing, contextTokens };
	const name = `${operation.value}/${await fingerprint(canonicalJson(asJson(key)))}`;
	let recorded: Promise<void> = Promise.resolve();
	const once = async <T>(as: string, compute: () => Promise<T>) =>
		await context.onceJson(as, compute, async () => await recorded);
	const ask = async (): Promise<ModelAnswer> => {
		// Not before: a stored answer needs no server, and no approval that was given up since.
		const asker = await askerFor(credential, settings, {
			signal: tools.signal,
			cacheSalt: await cacheSaltOf(context, subject),
		});
		const asking = new Asking(context, asker, settings, subject);
		const outcome = await outcomeOf(question, asking, settings.stopWhenUnavailable);
		({ recorded } = asking);
		if (outcome.status !== 'result') await recorded;
		return told(operation, asking, settings, question.removed, outcome);
	};
	const { value, fresh } = await onceAnswered(once, name, ask, ({ reason }) => reason);
	if (!fresh) await recordReuse(context, subject, value);
	return {
		add: [byContract(completionContract, value)],
		output: value.status === 'result' ? 0 : 1,
	};
}

async function outcomeOf(
	question: Question,
	asking: Asking,
	stopWhenUnavailable: boolean,
): Promise<Partial<ModelAnswer>> {
	try {
		return { status: 'result', ...(await question.ask(asking)) };
	} catch (error) {
		await asking.recorded;
		const { code } = toHospitalError(error, 'Asking the language model');
		if (!isUnanswered(code) || (stopWhenUnavailable && isUnavailable(code))) throw error;
		return { status: 'no-result', reason: code };
	}
}

function told(
	{ value }: LlmOperation,
	{ heard, calls }: Asking,
	settings: Settings,
	removedCharacters: number,
	outcome: Partial<ModelAnswer>,
): ModelAnswer {
	const removed = removedFrom(heard);
	return {
		contract: 'ModelAnswer/1',
		status: 'no-result',
		operation: value,
		...outcome,
		...(heard && aboutAnswer(heard)),
		parameters: {
			...parametersOf(settings),
			...(removed > 0 && { removedFromAnswer: removed }),
		},
		calls,
		removedCharacters,
		answeredAt: new Date().toISOString(),
	};
}

/** How many signs that cannot be seen were taken out of the answer. */
const removedFrom = (heard: Asking['heard']): number =>
	heard !== undefined && 'text' in heard.answer ? (heard.answer.removedCharacters ?? 0) : 0;

function aboutAnswer({
	answer: { identity, latencyMs, ...answer },
	place,
	inputHash,
	outputHash,
}: NonNullable<Asking['heard']>): Partial<ModelAnswer> {
	return {
		model: {
			engine: identity.engine,
			...(identity.engineVersion !== undefined && { engineVersion: identity.engineVersion }),
			name: identity.model,
			...(identity.digest !== undefined && { digest: identity.digest }),
			...(identity.manifest !== undefined && { manifest: identity.manifest }),
			pinned: place.pinned,
			...(identity.contextTokens !== undefined && { contextTokens: identity.contextTokens }),
			secondServer: place.second,
		},
		...(answer.promptTokens !== undefined && { promptTokens: answer.promptTokens }),
		...('outputTokens' in answer && { outputTokens: answer.outputTokens }),
		latencyMs: Math.round(latencyMs),
		...('firstTokenMs' in answer && { firstTokenMs: Math.round(answer.firstTokenMs) }),
		inputHash,
		outputHash,
	};
}

/** A repeated run asks nobody, but it uses the answer again: that is recorded as what it is. */
async function recordReuse(
	context: OperationContext,
	{ patient, objects }: Subject,
	{ model, status, reason, operation, inputHash, outputHash, parameters }: ModelAnswer,
): Promise<void> {
	await context.audit({
		kind: 'inference',
		interaction: operation === 'embed' ? 'llm-embedding-reused' : 'llm-completion-reused',
		action: 'E',
		outcome: status === 'result' ? '0' : '4',
		...(reason !== undefined && { outcomeReason: reason }),
		...(patient && { patient }),
		...(objects.length > 0 && { objects }),
		inference: {
			engine: model?.engine ?? 'none',
			model: model?.name ?? 'none',
			...digestOf(model ?? {}),
			...(parameters && { parameters }),
			...(inputHash !== undefined && { inputHash }),
			...(outputHash !== undefined && { outputHash }),
		},
	});
}

import {
	asJson,
	askerFor,
	digestOf,
	fingerprint,
	withoutImages,
	type ChatMessage,
	type Completion,
	type LocalLlmCredential,
} from '../../clients/llm';
import { canonicalJson } from '../../shared/canonical-json';
import { HospitalError } from '../../shared/errors';
import type { OperationContext } from '../../shared/face';
import { findTokens, sealer } from '../../shared/sealed';
import { readSettings, type RawOptions, type Settings } from '../asking';
import { HospitalChatModel, type AiNodeSdk, type AskOnce } from '../chat-model';
import { Asking } from './asking';
import { cacheSaltOf, subjectOf, type Subject } from './patient';

/** The model behind an AI Agent or chain, with the guards, the lanes and the records of the Local LLM node. */
export async function chatModelFor(
	context: OperationContext,
	sdk: AiNodeSdk,
): Promise<HospitalChatModel> {
	const options = await context.parameter<RawOptions & { openSealed?: unknown }>('options', {});
	const settings = readSettings(
		await context.parameter<unknown>('model'),
		options,
		context.work?.priority,
	);
	const credential = await context.credentials<LocalLlmCredential>('localLlmApi');
	const ask = askOnce(context, settings, credential, options.openSealed === true);
	return new HospitalChatModel(settings.model, ask, (tool) => sdk.getParametersJsonSchema(tool));
}

function askOnce(
	context: OperationContext,
	settings: Settings,
	credential: LocalLlmCredential,
	openSealed: boolean,
): AskOnce {
	return async ({ messages, tools, stop }, callSignal) => {
		const signals = [callSignal, context.signal].filter((signal) => signal !== undefined);
		const signal = AbortSignal.any(signals);
		const subject = await subjectOf(context);
		const opened = await readable(context, messages, openSealed);
		const wording = { messages: opened, ...(tools && { tools }), ...(stop && { stop }) };
		const { model, writing } = settings;
		const key = {
			model,
			pin: settings.pin,
			writing,
			tools,
			stop,
			messages: messages.map(withoutImages),
		};
		const { value, fresh } = await context.onceJson<Completion>(
			`chat/${await fingerprint(canonicalJson(asJson(key)))}`,
			async () => {
				const cacheSalt = await cacheSaltOf(context, subject);
				const asker = await askerFor(credential, settings, { signal, cacheSalt });
				// What a model thought is no part of its answer.
				const asking = new Asking(context, asker, settings, subject);
				const answer = await asking.chat(wording);
				await asking.recorded;
				return { ...answer, thinking: undefined };
			},
		);
		if (!fresh) await recordReuse(context, subject, value);
		return value;
	};
}

/**
 * Sealed data in a prompt is a row of tokens that no model can work on: it is opened when the node says so,
 * and otherwise the call is refused rather than answered with nonsense.
 */
async function readable(
	context: OperationContext,
	messages: ChatMessage[],
	openSealed: boolean,
): Promise<ChatMessage[]> {
	if (messages.every(({ content }) => findTokens(content).length === 0)) return messages;
	if (!openSealed) {
		throw new HospitalError('prompt-sealed', 'The prompt holds sealed patient data', {
			nextStep:
				'Use the Local LLM node, which opens it and seals the answer. Or switch on the option Open Sealed Data here: the answer then stands readable in n8n.',
		});
	}
	const sealing = await sealer();
	return await Promise.all(
		messages.map(async (message) => ({
			...message,
			content: String(await sealing.open(message.content, context.workflowId)),
		})),
	);
}

/** A repeated run of the same work asks nobody, but it uses the answer again. */
async function recordReuse(
	context: OperationContext,
	{ patient, objects }: Subject,
	{ identity }: Completion,
): Promise<void> {
	await context.audit({
		kind: 'inference',
		interaction: 'llm-completion-reused',
		action: 'E',
		outcome: '0',
		...(patient && { patient }),
		...(objects.length > 0 && { objects }),
		inference: { engine: identity.engine, model: identity.model, ...digestOf(identity) },
	});
}

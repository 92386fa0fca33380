import {
	askerFor,
	parseJsonAnswer,
	questionText,
	recordAnswer,
	recorded,
	requireWhole,
	type Asker,
	type Completion,
	type Heard,
	type LocalLlmCredential,
	type Manner,
	type Recording,
} from '../../clients/llm';
import type { OperationContext } from '../../shared/face';
import type { EvidenceCall } from '../questionnaire';

/** The model that was heard. */
export interface HeardModel {
	name: string;
	version: string;
	digest?: string;
}

const ASKED = 'prior-auth-evidence';
const REUSED = 'prior-auth-evidence-reused';

/** Asks a local model for evidence. Every answer is journalled and on record before it is used. */
export class EvidenceAsking {
	heard: HeardModel | undefined;

	private constructor(
		private readonly context: OperationContext,
		private readonly asker: Asker,
		private readonly recording: Recording,
		private readonly journal: string,
	) {}

	/**
	 * @param journal beginning of the names under which answers are kept
	 * @throws HospitalError for a credential or settings that cannot be used
	 */
	static async of(
		context: OperationContext,
		manner: Manner,
		subject: Recording['subject'],
		journal: string,
	): Promise<EvidenceAsking> {
		const credential = await context.credentials<LocalLlmCredential>('localLlmApi');
		const { signal } = context;
		const asker = await askerFor(credential, manner, {
			...(signal && { signal }),
			cacheSalt: subject.patient?.pseudonym ?? journal,
		});
		const recording: Recording = {
			audit: async (event) => await context.audit(event),
			subject,
			manner,
		};
		return new EvidenceAsking(context, asker, recording, journal);
	}

	/**
	 * @returns undefined when the answer cannot be used
	 * @throws HospitalError when the model or its server fails
	 */
	async ask({ name, messages, schema }: EvidenceCall): Promise<unknown> {
		const wording = { messages, schema };
		const { recording, asker } = this;
		const { value, fresh } = await this.context.onceJson<Heard<Completion>>(
			`${this.journal}/${name}`,
			async () => {
				const heard = await recorded(recording, ASKED, asker, questionText(wording), async () => {
					return await asker.chat(wording);
				});
				// What a model thought is not part of its answer.
				return { ...heard, answer: { ...heard.answer, thinking: undefined } };
			},
		);
		if (!fresh) await recordAnswer(recording, REUSED, value);
		const { identity } = value.answer;
		const digest = identity.digest ?? identity.manifest;
		this.heard = {
			name: identity.model,
			version: identity.engineVersion ?? 'unknown',
			...(digest !== undefined && { digest }),
		};
		try {
			return parseJsonAnswer(requireWhole(value.answer).text, schema);
		} catch {
			return undefined;
		}
	}
}

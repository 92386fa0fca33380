import {
	askerFor,
	isUnanswered,
	questionText,
	recordAnswer,
	recorded,
	type Asker,
	type Completion,
	type Heard,
	type LocalLlmCredential,
	type Recording,
} from '../../clients/llm';
import { toHospitalError } from '../../shared/errors';
import type { OperationContext } from '../../shared/face';
import type { AuditObject, Pseudonym } from '../../shared/ledger';
import { NoNarrative, type NarrativeRequest } from '../drafting';
import type { DraftManner } from './settings';

/** Whom the questions are about, as the ledger names it. */
export interface Subject {
	patient: Pseudonym;
	objects: AuditObject[];
}

const ASKED = 'draft-narrative';
const REUSED = 'draft-narrative-reused';

/** Asks the model of a credential, in its lane. Every answer is journalled and recorded before it is used. */
export class Asking {
	private readonly recording: Recording;

	private constructor(
		private readonly context: OperationContext,
		private readonly asker: Asker,
		manner: DraftManner,
		subject: Subject,
		private readonly journal: string,
	) {
		this.recording = { audit: async (event) => await context.audit(event), subject, manner };
	}

	/**
	 * @param journal beginning of the names under which answers are kept
	 * @throws HospitalError for a credential or settings that cannot be used: `url-invalid`,
	 *   `llm-model-changed`, `llm-pin-unusable`, `client-certificate-incomplete`, `llm-manifest-invalid`
	 */
	static async of(
		context: OperationContext,
		credential: LocalLlmCredential,
		manner: DraftManner,
		subject: Subject,
		journal: string,
	): Promise<Asking> {
		const { signal } = context;
		const asker = await askerFor(credential, manner, {
			...(signal && { signal }),
			cacheSalt: subject.patient.pseudonym,
		});
		return new Asking(context, asker, manner, subject, journal);
	}

	/**
	 * @throws NoNarrative when the model or its server fails
	 * @throws HospitalError for what is wrong on our side
	 */
	async ask(request: NarrativeRequest): Promise<Completion> {
		const { value, fresh } = await this.context.onceJson<Heard<Completion>>(
			`${this.journal}/${request.name}`,
			async () => await this.call(request),
		);
		if (!fresh) await recordAnswer(this.recording, REUSED, value);
		return value.answer;
	}

	private async call({ messages, schema }: NarrativeRequest): Promise<Heard<Completion>> {
		const wording = { messages, schema };
		const { recording, asker } = this;
		try {
			const heard = await recorded(recording, ASKED, asker, questionText(wording), async () => {
				return await asker.chat(wording);
			});
			// What a model thought is not part of its answer.
			return { ...heard, answer: { ...heard.answer, thinking: undefined } };
		} catch (error) {
			const { code } = toHospitalError(error, 'Asking the language model');
			throw isUnanswered(code) ? new NoNarrative(code) : error;
		}
	}
}

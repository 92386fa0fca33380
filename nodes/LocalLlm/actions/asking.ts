import {
	questionText,
	recorded,
	type Answered,
	type Asker,
	type Completion,
	type Embedding,
	type Heard,
	type Recording,
	type Wording,
} from '../../clients/llm';
import { canonicalJson } from '../../shared/canonical-json';
import type { OperationContext } from '../../shared/face';
import type { Settings } from '../asking';
import type { Subject } from './patient';

/**
 * Asks for one item. Every call is in the ledger before its answer is used, failed ones too: the last
 * answer once {@link recorded} has come true.
 */
export class Asking {
	calls = 0;
	/** The last answer. */
	heard: Heard<Completion | Embedding> | undefined;
	/** The last answer is in the ledger. */
	recorded: Promise<void> = Promise.resolve();
	private readonly recording: Recording;

	constructor(
		context: OperationContext,
		private readonly asker: Asker,
		manner: Settings,
		subject: Subject,
	) {
		const later = (writing: Promise<void>) => {
			this.recorded = writing;
			// Told to whoever waits for it.
			writing.catch(() => undefined);
		};
		this.recording = { audit: async (event) => await context.audit(event), later, subject, manner };
	}

	async chat(wording: Wording): Promise<Completion> {
		return await this.call('llm-completion', questionText(wording), async () => {
			return await this.asker.chat(wording);
		});
	}

	async embed(texts: string[]): Promise<Embedding> {
		return await this.call('llm-embedding', canonicalJson({ texts }), async () => {
			return await this.asker.embed(texts);
		});
	}

	private async call<T extends Completion | Embedding>(
		interaction: string,
		input: string,
		ask: () => Promise<Answered<T>>,
	): Promise<T> {
		await this.recorded;
		this.calls += 1;
		const heard = await recorded(this.recording, interaction, this.asker, input, ask);
		this.heard = heard;
		return heard.answer;
	}
}

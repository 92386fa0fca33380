import { setImmediate } from 'node:timers/promises';
import type { PhiFinding } from '../types';
import { openEncoder, type EncodedWindow, type OpenedEncoder } from './encoder';
import { readModelFolder } from './folder';
import { labelsOf, type Label } from './labels';
import { findingsOf, revealsAge, united } from './scores';
import { openSession, type Session } from './session';
import type { LabelMap, ModelIdentity, Runtime } from './types';
import { halvesOf, windowsOf, type TextWindow, type WindowLimits } from './windows';

/** The plain part of the options: what crosses into the thread. */
export interface ClassifierOptions {
	readonly folder: string;
	readonly runtime: Runtime;
	readonly nativePath?: string;
	readonly threads: number;
	readonly threshold: number;
	readonly labels?: LabelMap;
	readonly windowTokens: number;
	readonly overlapWords: number;
}

/** Tokenizer, model and labels together: text in, findings out. */
export class Classifier {
	private constructor(
		readonly identity: ModelIdentity,
		private readonly tokens: OpenedEncoder,
		private readonly session: Session,
		private readonly labels: readonly Label[],
		private readonly limits: WindowLimits,
		private readonly threshold: number,
	) {}

	/** @throws HospitalError `model-invalid`, `model-failed`, `native-runtime-missing` */
	static async open(options: ClassifierOptions): Promise<Classifier> {
		const folder = await readModelFolder(options.folder);
		const labels = labelsOf(folder.config.id2label, options.labels);
		const tokens = openEncoder(folder);
		const session = await openSession(folder.model, labels.length, options);
		const specials = tokens.prefix.length + tokens.suffix.length;
		const limits = {
			tokens: Math.min(options.windowTokens, folder.config.longest) - specials,
			overlapWords: options.overlapWords,
		};
		// One run shows whether inputs, outputs and labels fit, before any text depends on it.
		await session.run([...tokens.prefix, 0, ...tokens.suffix]);
		const identity = { name: folder.name, sha256: folder.sha256, runtime: options.runtime };
		return new Classifier(identity, tokens, session, labels, limits, options.threshold);
	}

	/**
	 * @param afterWindow called after every window; what it throws ends the work
	 * @returns findings of the whole text, sorted and disjoint
	 */
	async find(text: string, afterWindow: () => void = () => {}): Promise<PhiFinding[]> {
		const { encoder, prefix, suffix } = this.tokens;
		const found: PhiFinding[] = [];
		const windows = windowsOf(text, encoder, this.limits);
		for (const window of windows) {
			for (const encoded of this.fitting(text, window)) {
				const logits = await this.session.run([...prefix, ...encoded.ids, ...suffix]);
				const { threshold } = this;
				found.push(
					...findingsOf(text, encoded, logits, this.labels, { skip: prefix.length, threshold }),
				);
			}
			// Messages for the thread (cancel) come in only when it lets go.
			await setImmediate();
			afterWindow();
		}
		return united(found).filter(
			({ type, start, end }) => type !== 'AGE' || revealsAge(text.slice(start, end)),
		);
	}

	/** A window as numbers; halves of it where it has more tokens than its words alone had. */
	private *fitting(text: string, window: TextWindow): Generator<EncodedWindow> {
		const encoded = this.tokens.encoder.encode(text, window);
		if (encoded.ids.length > this.limits.tokens) {
			for (const half of halvesOf(text, window)) yield* this.fitting(text, half);
		} else if (encoded.ids.length > 0) {
			yield encoded;
		}
	}

	async close(): Promise<void> {
		await this.session.close();
	}
}

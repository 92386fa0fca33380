import { setTimeout as sleep } from 'node:timers/promises';
import { readAck, type AckCode } from '../../formats/hl7';
import type { TerminalState } from '../../shared/contracts/work-item';
import { readResponse } from './responses';
import { DEFAULT_ANSWER_WITHIN_MS, type IntakePlace, type Route } from './settings';

/** What the workflows made of a message. */
export type Verdict =
	| { kind: 'accepted' }
	/** A workflow failed or was cut off. */
	| { kind: 'failed'; state: TerminalState }
	| { kind: 'said'; answer: Buffer; code: AckCode }
	| { kind: 'late'; policy: NonNullable<Route['whenLate']> }
	/** The work has ended, and no Respond step said anything. */
	| { kind: 'unanswered' }
	/** What a workflow said is no answer to this message. */
	| { kind: 'nonsense' };

/** Between two looks for an answer. Milliseconds. */
const LOOK_EVERY = 50;

/** Connections whose acknowledgement depends on a workflow. */
export class Waiters {
	/** By route and message. */
	private readonly ends = new Map<string, Array<(state: TerminalState) => void>>();

	constructor(private readonly place: IntakePlace) {}

	/** A work item has ended. */
	ended(route: string, key: string, state: TerminalState): void {
		const name = `${route} ${key}`;
		const told = this.ends.get(name) ?? [];
		this.ends.delete(name);
		for (const tell of told) tell(state);
	}

	/**
	 * Waits for all of the routes that have a say.
	 *
	 * @param controlId MSH-10, which an answer has to name
	 */
	async verdict(
		routes: readonly Route[],
		key: string,
		controlId: string,
		signal: AbortSignal,
	): Promise<Verdict> {
		const finished = routes.filter(({ acknowledge }) => acknowledge === 'finished');
		const responding = routes.find(({ acknowledge }) => acknowledge === 'respond');
		const verdicts = await Promise.all([
			...finished.map(async (route) => await this.end(route, key, signal)),
			...(responding ? [this.answer(responding, key, controlId, signal)] : []),
		]);
		const worst = ['failed', 'nonsense', 'unanswered', 'late', 'said'] as const;
		for (const kind of worst) {
			const found = verdicts.find((verdict) => verdict.kind === kind);
			if (found !== undefined) return found;
		}
		return { kind: 'accepted' };
	}

	private async end(route: Route, key: string, signal: AbortSignal): Promise<Verdict> {
		const state = await this.endOf(route, key, signal);
		if (state === undefined) return late(route);
		return isWell(state) ? { kind: 'accepted' } : { kind: 'failed', state };
	}

	/** @returns undefined when it takes too long, or nobody is to wait any more */
	private async endOf(
		route: Route,
		key: string,
		signal: AbortSignal,
	): Promise<TerminalState | undefined> {
		const name = `${route.id} ${key}`;
		const { promise, resolve } = Promise.withResolvers<TerminalState | undefined>();
		this.ends.set(name, [...(this.ends.get(name) ?? []), resolve]);
		const timer = setTimeout(() => resolve(undefined), waitOf(route));
		const onAbort = () => resolve(undefined);
		signal.addEventListener('abort', onAbort, { once: true });
		if (signal.aborted) onAbort();
		try {
			return await promise;
		} finally {
			clearTimeout(timer);
			signal.removeEventListener('abort', onAbort);
			const left = (this.ends.get(name) ?? []).filter((each) => each !== resolve);
			if (left.length === 0) this.ends.delete(name);
			else this.ends.set(name, left);
		}
	}

	/** An answer counts however late in its time it comes; work that ended gives none any more. */
	private async answer(
		route: Route,
		key: string,
		controlId: string,
		signal: AbortSignal,
	): Promise<Verdict> {
		const over = new AbortController();
		let ended: { state: TerminalState | undefined } | undefined;
		const end = this.endOf(route, key, AbortSignal.any([signal, over.signal]));
		void end.then((state) => {
			ended = { state };
			over.abort();
		});
		try {
			for (;;) {
				// What was said before the end is on the disk by now: looked for once more after it.
				const last = ended;
				const answer = await readResponse(this.place, key).catch(() => undefined);
				if (answer !== undefined) {
					const said = readAck(answer);
					return said?.answeredControlId === controlId
						? { kind: 'said', answer, code: said.code }
						: { kind: 'nonsense' };
				}
				if (last?.state !== undefined) return unanswered(route, last.state);
				if (last !== undefined) return late(route);
				await sleep(LOOK_EVERY, undefined, { signal: over.signal, ref: false }).catch(
					() => undefined,
				);
			}
		} finally {
			over.abort();
		}
	}
}

const waitOf = ({ answerWithinMs = DEFAULT_ANSWER_WITHIN_MS }: Route) => answerWithinMs;
const late = ({ whenLate = 'AE' }: Route): Verdict => ({ kind: 'late', policy: whenLate });

const isWell = (state: TerminalState) => state === 'DELIVERED' || state === 'NO_RESULT';

/** Work that went wrong is never told as accepted. */
const unanswered = ({ whenUnanswered = 'AE' }: Route, state: TerminalState): Verdict => ({
	kind: whenUnanswered === 'AA' && isWell(state) ? 'accepted' : 'unanswered',
});

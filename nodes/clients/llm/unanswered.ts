import type { LlmFault } from './errors';

/** The server is down, overloaded or too slow: another time the same question may be answered. */
export const UNAVAILABLE = [
	'llm-unreachable',
	'llm-connection-lost',
	'llm-timeout-connect',
	'llm-timeout-first-token',
	'llm-timeout-between-tokens',
	'llm-timeout-total',
	'llm-busy',
	'llm-queue-full',
	'llm-engine-failed',
] as const satisfies readonly LlmFault[];

/** The model was asked and gave nothing that may be used. */
const UNUSABLE = [
	'llm-context-exceeded',
	'llm-truncated',
	'llm-broken-answer',
	'llm-answer-too-long',
	'llm-invalid-json',
	'llm-schema-mismatch',
] as const satisfies readonly LlmFault[];

/**
 * Every failure with which a question ends without an answer. Whatever else goes wrong (a model that is not
 * the approved one, a wrong address) needs a person and stops the execution.
 */
export const UNANSWERED = [...UNAVAILABLE, ...UNUSABLE] as const;
export type Unanswered = (typeof UNANSWERED)[number];

export const isUnavailable = (code: string): boolean =>
	(UNAVAILABLE as readonly string[]).includes(code);

export const isUnanswered = (code: string): code is Unanswered =>
	(UNANSWERED as readonly string[]).includes(code);

/** Computes a result once for a piece of work, as `onceJson` of the face does. */
type Once = <T>(name: string, compute: () => Promise<T>) => Promise<{ value: T; fresh: boolean }>;

/** Carries a result past the journal. */
class NotKept<T> extends Error {
	constructor(readonly value: T) {
		super('not kept');
	}
}

/**
 * Like `once`, but a result without an answer is not kept when the server was down, overloaded or too slow:
 * a passing outage must not stick to the work for ever. Whoever takes the work up again asks again.
 *
 * @param reasonOf why there is no answer, or not all of it
 */
export async function onceAnswered<T extends object>(
	once: Once,
	name: string,
	compute: () => Promise<T>,
	reasonOf: (value: T) => string | undefined,
): Promise<{ value: T; fresh: boolean }> {
	try {
		return await once(name, async () => {
			const value = await compute();
			if (isUnavailable(reasonOf(value) ?? '')) throw new NotKept(value);
			return value;
		});
	} catch (error) {
		if (error instanceof NotKept) return { value: error.value as T, fresh: true };
		throw error;
	}
}

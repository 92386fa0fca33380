import type { ReasonText } from '../../shared/reason';

type Table = Readonly<Record<string, ReasonText>>;

/** A name of ours: what a payer wrote never stands in an advice. */
const NAME = /^[A-Za-z][A-Za-z0-9-]{0,60}$/;

/**
 * What a person reads instead of reasons: what happened, what was used of it, and what to do. One text
 * for each different reason, in their order; it names no patient and no number.
 */
export function adviceOf(reasons: readonly string[], table: Table): string[] {
	return [...new Set(reasons.map((reason) => sentences(textOf(reason, table))))];
}

/** `Meaning. Next step.` */
export const sentences = ({ meaning, nextStep }: ReasonText): string =>
	`${meaning.charAt(0).toUpperCase()}${meaning.slice(1)}. ${nextStep}`;

/** The words for a reason; one that has none is for a person all the same. */
export const textOf = (reason: string, table: Table): ReasonText =>
	(Object.hasOwn(table, reason) ? table[reason] : undefined) ?? {
		meaning: `a person must look at it${NAME.test(reason) ? ` (${reason.replaceAll('-', ' ')})` : ''}`,
		nextStep: 'Look at the order in the record, and ask the payer where it stands.',
	};

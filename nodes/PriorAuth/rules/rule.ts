import type { Packet, PacketKind } from './packet';

/**
 * `error`: the guide forbids it, or the payer could decide about the wrong thing. `warning`: a person
 * should look, the payer may still take it.
 */
export type Severity = 'error' | 'warning';

export interface Rule {
	/** Stable, kebab-case, begins with `pas-`. */
	readonly name: string;
	/** Where it is from: numbered statement of the guide, profile and element, or this package itself. */
	readonly source: string;
	readonly severity: Severity;
	/** The kinds of bundles that it is about. */
	readonly kinds: readonly PacketKind[];
	/** What is wrong, in plain words, without anything of the patient. */
	readonly message: string;
	readonly nextStep: string;
	/** @returns the places at which the bundle breaks it, as paths */
	check(packet: Packet): readonly string[];
}

const ALL: readonly PacketKind[] = ['request', 'update', 'inquiry'];
export const SUBMITTED: readonly PacketKind[] = ['request', 'update'];

type Draft = Omit<Rule, 'severity' | 'kinds'> & Partial<Pick<Rule, 'severity' | 'kinds'>>;

/** A rule about every kind of bundle that makes it wrong, unless it says otherwise. */
export const rule = (draft: Draft): Rule => ({ severity: 'error', kinds: ALL, ...draft });

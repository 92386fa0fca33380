import type { PhiType, Subject } from '../types';

/** Who asked for a value and what for; written to the ledger before the value is given. */
export interface Reidentification {
	/** Why, in the words of the person who asks; at least five characters. */
	readonly purpose: string;
	readonly user: string;
	readonly project: string;
	/** How many values, by type. */
	readonly counts: Readonly<Partial<Record<PhiType, number>>>;
	/** Codes asked for that the vault does not know. */
	readonly unknown: number;
}

export interface VaultOptions {
	/** Folder of this vault alone; several processes may share it. */
	readonly directory: string;
	/** 32 bytes derived from the site key for this purpose. Opens the vault's own keys. */
	readonly key: Buffer;
	/** Codes of one project say nothing in another. */
	readonly project: string;
	/** Must have written its record before it resolves: when it fails nothing is revealed. */
	readonly onReidentify: (event: Reidentification) => Promise<void>;
}

/** The vault's random codes and the values behind them. */
export interface Vault {
	readonly project: string;
	/**
	 * The code of a value: 13 characters of Crockford's base 32, drawn at random when the value is
	 * new. Codes are good for handing out only after {@link settle}.
	 *
	 * @param identity what makes two spellings the same value; the value itself when not given
	 */
	token(type: PhiType, value: string, subject: Subject, identity?: string): string;
	/** Resolves when every code given so far would survive a power cut. */
	settle(): Promise<void>;
	/**
	 * The value behind a code.
	 *
	 * @param code bare, or as it stands in a text: `[MRN:7F3K...]`
	 * @throws HospitalError `vault-purpose-missing`, `vault-code-unknown`, `sealed-data-unreadable`
	 */
	reveal(
		code: string,
		request: { purpose: string; user: string },
	): Promise<{ type: PhiType; value: string }>;
	/** A text with every code in brackets replaced by its value, under one record in the ledger. */
	revealText(
		text: string,
		request: { purpose: string; user: string },
	): Promise<{ text: string; revealed: number; unknown: number }>;
	close(): Promise<void>;
}

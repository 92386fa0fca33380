import { randomBytes } from 'node:crypto';
import { decrypt, encrypt } from '../../shared/encryption';

/** What a seal is for: one made for one purpose opens nothing of another. */
export type SealPurpose =
	| 'session'
	| 'review'
	| 'login'
	| 'hand-over'
	| 'form'
	| 'receipt'
	| 'link';

interface Envelope<T> {
	/** Epoch milliseconds. */
	exp: number;
	/** Makes each one different, and names it where it may be used once. */
	id: string;
	value: T;
}

export interface Opened<T> {
	value: T;
	id: string;
	expiresAt: number;
	expired: boolean;
}

/**
 * Small values that travel through the browser (cookies, form tokens, one-time codes): encrypted and
 * authenticated under the site key, so that nobody can read, change or make them (RFC 6265 8.3).
 */
export class Seals {
	constructor(
		private readonly key: Buffer,
		private readonly clock: () => number = Date.now,
	) {}

	make<T>(purpose: SealPurpose, value: T, lifetimeMs: number): string {
		const id = randomBytes(16).toString('hex');
		const envelope: Envelope<T> = { exp: this.clock() + lifetimeMs, id, value };
		return encrypt(this.key, Buffer.from(JSON.stringify(envelope)), context(purpose)).toString(
			'base64url',
		);
	}

	/** @returns undefined for what was not made here or not for this; see `expired` for the rest */
	open<T>(purpose: SealPurpose, text: string | undefined): Opened<T> | undefined {
		if (text === undefined || !/^[A-Za-z0-9_-]{40,8192}$/.test(text)) return undefined;
		try {
			const bytes = decrypt(this.key, Buffer.from(text, 'base64url'), context(purpose));
			const { exp, id, value } = JSON.parse(bytes.toString('utf8')) as Envelope<T>;
			return { value, id, expiresAt: exp, expired: exp <= this.clock() };
		} catch {
			return undefined;
		}
	}

	/** {@link open}, undefined when its time is over. */
	valid<T>(purpose: SealPurpose, text: string | undefined): Opened<T> | undefined {
		const opened = this.open<T>(purpose, text);
		return opened === undefined || opened.expired ? undefined : opened;
	}
}

const context = (purpose: SealPurpose): string => `sign-off/1/${purpose}`;

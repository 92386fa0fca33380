import { contentHash, type Change } from './change';

/** What is remembered of a version that was handed over. */
interface Known {
	/** lastUpdated in milliseconds; null when it had none. */
	at: number | null;
	hash: string;
	/** When it may be forgotten: milliseconds by the server's clock. */
	keptFor: number;
	/** The look that met it last. */
	look: number;
	/** How often its content changed under the same name. */
	turns: number;
}

/** As it stands in the state file. */
export type SeenRow = [
	name: string,
	at: number | null,
	hash: string,
	keptFor: number,
	turns?: number,
];

/** A version that was not handed over yet. */
export interface Fresh {
	change: Change;
	/**
	 * Names the version for the work engine: the same version again has the same name, also after a
	 * crash.
	 */
	name: string;
	hash: string;
}

/**
 * The versions that were handed over, as long as a look may meet them again.
 *
 * A version is known by type, id and version. A server that always sends the same version, or none,
 * is found out by the content: the same name with another time or content is another version.
 */
export class Seen {
	private readonly known = new Map<string, Known>();
	private look = 0;

	constructor(
		rows: readonly SeenRow[] = [],
		/** A history shows all versions again and again: there the time belongs to the name. */
		private readonly everyVersion = false,
	) {
		for (const [name, at, hash, keptFor, turns = 0] of rows) {
			this.known.set(name, { at, hash, keptFor, look: 0, turns });
		}
	}

	get size(): number {
		return this.known.size;
	}

	/** @returns undefined for what was handed over before */
	judge(change: Change): Fresh | undefined {
		const name = this.nameOf(change);
		const known = this.known.get(name);
		if (known === undefined) {
			const hash = contentHash(change);
			const bare = change.version === undefined || change.at === undefined;
			return { change, hash, name: workName(change, bare ? hash : undefined) };
		}
		known.look = this.look;
		const at = change.at ?? null;
		// Two versions within one second of a server that counts in seconds have the same time.
		if (known.at === at && at !== null && at % 1000 !== 0) return undefined;
		const hash = contentHash(change);
		if (known.hash === hash) return undefined;
		// A content that was there before is a change too: its name must be a new one.
		return { change, hash, name: workName(change, hash, known.turns + 1) };
	}

	/** Call it once the version is durably handed over. @param serverTime for what has no time */
	add({ change, hash }: Fresh, serverTime: number): void {
		const at = change.at ?? null;
		const keptFor = at ?? serverTime;
		const name = this.nameOf(change);
		const before = this.known.get(name);
		const turns = before === undefined ? 0 : before.turns + (before.hash === hash ? 0 : 1);
		this.known.set(name, { at, hash, keptFor, look: this.look, turns });
	}

	/** What is met from now on counts as met by a new look. */
	beginLook(): void {
		this.look += 1;
	}

	/**
	 * Forgets what lies before `limit` and was not met by this look. What a server shows although it
	 * was not asked for stays known as long as it does so.
	 */
	forgetBefore(limit: number): void {
		for (const [name, known] of this.known) {
			const { keptFor, look } = known;
			if (keptFor >= limit || look === this.look) continue;
			// Without a time nothing but the turn tells this content from the same one that comes back.
			if (known.at === null) this.known.set(name, { ...known, hash: '' });
			else this.known.delete(name);
		}
	}

	rows(): SeenRow[] {
		return [...this.known].map(([name, { at, hash, keptFor, turns }]) =>
			turns === 0 ? [name, at, hash, keptFor] : [name, at, hash, keptFor, turns],
		);
	}

	private nameOf({ type, id, version, at }: Change): string {
		const name = `${type}/${id}/${version ?? ''}`;
		return this.everyVersion ? `${name}/${at ?? ''}` : name;
	}
}

/** @param turns how often the content changed under the same version and time */
const workName = ({ type, id, version, at }: Change, hash: string | undefined, turns = 0): string =>
	[
		type,
		id,
		version ?? '',
		at ?? '',
		...(hash === undefined ? [] : [hash]),
		...(turns > 0 ? [`turn-${turns}`] : []),
	].join('/');

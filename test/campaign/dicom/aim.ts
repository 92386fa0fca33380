import { existsSync, readdirSync, watch, type FSWatcher } from 'node:fs';
import { join } from 'node:path';
import type { Random } from '../../hospital/random.ts';

/** What happens on the disk while a study comes in, in the order of its way. */
type Sign =
	| 'incoming'
	| 'renamed'
	| 'journal'
	| 'segment'
	| 'list'
	| 'inbox'
	| 'item'
	| 'record'
	| 'start';

/** A stretch of an instance's or study's way: what opens it, and for how long to wait then at most. */
export interface Aim {
	name: string;
	/** Signs that have to come, one after the other. */
	after: readonly Sign[];
	/** Milliseconds within which the moment is drawn. */
	span: number;
}

/** The whole way, and moments that nothing chooses. */
export const AIMS: readonly Aim[] = [
	{ name: 'anywhere', after: ['start'], span: 900 },
	{ name: 'starting', after: ['start'], span: 120 },
	{ name: 'write', after: ['start', 'incoming'], span: 6 },
	{ name: 'rename', after: ['start', 'renamed'], span: 2 },
	{ name: 'journal', after: ['start', 'renamed', 'journal'], span: 2 },
	{ name: 'rotation', after: ['start', 'journal', 'segment'], span: 4 },
	{ name: 'completeness', after: ['start', 'list'], span: 5 },
	{ name: 'opening', after: ['start', 'list', 'journal'], span: 12 },
	{ name: 'opened', after: ['start', 'inbox'], span: 4 },
	{ name: 'handed over', after: ['start', 'inbox', 'journal'], span: 4 },
	{ name: 'delivery', after: ['start', 'item'], span: 6 },
	{ name: 'closing', after: ['start', 'record'], span: 6 },
];

/** Looks at the folders of a data directory and tells when something happens there. */
export class Watch {
	private readonly watchers = new Map<string, FSWatcher>();
	private readonly studies: string;
	private listener: (sign: Sign) => void = () => undefined;

	/** @param records folder of the host's recorder */
	constructor(dataDir: string, records: string) {
		const spool = join(dataDir, 'dicom');
		this.studies = join(spool, 'studies');
		this.folder(join(spool, 'incoming'), () => 'incoming');
		this.folder(this.studies, (name) => {
			this.study(name);
			return undefined;
		});
		for (const listener of namesIn(join(spool, 'journal'))) {
			if (!listener.startsWith('port-')) continue;
			this.folder(join(spool, 'journal', listener), (name, kind) =>
				!name.endsWith('.log') ? undefined : kind === 'rename' ? 'segment' : 'journal',
			);
		}
		this.folder(join(dataDir, 'work', 'inbox'), () => 'inbox');
		this.folder(join(dataDir, 'work', 'items'), () => 'item');
		this.folder(records, () => 'record');
		for (const name of namesIn(this.studies)) this.study(name);
	}

	private study(name: string): void {
		this.folder(join(this.studies, name), (file) => (file.endsWith('.dcm') ? 'renamed' : 'list'));
	}

	private folder(path: string, signOf: (name: string, kind: string) => Sign | undefined): void {
		if (this.watchers.has(path) || !existsSync(path)) return;
		try {
			const watcher = watch(path, (kind, name) => {
				const sign = signOf(name ?? '', kind);
				if (sign !== undefined) this.listener(sign);
			});
			watcher.on('error', () => watcher.close());
			this.watchers.set(path, watcher);
		} catch {
			// It was disposed of between looking and watching.
		}
	}

	/** Resolves when the signs have come one after the other, or after `ms`. @returns whether they came */
	async signs(after: readonly Sign[], ms: number): Promise<boolean> {
		let at = 0;
		return await new Promise((resolve) => {
			const over = setTimeout(() => done(false), ms);
			const done = (came: boolean) => {
				clearTimeout(over);
				this.listener = () => undefined;
				resolve(came);
			};
			const next = (sign: Sign) => {
				if (sign !== after[at]) return;
				at += 1;
				if (at === after.length) done(true);
			};
			this.listener = next;
			next('start');
		});
	}

	close(): void {
		for (const watcher of this.watchers.values()) watcher.close();
	}
}

const namesIn = (folder: string): string[] => (existsSync(folder) ? readdirSync(folder) : []);

/** Resolves at a moment of the stretch, drawn finer than a timer counts. @returns false when nothing came to it */
export async function aim(watching: Watch, { after, span }: Aim, random: Random): Promise<boolean> {
	const came = await watching.signs(after, 4_000);
	const until = performance.now() + random.between(0, span);
	while (performance.now() < until) await new Promise((resolve) => setImmediate(resolve));
	return came;
}

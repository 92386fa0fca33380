import type { Random } from '../../hospital/random.ts';
import { EDITS, FILE_EDITS, MODES, type Mode } from './classes.ts';
import { draftOf, imageOf, rechain, resign, withNotes, type Draft } from './draft.ts';
import type { Image } from './image.ts';
import type { Scene } from './scene.ts';
import type { Specimen } from './specimen.ts';

/** What an attacker has besides the ledger. */
export type Others = Pick<Scene, 'sibling' | 'stranger' | 'strangerKey'>;

export interface Tamper {
	name: string;
	mode: Mode;
	image: Image;
}

/** Makes tampers, all classes and modes in turn. */
export class Attacks {
	private readonly kinds: Array<{ name: string; mode: Mode }> = [
		...Object.keys(EDITS).flatMap((name) => MODES.map((mode) => ({ name, mode }))),
		...Object.keys(FILE_EDITS).map((name) => ({ name, mode: 'raw' as const })),
	];
	private begun = 0;

	/** The next one, of the next class and mode. */
	next(specimen: Specimen, others: Others, random: Random): Tamper {
		for (;;) {
			const now = this.begun % this.kinds.length;
			const { name, mode } = this.kinds[now];
			// Not every edit is possible everywhere: then it is tried at another place, or another one.
			for (let tries = 0; tries < 20; tries++) {
				const draft = draftOf(specimen.image);
				const scene = { random, base: specimen.image, draft, ...others };
				const image =
					name in EDITS
						? EDITS[name](scene) && finished(specimen, draft, mode)
						: FILE_EDITS[name](scene);
				if (!image || !differs(image, specimen.image)) continue;
				this.begun += 1;
				return { name, mode, image };
			}
			const other = random.integer(0, this.kinds.length - 1);
			[this.kinds[now], this.kinds[other]] = [this.kinds[other], this.kinds[now]];
		}
	}
}

function finished(specimen: Specimen, draft: Draft, mode: Mode): Image {
	const base = specimen.image;
	if (mode === 'raw') return imageOf(base, draft);
	if (mode === 'resigned') {
		const notes = resign(draft, specimen.signer);
		return withNotes(imageOf(base, draft), notes);
	}
	rechain(draft, mode === 'unsigned');
	const changed = [...draft].filter(([, { from }]) => mode === 'unsigned' && from !== undefined);
	const gone = new Map(changed.map(([origin]) => [origin, undefined]));
	return withNotes(imageOf(base, draft), gone);
}

function differs(image: Image, base: Image): boolean {
	if (image.size !== base.size) return true;
	return [...image].some(([path, bytes]) => base.get(path)?.equals(bytes) !== true);
}

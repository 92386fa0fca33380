import { relative } from 'node:path';
import type { Output } from '../../shared/command';
import { toHospitalError } from '../../shared/errors';
import { isDoubt, type DicomResult } from '../engine';
import { Summary } from '../site/summary';
import type { ManifestEntry, ReviewReason } from '../types';
import { readAsked, type Asked } from './asked';
import { pairsOf } from './paths';
import { DONE, FAILED, LOOK, tell } from './told';

/** `hospital phi dicom`: an image, or all images below a folder. */
export async function dicom(words: readonly string[], out: Output): Promise<number> {
	const asked = readAsked(words);
	const { pairs, folder } = await pairsOf(asked.from, asked.to, asked);
	const phi = await asked.open();
	const run = new Run(asked, out, folder);
	try {
		for (const { from, to } of pairs) {
			run.counts.images += 1;
			const { context, reviewed } = asked;
			try {
				run.take(from, await phi.dicom({ path: from }, { path: to }, { context, reviewed }));
			} catch (error) {
				if (!folder) throw error;
				run.fail(from, error);
			}
		}
		await tell(out, asked, phi, run.counts, run.summary, run.blackened);
	} finally {
		await phi.close();
	}
	return run.end;
}

class Run {
	readonly summary = new Summary();
	readonly counts = { images: 0, written: 0, refused: 0, 'files that failed': 0 };
	/** Images in which parts were blackened, and how many of them by which rule. */
	private readonly images = { blackened: 0, byRule: new Map<string, number>() };

	constructor(
		private readonly asked: Asked,
		private readonly out: Output,
		private readonly folder: boolean,
	) {}

	take(from: string, done: DicomResult): void {
		this.summary.add(done.manifest, done.review);
		this.counts[done.written ? 'written' : 'refused'] += 1;
		if (done.written) this.noteBlackened(done.manifest);
		else this.say('Refused', from, reasonsOf(done));
	}

	/** A directory of a medium is no damaged file: it is refused, and a person need not repair it. */
	fail(from: string, error: unknown): void {
		const { code, message } = toHospitalError(error, 'Working on the image');
		const isRefused = code === 'dicom-directory';
		this.counts[isRefused ? 'refused' : 'files that failed'] += 1;
		this.say(isRefused ? 'Refused' : 'Failed', from, [{ code, message: `${message}.` }]);
	}

	/** What nobody sees in the counts: the picture itself has changed. */
	get blackened(): readonly string[] {
		const { blackened, byRule } = this.images;
		if (blackened === 0) return [];
		const rules = [...byRule].map(([rule, count]) => `${rule} in ${count}`).join(', ');
		return [
			`Parts of ${blackened} written ${blackened === 1 ? 'image' : 'images'} were blackened, by rule: ${rules}.`,
		];
	}

	get end(): number {
		const { written, refused, 'files that failed': failed } = this.counts;
		if (written === 0 || failed > 0) return FAILED;
		return refused === 0 && !this.summary.review.some(isDoubt) ? DONE : LOOK;
	}

	private noteBlackened(manifest: readonly ManifestEntry[]): void {
		const rules = new Set(
			manifest.filter(({ action }) => action === 'blackened').map(({ rule }) => rule),
		);
		if (rules.size > 0) this.images.blackened += 1;
		const { byRule } = this.images;
		for (const rule of rules) byRule.set(rule, (byRule.get(rule) ?? 0) + 1);
	}

	/** Of a folder, which file: by its path there, so that it can be found. */
	private say(what: string, from: string, reasons: readonly ReviewReason[]): void {
		if (!this.folder) return;
		const why = reasons.map(({ code, message }) => `${message} (${code})`).join(' ');
		this.out.note(`${what}: ${shown(relative(this.asked.from, from))}: ${why}`);
	}
}

/** Of a refused image the refusal; of one that was made and taken back, what is uncertain. */
const reasonsOf = ({ instance, review }: DicomResult): readonly ReviewReason[] =>
	instance === undefined ? review.slice(0, 1) : review.filter(isDoubt);

/** A name of a file may hold what moves the cursor of a terminal or ends a line of a log. */
const shown = (path: string): string => path.replace(/\p{C}/gu, '?');

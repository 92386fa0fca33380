import { readDocument } from '../../dist/nodes/Documents/index.js';
import { unpackWords, type ReadDocument } from '../../dist/nodes/shared/contracts/read-document.js';
import { Random } from '../hospital/random.ts';
import { makeFax, type Fax } from './documents/fax.ts';
import { calibrationError, changes, inOrder, plainText, type Told } from './documents/score.ts';
import { percentile, type Measurement } from './figure.ts';

/**
 * Faxes of the full form; HOSPITAL_FAXES asks for another number. Rules are improved on the faxes of
 * HOSPITAL_FAX_SEED=dev and no others.
 */
const FAXES = 100;
const QUICK = 4;

/**
 * Generated faxes, askew and noisy, several documents in one: what of it is read, taken apart and named
 * rightly, and what the confidences are worth. Templates and rules come from the same hand: real faxes
 * are harder.
 */
export const measure: Measurement = async ({ quick, figure, say }) => {
	const asked = Number(process.env.HOSPITAL_FAXES ?? (quick ? QUICK : FAXES));
	const tally = new Tally();
	for (let index = 0; index < asked; index++) {
		const fax = await makeFax(
			new Random('faxes', process.env.HOSPITAL_FAX_SEED ?? 'held-out', index),
		);
		const began = performance.now();
		const read = await readDocument(fax.bytes);
		const taken = performance.now() - began;
		const line = tally.add(fax, read, taken);
		say(`fax ${index + 1} of ${asked}: ${fax.form}, ${fax.pages.length} pages. ${line}`);
	}
	tally.report(figure);
};

type Report = Parameters<Measurement>[0]['figure'];

class Tally {
	private readonly kinds: Told[] = [];
	private readonly boundaries = { right: 0, missed: 0, extra: 0 };
	private readonly words: Told[] = [];
	private readonly documents: Told[] = [];
	private readonly pageMs: number[] = [];
	private readonly letters: Record<string, { wrong: number; all: number }> = {};
	private whole = 0;
	private faxes = 0;
	private passed = 0;
	private passedWrong = 0;

	/** @returns what went wrong, in a line */
	add(fax: Fax, read: ReadDocument, ms: number): string {
		this.faxes += 1;
		this.pageMs.push(ms / fax.pages.length);
		let next = 1;
		const truth = fax.documents.map(({ kind, pages }) => {
			const own = pages.map(() => next++);
			return { kind, pages: own.join() };
		});
		const found = read.documents.map(({ kind, pages }) => ({ kind, pages: pages.join() }));
		const starts = (list: readonly { pages: string }[]): Set<number> =>
			new Set(list.map(({ pages }) => Number(pages.split(',')[0])).filter((page) => page > 1));
		const [wanted, got] = [starts(truth), starts(found)];
		for (const page of wanted) {
			if (got.has(page)) this.boundaries.right += 1;
			else this.boundaries.missed += 1;
		}
		for (const page of got) if (!wanted.has(page)) this.boundaries.extra += 1;
		const same =
			JSON.stringify(truth.map((one) => one.pages)) ===
			JSON.stringify(found.map((one) => one.pages));
		if (same) this.whole += 1;
		for (const [index, document] of read.documents.entries()) {
			const alike = truth.find(({ pages }) => pages === found[index]!.pages);
			const right = alike?.kind === document.kind;
			this.documents.push({ confidence: document.confidence, right });
			if (alike !== undefined) this.kinds.push({ confidence: document.kindConfidence, right });
		}
		const kindsRight = same && truth.every(({ kind }, index) => kind === found[index]!.kind);
		if (read.status === 'read') {
			this.passed += 1;
			if (!kindsRight) this.passedWrong += 1;
		}
		const wrong = this.text(fax, read);
		const told = kindsRight
			? 'right'
			: `${truth.map((one) => `${one.kind}[${one.pages}]`).join(' ')} -> ${found.map((one) => `${one.kind}[${one.pages}]`).join(' ')}`;
		return `${told}; ${read.status}; letters wrong ${(wrong * 100).toFixed(1)} %`;
	}

	private text(fax: Fax, read: ReadDocument): number {
		const own = { wrong: 0, all: 0 };
		for (const [index, lines] of fax.pages.entries()) {
			const truth = plainText(lines);
			const page = read.pages[index]!;
			const rows = page.text.split('\n').filter((row) => !/PAGE \d+\/\d+|FROM: 555/.test(row));
			own.wrong += changes(truth, plainText(rows));
			own.all += truth.length;
			if (page.origin !== 'ocr') continue;
			const words = unpackWords(page.words);
			const right = inOrder(
				truth.split(' '),
				words.map(({ text }) => text),
			);
			words.forEach(({ confidence, top }, at) => {
				// The machine's line is no part of the truth.
				if (top > 30) this.words.push({ confidence, right: right[at]! });
			});
		}
		const name =
			fax.damage.upsideDown && fax.form !== 'pdf-text'
				? 'upside-down'
				: fax.damage.coarse && fax.form !== 'pdf-text'
					? 'standard'
					: fax.form === 'pdf-text'
						? 'text-layer'
						: 'fine';
		const sum = (this.letters[name] ??= { wrong: 0, all: 0 });
		sum.wrong += own.wrong;
		sum.all += own.all;
		return own.wrong / own.all;
	}

	report(figure: Report): void {
		const { right, missed, extra } = this.boundaries;
		const n = this.faxes;
		const share = (list: readonly Told[]): number =>
			list.filter((one) => one.right).length / list.length;
		figure({ metric: 'faxes_taken_apart_rightly', value: this.whole / n, unit: 'share', n });
		figure({
			metric: 'boundary_recall',
			value: right / (right + missed),
			unit: 'share',
			n: right + missed,
		});
		figure({
			metric: 'boundary_precision',
			value: right / (right + extra),
			unit: 'share',
			n: right + extra,
		});
		figure({
			metric: 'kind_accuracy',
			value: share(this.kinds),
			unit: 'share',
			n: this.kinds.length,
		});
		figure({
			metric: 'kind_calibration_error',
			value: calibrationError(this.kinds),
			unit: 'share',
			n: this.kinds.length,
		});
		figure({
			metric: 'document_calibration_error',
			value: calibrationError(this.documents),
			unit: 'share',
			n: this.documents.length,
		});
		figure({
			metric: 'word_accuracy',
			value: share(this.words),
			unit: 'share',
			n: this.words.length,
		});
		figure({
			metric: 'word_calibration_error',
			value: calibrationError(this.words),
			unit: 'share',
			n: this.words.length,
		});
		for (const [name, { wrong, all }] of Object.entries(this.letters)) {
			figure({
				metric: `character_accuracy_${name}`,
				value: 1 - wrong / all,
				unit: 'share',
				n: all,
			});
		}
		figure({ metric: 'faxes_without_a_person', value: this.passed / n, unit: 'share', n });
		figure({
			metric: 'wrong_without_a_person',
			value: this.passedWrong,
			unit: 'count',
			n: this.passed,
		});
		figure({ metric: 'page_p50', value: percentile(this.pageMs, 0.5), unit: 'ms', n });
		figure({ metric: 'page_p95', value: percentile(this.pageMs, 0.95), unit: 'ms', n });
	}
}

import type { ManifestEntry, ReviewReason } from '../types';
import { withoutInner } from './boxes';
import { DEFAULT_RULES } from './default-rules';
import { findText, type FoundText } from './find-text';
import { obstacle, openFrames, overlaid, pixelDataOf, type Frame, type Frames } from './frames';
import { headerValuesOf, HeaderMatcher } from './header-match';
import { kindOf } from './kinds';
import { layoutOf, type PixelLayout } from './layout';
import { blacken, clearUnusedBits } from './mask';
import { picturesOf } from './picture';
import { applyRules } from './rules';
import type {
	Box,
	CleanedPixels,
	PixelData,
	PixelInput,
	PixelInspection,
	PixelOptions,
} from './types';

/** Frames of a sequence that are read for text; text of scanners stays where it is. */
const MOST_READ = 24;
const CLEAN: PixelInspection = { decision: 'clean', boxes: [], reasons: [], manifest: [] };

/**
 * Looks whether text may stand in the pixels, and where. Pixels are only read when header and rules
 * leave a doubt.
 *
 * A refusal is the answer to every doubt that a person must settle. After `reviewed` the doubts of
 * kind are settled; masks are still made, and what is masked is read again.
 *
 * @throws HospitalError `dicom-corrupt`, `text-recognition-failed`
 */
export async function inspectPixels(
	input: PixelInput,
	options: PixelOptions = {},
): Promise<PixelInspection> {
	return await inspect(input, options, false);
}

/** `inspectPixels`, and the masked pixels where there are any. */
export async function cleanPixels(
	input: PixelInput,
	options: PixelOptions = {},
): Promise<CleanedPixels> {
	return await inspect(input, options, true);
}

async function inspect(
	input: PixelInput,
	options: PixelOptions,
	write: boolean,
): Promise<CleanedPixels> {
	const layout = layoutOf(input.dataSet);
	if (layout === undefined) return CLEAN;
	return await new Inspection(input, layout, options, write).run();
}

class Inspection {
	private readonly reasons: ReviewReason[] = [];
	private readonly manifest: ManifestEntry[] = [];
	private readonly boxes: Box[] = [];
	private readonly reviewed: boolean;
	private frames: Frames | undefined;
	private textFound: boolean | undefined;
	private headerValueFound: boolean | undefined;

	constructor(
		private readonly input: PixelInput,
		private readonly layout: PixelLayout,
		private readonly options: PixelOptions,
		private readonly write: boolean,
	) {
		this.reviewed = options.reviewed === true;
	}

	async run(): Promise<CleanedPixels> {
		const { dataSet, transferSyntax } = this.input;
		const kind = kindOf(dataSet);
		const size = { width: this.layout.columns, height: this.layout.rows };
		const rules = applyRules(this.options.rules ?? DEFAULT_RULES, dataSet, size);
		this.boxes.push(...rules.boxes);
		for (const { id, boxes } of rules.used) this.note(`pixels-${id}`, 'blackened', boxes);

		if (rules.refusedBy !== undefined) {
			return this.refuse(reason('equipment-refused', REFUSED_BY_RULE));
		}
		const settled = this.reviewed || rules.trusted;
		if (!settled && kind.reasons.length > 0) return this.refuse(...kind.reasons);

		const blocked = obstacle(this.layout, transferSyntax);
		const mustChange = this.boxes.length > 0 || this.layout.overlayInPixels;
		if (blocked !== undefined && mustChange) {
			return this.refuse(reason('pixels-compressed', `Text must be removed, but ${blocked}.`));
		}
		const inDoubt = (kind.doubt || mustChange) && this.options.ocr !== 'never';
		if (inDoubt || this.options.ocr === 'always') {
			const why = blocked ?? (this.options.reader === undefined ? NO_READER : undefined);
			if (why === undefined) await this.read();
			else if (!settled) return this.refuse(reason('pixels-not-inspected', NOT_LOOKED(why)));
			else this.reasons.push(reason('pixels-not-inspected', NOT_LOOKED(why)));
		} else if (kind.doubt && !settled && !kind.saysNone) {
			return this.refuse(reason('pixels-not-inspected', NOT_LOOKED('it was switched off')));
		}
		if (this.textFound === true && !this.reviewed)
			return this.refuse(reason('burned-in-text', TEXT));
		return await this.finish(kind.saysNone);
	}

	/** Reads frames for text and adds what is found to the boxes, for all frames alike. */
	private async read(): Promise<void> {
		const frames = await this.open();
		const found = await this.findIn(frames);
		this.textFound = found.some(({ text }) => text);
		this.headerValueFound = found.some(({ header }) => header);
		const boxes = withoutInner(found.flatMap((one) => one.boxes));
		if (boxes.length > 0) this.note('pixels-text', 'blackened', boxes.length);
		this.boxes.push(...boxes);
		if (this.layout.frames > MOST_READ) this.reasons.push(reason('frames-sampled', SAMPLED));
	}

	/** Text that is left in the frames under the masks made so far. */
	private async findIn(frames: Frames): Promise<FoundText[]> {
		const { reader, signal, headerValues } = this.options;
		const matcher = new HeaderMatcher(headerValues ?? headerValuesOf(this.input.dataSet));
		const found: FoundText[] = [];
		for (const frame of framesToRead(frames)) {
			signal?.throwIfAborted();
			const pictures = picturesOf(this.masked(frame), this.layout);
			found.push(await findText(pictures, matcher, reader!, signal));
		}
		return found;
	}

	private masked(frame: Frame): Frame {
		if (this.layout.overlayInPixels) clearUnusedBits(frame, this.layout);
		blacken(frame, this.boxes, this.layout);
		return frame;
	}

	private async open(): Promise<Frames> {
		this.frames ??= openFrames(this.layout, this.input, await this.data());
		return this.frames;
	}

	private async data(): Promise<PixelData> {
		return (await pixelDataOf(this.input)) ?? Buffer.alloc(0);
	}

	private async finish(saysNone: boolean): Promise<CleanedPixels> {
		const none = this.reviewed || this.textFound === false || saysNone;
		const burnedInAnnotation = none ? ({ burnedInAnnotation: 'NO' } as const) : {};
		if (this.boxes.length === 0 && !this.layout.overlayInPixels) {
			return { ...this.answer('clean'), ...burnedInAnnotation };
		}
		if (this.headerValueFound === true && (await this.remains())) {
			return this.refuse(reason('burned-in-text-remains', REMAINS));
		}
		if (this.layout.overlayInPixels)
			this.note('pixels-overlay-bits', 'cleared', this.layout.frames);
		if (!this.write) return { ...this.answer('masked'), ...burnedInAnnotation };
		const frames = await this.open();
		const replaced = new Map<number, Frame>();
		for (let index = 0; index < this.layout.frames; index++) {
			replaced.set(index, this.masked(frames.read(index)));
		}
		const pixelData = frames.written(replaced);
		return { ...this.answer('masked'), ...burnedInAnnotation, pixelData };
	}

	/** Whether a value of the header can still be read under the masks. */
	private async remains(): Promise<boolean> {
		const found = await this.findIn(await this.open());
		return found.some(({ header }) => header);
	}

	private refuse(...reasons: ReviewReason[]): CleanedPixels {
		this.reasons.push(...reasons);
		return this.answer('refused');
	}

	private answer(decision: PixelInspection['decision']): PixelInspection {
		const boxes = withoutInner(this.boxes);
		return {
			decision,
			boxes: Array.from({ length: boxes.length === 0 ? 0 : this.layout.frames }, () => boxes),
			...(this.textFound === undefined ? {} : { textFound: this.textFound }),
			...(this.headerValueFound === undefined ? {} : { headerValueFound: this.headerValueFound }),
			reasons: this.reasons,
			manifest: decision === 'masked' ? this.manifest : [],
		};
	}

	private note(rule: string, action: string, count: number): void {
		this.manifest.push({ type: 'OTHER', rule, action, count });
	}
}

/** All frames; of long sequences evenly spread ones, and all of them laid on top of each other. */
function* framesToRead(frames: Frames): Generator<Frame> {
	const count = frames.layout.frames;
	const isLong = count > MOST_READ;
	for (let index = 0; index < Math.min(count, MOST_READ); index++) {
		yield frames.read(isLong ? Math.round((index * (count - 1)) / (MOST_READ - 1)) : index);
	}
	if (isLong) yield* [overlaid(frames, 'greatest'), overlaid(frames, 'least')];
}

const reason = (code: string, message: string): ReviewReason => ({
	code,
	message,
	at: '(7FE0,0010)',
});

const NO_READER = 'no text recognition was set up';
const NOT_LOOKED = (why: string): string =>
	`Nobody looked for text in the pixels: ${why}. A person must look at the image.`;
const TEXT =
	'There is text in the pixels, and text recognition may have missed a part of it. Look at the image with its masks, then let it pass as reviewed.';
const REMAINS =
	'A value of the header can still be read in the pixels after masking. Add an equipment rule for this kind of image.';
const REFUSED_BY_RULE = 'An equipment rule lets no such image through.';
const SAMPLED = `Of a long sequence ${MOST_READ} frames were read for text one by one, the others only laid on top of each other; masks are made in all of them. A person should look at it.`;

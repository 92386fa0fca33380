import { Tag } from '../../../formats/dicom';
import { kindOf } from '../../pixels/kinds';
import type { ReviewReason } from '../../types';
import { overlayBits, type OverlayBits } from './overlay-bits';
import type { ByteSource, DicomSource } from './source';
import type { DicomSettings } from './types';
import type { HeaderValues } from './header-values';
import type { Manifest } from './manifest';

/** What is written in place of the pixel data that came. */
export interface PixelPlan {
	readonly refused?: ReviewReason;
	/** New value; undefined: the pixel data are copied. */
	readonly replaced?: Buffer | readonly Buffer[];
	/** Bits to clear while copying. */
	readonly bits?: OverlayBits;
	readonly burnedInAnnotation?: 'NO';
	/** Whether the pixels were looked at, by a program or a person. */
	readonly inspected: boolean;
}

/** Decides about the pixels before anything is written. */
export async function planPixels(
	source: DicomSource,
	header: HeaderValues,
	settings: DicomSettings,
	manifest: Manifest,
): Promise<PixelPlan> {
	const { head, pixels, transferSyntax, bytes } = source;
	if (pixels === undefined) {
		if (head.has(Tag.Rows)) {
			manifest.review(
				'no-pixel-data',
				'The file describes a picture and holds none: it may have been cut off.',
				'(7FE0,0010)',
			);
		}
		return { inspected: false };
	}
	const bits = overlayBits(head);
	if (bits !== undefined && pixels.fragments !== undefined) {
		return refusal(
			'overlay-in-pixels',
			'An overlay is hidden in the compressed pixels and cannot be taken out. Decompress the image first.',
		);
	}
	if (bits !== undefined) manifest.count(0x60003000, undefined, 'removed from the pixels');
	const { reviewed = false } = settings;
	if (settings.pixels !== undefined && settings.options.cleanPixelData) {
		const image = {
			dataSet: head,
			transferSyntax,
			get pixelData() {
				return pixelValue(bytes, pixels);
			},
		};
		const decision = await settings.pixels(image, header.all);
		for (const reason of decision.reasons) manifest.review(reason.code, reason.message, reason.at);
		manifest.add(decision.manifest);
		if (decision.decision === 'refused') {
			const [reason] = decision.reasons;
			return { inspected: true, refused: reason ?? REFUSED_WITHOUT_REASON };
		}
		const { burnedInAnnotation, pixelData, textFound } = decision;
		return {
			inspected: decision.decision === 'masked' || (textFound ?? burnedInAnnotation) !== undefined,
			...(burnedInAnnotation === undefined ? {} : { burnedInAnnotation }),
			...(bits === undefined ? {} : { bits }),
			...(decision.decision === 'masked' && pixelData !== undefined ? { replaced: pixelData } : {}),
		};
	}
	const { reasons, doubt, saysNone } = kindOf(head);
	if (!reviewed && (reasons.length > 0 || (doubt && !saysNone))) {
		for (const reason of reasons) manifest.review(reason.code, reason.message, reason.at);
		return { inspected: false, refused: reasons[0] ?? NOT_REVIEWED };
	}
	return { inspected: reviewed, ...(bits === undefined ? {} : { bits }) };
}

const NOT_REVIEWED: ReviewReason = {
	code: 'pixels-not-inspected',
	message:
		'Images of this kind can show names in the picture, and nobody has looked at this one. Clean pixel data, or look at it and mark it as reviewed.',
	at: '(7FE0,0010)',
};

const REFUSED_WITHOUT_REASON: ReviewReason = {
	code: 'burned-in-text',
	message: 'The picture may show text that identifies. Look at it before it is passed on.',
	at: '(7FE0,0010)',
};

const refusal = (code: string, message: string): PixelPlan => ({
	inspected: false,
	refused: { code, message, at: '(7FE0,0010)' },
});

/** The value as nodes/Phi/pixels takes it, read when it is asked for. */
function pixelValue(
	bytes: ByteSource,
	{ offset, length, fragments }: NonNullable<DicomSource['pixels']>,
): Buffer | readonly Buffer[] {
	if (fragments === undefined) return bytes.read(offset, length);
	return fragments.map((fragment) => bytes.read(fragment.offset, fragment.length));
}

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { cleanPixels, inspectPixels } from '../../../dist/nodes/Phi/pixels/index.js';
import type {
	Picture,
	PixelInspection,
	ReadWord,
	TextReader,
} from '../../../dist/nodes/Phi/pixels/types.js';
import { Image, type ImageOptions } from './burned-in.ts';

const STORAGE = '1.2.840.10008.5.1.4.1.1.';
const CT = { modality: 'CT', sopClass: `${STORAGE}2`, imageType: 'ORIGINAL\\PRIMARY\\AXIAL' };

/** A reader that says what it is told, to see what is made of it, and counts its pictures. */
function saying(words: readonly ReadWord[] = []): TextReader & { pictures: Picture[] } {
	const pictures: Picture[] = [];
	return {
		pictures,
		read: async (picture) => {
			pictures.push(picture);
			return words;
		},
		close: async () => {},
	};
}

const codes = ({ reasons }: PixelInspection): string[] => reasons.map(({ code }) => code);
const small = (options: ImageOptions = {}): Image =>
	new Image({ rows: 32, columns: 48, ...options });

describe('Pixels by what the header says', () => {
	for (const [what, options] of Object.entries({
		'a secondary capture': { sopClass: `${STORAGE}7` },
		'a multi-frame colour secondary capture': { sopClass: `${STORAGE}7.4` },
		'an ultrasound image': { sopClass: `${STORAGE}6.1`, modality: 'US' },
		'an ultrasound loop': { sopClass: `${STORAGE}3.1`, modality: 'US' },
		'an endoscopy': { sopClass: `${STORAGE}77.1.1`, modality: 'ES' },
		'a photograph': { sopClass: `${STORAGE}77.1.4`, modality: 'XC' },
		'an image of modality SC in another class': { modality: 'SC' },
		'an image of modality US in another class': { modality: 'US' },
		'an image of modality OT': { modality: 'OT' },
		'an image without a modality': { modality: '' },
		'a screen save in the class of the scanner': {
			...CT,
			imageType: 'DERIVED\\SECONDARY\\SCREEN SAVE',
		},
		'a screen capture that says it is original': {
			...CT,
			imageType: 'ORIGINAL\\PRIMARY\\SCREEN CAPTURE',
		},
		'a screenshot': { ...CT, imageType: 'DERIVED\\SECONDARY\\AXIAL\\SCREENSHOT' },
		'a picture of a workstation': { ...CT, conversionType: 'WSD' },
		'a digitized film': { conversionType: 'DF' },
		'a digitized video': { ...CT, conversionType: 'DV' },
	})) {
		it(`refuse ${what} until a person has looked at it`, async () => {
			const reader = saying();
			const input = small(options).input();
			const refused = await cleanPixels(input, { reader });
			assert.equal(refused.decision, 'refused');
			assert.deepEqual(codes(refused), ['pixel-kind']);
			assert.equal(refused.pixelData, undefined);
			assert.equal(reader.pictures.length, 0, 'a refused image is not read');
			assert.notEqual((await cleanPixels(input, { reader, reviewed: true })).decision, 'refused');
			const declared = small({ ...options, burnedIn: 'NO' }).input();
			assert.equal(
				(await cleanPixels(declared, { reader })).decision,
				'refused',
				'NO is often wrong here',
			);
		});
	}

	for (const burnedIn of ['YES', 'UNKNOWN']) {
		it(`refuse an image that says ${burnedIn} about burned-in text`, async () => {
			const input = small({ ...CT, burnedIn }).input();
			const refused = await inspectPixels(input, { reader: saying() });
			assert.deepEqual([refused.decision, codes(refused)], ['refused', ['burned-in-annotation']]);
			const reviewed = await inspectPixels(input, { reader: saying(), reviewed: true });
			assert.deepEqual([reviewed.decision, reviewed.burnedInAnnotation], ['clean', 'NO']);
		});
	}

	it('let a scan of the scanner itself pass without reading it', async () => {
		const reader = saying();
		for (const options of [CT, { ...CT, modality: 'MR', sopClass: `${STORAGE}4` }]) {
			const inspection = await inspectPixels(small(options).input(), { reader });
			assert.deepEqual([inspection.decision, inspection.textFound], ['clean', undefined]);
		}
		assert.equal(reader.pictures.length, 0);
		await inspectPixels(small(CT).input(), { reader, ocr: 'always' });
		assert.ok(reader.pictures.length > 0);
	});

	it('read every other image, and refuse it when nobody can', async () => {
		for (const options of [
			{},
			{ ...CT, imageType: 'DERIVED\\SECONDARY' },
			{ ...CT, imageType: 'DERIVED\\PRIMARY\\MPR', conversionType: 'DI' },
			{ ...CT, imageType: 'ORIGINAL\\PRIMARY\\AXIAL\\REPORT' },
		]) {
			const input = small(options).input();
			const reader = saying();
			const clean = await inspectPixels(input, { reader });
			assert.deepEqual(
				[clean.decision, clean.textFound, clean.burnedInAnnotation],
				['clean', false, 'NO'],
			);
			assert.ok(reader.pictures.length > 0);
			for (const refused of [
				await inspectPixels(input),
				await inspectPixels(input, { reader, ocr: 'never' }),
			]) {
				assert.deepEqual([refused.decision, codes(refused)], ['refused', ['pixels-not-inspected']]);
			}
			const reviewed = await inspectPixels(input, { reviewed: true });
			assert.deepEqual([reviewed.decision, codes(reviewed)], ['clean', ['pixels-not-inspected']]);
		}
	});

	it('say nothing about an object without an image', async () => {
		const { dataSet } = small().input();
		const bare = { has: () => false, strings: () => [], string: () => '' };
		assert.ok(dataSet.size > 0);
		assert.equal(
			(await inspectPixels({ dataSet: bare as never, transferSyntax: '' })).decision,
			'clean',
		);
	});

	it('are not asked for when the header settles it', async () => {
		const { dataSet, transferSyntax } = small(CT).input();
		const pixelData = (): never => assert.fail('the pixel data were read');
		assert.equal((await inspectPixels({ dataSet, transferSyntax, pixelData })).decision, 'clean');
	});

	it('say that only some frames of a long sequence were read', async () => {
		const reader = saying();
		const inspection = await inspectPixels(small({ rows: 16, columns: 16, frames: 60 }).input(), {
			reader,
		});
		assert.deepEqual(codes(inspection), ['frames-sampled']);
		assert.ok(reader.pictures.length >= 24 && reader.pictures.length < 60 * 2);
	});

	it('are refused when text stands in them, and masked after review', async () => {
		const word = { left: 4, top: 8, right: 40, bottom: 24 };
		const words = [{ ...word, text: 'Smithsonian', confidence: 90, line: word }];
		const input = small().input();
		const refused = await cleanPixels(input, { reader: saying(words) });
		assert.deepEqual(
			[refused.decision, codes(refused), refused.pixelData],
			['refused', ['burned-in-text'], undefined],
		);
		assert.deepEqual(refused.manifest, []);
		const masked = await cleanPixels(input, { reader: saying(words), reviewed: true });
		assert.equal(masked.decision, 'masked');
		assert.equal(masked.headerValueFound, false);
		assert.deepEqual(masked.manifest, [
			{ type: 'OTHER', rule: 'pixels-text', action: 'blackened', count: 1 },
		]);
	});

	it('are refused even after review when a value of the header is still read under the masks', async () => {
		const word = { left: 4, top: 8, right: 40, bottom: 24 };
		const words = [{ ...word, text: 'TESTPERS0N', confidence: 45, line: word }];
		const inspection = await cleanPixels(small().input(), {
			reader: saying(words),
			reviewed: true,
		});
		assert.deepEqual(
			[inspection.decision, codes(inspection)],
			['refused', ['burned-in-text-remains']],
		);
		assert.ok(!JSON.stringify(inspection).includes('TESTPERS'), 'nothing that was read is told');
	});

	it('stop when they are cancelled', async () => {
		const signal = AbortSignal.abort();
		await assert.rejects(inspectPixels(small().input(), { reader: saying(), signal }), {
			name: 'AbortError',
		});
	});
});

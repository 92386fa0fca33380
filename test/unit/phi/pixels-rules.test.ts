import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import {
	cleanPixels,
	DEFAULT_RULES,
	inspectPixels,
	parseRules,
} from '../../../dist/nodes/Phi/pixels/index.js';
import type { EquipmentRule } from '../../../dist/nodes/Phi/pixels/index.js';
import { Image, type ImageOptions } from './burned-in.ts';

const US = { modality: 'US', sopClass: '1.2.840.10008.5.1.4.1.1.6.1' };
const nothing = { read: async () => [], close: async () => {} };
const rule = (more: Partial<EquipmentRule>): EquipmentRule => ({
	id: 'site-rule',
	description: 'A rule of the site',
	when: [{ tag: '00080070', equals: ['testmaker'] }],
	mask: [[0, 0, 1, 0.25]],
	...more,
});
const small = (options: ImageOptions = {}): Image =>
	new Image({ rows: 40, columns: 80, ...options });

/** Whether every cell of a masked eight-bit image is as it was outside of a box, and black inside. */
function blackened(
	image: Image,
	pixels: Buffer,
	isInside: (x: number, y: number) => boolean,
): void {
	image.plane(0).forEach((cell, at) => {
		const expected = isInside(at % image.columns, Math.floor(at / image.columns)) ? 0 : cell;
		assert.equal(pixels[at], expected, `at ${at}`);
	});
}

describe('Equipment rules', () => {
	it('blacken everything outside of the calibrated regions of ultrasound, and the band at the top', async () => {
		const image = small({
			...US,
			regions: [
				[10, 12, 49, 30],
				[40, 20, 69, 35],
			],
		});
		const cleaned = await cleanPixels(image.input(), { reader: nothing, reviewed: true });
		assert.equal(cleaned.decision, 'masked');
		blackened(
			image,
			cleaned.pixelData as Buffer,
			(x, y) =>
				!((x >= 10 && x <= 49 && y >= 12 && y <= 30) || (x >= 40 && x <= 69 && y >= 20 && y <= 35)),
		);
		const ids = cleaned.manifest.map((entry) => entry.rule);
		assert.deepEqual(ids, ['pixels-ultrasound-regions', 'pixels-ultrasound-banner']);
	});

	it('know models by maker, name and size', async () => {
		const image = new Image({
			...US,
			manufacturer: 'Philips Medical Systems',
			model: 'iU22',
			rows: 480,
			columns: 640,
		});
		const { boxes } = await inspectPixels(image.input(), { reader: nothing, reviewed: true });
		// 13.5 % of the height is more than the 47 rows of the model.
		assert.deepEqual(boxes[0], [{ left: 0, top: 0, right: 640, bottom: 65 }]);
		const only = DEFAULT_RULES.filter(({ id }) => id.startsWith('ultrasound-iu22'));
		const own = await inspectPixels(image.input(), {
			reader: nothing,
			reviewed: true,
			rules: only,
		});
		assert.deepEqual(own.boxes[0], [{ left: 0, top: 0, right: 640, bottom: 47 }]);
	});

	it('let an image of a refused kind pass when the site trusts the rule', async () => {
		const input = small(US).input();
		const rules = [rule({ trusted: true })];
		assert.equal((await inspectPixels(input, { reader: nothing, rules })).decision, 'masked');
		assert.equal(
			(await inspectPixels(input, { reader: nothing, rules: [rule({})] })).decision,
			'refused',
		);
	});

	it('are not trusted for regions that the image does not have', async () => {
		const rules = [rule({ trusted: true, outsideRegions: true, mask: undefined })];
		const without = await inspectPixels(small(US).input(), { reader: nothing, rules });
		assert.equal(without.decision, 'refused');
		const outsideOfFrame = small({ ...US, regions: [[100, 100, 200, 200]] }).input();
		assert.equal(
			(await inspectPixels(outsideOfFrame, { reader: nothing, rules })).decision,
			'refused',
		);
		const withRegion = small({ ...US, regions: [[1, 1, 20, 20]] }).input();
		assert.equal((await inspectPixels(withRegion, { reader: nothing, rules })).decision, 'masked');
	});

	it('refuse for good what a rule never lets through', async () => {
		const rules = [rule({ refuse: true, trusted: true })];
		const { decision, reasons } = await inspectPixels(small().input(), {
			reader: nothing,
			rules,
			reviewed: true,
		});
		assert.deepEqual([decision, reasons[0]?.code], ['refused', 'equipment-refused']);
	});

	it('hold only when all conditions hold', async () => {
		const boxes = async (when: EquipmentRule['when']): Promise<number> => {
			const rules = [rule({ when })];
			return (await inspectPixels(small().input(), { reader: nothing, rules, reviewed: true }))
				.boxes.length;
		};
		const maker = { tag: '00080070', contains: ['STM'] };
		assert.equal(await boxes([maker]), 1);
		assert.equal(await boxes([maker, { tag: '00280010', equals: ['40'] }]), 1);
		assert.equal(await boxes([maker, { tag: '00280010', equals: ['41'] }]), 0);
		assert.equal(await boxes([maker, { tag: '00081030', absent: true }]), 1);
		assert.equal(await boxes([maker, { tag: '00081030', absent: false }]), 0);
	});

	it('of a site are checked before they are used', () => {
		assert.deepEqual(
			parseRules(JSON.parse(JSON.stringify(DEFAULT_RULES))).length,
			DEFAULT_RULES.length,
		);
		for (const broken of [
			{},
			[null],
			[rule({ id: 'Two Words' })],
			[rule({ when: [] })],
			[rule({ when: [{ tag: '0008', equals: ['x'] }] })],
			[rule({ when: [{ tag: '00080060' }] })],
			[rule({ when: [{ tag: '00080060', equals: [] }] })],
			[rule({ mask: [] })],
			[rule({ mask: undefined })],
			[rule({ mask: [[0, 0, 0, 5]] })],
			[rule({ mask: [[-1, 0, 5, 5]] })],
			[{ ...rule({}), trusted: 'yes' }],
		]) {
			assert.throws(() => parseRules(broken), { code: 'pixel-rules-invalid' });
		}
	});

	it('have ids of their own', () => {
		const ids = DEFAULT_RULES.map(({ id }) => id);
		assert.equal(new Set(ids).size, ids.length);
	});
});

import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import {
	evaluate,
	evaluateFolder,
	readLabelled,
	shareOf,
	type LabelledNote,
} from '../../../dist/nodes/Phi/measuring/index.js';
import { temporaryFolder } from '../shared/support.ts';

const note = (text: string, marks: readonly string[], role = 'patient'): LabelledNote => ({
	text,
	spans: marks.map((mark) => ({
		start: text.indexOf(mark),
		end: text.indexOf(mark) + mark.length,
		type: 'NAME',
		role: role as 'patient',
	})),
	keep: [],
	context: [],
});
/** Finds every occurrence of some words. */
const finder =
	(...words: string[]) =>
	(text: string) =>
		words.flatMap((word) => {
			const start = text.indexOf(word);
			return start < 0 ? [] : [{ start, end: start + word.length }];
		});
const all = async (folder: string): Promise<LabelledNote[]> =>
	await Array.fromAsync(readLabelled(folder));

describe('the score of a Self-test', () => {
	test('counts an identifier only when every letter and digit of it was found', async () => {
		const notes = [note('Ada Testperson came', ['Ada Testperson'])];
		assert.equal((await evaluate(notes, finder('Ada'))).recall.rate, 0);
		assert.equal((await evaluate(notes, finder('Ada', 'Testperson'))).recall.rate, 1);
	});

	test('counts notes that leak, those of the patient apart', async () => {
		const notes = [
			note('Ada came', ['Ada']),
			note('Bob came', ['Bob'], 'provider'),
			note('Eve came', ['Eve']),
		];
		const { leakingNotes, leakingPatientNotes } = await evaluate(notes, finder('Ada'));
		assert.deepEqual([leakingNotes.count, leakingPatientNotes.count, leakingNotes.of], [2, 1, 3]);
	});

	test('counts false alarms, what had to stay, and the share of text outside that was taken', async () => {
		const one = { ...note('Ada has Foley ok', ['Ada']), keep: [{ start: 8, end: 13 }] };
		const result = await evaluate([one], finder('Ada', 'Foley'));
		assert.equal(result.precision.rate, 0.5);
		assert.equal(result.keptTouched.count, 1);
		assert.deepEqual([result.maskedOutside.count, result.maskedOutside.of], [5, 10]);
		const right = await evaluate([one], finder('Ada'));
		assert.deepEqual([right.precision.rate, right.keptTouched.count], [1, 0]);
	});

	test('says where it missed, and holds no part of a text', async () => {
		const result = await evaluate([note('See Zztestname now', ['Zztestname'])], finder('now'));
		assert.deepEqual(result.missed, [{ note: 1, start: 4, end: 14, type: 'NAME' }]);
		assert.doesNotMatch(JSON.stringify(result), /Zztest/);
	});

	test('gives the bounds of a share: none of 100 is not proven to be none', () => {
		const { rate, low, high } = shareOf(0, 100);
		assert.equal(rate, 0);
		assert.equal(low, 0);
		assert.ok(high > 0.03 && high < 0.04);
		assert.equal(shareOf(0, 0).rate, null);
	});

	test('an empty finder leaks everything', async () => {
		const result = await evaluate([note('Ada came', ['Ada'])], () => []);
		assert.deepEqual(
			[result.recall.rate, result.leakingNotes.rate, result.precision.rate],
			[0, 1, null],
		);
	});
});

describe('labelled notes', () => {
	test('are read from JSON lines, with roles, charts and labels of other schemes', async (t) => {
		const folder = temporaryFolder(t);
		const line = {
			text: 'Ada saw Dr. Eve',
			spans: [
				{ start: 0, end: 3, type: 'PATIENT', text: 'Ada' },
				{ start_position: 12, end_position: 15, entity_type: 'PERSON', entity_value: 'Eve' },
			],
			keep: [{ start: 4, end: 7 }],
			context: { resourceType: 'Bundle' },
		};
		writeFileSync(join(folder, 'a.jsonl'), `${JSON.stringify(line)}\n\n`);
		const [read, ...others] = await all(folder);
		assert.equal(others.length, 0);
		assert.deepEqual(
			read?.spans.map(({ type, role }) => [type, role]),
			[
				['NAME', 'patient'],
				['NAME', 'unknown'],
			],
		);
		assert.deepEqual(read?.keep, [{ start: 4, end: 7 }]);
		assert.equal(read?.context.length, 1);
	});

	test('are read from text and standoff files with a chart beside them', async (t) => {
		const folder = temporaryFolder(t);
		writeFileSync(join(folder, 'n1.txt'), 'Ada was seen 3/7.');
		writeFileSync(join(folder, 'n1.ann'), 'T1\tNAME 0 3\tAda\nT2\tDATE 13 16\t3/7\n#1\tnote\n');
		writeFileSync(join(folder, 'n1.context.json'), '[{"resourceType":"Patient"}]');
		const result = await evaluateFolder(folder, finder('Ada'));
		assert.equal(result.withContext, 1);
		assert.deepEqual([result.byType.NAME?.rate, result.byType.DATE?.rate], [1, 0]);
	});

	test('may count code points, as Python does', async (t) => {
		const folder = temporaryFolder(t);
		const line = { text: '😀 Ada', spans: [{ start: 2, end: 5, type: 'NAME', text: 'Ada' }] };
		writeFileSync(join(folder, 'a.jsonl'), JSON.stringify(line));
		await assert.rejects(all(folder), { code: 'labels-mismatch' });
		const [read] = await Array.fromAsync(readLabelled(folder, { offsets: 'codepoints' }));
		assert.deepEqual(
			read?.spans.map(({ start, end }) => [start, end]),
			[[3, 6]],
		);
	});

	test('that were counted the other way stop the reading, also without their texts', async (t) => {
		const folder = temporaryFolder(t);
		const text = 'Seen \u{1F600} Zztestname on 3/7, told Ada.';
		const spansOf = (shift: number) => [
			{ start: 8 + shift, end: 18 + shift, type: 'NAME' },
			{ start: 22 + shift, end: 25 + shift, type: 'DATE' },
		];
		const write = (spans: unknown): void =>
			writeFileSync(join(folder, 'a.jsonl'), JSON.stringify({ text, spans }));
		write(spansOf(-1));
		await assert.rejects(all(folder), { code: 'labels-mismatch' });
		assert.equal(
			(await Array.fromAsync(readLabelled(folder, { offsets: 'codepoints' }))).length,
			1,
		);
		write(spansOf(0));
		await assert.rejects(Array.fromAsync(readLabelled(folder, { offsets: 'codepoints' })), {
			code: 'labels-mismatch',
		});
		assert.equal((await all(folder)).length, 1);
	});

	test('are said by number of file and line, and a folder that is not there by name of the cause', async (t) => {
		const folder = temporaryFolder(t);
		writeFileSync(join(folder, 'a.jsonl'), '{"text": "A", "spans": []}');
		writeFileSync(join(folder, 'zztestname.jsonl'), '\n\nno JSON');
		await assert.rejects(all(folder), (error: Error) => {
			assert.match(error.message, /file 2 of the folder by name, line 3/);
			assert.doesNotMatch(error.message, /zztest/);
			return true;
		});
		await assert.rejects(all(join(folder, 'none')), { code: 'labels-none', retryable: false });
	});

	test('that do not fit, or are none, are refused without a word of them', async (t) => {
		const folder = temporaryFolder(t);
		const write = (text: string): void => writeFileSync(join(folder, 'a.jsonl'), text);
		for (const spans of [
			[{ start: 0, end: 99, type: 'NAME' }],
			[{ start: 2, end: 2, type: 'NAME' }],
			[{ start: -1, end: 2, type: 'NAME' }],
			[{ start: 0, end: 3, type: 'NAME', text: 'Eve' }],
			[null],
		]) {
			write(JSON.stringify({ text: 'Zztestname', spans }));
			await assert.rejects(all(folder), (error: Error & { code?: string }) => {
				assert.equal(error.code, 'labels-mismatch');
				assert.doesNotMatch(`${error.message}`, /Zztest/);
				return true;
			});
		}
		write('{"text": "Zztestname"}');
		await assert.rejects(all(folder), { code: 'labels-unreadable' });
		write('Zztestname');
		await assert.rejects(all(folder), { code: 'labels-unreadable' });
		await assert.rejects(all(temporaryFolder(t)), { code: 'labels-none' });
	});
});

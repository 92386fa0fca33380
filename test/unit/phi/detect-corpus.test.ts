import assert from 'node:assert/strict';
import { test } from 'node:test';
import { detect, loadLists, prepare } from '../../../dist/nodes/Phi/detecting/index.js';
import { CHECK, WORK } from './detect-corpus.ts';
import { marked } from './detect-marked.ts';

const lists = await loadLists();

interface Stretch {
	readonly start: number;
	readonly end: number;
}

/** A line without its marks: what must be found in it, and what must stay. */
function read(line: string): { text: string; wanted: Stretch[]; kept: Stretch[] } {
	const { text: raw, spans } = marked(line);
	const places: number[] = [];
	const kept: Stretch[] = [];
	let text = '';
	let open = -1;
	for (let at = 0; at < raw.length; at++) {
		places[at] = text.length;
		const opens = raw.startsWith('<<', at);
		const closes = !opens && open >= 0 && raw.startsWith('>>', at);
		if (opens) open = text.length;
		if (closes) kept.push({ start: open, end: text.length });
		if (closes) open = -1;
		if (opens || closes) places[++at] = text.length;
		else text += raw[at];
	}
	places[raw.length] = text.length;
	const wanted = spans.map(({ start, end }) => ({
		start: places[start] as number,
		end: places[end] as number,
	}));
	return { text, wanted, kept };
}

/** Counts of a half: identifiers whose letters and digits all went, and terms of which any did. */
function measured(lines: readonly string[]) {
	const missed: string[] = [];
	const touched: string[] = [];
	let wanted = 0;
	let kept = 0;
	for (const line of lines) {
		const one = read(line);
		const { findings } = detect(prepare(one.text), { lists });
		const gone = (at: number): boolean =>
			findings.some(({ start, end }) => start <= at && at < end);
		wanted += one.wanted.length;
		kept += one.kept.length;
		for (const { start, end } of one.wanted) {
			for (let at = start; at < end; at++) {
				if (!/[\p{L}\p{N}]/u.test(one.text.charAt(at)) || gone(at)) continue;
				missed.push(`${one.text.slice(start, end)} in ${JSON.stringify(one.text)}`);
				break;
			}
		}
		for (const { start, end } of one.kept) {
			if (!findings.some((finding) => finding.start < end && start < finding.end)) continue;
			touched.push(`${one.text.slice(start, end)} in ${JSON.stringify(one.text)}`);
		}
	}
	return { wanted, kept, missed, touched };
}

const share = (part: number, whole: number): number => 1 - part / whole;

for (const { name, lines, found, left } of [
	{ name: 'that rules were made with', lines: WORK, found: 0.91, left: 0.97 },
	{ name: 'that no rule was made with', lines: CHECK, found: 0.92, left: 0.965 },
]) {
	test(`of identifiers in lines ${name}, without a chart, the share that is promised is found`, (t) => {
		const { wanted, missed } = measured(lines);
		t.diagnostic(`${share(missed.length, wanted).toFixed(4)} of ${wanted} found`);
		assert.ok(share(missed.length, wanted) >= found, missed.join('\n'));
	});

	test(`of terms of medicine in lines ${name} the share that is promised stays`, (t) => {
		const { kept, touched } = measured(lines);
		t.diagnostic(`${share(touched.length, kept).toFixed(4)} of ${kept} left alone`);
		assert.ok(share(touched.length, kept) >= left, touched.join('\n'));
	});
}

test('the two halves hold identifiers of every type', () => {
	for (const lines of [CHECK, WORK]) {
		const types = new Set(lines.flatMap((line) => marked(line).spans.map(({ type }) => type)));
		assert.equal(types.size, 22, [...types].join(' '));
	}
});

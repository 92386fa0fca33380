import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { halvesOf, windowsOf } from '../../../dist/nodes/Phi/model/windows.js';
import type { TextWindow } from '../../../dist/nodes/Phi/model/windows.js';
import { wordsOf } from '../../../dist/nodes/Phi/model/words.js';
import type { Word } from '../../../dist/nodes/Phi/model/words.js';

const LIMITS = { tokens: 40, overlapWords: 12 };

/** Numbers that look random and are the same in every run. */
function numbers(seed: number): (below: number) => number {
	let state = seed;
	return (below) => {
		state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
		return Math.floor((state / 2 ** 32) * below);
	};
}

describe('Windows over a text', () => {
	it('hold every sign, never more than fits, and share words with their neighbours', () => {
		const next = numbers(7);
		const signs = ['a', 'b', '.', '\ud83e\ude7a', '\u4e2d', ' ', ' ', '\n'];
		for (let round = 0; round < 60; round++) {
			const stretches = Array.from({ length: 30 }, () =>
				signs[next(signs.length)]!.repeat(next(90)),
			);
			const text = stretches.join(' ');
			const count = (_: string, { start, end }: Word): number => end - start;
			const covered = new Uint8Array(text.length);
			for (const window of windowsOf(text, { count, countGap: () => 0 }, LIMITS)) {
				const tokens = window.words.reduce((all, word) => all + count(text, word), 0);
				assert.ok(tokens <= LIMITS.tokens);
				assert.equal(window.start, window.words[0]!.start);
				assert.equal(window.end, window.words.at(-1)!.end);
				for (const { start, end } of window.words) {
					assert.ok(text.slice(start, end).isWellFormed(), 'no surrogate pair is cut');
					covered.fill(1, start, end);
				}
			}
			const missed = [...text.matchAll(/\S/g)].filter(({ index }) => covered[index] === 0);
			assert.equal(missed.length, 0);
		}
	});

	it('repeat the last words of one at the start of the next', () => {
		const text = 'word '.repeat(200);
		const windows = [...windowsOf(text, { count: () => 1, countGap: () => 0 }, LIMITS)];
		for (const [at, window] of windows.slice(1).entries()) {
			const before = windows[at]!.words.slice(-LIMITS.overlapWords);
			assert.deepEqual(window.words.slice(0, LIMITS.overlapWords), before);
		}
	});

	it('fall into shorter ones without losing a sign, down to one sign', () => {
		for (const text of [
			'a',
			'ab',
			'abc',
			'a b',
			'a b c',
			'ab cd ef gh',
			'\ud83e\ude7a\ud83e\ude7a',
			'x'.repeat(20),
		]) {
			const words = [...wordsOf(text)];
			const signs = new Set<number>();
			const split = (window: TextWindow): void => {
				const isLast =
					window.end - window.start ===
					String.fromCodePoint(text.codePointAt(window.start)!).length;
				if (isLast) {
					for (let at = window.start; at < window.end; at++) signs.add(at);
					assert.throws(() => halvesOf(text, window), { code: 'model-mismatch' });
					return;
				}
				const halves = halvesOf(text, window);
				assert.ok(halves.every((half) => half.end - half.start < window.end - window.start));
				halves.forEach(split);
			};
			split({ start: 0, end: text.length, words });
			assert.equal(signs.size, text.replace(/\s/g, '').length, text);
		}
	});

	it('are made one at a time, also for a note of 50 MB', () => {
		const text = 'pain in the left knee '.repeat(2_400_000);
		let counted = 0;
		const windows = windowsOf(text, { count: () => ++counted && 1, countGap: () => 0 }, LIMITS);
		for (let taken = 0; taken < 10; taken++) assert.equal(windows.next().done, false);
		assert.ok(counted < 500);
	});
});

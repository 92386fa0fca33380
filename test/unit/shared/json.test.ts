import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { canonicalJson } from '../../../dist/nodes/shared/canonical-json.js';
import { atPointer, fitsPattern, mapLeaves } from '../../../dist/nodes/shared/json-pointer.js';

describe('canonical JSON (RFC 8785)', () => {
	test('sorts members by UTF-16 code units, as the example in 3.2.3 of the RFC', () => {
		const value = { '€': 1, '\r': 2, '\ufb33': 3, '1': 4, '😀': 5, '\x80': 6, ö: 7 };
		assert.equal(canonicalJson(value), '{"\\r":2,"1":4,"\x80":6,"ö":7,"€":1,"😀":5,"\ufb33":3}');
	});

	test('writes numbers and strings as ECMAScript does, and leaves out what is undefined', () => {
		const value = {
			n: [Number('333333333.33333329'), 1e30, 4.5, 2e-3, -0],
			u: undefined,
			a: [undefined],
		};
		assert.equal(canonicalJson(value), '{"a":[null],"n":[333333333.3333333,1e+30,4.5,0.002,0]}');
	});

	test('refuses what JSON cannot carry', () => {
		for (const value of [NaN, Infinity, { a: 1n }, { f: () => 1 }, Symbol('s')]) {
			assert.throws(() => canonicalJson(value), TypeError);
		}
	});
});

describe('JSON pointers (RFC 6901)', () => {
	test('find values by escaped steps and never inherited ones', () => {
		const value = { 'a/b': { 'm~n': [10, { '': 'empty' }] } };
		assert.equal(atPointer(value, '/a~1b/m~0n/0'), 10);
		assert.equal(atPointer(value, '/a~1b/m~0n/1/'), 'empty');
		assert.equal(atPointer(value, ''), value);
		for (const pointer of ['/constructor', '/__proto__', '/a~1b/m~0n/2', '/a~1b/x/y']) {
			assert.equal(atPointer(value, pointer), undefined);
		}
	});

	test('a star in a pattern stands for exactly one step', () => {
		assert.equal(fitsPattern('/series/*/modality', ['series', '3', 'modality']), true);
		assert.equal(fitsPattern('/series/*', ['series', '3', 'modality']), false);
		assert.equal(fitsPattern('/series/*', ['series']), false);
		assert.equal(fitsPattern('/a~1b', ['a/b']), true);
	});

	test('mapping leaves keeps the shape, a member called __proto__ included', () => {
		const value = JSON.parse('{"__proto__":{"a":1},"b":[{},[],2]}') as unknown;
		const mapped = mapLeaves(value, (leaf, steps) => `${steps.join('.')}=${String(leaf)}`);
		assert.equal(JSON.stringify(mapped), '{"__proto__":{"a":"__proto__.a=1"},"b":[{},[],"b.2=2"]}');
		assert.equal(({} as { a?: unknown }).a, undefined);
	});
});

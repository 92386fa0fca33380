import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { test } from 'node:test';
import {
	inclusionPath,
	rootFromPath,
	rootOf,
} from '../../../dist/nodes/Audit/verify/merkle-proof.js';
import { leafHash, MerkleTree } from '../../../dist/nodes/shared/ledger/merkle.js';

const sha256 = (...parts: Uint8Array[]): Buffer =>
	createHash('sha256').update(Buffer.concat(parts)).digest();

/** RFC 6962 2.1, word for word. */
function mth(entries: readonly Buffer[]): Buffer {
	if (entries.length === 0) return sha256();
	if (entries.length === 1) return sha256(Buffer.from([0]), entries[0]);
	const k = 2 ** Math.ceil(Math.log2(entries.length) - 1);
	return sha256(Buffer.from([1]), mth(entries.slice(0, k)), mth(entries.slice(k)));
}

const entries = Array.from({ length: 70 }, (_, index) => Buffer.from(`entry ${index}`));

/** Inputs and roots of the test vectors that certificate transparency projects share. */
const KNOWN = [
	'',
	'00',
	'10',
	'2021',
	'3031',
	'40414243',
	'5051525354555657',
	'606162636465666768696a6b6c6d6e6f',
];
const KNOWN_ROOTS = [
	'6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d',
	'fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125',
	'aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77',
	'd37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7',
	'4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4',
	'76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef',
	'ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c',
	'5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328',
];

test('the tree grows to the roots of the published test vectors', () => {
	const tree = new MerkleTree();
	for (const [index, hex] of KNOWN.entries()) {
		tree.push(leafHash(Buffer.from(hex, 'hex')));
		assert.equal(tree.root().toString('hex'), KNOWN_ROOTS[index]);
	}
});

test('its root is that of RFC 6962 at every size, and so is the one built from all leaves', () => {
	const tree = new MerkleTree();
	for (let size = 0; size <= entries.length; size++) {
		const expected = mth(entries.slice(0, size)).toString('hex');
		assert.equal(tree.root().toString('hex'), expected, `size ${size}`);
		assert.equal(rootOf(entries.slice(0, size).map(leafHash)).toString('hex'), expected);
		if (size < entries.length) tree.push(leafHash(entries[size]));
		assert.equal(tree.size, Math.min(size + 1, entries.length));
	}
});

test('every leaf of every tree has a path to the root, and no other leaf, place, size or path does', () => {
	for (let size = 1; size <= 40; size++) {
		const leaves = entries.slice(0, size).map(leafHash);
		const root = mth(entries.slice(0, size));
		for (let index = 0; index < size; index++) {
			const path = inclusionPath(leaves, index);
			const leadsTo = (leaf: Buffer, at: number, of: number, by: Buffer[]): boolean =>
				rootFromPath(leaf, at, of, by)?.equals(root) === true;
			assert.ok(leadsTo(leaves[index], index, size, path), `${index} of ${size}`);
			assert.ok(!leadsTo(leafHash(Buffer.from('other')), index, size, path));
			assert.ok(!leadsTo(leaves[index], index + 1, size, path));
			assert.ok(!leadsTo(leaves[index], index, size, [...path, root]));
			if (path.length > 0) {
				assert.ok(!leadsTo(leaves[index], index, size, path.slice(1)));
				const bent = path.map((node, at) => (at === 0 ? sha256(node) : node));
				assert.ok(!leadsTo(leaves[index], index, size, bent));
			}
		}
		assert.equal(rootFromPath(leaves[0], size, size, []), undefined);
		assert.equal(rootFromPath(leaves[0], -1, size, []), undefined);
	}
});

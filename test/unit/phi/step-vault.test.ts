import assert from 'node:assert/strict';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { main } from '../../../dist/nodes/cli/hospital.js';
import { dataDirectory } from '../../../dist/nodes/shared/data-directory.js';
import { SiteKey } from '../../../dist/nodes/shared/keys.js';
import { ExportPlace } from '../../../dist/nodes/Phi/exporting/index.js';
import { checkLists } from '../../../dist/nodes/Phi/site/folder.js';
import { openVault } from '../../../dist/nodes/Phi/vault/index.js';

let root: string;
const KEYS = ['a'.repeat(64), 'b'.repeat(64)] as const;

before(async () => {
	root = await mkdtemp(join(tmpdir(), 'hospital-phi-vault-'));
	await mkdir(join(root, 'data'), { mode: 0o700 });
	for (const [index, key] of KEYS.entries()) {
		await writeFile(join(root, `${index}.key`), key, { mode: 0o600 });
	}
	process.env.HOSPITAL_DATA_DIR = join(root, 'data');
	process.env.HOSPITAL_KEY_FILE = join(root, '0.key');
	await dataDirectory();
});

after(async () => await rm(root, { recursive: true, force: true }));

const opened = async (file: string) =>
	await openVault({
		directory: join(root, 'data', 'phi-vault'),
		key: SiteKey.read(join(root, file), join(root, 'data')).key('phi-vault'),
		project: 'zz-study',
		onReidentify: async () => undefined,
	});

async function rotate(...words: string[]): Promise<{ code: number; out: string; err: string }> {
	const [out, err]: [string[], string[]] = [[], []];
	const code = await main(['phi', 'vault', ...words], {
		line: (text) => void out.push(text),
		note: (text) => void err.push(text),
	});
	return { code, out: out.join('\n'), err: err.join('\n') };
}

test('a vault is rotated from the command line, under the same key of the site or another', async () => {
	const vault = await opened('0.key');
	const code = vault.token('MRN', 'ZZ1', { key: 'zz' });
	await vault.close();
	const first = await rotate('rotate', '--project', 'zz-study');
	assert.deepEqual([first.code, first.err], [0, '']);
	assert.match(first.out, /^1 entries/);
	assert.doesNotMatch(first.out, /ZZ1/);
	const lines: string[] = [];
	const asked = ['audit', 'query', '--interaction', 'phi-vault-rotated', '--json'];
	await main(asked, { line: (text) => void lines.push(text), note: () => undefined });
	assert.equal(lines.filter((text) => text.includes('phi-vault-rotated')).length, 1);
	const next = ['rotate', '--project', 'zz-study', '--new-key', join(root, '1.key')];
	assert.equal((await rotate(...next)).code, 0);
	await assert.rejects(opened('0.key'), { code: 'vault-key-wrong' });
	const again = await opened('1.key');
	const { value } = await again.reveal(code, { purpose: 'Testing it', user: 'zz' });
	assert.equal(value, 'ZZ1');
});

test('what was asked wrongly changes nothing, and makes no vault', async () => {
	for (const words of [[], ['turn'], ['rotate'], ['rotate', '--project', 'zz-study', 'more']]) {
		assert.equal((await rotate(...words)).code, 2, words.join(' '));
	}
	const { code, err } = await rotate('rotate', '--project', 'zz-other');
	assert.equal(code, 1);
	assert.match(err, /no vault of that project/);
});

test('a list that nobody reads is refused, and so is a file in the place of an export', async () => {
	const lists = join(root, 'lists');
	await mkdir(lists);
	for (const name of ['staff.txt', 'README.txt', 'old.csv']) await writeFile(join(lists, name), '');
	await checkLists(lists);
	await writeFile(join(lists, 'stuff.txt'), 'Zztestperson\n');
	await assert.rejects(checkLists(lists), { code: 'list-unknown' });
	await writeFile(join(root, 'zz-export'), '');
	const place = new ExportPlace(root, 'zz-export');
	await assert.rejects(place.expect('0'.repeat(32)), { code: 'export-no-folder' });
	await assert.rejects(place.standing(), { code: 'export-no-folder' });
});

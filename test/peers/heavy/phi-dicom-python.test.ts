import assert from 'node:assert/strict';
import { test, type TestContext } from 'node:test';
import { attributeType } from '../../../dist/nodes/Phi/formats/dicom/attribute-type.js';
import { standardTags, standardVr } from '../../../dist/nodes/Phi/formats/dicom/dictionary.js';
import { needsProfileTable, profileRows } from '../../unit/phi/dicom-oracle.ts';
import { output } from '../command.ts';
import { pythonPackages } from '../python.ts';
import { peer } from '../require.ts';

const PACKAGES = ['highdicom==0.28.2', 'pydicom==3.0.2', 'numpy==2.4.6'];

async function python(t: TestContext, program: string, args: string[]): Promise<unknown> {
	const packages = await peer(
		t,
		async () => await pythonPackages('highdicom', PACKAGES, 'import highdicom, pydicom'),
	);
	if (packages === undefined) return undefined;
	const { env } = packages;
	const text = await output(packages.python, ['-c', program, ...args], { env, timeoutMs: 300_000 });
	return JSON.parse(text);
}

/** Types of the attributes named on the command line: on the top level by SOP class, and in sequences. */
const TYPES = `
import json, pkgutil, sys
from pydicom.datadict import tag_for_keyword
load = lambda name: json.loads(pkgutil.get_data('highdicom', '_standard/' + name + '.json'))
modules, iods, classes = load('module_attribute_map'), load('iod_module_map'), load('sop_class_iod_map')
wanted = set(sys.argv[1].split(','))
hexed = lambda keyword: '%08x' % (tag_for_keyword(keyword) or 0)
strictest = lambda table, key, kind: table.__setitem__(key, min(table.get(key, 3), int(kind[0])))
top, nested = {}, {}
for module, attributes in modules.items():
    for attribute in attributes:
        tag, kind = hexed(attribute['keyword']), attribute['type']
        if tag not in wanted or kind in (None, 'None'): continue
        if attribute['path']: strictest(nested, tag + ' ' + hexed(attribute['path'][-1]), kind)
        else: strictest(top, module + ' ' + tag, kind)
result = {}
for uid, iod in classes.items():
    for tag in wanted:
        kinds = [top[m['key'] + ' ' + tag] for m in iods[iod] if m['key'] + ' ' + tag in top]
        result[uid + ' ' + tag] = min(kinds, default=3)
print(json.dumps({'top': result, 'nested': nested}))
`;

test(
	'the types of attributes that decide between actions are those of the tables of PS3.3',
	needsProfileTable,
	async (t) => {
		const choices = profileRows().filter(({ basicProfile }) => basicProfile.includes('/'));
		assert.equal(choices.length, 49);
		const ids = choices.map(({ id }) => id).join(',');
		const types = (await python(t, TYPES, [ids])) as Record<
			'top' | 'nested',
			Record<string, number>
		>;
		if (types === undefined) return;
		const classes = Object.entries(types.top);
		assert.ok(classes.length > 8000, `${classes.length}`);
		for (const [key, type] of classes) {
			const [uid, id] = key.split(' ') as [string, string];
			assert.equal(attributeType(uid, Number.parseInt(id, 16), undefined), type, key);
		}
		for (const [key, type] of Object.entries(types.nested)) {
			const [tag, sequence] = key.split(' ').map((id) => Number.parseInt(id, 16));
			assert.equal(attributeType('', tag!, sequence), type, key);
		}
	},
);

const DICTIONARY = `
import json
from pydicom.datadict import DicomDictionary
print(json.dumps({'%08x' % tag: entry[0] for tag, entry in DicomDictionary.items()}))
`;

test('the dictionary gives every standard element the value representation of PS3.6', async (t) => {
	const theirs = (await python(t, DICTIONARY, [])) as Record<string, string> | undefined;
	if (theirs === undefined) return;
	const other = [0x0000, 0x0002, 0x0004, 0xfffe];
	let compared = 0;
	for (const [id, vr] of Object.entries(theirs)) {
		const tag = Number.parseInt(id, 16);
		if (other.includes(tag >>> 16) || vr === 'NONE') continue;
		const expected = vr === 'US or SS' ? 'US' : vr.includes(' or ') ? 'OW' : vr;
		assert.equal(standardVr(tag), expected, id);
		compared++;
	}
	assert.equal([...standardTags()].length, compared);
	assert.ok(compared > 5000, `${compared}`);
});

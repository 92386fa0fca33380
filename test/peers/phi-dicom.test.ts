import assert from 'node:assert/strict';
import { readdir, readFile, writeFile, mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { test, type TestContext } from 'node:test';
import { createStructuredReport } from '../../dist/nodes/Dicom/report/index.js';
import { readPart10, type DataSet } from '../../dist/nodes/formats/dicom/index.js';
import { standardVr } from '../../dist/nodes/Phi/formats/dicom/dictionary.js';
import { deidentifyDicom } from '../../dist/nodes/Phi/formats/dicom/index.js';
import { temporaryFolder } from '../unit/dicom-data/build.ts';
import { CASES, reportInput } from '../unit/dicom-data/report-input.ts';
import { needsPydicomFiles, pydicomFiles } from '../unit/dicom-data/shared-data.ts';
import { element, file } from '../unit/dicom-data/bytes.ts';
import { fullFile } from '../unit/phi/dicom-build.ts';
import { needsProfileTable, profileRows, rowOf } from '../unit/phi/dicom-oracle.ts';
import { OPTION_SETS, plainTransformer, settings } from '../unit/phi/dicom-settings.ts';
import { output } from './command.ts';
import { dciodvfy } from './dicom3tools.ts';
import { pythonPackages } from './python.ts';
import { peer } from './require.ts';

const BASIC = settings(OPTION_SETS.basic!, {
	transformer: plainTransformer(true),
	text: undefined,
});

/** Files of the shared folder that can be read, by name. */
async function sharedFiles(): Promise<Map<string, Buffer>> {
	const folder = pydicomFiles()!;
	const files = new Map<string, Buffer>();
	for (const name of await readdir(folder, { recursive: true })) {
		const bytes = await readFile(join(folder, name)).catch(() => undefined);
		if (bytes === undefined) continue;
		const isWhole = await deidentifyDicom({ bytes }, 'bytes', BASIC).catch(() => undefined);
		if (isWhole?.written) files.set(name.replaceAll('/', '-'), bytes);
	}
	return files;
}

/** UIDs are others afterwards, and no errors of their own. */
const withoutUids = (line: string) => line.replaceAll(/<?\b\d+(?:\.\d+)+>?|(?<=UID )\d+$/g, 'UID');

/** What the standard's own actions make of an object, with the reason. */
const WAIVED: ReadonlyArray<readonly [RegExp, string]> = [
	[
		/ReferencedSeriesSequence present but Instance does not reference Instances/,
		'Source Image Sequence in Derivation Image Sequence is type 2: row X/Z/U* empties it',
	],
	[/PixelData has incorrect value length - expected 0/, 'a test file without Rows and Columns'],
];

test(
	'dciodvfy finds no error in what comes out that was not in what went in',
	{
		skip: needsPydicomFiles.skip,
	},
	async (t) => {
		const folder = await temporaryFolder(t);
		const path = join(folder, 'one.dcm');
		const files = await sharedFiles();
		for (const [name, result] of Object.entries(CASES)) {
			const bytes = createStructuredReport(await reportInput(result));
			files.set(`report ${name}`, bytes);
		}
		const errors = async (bytes: Buffer) => {
			await writeFile(path, bytes);
			const verdict = await peer(t, async () => await dciodvfy(path));
			return verdict?.errors.map(withoutUids);
		};
		let checked = 0;
		for (const [name, bytes] of files) {
			const before = await errors(bytes);
			if (before === undefined) return;
			for (const profile of ['basic', 'safe-harbor', 'limited-data-set', 'expert']) {
				const made = await deidentifyDicom({ bytes }, 'bytes', settings(OPTION_SETS[profile]!));
				const after: readonly string[] = (await errors(made.bytes!))!;
				const fresh: readonly string[] = after.filter(
					(line) => !before.includes(line) && !WAIVED.some(([waived]) => waived.test(line)),
				);
				assert.deepEqual(fresh, [], `${name}, ${profile}`);
				checked++;
			}
		}
		assert.ok(checked > 300, `${checked}`);
	},
);

/** Every file of a folder through dicom-anonymizer; per element, by its path, what became of it. */
const ANONYMIZE = `
import json, logging, os, sys, warnings
warnings.simplefilter('ignore')
logging.disable(logging.CRITICAL)
import pydicom
from dicomanonymizer.simpledicomanonymizer import anonymize_dataset, initialize_actions_2024b
def flat(data_set, path, into):
    for element in data_set:
        key = path + '%08x' % int(element.tag)
        if element.VR == 'SQ':
            into[key] = 'items %d' % len(element.value)
            for index, item in enumerate(element.value):
                flat(item, '%s[%d].' % (key, index), into)
        else:
            into[key] = str(element.value)
    return into
def outcome(path, before, after):
    if path not in after: return 'X'
    if before[path].startswith('items ') and after[path] == before[path]:
        inside = [p for p in before if p.startswith(path + '[')]
        return 'K' if all(after.get(p) == before[p] for p in inside) else 'D'
    if after[path] == before[path]: return 'K'
    return 'Z' if after[path] in ('', 'None', "b''", 'items 0') else 'D'
files = {}
for name in sorted(os.listdir(sys.argv[1])):
    path = os.path.join(sys.argv[1], name)
    try:
        before = flat(pydicom.dcmread(path, force=True), '', {})
        made = pydicom.dcmread(path, force=True)
        anonymize_dataset(made, base_rules_gen=initialize_actions_2024b)
        after = flat(made, '', {})
        files[name] = {p: outcome(p, before, after) for p in before}
    except Exception as error:
        files[name] = type(error).__name__
print(json.dumps(files))
`;

interface Difference {
	readonly tag: number;
	readonly nested: boolean;
	readonly vr: string;
	/** Action of the table; undefined where it does not name the element. */
	readonly row: string | undefined;
	readonly theirs: string;
	readonly ours: string;
	readonly before: DataSet;
	readonly after: DataSet;
}

const isDateOrTime = (vr: string) => vr === 'DA' || vr === 'DT' || vr === 'TM';

/** Radiation Machine Name, Device ID, Local Namespace and Universal Entity ID. */
const FORGOTTEN: ReadonlySet<number> = new Set([
	0x30020020, 0x00181003, 0x00400031, 0x00400032, 0x00400033,
]);

/** Why the two differ: every difference must fall under one of these. */
const REASONS: Readonly<Record<string, (difference: Difference) => boolean>> = {
	'it does not look into the items of sequences': ({ nested, theirs }) => nested && theirs === 'K',
	'it takes the strongest of the offered actions, this engine the one for the type in the object':
		({ row, theirs, ours, before, tag }) => {
			if (row?.includes('/') !== true) return false;
			const left = ours === 'K' && before.string(tag) === '' ? 'Z' : ours;
			return 'XZD'.includes(left) && 'XZD'.indexOf(left) <= 'XZD'.indexOf(theirs);
		},
	'it puts the first of January of the year 1 where a date is to be removed or emptied': ({
		vr,
		row,
		theirs,
	}) => isDateOrTime(vr) && theirs === 'D' && (row === 'X' || row === 'Z'),
	'it empties the elements inside of a sequence, this engine the sequence': ({
		vr,
		row,
		theirs,
		ours,
	}) => vr === 'SQ' && row === 'Z' && ours === 'Z' && theirs === 'D',
	'it replaces UIDs that the standard itself registers': ({ row, ours, theirs, before, tag }) =>
		row === 'U' &&
		ours === 'K' &&
		theirs === 'D' &&
		before.strings(tag).every((uid) => uid === '' || uid.startsWith('1.2.840.10008.')),
	'it writes a dummy over an empty value, this engine too, though not over an empty UID': ({
		row,
		before,
		tag,
	}) => (row === 'U' || row === 'D') && (before.element(tag)?.length ?? 0) === 0,
	'UIDs that the table does not name are replaced here': ({ vr, row, theirs, ours }) =>
		vr === 'UI' && row === undefined && theirs === 'K' && ours === 'D',
	'names, stations, days and addresses that the table does not name are emptied here': ({
		vr,
		row,
		theirs,
	}) => row === undefined && theirs === 'K' && ['PN', 'AE', 'DA', 'DT', 'UR'].includes(vr),
	'numbers, devices and issuers that the table forgot are emptied here': ({ row, theirs, tag }) =>
		row === undefined && theirs === 'K' && FORGOTTEN.has(tag),
	'the whole overlay goes here, there its data and comments alone': ({ tag, ours, theirs }) =>
		tag >>> 24 === 0x60 && ours === 'X' && theirs === 'K',
	'lengths of groups and the character set are written anew here': ({ tag }) =>
		(tag & 0xffff) === 0 || tag === 0x00080005,
	'the method is told here': ({ tag }) =>
		[0x00120062, 0x00120063, 0x00120064, 0x00280301, 0x00280303].includes(tag),
	'an element that the standard does not know is removed here': ({ tag, ours }) =>
		standardVr(tag) === undefined && ours === 'X',
	'a value of the header was found in it here': ({ row, ours, theirs, after, tag }) =>
		row === undefined && theirs === 'K' && ours === 'D' && after.string(tag) === 'REMOVED',
	'what stands where a number should, and is none, is replaced here': ({
		vr,
		row,
		ours,
		before,
		tag,
	}) =>
		row === undefined &&
		(vr === 'IS' || vr === 'DS') &&
		ours === 'D' &&
		before.strings(tag).some((value) => value.trim() === '' || !Number.isFinite(Number(value))),
	'encrypted originals and signatures are removed here': ({ tag, ours }) =>
		[0x04000500, 0x04000510, 0x04000520, 0x4ffe0001, 0x04000404].includes(tag) && ours === 'X',
};

function ourOutcome(before: DataSet, after: DataSet, tag: number): string {
	if (!after.has(tag)) return 'X';
	const [old, made] = [before.sequence(tag), after.sequence(tag)];
	if (old.length > 0) {
		if (made.length === 0) return 'Z';
		const same =
			old.length === made.length &&
			old.every((item, index) =>
				[...item].every((each) => ourOutcome(item, made[index]!, each.tag) === 'K'),
			);
		return same ? 'K' : 'D';
	}
	const trimmed = (set: DataSet) =>
		set
			.strings(tag)
			.join('\\')
			.replace(/[ \0]+$/, '');
	if (before.bytes(tag)!.equals(after.bytes(tag)!) || trimmed(before) === trimmed(after))
		return 'K';
	return after.element(tag)!.length === 0 ? 'Z' : 'D';
}

/** What the shared files have none of. */
const beyondTheTable = () =>
	file(
		Buffer.concat([
			element(0x00080016, 'UI', '1.2.840.10008.5.1.4.1.1.2\0'),
			element(0x00080404, 'DT', '20260102'),
			element(0x00081167, 'UI', '1.2.3.4.5\0'),
			element(0x00089999, 'LO', 'new '),
			element(0x00181003, 'LO', 'ZZ-DEVICE '),
			element(0x00200052, 'UI', '1.2.840.10008.1.4.1.1\0'),
			element(0x00200200, 'UI', ''),
			element(0x04000510, 'UI', '1.2.840.10008.1.2\0'),
		]),
	);

interface Found {
	compared: number;
	reasons: Map<string, number>;
	unexplained: string[];
}

function compare(
	before: DataSet,
	after: DataSet,
	theirs: Record<string, string>,
	path: string,
	found: Found,
): void {
	for (const element of before) {
		const { tag } = element;
		const key = `${path}${tag.toString(16).padStart(8, '0')}`;
		const there = theirs[key];
		// pydicom leaves out lengths of groups and delimiters.
		if (there === undefined) continue;
		const vr = standardVr(tag) ?? element.vr;
		const row = rowOf(tag)?.basicProfile;
		const ours = ourOutcome(before, after, tag);
		found.compared++;
		const items = vr === 'SQ' ? before.sequence(tag) : [];
		const goesOn = items.length > 0 && (row === undefined || row === 'X/Z/U*');
		if (there !== ours && !goesOn) {
			const difference = { tag, nested: path !== '', vr, row, theirs: there, ours, before, after };
			const reason = Object.keys(REASONS).find((name) => REASONS[name]!(difference));
			if (reason === undefined)
				found.unexplained.push(`${key} ${vr} ${row ?? '-'}: ${there}, ${ours}`);
			else found.reasons.set(reason, (found.reasons.get(reason) ?? 0) + 1);
		}
		const made = after.sequence(tag);
		if (!goesOn || made.length !== items.length || there === 'X') continue;
		items.forEach((item, index) => compare(item, made[index]!, theirs, `${key}[${index}].`, found));
	}
}

test(
	'every element that dicom-anonymizer treats otherwise has a named reason',
	{
		skip: needsPydicomFiles.skip || needsProfileTable.skip,
	},
	async (t: TestContext) => {
		const packages = await peer(
			t,
			async () =>
				await pythonPackages(
					'dicom-anonymizer',
					['dicom-anonymizer==2.1.0', 'pydicom==3.0.2', 'tqdm==4.70.1'],
					'import dicomanonymizer, pydicom',
				),
		);
		if (packages === undefined) return;
		const folder = join(await temporaryFolder(t), 'in');
		await mkdir(folder);
		const files = await sharedFiles();
		const rows = profileRows();
		const sopClasses = ['2', '128', '481.5', '4.1', '88.33'];
		for (const suffix of sopClasses) {
			const sopClass = `1.2.840.10008.5.1.4.1.1.${suffix}`;
			files.set(`every row, class ${suffix}`, fullFile(rows, { sopClass }));
		}
		files.set('beyond the table', beyondTheTable());
		for (const [name, bytes] of files) await writeFile(join(folder, name), bytes);
		const theirs = JSON.parse(
			await output(packages.python, ['-c', ANONYMIZE, folder], {
				env: packages.env,
				timeoutMs: 300_000,
			}),
		) as Record<string, Record<string, string> | string>;
		const found: Found = { compared: 0, reasons: new Map(), unexplained: [] };
		const failed: string[] = [];
		for (const [name, bytes] of files) {
			const there = theirs[name]!;
			if (typeof there === 'string') {
				failed.push(`${there} ${name}`);
				continue;
			}
			const made = await deidentifyDicom({ bytes }, 'bytes', BASIC);
			compare(readPart10(bytes).dataSet, readPart10(made.bytes!).dataSet, there, '', found);
		}
		for (const [reason, count] of found.reasons) t.diagnostic(`${count} times: ${reason}`);
		t.diagnostic(`${found.compared} elements compared; it failed on: ${failed.join(', ')}`);
		assert.deepEqual(found.unexplained, []);
		assert.ok(found.compared > 10_000, `${found.compared}`);
		assert.ok(failed.length < 10, failed.join());
	},
);

import assert from 'node:assert/strict';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test, type TestContext } from 'node:test';
import { createStructuredReport } from '../../../dist/nodes/Dicom/report/index.js';
import { readPart10, type DataSet } from '../../../dist/nodes/formats/dicom/index.js';
import { temporaryFolder } from '../../unit/dicom-data/build.ts';
import { CASES, reportInput } from '../../unit/dicom-data/report-input.ts';
import { needsPydicomFiles, pydicomFiles } from '../../unit/dicom-data/shared-data.ts';
import { output } from '../command.ts';
import { pythonPackages } from '../python.ts';
import { peer } from '../require.ts';

const PACKAGES = ['highdicom==0.28.2', 'pydicom==3.0.2', 'numpy==2.4.6'];

/** Runs a Python program; its standard output is JSON. */
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

const READ_REPORT = `
import json, sys, warnings
warnings.simplefilter('ignore')
import highdicom as hd
document = hd.sr.srread(sys.argv[1])
content = document.content
code = lambda c: None if c is None else [c.value, c.scheme_designator, c.meaning]
groups = {
    'volumetric': content.get_volumetric_roi_measurement_groups(),
    'planar': content.get_planar_roi_measurement_groups(),
    'image': content.get_image_measurement_groups(),
}
print(json.dumps({
    'class': type(document).__name__,
    'content': type(content).__name__,
    'patient': str(document.PatientName),
    'groups': [{
        'kind': kind,
        'finding': code(group.finding_type),
        'sites': [code(site.value) for site in group.finding_sites],
        'measurements': {m.name.value: m.value for m in group.get_measurements()},
        'evaluations': {q.name.value: q.value.value for q in group.get_qualitative_evaluations()},
        'polygons': len(group.roi.graphic_data) if kind == 'volumetric' else None,
    } for kind, found in groups.items() for group in found],
}))
`;

const KINDS: Record<string, string> = {
	'flagged-volume': 'volumetric',
	'flagged-plane': 'planar',
	'flagged-without-box': 'image',
	'not-flagged': 'image',
};

for (const [name, result] of Object.entries(CASES)) {
	test(`highdicom takes a report that is ${name} as TID 1500 and reads its facts`, async (t) => {
		const path = join(await temporaryFolder(t), 'report.dcm');
		const input = await reportInput(result);
		const findingSite = { value: '12738006', scheme: 'SCT', meaning: 'Brain' };
		await writeFile(path, createStructuredReport({ ...input, findingSite }));
		const read = await python(t, READ_REPORT, [path]);
		if (read === undefined) return;
		const { suspected, score, threshold } = result;
		assert.deepEqual(read, {
			class: 'Comprehensive3DSR',
			content: 'MeasurementReport',
			patient: 'ZZTEST^ADA',
			groups: [
				{
					kind: KINDS[name],
					finding: suspected ? ['1386000', 'SCT', 'Intracranial haemorrhage'] : null,
					sites: suspected ? [['12738006', 'SCT', 'Brain']] : [],
					measurements: { SCORE: score, THRESHOLD: threshold },
					evaluations: { TARGET: '1386000', FLAG: suspected ? 'FLAGGED' : 'NOTFLAGGED' },
					polygons: name === 'flagged-volume' ? 3 : null,
				},
			],
		});
	});
}

const READ_FILES = `
import json, logging, math, os, sys, warnings
warnings.simplefilter('ignore')
logging.disable(logging.CRITICAL)
import pydicom
NUMBERS = ('AT', 'DS', 'IS', 'US', 'SS', 'UL', 'SL', 'FL', 'FD')
def number(value):
    value = float(value)
    return value if math.isfinite(value) else str(value)
def convert(data_set):
    rows = []
    for element in data_set:
        value = element.value
        if element.VR == 'SQ':
            rows.append([int(element.tag), 'SQ', [convert(item) for item in value]])
        elif isinstance(value, (bytes, bytearray)):
            rows.append([int(element.tag), 'bytes', len(value)])
        else:
            values = [] if value is None or value == '' else (
                list(value) if isinstance(value, (list, pydicom.multival.MultiValue)) else [value])
            numeric = element.VR in NUMBERS and '' not in [str(v) for v in values]
            rows.append([int(element.tag), 'number' if numeric else 'text',
                         [number(v) if numeric else str(v) for v in values]])
    return rows
files = {}
for folder, _, names in os.walk(sys.argv[1]):
    for name in names:
        path = os.path.join(folder, name)
        try:
            files[os.path.relpath(path, sys.argv[1])] = convert(pydicom.dcmread(path))
        except Exception:
            pass
print(json.dumps(files))
`;

type Row = [tag: number, kind: string, value: unknown];

/** Values of text for comparison: pydicom keeps some trailing spaces and drops empty groups of names. */
const comparable = (values: unknown[]) =>
	values.map((value) => String(value).trim().replace(/=+$/, '')).join('\\');

function compare(set: DataSet, rows: Row[], where: string): number {
	let compared = 0;
	for (const [tag, kind, value] of rows) {
		const place = `${where} ${tag.toString(16)}`;
		const element = set.element(tag);
		assert.ok(element, place);
		if (kind === 'SQ') {
			const items = set.sequence(tag);
			assert.equal(items.length, (value as Row[][]).length, place);
			items.forEach((item, index) => {
				compared += compare(item, (value as Row[][])[index], `${place}[${index}]`);
			});
		} else if (kind === 'bytes') {
			assert.equal(element.length, value, place);
		} else if (element.vr === 'UN') {
			continue;
		} else if (kind === 'number') {
			const numbers = set.numbers(tag).map((each) => (Number.isFinite(each) ? each : 'nan'));
			assert.deepEqual(numbers, value, place);
		} else {
			assert.equal(comparable(set.strings(tag)), comparable(value as unknown[]), place);
		}
		compared++;
	}
	return compared;
}

test('every value of every file agrees with pydicom', needsPydicomFiles, async (t) => {
	const folder = pydicomFiles()!;
	const files = (await python(t, READ_FILES, [folder])) as Record<string, Row[]> | undefined;
	if (files === undefined) return;
	let compared = 0;
	const refused: string[] = [];
	for (const [name, rows] of Object.entries(files)) {
		let set: DataSet;
		try {
			set = readPart10(await readFile(join(folder, name))).dataSet;
		} catch {
			refused.push(name);
			continue;
		}
		compared += compare(set, rows, name);
		assert.equal([...set].length, rows.length, name);
	}
	// Cut off, or encoded in another way than the header says: refused here, guessed at by pydicom.
	assert.deepEqual(refused.sort(), [
		'test_files/MR_truncated.dcm',
		'test_files/SC_rgb_jpeg.dcm',
		'test_files/dicomdirtests/DICOMDIR-nooffset',
		'test_files/rtplan_truncated.dcm',
	]);
	assert.ok(compared > 10_000, `${compared} values`);
});

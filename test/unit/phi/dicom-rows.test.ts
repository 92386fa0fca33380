import assert from 'node:assert/strict';
import { readFile, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { deidentifyDicom } from '../../../dist/nodes/Phi/formats/dicom/index.js';
import { profileRow, ROW_COUNT } from '../../../dist/nodes/Phi/formats/dicom/profile-table.js';
import { needsPydicomFiles, pydicomFiles } from '../dicom-data/shared-data.ts';
import { fullFile, tagsOf } from './dicom-build.ts';
import { judgeFile, needsProfileTable, profileRows } from './dicom-oracle.ts';
import { OPTION_SETS, settings } from './dicom-settings.ts';

const CLASSES = {
	CT: '1.2.840.10008.5.1.4.1.1.2',
	PET: '1.2.840.10008.5.1.4.1.1.128',
	'RT Plan': '1.2.840.10008.5.1.4.1.1.481.5',
	'Enhanced MR': '1.2.840.10008.5.1.4.1.1.4.1',
	'Comprehensive SR': '1.2.840.10008.5.1.4.1.1.88.33',
	'a class that nobody knows': '1.2.3.4',
};

test('the table is that of the standard, row by row', needsProfileTable, () => {
	const rows = profileRows();
	assert.equal(ROW_COUNT, 621);
	assert.equal(rows.length, 621);
	const letters: Record<string, string> = {
		...{ 'rtnLongFullDatesOpt K': 't', 'cleanDescOpt C': 'd', 'rtnUIDsOpt K': 'u' },
		...{ 'rtnDevIdOpt K': 'v', 'rtnDevIdOpt C': 'V', 'rtnPatCharsOpt K': 'p' },
		...{ 'rtnPatCharsOpt C': 'P', 'rtnInstIdOpt K': 'i', 'cleanGraphOpt C': 'g' },
		...{ 'cleanStructContOpt C': 's', 'rtnSafePrivOpt C': 'r' },
	};
	for (const row of rows) {
		const own = profileRow(tagsOf(row)[0]!)!;
		const expected = Object.entries(row)
			.map(([key, value]) => letters[`${key} ${String(value)}`] ?? '')
			.join('');
		assert.equal(own.action, row.basicProfile, row.id);
		assert.equal([...own.options].sort().join(''), [...expected].sort().join(''), row.id);
	}
});

test('under the Basic Profile no byte of any row is left anywhere', needsProfileTable, async () => {
	for (const layout of ['explicit-little', 'implicit-little', 'explicit-big'] as const) {
		const bytes = fullFile(profileRows(), { layout });
		assert.ok(bytes.toString('latin1').split(/zebra/i).length > 700);
		const made = await deidentifyDicom({ bytes }, 'bytes', settings(OPTION_SETS.basic!));
		assert.ok(
			!/zebra|zztest|zzstation|zzcode|1\.2\.826\.|20260102/i.test(made.bytes!.toString('latin1')),
		);
	}
});

for (const [name, options] of Object.entries(OPTION_SETS)) {
	test(`every row does what the table says: ${name}`, needsProfileTable, async () => {
		const rows = profileRows();
		for (const [kind, sopClass] of Object.entries(CLASSES)) {
			for (const layout of ['explicit-little', 'implicit-little', 'explicit-big'] as const) {
				const bytes = fullFile(rows, { sopClass, layout });
				const made = await deidentifyDicom({ bytes }, 'bytes', settings(options));
				const verdict = judgeFile(bytes, made.bytes!, { options, text: true });
				assert.deepEqual(verdict.wrong, [], `${kind}, ${layout}`);
				assert.equal(verdict.rows.size, 621, `${kind}, ${layout}`);
			}
		}
	});

	test(
		`every row of every shared file does what the table says: ${name}`,
		{
			skip: needsPydicomFiles.skip || needsProfileTable.skip,
		},
		async () => {
			const folder = pydicomFiles()!;
			let checked = 0;
			const refused: string[] = [];
			for (const path of await readdir(folder, { recursive: true })) {
				const bytes = await readFile(join(folder, path)).catch(() => undefined);
				if (bytes === undefined || /\.(?:txt|json|icc|dump|gz)$|LICENSE|README/.test(path))
					continue;
				try {
					const made = await deidentifyDicom({ bytes }, 'bytes', settings(options));
					const verdict = judgeFile(bytes, made.bytes!, { options, text: true });
					assert.deepEqual(verdict.wrong, [], path);
					checked += verdict.checked;
				} catch (error) {
					if ((error as Error).name !== 'HospitalError') throw error;
					refused.push(`${(error as { code: string }).code} ${path.split('/').at(-1)!}`);
				}
			}
			assert.ok(checked > 2000, `${checked} elements`);
			assert.deepEqual(refused.sort(), REFUSED);
		},
	);
}

/** Cut off, encoded otherwise than the header says, or directories. */
const REFUSED = [
	...[
		'MR_truncated.dcm',
		'SC_rgb_jpeg.dcm',
		'DICOMDIR-nooffset',
		'no_meta.dcm',
		'rtplan_truncated.dcm',
	].map((name) => `dicom-corrupt ${name}`),
	...['', '-bigEnd', '-empty.dcm', '-implicit', '-nopatient', '-reordered'].map(
		(suffix) => `dicom-directory DICOMDIR${suffix}`,
	),
	'dicom-directory DICOMDIR',
].sort();

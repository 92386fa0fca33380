import { readFile, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { writePart10 } from '../../../dist/nodes/formats/dicom/index.js';
import { openPhi } from '../../../dist/nodes/Phi/engine/index.js';
import { deidentifyDicom } from '../../../dist/nodes/Phi/formats/dicom/index.js';
import { loadProfile } from '../../../dist/nodes/Phi/profiles/index.js';
import { ctSlice } from '../../unit/dicom-data/build.ts';
import { pydicomFiles } from '../../unit/dicom-data/shared-data.ts';
import { fullFile } from '../../unit/phi/dicom-build.ts';
import { judgeFile, needsProfileTable, profileRows } from '../../unit/phi/dicom-oracle.ts';
import { OPTION_SETS, settings } from '../../unit/phi/dicom-settings.ts';
import type { Measuring } from '../figure.ts';

const PROFILES = ['safe-harbor', 'limited-data-set', 'expert'] as const;
/** Classes whose types differ most: CT, PET, RT Plan, Enhanced MR, SR, one that nobody knows. */
const CLASSES = ['2', '128', '481.5', '4.1', '88.33'].map((id) => `1.2.840.10008.5.1.4.1.1.${id}`);

/**
 * Figures of the DICOM engine: the share of elements on which it does what Table E.1-1 says (generated
 * files that hold every row, and every shared file), and instances a second of CPU time.
 */
export async function measureDicom(measuring: Measuring): Promise<void> {
	await measureRows(measuring);
	await measureRate(measuring);
}

async function measureRows({ figure, say }: Measuring): Promise<void> {
	if (needsProfileTable.skip !== false) {
		const reason = needsProfileTable.skip;
		return figure({ metric: 'dicom_rows_right', value: null, unit: 'share', reason });
	}
	const files = [...CLASSES, '1.2.3.4'].map((sopClass) => fullFile(profileRows(), { sopClass }));
	files.push(...(await sharedFiles()));
	let [checked, wrong] = [0, 0];
	const rows = new Set<string>();
	for (const name of PROFILES) {
		const options = OPTION_SETS[name]!;
		for (const bytes of files) {
			const made = await deidentifyDicom({ bytes }, 'bytes', settings(options)).catch(
				() => undefined,
			);
			if (made?.bytes === undefined) continue;
			const verdict = judgeFile(bytes, made.bytes, { options, text: true });
			checked += verdict.checked;
			wrong += verdict.wrong.length;
			for (const row of verdict.rows) rows.add(row);
		}
	}
	say(`${rows.size} rows of Table E.1-1 met in ${checked} elements, ${wrong} treated wrongly`);
	figure({
		metric: 'dicom_rows_right',
		value: (checked - wrong) / checked,
		unit: 'share',
		n: checked,
	});
	figure({ metric: 'dicom_rows_met', value: rows.size, unit: 'count' });
}

/** Files that can be read; the others are refused, which the tests look at. */
async function sharedFiles(): Promise<Buffer[]> {
	const folder = pydicomFiles();
	if (folder === undefined) return [];
	const files: Buffer[] = [];
	for (const name of await readdir(folder, { recursive: true })) {
		const bytes = await readFile(join(folder, name)).catch(() => undefined);
		if (bytes !== undefined) files.push(bytes);
	}
	return files;
}

/**
 * A CT slice of 512 x 512, the header of a scanner and a report, through the whole policy with its text
 * engine, under the profile with the most work.
 */
async function measureRate({ figure, quick }: Measuring): Promise<void> {
	const phi = await openPhi({
		profile: loadProfile('expert'),
		key: Buffer.alloc(32, 1),
		project: 'bench',
		onUncertain: 'review',
	});
	const bytes = writePart10(ctSlice(0, { rows: 512, columns: 512 }));
	const shared = pydicomFiles();
	const instances: [metric: string, bytes: Buffer][] = [['dicom_rate', bytes]];
	if (shared !== undefined) {
		const scanner = await readFile(join(shared, 'test_files/CT_small.dcm'));
		instances.push(['dicom_rate_long_header', scanner]);
		instances.push(['dicom_rate_report', await readFile(join(shared, 'test_files/test-SR.dcm'))]);
	}
	const count = quick ? 200 : 1000;
	for (const [metric, instance] of instances) {
		const rates: number[] = [];
		for (let round = 0; round < 5; round++) {
			const began = process.cpuUsage();
			for (let each = 0; each < count; each++) {
				await phi.dicom({ bytes: instance }, 'bytes', { reviewed: true });
			}
			const { user, system } = process.cpuUsage(began);
			// The first round warms up.
			if (round > 0) rates.push(count / ((user + system) / 1e6));
		}
		rates.sort((a, b) => a - b);
		figure({ metric, value: (rates[1]! + rates[2]!) / 2, unit: 'per_s', n: rates.length });
	}
	await phi.close();
}

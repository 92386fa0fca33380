import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readPart10, writePart10 } from '../../../dist/nodes/formats/dicom/index.js';
import { deidentifyDicom } from '../../../dist/nodes/Phi/formats/dicom/index.js';
import { ctSlice, seeded } from '../dicom-data/build.ts';
import { fullFile } from './dicom-build.ts';
import { needsProfileTable, profileRows } from './dicom-oracle.ts';
import { OPTION_SETS, settings } from './dicom-settings.ts';

/** Flips, overwrites and removes bytes; most of what comes out is no DICOM any more. */
function damaged(bytes: Buffer, random: () => number): Buffer {
	const copy = Buffer.from(bytes);
	const at = () => Math.floor(random() * copy.length);
	for (let flips = 1 + Math.floor(random() * 8); flips > 0; flips--) {
		copy[at()] = Math.floor(random() * 256);
	}
	if (random() < 0.3) copy.writeUInt32LE(0xffffffff, Math.min(at(), copy.length - 4));
	return random() < 0.3 ? copy.subarray(0, at()) : copy;
}

/** Either it is refused in the words of this package, or what comes out can be read again. */
async function survive(bytes: Buffer, what: string): Promise<boolean> {
	try {
		const made = await deidentifyDicom({ bytes }, 'bytes', settings(OPTION_SETS.expert!));
		readPart10(made.bytes!);
		return true;
	} catch (error) {
		assert.equal((error as { name: string }).name, 'HospitalError', `${what}: ${String(error)}`);
		return false;
	}
}

test('damaged bytes are refused or come out as a whole file, never otherwise', async () => {
	const random = seeded(7);
	const bytes = writePart10(ctSlice(0));
	let came = 0;
	for (let round = 0; round < 2000; round++) {
		if (await survive(damaged(bytes, random), `round ${round}`)) came++;
	}
	assert.ok(came > 200 && came < 1900, `${came}`);
});

test(
	'damage to nested, foreign and private elements is survived too',
	needsProfileTable,
	async () => {
		const random = seeded(8);
		for (const layout of ['explicit-little', 'implicit-little', 'explicit-big'] as const) {
			const bytes = fullFile(profileRows(), { layout });
			for (let round = 0; round < 60; round++) {
				await survive(damaged(bytes, random), `${layout} ${round}`);
			}
		}
	},
);

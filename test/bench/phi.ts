import type { Measurement } from './figure.ts';
import { aci, besideGuardrails, presidio } from './phi/apart.ts';
import { measureSplit, type Find } from './phi/arms.ts';
import { inconsistencies } from './phi/consistency.ts';
import { measureDicom } from './phi/dicom.ts';
import { openBenchPhi } from './phi/engine.ts';
import { Misses } from './phi/show.ts';
import { textSpeed } from './phi/speed.ts';

/**
 * PHI De-identify beside notes that were made apart from its rules, under the profile safe-harbor. The
 * figures without a prefix are those of the sealed notes, of which nobody sees a text; HOSPITAL_PHI_SHOW=dev
 * prints what was missed and taken wrongly in the notes that rules are improved on, and no others.
 */
export const measure: Measurement = async (measuring) => {
	const { quick } = measuring;
	const phi = await openBenchPhi({ profile: 'safe-harbor' });
	const find: Find = async (text, context) => await phi.spans(text, context);
	const each = quick ? 3 : 25;
	const misses = process.env.HOSPITAL_PHI_SHOW === 'dev' ? new Misses() : undefined;
	await measureSplit('sealed', each, find, measuring);
	await measureSplit('test', each, find, measuring);
	await measureSplit('dev', each, find, measuring, misses);
	for (const line of misses?.lines() ?? []) process.stderr.write(`${line}\n`);
	await aci(find, measuring);
	await presidio(find, measuring);
	for (const split of ['sealed', 'test'] as const) await besideGuardrails(split, each, measuring);
	await textSpeed(find, measuring);
	await phi.close();
	await inconsistencies(measuring);
	await measureDicom(measuring);
};

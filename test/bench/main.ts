import { runNamed } from './figure.ts';

await runNamed(
	'bench',
	['audit', 'dicom-intake', 'fhir', 'first-light', 'hl7'],
	async (name) => await import(`./${name}.ts`),
);

import { runNamed } from '../bench/figure.ts';

await runNamed(
	'campaign',
	['audit', 'dicom-intake', 'fhir', 'first-light', 'hl7'],
	async (name) => await import(`./${name}.ts`),
);

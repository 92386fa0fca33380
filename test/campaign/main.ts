import { runNamed } from '../bench/figure.ts';

await runNamed(
	'campaign',
	['audit', 'dicom-intake', 'first-light'],
	async (name) => await import(`./${name}.ts`),
);

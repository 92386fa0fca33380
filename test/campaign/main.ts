import { runNamed } from '../bench/figure.ts';

await runNamed(
	'campaign',
	['dicom-intake', 'first-light'],
	async (name) => await import(`./${name}.ts`),
);

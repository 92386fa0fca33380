import { runNamed } from './figure.ts';

await runNamed(
	'bench',
	['audit', 'dicom-intake', 'first-light'],
	async (name) => await import(`./${name}.ts`),
);

import { runNamed } from './figure.ts';

await runNamed(
	'bench',
	[
		'audit',
		'dicom-intake',
		'documents',
		'draft',
		'fhir',
		'first-light',
		'hl7',
		'llm',
		'phi',
		'prior-auth',
	],
	async (name) => await import(`./${name}.ts`),
);

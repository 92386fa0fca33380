import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const here = dirname(fileURLToPath(import.meta.url));
const of = (name, file) => join(here, '..', '..', 'node_modules', name, file);

/** Only FHIR R4 is spoken: the descriptions of other releases stay out of the bundle. */
const onlyR4 = {
	name: 'only-r4',
	setup: ({ onResolve, onLoad }) => {
		onResolve({ filter: /fhir-modelinfo-(1\.0\.2|3\.0\.0|4\.0\.0)\.xml\.js$/ }, () => ({
			path: 'other-release',
			namespace: 'none',
		}));
		onLoad({ filter: /.*/, namespace: 'none' }, () => ({ contents: 'module.exports = "";' }));
	},
};

/** CQL in its compiled form (ELM) and FHIRPath, together because they share the table of units. */
export const priorAuthLibraries = [
	{
		name: 'clinical-expressions',
		options: {
			stdin: {
				contents: [
					"exports.cql = require('cql-execution');",
					"exports.records = require('cql-exec-fhir');",
					"exports.fhirpath = require('fhirpath');",
					"exports.r4 = require('fhirpath/fhir-context/r4');",
				].join('\n'),
				resolveDir: here,
			},
			plugins: [onlyR4],
		},
	},
];

/** Files that are copied as they are: from, and name in dist/vendor. */
export const priorAuthFiles = [
	[of('cql-execution', 'LICENSE'), 'cql-execution.LICENSE.txt'],
	[of('cql-exec-fhir', 'LICENSE'), 'cql-exec-fhir.LICENSE.txt'],
	[of('fhirpath', 'LICENSE.md'), 'fhirpath.LICENSE.txt'],
	[of('@lhncbc/ucum-lhc', 'LICENSE.md'), 'ucum-lhc.LICENSE.txt'],
];

import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
	fetchPackages,
	readPackage,
	readPackages,
	reportFaults,
} from '../../../../dist/nodes/PriorAuth/questionnaire/index.js';
import {
	diabetesSet,
	draftResponse,
	packageAnswer,
	question,
	questionnaire,
	spineLibrary,
	spinePackage,
} from './build.ts';
import { libraryResource } from './elm.ts';

const DAY = '2026-11-22';
const ITEMS = [question('1', 'boolean', 'Is there pain?')];

test('a package is read from Parameters, from older Parameters, from one Bundle and from a Bundle of Bundles', () => {
	const { parameter } = packageAnswer([questionnaire(ITEMS), draftResponse()]) as {
		parameter: Array<{ resource: Record<string, unknown> }>;
	};
	const bundle = parameter[0]?.resource;
	const answers = [
		packageAnswer([questionnaire(ITEMS), draftResponse()]),
		packageAnswer([questionnaire(ITEMS), draftResponse()], { name: 'PackageBundle' }),
		bundle,
		{ resourceType: 'Bundle', type: 'collection', entry: [{ resource: bundle }] },
	];
	for (const answer of answers) {
		const read = readPackage(answer, DAY);
		assert.equal(read.canonical, 'http://payer.example/Questionnaire/spine|2');
		assert.equal(read.title, 'Lumbar fusion');
		assert.notEqual(read.draft, undefined);
		assert.match(read.sha256, /^[0-9a-f]{64}$/);
	}
});

test('libraries are taken in their compiled form and lists of answers only when they are whole', () => {
	const cut = { ...diabetesSet(), url: 'http://payer.example/ValueSet/cut' } as never as {
		expansion: { total?: number };
	};
	cut.expansion = { ...cut.expansion, total: 900 };
	const answer = packageAnswer([
		questionnaire(ITEMS),
		draftResponse(),
		libraryResource('Spine', spineLibrary()),
		diabetesSet(),
		cut as never,
	]);
	const { libraries, valueSets, warnings } = readPackage(answer, DAY);
	assert.deepEqual(
		libraries.map(({ name, version }) => `${name}|${version}`),
		['Spine|1'],
	);
	assert.deepEqual(Object.keys(valueSets).toSorted(), [
		'http://payer.example/ValueSet/diabetes',
		'http://payer.example/ValueSet/diabetes|3',
	]);
	assert.deepEqual(warnings, ['value-set-not-expanded']);
});

test('a library that was not compiled is said, and its CQL is not run', () => {
	const library = libraryResource('Spine', spineLibrary()) as { content: unknown[] };
	library.content = library.content.slice(0, 1);
	const { libraries, warnings } = readPackage(
		packageAnswer([questionnaire(ITEMS), draftResponse(), library as never]),
		DAY,
	);
	assert.deepEqual(libraries, []);
	assert.ok(warnings.includes('library-not-compiled'));
});

test('an adaptive form without questions, an expired one and a retired one are refused by name', () => {
	const adaptive = {
		url: 'http://hl7.org/fhir/uv/sdc/StructureDefinition/sdc-questionnaire-questionnaireAdaptive',
		valueUrl: 'http://payer.example/next',
	};
	const why = (items: unknown[], more: object) =>
		readPackage(packageAnswer([questionnaire(items as never, more as never), draftResponse()]), DAY)
			.refused;
	assert.equal(why([], { extension: [adaptive] }), 'adaptive');
	assert.equal(why(ITEMS, { extension: [adaptive] }), undefined);
	assert.equal(why(ITEMS, { effectivePeriod: { end: '2026-11-21' } }), 'expired');
	assert.equal(why(ITEMS, { effectivePeriod: { end: '2026-11-22' } }), undefined);
	assert.equal(why(ITEMS, { status: 'retired' }), 'retired');
	assert.equal(why([], {}), 'no-questions');
});

test('an answer that is no package is refused without its words', () => {
	const refused = { code: 'questionnaire-refused' };
	const two = packageAnswer([questionnaire(ITEMS), questionnaire(ITEMS)]);
	const twice = packageAnswer([questionnaire([...ITEMS, ...ITEMS])]);
	let deep = question('d40', 'boolean', 'deep');
	for (let at = 39; at > 0; at--) deep = question(`d${at}`, 'group', 'g', { item: [deep] });
	const many = Array.from({ length: 1001 }, (_, at) => question(`q${at}`, 'boolean', 'x'));
	const nameless = packageAnswer([questionnaire([{ type: 'boolean', text: 'x' }])]);
	const wrong = [
		undefined,
		'text',
		{ resourceType: 'Patient', id: 'secret' },
		two,
		twice,
		nameless,
	];
	const large = [packageAnswer([questionnaire([deep])]), packageAnswer([questionnaire(many)])];
	for (const answer of [...wrong, ...large]) {
		assert.throws(
			() => readPackages(answer, DAY),
			(error: { code: string; message: string }) => {
				assert.equal(error.code, refused.code);
				assert.doesNotMatch(error.message, /secret/);
				return true;
			},
		);
	}
	assert.throws(() => readPackage({ resourceType: 'Parameters', parameter: [] }), refused);
});

test('issues that come along are told by severity and code, never by their text', () => {
	const outcome = {
		resourceType: 'OperationOutcome',
		issue: [
			{ severity: 'warning', code: 'not-found', diagnostics: 'ADA ZZTEST' },
			{ severity: 'ADA', code: 'ZZTEST' },
		],
	};
	const { issues, packages } = readPackages(
		packageAnswer([questionnaire(ITEMS), draftResponse()], { outcome }),
		DAY,
	);
	assert.deepEqual(issues, ['warning-not-found', 'unknown-unknown']);
	assert.equal(packages.length, 1);
});

test('the payer is asked with one coverage, the orders, and what the payer named', async () => {
	const asked: Array<{ name: string; type?: string; input?: unknown }> = [];
	const client = {
		operation: (operation: (typeof asked)[number]) => {
			asked.push(operation);
			return Promise.resolve(spinePackage(ITEMS) as never);
		},
	};
	const coverage = { resourceType: 'Coverage', id: 'c1' };
	const order = { resourceType: 'ServiceRequest', id: 's1' };
	const { packages } = await fetchPackages(client, {
		coverage,
		orders: [order],
		questionnaires: ['http://payer.example/Questionnaire/spine|2'],
		context: 'abc',
		day: DAY,
	});
	assert.equal(packages.length, 1);
	assert.deepEqual(asked, [
		{
			name: '$questionnaire-package',
			type: 'Questionnaire',
			input: {
				resourceType: 'Parameters',
				parameter: [
					{ name: 'coverage', resource: coverage },
					{ name: 'order', resource: order },
					{ name: 'questionnaire', valueCanonical: 'http://payer.example/Questionnaire/spine|2' },
					{ name: 'context', valueString: 'abc' },
				],
			},
		},
	]);
	await assert.rejects(fetchPackages(client, { coverage }), { code: 'questionnaire-not-asked' });
	await assert.rejects(fetchPackages(client, { coverage: order, orders: [order] }), {
		code: 'questionnaire-not-asked',
	});
	await reportFaults(client, 'http://payer.example/Questionnaire/spine|2', ['cql-failed 3']);
	const parameters = (asked.at(-1)?.input as { parameter: unknown[] }).parameter;
	assert.equal(asked.at(-1)?.name, '$log-questionnaire-errors');
	assert.equal(parameters.length, 2);
});

import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
	countsOf,
	prefill,
	readPackage,
	refill,
	answerByPerson,
	toResponse,
} from '../../../../dist/nodes/PriorAuth/questionnaire/index.js';
import { URLS } from '../../../../dist/nodes/PriorAuth/questionnaire/urls.js';
import {
	bmi,
	calculated,
	chart,
	condition,
	cql,
	diabetesSet,
	draftResponse,
	initially,
	NOW,
	packageAnswer,
	path,
	patient,
	question,
	questionnaire,
	spineLibrary,
	spinePackage,
} from './build.ts';
import { elmLibrary, exists, libraryResource, query, ref, retrieve, type Elm } from './elm.ts';

type Fields = Record<string, unknown>;
const OPTIONS = { now: NOW, context: { orders: ['ServiceRequest/s1'], coverage: 'Coverage/c1' } };
const CHART = (): Fields[] => [
	patient(),
	condition('d1', 'E11.9'),
	bmi('o1', 39, '2026-01-01'),
	bmi('o2', 41, '2026-09-01'),
];

async function answersTo(items: Fields[], resources = CHART(), more: Fields = {}) {
	const packaged = readPackage(spinePackage(items), '2026-11-22');
	return await prefill(packaged, chart(resources, more), OPTIONS);
}
const only = <Answer>({ answers: [first] }: { answers: Answer[] }): Answer => {
	assert.ok(first !== undefined);
	return first;
};

test('questions are answered by compiled CQL and FHIRPath, each with the record it rests on', async () => {
	const { answers, warnings } = await answersTo([
		question('1', 'group', 'Person', {
			item: [
				question('1.1', 'string', 'Last name', {
					extension: [path('%patient.name.first().family')],
				}),
				question('1.2', 'date', 'Birth date', { extension: [cql('"Birth Date"')] }),
			],
		}),
		question('2', 'boolean', 'Diabetes?', { extension: [cql('Spine."Has Diabetes"')] }),
		question('3', 'decimal', 'BMI', { extension: [cql('"BMI Value"')] }),
		question('4', 'date', 'Of when?', { extension: [cql('"Spine"."BMI Date"')] }),
		question('5', 'choice', 'Which?', {
			answerValueSet: 'http://payer.example/ValueSet/diabetes|3',
			extension: [cql('"Diabetes Code"')],
		}),
		question('6', 'decimal', 'Twice', {
			extension: [calculated('text/fhirpath', "%resource.item.where(linkId='3').answer.value * 2")],
		}),
		question('7', 'date', 'In a week', { extension: [path('today() + 7 days')] }),
	]);
	assert.deepEqual(warnings, []);
	assert.deepEqual(
		answers.map(({ path: at, state, values, origin, evidence }) => [
			at,
			state,
			Object.values(values[0] ?? {})[0],
			origin?.method,
			evidence.map(({ reference, version }) => `${reference}/${version}`).join(),
		]),
		[
			['1/1.1', 'answered', 'ZZTEST', 'fhirpath', 'Patient/zz-1/1'],
			['1/1.2', 'answered', '1961-04-03', 'cql', 'Patient/zz-1/1'],
			['2', 'answered', true, 'cql', 'Condition/d1/4'],
			['3', 'answered', 41, 'cql', 'Observation/o2/2'],
			['4', 'answered', '2026-09-01', 'cql', 'Observation/o2/2'],
			[
				'5',
				'answered',
				{
					system: 'http://hl7.org/fhir/sid/icd-10-cm',
					code: 'E11.9',
					display: 'Type 2 diabetes, synthetic',
				},
				'cql',
				'Condition/d1/4',
			],
			['6', 'answered', 82, 'fhirpath', ''],
			['7', 'answered', '2026-11-29', 'fhirpath', ''],
		],
	);
});

test('that nothing is recorded is no answer: a person confirms it', async () => {
	const { answers } = await answersTo([
		question('1', 'boolean', 'Gout?', { extension: [cql('"Has Gout"')] }),
		question('2', 'boolean', 'No gout?', { extension: [cql('"No Gout"')] }),
		question('3', 'boolean', 'Deceased?', { extension: [path('%patient.deceased.exists()')] }),
	]);
	assert.deepEqual(
		answers.map(({ state, values, reasons }) => [state, values[0]?.valueBoolean, ...reasons]),
		[
			['to-person', false, 'nothing-recorded'],
			['to-person', true, 'nothing-recorded'],
			['to-person', false, 'nothing-recorded'],
		],
	);
});

test('an answer from records that were not read, or not all of them, goes to a person', async () => {
	const visits = [question('1', 'boolean', 'Visits?', { extension: [cql('"Had Visits"')] })];
	assert.deepEqual(only(await answersTo(visits)).reasons, ['records-not-read']);
	const cut = [{ read: 'conditions', type: 'Condition', kept: 1, newestFirst: true }];
	const gout = [question('1', 'boolean', 'Diabetes?', { extension: [cql('"Has Diabetes"')] })];
	const answer = only(await answersTo(gout, CHART(), { truncated: cut }));
	assert.deepEqual(answer.reasons, ['records-cut-off']);
	assert.equal(answer.state, 'to-person');
});

test('CQL stops at the first error, and the questions stay open', async () => {
	const { answers, warnings } = await answersTo([
		question('1', 'boolean', 'Broken?', { extension: [cql('Broken')] }),
		question('2', 'boolean', 'Diabetes?', { extension: [cql('"Has Diabetes"')] }),
		question('3', 'string', 'Name', { extension: [path('%patient.name.family')] }),
	]);
	assert.deepEqual(
		answers.map(({ state }) => state),
		['open', 'open', 'answered'],
	);
	assert.deepEqual(warnings, ['cql-failed 1', 'cql-stopped 2']);
});

test('a definition that names itself fails, and nothing else with it', async () => {
	const { answers, warnings } = await answersTo([
		question('1', 'boolean', 'Endless?', { extension: [cql('Endless')] }),
		question('2', 'string', 'Name', { extension: [path('%patient.name.family')] }),
	]);
	assert.deepEqual(
		answers.map(({ state }) => state),
		['open', 'answered'],
	);
	assert.deepEqual(warnings, ['cql-failed 1']);
});

test('expressions in languages that are not run here are named and leave the question open', async () => {
	const { answers, warnings } = await answersTo([
		question('1', 'boolean', 'a', {
			extension: [initially('application/x-fhir-query', 'Patient')],
		}),
		question('2', 'boolean', 'b', { extension: [initially('text/cql', 'exists [Condition]')] }),
		question('3', 'boolean', 'c', { extension: [initially('text/javascript', '1')] }),
		question('4', 'boolean', 'd', { extension: [path('%patient.name.(')] }),
		question('5', 'boolean', 'e', { extension: [cql('"No Such Definition"')] }),
	]);
	assert.ok(answers.every(({ state }) => state === 'open'));
	assert.deepEqual(warnings, [
		'query-not-run 1',
		'expression-not-compiled 2',
		'language-unknown 3',
		'fhirpath-failed 4',
		'definition-missing 5',
	]);
});

test('an expression that was compiled on its own is run beside the libraries', async () => {
	const inline = (elm: Elm): Fields => ({
		url: 'http://hl7.org/fhir/uv/sdc/StructureDefinition/sdc-questionnaire-initialExpression',
		valueExpression: {
			language: 'text/cql',
			expression: 'not Spine."Has Diabetes"',
			extension: [
				{
					url: 'http://hl7.org/fhir/us/davinci-dtr/StructureDefinition/alternativeExpression',
					valueExpression: {
						language: 'application/elm+json',
						expression: JSON.stringify(elm),
					},
				},
			],
		},
	});
	const { answers, warnings } = await answersTo([
		question('1', 'boolean', 'a', {
			extension: [inline({ type: 'Not', operand: ref('Has Diabetes', 'Spine') })],
		}),
		question('2', 'boolean', 'b', {
			extension: [inline(elmLibrary('Own', { Result: exists(retrieve('Condition')) }))],
		}),
	]);
	assert.deepEqual(warnings, []);
	assert.deepEqual(
		answers.map(({ state, values }) => [state, values[0]?.valueBoolean]),
		[
			['answered', false],
			['answered', true],
		],
	);
});

test('an expression without end ends with its thread, and the form is filled in without expressions', async () => {
	const packaged = readPackage(
		spinePackage([
			question('1', 'boolean', 'Diabetes?', { extension: [cql('"Has Diabetes"')] }),
			question('2', 'boolean', 'Endless?', {
				extension: [path(`'${'a'.repeat(60)}b'.matches('^(a+)+$')`)],
			}),
		]),
		'2026-11-22',
	);
	const before = Date.now();
	const { answers, warnings } = await prefill(packaged, chart(CHART()), {
		...OPTIONS,
		timeoutMs: 1_500,
	});
	assert.ok(Date.now() - before < 15_000);
	assert.deepEqual(
		answers.map(({ state }) => state),
		['open', 'open'],
	);
	assert.deepEqual(warnings, ['expressions-too-slow']);
});

test('answers that do not fit the question go to a person, and nothing is converted', async () => {
	const { answers } = await answersTo([
		question('1', 'choice', 'Which?', {
			answerOption: [{ valueCoding: { system: 'http://x', code: 'a', display: 'A' } }],
			extension: [cql('"Diabetes Code"')],
		}),
		question('2', 'choice', 'Which?', {
			answerValueSet: 'http://payer.example/ValueSet/elsewhere',
			extension: [cql('"Diabetes Code"')],
		}),
		question('3', 'quantity', 'BMI', { extension: [cql('"BMI Value"')] }),
		question('4', 'decimal', 'BMI', {
			extension: [
				cql('"BMI Value"'),
				{ url: 'http://hl7.org/fhir/StructureDefinition/maxValue', valueDecimal: 40 },
			],
		}),
		question('5', 'boolean', 'BMI', { extension: [cql('"BMI Value"')] }),
		question('6', 'string', 'Name', {
			maxLength: 3,
			extension: [path('%patient.name.family')],
		}),
		question('7', 'string', 'Names', {
			extension: [path('%patient.name.family | %patient.name.given')],
		}),
	]);
	assert.deepEqual(
		answers.map(({ state, reasons }) => [state, ...reasons]),
		[
			['to-person', 'not-a-choice'],
			['to-person', 'list-not-known'],
			['to-person', 'unit-unknown'],
			['to-person', 'out-of-range'],
			['to-person', 'value-unfit'],
			['to-person', 'too-long'],
			['to-person', 'several-values'],
		],
	);
});

test('a question that another answer switches off is not asked, and what hangs on it neither', async () => {
	const filled = await answersTo([
		question('1', 'boolean', 'Diabetes?', { extension: [cql('"Has Diabetes"')] }),
		question('2', 'group', 'If so', {
			enableWhen: [{ question: '1', operator: '=', answerBoolean: true }],
			item: [question('2.1', 'string', 'Since when?')],
		}),
		question('3', 'group', 'If not', {
			enableWhen: [{ question: '1', operator: '!=', answerBoolean: true }],
			item: [
				question('3.1', 'decimal', 'BMI', { extension: [cql('"BMI Value"')] }),
				question('3.2', 'string', 'More', {
					enableWhen: [{ question: '3.1', operator: 'exists', answerBoolean: true }],
				}),
			],
		}),
		question('4', 'string', 'Any', {
			enableBehavior: 'any',
			enableWhen: [
				{ question: '3.1', operator: '>', answerDecimal: 1 },
				{ question: '1', operator: 'exists', answerBoolean: true },
			],
		}),
		question('5', 'string', 'No such question', {
			enableWhen: [{ question: '99', operator: '=', answerBoolean: true }],
		}),
	]);
	assert.deepEqual(
		filled.answers.map(({ path: at, state }) => `${at} ${state}`),
		['1 answered', '2/2.1 open', '3/3.1 not-asked', '3/3.2 not-asked', '4 open', '5 open'],
	);
	assert.deepEqual(
		(toResponse(filled).item as Fields[]).map(({ linkId }) => linkId),
		['1'],
	);
});

test('the draft of the payer counts as the payer’s word, and a default of the form is only an offer', async () => {
	const items = [
		question('1', 'string', 'Member id'),
		question('2', 'boolean', 'Urgent?', { initial: [{ valueBoolean: false }] }),
		question('3', 'string', 'Form version', { readOnly: true, initial: [{ valueString: '2' }] }),
		question('4', 'boolean', 'I attest that this is true'),
		question('5', 'attachment', 'X-ray'),
	];
	const draft = draftResponse({ item: [{ linkId: '1', answer: [{ valueString: 'M-1' }] }] });
	const packaged = readPackage(spinePackage(items, { draft }), '2026-11-22');
	const { answers } = await prefill(packaged, chart(CHART()), OPTIONS);
	assert.deepEqual(
		answers.map(({ state, origin, reasons }) => [
			state,
			origin?.source,
			origin?.method,
			...reasons,
		]),
		[
			['answered', 'auto-server', 'payer-draft'],
			['to-person', 'auto-server', 'initial', 'default-of-form'],
			['answered', 'auto-server', 'initial'],
			['to-person', undefined, undefined, 'person-only'],
			['to-person', undefined, undefined, 'person-only'],
		],
	);
});

test('a draft, coverage or order of somebody else stops everything', async () => {
	const items = [question('1', 'string', 'Name')];
	const draft = draftResponse({ subject: { reference: 'Patient/zz-2' } });
	const other = readPackage(spinePackage(items, { draft }), '2026-11-22');
	await assert.rejects(prefill(other, chart(CHART()), OPTIONS), { code: 'patient-mismatch' });
	const own = readPackage(spinePackage(items), '2026-11-22');
	const coverage = {
		resourceType: 'Coverage',
		id: 'c1',
		beneficiary: { reference: 'Patient/zz-2' },
	};
	await assert.rejects(prefill(own, chart(CHART()), { ...OPTIONS, launch: { coverage } }), {
		code: 'patient-mismatch',
	});
	const nobody = draftResponse({
		subject: undefined,
		item: [{ linkId: '1', answer: [{ valueString: 'X' }] }],
	});
	const unbound = readPackage(spinePackage(items, { draft: nobody }), '2026-11-22');
	const answer = only(await prefill(unbound, chart(CHART()), OPTIONS));
	assert.deepEqual([answer.state, answer.reasons], ['to-person', ['draft-without-patient']]);
});

test('a form that cannot be filled in here is refused with its reason', async () => {
	const adaptive = packageAnswer([
		questionnaire([], {
			extension: [
				{
					url: 'http://hl7.org/fhir/uv/sdc/StructureDefinition/sdc-questionnaire-questionnaireAdaptive',
					valueBoolean: true,
				},
			],
		}),
		draftResponse(),
	]);
	await assert.rejects(prefill(readPackage(adaptive), chart(CHART()), OPTIONS), {
		code: 'questionnaire-refused',
		message: /adaptive/,
	});
});

test('the response is in progress by the DTR profile, every answer says where it is from', async () => {
	const answers = await answersTo([
		question('1', 'boolean', 'Diabetes?', { extension: [cql('"Has Diabetes"')], required: true }),
		question('2', 'string', 'Note', { required: true }),
	]);
	const response = toResponse(answers);
	assert.equal(response.status, 'in-progress');
	assert.deepEqual(response.subject, { reference: 'Patient/zz-1' });
	assert.equal(response.questionnaire, 'http://payer.example/Questionnaire/spine|2');
	assert.deepEqual(response.item, [
		{
			linkId: '1',
			text: 'Diabetes?',
			answer: [
				{
					extension: [
						{
							url: 'http://hl7.org/fhir/us/davinci-dtr/StructureDefinition/information-origin',
							extension: [{ url: 'source', valueCode: 'auto-client' }],
						},
					],
					valueBoolean: true,
				},
			],
		},
	]);
	assert.equal(countsOf(answers).requiredOpen, 1);
});

test('a person’s answer is an override with its author, switches on what hangs on it', async () => {
	const items = [
		question('1', 'boolean', 'Gout?', { extension: [cql('"Has Gout"')], required: true }),
		question('2', 'string', 'Since?', {
			enableWhen: [{ question: '1', operator: '=', answerBoolean: true }],
			required: true,
		}),
	];
	const author = { practitioner: 'Practitioner/p1' };
	const first = answerByPerson(await answersTo(items), [
		{ path: '1', values: [{ valueBoolean: true }], author },
	]);
	const again = await refill(first, chart(CHART()), {});
	assert.equal(again.answers[1]?.state, 'open');
	const second = await refill(
		answerByPerson(again, [{ path: '2', values: [{ valueString: '2019' }], author }]),
		chart(CHART()),
		{},
	);
	assert.equal(countsOf(second).requiredOpen, 0);
	const response = toResponse(second);
	assert.equal(response.status, 'in-progress', 'only an approval completes it');
	const origins = (response.item as Fields[]).map(
		(item) => (item.answer as Fields[])[0]?.extension as Fields[],
	);
	const [override, manual] = origins.map((one) => one[0]?.extension as Fields[]);
	assert.equal(override?.[0]?.valueCode, 'override');
	assert.equal(manual?.[0]?.valueCode, 'manual');
	assert.deepEqual(manual?.[1]?.extension, [
		{ url: 'practitioner', valueReference: { reference: 'Practitioner/p1' } },
	]);
	assert.throws(
		() => answerByPerson(again, [{ path: '1', values: [{ valueString: 'yes' }], author }]),
		(error: { code: string; message: string; nextStep: string }) => {
			assert.equal(error.code, 'answer-refused');
			assert.match(error.message, /"Gout\?" \(1\) was not taken over/);
			assert.match(error.nextStep, /valueBoolean: true or false/);
			return true;
		},
	);
	assert.throws(() => answerByPerson(again, [{ path: '9', values: [], author }]), {
		code: 'answer-refused',
		message: /no question with the path "9"/,
		nextStep: /The form has: 1, 2/,
	});
	assert.throws(() => answerByPerson(again, [{ path: 'Zz Testperson', values: [], author }]), {
		message: /no question at one of the paths given/,
	});
});

test('an open question says what may be answered to it: choices, units and limits', async () => {
	const limits = [
		{ url: URLS.minValue, valueDecimal: 1 },
		{ url: URLS.maxValue, valueDecimal: 9.5 },
		{
			url: URLS.unit,
			valueCoding: { system: 'http://unitsofmeasure.org', code: 'mg', display: 'milligram' },
		},
	];
	const options = ['left', 'right'].map((code) => ({
		valueCoding: { system: 'urn:example:sides', code, display: `on the ${code}` },
	}));
	const many = Array.from({ length: 15 }, (_, at) => ({ valueString: `way ${at + 1}` }));
	const answers = await answersTo([
		question('1', 'quantity', 'Dose', { extension: limits }),
		question('2', 'choice', 'Side', { answerOption: options, repeats: true }),
		question('3', 'open-choice', 'Way', { answerOption: many }),
		question('4', 'string', 'Remark', { maxLength: 20 }),
		question('5', 'choice', 'Of a list that did not come', { answerValueSet: 'urn:example:list' }),
	]);
	const accepts = answers.answers.map((one) => one.accepts);
	assert.equal(accepts[0], 'valueQuantity: a number in milligram (mg), at least 1, at most 9.5');
	assert.equal(
		accepts[1],
		'valueCoding: one of on the left (left); on the right (right), several answers allowed',
	);
	assert.match(
		accepts[2] ?? '',
		/^valueString: one of way 1; .*way 12; and 3 more in the questionnaire, or valueString: other words$/,
	);
	assert.equal(accepts[3], 'valueString: words, at most 20 characters');
	assert.equal(accepts[4], 'valueCoding: a code of urn:example:list');
	const author = { practitioner: 'Practitioner/p1' };
	const answered = await refill(
		answerByPerson(answers, [{ path: '4', values: [{ valueString: 'fine' }], author }]),
		chart(CHART()),
		{},
	);
	assert.equal(answered.answers[3]?.accepts, undefined);
});

test('what a calculation gave before is gone when it gives nothing any more', async () => {
	const items = [
		question('1', 'decimal', 'BMI', { extension: [cql('"BMI Value"')] }),
		question('2', 'decimal', 'Twice', {
			extension: [calculated('text/fhirpath', "%resource.item.where(linkId='1').answer.value * 2")],
		}),
	];
	const answers = await answersTo(items);
	assert.equal(answers.answers[1]?.state, 'answered');
	const author = { practitioner: 'Practitioner/p1' };
	const emptied = answerByPerson(answers, [{ path: '1', values: [], author }]);
	const again = await refill(emptied, chart(CHART()), {});
	assert.equal(again.answers[1]?.state, 'open');
	assert.deepEqual(again.answers[1]?.values, []);
});

test('libraries that others include are run with them, conversions of FHIR among them', async () => {
	const helpers = elmLibrary('FHIRHelpers', {}) as { library: { statements: { def: Fields[] } } };
	helpers.library.statements.def.push({
		name: 'ToString',
		context: 'Patient',
		accessLevel: 'Public',
		type: 'FunctionDef',
		operand: [
			{
				name: 'value',
				operandTypeSpecifier: { type: 'NamedTypeSpecifier', name: '{http://hl7.org/fhir}code' },
			},
		],
		expression: { type: 'Property', path: 'value', source: { type: 'OperandRef', name: 'value' } },
	});
	const own = elmLibrary(
		'Own',
		{
			Gender: {
				type: 'FunctionRef',
				name: 'ToString',
				libraryName: 'FHIRHelpers',
				operand: [{ type: 'Property', path: 'gender', source: ref('Patient') }],
			},
			Diabetes: ref('Has Diabetes', 'Spine'),
		},
		{ includes: ['FHIRHelpers', 'Spine'] },
	);
	const items = [
		question('1', 'string', 'Gender', { extension: [cql('Own.Gender')] }),
		question('2', 'boolean', 'Diabetes?', { extension: [cql('Own.Diabetes')] }),
	];
	const packaged = readPackage(
		packageAnswer([
			questionnaire(items),
			draftResponse(),
			libraryResource('FHIRHelpers', helpers),
			libraryResource('Spine', spineLibrary()),
			libraryResource('Own', own),
			diabetesSet(),
		]),
	);
	const { answers, warnings } = await prefill(packaged, chart(CHART()), OPTIONS);
	assert.deepEqual(warnings, []);
	assert.deepEqual(
		answers.map(({ values, evidence }) => [
			Object.values(values[0] ?? {})[0],
			evidence.map(({ reference }) => reference).join(),
		]),
		[
			['female', 'Patient/zz-1'],
			[true, 'Condition/d1'],
		],
	);
});

test('definitions of several libraries are found by name, and an ambiguous one is not run', async () => {
	const other = elmLibrary('Other', { 'Has Diabetes': exists(query(retrieve('Observation'))) });
	const items = [
		question('1', 'boolean', 'a', { extension: [cql('Other."Has Diabetes"')] }),
		question('2', 'boolean', 'b', { extension: [cql('"Has Diabetes"')] }),
	];
	const packaged = readPackage(
		packageAnswer([
			questionnaire(items),
			draftResponse(),
			libraryResource('Spine', spineLibrary()),
			libraryResource('Other', other),
			diabetesSet(),
		]),
		'2026-11-22',
	);
	const { answers, warnings } = await prefill(packaged, chart(CHART()), OPTIONS);
	assert.deepEqual(
		answers.map(({ state }) => state),
		['answered', 'open'],
	);
	assert.deepEqual(warnings, ['definition-ambiguous 2']);
});

const statesOf = async (items: Fields[], records = CHART()): Promise<string[]> =>
	(await answersTo(items, records)).answers.map(({ state, reasons }) =>
		[state, ...reasons].join(' '),
	);

test('no form signs for a person, whether by an expression, a calculation, a default or a draft', async () => {
	const TEXT = 'I attest that this is medically necessary';
	const yes = { valueBoolean: true };
	assert.deepEqual(
		await statesOf([
			question('1', 'boolean', TEXT, { required: true, extension: [path('true')] }),
			question('2', 'boolean', 'The prescriber affirms the statements', {
				extension: [calculated('text/fhirpath', 'true')],
			}),
			question('3', 'boolean', TEXT, { readOnly: true, initial: [yes] }),
		]),
		['to-person person-only', 'to-person person-only', 'to-person person-only'],
	);
	const origin = {
		url: 'http://hl7.org/fhir/us/davinci-dtr/StructureDefinition/information-origin',
		extension: [{ url: 'source', valueCode: 'manual' }],
	};
	const draft = draftResponse({
		item: [
			{ linkId: '1', answer: [yes] },
			{ linkId: '2', answer: [yes] },
			{ linkId: '3', answer: [{ extension: [origin], valueString: 'M-1' }] },
		],
	});
	const items = [
		question('1', 'boolean', TEXT),
		question('2', 'boolean', 'Has the patient failed therapy?'),
		question('3', 'string', 'Member id'),
	];
	const packaged = readPackage(spinePackage(items, { draft }), '2026-11-22');
	const { answers } = await prefill(packaged, chart(CHART()), OPTIONS);
	assert.deepEqual(
		answers.map(({ state, origin: from, reasons }) => [state, from?.source, ...reasons]),
		[
			['to-person', undefined, 'person-only'],
			['to-person', 'auto-server', 'payer-says-so'],
			['answered', 'auto-server'],
		],
	);
});

test('what rests on no record of the chart goes to a person, also a yes', async () => {
	assert.deepEqual(
		await statesOf([
			question('1', 'boolean', 'Failed therapy?', { extension: [path('true')] }),
			question('2', 'boolean', 'Nobody to call?', {
				extension: [path('%patient.contact.empty()')],
			}),
			question('3', 'boolean', 'Woman?', { extension: [path("%patient.gender = 'female'")] }),
		]),
		['to-person nothing-recorded', 'to-person nothing-recorded', 'answered'],
	);
	const limit = bmi('o3', 40, '2026-10-01');
	(limit.valueQuantity as Fields).comparator = '<';
	const value = [question('1', 'decimal', 'BMI', { extension: [cql('"BMI Value"')] })];
	assert.deepEqual(await statesOf(value, [...CHART(), limit]), ['to-person value-is-a-limit']);
	const { subject: _whose, ...nobodys } = condition('d9', 'E11.9');
	const gout = [question('1', 'boolean', 'Diabetes?', { extension: [cql('"Has Diabetes"')] })];
	assert.deepEqual(await statesOf(gout, [patient(), nobodys]), [
		'to-person record-without-patient',
	]);
});

test('a required question behind an unanswered one keeps the form open', async () => {
	const gate = question('g', 'boolean', 'Any surgery?');
	const behind = question('r', 'string', 'Which?', {
		required: true,
		enableWhen: [{ question: 'g', operator: '=', answerBoolean: true }],
	});
	const filled = await answersTo([gate, behind]);
	assert.equal(countsOf(filled).requiredOpen, 1);
	const said = answerByPerson(filled, [
		{ path: 'g', values: [{ valueBoolean: false }], author: { practitioner: 'Practitioner/p1' } },
	]);
	const settled = await refill(said, chart(CHART()), {});
	assert.equal(countsOf(settled).requiredOpen, 0);
	assert.deepEqual(
		settled.answers.map(({ state }) => state),
		['answered', 'not-asked'],
	);
});

test('a required group is open until one of its questions is answered', async () => {
	const group = (item: Fields[]): Fields[] => [
		question('1', 'group', 'Treatment before', { required: true, item }),
	];
	const open = await answersTo(
		group([question('1.1', 'string', 'Therapy'), question('1.2', 'string', 'Where')]),
	);
	assert.equal(countsOf(open).requiredOpen, 1);
	assert.deepEqual(
		open.answers.map(({ required }) => required),
		[true, false],
	);
	const author = { practitioner: 'Practitioner/p1' };
	const given = [{ path: '1/1.2', values: [{ valueString: 'ZZ Clinic' }], author }];
	const filled = await refill(answerByPerson(open, given), chart(CHART()), {});
	assert.equal(countsOf(filled).requiredOpen, 0);
	assert.deepEqual(
		filled.answers.map(({ required }) => required),
		[false, false],
	);
	const none = await answersTo(group([question('1.1', 'display', 'Read this first')]));
	assert.equal(countsOf(none).requiredOpen, 0);
});

import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { chmod, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, beforeEach, describe, test } from 'node:test';
import { closeAgents } from '../../../dist/nodes/clients/http/index.js';
import { workItemId, workStore } from '../../../dist/nodes/shared/work/index.js';
import { closeLedger } from '../../../dist/nodes/shared/ledger/index.js';
import { startEhr, type Ehr } from '../../hospital/ehr.ts';
import { readLedger } from '../../hospital/ledger.ts';
import { startPayer, type Payer } from '../../hospital/payer/index.ts';
import { adaptiveUrl, imagingUrl } from '../../hospital/payer/questionnaires.ts';
import { Canvas } from '../audit/canvas.ts';
import { fakeOllama, MODEL, ndjson, ollamaLines, type Fake } from '../llm/fake-engines.ts';
import { caseRecords, keep } from './case-records.ts';
import { base64 } from './questionnaire/elm.ts';

/** Items of n8n are looked into by name. */
type Json = any;

let root: string;
let ehr: Ehr;
let payer: Payer;
let model: Fake;
let canvas: Canvas;

before(async () => {
	root = await mkdtemp(join(tmpdir(), 'hospital-questions-'));
	await writeFile(join(root, 'key'), randomBytes(32), { mode: 0o600 });
	process.env.HOSPITAL_DATA_DIR = join(root, 'data');
	process.env.HOSPITAL_KEY_FILE = join(root, 'key');
	process.env.HOSPITAL_INSTANCE = 'n8n.test';
	ehr = await startEhr();
	payer = await startPayer({});
	model = await fakeOllama();
	await keep(ehr, caseRecords());
});
beforeEach(() => {
	canvas = new Canvas('Prior authorization');
	canvas.credentials = {
		fhirServerApi: { baseUrl: ehr.url, authentication: 'none' },
		localLlmApi: { engine: 'ollama', baseUrl: model.url, slots: 1 },
	};
});
after(async () => {
	await ehr.stop();
	await payer.stop();
	await model.close();
	closeAgents();
	await closeLedger();
	await rm(root, { recursive: true, force: true });
});

const run = async (operation: string, values: Json = {}, item?: Json): Promise<Json> => {
	const [made] = await canvas.run(
		`priorAuthorization.${operation}`,
		{ sealOutput: false, ...values },
		...(item === undefined ? [] : [item]),
	);
	return made;
};

const NOTE = 'Patient is homebound. Homebound for 12 weeks.\nTried ibuprofen.\nNo surgery.';
const chartContext = (more: Json = {}): Json => ({
	contract: 'ChartContext/1',
	purpose: 'prior-authorization',
	purposeVersion: '1',
	patient: 'Patient/p1',
	declared: ['Patient', 'Condition', 'Observation', 'DocumentReference'].map((type) => ({
		name: type,
		type,
		search: ['patient'],
		elements: [],
	})),
	resources: [
		caseRecords()[0],
		...caseRecords().filter(({ resourceType }) => resourceType === 'Condition'),
		{
			resourceType: 'DocumentReference',
			id: 'n1',
			status: 'current',
			subject: { reference: 'Patient/p1' },
			type: { text: 'Home visit' },
			date: '2026-11-01',
			content: [{ attachment: { contentType: 'text/plain', data: base64(NOTE) } }],
		},
	],
	asOf: '2026-11-22T09:00:00Z',
	counts: {},
	notFound: [],
	truncated: [],
	enteredInError: 0,
	otherEncounter: 0,
	...more,
});

/** The item behind Get Questionnaire. */
async function asked(questionnaires = payer.questionnaire): Promise<Json> {
	await run('gatherCase', { orderReferences: 'ServiceRequest/o1' });
	await run('checkCoverage', { coverageDay: '2026-12-01' });
	canvas.credentials.fhirServerApi = { baseUrl: payer.fhir, authentication: 'none' };
	const made = await run('getQuestionnaire', { dtrQuestionnaires: questionnaires });
	canvas.item.chartContext = chartContext();
	return made;
}

/** Has the model find these, each where its question and its words are shown. */
function finds(...found: Array<[question: string, value: string, quote: string]>): void {
	model.routes['POST /api/chat'] = (seen, response) => {
		const messages = seen.body.messages as Array<{ content: string }>;
		const shown = messages.at(-1)?.content ?? '';
		const answers = [...shown.matchAll(/^Q(\d+)\. (.*)$/gm)].map(([, number, line]) => {
			const hit = found.find(
				([question, , quote]) => line?.includes(question) && shown.includes(quote),
			);
			return hit === undefined
				? { question: `Q${number}`, found: false }
				: { question: `Q${number}`, found: true, value: hit[1], quote: hit[2], source: 'S1' };
		});
		return ndjson(ollamaLines([JSON.stringify({ answers })]))(seen, response);
	};
}
const MODEL_FIELDS = { model: { mode: 'name', value: MODEL } };
const answersOf = (made: Json): Json =>
	Object.fromEntries(
		made.priorAuthQuestionnaire.forms[0].answers.map((one: Json) => [
			one.linkId,
			[one.state, one.values[0] === undefined ? undefined : Object.values(one.values[0])[0]],
		]),
	);
const code = async (work: Promise<unknown>): Promise<string> =>
	await work.then(
		() => assert.fail('it was done'),
		(error: unknown) => String((error as Error).message),
	);

describe('the steps from the questionnaire to the checklist', { timeout: 120_000 }, () => {
	test('the payer’s questions come with the order and the coverage, and nothing else leaves', async () => {
		const { priorAuthQuestionnaire: got } = await asked();
		assert.equal(got.state, 'fetched');
		assert.equal(got.needsPerson, false);
		assert.equal(got.forms[0].title, 'Home Health Nursing');
		const [request] = payer.requests('dtr').slice(-1) as Json[];
		assert.deepEqual(
			request.body.parameter.map(({ name, resource }: Json) => [name, resource?.resourceType]),
			[
				['coverage', 'Coverage'],
				['order', 'ServiceRequest'],
				['questionnaire', undefined],
			],
		);
	});

	test('an adaptive form and an unknown questionnaire go to a person', async () => {
		const adaptive = await asked(adaptiveUrl);
		assert.equal(adaptive.priorAuthQuestionnaire.forms[0].refused, 'adaptive');
		assert.equal(adaptive.priorAuthQuestionnaire.needsPerson, true);
		canvas.credentials.fhirServerApi = { baseUrl: ehr.url, authentication: 'none' };
		const unknown = await asked('http://payer.example.org/fhir/Questionnaire/nowhere');
		assert.deepEqual(unknown.priorAuthQuestionnaire.forms, []);
		assert.equal(unknown.priorAuthQuestionnaire.needsPerson, true);
	});

	test('questions are answered by the payer’s expressions and by words of the note, all with their origin', async () => {
		await asked();
		finds(
			['Is the patient homebound', 'Yes', 'Patient is homebound'],
			['how many weeks', '12', 'Homebound for 12 weeks'],
			['treatments were tried', 'Tried ibuprofen', 'Tried ibuprofen'],
			['Visits in a week', '3', 'three visits a week'],
		);
		const made = await run('answer', MODEL_FIELDS);
		const answers = answersOf(made);
		assert.deepEqual(answers['1.1'], ['answered', 'ZZTEST']);
		assert.deepEqual(answers['1.2'], ['answered', '1961-04-05']);
		assert.deepEqual(answers['2.1'], ['answered', true]);
		assert.equal(answers['2.3'][0], 'answered');
		assert.equal(answers['2.3'][1].code, 'yes');
		assert.deepEqual(answers['2.4'], ['answered', 12], 'asked once it was switched on');
		assert.deepEqual(answers['2.5'], ['answered', 'Tried ibuprofen']);
		assert.deepEqual(answers['3.1'], ['not-found', undefined], 'invented words do not count');
		const { priorAuthQuestionnaire: got } = made;
		assert.deepEqual(got.reasons, ['required-open']);
		assert.equal(got.model.name, MODEL);
		const [form] = got.forms;
		assert.equal(form.counts.requiredOpen, 2);
		assert.equal(form.counts.byEvidence, 3);
		assert.equal(form.response.status, 'in-progress');
		assert.equal(form.response.subject.reference, 'Patient/p1');
		const weeks = form.answers.find(({ linkId }: Json) => linkId === '2.4');
		const [{ quote, start, end, reference }] = weeks.evidence;
		assert.equal(NOTE.slice(start, end), quote);
		assert.equal(reference, 'DocumentReference/n1');
	});

	test('a person’s answers are added, and the checklist shows what is borne out', async () => {
		await asked();
		finds();
		await run('answer', MODEL_FIELDS);
		const made = await run('answer', {
			dtrEvidenceBy: 'none',
			dtrPersonAnswers: [
				{ path: '3/3.1', values: [{ valueInteger: 3 }] },
				{ path: '3/3.2', values: [{ valueInteger: 4 }] },
			],
			dtrAnsweredBy: 'Practitioner/doc',
		});
		const answers = answersOf(made);
		assert.deepEqual(answers['3.1'], ['answered', 3]);
		assert.deepEqual(answers['3.3'], ['answered', 12], 'calculated from both');
		assert.deepEqual(answers['2.3'], ['not-found', undefined], 'what was found before stays');
		assert.match(
			JSON.stringify(made.priorAuthQuestionnaire.forms[0].response),
			/"valueCode":"manual"/,
		);
		const { priorAuthChecklist: list } = await run('criteriaChecklist');
		const states = Object.fromEntries(list.criteria.map((one: Json) => [one.id, one.state]));
		assert.equal(states['2/2.1'], 'met');
		assert.equal(states['2/2.3'], 'unknown');
		assert.match(list.html, /Answered/);
		const nobody = { dtrPersonAnswers: [{ path: '3/3.1', values: [{ valueInteger: 5 }] }] };
		assert.match(
			await code(run('answer', { dtrEvidenceBy: 'none', ...nobody })),
			/"Answered By" is not usable/,
		);
	});

	test('answers in a task of the record count only when all of it fits', async () => {
		const { priorAuthQuestionnaire: got } = await asked();
		const store = await workStore();
		const [mine, other] = ['questions', 'something-else'].map((key) => workItemId('zz/node', key));
		const ended = { state: 'ESCALATED', owner: 'desk', attempt: 1 } as const;
		await store.close(mine, { ...ended, reason: 'questions-for-a-person' });
		await store.close(other, { ...ended, reason: 'payer-denied' });
		const task = (change: Json = {}): Json => ({
			resourceType: 'Task',
			status: 'completed',
			identifier: [{ system: 'urn:zz:task', value: `answer-prior-auth/${mine}` }],
			for: { reference: 'Patient/p1' },
			focus: { reference: 'ServiceRequest/o1' },
			owner: { reference: 'Practitioner/doc' },
			input: [{ type: { text: 'questionnaire' }, valueCanonical: got.forms[0].questionnaire }],
			output: [{ type: { text: '3/3.1' }, valueInteger: 3 }],
			...change,
		});
		const take = async (change: Json): Promise<Json> =>
			await run('answer', { dtrEvidenceBy: 'none', dtrAnswerTask: task(change) });
		const refused: Array<[Json, RegExp]> = [
			[{ for: { reference: 'Patient/p2' } }, /another patient/],
			[{ for: undefined }, /another patient/],
			[{ for: { reference: 'https://elsewhere.example/fhir/Patient/p1' } }, /another patient/],
			[{ focus: { reference: 'ServiceRequest/o2' } }, /another order/],
			[{ identifier: [] }, /not made by this workflow/],
			[{ identifier: [{ value: `answer-prior-auth/${other}` }] }, /not made by this workflow/],
			[{ identifier: [{ value: 'answer-prior-auth/w0' }] }, /not made by this workflow/],
			[{ owner: { display: 'ZZ Nurse' } }, /no practitioner/],
			[{ status: 'in-progress' }, /no completed task/],
			[{ input: [] }, /another questionnaire/],
			[
				{ input: [{ type: { text: 'questionnaire' }, valueCanonical: 'urn:zz|2' }] },
				/another questionnaire/,
			],
			[{ output: [{ type: { text: '3/3.1' } }] }, /not usable/],
		];
		for (const [change, words] of refused) {
			assert.match(await code(take(change)), words, JSON.stringify(change));
			assert.equal((canvas.item.priorAuthQuestionnaire as Json).state, 'fetched');
		}
		const made = await take({});
		assert.deepEqual(answersOf(made)['3.1'], ['answered', 3]);
		const said = made.priorAuthQuestionnaire.forms[0].answers.find(
			({ linkId }: Json) => linkId === '3.1',
		);
		assert.equal(said.origin.author.practitioner, 'Practitioner/doc');
		const { priorAuthChecklist: list } = await run('criteriaChecklist');
		assert.equal(
			list.criteria.find(({ id }: Json) => id === '3/3.1').from,
			'Said by a person (Practitioner/doc)',
		);
		assert.match(list.html, /Said by a person/);
	});

	test('a policy of the site judges the answers and the records', async () => {
		await asked();
		await run('answer', { dtrEvidenceBy: 'none' });
		const policy = {
			name: 'home-health',
			version: '1',
			title: 'Home health, synthetic',
			source: 'manual of the payer, synthetic',
			criteria: [
				{ id: 'pain', text: 'Chronic pain', question: { linkId: '2.1', wants: { anyOf: [true] } } },
				{
					id: 'code',
					text: 'G89.4 on the problem list',
					records: {
						types: ['Condition'],
						codes: [{ system: 'http://hl7.org/fhir/sid/icd-10-cm', code: 'G89.4' }],
					},
				},
			],
		};
		const folder = join(root, 'data', 'prior-auth', 'policies');
		await mkdir(folder, { recursive: true });
		await writeFile(join(folder, 'home-health.json'), JSON.stringify(policy), { mode: 0o600 });
		const file = { checklistFrom: 'file', checklistPolicyName: 'home-health' };
		const { priorAuthChecklist: list } = await run('criteriaChecklist', file);
		assert.deepEqual(list.counts, { met: 2, unmet: 0, unknown: 0 });
		assert.equal(list.needsPerson, false);
		const given = { checklistFrom: 'given', checklistPolicy: JSON.stringify(policy) };
		assert.equal((await run('criteriaChecklist', given)).priorAuthChecklist.counts.met, 2);
		await writeFile(join(folder, 'open.json'), JSON.stringify(policy));
		await chmod(join(folder, 'open.json'), 0o666);
		const open = { checklistFrom: 'file', checklistPolicyName: 'open' };
		assert.match(await code(run('criteriaChecklist', open)), /can be changed by other users/);
		const gone = { checklistFrom: 'file', checklistPolicyName: '../key' };
		assert.match(await code(run('criteriaChecklist', gone)), /no policy of this name/);
	});

	test('the payer is told which expressions could not be run, without anything of the chart', async () => {
		await asked();
		const broken = canvas.item.priorAuthQuestionnaire as Json;
		const [first] = broken.forms[0].package.questionnaire.item[0].item;
		first.extension[0].valueExpression.expression = '"HomeHealthPrepopulation".Nowhere';
		const before = payer.requests().length;
		const told = { dtrEvidenceBy: 'none', dtrReportFaults: true };
		const made = await run('answer', told);
		assert.ok(made.priorAuthQuestionnaire.forms[0].warnings.includes('definition-missing 1.1'));
		const [request] = (payer.requests() as Json[]).slice(before);
		assert.match(String(request.path ?? request.url), /log-questionnaire-errors/);
		const sent = JSON.stringify(request.body);
		assert.match(sent, /definition-missing 1\.1/);
		assert.doesNotMatch(sent, /ZZTEST|Patient\//);
	});

	test('a model that is down leaves the questions open, says so, and is asked again', async () => {
		await asked(imagingUrl);
		model.routes['POST /api/chat'] = (_seen, response) => {
			response.writeHead(503);
			response.end();
		};
		const made = await run('answer', MODEL_FIELDS);
		assert.ok(
			made.priorAuthQuestionnaire.reasons.some((reason: string) => reason.startsWith('llm-')),
		);
		assert.equal(answersOf(made)['4'][0], 'open');
		assert.equal(made.priorAuthQuestionnaire.needsPerson, true);
	});

	test('a chart of somebody else stops everything, and what is done is on record without names', async () => {
		await asked();
		canvas.item.chartContext = chartContext({ patient: 'Patient/p2' });
		assert.match(await code(run('answer', { dtrEvidenceBy: 'none' })), /different patients/);
		canvas.item.chartContext = chartContext();
		finds(['Is the patient homebound', 'Yes', 'Patient is homebound']);
		await run('answer', { sealOutput: true, ...MODEL_FIELDS });
		const sealed = canvas.item.priorAuthQuestionnaire as Json;
		const [first] = sealed.forms[0].answers;
		assert.equal(first.state, 'answered');
		assert.match(first.values[0].valueString, /^sealed:/);
		assert.match(sealed.patient, /^sealed:/);
		const lines = await readLedger(join(root, 'data'));
		const words = new Set(lines.map(({ interaction }) => interaction));
		for (const word of [
			'prior-auth-questions-asked',
			'prior-auth-questions-answered',
			'prior-auth-evidence',
			'prior-auth-criteria-checked',
		]) {
			assert.ok(words.has(word), word);
		}
		assert.doesNotMatch(JSON.stringify(lines), /ZZTEST|homebound|1961-04/i);
	});
});

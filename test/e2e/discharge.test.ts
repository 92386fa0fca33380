import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { connect } from 'node:net';
import { join } from 'node:path';
import { after, test, type TestContext } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { plantedInFolder, type Needle } from '../hospital/planted.ts';
import { readTemplate } from '../hospital/templates.ts';
import { freePort } from '../peers/ports.ts';
import { peer } from '../peers/require.ts';
import { cultureResult, day, dischargeOrder, INJECTED, type Patient } from './discharge/stay.ts';
import { DISCHARGE, Stage, type Stored } from './discharge/stage.ts';

const SECONDS = { everySeconds: 1 };
const SOON = { rule: { interval: [{ field: 'seconds', secondsInterval: 5 }] } };
/** So far apart that one night is over before the next begins, also on a busy machine. */
const NIGHTS = { rule: { interval: [{ field: 'seconds', secondsInterval: 20 }] } };
const CLASS_SYSTEM = 'http://terminology.hl7.org/CodeSystem/v3-ActCode';

let opening: Promise<Stage | undefined> | undefined;

/** One hospital for the file, with the discharge workflow, and one of it that waits for seconds only. */
const site = async (t: TestContext): Promise<Stage | undefined> =>
	await (opening ??= peer(t, async () => {
		const stage = await Stage.open();
		const template = await readTemplate(DISCHARGE);
		const own = { deskUrl: stage.desk, modelName: 'letters', demonstration: true };
		await stage.publish(DISCHARGE, {
			...stage.config(template as never, { ...own, classes: 'IMP' }),
			'Stay Has Ended': { ...SECONDS, ...stage.criteria({ status: 'finished', class: 'IMP' }) },
			'Result After Discharge': SECONDS,
		});
		const short = { signWithinHours: 0.01, thenWithinHours: 0.01 };
		await stage.publish(
			DISCHARGE,
			{
				...stage.config(template as never, { ...own, ...short, classes: 'ACUTE' }),
				'Stay Has Ended': { ...SECONDS, ...stage.criteria({ status: 'finished', class: 'ACUTE' }) },
				'Result After Discharge': stage.criteria({ status: 'final', _id: 'nobody' }),
			},
			'expiring',
		);
		return stage;
	}));

after(async () => {
	await (await opening)?.stop();
});

const textOf = ({ content }: Stored): string =>
	Buffer.from(String(content[0].attachment.data), 'base64').toString('utf8');

const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');

/** The tables of the synthetic stay, word for word. */
const tables = (): string[] => [
	`New:
- Spironolactone; Directions: 25 mg by mouth once a day

Changed:
- Furosemide; Before: 20 mg by mouth once a day; Now: 40 mg by mouth twice a day; What changed: dose, frequency

Continued without change:
- Metoprolol succinate; Directions: 50 mg by mouth once a day

Stopped:
- Ibuprofen; Directions until then: 400 mg by mouth twice a day; Reason: Heart failure
`,
	`Taken before admission:
- Furosemide; Directions: 20 mg by mouth once a day
- Ibuprofen; Directions: 400 mg by mouth twice a day
- Metoprolol succinate; Directions: 50 mg by mouth once a day
`,
	`- Penicillin; State: present; Reaction: Anaphylaxis; Criticality: high
`,
	`- Acute decompensated heart failure; State: present; Since: ${day(-6)}
- Closed fracture of distal radius; State: present; Side: left; Since: ${day(-6)}
`,
	`- Pulmonary embolism; State: recorded as absent; Since: ${day(-6)}
`,
	`- Transthoracic echocardiography; Done: done; Date: ${day(-5)}; Outcome or reason: Ejection fraction 35 %
- Cardiac catheterization; Done: not done; Date: not recorded; Outcome or reason: Patient declined
`,
	`- Blood culture; State: no result yet; Date: ${day(-2)}
`,
	`- Potassium; First: 3.1 mmol/L (low) on ${day(-6)}; Worst: 3.1 mmol/L (low) on ${day(-6)}; 6.1 mmol/L (high) on ${day(-4)}; Last: 4.4 mmol/L (N) on ${day(-1)}; Reference range: 3.5 to 5 mmol/L; Note: replaces an earlier result
`,
	`- Cardiology clinic; When: ${day(7)}, 09:30 UTC;`,
	`- For attempted cardiopulmonary resuscitation; Date: ${day(-6)}
`,
];

/** Sends over MLLP, and gives the acknowledgement. */
async function sendMessage(port: number, segments: string[]): Promise<string> {
	const socket = connect(port, '127.0.0.1');
	try {
		socket.write(`\v${segments.join('\r')}\r\x1c\r`);
		const [answer] = (await once(socket, 'data')) as [Buffer];
		return answer.toString('utf8');
	} finally {
		socket.destroy();
	}
}

let expiring: { work: string; encounter: string } | undefined;
let signed: { patient: Patient; encounter: string; work: string } | undefined;

test('a stay that nobody signs: asked once more, then a person is named (begins)', async (t) => {
	const at = await site(t);
	if (at === undefined) return;
	const { encounter } = await at.admit();
	await at.discharge(encounter, { class: { system: CLASS_SYSTEM, code: 'ACUTE' } });
	const { work } = await at.asked(encounter);
	expiring = { work, encounter };
});

test('from the end of a stay to a signed document in the chart', async (t) => {
	const at = await site(t);
	if (at === undefined) return;
	const { patient, encounter } = await at.admit();
	await at.discharge(encounter);
	const { task, work } = await at.asked(encounter);
	assert.equal(task.for.reference, `Patient/${patient.key}`);
	assert.ok(String(task.description).includes(`${at.desk}?work=${work}`));
	const [draft, ...more] = await at.documents(encounter);
	assert.equal(more.length, 0);
	assert.equal(draft?.docStatus, 'preliminary');
	assert.equal(draft?.description, 'DRAFT written by AI, not reviewed: Discharge summary');
	assert.ok(draft?.meta.security.some(({ code }: Stored) => code === 'AIAST'));
	assert.equal(task.focus.reference, `DocumentReference/${draft?.id}`);
	assert.ok(at.door.asked > 0, 'the model was asked');
	const page = await at.open(work);
	await at.approve(page);
	await page.close();
	assert.equal((await at.ended(work)).state, 'DELIVERED');
	const [document, ...others] = await at.documents(encounter);
	assert.equal(others.length, 0);
	assert.equal(document?.docStatus, 'final');
	assert.equal(document?.authenticator.reference, 'Practitioner/zz-7');
	const text = textOf(document ?? {});
	for (const part of tables()) assert.ok(text.includes(part), part);
	assert.match(text, /Every sentence of the model was left out/);
	assert.ok(!text.toLowerCase().includes('digoxin'), 'what a note orders is not obeyed');
	const ledger = await at.ledger();
	const of = (interaction: string) =>
		ledger.filter((line) => line.interaction === interaction && line.workItem?.id === work);
	const counts = Object.fromEntries(
		(of('clinical-draft-verified')[0]?.objects as Array<{ type: string; count: number }>).map(
			({ type, count }) => [type, count],
		),
	);
	assert.ok((counts['sentence-unsupported'] ?? 0) > 0, 'the model wrote sentences');
	assert.deepEqual([counts['sentence-supported'], counts['sentence-partly']], [0, 0]);
	assert.equal(of('sign-off-approved').length, 1);
	assert.equal(of('sign-off-approved')[0]?.objects?.[0]?.sha256, sha256(text));
	assert.equal(of('document-signed').length, 1);
	assert.deepEqual(
		(await at.tasks(encounter)).map(({ status }) => status),
		['completed'],
	);
	signed = { patient, encounter, work };
});

test('a result that comes after the signature goes into an addendum for signature', async (t) => {
	const at = await site(t);
	if (at === undefined || signed === undefined) return;
	const { patient, encounter } = signed;
	const report = await at.read(`DiagnosticReport/${patient.key}-culture`);
	await at.write({ ...report, ...cultureResult(patient) });
	const { work } = await at.asked(encounter);
	assert.notEqual(work, signed.work);
	const [addendum, ...more] = await at.documents(encounter, '55107-7');
	assert.equal(more.length, 0);
	const text = textOf(addendum ?? {});
	assert.ok(text.includes('Growth of Escherichia coli after 48 hours.'));
	assert.ok(!text.includes('Spironolactone'), 'only what is new');
	const page = await at.open(work, 'ben');
	await at.approve(page);
	await page.close();
	assert.equal((await at.ended(work)).state, 'DELIVERED');
	const [final] = await at.documents(encounter, '55107-7');
	assert.equal(final?.docStatus, 'final');
	assert.equal(final?.authenticator.reference, 'Practitioner/zz-8', 'found by the account');
	assert.equal((await at.documents(encounter))[0]?.docStatus, 'final', 'the summary stays');
});

test('a change of a signed stay that brings nothing new ends without a document', async (t) => {
	const at = await site(t);
	if (at === undefined || signed === undefined) return;
	const { encounter } = signed;
	const before = await at.closings();
	await at.write({ ...(await at.read(`Encounter/${encounter}`)), priority: { text: 'routine' } });
	const end = await at.nextClosing(before);
	assert.deepEqual([end.state, end.reason], ['NO_RESULT', 'nothing-new']);
	assert.equal((await at.tasks(encounter)).length, 2);
});

test('the model is killed in the middle of an answer: the tables are delivered, and it is said', async (t) => {
	const at = await site(t);
	if (at === undefined) return;
	let killed = 0;
	at.door.onAnswer = async () => {
		killed += 1;
		await at.llama.kill();
	};
	const { encounter } = await at.admit();
	await at.discharge(encounter);
	const { work } = await at.asked(encounter);
	assert.equal(killed, 1);
	const page = await at.open(work);
	await at.approve(page);
	await page.close();
	assert.equal((await at.ended(work)).state, 'DELIVERED');
	const [document] = await at.documents(encounter);
	const text = textOf(document ?? {});
	assert.equal(document?.docStatus, 'final');
	for (const part of tables()) assert.ok(text.includes(part), part);
	assert.match(
		text,
		/There are no sentences, only tables\.\n.*(?:broke off|lost|not be reached|closed)/i,
	);
	const made = (await at.ledger()).find(
		({ interaction, workItem }) => interaction === 'clinical-draft-made' && workItem?.id === work,
	);
	assert.match(String(made?.outcomeReason), /^llm-/);
	await at.llama.restart();
});

test('what a clinician rejects is withdrawn from the chart', async (t) => {
	const at = await site(t);
	if (at === undefined) return;
	const { encounter } = await at.admit();
	await at.discharge(encounter);
	const { work } = await at.asked(encounter);
	const page = await at.open(work);
	await page.getByText('Reject…').click();
	await page.getByLabel('Why it cannot be signed').fill('This is about another stay.');
	await page.getByRole('button', { name: 'Reject', exact: true }).click();
	await page.getByRole('heading', { name: 'You rejected this document' }).waitFor();
	await page.close();
	const end = await at.ended(work);
	assert.deepEqual([end.state, end.reason], ['NO_RESULT', 'rejected-by-clinician']);
	const [document, ...more] = await at.documents(encounter);
	assert.equal(more.length, 0);
	assert.deepEqual(
		[document?.status, document?.docStatus, document?.authenticator],
		['entered-in-error', 'preliminary', undefined],
	);
	assert.deepEqual(
		(await at.tasks(encounter)).map(({ status }) => status),
		['cancelled'],
	);
});

test('a discharge message (ADT A03) leads to the stay with its visit number', async (t) => {
	const at = await site(t);
	if (at === undefined) return;
	const template = await readTemplate(DISCHARGE);
	const port = await freePort();
	const id = await at.publish(
		DISCHARGE,
		{
			...at.config(template as never, { deskUrl: at.desk, modelName: 'letters', classes: 'NONAC' }),
			'Discharge Message (ADT A03)': { port },
		},
		'by message',
		{
			'Discharge Message (ADT A03)': true,
			'Stay Has Ended': false,
			'Result After Discharge': false,
		},
	);
	const { patient, encounter } = await at.admit();
	await at.discharge(encounter, { class: { system: CLASS_SYSTEM, code: 'NONAC' } });
	const answer = await sendMessage(port, [
		'MSH|^~\\&|ZZADT|ZZ|N8N|ZZ|20261122120000+0000||ADT^A03^ADT_A03|ZZA03|P|2.5.1',
		'EVN|A03|20261122120000+0000',
		`PID|1||${patient.mrn}^^^DEMOHOSP^MR||${patient.family}^${patient.given}`,
		`PV1|1|I|W1||||||||||||||||V-${patient.key}^^^DEMOVISIT`,
	]);
	assert.match(answer, /MSA\|AA\|ZZA03/);
	const { task } = await at.asked(encounter);
	assert.equal(task.for.reference, `Patient/${patient.key}`);
	await at.n8n.api.unpublish([id]);
});

test('a test run in the editor writes nothing', async (t) => {
	const at = await site(t);
	if (at === undefined) return;
	const writes = () =>
		at.ehr.requests.filter(({ method, path }) => method !== 'GET' && !path.endsWith('_search'))
			.length;
	const before = writes();
	const { executionId } = await at.n8n.api.request<{ executionId: string }>(
		'POST',
		`/rest/workflows/${at.workflows[DISCHARGE]}/run`,
		{ triggerToStartFrom: { name: 'Stay Has Ended' } },
	);
	const run = await at.until('the test run pauses', async () => {
		const execution = await at.n8n.api.execution(executionId, false);
		return ['waiting', 'success', 'error'].includes(execution.status) ? execution : undefined;
	});
	const { data } = await at.n8n.api.execution(executionId);
	const last = data?.resultData.lastNodeExecuted;
	assert.equal(run.status, 'waiting', `${last}: ${data?.resultData.error?.message}`);
	assert.equal(last, 'Clinician Sign-Off');
	assert.equal(writes(), before);
});

test('a patient whose record was merged away is not drafted about', async (t) => {
	const at = await site(t);
	if (at === undefined) return;
	const { patient, encounter } = await at.admit();
	const record = await at.read(`Patient/${patient.key}`);
	await at.write({
		...record,
		active: false,
		link: [{ type: 'replaced-by', other: { reference: 'Patient/zzstay1' } }],
	});
	const before = await at.closings();
	await at.discharge(encounter);
	const end = await at.nextClosing(before);
	assert.deepEqual([end.state, end.reason], ['BLOCKED', 'patient-replaced']);
	assert.deepEqual(await at.documents(encounter), []);
	assert.deepEqual(await at.tasks(encounter), []);
});

test('drafts before the discharge: one in the chart, superseded by the next and by the real one', async (t) => {
	const at = await site(t);
	if (at === undefined) return;
	const { patient, encounter } = await at.admit();
	await at.seed([dischargeOrder(patient)]);
	const template = await readTemplate('discharge-predraft-batch');
	const id = await at.publish('discharge-predraft-batch', {
		...at.config(template as never, { modelName: 'letters', demonstration: true }),
		'Every Night': NIGHTS,
		// As if every run were on another day.
		'Open the Work': { workKey: '={{ $execution.id }} {{ $json.about.encounter }}' },
	});
	const nights = async () =>
		(await at.documents(encounter)).filter(({ docStatus }) => docStatus === 'preliminary').length;
	await at.until('two nights', async () => (await nights()) >= 2 || undefined);
	await at.n8n.api.unpublish([id]);
	await at.quiet(id);
	const states = async () =>
		(await at.documents(encounter)).map(({ status, docStatus }) => `${status} ${docStatus}`);
	const found = await states();
	assert.ok(found.length >= 2);
	assert.equal(found.filter((one) => one === 'current preliminary').length, 1);
	assert.ok(found.every((one) => /^(current|superseded) preliminary$/.test(one)));
	const waiting = (await at.tasks(encounter)).filter(({ status }) => status === 'requested');
	assert.equal(waiting.length, 1);
	assert.equal(waiting[0]?.code.coding[0].code, 'discharge-predraft');

	await at.write({
		...(await at.read(`ServiceRequest/${patient.key}-goes-home`)),
		status: 'completed',
	});
	await at.discharge(encounter);
	const { task } = await at.asked(encounter);
	await at.until('the draft from before is superseded', async () => {
		const current = (await at.documents(encounter)).filter(({ status }) => status === 'current');
		return current.length === 1 && task.focus.reference === `DocumentReference/${current[0]?.id}`
			? true
			: undefined;
	});
});

test('a chart summary lies ready before the visit', async (t) => {
	const at = await site(t);
	if (at === undefined || signed === undefined) return;
	const { patient } = signed;
	const template = await readTemplate('chart-summary');
	const id = await at.publish('chart-summary', {
		...at.config(template as never, { modelName: 'letters', daysAhead: 7, demonstration: true }),
		'Every Evening': SOON,
		// As a clinic would take only its own visits.
		'Booked Visits': at.criteria({
			status: 'booked',
			date: '={{ $today.plus({ days: $json.config.daysAhead }).toISODate() }}',
			_id: `${patient.key}-cardiology`,
		}),
	});
	const summaries = async () =>
		await at.search(`DocumentReference?patient=Patient/${patient.key}&type=60591-5`);
	await at.until('the evening comes', async () => (await summaries()).length > 0 || undefined);
	await at.n8n.api.unpublish([id]);
	await at.quiet(id);
	const found = await summaries();
	const [summary, ...more] = found.filter(({ status }) => status === 'current');
	assert.equal(more.length, 0);
	assert.equal(summary?.docStatus, 'preliminary');
	const text = textOf(summary ?? {});
	assert.ok(text.includes('Penicillin'));
	assert.ok(text.includes('Spironolactone'));
	const tasks = (await at.search(`Task?patient=Patient/${patient.key}`)).filter(
		({ code }) => code.coding[0].code === 'read-chart-summary',
	);
	assert.ok(tasks.some(({ status }) => status === 'requested'));
});

test('a stay that nobody signs: asked once more, then a person is named', async (t) => {
	const at = await site(t);
	if (at === undefined || expiring === undefined) return;
	const { work, encounter } = expiring;
	const end = await at.ended(work, 150_000);
	assert.deepEqual([end.state, end.reason], ['ESCALATED', 'not-signed-in-time']);
	const asked = (await at.ledger()).filter(
		({ interaction, workItem }) => interaction === 'sign-off-requested' && workItem?.id === work,
	);
	assert.equal(asked.length, 2);
	const [task] = await at.tasks(encounter);
	assert.deepEqual(
		[task?.status, task?.priority, task?.owner.display],
		['requested', 'stat', 'Medical director'],
	);
	assert.equal((await at.documents(encounter))[0]?.docStatus, 'preliminary');
});

test('n8n killed between approval and write-back: one signed document, and no second page', async (t) => {
	const at = await site(t);
	if (at === undefined) return;
	const { patient, encounter } = await at.admit();
	await at.discharge(encounter);
	const { work } = await at.asked(encounter);
	const page = await at.open(work, 'ben');
	at.ehr.delayMs = 60_000;
	await at.approve(page);
	await sleep(500);
	await at.n8n.kill9();
	at.ehr.delayMs = 0;
	assert.equal((await at.documents(encounter))[0]?.docStatus, 'preliminary');
	await at.n8n.restart();
	assert.equal((await at.ended(work, 90_000)).state, 'DELIVERED');
	const [document, ...more] = await at.documents(encounter);
	assert.equal(more.length, 0);
	assert.equal(document?.docStatus, 'final');
	const about = (interaction: string, lines: Awaited<ReturnType<Stage['ledger']>>) =>
		lines.filter((line) => line.interaction === interaction && line.workItem?.id === work).length;
	const ledger = await at.ledger();
	assert.equal(about('sign-off-requested', ledger), 1);
	assert.equal(about('sign-off-approved', ledger), 1);
	assert.equal(about('document-signed', ledger), 1);
	await page.goto(at.desk);
	await page.getByRole('heading', { name: 'Documents for your signature' }).waitFor();
	assert.equal(await page.getByText(patient.family).count(), 0, 'it waits for nobody');
	await page.close();
});

test('nothing that tells who the patients are stands in what n8n and the ledger keep', async (t) => {
	const at = await site(t);
	if (at === undefined) return;
	const needles = at.patients.flatMap((one): Needle[] => [
		{ what: `family name of ${one.key}`, text: one.family },
		{ what: `number of ${one.key}`, text: one.mrn },
		{ what: `birth date of ${one.key}`, text: one.birthDate },
		{ what: `street of ${one.key}`, text: one.street },
		{ what: `record of ${one.key}`, text: `Patient/${one.key}` },
		{ what: `stay of ${one.key}`, text: `${one.key}-stay` },
	]);
	const clinical: Needle[] = ['Spironolactone', 'Anaphylaxis', INJECTED.slice(0, 40)].map(
		(text) => ({
			what: 'something of the chart',
			text,
		}),
	);
	const all = [...needles, ...clinical];
	const n8n = join(at.dir, 'n8n', '.n8n');
	const marker = [{ what: 'the work item', text: signed?.work ?? '' }];
	const kept = await plantedInFolder(n8n, marker);
	assert.ok(kept.some(({ where }) => where.startsWith('database.sqlite')));
	const isPack = ({ where }: { where: string }) => where.split('/').includes('node_modules');
	assert.deepEqual(
		(await plantedInFolder(n8n, all)).filter((one) => !isPack(one)),
		[],
	);
	assert.deepEqual(await plantedInFolder(join(at.dir, 'data'), all), []);
	const log = await at.n8n.log();
	assert.deepEqual(
		all.filter(({ text }) => log.includes(text)),
		[],
	);
	assert.deepEqual(await at.n8n.outbound(), []);
});

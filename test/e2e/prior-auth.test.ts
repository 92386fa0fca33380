import assert from 'node:assert/strict';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, test, type TestContext } from 'node:test';
import { X12 } from '../hospital/payer/fhir.ts';
import type { PayerAnswer, PayerOutcome } from '../hospital/payer/types.ts';
import { plantedInFolder, type Needle } from '../hospital/planted.ts';
import { freePort } from '../peers/ports.ts';
import { peer } from '../peers/require.ts';
import { keep } from '../unit/priorauth/case-records.ts';
import { acknowledgement, sendByMllp } from './chart/mllp.ts';
import { MODEL } from './prior-auth/finder.ts';
import { PRIOR_AUTH, Stage, type Stored } from './prior-auth/stage.ts';

let port = 0;
let opening: Promise<Stage | undefined> | undefined;
const NUMBERS = 'https://payer.example/authorizations';
/** An expedited case has seconds: the clock is told within the test. */
const SHORT_CLOCK = [
	{ name: 'ZZ short', unit: 'hours', amount: 0.005, urgency: 'expedited', source: 'test' },
];

/** One hospital and one payer for the file. */
const site = async (t: TestContext): Promise<Stage | undefined> =>
	await (opening ??= peer(t, async () => {
		const stage = await Stage.open();
		stage.payer.requirementFor('default', { paNeeded: 'auth-needed' });
		port = await freePort();
		const settings = {
			...(await stage.config(PRIOR_AUTH, {
				deskUrl: stage.desk,
				demonstration: true,
				serviceCategory: '42',
				reviewKind: 'HS',
				modelName: MODEL,
			})),
			'New Order': { everySeconds: 1 },
			'Order Taken Back': { everySeconds: 1 },
			'Questions Answered': { everySeconds: 1 },
			'Payer Decides': { organizations: '8189991234' },
			'Every Ten Minutes': { rule: { interval: [{ field: 'seconds', secondsInterval: 3 }] } },
			'Time Runs Out': { paClockRules: JSON.stringify(SHORT_CLOCK) },
			// No model: the tables of the chart are the letter.
			'Draft the Letter': { sentencesBy: 'none' },
			'Order Message (ORM)': { port },
		};
		await stage.publish(PRIOR_AUTH, settings, { on: ['Order Message (ORM)'] });
		return stage;
	}));

after(async () => {
	await (await opening)?.stop();
});

/** What a person answers where the chart says nothing for certain. */
const BY_PERSON: Record<string, Stored> = {
	'2/2.3': {
		valueCoding: { system: 'http://payer.example.org/fhir/CodeSystem/answers', code: 'no' },
	},
	'2/2.5': { valueString: 'ZZ none' },
	'3/3.1': { valueInteger: 2 },
	'3/3.2': { valueInteger: 4 },
};

/** Completes the task that asks a person for answers, in the name of the clinician. */
async function answer(at: Stage, task: Stored, changes: Stored = {}): Promise<void> {
	const output = questionsIn(task).map((path) => ({ type: { text: path }, ...BY_PERSON[path] }));
	const owner = { reference: 'Practitioner/zz-7' };
	await keep(at.ehr, [{ ...task, status: 'completed', owner, output, ...changes }]);
}

/** Paths of the questions of a task; one more input names the questionnaire. */
const questionsIn = ({ input }: Stored): string[] =>
	input
		.map(({ type }: Stored) => type.text as string)
		.filter((text: string) => text !== 'questionnaire');

/** Up to the desk: the task that asks for nurse and clinician, and the work that it names. */
async function asked(at: Stage, order: string): Promise<{ task: Stored; work: string }> {
	const open = await at.until('somebody is asked', async () =>
		(await at.search(`Task?focus=${order}`)).find(({ code }) =>
			['approve-prior-auth', 'answer-prior-auth'].includes(code.coding[0].code),
		),
	);
	if (open.code.coding[0].code === 'answer-prior-auth' && open.status === 'requested') {
		await answer(at, open);
	}
	const task = await at.task(order, 'approve-prior-auth');
	return { task, work: String(task.identifier[0].value).split('/').at(-1) ?? '' };
}

/** A new order, approved by both, answered by the payer in this way. */
async function sent(
	at: Stage,
	answer: PayerOutcome | PayerAnswer,
	changes: Stored = {},
): Promise<{ order: string; patient: string; work: string }> {
	at.payer.outcomeFor('default', answer);
	const { order, patient } = await at.order(changes);
	const { work } = await asked(at, order);
	await at.approveBoth(work);
	return { order, patient, work };
}

const numbersOn = async (at: Stage, order: string): Promise<string[]> =>
	((await at.read(order)).identifier ?? [])
		.filter(({ system }: Stored) => system === NUMBERS)
		.map(({ value }: Stored) => value);

const lastCase = (at: Stage) => {
	const found = at.payer.cases().at(-1);
	assert.ok(found, 'the payer has a case');
	return found;
};

/** Numbers of the last packet that the payer has. */
const inRequest = (at: Stage): { claim: string; packet: string } => {
	const bundle = lastCase(at).request as Stored;
	return { claim: bundle.entry[0].resource.identifier[0].value, packet: bundle.identifier.value };
};

/** The letters of a patient: where they stand. */
const lettersOf = async (at: Stage, patient: string): Promise<string[]> =>
	(await at.search(`DocumentReference?subject=${patient}&type=34109-9`)).map(
		({ status, docStatus }) => `${status}, ${docStatus}`,
	);

let first: { order: string; work: string; number: string } | undefined;

test('an order that a nurse and its clinician approve is authorized, and the number stands on it', async (t) => {
	const at = await site(t);
	if (at === undefined) return;
	at.payer.outcomeFor('default', 'approved');
	const { order } = await at.order();
	const { work } = await asked(at, order);
	const nurse = await at.open(work, 'nora', 1);
	const shown = await nurse.textContent('main');
	for (const words of [
		'What is asked for',
		'G0154 (HCPCS)',
		'What the payer wants to see',
		'Yes, the patient is homebound since the fall.',
		'What stays in the hospital',
		'Rules of the guide',
	]) {
		assert.ok(shown?.includes(words), words);
	}
	await at.picture(nurse, 'prior-auth-packet', 'What is asked for', 'Is authorization needed?');
	await at.picture(nurse, 'prior-auth-checklist', 'What the payer wants to see');
	await nurse.setViewportSize({ width: 390, height: 844 });
	await at.picture(nurse, 'prior-auth-phone', 'What is asked for', 'What the payer wants to see');
	const wide = await nurse.evaluate('document.documentElement.scrollWidth');
	assert.ok(Number(wide) <= 390, `on a phone nothing is cut off, but it is ${wide} wide`);
	await nurse.setViewportSize({ width: 1280, height: 900 });
	assert.equal(at.payer.requests('submit').length, 0, 'nothing is sent before the nurse');
	await at.approve(nurse);
	await nurse.close();
	await at.canvas(PRIOR_AUTH, {
		'prior-auth-1-case': ['What came', 'The case', 'From a message', 'By hand'],
		'prior-auth-2-packet': ['The questions', 'The letter', 'The packet'],
		'prior-auth-3-sent': ['Two people', 'Sent', 'A person'],
		'prior-auth-4-decision': ['Later', 'Decisions'],
		'prior-auth-5-taken-back': ['Taken back'],
	});
	const clinician = await at.open(work, 'ada', 2);
	assert.equal(at.payer.requests('submit').length, 0, 'nothing is sent before the clinician');
	await at.approve(clinician);
	await clinician.close();
	assert.equal((await at.ended(work)).state, 'DELIVERED');
	const task = await at.task(order, 'prior-auth-approved');
	const number = /Number (\S+),/.exec(String(task.description))?.[1];
	assert.deepEqual(await numbersOn(at, order), [number]);
	const [submission, ...others] = at.payer.requests('submit');
	assert.equal(others.length, 0);
	assert.deepEqual(submission?.problems, []);
	first = { order, work, number: String(number) };
});

test('what was sent carries the signed letter, the completed answers and the evidence, and nothing else', async (t) => {
	const at = await site(t);
	if (at === undefined || first === undefined) return;
	const { entry } = lastCase(at).request as { entry: Array<{ resource: Stored }> };
	const of = (type: string) =>
		entry.map(({ resource }) => resource).filter(({ resourceType }) => resourceType === type);
	const [answers, ...more] = of('QuestionnaireResponse');
	assert.equal(more.length, 0);
	assert.equal(answers?.status, 'completed');
	const letter = of('DocumentReference').find(({ type }) => type.coding[0].code === '34109-9');
	assert.equal(letter?.docStatus, 'final');
	assert.match(
		Buffer.from(letter?.content[0].attachment.data, 'base64').toString('utf8'),
		/Letter of medical necessity|DIAGNOSES|Diagnoses/,
	);
	assert.ok(of('DocumentReference').some(({ type }) => type.coding[0].code === '11506-3'));
	assert.deepEqual(of('Encounter'), []);
});

test('a change of an order that was asked before asks nobody again', async (t) => {
	const at = await site(t);
	if (at === undefined || first === undefined) return;
	// Writing the number changed the order: that alone is a change that the trigger sees.
	const closing = await at.until('the change is closed', async () =>
		(await at.ledger()).find(
			({ interaction, workItem }) =>
				interaction === 'work-closed' && workItem?.reason === 'asked-before',
		),
	);
	assert.equal(closing.workItem?.state, 'NO_RESULT');
	assert.equal(at.payer.requests('submit').length, 1);
});

for (const outcome of ['denied', 'modified', 'partially-approved'] as const) {
	test(`${outcome}: nothing is accepted, the clinician gets the reason and a draft of an appeal`, async (t) => {
		const at = await site(t);
		if (at === undefined) return;
		const why = {
			reasons: [{ system: `${X12}/886`, code: '0V', display: 'ZZ criteria not met' }],
			note: 'ZZ send the plan of care.',
		};
		const { order, patient, work } = await sent(at, { outcome, ...why });
		assert.deepEqual(
			[(await at.ended(work)).state, (await at.ended(work)).reason],
			['ESCALATED', `payer-${outcome}`],
		);
		const task = await at.task(order, 'prior-auth-denied');
		for (const words of [
			/Nothing was accepted/,
			/Reason: ZZ criteria not met \(0V\)/,
			/ZZ send the/,
		]) {
			assert.match(String(task.description), words);
		}
		const reference = task.input[0].valueReference.reference as string;
		const draft = await at.read(reference);
		assert.equal(draft.docStatus, 'preliminary');
		assert.match(String(draft.description), /^(?:DEMONSTRATION: )?DRAFT .* without a model/);
		assert.equal(draft.subject.reference, patient);
		const text = Buffer.from(draft.content[0].attachment.data, 'base64').toString('utf8');
		assert.match(text, /What the payer decided/);
		assert.match(text, /peer to peer/);
		assert.match(text, /homebound/);
		assert.deepEqual(await numbersOn(at, order), []);
	});
}

test('pended: the work ends as delivered, and the decision comes later by the subscription', async (t) => {
	const at = await site(t);
	if (at === undefined) return;
	const { order, work } = await sent(at, 'pended');
	assert.equal((await at.ended(work)).state, 'DELIVERED');
	await at.task(order, 'prior-auth-pended');
	assert.deepEqual(await numbersOn(at, order), []);
	const [, value = ''] = lastCase(at).identifier.split('|');
	const told = async (words: RegExp): Promise<Stored> =>
		await at.until(`a person is told: ${words.source}`, async () =>
			(await at.search(`Task?focus=${order}&code=look-at-prior-auth`)).find(({ description }) =>
				words.test(String(description)),
			),
		);
	await at.payer.notify(value, 'denied', { otherPatient: true });
	const stray = await told(/for another patient; nothing of it was used\. Ask the payer/);
	assert.match(
		String(stray.description),
		new RegExp(`^The answer says: denied[^]*: ${value}$`, 'm'),
	);
	assert.equal(stray.for, undefined, 'nobody knows whose answer it is');
	await at.payer.notify(value, 'approved', { times: 2 });
	await at.task(order, 'prior-auth-approved');
	assert.equal((await numbersOn(at, order)).length, 1);
	const of = async (wanted: string): Promise<Stored[]> =>
		(await at.search(`Task?focus=${order}`)).filter(({ code }) => code.coding[0].code === wanted);
	assert.equal((await of('prior-auth-approved')).length, 1, 'told twice, done once');
	assert.deepEqual(
		(await of('prior-auth-pended')).map(({ status }) => status),
		['completed'],
		'nobody waits any more',
	);
	await at.payer.notify(value, 'denied');
	const back = await told(/The payer now denies what it approved on \d{4}-\d{2}-\d{2}/);
	assert.match(String(back.description), /Do not schedule/);
	assert.ok(String(back.description).includes((await numbersOn(at, order))[0] ?? 'no number'));
	assert.deepEqual([back.owner.display, back.priority], ['Ordering clinicians', 'urgent']);
	await at.until('what was approved is not scheduled meanwhile', async () =>
		(await of('prior-auth-approved')).find(({ status }) => status === 'on-hold'),
	);
});

test('an approval of an order that was taken back meanwhile is not written on it', async (t) => {
	const at = await site(t);
	if (at === undefined) return;
	const { order } = await sent(at, 'pended');
	await at.task(order, 'prior-auth-pended');
	await keep(at.ehr, [{ ...(await at.read(order)), status: 'revoked' }]);
	const [, value = ''] = lastCase(at).identifier.split('|');
	await at.payer.notify(value, 'approved');
	const { description } = await at.task(order, 'look-at-prior-auth');
	assert.match(String(description), /approved, but the order was taken back/);
	// Whoever calls the payer names it by these.
	const { claim, packet } = inRequest(at);
	for (const words of [
		/^The payer approved the request, and its number does not stand on the order/,
		/Do not schedule/,
		/^Number of the authorization: AUTH-\S+$/m,
		new RegExp(
			`^To name it to the payer \\(ZZTEST INSURANCE\\): case ${claim}, packet ${packet}`,
			'm',
		),
	]) {
		assert.match(String(description), words);
	}
	assert.doesNotMatch(String(description), /A step could not be done|Gather/);
	assert.deepEqual(await numbersOn(at, order), []);
	const tasks = (await at.search(`Task?focus=${order}`)).map(({ code }) => code.coding[0].code);
	assert.ok(!tasks.includes('prior-auth-approved'), 'nobody is told to schedule it');
});

test('an approval that the payer shortens afterwards is not scheduled before a person has looked', async (t) => {
	const at = await site(t);
	if (at === undefined) return;
	const { order } = await sent(at, 'approved');
	await at.task(order, 'prior-auth-approved');
	const [, value = ''] = lastCase(at).identifier.split('|');
	await at.payer.notify(value, { outcome: 'approved', days: 2 });
	const { description } = await at.task(order, 'look-at-prior-auth');
	assert.doesNotMatch(String(description), /Nothing was accepted/);
	await at.until('it is not scheduled', async () =>
		(await at.search(`Task?focus=${order}&code=prior-auth-approved`)).find(
			({ status }) => status === 'on-hold',
		),
	);
});

test('an order that is taken back after it was approved is told to desk and clinicians, and not scheduled', async (t) => {
	const at = await site(t);
	if (at === undefined) return;
	const { order } = await sent(at, 'approved');
	await at.task(order, 'prior-auth-approved');
	const [number = ''] = await numbersOn(at, order);
	const before = at.payer.requests('submit').length;
	await keep(at.ehr, [{ ...(await at.read(order)), status: 'revoked' }]);
	const told = await at.until('desk and clinicians are told', async () => {
		const found = await at.search(`Task?focus=${order}&code=prior-auth-order-taken-back`);
		return found.length === 2 ? found : undefined;
	});
	assert.deepEqual(told.map(({ owner }) => owner.display).sort(), [
		'Ordering clinicians',
		'Prior authorization desk',
	]);
	const { claim, packet } = inRequest(at);
	for (const { description, priority } of told) {
		assert.equal(priority, 'urgent');
		assert.match(String(description), /^The order was taken back, and the payer has authorized it/);
		assert.match(String(description), /Do not schedule it/);
		assert.match(
			String(description),
			new RegExp(`Number ${number}[^]*case ${claim}, packet ${packet}`),
		);
	}
	await at.until('it is not scheduled', async () =>
		(await at.search(`Task?focus=${order}&code=prior-auth-approved`)).find(
			({ status, businessStatus }) =>
				status === 'on-hold' && /was taken back/.test(String(businessStatus?.text)),
		),
	);
	assert.equal(at.payer.requests('submit').length, before, 'nothing is sent by itself');
});

test('an order that is put on hold while the payer decides is told, and one that was never asked for is not', async (t) => {
	const at = await site(t);
	if (at === undefined) return;
	const { order } = await sent(at, 'pended');
	await at.task(order, 'prior-auth-pended');
	await keep(at.ehr, [{ ...(await at.read(order)), status: 'on-hold' }]);
	const { description } = await at.task(order, 'prior-auth-order-taken-back');
	assert.match(String(description), /^The order was put on hold, and the payer has the request/);
	assert.match(String(description), /Told before: Pended/);
	const { order: never } = await at.order({ status: 'entered-in-error' });
	await at.until('nothing is out', async () =>
		(await at.ledger()).find(
			({ interaction, workItem }) =>
				interaction === 'work-closed' && workItem?.reason === 'nothing-to-take-back',
		),
	);
	assert.deepEqual(await at.search(`Task?focus=${never}`), []);
});

test('work that fails for good leaves a task', async (t) => {
	const at = await site(t);
	if (at === undefined) return;
	// Not by the form, which would say so: an order that no server can look for.
	await at.opens('prior-auth', { order: 'no reference at all' });
	const task = await at.until('somebody is told', async () =>
		(await at.search('Task?code=failed-prior-auth')).at(0),
	);
	assert.match(String(task.description), /^It failed for good: fhir-\S+\. /m);
	assert.match(String(task.description), /Nobody was asked to sign, so no request was sent/);
	assert.equal(task.priority, 'urgent');
	assert.equal(task.focus, undefined, 'nobody knows which order it was');
});

test('work that fails for good behind the signatures leaves a task that names the order and the patient', async (t) => {
	const at = await site(t);
	if (at === undefined) return;
	const { order, patient } = await at.order();
	const { work, task } = await asked(at, order);
	// What the work wants to close is gone, and stands there anew under another id.
	await fetch(`${at.ehr.url}/Task/${task.id}`, { method: 'DELETE' });
	await keep(at.ehr, [{ ...task, id: 'zz-anew' }]);
	const nurse = await at.open(work, 'nora', 1);
	await at.reject(nurse, 'ZZ not this one');
	await nurse.close();
	const told = await at.task(order, 'failed-prior-auth');
	assert.equal(told.for.reference, patient);
	assert.match(String(told.description), /^A server refused what this workflow wanted/);
	assert.match(String(told.description), /ask again by the form/);
	await at.until('nobody waits for the signatures', async () => {
		const { status, businessStatus } = await at.read('Task/zz-anew');
		return status === 'completed' && /could not go on/.test(businessStatus.text) ? true : undefined;
	});
});

test('more information: a task says what the payer wants and until when', async (t) => {
	const at = await site(t);
	if (at === undefined) return;
	const { order, work } = await sent(at, {
		outcome: 'pended',
		ask: { by: 'task', code: '11506-3', until: '2027-01-15' },
	});
	const ended = await at.ended(work);
	assert.deepEqual([ended.state, ended.reason], ['ESCALATED', 'payer-asks-for-more']);
	const task = await at.task(order, 'prior-auth-more-information');
	assert.match(String(task.description), /11506-3/);
	assert.equal(task.priority, 'urgent');
});

for (const outcome of ['contact-payer', 'mixed', 'unknown', 'cancelled', 'refused'] as const) {
	test(`${outcome}: a person looks at it`, async (t) => {
		const at = await site(t);
		if (at === undefined) return;
		const { order, work } = await sent(at, outcome);
		const ended = await at.ended(work);
		assert.equal(ended.state, 'ESCALATED');
		assert.match(String(ended.reason), /^payer-/);
		await at.task(order, 'look-at-prior-auth');
		assert.deepEqual(await numbersOn(at, order), []);
	});
}

test('no-action: the payer needs no authorization, and that is said', async (t) => {
	const at = await site(t);
	if (at === undefined) return;
	const { order, work } = await sent(at, 'no-action');
	assert.equal((await at.ended(work)).state, 'NO_RESULT');
	await at.task(order, 'prior-auth-ended');
});

test('a packet that the payer refuses for good goes to a person, and is not sent again', async (t) => {
	const at = await site(t);
	if (at === undefined) return;
	const before = at.payer.requests('submit').length;
	at.payer.fault({ at: 'submit', kind: 'bad-request', times: 1 });
	const { order, work } = await sent(at, 'approved');
	const ended = await at.ended(work);
	assert.deepEqual([ended.state, ended.reason], ['ESCALATED', 'submission-refused']);
	await at.task(order, 'look-at-prior-auth');
	const [signed] = await at.search(`Task?focus=${order}&code=approve-prior-auth`);
	assert.match(String(signed?.businessStatus?.text), /^Signed and sent; the payer refused it: /);
	assert.equal(at.payer.requests('submit').length, before + 1);
});

test('a credential that the payer does not accept: the task says whose it is, and that nothing was taken', async (t) => {
	const at = await site(t);
	if (at === undefined) return;
	at.payer.fault({ at: 'submit', kind: 'unauthorized', times: 1 });
	const { order, work } = await sent(at, 'approved');
	assert.equal((await at.ended(work)).state, 'ESCALATED');
	const { description } = await at.task(order, 'look-at-prior-auth');
	assert.match(String(description), /^The server of the payer did not let the request in/);
	assert.match(String(description), /the node Submit/);
	const [signed] = await at.search(`Task?focus=${order}&code=approve-prior-auth`);
	assert.match(String(signed?.businessStatus?.text), /^Signed; the payer did not let it in: /);
	assert.deepEqual(await numbersOn(at, order), []);
});

test('an answer that is lost on the way is got by the same packet again', async (t) => {
	const at = await site(t);
	if (at === undefined) return;
	at.payer.fault({ at: 'submit', kind: 'answer-lost', times: 1 });
	const { order, work } = await sent(at, 'approved');
	assert.equal((await at.ended(work)).state, 'DELIVERED');
	assert.equal((await numbersOn(at, order)).length, 1);
	assert.equal(at.payer.duplicates(), 0);
});

test('a payer that stays silent through every try gets the same packet again when the work comes back', async (t) => {
	const at = await site(t);
	if (at === undefined) return;
	const before = at.payer.requests('submit').length;
	// Four tries in one run, all of them without an answer.
	at.payer.fault({ at: 'submit', kind: 'answer-lost', times: 4 });
	const { order, work } = await sent(at, 'approved');
	assert.equal((await at.ended(work, 120_000)).state, 'DELIVERED');
	const identifiers = at.payer
		.requests('submit')
		.slice(before)
		.map(({ identifier, sha256 }) => `${identifier} ${sha256}`);
	assert.equal(identifiers.length, 5);
	assert.equal(new Set(identifiers).size, 1, 'one packet, however often it was sent');
	assert.equal(at.payer.duplicates(), 0);
	assert.equal((await numbersOn(at, order)).length, 1);
	const tasks = (await at.search(`Task?focus=${order}`)).map(({ code }) => code.coding[0].code);
	assert.ok(!tasks.includes('look-at-prior-auth'), 'nobody is called for what mends itself');
	assert.equal(tasks.filter((code) => code === 'approve-prior-auth').length, 1);
});

test('an urgent order is asked for as expedited, with the clinician who attests to it; its clock is told at four times', async (t) => {
	const at = await site(t);
	if (at === undefined) return;
	at.payer.outcomeFor('default', 'pended');
	const { order } = await at.order({ priority: 'urgent' });
	const { work } = await asked(at, order);
	const nurse = await at.open(work, 'nora', 1);
	await at.approve(nurse);
	await nurse.close();
	const clinician = await at.open(work, 'ada', 2);
	assert.match((await clinician.textContent('main')) ?? '', /signature attests to: expedited/);
	await at.approve(clinician);
	await clinician.close();
	assert.equal((await at.ended(work)).state, 'DELIVERED');
	const { entry } = lastCase(at).request as { entry: Array<{ resource: Stored }> };
	assert.equal(entry[0]?.resource.priority.coding[0].code, 'stat');
	await at.until(
		'all four times are told',
		async () => {
			const told = (await at.search(`Task?focus=${order}`)).filter(
				({ code }) => code.coding[0].code === 'prior-auth-clock',
			);
			return told.some(({ priority }) => priority === 'stat') ? told : undefined;
		},
		120_000,
	);
	const clocks = async (): Promise<Stored[]> =>
		await at.search(`Task?focus=${order}&code=prior-auth-clock`);
	const { claim } = inRequest(at);
	for (const { description } of await clocks()) {
		assert.match(String(description), /\(due \d{4}-\d\d-\d\d \d\d:\d\d \S+\)/);
		assert.match(String(description), new RegExp(`\\(ZZTEST INSURANCE\\): case ${claim}`));
	}
	const [pended] = await at.search(`Task?focus=${order}&code=prior-auth-pended`);
	assert.equal(pended?.priority, 'urgent', 'an expedited one waits for nobody');
	await at.payer.notify(lastCase(at).identifier.split('|')[1] ?? '', 'approved');
	await at.task(order, 'prior-auth-approved');
	await at.until('no clock is told of any more', async () =>
		(await clocks()).every(({ status }) => status === 'completed') ? true : undefined,
	);
});

test('a nurse who rejects sends nothing, and the letter is withdrawn', async (t) => {
	const at = await site(t);
	if (at === undefined) return;
	const before = at.payer.requests('submit').length;
	const { order, patient } = await at.order();
	const { work, task } = await asked(at, order);
	const page = await at.open(work, 'nora', 1);
	await at.reject(page, 'ZZ wrong patient leaflet');
	await page.close();
	const ended = await at.ended(work);
	assert.deepEqual([ended.state, ended.reason], ['ESCALATED', 'rejected-before-sending']);
	assert.equal((await at.read(`Task/${task.id}`)).status, 'rejected');
	const letters = await at.search(`DocumentReference?subject=${patient}&type=34109-9`);
	assert.deepEqual(
		letters.map(({ status }) => status),
		['entered-in-error'],
	);
	assert.equal(at.payer.requests('submit').length, before);
});

test('whoever approved as nurse cannot attest as clinician', async (t) => {
	const at = await site(t);
	if (at === undefined) return;
	at.payer.outcomeFor('default', 'approved');
	// Ordered by somebody without an account: any attending may attest.
	const other = { reference: 'Practitioner/zz-8' };
	const { order } = await at.order({ requester: other }, (records) => [
		...records.flatMap((one): Stored[] =>
			one.resourceType === 'Practitioner'
				? [{ ...one, id: 'zz-8', identifier: [one.identifier[0]] }]
				: one.resourceType === 'PractitionerRole'
					? [{ ...one, id: 'role-8', practitioner: other }]
					: [],
		),
		...records,
	]);
	const { work } = await asked(at, order);
	const nurse = await at.open(work, 'ben', 1);
	await at.approve(nurse);
	await at.until('the clinician is asked', async () => {
		const waits = (await at.ledger()).filter(
			({ interaction, workItem }) => interaction === 'sign-off-requested' && workItem?.id === work,
		);
		return waits.length === 2 || undefined;
	});
	await nurse.goto(`${at.desk}?work=${work}`);
	await nurse.getByText('Signed in as').waitFor();
	assert.equal(
		await nurse.locator('section.here').getByRole('button', { name: /Open/ }).count(),
		0,
	);
	await nurse.close();
	const clinician = await at.open(work, 'ada', 2);
	await at.approve(clinician);
	await clinician.close();
	assert.equal((await at.ended(work)).state, 'DELIVERED');
});

test('an order that is taken back while the signature waits is not sent, and its task does not stay open', async (t) => {
	const at = await site(t);
	if (at === undefined) return;
	const before = at.payer.requests('submit').length;
	const { order, patient } = await at.order();
	const { work, task } = await asked(at, order);
	const nurse = await at.open(work, 'nora', 1);
	await at.approve(nurse);
	await nurse.close();
	const clinician = await at.open(work, 'ada', 2);
	await keep(at.ehr, [{ ...(await at.read(order)), status: 'revoked' }]);
	await at.approve(clinician);
	await clinician.close();
	const ended = await at.ended(work);
	assert.deepEqual([ended.state, ended.reason], ['ESCALATED', 'prior-auth-held']);
	const look = await at.task(order, 'look-at-prior-auth');
	assert.match(String(look.description), /^It was signed, and nothing was sent to the payer/);
	assert.deepEqual(await lettersOf(at, patient), ['superseded, final']);
	const { status, businessStatus } = await at.read(`Task/${task.id}`);
	assert.deepEqual(
		[status, businessStatus?.text],
		[
			'completed',
			'Signed, and not sent: see the task A prior authorization needs a person (prior-auth-held)',
		],
	);
	assert.equal(at.payer.requests('submit').length, before);
});

test('a patient whose record is merged between the two signatures: a person is told, nothing is sent, the letter goes', async (t) => {
	const at = await site(t);
	if (at === undefined) return;
	const before = at.payer.requests('submit').length;
	const { order, patient } = await at.order();
	const { work, task } = await asked(at, order);
	const nurse = await at.open(work, 'nora', 1);
	await at.approve(nurse);
	await nurse.close();
	const clinician = await at.open(work, 'ada', 2);
	const link = [{ other: { reference: 'Patient/zzc1-p1' }, type: 'replaced-by' }];
	await keep(at.ehr, [{ ...(await at.read(patient)), active: false, link }]);
	await at.approve(clinician);
	await clinician.close();
	assert.equal((await at.ended(work)).state, 'ESCALATED');
	const told = await at.task(order, 'look-at-prior-auth');
	assert.equal(told.for.reference, patient);
	assert.match(String(told.description), /^It was signed, and nothing was sent to the payer/);
	assert.match(
		String(told.description),
		new RegExp(`open the form "Ask for prior authorization", enter ${order} and choose "yes"`),
	);
	assert.match(
		String((await at.read(`Task/${task.id}`)).businessStatus?.text),
		/^Signed, and not sent: /,
	);
	assert.deepEqual(await lettersOf(at, patient), ['entered-in-error, preliminary']);
	assert.equal(at.payer.requests('submit').length, before);
	assert.deepEqual(await at.search(`Task?focus=${order}&code=failed-prior-auth`), []);
});

test('an answer that cannot be read: nobody is told that nothing was sent, and the payer can be asked by the task', async (t) => {
	const at = await site(t);
	if (at === undefined) return;
	at.payer.fault({ at: 'submit', kind: 'nonsense', times: 4 });
	const { order, patient, work } = await sent(at, 'approved');
	assert.equal((await at.ended(work)).state, 'ESCALATED');
	const { description } = await at.task(order, 'look-at-prior-auth');
	const { claim, packet } = inRequest(at);
	assert.match(String(description), /^The request went to the payer\./);
	assert.match(
		String(description),
		new RegExp(`: case ${claim}, packet ${packet}, member number ZZM-zzc`),
	);
	assert.doesNotMatch(String(description), /choose "yes"/);
	const [signed] = await at.search(`Task?focus=${order}&code=approve-prior-auth`);
	assert.match(
		String(signed?.businessStatus?.text),
		/^Signed and sent; whether the payer has it is not certain: /,
	);
	assert.deepEqual(await lettersOf(at, patient), ['current, final']);
});

test('an order that needs none ends there, and one that nobody is sure about goes to a person', async (t) => {
	const at = await site(t);
	if (at === undefined) return;
	at.payer.requirementFor('default', { paNeeded: 'no-auth' });
	await at.order();
	await at.until('it is closed as not needed', async () =>
		(await at.ledger()).find(
			({ interaction, workItem }) =>
				interaction === 'work-closed' && workItem?.reason === 'authorization-not-needed',
		),
	);
	at.payer.requirementFor('default', { paNeeded: 'satisfied', satisfiedId: 'ZZSAT-1' });
	const { order: there } = await at.order();
	assert.match(String((await at.task(there, 'prior-auth-there')).description), /number ZZSAT-1/);
	at.payer.requirementFor('default', { in: 'nowhere' });
	const { order } = await at.order();
	const task = await at.task(order, 'look-at-prior-auth');
	assert.match(String(task.description), /requirement-unclear/);
	// Taken up again, it tells again: the first task may be done with by then.
	const work = String(task.identifier[0].value).split('/').at(-1) ?? '';
	await at.ended(work);
	await at.retry(work);
	await at.until('a person is told once more', async () => {
		const told = await at.search(`Task?focus=${order}&code=look-at-prior-auth`);
		return told.length === 2 || undefined;
	});
	at.payer.requirementFor('default', { paNeeded: 'auth-needed' });
	// A credential that is not taken is mended by a person, not by time.
	at.payer.fault({ at: 'dtr', kind: 'unauthorized', times: 1 });
	const { order: refused } = await at.order();
	const { description } = await at.task(refused, 'look-at-prior-auth');
	assert.match(String(description), /credential/);
});

test('a required question that the chart does not answer is answered by a person in a task, and it goes on', async (t) => {
	const at = await site(t);
	if (at === undefined) return;
	const { order } = await at.order({ supportingInfo: undefined }, (records) =>
		records.filter(({ resourceType }) => resourceType !== 'DocumentReference'),
	);
	const task = await at.task(order, 'answer-prior-auth');
	assert.match(String(task.description), /Open question: Is the patient homebound\?/);
	assert.deepEqual(await at.search(`Task?focus=${order}&code=approve-prior-auth`), []);
	assert.deepEqual(questionsIn(task), Object.keys(BY_PERSON));
	// Nobody answered, or for somebody else: no answer is taken, and a person is told why.
	const { patient } = await at.order({ status: 'revoked' });
	for (const [changes, why] of [
		[{ owner: { display: 'ZZ desk' } }, /owner is no practitioner/],
		[{ for: { reference: patient } }, /another patient or another order/],
	] as const) {
		await answer(at, task, changes);
		await at.until(`a person is told: ${why.source}`, async () =>
			(await at.search(`Task?focus=${order}&code=look-at-prior-auth`)).find(({ description }) =>
				why.test(String(description)),
			),
		);
	}
	for (const { description } of await at.search(`Task?focus=${order}&code=look-at-prior-auth`)) {
		assert.match(
			String(description),
			/^An answer of a person to the questions of the payer was not/,
		);
		assert.equal(
			String(description).includes(`(Task/${task.id}), and complete that task again`),
			/owner is no practitioner/.test(String(description)),
			'a task of somebody else is not to be used again',
		);
	}
	assert.deepEqual(await at.search(`Task?focus=${order}&code=approve-prior-auth`), []);
	await answer(at, task);
	const { work } = await asked(at, order);
	const page = await at.open(work, 'nora', 1);
	assert.match((await page.textContent('main')) ?? '', /ZZ none/);
	await page.close();
});

const ORDERS = 'https://hospital.example/orders';

/** ORM^O01 with these orders (ORC-1, ORC-2), for the patient of a case. */
const orm = (control: string, key: string, orders: ReadonlyArray<[string, string]>): string =>
	[
		`MSH|^~\\&|ZZSENDER|ZZHOSP|N8N|ZZHOSP|20261102090000+0000||ORM^O01^ORM_O01|${control}|P|2.5.1`,
		`PID|1||ZZMRN-${key}^^^ZZHOSP^MR||Zztest${key}^Zzada||19610405|F`,
		...orders.map(([code, placer]) => `ORC|${code}|${placer}`),
		'',
	].join('\r');

test('a message asks only for one new order of the patient whom it names; a change of what the payer has is told', async (t) => {
	const at = await site(t);
	if (at === undefined || first === undefined) return;
	const told = async (words: RegExp): Promise<Stored> =>
		await at.until(`a person is told: ${words.source}`, async () =>
			(await at.search('Task?code=look-at-prior-auth')).find(({ description }) =>
				words.test(String(description)),
			),
		);
	const send = async (...message: Parameters<typeof orm>): Promise<void> => {
		const [answer = []] = await sendByMllp(port, [orm(...message)]);
		assert.equal(acknowledgement(answer)[0], 'AA');
	};
	const asked = async (): Promise<number> =>
		(await at.ledger()).filter(
			({ interaction, workItem }) =>
				interaction === 'work-closed' && workItem?.reason === 'asked-before',
		).length;
	const untouched = await asked();
	const order = await at.read(first.order);
	const placer = { system: ORDERS, value: 'ZZP1' };
	await keep(at.ehr, [{ ...order, identifier: [...order.identifier, placer] }]);
	await send('ZZ-OTHER', 'zzc2', [['NW', 'ZZP1']]);
	const other = await told(
		/placer number ZZP1, and whether it is of the patient with the number ZZMRN-zzc2/,
	);
	assert.equal(other.focus, undefined);
	await send('ZZ-TWO', 'zzc1', [
		['NW', 'ZZP1'],
		['NW', 'ZZP2'],
	]);
	await told(/by the form: ZZP1, ZZP2/);
	// What was changed above comes by New Order, too.
	const before = await at.until('the change is closed', async () => {
		const now = await asked();
		return now > untouched ? now : undefined;
	});
	await send('ZZ-NEW', 'zzc1', [['NW', 'ZZP1']]);
	await at.until(
		'it goes the way of every order',
		async () => (await asked()) > before || undefined,
	);
	await send('ZZ-CANCEL', 'zzc1', [['CA', 'ZZP1']]);
	const back = await at.task(first.order, 'prior-auth-order-taken-back');
	assert.match(
		String(back.description),
		/^The order was taken back by a message, and the payer has/,
	);
	assert.equal(
		(await at.search(`Task?focus=${first.order}&code=approve-prior-auth`)).length,
		1,
		'a message that takes back asks for nothing',
	);
});

test('of two works for one order only one asks people', async (t) => {
	const at = await site(t);
	if (at === undefined) return;
	const { order, patient } = await at.order();
	// By New Order, and by hand.
	await at.opens('prior-auth', { order }, order);
	const open = await at.until('both ask their questions', async () => {
		const found = await at.search(`Task?focus=${order}&code=answer-prior-auth`);
		return found.length === 2 ? found : undefined;
	});
	const closed = async (): Promise<number> =>
		(await at.ledger()).filter(
			({ interaction, workItem }) =>
				interaction === 'work-closed' && workItem?.reason === 'asked-before',
		).length;
	const before = await closed();
	await Promise.all(open.map(async (task) => await answer(at, task)));
	await at.task(order, 'approve-prior-auth');
	await at.until('the other one is closed', async () => (await closed()) > before || undefined);
	assert.equal((await at.search(`Task?focus=${order}&code=approve-prior-auth`)).length, 1);
	const standing = (await lettersOf(at, patient)).filter((one) => one.startsWith('current'));
	assert.equal(standing.length, 1, 'no second letter stays');
});

test('a patient without an active coverage goes to a person before any payer is asked', async (t) => {
	const at = await site(t);
	if (at === undefined) return;
	const before = at.payer.requests('crd').length;
	const { order } = await at.order({}, (records) =>
		records.map((record) =>
			record.resourceType === 'Coverage' ? { ...record, status: 'cancelled' } : record,
		),
	);
	const task = await at.task(order, 'look-at-prior-auth');
	assert.match(String(task.description), /coverage-not-active/);
	assert.match(
		String(task.description),
		/no coverage of the patient is active .* Ask the patient/i,
	);
	assert.match(String(task.description), /^Coverage\/\S+: .*not active on the day of service/m);
	assert.equal(at.payer.requests('crd').length, before);
});

test('an order that was asked for before is asked for again when a person says so in the form', async (t) => {
	const at = await site(t);
	if (at === undefined || first === undefined) return;
	const { order } = first;
	const tasks = async (wanted: string): Promise<Stored[]> =>
		(await at.search(`Task?focus=${order}`)).filter(({ code }) => code.coding[0].code === wanted);
	assert.equal((await tasks('approve-prior-auth')).length, 1);
	const page = await at.browser.context.newPage();
	// What is no order of the record asks for nothing, and says so.
	for (const [typed, answer] of [
		[order.replace('ServiceRequest/', ''), 'Not taken up'],
		['ServiceRequest/zz-there-is-none', 'Not taken up'],
		[order, 'Taken up'],
	] as const) {
		await page.goto(`${at.n8n.url}/form/prior-authorization`);
		await page.getByLabel('Order').fill(typed);
		await page.getByRole('combobox').selectOption('yes');
		await page.getByRole('button', { name: 'Submit' }).click();
		await page.getByText(answer, { exact: true }).first().waitFor();
	}
	await page.close();
	const open = await at.until('the open questions are asked once more', async () =>
		(await tasks('answer-prior-auth')).find(({ status }) => status === 'requested'),
	);
	await answer(at, open);
	await at.until('it is asked for once more', async () =>
		(await tasks('approve-prior-auth')).length === 2 ? true : undefined,
	);
	// The same answers written again are no new question.
	const closings = async (): Promise<number> =>
		(await at.ledger()).filter(
			({ interaction, workItem }) =>
				interaction === 'work-closed' && workItem?.reason === 'asked-before',
		).length;
	const before = await closings();
	const [done] = (await tasks('answer-prior-auth')).filter(({ id }) => id === open.id);
	await keep(at.ehr, [{ ...done, note: [{ text: 'ZZ touched again' }] }]);
	await at.until('the touched task is closed', async () =>
		(await closings()) > before ? true : undefined,
	);
	assert.equal((await tasks('approve-prior-auth')).length, 2);
});

test('what people did is written down by a form, for an order or a case number', async (t) => {
	const at = await site(t);
	if (at === undefined || first === undefined) return;
	await at.publish('prior-auth-step', {});
	const page = await at.browser.context.newPage();
	for (const [typed, step, answer] of [
		['ServiceRequest/zz-there-is-none', 'An appeal was begun', 'Not written down'],
		[first.order, "A clinician talked with the payer's reviewer", 'Written down'],
	] as const) {
		await page.goto(`${at.n8n.url}/form/prior-authorization-step`);
		await page.getByLabel('Order or case number').fill(typed);
		await page.getByRole('combobox').selectOption(step);
		await page.getByRole('button', { name: 'Submit' }).click();
		await page.getByText(answer, { exact: true }).first().waitFor();
	}
	await page.close();
	const steps = (await at.ledger()).filter(
		({ interaction }) => interaction === 'prior-auth-step-recorded',
	);
	assert.deepEqual(
		steps.map(({ outcome }) => outcome),
		['8', '0'],
	);
});

test('the monthly figures: a task for a person, a page and a table, and no patient in them', async (t) => {
	const at = await site(t);
	if (at === undefined) return;
	const month = new Date().toISOString().slice(0, 7);
	await at.publish('prior-auth-metrics', {
		...(await at.config('prior-auth-metrics', { folder: at.files })),
		'On the Second of the Month': {
			rule: { interval: [{ field: 'seconds', secondsInterval: 5 }] },
		},
		Metrics: { paLastMonth: month },
	});
	const task = await at.until('the figures are there', async () =>
		(await at.search('Task?code=prior-auth-figures')).at(0),
	);
	assert.match(String(task.description), /\d+ sent \(\d+ expedited\), \d+ decided/);
	const files = await at.until('the files are there', async () => {
		const names = await readdir(at.files);
		return names.length >= 2 ? names.sort() : undefined;
	});
	assert.deepEqual(
		files.map((name) => name.slice(name.lastIndexOf('.'))),
		['.csv', '.html'],
	);
	for (const name of files) {
		const text = await readFile(join(at.files, name), 'utf8');
		assert.ok(text.length > 200);
		assert.doesNotMatch(text, /zzc|ZZM|Zztest/);
		if (name.endsWith('.html')) await at.pageOf(text, 'prior-auth-figures');
	}
});

test('nothing that names a patient lies readable in n8n, in the ledger or in the log', async (t) => {
	const at = await site(t);
	if (at === undefined || first === undefined) return;
	const needles: Needle[] = [
		{ what: 'family names', text: 'Zztestzzc' },
		{ what: 'numbers of patients', text: 'ZZMRN-zzc' },
		{ what: 'member numbers', text: 'ZZM-zzc' },
		{ what: 'birth dates', text: '1961-04-05' },
		{ what: 'words of a note', text: 'homebound since the fall' },
		{ what: 'an authorization number', text: first.number },
	];
	const n8n = join(at.dir, 'n8n', '.n8n');
	const kept = await plantedInFolder(n8n, [{ what: 'the work item', text: first.work }]);
	assert.ok(kept.some(({ where }) => where.startsWith('database.sqlite')));
	const isPack = ({ where }: { where: string }) => where.split('/').includes('node_modules');
	assert.deepEqual(
		(await plantedInFolder(n8n, needles)).filter((one) => !isPack(one)),
		[],
	);
	assert.deepEqual(await plantedInFolder(join(at.dir, 'data'), needles), []);
	const log = await at.n8n.log();
	assert.deepEqual(
		needles.filter(({ text }) => log.includes(text)),
		[],
	);
	assert.deepEqual(await at.n8n.outbound(), []);
});

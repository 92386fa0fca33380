import assert from 'node:assert/strict';
import { after, before, describe, test, type TestContext } from 'node:test';
import type { AuditEvent } from '../../dist/nodes/shared/ledger/event.js';
import type { Person } from '../hospital/people.ts';
import { PeerUnavailable, peerMissing } from '../peers/require.ts';
import type { Execution } from '../n8n/api.ts';
import { ISSUER, Office, type Task } from './audit/office.ts';

/** Nobody waits an hour, or a month, in a test. */
const SOON = { rule: { interval: [{ field: 'seconds', secondsInterval: 3 }] } };
const HOUR = 1 / 24;

const event = (changes: Partial<AuditEvent>): AuditEvent => ({
	kind: 'access',
	interaction: 'fhir-read',
	action: 'R',
	outcome: '0',
	agent: { instance: 'earlier', workflowId: 'wf-old' },
	actor: { type: 'user', id: 'ada' },
	...changes,
});

describe('the audit templates in n8n', { timeout: 300_000 }, () => {
	let office: Office | undefined;
	let missing = 'n8n';
	let person: Person;

	before(async () => {
		try {
			office = await Office.open((key) => {
				const ofPatient = (mrn: string, issuer = ISSUER) => key.pseudonym('patient', issuer, mrn);
				return [
					// Ada works by day; the hours of these events are set by the test's own working hours.
					...Array.from({ length: 30 }, (_, n): [number, AuditEvent] => [
						3 + n,
						event({ patient: ofPatient(`ZZOLD-${n}`) }),
					]),
					...Array.from({ length: 25 }, (_, n): [number, AuditEvent] => [
						2 * HOUR,
						event({ patient: ofPatient(`ZZNEW-${n}`) }),
					]),
					[
						2 * HOUR,
						event({
							kind: 'break-glass',
							breakGlass: true,
							emergency: { reason: 'other-emergency' },
						}),
					],
					[
						400,
						event({
							kind: 'disclosure',
							interaction: 'report-sent',
							patient: ofPatient('ZZ-PLANTED-MRN'),
							disclosure: {
								recipient: 'state-registry',
								description: 'radiology-report',
								basis: 'public-health',
							},
						}),
					],
					[
						200,
						event({
							kind: 'disclosure',
							interaction: 'report-sent',
							patient: ofPatient('ZZ-PLANTED-MRN', ''),
							disclosure: { recipient: 'npi:5550', description: 'summary', basis: 'treatment' },
						}),
					],
				];
			});
		} catch (error) {
			if (!(error instanceof PeerUnavailable)) throw error;
			missing = error.message;
		}
	});
	after(async () => await office?.close());

	const inOffice =
		(run: (office: Office, t: TestContext) => Promise<void>) => async (t: TestContext) => {
			if (office === undefined) return peerMissing(t, missing);
			person = office.people.ordinary[0];
			await run(office, t);
		};

	test(
		'anomalies: what was planted is found, explained and recorded once',
		inOffice(async (o) => {
			const id = await o.publish(
				'audit-anomalies',
				{ 'Every Hour': SOON },
				// All day is working time, whatever the hour at which this test runs.
				{ workingDayStarts: 0, workingDayEnds: 24, workingDays: '1,2,3,4,5,6,7' },
			);
			const run = await o.n8n.api.waitForExecution(id, 60_000);
			assert.equal(run.status, 'success');
			const found = output(run, 'Put It in Words');
			assert.deepEqual(found.map(({ anomaly }) => (anomaly as { rule: string }).rule).sort(), [
				'break-glass-without-encounter',
				'first-seen-patients',
			]);
			const { message } = found.find(({ anomaly }) =>
				(anomaly as { rule: string }).rule.startsWith('first'),
			) as { message: { subject: string; text: string } };
			assert.match(message.subject, /never opened before/);
			for (const part of ['user ada', 'Seen: ', '25 patients', 'Threshold: 20', 'Who can tell: ']) {
				assert.ok(message.text.includes(part), part);
			}
			// A second look finds nothing that was told already.
			const count = (await o.n8n.api.executions(id)).length;
			await o.n8n.api.waitForExecution(
				id,
				60_000,
				(all) => all.length > count + 1 && ended(all[0]),
			);
			await o.n8n.api.unpublish([id]);
			const recorded = (await o.ledger()).filter(
				({ interaction }) => interaction === 'audit-anomaly-found',
			);
			assert.equal(recorded.length, 2);
			const [second] = await o.n8n.api.executions(id);
			assert.deepEqual(output(await o.n8n.api.execution(second.id), 'Put It in Words'), []);
		}),
	);

	test(
		'break-glass: recorded first, then a task for the review, then the page says until when',
		inOffice(async (o) => {
			await o.publish('break-glass');
			const form = await fetch(`${o.n8n.url}/webhook/break-glass`);
			assert.equal(form.status, 200);
			assert.match(form.headers.get('content-security-policy') ?? '', /default-src 'none'/);
			assert.match(await form.text(), /It opens nothing by itself/);
			const { status, page, type } = await o.submit('break-glass', {
				account: 'grace',
				reason: 'unconscious-patient',
				patientId: person.mrn,
			});
			assert.equal(status, 200);
			assert.match(type, /text\/html/);
			assert.match(page, /recorded until <b>\d+ \w+ \d{4} \d\d:\d\d/);
			const number = /bg-[a-z]{4}-[a-z]{4}-[a-z]{4}/.exec(page)?.[0];
			assert.ok(number);
			const opened = await o.recorded('the emergency', ({ interaction }) =>
				interaction.startsWith('break-glass-opened'),
			);
			assert.equal(opened.kind, 'break-glass');
			assert.equal(opened.purposeOfUse, 'ETREAT');
			const { emergency, actor, patient } = opened as unknown as AuditEvent;
			assert.equal(emergency?.reason, 'unconscious-patient');
			assert.equal(emergency?.review, number);
			const hours = (Date.parse(emergency?.until ?? '') - Date.parse(opened.recorded)) / 3_600_000;
			assert.ok(hours > 3.9 && hours <= 4, `${hours} hours`);
			assert.deepEqual(actor, { type: 'user', id: 'grace', authentication: 'self-declared' });
			assert.match(patient?.pseudonym ?? '', /^[0-9a-f]{32}$/);
			const [task] = await tasks(o, number);
			assert.equal(task.status, 'requested');
			assert.equal(task.for?.identifier?.value, person.mrn);

			const own = { account: 'Grace', review: number, decision: 'justified' };
			const refused = await o.submit('break-glass-review', own);
			assert.match(refused.page, /Nobody can review an access of their own/);
			assert.equal((await tasks(o, number))[0].status, 'requested');
			const decided = await o.submit('break-glass-review', { ...own, account: 'ada' });
			assert.match(decided.page, /The decision about <b>bg-/);
			const [done] = await tasks(o, number);
			assert.equal(done.status, 'completed');
			assert.equal(done.for?.identifier?.value, person.mrn, 'the rest of the task stays');
			const again = await o.submit('break-glass-review', { ...own, account: 'ada' });
			assert.match(again.page, /was reviewed already/);
			const reviews = (await o.ledger()).filter(
				({ interaction }) => interaction === 'break-glass-reviewed',
			);
			assert.deepEqual(
				reviews.map(({ outcome, outcomeReason }) => [outcome, outcomeReason]),
				[
					['8', 'break-glass-own'],
					['0', undefined],
					['8', 'break-glass-closed'],
				],
			);
		}),
	);

	test(
		'break-glass: a form that cannot be used is refused in words, and starts nothing',
		inOffice(async (o) => {
			const good = { account: 'grace', reason: 'unconscious-patient', patientId: person.mrn };
			const before = (await o.ledger()).length;
			for (const [answers, headers, status] of [
				[{ ...good, patientId: '' }, {}, 400],
				[{ ...good, reason: 'curiosity' }, {}, 400],
				[{ ...good, patientId: '<script>' }, {}, 400],
				[{ ...good, account: 'grace hopper' }, {}, 400],
				[good, { 'sec-fetch-site': 'cross-site' }, 403],
				[good, { origin: 'https://elsewhere.example' }, 403],
			] as const) {
				const answer = await o.submit('break-glass', answers, headers);
				assert.equal(answer.status, status);
				assert.match(answer.page, /Nothing was recorded/);
				assert.ok(!answer.page.includes(person.mrn) && !answer.page.includes('<script>'));
			}
			assert.equal((await o.ledger()).length, before);
		}),
	);

	test(
		'break-glass: what nobody reviewed in time is escalated once',
		inOffice(async (o) => {
			const id = await o.publish(
				'break-glass',
				{
					'Emergency Form': { path: 'second-form' },
					'Review Form': { path: 'second-review' },
					'Every Hour': SOON,
				},
				{ reviewHours: 1 },
			);
			const listed = async () =>
				(await o.ledger()).filter(({ interaction }) => interaction === 'break-glass-listed').length;
			for (const deadline = Date.now() + 60_000; (await listed()) < 3 && Date.now() < deadline; )
				await new Promise((again) => setTimeout(again, 200));
			await o.n8n.api.unpublish([id]);
			const escalations = (await o.tasks()).filter(({ code }) =>
				/nobody reviewed/.test(code?.text ?? ''),
			);
			assert.equal(escalations.length, 1, 'the one of two hours ago, however often it was looked');
			assert.match(escalations[0].description ?? '', /other-emergency/);
		}),
	);

	test(
		'accounting: the page and the table hold what must be accounted for, and no patient number',
		inOffice(async (o) => {
			await o.publish('disclosure-accounting');
			const ask = { account: 'officer', patientId: 'ZZ-PLANTED-MRN' };
			const { page, status } = await o.submit('who-saw-this-patient', {
				...ask,
				scope: 'disclosures',
			});
			assert.equal(status, 200);
			assert.match(page, /Accounting of disclosures/);
			assert.match(page, /state-registry/);
			assert.ok(!page.includes('npi:5550'), 'treatment is not accounted for');
			const all = await o.submit('who-saw-this-patient', { ...ask, scope: 'everything' });
			assert.match(all.page, /npi:5550/);
			assert.match(all.page, /audit-accounted/, 'that somebody asked is in it');
			const short = await o.submit('who-saw-this-patient', {
				...ask,
				scope: 'everything',
				from: new Date(Date.now() - 300 * 86_400_000).toISOString().slice(0, 10),
			});
			assert.ok(!short.page.includes('state-registry') && short.page.includes('npi:5550'));
			// Somebody who is in the record: what was read of the record counts as well.
			const known = await o.submit('who-saw-this-patient', {
				account: 'officer',
				patientId: person.mrn,
				scope: 'everything',
			});
			assert.match(known.page, /break-glass-opened/);
			assert.match(known.page, /fhir-search/);
			const kept = await o.reports();
			assert.ok(kept.some(({ name }) => name.endsWith('.csv')));
			for (const { name, text } of [...kept, { name: 'page', text: page }]) {
				assert.ok(!`${name}${text}`.includes('ZZ-PLANTED-MRN'), name);
				assert.ok(!`${name}${text}`.includes(person.mrn), name);
			}
			o.ehr.unavailable = true;
			const without = await o.submit('who-saw-this-patient', { ...ask, scope: 'disclosures' });
			o.ehr.unavailable = false;
			assert.match(without.page, /The record did not answer/);
			assert.match(without.page, /state-registry/);
		}),
	);

	test(
		'access review: one page for the compliance officer, and one task that leads to it',
		inOffice(async (o) => {
			const id = await o.publish('access-review', { 'On the First of the Month': SOON });
			const run = await o.n8n.api.waitForExecution(id, 60_000);
			await o.n8n.api.unpublish([id]);
			assert.equal(run.status, 'success');
			const [{ auditReport }] = output(run, 'Write Report') as Array<{
				auditReport: { file: string; sound: boolean; notReviewed: number; users: number };
			}>;
			assert.equal(auditReport.sound, true);
			assert.equal(auditReport.notReviewed, 1);
			const page = (await o.reports()).find(({ name }) => auditReport.file.endsWith(name))?.text;
			assert.ok(page);
			assert.match(page, /The ledger is sound/);
			for (const part of [
				'Users to confirm',
				'grace',
				'Workflows to confirm',
				'wf-old',
				'other-emergency',
			]) {
				assert.ok(page.includes(part), part);
			}
			assert.ok(!page.includes(person.mrn));
			const made = (await o.tasks()).filter(({ code }) => code?.text === 'Review of access');
			assert.equal(made.length, 1);
			assert.match(made[0].description ?? '', /1 emergency accesses not reviewed/);
		}),
	);

	test(
		'a change of a published workflow is recorded with the hash before and after',
		inOffice(async (o) => {
			const { n8n } = o;
			const id = await o.publish('audit-anomalies', { 'Every Hour': SOON });
			const changes = async () =>
				(await o.ledger()).filter(
					({ interaction, change }) =>
						interaction === 'workflow-changed' && (change as { id: string }).id === id,
				) as unknown as Array<{ change: { before?: string; after: string } }>;
			await n8n.api.waitForExecution(id, 60_000);
			assert.equal((await changes()).length, 1);
			const path = `/rest/workflows/${id}`;
			const { nodes, versionId } = await n8n.api.request<{ nodes: any[]; versionId: string }>(
				'GET',
				path,
			);
			const changed = nodes.map((node) =>
				node.name === 'Find Anomalies'
					? { ...node, parameters: { ...node.parameters, onlyNew: false } }
					: node,
			);
			await n8n.api.request('PATCH', path, { nodes: changed, versionId });
			await n8n.api.publish([id]);
			await o.recorded('the change', ({ interaction, change }) => {
				const { id: of, before } = (change ?? {}) as { id?: string; before?: string };
				return interaction === 'workflow-changed' && of === id && before !== undefined;
			});
			await n8n.api.unpublish([id]);
			const [first, second] = await changes();
			assert.equal(first.change.before, undefined);
			assert.equal(second.change.before, first.change.after);
			assert.notEqual(second.change.after, first.change.after);
		}),
	);

	test(
		'no number of a patient stands in anything that n8n keeps',
		inOffice(async (o) => {
			const files = await o.everythingOfN8n();
			// The forms did pass through the database: what is not about the patient is still in its bytes.
			assert.ok(files.some(({ bytes }) => bytes.includes('self-declared')));
			for (const { path, bytes } of files) {
				assert.ok(!bytes.includes('ZZ-PLANTED-MRN'), path);
				assert.ok(!bytes.includes(person.mrn), path);
			}
			assert.ok(!(await o.n8n.log()).includes(person.mrn));
			assert.deepEqual(await o.n8n.outbound(), []);
		}),
	);
});

/** The tasks with this review number. */
const tasks = async (office: Office, number: string): Promise<Task[]> =>
	(await office.tasks()).filter(({ identifier }) =>
		identifier?.some(({ value }) => value === number),
	);

const ended = ({ status }: Execution): boolean => status === 'success' || status === 'error';

/** What a node gave on its first output. */
const output = ({ data }: Execution, node: string): Array<Record<string, unknown>> =>
	(data?.resultData.runData[node]?.[0]?.data?.main[0] ?? []).map(({ json }) => json);

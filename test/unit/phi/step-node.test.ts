import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { sealer } from '../../../dist/nodes/shared/sealed/index.js';
import { closeLedger, ledger } from '../../../dist/nodes/shared/ledger/index.js';
import { workEngine } from '../../../dist/nodes/shared/work/index.js';
import { readLedger } from '../../hospital/ledger.ts';
import { Canvas } from '../audit/canvas.ts';
import { workItem } from '../drafting/face-rig.ts';

type Fields = Record<string, any>;

const PATIENT = {
	resourceType: 'Patient',
	id: 'zz1',
	identifier: [{ system: 'urn:zz:mrn', value: 'ZZ4471190' }],
	name: [{ family: 'Zztestperson', given: ['Ada'] }],
	birthDate: '1951-03-17',
	gender: 'female',
};
const NOTE =
	'Ada Zztestperson, MRN ZZ4471190, was seen on 2026-03-05 by Dr. Boris Testdoctor. BP 120/80.';
/** n8n's error carries our words. */
const says = (words: string) => (error: unknown) =>
	`${(error as Error).message} ${(error as { description?: string }).description}`.includes(words);

let root: string;
let canvas: Canvas;

before(async () => {
	root = await mkdtemp(join(tmpdir(), 'hospital-phi-node-'));
	await writeFile(join(root, 'key'), randomBytes(32), { mode: 0o600 });
	process.env.HOSPITAL_DATA_DIR = join(root, 'data');
	process.env.HOSPITAL_KEY_FILE = join(root, 'key');
	process.env.HOSPITAL_PHI_DIR = join(root, 'phi');
	canvas = new Canvas('Phi');
});

after(async () => {
	await (await workEngine()).stop();
	await closeLedger();
	await rm(root, { recursive: true, force: true });
});

/** Runs an operation on an item of its own. */
const run = async (operation: string, values: Fields, item: Fields = {}): Promise<Fields> => {
	const [made] = await canvas.run(
		`phiDeIdentify.${operation}`,
		{ patientContext: '', ...values },
		item,
	);
	return made as Fields;
};
const events = async (interaction: string): Promise<Fields[]> => {
	await (await ledger()).checkpoint();
	return (await readLedger(join(root, 'data'))).filter((one) => one.interaction === interaction);
};
const opened = async (value: unknown): Promise<any> => await (await sealer()).open(value, 'wf-phi');

describe('De-Identify', () => {
	test('seals what it made; the manifest stays readable and holds no value', async () => {
		const { phi } = await run('deidentify', { record: NOTE, patientContext: PATIENT });
		assert.equal(phi.status, 'done');
		assert.equal(phi.context, 'given');
		assert.match(phi.text, /^sealed:/);
		const text = await opened(phi.text);
		assert.ok(text.includes('[NAME]') && text.includes('BP 120/80'));
		const shown = JSON.stringify(phi);
		for (const part of ['Zztest', 'ZZ447', 'Ada', 'Boris']) assert.ok(!shown.includes(part), part);
		assert.ok(
			phi.manifest.some(({ type, offsets }: Fields) => type === 'MRN' && offsets.length > 0),
		);
	});

	test('works on every format alike, and says which it found', async () => {
		const fhir = await run('deidentify', { record: PATIENT });
		assert.equal(fhir.phi.format, 'fhir');
		const message = `MSH|^~\\&|ZZ|ZZ|||20260101||ADT^A08|1|P|2.5.1\rPID|1||ZZ4471190^^^ZZ^MR||Zztestperson^Ada`;
		const hl7 = await run('deidentify', { record: message });
		assert.equal(hl7.phi.format, 'hl7');
		const bytes = Buffer.from(await opened(hl7.phi.message), 'base64').toString();
		assert.ok(bytes.startsWith('MSH|^~\\&|') && !bytes.includes('Zztest'));
	});

	test('without a patient context it is uncertain: review, block or fail, as was chosen', async () => {
		const reviewed = await run('deidentify', { record: NOTE, onUncertain: 'review' });
		assert.equal(reviewed.phi.status, 'review');
		assert.equal(reviewed.phi.context, 'none');
		assert.ok(reviewed.phi.review.some((one: Fields) => one.code === 'no-patient-context'));
		assert.ok('text' in reviewed.phi);
		const blocked = await run('deidentify', { record: NOTE, onUncertain: 'block' });
		assert.equal(blocked.phi.status, 'blocked');
		assert.ok(!('text' in blocked.phi));
		await assert.rejects(run('deidentify', { record: NOTE, onUncertain: 'fail' }));
		const failed = (await events('phi-deidentified')).find(({ outcome }) => outcome === '8');
		assert.equal(failed?.outcomeReason, 'phi-uncertain');
	});

	test('a step may make a profile tighter, and never looser', async () => {
		const tighter = { policyOptions: { tighten: '{"zip": "remove"}' }, record: PATIENT };
		assert.equal((await run('deidentify', tighter)).phi.format, 'fhir');
		const looser = { policyOptions: { tighten: '{"dates": "keep"}' }, record: PATIENT };
		await assert.rejects(run('deidentify', looser), says('dates'));
	});

	test('names files of the site and no other place of the server', async () => {
		const values = { record: NOTE, patientContext: PATIENT, profile: 'site' };
		for (const profileName of ['/etc/passwd', '../zz', 'a/b']) {
			await assert.rejects(run('deidentify', { ...values, profileName }));
		}
		for (const profile of ['safe_harbor', 'zz-nothing']) {
			const one = run('deidentify', { ...values, profile });
			await assert.rejects(one, says('folder "profiles"'), profile);
		}
		await mkdir(join(root, 'phi', 'profiles'), { recursive: true });
		const own = { format: 1, name: 'zz-own', basis: 'safe-harbor', style: 'mask' };
		await writeFile(join(root, 'phi', 'profiles', 'zz-own.json'), JSON.stringify(own));
		const { phi } = await run('deidentify', { ...values, profileName: 'zz-own' });
		assert.equal(phi.profile, 'zz-own');
		assert.ok((await opened(phi.text)).includes('####'));
	});

	test('another attempt at the same work gives the same codes, another work others', async () => {
		const made = async (item: Fields) => {
			const { phi } = await run('deidentify', { record: PATIENT }, item);
			// As in another process: nothing is remembered.
			(globalThis as any)[Symbol.for('n8n-nodes-hospital/phi-policies/1')].clear();
			return (await opened(phi.resource)).id as string;
		};
		const work = workItem();
		const first = await made({ workItem: work });
		assert.equal(await made({ workItem: { ...work, attempt: 2 } }), first);
		assert.notEqual(await made({ workItem: workItem() }), first);
	});
});

describe('Detect', () => {
	test('says where identifiers stand and changes nothing', async () => {
		const { phiFindings } = await run('detect', { record: NOTE, patientContext: PATIENT });
		assert.match(phiFindings.text, /^sealed:/);
		const text = await opened(phiFindings.text);
		assert.equal(text, NOTE);
		const found = phiFindings.findings.map(({ start, end }: Fields) => text.slice(start, end));
		assert.ok(found.includes('ZZ4471190'));
		assert.equal(phiFindings.counts.MRN, 1);
	});

	test('shows a preview only when asked, in the clear, and on record', async () => {
		const values = { record: NOTE, patientContext: PATIENT };
		assert.equal((await run('detect', values)).phiPreview, undefined);
		assert.equal((await events('phi-previewed')).length, 0);
		const { phiPreview } = await run('detect', { ...values, detectOptions: { preview: true } });
		assert.match(phiPreview.html, /<mark class="found"[^>]*>ZZ4471190/);
		assert.equal((await events('phi-previewed')).length, 1);
	});

	test('a record is no text', async () => {
		await assert.rejects(run('detect', { record: PATIENT }), says('takes a text'));
	});
});

describe('Re-Identify', () => {
	const request = { revealPurpose: 'data-correction', revealApproval: 'ZZ-17', revealUser: 'ada' };
	const vaulted = async (project: string): Promise<string> => {
		const values = { record: NOTE, patientContext: PATIENT, style: 'vault', project };
		return await opened((await run('deidentify', values)).phi.text);
	};

	test('turns codes back, sealed, with who asked and why in the ledger first', async () => {
		const codes = await vaulted('zz-one');
		assert.ok(!codes.includes('ZZ4471190'));
		const { phiRevealed } = await run('reidentify', { codes, project: 'zz-one', ...request });
		assert.match(phiRevealed.text, /^sealed:/);
		assert.ok((await opened(phiRevealed.text)).includes('ZZ4471190'));
		const [record] = await events('phi-reidentified');
		assert.equal(record?.outcomeReason, 'data-correction');
		assert.equal(record?.actor.id, 'ada');
		assert.ok(
			record?.objects.some(
				({ type, version }: Fields) => type === 'approval' && version === 'ZZ-17',
			),
		);
	});

	test('reveals nothing without a purpose, an approval and a person', async () => {
		const codes = await vaulted('zz-one');
		const before = (await events('phi-reidentified')).length;
		for (const missing of ['revealPurpose', 'revealApproval', 'revealUser']) {
			const values = { codes, project: 'zz-one', ...request, [missing]: '' };
			await assert.rejects(run('reidentify', values), missing);
		}
		await assert.rejects(
			run('reidentify', { codes, ...request, revealUser: 'Ada Testperson, ward 3' }),
		);
		assert.equal((await events('phi-reidentified')).length, before);
	});

	test('codes of one project say nothing in another', async () => {
		const codes = await vaulted('zz-one');
		const before = (await events('phi-reidentified')).length;
		await assert.rejects(
			run('reidentify', { codes, project: 'zz-two', ...request }),
			/knows no code/,
		);
		assert.equal((await events('phi-reidentified')).length, before + 1, 'the request is on record');
	});
});

describe('Risk Report and Self-Test', () => {
	test('figures of a table, without its values, and no verdict', async () => {
		const table = [...'aaab'].map((sex) => ({ sex: `ZZ-${sex}`, ill: 'zz' }));
		const { phiRisk } = await run('riskReport', { table, quasiIdentifiers: 'sex', minimumK: 2 });
		assert.deepEqual([phiRisk.k, phiRisk.meetsK, phiRisk.determination], [1, false, null]);
		assert.ok(!JSON.stringify(phiRisk).includes('ZZ-'));
		await assert.rejects(run('riskReport', { table: 'Zztest', quasiIdentifiers: 'sex' }));
	});

	test('counts on labelled notes of the site, and of no other folder', async () => {
		const folder = join(root, 'phi', 'labelled', 'zz-notes');
		await mkdir(folder, { recursive: true });
		const at = (part: string) => ({
			start: NOTE.indexOf(part),
			end: NOTE.indexOf(part) + part.length,
		});
		const spans = [
			{ ...at('Ada Zztestperson'), type: 'NAME', role: 'patient' },
			{ ...at('ZZ4471190'), type: 'MRN', role: 'patient' },
		];
		await writeFile(
			join(folder, 'one.jsonl'),
			JSON.stringify({ text: NOTE, spans, context: PATIENT }),
		);
		const { phiSelfTest } = await run('selfTest', { labelled: 'zz-notes' });
		assert.deepEqual(
			[phiSelfTest.notes, phiSelfTest.recall.count, phiSelfTest.recall.of],
			[1, 2, 2],
		);
		assert.equal(phiSelfTest.leakingNotes.rate, 0);
		await assert.rejects(run('selfTest', { labelled: '../..' }));
	});
});

describe('Export', () => {
	const scope = { coding: [{ code: 'research' }] };
	const consent = (type: string, id = 'zz1') => ({
		...{ resourceType: 'Consent', status: 'active', scope, provision: { type } },
		patient: { reference: `Patient/${id}` },
	});
	const chart = (type: string, id = 'zz1') => ({
		contract: 'ChartContext/1',
		patient: `Patient/${id}`,
		resources: [{ ...PATIENT, id }, consent(type, id)],
	});
	const made = async (id = 'zz1', more: Fields = {}) =>
		(await run('deidentify', { record: { ...PATIENT, id }, ...more })).phi as Fields;
	const step = async (exportTask: string, values: Fields, item: Fields = {}) =>
		(
			await run(
				'export',
				{ exportTask, exportName: 'zz', exportPatient: 'Patient/zz1', ...values },
				item,
			)
		).phiExport as Fields;

	test('needs a consent before somebody is expected, and again before data go in', async () => {
		const refused = await step('expect', { exportConsents: chart('deny') });
		assert.deepEqual(
			[refused.state, refused.reason, refused.expected],
			['left-out', 'consent-denied', 0],
		);
		const missing = await step('expect', { exportConsents: '' });
		assert.equal(missing.reason, 'consent-missing');
		const given = await step('expect', { exportConsents: chart('permit') });
		assert.deepEqual([given.state, given.expected], ['expected', 1]);
		const { phi } = await run('deidentify', { record: PATIENT });
		const withdrawn = await step('add', { exportConsents: chart('deny'), phi });
		assert.deepEqual([withdrawn.state, withdrawn.leftOut], ['left-out', 1]);
	});

	test('a test run in the editor puts nobody in', async () => {
		const item = { workItem: { ...workItem(), test: true } };
		const values = { exportName: 'zz-test', exportNeedsConsent: false };
		const tried = await step('expect', values, item);
		assert.deepEqual([tried.state, tried.expected], ['expected', 0]);
		assert.ok(!existsSync(join(root, 'data', 'exports', 'zz-test')));
	});

	test('takes no result that nobody has looked at', async () => {
		const { phi } = await run('deidentify', { record: NOTE });
		const values = { exportName: 'zz-looked', exportNeedsConsent: false, phi };
		await assert.rejects(step('add', values), says('which patient'));
		const chart = await run('deidentify', {
			record: NOTE,
			patientContext: { ...PATIENT, name: [], identifier: [], birthDate: undefined },
		});
		assert.equal(chart.phi.status, 'review', 'a Patient that says nothing is no context');
		await assert.rejects(step('add', { ...values, phi: chart.phi }), says('looked at'));
		const added = await step('add', { ...values, exportReviewed: true });
		assert.equal(added.state, 'added');
		assert.equal(added.reason, undefined);
		const blocked = { ...phi, status: 'blocked' };
		await assert.rejects(step('add', { ...values, phi: blocked, exportReviewed: true }));
	});

	test('is not released while k is too small, and is when it is reached', async () => {
		for (const number of [1, 2]) {
			const phi = await made(`zz${number}`);
			const values = {
				exportName: 'zz-k',
				exportPatient: `Patient/zz${number}`,
				exportNeedsConsent: false,
			};
			await step('expect', values);
			if (number === 2) {
				const waiting = await step('release', { exportName: 'zz-k', minimumK: 2 });
				assert.equal(waiting.state, 'waiting');
			}
			await step('add', { ...values, phi });
		}
		const release = (minimumK: number) => step('release', { exportName: 'zz-k', minimumK });
		const refused = await release(3);
		assert.deepEqual([refused.state, refused.k, refused.minimumK], ['refused', 2, 3]);
		assert.ok(!existsSync(join(root, 'data', 'exports', 'zz-k', 'release')));
		const released = await release(2);
		assert.deepEqual([released.state, released.records, released.k], ['released', 2, 2]);
		const folder = join(root, 'data', 'exports', 'zz-k', 'release');
		assert.deepEqual((await readdir(folder)).sort(), [
			'images',
			'manifest.json',
			'records.jsonl',
			'table.jsonl',
		]);
		assert.equal((await release(11)).state, 'released', 'what is released stays');
	});

	test('a consent that is taken back takes the patient out again', async () => {
		const values = { exportName: 'zz-back', exportConsents: chart('permit') };
		await step('expect', values);
		assert.equal((await step('add', { ...values, phi: await made() })).added, 1);
		const back = await step('expect', { ...values, exportConsents: chart('deny') });
		assert.deepEqual(
			[back.state, back.reason, back.added, back.leftOut],
			['left-out', 'consent-denied', 0, 1],
		);
		const again = await step('add', { ...values, phi: await made() });
		assert.deepEqual([again.state, again.added], ['left-out', 0]);
		const empty = await step('release', { exportName: 'zz-back', minimumK: 2 });
		assert.deepEqual([empty.state, empty.reason], ['refused', 'export-empty']);
	});

	test('the consent, the result and the patient are of one patient', async () => {
		const values = { exportName: 'zz-whose', exportPatient: 'Patient/zz3' };
		const other = await step('expect', { ...values, exportConsents: chart('permit', 'zz2') });
		assert.deepEqual([other.state, other.reason], ['left-out', 'consent-other-patient']);
		const exportConsents = chart('permit', 'zz3');
		const wrong = { ...values, exportConsents, phi: await made('zz2') };
		await assert.rejects(step('add', wrong), says('another patient'));
		await assert.rejects(step('add', { ...wrong, exportReviewed: true }), says('another patient'));
		const denied = await made('zz3', { record: chart('deny', 'zz3') });
		const refused = await step('add', { ...values, exportConsents, phi: denied });
		assert.deepEqual([refused.state, refused.reason], ['left-out', 'consent-denied']);
	});

	test('takes the results of one policy', async () => {
		const values = { exportName: 'zz-policy', exportNeedsConsent: false };
		await step('add', { ...values, phi: await made() });
		const phi = await made('zz1', { policyOptions: { tighten: '{"zip": "remove"}' } });
		const other = await step('add', { ...values, phi });
		assert.deepEqual([other.state, other.reason], ['refused', 'export-other-policy']);
	});

	test('is not released on consents that nobody has looked at for long', async () => {
		const name = { exportName: 'zz-old' };
		for (const id of ['zz1', 'zz2']) {
			const values = {
				...name,
				exportPatient: `Patient/${id}`,
				exportConsents: chart('permit', id),
			};
			await step('add', { ...values, phi: await made(id) });
		}
		const soon = { ...name, minimumK: 2, exportConsentHours: 1e-7 };
		await new Promise((resolve) => setTimeout(resolve, 20));
		const old = await step('release', soon);
		assert.deepEqual([old.state, old.reason], ['refused', 'consent-too-old']);
		assert.equal((await step('release', { ...name, minimumK: 2 })).state, 'released');
	});

	test('after the release it says who is in the folder and who is not', async () => {
		const values = { exportName: 'zz-after', exportNeedsConsent: false };
		for (const id of ['zz1', 'zz2']) {
			await step('add', { ...values, exportPatient: `Patient/${id}`, phi: await made(id) });
		}
		await step('release', { exportName: 'zz-after', minimumK: 2 });
		const state = async (task: string, more: Fields) => {
			const { state, reason } = await step(task, { ...values, ...more });
			return [state, reason];
		};
		assert.deepEqual(await state('add', { phi: await made() }), ['released', undefined]);
		assert.deepEqual(await state('add', { exportPatient: 'Patient/zz9', phi: await made('zz9') }), [
			'refused',
			'export-released',
		]);
		assert.deepEqual(await state('expect', { exportPatient: 'Patient/zz9' }), [
			'refused',
			'export-released',
		]);
		const back = { exportNeedsConsent: true, exportConsents: chart('deny') };
		for (const [task, more] of [
			['leaveOut', {}],
			['expect', back],
		] as const) {
			assert.deepEqual(await state(task, more), ['refused', 'in-released-export'], task);
		}
	});
});

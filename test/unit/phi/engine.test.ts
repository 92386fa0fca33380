import assert from 'node:assert/strict';
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import type { PhiFinding } from '../../../dist/nodes/Phi/types.d.ts';
import { replacedLines } from '../../../dist/nodes/Phi/engine/text-engine.js';
import { parseMessage } from '../../../dist/nodes/formats/hl7/index.js';
import { readPart10, writePart10 } from '../../../dist/nodes/formats/dicom/index.js';
import { ctSlice } from '../dicom-data/build.ts';
import { loadLists } from '../../../dist/nodes/Phi/detecting/index.js';
import { RecordWork } from '../../../dist/nodes/Phi/engine/record.js';
import { People } from '../../../dist/nodes/Phi/engine/whose.js';
import { knownOf } from '../../../dist/nodes/Phi/knowing/index.js';
import { loadProfile } from '../../../dist/nodes/Phi/profiles/index.js';
import type { Transformer } from '../../../dist/nodes/Phi/transforming/index.d.ts';
import { PATIENT } from './fhir-build.ts';
import { opened } from './open.ts';

const NOTE = `Ms. Quillonia Zzplantson (MRN ZQ7788991), born 07/19/1962, was seen on 03/10/2021.
She lives at 4711 Zzplant Street in Zzplantville. Sodium 140 mmol/L, pain 7/10. zzplantson will call 617-555-0134.`;
const SECRETS = /zzplant|quillonia|7788991|07\/19|03\/10|555-0134/i;
const context = [PATIENT];

/** A model that knows one word, and remembers what it was asked. */
function modelOf(word: string, score = 0.9) {
	const asked: string[] = [];
	return {
		asked,
		identity: { name: 'test', sha256: '0'.repeat(64), runtime: 'wasm' as const },
		find: async (text: string): Promise<PhiFinding[]> => {
			asked.push(text);
			return [...text.matchAll(new RegExp(word, 'g'))].map(({ index }) => ({
				start: index,
				end: index + word.length,
				type: 'NAME',
				role: 'unknown',
				source: 'model',
				rule: 'model',
				score,
			}));
		},
		close: async () => {
			asked.push('closed');
		},
	};
}

test('a note comes out without what the chart and the rules know, and the rest of it as it was', async () => {
	const phi = await opened();
	const { text, spans, context: given, manifest, blocked } = await phi.text(NOTE, { context });
	assert.ok(!SECRETS.test(text), text);
	assert.match(text, /Sodium 140 mmol\/L, pain 7\/10\./);
	assert.match(text, /2021/, 'the year stays');
	assert.equal(given, 'given');
	assert.equal(blocked, false);
	let before = 0;
	for (const { start, end } of spans) {
		assert.ok(start >= before && end > start && end <= NOTE.length);
		before = end;
	}
	assert.equal(
		manifest.filter(({ offsets }) => offsets).flatMap(({ offsets }) => offsets).length,
		spans.length,
	);
	assert.ok(!SECRETS.test(JSON.stringify(manifest)), 'the manifest holds no value');
});

test('that nobody said who the patient is, is told, and is a reason for doubt where that is asked for', async () => {
	const { context: none, review } = await (await opened()).text('Seen today.');
	assert.equal(none, 'none');
	assert.deepEqual(review, []);
	const strict = await opened('safe-harbor', { requireContext: true, onUncertain: 'fail' });
	await assert.rejects(strict.text('Seen today.'), { code: 'phi-uncertain' });
	assert.equal((await strict.text('Seen today.', { context })).text, 'Seen today.');
	for (const call of [
		strict.hl7('MSH|^~\\&|||||||ADT^A01|1|P|2.5\r'),
		strict.fhir({ resourceType: 'Basic', code: { text: 'x' } }),
	]) {
		await assert.rejects(call, { code: 'phi-uncertain' });
	}
});

test('a chart without its patient, or with one who is not named, is not enough', async () => {
	const phi = await opened('safe-harbor', { requireContext: true });
	const of = async (resources: unknown[]) => {
		const { context: given, review } = await phi.text('Seen today.', { context: resources });
		return [given, ...review.map(({ code }) => code)];
	};
	const subject = { reference: 'Patient/p1' };
	const visit = { resourceType: 'Encounter', subject, identifier: [{ value: 'ZZE-77410293' }] };
	const plan = { resourceType: 'Coverage', beneficiary: subject, subscriberId: 'ZZQ883920114' };
	const relative = { resourceType: 'RelatedPerson', name: [{ family: 'Zzkin' }] };
	const others = { resourceType: 'Bundle', entry: [visit, plan, relative].map(entryOf) };
	assert.deepEqual(await of([others]), ['none', 'no-patient-context']);
	const born = { resourceType: 'Patient', birthDate: '1962-07-19' };
	for (const patient of [born, { ...born, name: [{}] }, { resourceType: 'Patient' }]) {
		assert.deepEqual(await of([patient, others]), ['none', 'patient-not-named']);
	}
	assert.deepEqual(await of([{ ...born, name: [{ text: 'Ada Zzt' }] }]), ['given']);
	assert.deepEqual(await of([{ ...born, identifier: [{ value: 'ZQ7788991' }] }]), ['given']);
});

const entryOf = (resource: unknown) => ({ resource });

test('a chart that could not be read whole is a reason for doubt', async () => {
	const phi = await opened();
	const { review } = await phi.text('Seen today.', { context: [PATIENT, 'a Patient as text'] });
	assert.deepEqual(
		review.map(({ code }) => code),
		['chart-not-read'],
	);
	const strict = await opened('safe-harbor', { onUncertain: 'fail' });
	await assert.rejects(strict.text('Seen today.', { context: [PATIENT, 7] }), {
		code: 'phi-uncertain',
	});
});

test('a list of resources that grows between two notes is read again', async () => {
	const phi = await opened();
	const chart: unknown[] = [];
	const note = 'The form of zzplantson is here.';
	await phi.text(note, { context: chart });
	chart.push(PATIENT);
	const { text, context: given } = await phi.text(note, { context: chart });
	assert.equal(text, 'The form of [NAME] is here.');
	assert.equal(given, 'given');
});

test('under doubt nothing comes out, or it comes out marked, as the policy says', async () => {
	const doubtful = 'Seen today. The zzdoubt is 5 cm.';
	const of = async (onUncertain: 'fail' | 'review' | 'block') =>
		await opened('safe-harbor', { onUncertain, model: modelOf('zzdoubt', 0.3) });
	const review = await (await of('review')).text(doubtful);
	assert.equal(review.text, doubtful);
	assert.deepEqual(
		review.review.map(({ code }) => code),
		['low-score'],
	);
	const blocked = await (await of('block')).text(doubtful);
	assert.deepEqual([blocked.blocked, blocked.text], [true, '']);
	await assert.rejects((await of('fail')).text(doubtful), (error: any) => {
		assert.equal(error.code, 'phi-uncertain');
		assert.ok(!error.message.includes('zzdoubt'));
		return true;
	});
	const record = { resourceType: 'Basic', code: { text: doubtful } };
	assert.equal((await (await of('block')).fhir(record)).resource, undefined);
	await assert.rejects((await of('fail')).fhir(record), { code: 'phi-uncertain' });
});

test('what a model finds counts like everything else, and a model that fails fails the note', async () => {
	const model = modelOf('Xenoq');
	const phi = await opened('safe-harbor', { model });
	assert.match((await phi.text('Called by xenon, Xenoq.')).text, /^Called by xenon, \[NAME\]\.$/);
	assert.deepEqual(phi.identity.model?.name, 'test');
	await phi.close();
	assert.equal(model.asked.at(-1), 'closed');
	const broken = await opened('safe-harbor', {
		model: {
			...model,
			find: async () => {
				throw Object.assign(new Error('no'), { code: 'model-mismatch' });
			},
		},
	});
	await assert.rejects(broken.text('Seen.'), { code: 'model-mismatch' });
});

test('look-alike letters and invisible characters hide no name', async () => {
	const phi = await opened();
	const hidden = [
		'Zzplant\u200bson came.',
		'Z\u00adzplantson came.',
		'Ｚｚｐｌａｎｔｓｏｎ came.',
		'Zzрlаntsоn came.',
		'Zzplantso\u0301n came.',
		'<p>Zzplant&#8203;son came.</p>',
		'<p>Zz<b>plant</b>son came.</p>',
		`{\\rtf1 Zzplant\\'73on came.}`,
	];
	for (const note of hidden) {
		const { text } = await phi.text(note, { context });
		assert.match(text, /^\[NAME\] came\.$/, JSON.stringify(note));
	}
});

test('HTML and RTF notes come out as plain text, with spans of the text that was read', async () => {
	const phi = await opened();
	const { text, spans, readAs, review } = await phi.text(
		'<p>Quillonia Zzplantson</p><p>Sodium <b>140</b></p><img src="x">',
		{ context },
	);
	assert.equal(readAs, 'html');
	assert.equal(text, '[NAME]\nSodium 140');
	assert.deepEqual([spans[0]?.start, spans[0]?.end], [0, 20]);
	assert.deepEqual(
		review.map(({ code }) => code),
		['pictures-dropped'],
	);
});

test('a note of many sections is seen whole: at every cut, and names in one of them in all', async () => {
	const phi = await opened();
	const line = 'The lungs are clear and the heart is regular in rate and rhythm today.\n';
	const parts: string[] = [];
	for (let at = 0; at < 44_000; at++) {
		parts.push(at % 1000 === 500 ? 'Quillonia Zzplantson, MRN ZQ7788991, called.\n' : line);
	}
	parts[10] = 'Attending: Dr. Wexlerine Abboudova, MD\n';
	parts[43_990] = 'Discussed again; Abboudova agrees, Wexlerine Abboudova signs.\n';
	const note = parts.join('');
	assert.ok(note.length > 3_000_000);
	const { text, spans } = await phi.text(note, { context });
	assert.ok(!/zzplantson|quillonia|7788991/i.test(text));
	assert.ok(!/Wexlerine Abboudova/.test(text), 'a name of the first section is found in the last');
	assert.ok(spans.length >= 88);
	assert.equal(text.split('\n').length, note.split('\n').length);
});

test('a name is seen by the words before it, although a section begins between them', async () => {
	const phi = await opened();
	const before = 'lungs clear '.repeat(83_333).slice(0, 999_993);
	const { text } = await phi.text(`${before} Dr. Abboudova.\nNo change.`);
	assert.ok(!text.includes('Abboudova'), text.slice(-40));
});

test('what the chart knows and a text still holds after cleaning is named for review', async () => {
	const transformer = {
		profile: loadProfile('safe-harbor'),
		keeps: () => false,
		text: (_: string, value: string) => value,
		written: () => new Set<string>(),
	} as unknown as Transformer;
	const work = new RecordWork({
		transformer,
		finders: { lists: await loadLists() },
		known: knownOf({ resources: [PATIENT] }),
		subject: { key: '' },
		codeSystems: new Set(),
		subjectOfPatient: () => ({ key: '' }),
		people: new People(),
	});
	await work.clean('Zzplantson came.', { key: '' }, 'Observation.note.text');
	assert.deepEqual(
		work.report.reviews.map(({ code, at }) => [code, at]),
		[['sweep-hit', 'Observation.note.text']],
	);
});

test('replacing in lines keeps the lines, and puts what crosses them into the first', () => {
	const transformer = { text: () => '[X]' } as never;
	const finding = (start: number, end: number) =>
		({
			start,
			end,
			type: 'NAME',
			role: 'unknown',
			source: 'rule',
			rule: 'r',
			score: 1,
		}) as PhiFinding;
	const lines = (texts: string[], ...found: Array<[number, number]>) =>
		replacedLines(
			texts,
			found.map(([start, end]) => finding(start, end)),
			transformer,
			{ key: '' },
		);
	assert.deepEqual(lines(['ab cd', 'ef gh'], [3, 5]), ['ab [X]', 'ef gh']);
	assert.deepEqual(lines(['ab cd', 'ef gh'], [3, 8]), ['ab [X]', ' gh']);
	assert.deepEqual(lines(['ab', 'cd', 'ef'], [1, 7]), ['a[X]', '', 'f']);
	assert.deepEqual(lines(['ab', 'cd'], [0, 2], [3, 5]), ['[X]', '[X]']);
	assert.deepEqual(lines(['ab', '', 'cd'], [4, 6]), ['ab', '', '[X]']);
	assert.deepEqual(lines(['a b', 'c d'], [0, 1], [2, 5], [6, 7]), ['[X] [X]', ' [X]']);
});

test('lists of a folder are read, and codes of numbers agree between a text and a field', async () => {
	const folder = mkdtempSync(join(tmpdir(), 'phi-lists-'));
	try {
		writeFileSync(join(folder, 'staff.txt'), 'Wexlerine Abboudova\n');
		const phi = await opened('expert', { lists: folder });
		const { text } = await phi.text('wexlerine abboudova saw MRN ZQ7788991', { context });
		assert.ok(!/abboudova/i.test(text), text);
		const { resource } = await phi.fhir(PATIENT);
		const { value } = (resource as any).identifier[0];
		assert.ok(text.includes(value), `${text} holds ${value}`);
	} finally {
		rmSync(folder, { recursive: true });
	}
});

test('a run that is called off stops', async () => {
	const phi = await opened();
	const signal = AbortSignal.abort();
	await assert.rejects(phi.text(NOTE, { signal }), { name: 'AbortError' });
	await assert.rejects(phi.fhir({ resourceType: 'Basic', code: { text: NOTE } }, { signal }), {
		name: 'AbortError',
	});
	await assert.rejects(phi.hl7('MSH|^~\\&|||||||ADT^A01|1|P|2.5\rNTE|1||text\r', { signal }), {
		name: 'AbortError',
	});
});

test('one patient has one number, one name and one shift in a note, a record, a message and an image', async () => {
	const authorities = [
		{
			name: 'mrn',
			fhir: ['urn:oid:1.2.3.4.5'],
			hl7: ['ZZAUTH'],
			dicom: ['ZZISSUER'],
			default: true,
		},
	];
	const phi = await opened('expert', { authorities });
	const { resource } = await phi.fhir({
		resourceType: 'Bundle',
		type: 'collection',
		entry: [
			{ resource: PATIENT },
			{
				resource: {
					resourceType: 'Observation',
					status: 'final',
					code: { text: 'Sodium' },
					subject: { identifier: PATIENT.identifier[0] },
					effectiveDateTime: '2021-03-10',
				},
			},
		],
	});
	const [patient, observation] = (resource as any).entry.map((one: any) => one.resource);
	const number = patient.identifier[0].value as string;
	const day = observation.effectiveDateTime as string;
	const family = String(patient.name[0].family).toLowerCase();
	assert.equal(observation.subject.identifier.value, number);

	const note = await phi.text('MRN ZQ7788991: Zzplantson was seen on 2021-03-10.', { context });
	assert.ok(note.text.includes(number) && note.text.includes(day), note.text);
	assert.ok(note.text.toLowerCase().includes(family), note.text);

	const message =
		'MSH|^~\\&|||||||ORU^R01|1|P|2.5\rPID|1||ZQ7788991^^^ZZAUTH^MR||ZZPLANTSON^QUILLONIA^XAN||19620719\rOBR|1|||2951-2^Sodium^LN|||20210310\rNTE|1||Zzplantson was seen on 2021-03-10\r';
	const out = parseMessage((await phi.hl7(message)).message as Buffer);
	assert.equal(out.get('PID-3.1'), number);
	assert.equal(out.get('OBR-7'), day.replaceAll('-', ''));
	assert.equal(String(out.get('PID-5.1')).toLowerCase(), family);
	assert.ok(String(out.get('NTE-3')).includes(day));

	const content = {
		PatientName: 'ZZPLANTSON^QUILLONIA^XAN',
		PatientID: 'ZQ7788991',
		IssuerOfPatientID: 'ZZISSUER',
		PatientBirthDate: '19620719',
		StudyDate: '20210310',
		StudyDescription: 'CT of Zzplantson',
	};
	const image = await phi.dicom({ bytes: writePart10(ctSlice(0, { content })) }, 'bytes');
	const { dataSet } = readPart10(image.bytes as Buffer);
	assert.equal(dataSet.string(0x00100020), number);
	assert.equal(dataSet.string(0x00080020), day.replaceAll('-', ''));
	assert.ok(dataSet.string(0x00100010).toLowerCase().startsWith(family));
	assert.ok(!/zzplantson/i.test(dataSet.string(0x00081030)));
	assert.ok(dataSet.string(0x00081030).toLowerCase().includes(family));
});

test('an image in doubt is taken back from the disk when the policy is to block or to fail', async () => {
	const folder = mkdtempSync(join(tmpdir(), 'phi-image-'));
	try {
		const content = { PatientName: '', PatientID: '' };
		const bytes = writePart10(ctSlice(0, { content }));
		const of = async (onUncertain: 'fail' | 'review' | 'block') =>
			(await opened('safe-harbor', { onUncertain })).dicom(
				{ bytes },
				{ path: join(folder, `${onUncertain}.dcm`) },
			);
		const review = await of('review');
		assert.deepEqual([review.written, review.blocked], [true, false]);
		assert.ok(review.review.some(({ code }) => code === 'no-patient-context'));
		const blocked = await of('block');
		assert.deepEqual([blocked.written, blocked.blocked, blocked.bytes], [false, true, undefined]);
		await assert.rejects(of('fail'), { code: 'phi-uncertain' });
		assert.deepEqual(readdirSync(folder), ['review.dcm']);
	} finally {
		rmSync(folder, { recursive: true });
	}
});

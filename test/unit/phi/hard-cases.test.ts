import assert from 'node:assert/strict';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { readPart10, writePart10 } from '../../../dist/nodes/formats/dicom/index.js';
import { isUnit } from '../../../dist/nodes/Phi/formats/hl7/unit-types.js';
import { ctSlice } from '../dicom-data/build.ts';
import { PATIENT } from './fhir-build.ts';
import { opened } from './open.ts';

const HEADER = 'MSH|^~\\&|A|B|C|D|20260102||ORU^R01|1|P|2.5.1';
const PID = 'PID|1||ZQ7788991^^^ZZAUTH^MR||ZZPLANTSON^QUILLONIA~ZZQU^ARCHIE||19310719|F';

async function hl7(...segments: string[]) {
	const phi = await opened();
	const result = await phi.hl7([HEADER, PID, ...segments, ''].join('\r'));
	const text = (result.message as Buffer).toString('utf8');
	return {
		codes: result.review.map(({ code }) => code),
		lines: text.split('\r').slice(2),
		text,
	};
}

describe('units of measure in a message', () => {
	const UNITS =
		'mmol/L mg/dL ng/mL lb kg % mm[Hg] mmHg 10*3/uL x10E3/uL 10^9/L K/uL mL/min/1.73m2 IU/L mcg/kg/min µg/L cells/uL copies/mL mEq/L ' +
		'beats/min degF °C sec ratio tablet /hpf U/L fL pg mOsm/kg mIU/mL mL/hr g/24h';

	test('stay without a coding system, where a number hangs on them', async () => {
		const rows = UNITS.split(' ').map((unit, at) => `OBX|${at + 1}|NM|2823-3^K^LN||3.1|${unit}`);
		const { lines, codes } = await hl7(...rows);
		assert.deepEqual(lines.slice(0, rows.length), rows);
		assert.ok(!codes.includes('unit-removed'), 'and no doubt is thrown on them');
	});

	test('stay in orders and doses, and with the name of the laboratory’s own system', async () => {
		const { lines } = await hl7(
			'OBX|1|NM|29463-7^Weight^LN||154|lb^pounds^L',
			'RXO|1191^Aspirin^RXNORM|81||mg',
			'RXE||1191^Aspirin^RXNORM|81||mg',
		);
		assert.match(lines[0] ?? '', /\|154\|lb/);
		assert.match(lines[1] ?? '', /\|81\|\|mg$/);
		assert.match(lines[2] ?? '', /\|81\|\|mg$/);
	});

	test('that are none go, and it is said that the number stands alone', async () => {
		const { lines, codes } = await hl7('OBX|1|NM|2823-3^K^LN||3.1|Zzplantson');
		assert.equal(lines[0], 'OBX|1|NM|2823-3^K^LN||3.1');
		assert.ok(codes.includes('unit-removed'));
		for (const word of ['Zzplantson', 'Dr. Zztest', '617-555-0134', 'mg for Ada', '19310719']) {
			assert.equal(isUnit(word), false, word);
		}
	});
});

test('how often something is given stays, and what is no such pattern goes and is said', async () => {
	const { lines, codes } = await hl7(
		'RXE|1^QD^^|5640^Ibuprofen^RXNORM|200||mg',
		'TQ1|1||BID',
		'TQ1|2||Q6H',
		'TQ1|3||Q8H^^^^8^h',
		'RXC|B|5640^Saline^RXNORM|5|mL',
		'RXA|0|1|20260102||5640^Ibuprofen^RXNORM|5|mL',
	);
	assert.equal(lines[0], 'RXE|1^QD|5640^Ibuprofen^RXNORM|200||mg');
	assert.deepEqual(lines.slice(1, 4), ['TQ1|1||BID', 'TQ1|2||Q6H', 'TQ1|3||Q8H^^^^8^h']);
	assert.match(lines[4] ?? '', /\|5\|mL$/);
	assert.match(lines[5] ?? '', /\|5\|mL$/);
	assert.ok(!codes.includes('frequency-removed'));
	const other = await hl7('TQ1|1||Zzplantson');
	assert.equal(other.lines[0], 'TQ1|1');
	assert.ok(other.codes.includes('frequency-removed'));
});

test('a message of two patients is a reason for doubt', async () => {
	const { codes } = await hl7('PID|2||ZQ1^^^ZZAUTH^MR||ZZOTHER^BEN');
	assert.ok(codes.includes('several-patients'));
	assert.ok(!(await hl7('NTE|1||ok')).codes.includes('several-patients'));
});

test('a name that a line break or an escape sequence of the sender cuts in two is found', async () => {
	for (const value of [
		'Zzplant\\.br\\son was here',
		'Zzpl\\Z1\\antson was here',
		'was Zz\\.br\\plant\\.br\\son here',
		'ZZPLANT\\.br\\SON',
	]) {
		for (const segment of [`NTE|1||${value}`, `OBX|1|TX|11502-2^Report^LN||${value}`]) {
			const { text } = await hl7(segment);
			assert.doesNotMatch(text, /zzpl|plant|antson/i, segment);
		}
	}
	const { lines } = await hl7('NTE|1||No nodule\\.br\\seen\\.br\\today');
	assert.equal(lines[0], 'NTE|1||No nodule\\.br\\seen\\.br\\today');
});

test('a code of letters that is the name of an alias is none', async () => {
	const { text } = await hl7(
		'OBX|1|CE|11502-2^Report^LN||ZZQU^Zzplantson^L',
		'PV1|1|I||||||||ZZQU',
	);
	assert.doesNotMatch(text, /ZZQU/);
});

test('a drug in an order keeps its name, although people are called so', async () => {
	const { lines, text } = await hl7(
		'RXE||1191^Heather 0.35 mg tablet^RXN|1||mg',
		'RXO|1191^Yasmin^RXNORM|1||mg',
		'AL1|1|DA|1191^Camila^L',
	);
	assert.match(lines[0] ?? '', /\^Heather 0\.35 mg tablet\^RXN/);
	assert.match(lines[1] ?? '', /\^Yasmin\^RXNORM/);
	assert.match(text, /\^Camila/);
});

test('an age over 89 and a year of birth are no result of a measurement, in whatever type', async () => {
	const { lines } = await hl7(
		'OBX|1|ST|30525-0^Age^LN||93',
		'OBX|2|TX|30525-0^Age^LN||93 years',
		'OBX|3|SN|30525-0^Age^LN||=^93',
		'OBX|4|NM|80904-6^Birth year^LN||1931',
		'OBX|5|ST|80904-6^Birth year^LN||1931',
		'OBX|6|ST|30525-0^Age^LN||45',
		'OBX|7|NM|80904-6^Birth year^LN||1990',
	);
	const values = lines.map((line) => line.split('|')[5] ?? '');
	assert.deepEqual(values.slice(0, 2), ['90+', '90+']);
	assert.doesNotMatch(lines.slice(0, 5).join(), /93|1931/);
	assert.deepEqual(values.slice(5, 7), ['45', '1990']);
});

test('a line that is no segment is left out, and that is said', async () => {
	const phi = await opened();
	const message = [HEADER, PID, 'OBX|1|TX|x||first line', 'second line', ''].join('\n');
	const { review } = await phi.hl7(message);
	assert.ok(review.some(({ code }) => code === 'line-left-out'));
	const { codes } = await hl7('OBX|1|TX|x||one line');
	assert.ok(!codes.includes('line-left-out'));
});

describe('a FHIR record', () => {
	const fhir = async (resource: Record<string, unknown>, profile = 'safe-harbor') =>
		JSON.stringify((await (await opened(profile)).fhir(resource)).resource);

	test('keeps of what a server answered the status alone', async () => {
		const response = (status: string) => ({
			resourceType: 'Bundle',
			type: 'batch-response',
			entry: [{ response: { status } }],
		});
		assert.match(await fhir(response('200 Zzplantson')), /"status":"200"/);
		assert.match(await fhir(response('201 Created')), /"status":"201 Created"/);
		assert.doesNotMatch(await fhir(response('Zzplantson')), /zzplantson/i);
	});

	test('tells no age over 89 and no year of birth of somebody so old in a questionnaire', async () => {
		const answers = (age: unknown, year: unknown) => ({
			resourceType: 'QuestionnaireResponse',
			status: 'completed',
			item: [
				{ linkId: '1', text: 'Age', answer: [age] },
				{ linkId: '2', text: 'What is your age in years?', answer: [age] },
				{ linkId: '3', text: 'Year of birth', answer: [year] },
			],
		});
		for (const profile of ['safe-harbor', 'expert']) {
			const old = await fhir(answers({ valueInteger: 93 }, { valueInteger: 1931 }), profile);
			assert.doesNotMatch(old, /93|1931/, profile);
			const words = await fhir(answers({ valueString: '93' }, { valueString: '1931' }), profile);
			assert.doesNotMatch(words, /93\b|1931/, profile);
		}
		const young = await fhir(answers({ valueInteger: 45 }, { valueInteger: 1990 }));
		assert.equal(young.match(/"valueInteger":45/g)?.length, 2);
		assert.match(young, /"valueInteger":1990/);
	});

	test('keeps the name of a drug, although people are called so', async () => {
		const text = 'Heather 0.35 mg';
		const out = await fhir({
			resourceType: 'MedicationRequest',
			status: 'active',
			intent: 'order',
			subject: { reference: 'Patient/1' },
			medicationCodeableConcept: { text },
		});
		assert.match(out, /Heather 0\.35 mg/);
	});
});

describe('a name in another form', () => {
	const context = [PATIENT];

	test('is found when it is encoded: in an address, a mail, HTML, a program text, base64', async () => {
		const phi = await opened();
		const base64 = Buffer.from('Quillonia Zzplantson').toString('base64');
		for (const form of [
			'Quillonia%20Zzplantson',
			'Quillonia=20Zzplantson',
			'Quill=\nonia',
			'&#81;uillonia',
			'&#x51;uillonia',
			'\\u0051uillonia',
			'%51uillonia',
			base64,
		]) {
			const { text } = await phi.text(`Seen: ${form}; Sodium 140`, { context });
			assert.doesNotMatch(text, /uillonia|zzplant|onia/i, form);
			assert.ok(!text.includes(base64));
			assert.match(text, /^Seen: .* Sodium 140$/s, form);
		}
		const plain = 'A 50%20 rise; x=20 mg; R&D; c:\\users; AbCdEfGhIjKlMnOp';
		assert.equal((await phi.text(plain, { context })).text, plain);
	});

	test('is found when the end of a line cuts it in two without a hyphen, in HTML too', async () => {
		const phi = await opened();
		const patient = { resourceType: 'Patient', name: [{ family: 'Quibblethwaite' }] };
		for (const form of ['Quibble\nthwaite', '<html><body>Mrs Quib<br>blethwaite</body></html>']) {
			const { text } = await phi.text(form, { context: [patient] });
			assert.doesNotMatch(text, /quib|thwaite/i, form);
		}
		const { resource } = await phi.fhir({
			...patient,
			text: {
				status: 'generated',
				div: '<div xmlns="http://www.w3.org/1999/xhtml">Quibble<br/>thwaite</div>',
			},
		});
		assert.doesNotMatch(JSON.stringify(resource), /quib|thwaite/i);
	});

	test('may stand in letters that nobody here can read: that is a reason for doubt', async () => {
		const phi = await opened();
		for (const text of ['患者 王小东 复诊', 'Пациент Иванов', 'المريض محمد', 'ผู้ป่วยสมชายมา']) {
			const { review } = await phi.text(text);
			assert.ok(
				review.some(({ code }) => code === 'script-not-read'),
				text,
			);
		}
		for (const text of ['5 µg, β-blocker, ΔT 2 °C', 'Sodium 140, café']) {
			const { review } = await phi.text(text);
			assert.ok(!review.some(({ code }) => code === 'script-not-read'), text);
		}
		const strict = await opened('safe-harbor', { onUncertain: 'fail' });
		await assert.rejects(strict.text('患者 王小东 复诊'), { code: 'phi-uncertain' });
	});
});

describe('where dates move', () => {
	const chart = [
		{
			resourceType: 'Patient',
			identifier: [{ system: 'urn:oid:2.999.1', value: 'ZQ7788991' }],
			name: [{ family: 'Ca', given: ['Quillonia'] }],
			birthDate: '1962-07-19',
		},
	];

	test('a fraction, a dose or a pressure becomes no other number', async () => {
		const phi = await opened('expert');
		for (const text of [
			'IPAP/EPAP 12/6',
			'Azor 5/20 daily',
			'Apgars 8/9',
			'split 10/5',
			'3/7 days',
		]) {
			const after = (await phi.text(text, { context: chart })).text;
			const numbers = after.match(/\d+\/\d+/g) ?? [];
			for (const one of numbers) assert.ok(text.includes(one), `${text}: ${after}`);
		}
		const { text } = await phi.text('Seen on 3/14/2021 and on 3/28.', { context: chart });
		assert.doesNotMatch(text, /3\/14|3\/28/);
		const days = text.match(/\d{1,2}\/\d{1,2}/g) ?? [];
		assert.equal(days.length, 2, 'a day with a word before it moves');
	});

	test('no other dose and no other analyte stands in a record', async () => {
		const phi = await opened('expert', { onUncertain: 'review' });
		const observation = {
			resourceType: 'Observation',
			status: 'final',
			code: { text: 'Ca 9.1' },
			valueString: 'BiPAP 10/5',
		};
		const request = {
			resourceType: 'MedicationRequest',
			status: 'active',
			intent: 'order',
			subject: { reference: 'Patient/1' },
			medicationCodeableConcept: { text: 'Suboxone 8/2 film' },
			dosageInstruction: [{ text: 'split 10/5' }],
		};
		const first = await phi.fhir(observation, { context: chart });
		const { code, valueString } = first.resource as Record<string, Record<string, unknown>>;
		assert.deepEqual([code?.text, valueString], ['Ca 9.1', 'BiPAP 10/5']);
		const { resource } = await phi.fhir(request, { context: chart });
		const out = JSON.stringify(resource);
		assert.match(out, /Suboxone 8\/2 film/);
		assert.match(out, /split 10\/5/);
	});

	test('a patient without a number is told of: dates become years', async () => {
		const phi = await opened('expert');
		const { review } = await phi.text('Seen 2/28/2024.', {
			context: [{ resourceType: 'Patient', name: [{ family: 'Zzplantson' }] }],
		});
		assert.ok(review.some(({ code }) => code === 'dates-not-moved'));
		const known = await phi.text('Seen 2/28/2024.', { context: chart });
		assert.ok(!known.review.some(({ code }) => code === 'dates-not-moved'));
	});
});

test('a chart of two patients, or of one who has nothing, says whose a note is no more than none', async () => {
	const phi = await opened();
	const two = [PATIENT, { resourceType: 'Patient', identifier: [{ value: 'ZQ1' }] }];
	const { review } = await phi.text('Seen today.', { context: two });
	assert.ok(review.some(({ code }) => code === 'several-patients'));
	const empty = await phi.text('Seen today.', { context: [{ resourceType: 'Patient' }] });
	assert.equal(empty.context, 'none');
});

test('two patients under one number would become one: that is a reason for doubt', async () => {
	const phi = await opened('expert');
	const patient = (id: string, birthDate: string) => ({
		resource: {
			resourceType: 'Patient',
			id,
			identifier: [{ system: 'urn:oid:2.999.1', value: 'ZQ7788991' }],
			birthDate,
		},
	});
	const bundle = (other: string) => ({
		resourceType: 'Bundle',
		type: 'collection',
		entry: [patient('1', '1962-07-19'), patient('2', other)],
	});
	const codes = async (other: string) =>
		(await phi.fhir(bundle(other))).review.map(({ code }) => code);
	assert.ok((await codes('1990-01-01')).includes('number-shared'));
	assert.ok(!(await codes('1962-07-19')).includes('number-shared'));
});

test('an image that is refused leaves an older file of that name alone', async () => {
	const folder = mkdtempSync(join(tmpdir(), 'phi-refused-'));
	try {
		const path = join(folder, 'older.dcm');
		const ULTRASOUND = '1.2.840.10008.5.1.4.1.1.6.1';
		const content = { SOPClassUID: ULTRASOUND, Modality: 'US', PatientName: '', PatientID: '' };
		const bytes = writePart10(ctSlice(0, { content }));
		for (const onUncertain of ['block', 'fail'] as const) {
			writeFileSync(path, 'older');
			const phi = await opened('safe-harbor', { onUncertain });
			const done = await phi.dicom({ bytes }, { path }).catch(() => undefined);
			assert.notEqual(done?.written, true);
			assert.ok(existsSync(path), onUncertain);
			assert.equal(readFileSync(path, 'utf8'), 'older');
		}
	} finally {
		rmSync(folder, { recursive: true });
	}
});

test('the text of an image knows the age of the patient and names beside the Latin ones', async () => {
	const content = {
		PatientName: 'Zzwang^Xiaodong=王^小东',
		PatientBirthDate: '19330102',
		StudyDate: '20261101',
		StudyDescription: 'Mr Zzwang, 93, chest',
		SpecificCharacterSet: 'ISO_IR 192',
	};
	const phi = await opened();
	const { bytes } = await phi.dicom({ bytes: writePart10(ctSlice(0, { content })) }, 'bytes');
	const { dataSet } = readPart10(bytes as Buffer);
	assert.doesNotMatch(dataSet.string(0x00081030), /93|Zzwang/);
});

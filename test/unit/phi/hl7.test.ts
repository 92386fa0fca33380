import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { parseMessage } from '../../../dist/nodes/formats/hl7/index.js';
import { fieldsOf, SEGMENTS } from '../../../dist/nodes/Phi/formats/hl7/fields.js';
import { PATIENT } from './fhir-build.ts';
import { opened } from './open.ts';

const HEADER =
	'MSH|^~\\&|ZZAPP|ZZPLANTFAC|RECV|ZZCLINIC|20210506070809||ORU^R01^ORU_R01|ZQ7788991|P|2.5.1';
const PID =
	'PID|1|ZQ7788991^^^ZZAUTH^MR|ZQ7788991^^^ZZAUTH^MR~987-65-4320^^^SSA^SS||ZZPLANTSON^QUILLONIA^XAN^JR^MS||19620719|F|||4711 Zzplant Street^^Zzplantville^MA^02139^USA||6175550134|||M||ACC5550001|987-65-4320';

const message = (...segments: string[]): string => [HEADER, ...segments, ''].join('\r');

async function cleaned(text: string | Buffer, options = {}, profile = 'safe-harbor') {
	const phi = await opened(profile, options);
	const result = await phi.hl7(text);
	return { ...result, text: (result.message as Buffer).toString('utf8') };
}

const lines = (text: string, name: string): string[] =>
	text.split('\r').filter((line) => line.startsWith(`${name}|`));

const codes = ({ review }: { review: readonly { code: string }[] }): string[] =>
	review.map(({ code }) => code);

/** The same word in every repetition, component and subcomponent of every field of a segment. */
function filled(segment: string, word: string): string {
	const count = (fieldsOf(segment)?.length ?? 0) + 8;
	const component = `${word}&${word}&${word}`;
	const repetition = Array.from({ length: 14 }, () => component).join('^');
	return `${segment}|${Array.from({ length: count }, () => `${repetition}~${word}`).join('|')}`;
}

test('a patient who is named in every field of every segment is named in none of the result', async (t) => {
	const phi = await opened();
	let planted = 0;
	const unread = ['ZPI', 'ZZZ', 'Z01', 'QRD', 'STF', 'ADD', 'CON', 'UB2', 'PDA', 'X12'];
	for (const segment of [...SEGMENTS, ...unread]) {
		for (const word of ['Zzplantson', 'ZQ7788991', '19620719', '6175550134', '987-65-4320']) {
			const input = message(PID, filled(segment, word));
			planted += input.split(word).length - 1;
			const { message: out } = await phi.hl7(input, { context: [PATIENT] });
			const text = (out as Buffer).toString('utf8');
			assert.ok(!text.toLowerCase().includes(word.toLowerCase()), `${segment}: ${word}`);
		}
	}
	t.diagnostic(`${SEGMENTS.length} segments, ${planted} planted values`);
});

test('a word that nobody knows survives in fields of text and the words of codes, and nowhere else', async () => {
	const phi = await opened();
	for (const segment of SEGMENTS) {
		const { message: out } = await phi.hl7(message(PID, filled(segment, 'Qxwvub')));
		const [, , ...found] = parseMessage(out as Buffer).segments;
		for (const one of found) {
			for (let field = 1; field <= one.fieldCount; field++) {
				const raw = one
					.repetitions(field)
					.map((each) => each.raw)
					.join('~');
				if (!raw.includes('Qxwvub')) continue;
				const type = fieldsOf(segment)?.[field - 1]?.type ?? '';
				assert.ok(['T', 'CE', 'SPS'].includes(type), `${segment}-${field} is ${type}`);
				const element = one.element(field);
				if (type === 'CE') assert.equal(element?.get(1), undefined, `${segment}-${field} code`);
			}
		}
	}
});

test('the header keeps kind, version and character set, and loses places, time and control id', async () => {
	const { text } = await cleaned(
		'MSH|^~\\&|ZZAPP^1.2.3^ISO|ZZPLANTFAC|RECV|ZZCLINIC|20210506070809|secret|ORU^R01^ORU_R01|ZQ7788991|P|2.5.1|77|ptr|AL|NE|USA|UNICODE UTF-8|en|x|Zzprofile\r' +
			PID,
	);
	const header = parseMessage(Buffer.from(text)).segment('MSH');
	assert.deepEqual(
		[3, 4, 5, 6, 7, 8, 9, 11, 12, 13, 14, 15, 18, 21].map((field) => header?.get(String(field))),
		[
			undefined,
			undefined,
			undefined,
			undefined,
			'2021',
			undefined,
			'ORU',
			'P',
			'2.5.1',
			'77',
			undefined,
			'AL',
			'UNICODE UTF-8',
			undefined,
		],
	);
	assert.notEqual(header?.get('10'), 'ZQ7788991');
	assert.ok(String(header?.get('10')).length > 0);
});

test('the record of a patient keeps sex, state, three digits of the ZIP code and the year', async () => {
	const { text, context } = await cleaned(message(PID));
	assert.equal(context, 'given');
	const pid = parseMessage(Buffer.from(text)).segment('PID');
	assert.equal(pid?.get('8'), 'F');
	assert.equal(pid?.get('7'), '1962');
	assert.deepEqual([pid?.get('11.4'), pid?.get('11.5')], ['MA', '021']);
	for (const field of [2, 3, 5, 13, 18, 19])
		assert.equal(pid?.get(String(field)), undefined, `PID-${field}`);
});

test('values of observations follow OBX-2, and a type that is not known stands nowhere', async () => {
	const obx = (type: string, value: string, code = '2951-2^Sodium^LN') =>
		`OBX|1|${type}|${code}||${value}|mmol/L^^UCUM|135-145|N|||F|||20210506`;
	const { text, ...result } = await cleaned(
		message(
			PID,
			obx('NM', '140'),
			obx('NM', 'ZZPLANTSON'),
			obx('SN', '>^5^-^7'),
			obx('ST', 'Seen by ZZPLANTSON, ok'),
			obx('TS', '20210506'),
			obx('CE', '260385009^Negative^SCT'),
			obx('XPN', 'OTHER^PERSON'),
			obx('ZZ', 'Zzsecret'),
			obx('', 'Zzsecret'),
			obx('RP', 'https://pacs.example/zzplantson'),
			obx('NM', '94', '30525-0^Age^LN'),
			obx('NM', '95', 'AGE1^Age at visit^L'),
		),
	);
	const values = lines(text, 'OBX').map((line) => line.split('|')[5]);
	assert.equal(values[0], '140');
	assert.equal(values[1], '');
	assert.equal(values[2], '>^5^-^7');
	assert.match(String(values[3]), /^Seen by .*, ok$/);
	assert.equal(values[4], '2021');
	assert.equal(values[5], '260385009^Negative^SCT');
	assert.deepEqual(values.slice(6, 10), ['', '', '', '']);
	assert.deepEqual(values.slice(10), ['>=^90', '>=^90']);
	assert.deepEqual(
		lines(text, 'OBX')
			.map((line) => line.split('|')[2])
			.slice(10),
		['SN', 'SN'],
	);
	assert.equal(lines(text, 'OBX')[0]?.split('|')[3], '2951-2^Sodium^LN');
	assert.ok(codes(result).includes('value-type-unknown'));
	assert.ok(codes(result).includes('attachment-elsewhere'));
	assert.ok(!/zzplantson|zzsecret|other\^person/i.test(text));
});

test('an age of 90 or more says so, as a number and as a structured one', async () => {
	const obx = (type: string, value: string) => `OBX|1|${type}|30525-0^Age^LN||${value}|a|||||F`;
	const ages = async (...segments: string[]) => {
		const { text } = await cleaned(message(PID, ...segments));
		return lines(text, 'OBX').map((line) => line.split('|').slice(2, 7).join('|'));
	};
	assert.deepEqual(await ages(obx('NM', '93'), obx('NM', '89'), obx('NM', '93~45')), [
		'SN|30525-0^Age^LN||>=^90|a',
		'NM|30525-0^Age^LN||89|a',
		'SN|30525-0^Age^LN||>=^90~^45|a',
	]);
	const found = await ages(
		...['=^93', '^93', '>^89', '>=^95', '<^93', '^93^-^95'].map((one) => obx('SN', one)),
	);
	assert.deepEqual(
		found.map((one) => one.split('|')[3]),
		['>=^90', '>=^90', '>^89', '>=^90', '', ''],
	);
});

test('a telephone number is replaced whatever stands beside it', async () => {
	const phones = async (value: string) => {
		const { text } = await cleaned(message(`PID|1||||||||||||${value}`), {}, 'expert');
		return lines(text, 'PID')[0]?.split('|')[13] ?? '';
	};
	assert.match(await phones('617-555-0188'), /^\d{3}-555-01\d\d$/);
	assert.match(await phones('(617)555-0142^PRN^PH'), /^\(\d{3}\)555-01\d\d\^PRN\^PH$/);
	const both = await phones('(617)555-0142^PRN^PH^zz@zztest.example');
	assert.match(both, /^\(\d{3}\)555-01\d\d\^PRN\^PH\^[\w.]+@example\.\w+$/);
	assert.match(await phones('zz@zztest.example^NET^Internet'), /^\^NET\^Internet\^[\w.]+@example/);
	assert.match(await phones('^NET^Internet^zz@zztest.example'), /^\^NET\^Internet\^[\w.]+@example/);
	assert.doesNotMatch(both, /0142|zztest/);
});

test('a segment that is in no table is named in the manifest; a piece of a text is not', async () => {
	const { manifest } = await cleaned(message(PID, 'ZPI|1|x', 'ZPI|2|y', 'XYZ|1', 'LEE'));
	const lost = manifest.filter(({ action }) => action === 'removed: segment not read here');
	assert.deepEqual(
		lost.map(({ rule, count }) => [rule, count]),
		[
			['ZPI', 2],
			['XYZ', 1],
			['other segment', 1],
		],
	);
});

test('text over several segments is read as one, and answered line by line', async () => {
	const { text } = await cleaned(
		message(
			PID,
			'OBX|1|TX|11502-2^Report^LN||Reported to Quillonia',
			'OBX|2|TX|11502-2^Report^LN||Zzplantson by telephone.',
			'OBX|3|FT|11502-2^Report^LN||No nodule\\.br\\seen\\F\\felt; 5 \\T\\ 6',
			'NTE|1||4711 Zzplant',
			'NTE|2||Street, who agrees',
		),
	);
	const values = lines(text, 'OBX').map((line) => line.split('|')[5]);
	assert.equal(values.length, 3);
	assert.match(String(values[0]), /^Reported to /);
	assert.equal(values[1], ' by telephone.', 'the name that began before goes on here');
	assert.equal(values[2], 'No nodule\\.br\\seen\\F\\felt; 5 \\T\\ 6');
	assert.match(lines(text, 'NTE')[1] ?? '', /who agrees$/);
	assert.ok(!/quillonia|zzplant/i.test(text), text);
});

test('what the chart knows and the result still holds is a reason for doubt', async () => {
	const pid = 'PID|1||ZQ7788991^^^ZZAUTH^MR||JORDAN^QUILLONIA||19620719|F|||^^^^^Jordan';
	const result = await cleaned(message(pid));
	assert.deepEqual(
		result.review.map(({ code, at }) => [code, at]),
		[['sweep-hit', 'PID-11']],
	);
});

test('documents inside of a message are cleaned where they are text, and left out where they are not', async () => {
	const note = 'Quillonia Zzplantson was seen. Sodium 140.';
	const ed = (...parts: string[]) => `OBX|1|ED|11502-2^Report^LN||${parts.join('^')}`;
	const { text, ...result } = await cleaned(
		message(
			PID,
			ed('', 'TEXT', 'PLAIN', 'A', note),
			ed('', 'TEXT', 'RTF', 'Base64', Buffer.from(`{\\rtf1 ${note}}`).toString('base64')),
			ed('', 'TEXT', 'HTML', 'Base64', Buffer.from(`<p>${note}</p>`).toString('base64')),
			ed('', 'application', 'PDF', 'Base64', Buffer.from(note).toString('base64')),
			ed('', 'TEXT', 'PLAIN', 'Base64', Buffer.from([0xff, 0xfe, 0xfd]).toString('base64')),
		),
	);
	const values = lines(text, 'OBX').map((line) => line.split('|')[5]);
	for (const value of values.slice(0, 3))
		assert.match(String(value), /^\^TEXT\^PLAIN\^A\^.*Sodium 140/);
	assert.deepEqual(
		values
			.slice(3)
			.map(String)
			.map((value) => value.replace('undefined', '')),
		['', ''],
	);
	assert.ok(codes(result).includes('attachment-dropped'));
	assert.ok(!/quillonia|zzplantson/i.test(text));
	assert.ok(!text.includes(Buffer.from(note).toString('base64').slice(0, 20)));
});

test('character sets and delimiters stay, and what does not decode is refused', async () => {
	const umlaut = message(
		PID.replaceAll('ZZPLANTSON', 'ZZPLÄNTSÖN'),
		'NTE|1||Frau Zzpläntsön, müde',
	).replace('|2.5.1', '|2.5.1||||||8859/1');
	const phi = await opened();
	const { message: latin } = await phi.hl7(Buffer.from(umlaut, 'latin1'));
	assert.ok((latin as Buffer).includes(Buffer.from('müde', 'latin1')));
	assert.ok(!/zzpl/i.test((latin as Buffer).toString('latin1')));
	await assert.rejects(phi.hl7(Buffer.from(umlaut.replace('8859/1', ''), 'latin1')), {
		code: 'hl7-characters-undeclared',
	});
	const utf16 = Buffer.from(
		`\ufeff${message(PID, 'NTE|1||Zzplantson is tired')}`.replace(
			'|2.5.1',
			'|2.5.1||||||UNICODE UTF-16',
		),
		'utf16le',
	);
	const wide = (await phi.hl7(utf16)).message as Buffer;
	assert.match(wide.toString('utf16le'), /NTE\|1\|\|.* is tired/);
	assert.ok(!/zzplantson/i.test(wide.toString('utf16le')));
	const own = `MSH#*~\\&#A#B#C#D#2021##ADT*A01#1#P#2.5\rPID#1##ZQ7788991***ZZ*MR##ZZPLANTSON*Q\rNTE#1##a | b ^ Zzplantson\r`;
	const { text } = await cleaned(own);
	assert.ok(text.startsWith('MSH#*~\\&#'));
	assert.match(text, /NTE#1##a \| b \^ /);
	assert.ok(!/zzplantson/i.test(text));
});

test('noise before the header, lines that are no segments and second headers carry nothing through', async () => {
	const { text } = await cleaned(
		`\ufeff\r\n \v${message(PID, 'Zzplantson is no segment', 'NTE|1||ok')}`,
	);
	assert.ok(text.startsWith('MSH|'));
	assert.ok(!/zzplantson/i.test(text));
	assert.equal(lines(text, 'NTE').length, 1);
	const phi = await opened();
	await assert.rejects(phi.hl7(message(PID) + message(PID)), { code: 'hl7-second-header' });
	await assert.rejects(phi.hl7('<xml/>'), { code: 'hl7-not-a-message' });
});

test('the same patient has the same number and shift in HL7 as in FHIR', async () => {
	const authorities = [{ name: 'mrn', fhir: ['urn:oid:1.2.3.4.5'], hl7: ['ZZAUTH'] }];
	const phi = await opened('expert', { authorities });
	const text = (
		(await phi.hl7(message(PID, 'OBR|1|||2951-2^Sodium^LN|||20210310'))).message as Buffer
	).toString();
	const observation = {
		resourceType: 'Observation',
		status: 'final',
		code: { text: 'Sodium' },
		subject: { reference: 'Patient/zz-patient-1' },
		effectiveDateTime: '2021-03-10',
	};
	const entry = [{ resource: PATIENT }, { resource: observation }];
	const { resource } = await phi.fhir({ resourceType: 'Bundle', type: 'collection', entry });
	const [patient, result] = (resource as any).entry.map((one: any) => one.resource);
	const pid = parseMessage(Buffer.from(text)).segment('PID');
	assert.equal(pid?.get('3.1'), patient.identifier[0].value);
	assert.equal(String(pid?.get('5.1')).toLowerCase(), patient.name[0].family.toLowerCase());
	assert.equal(lines(text, 'OBR')[0]?.split('|')[7], result.effectiveDateTime.replaceAll('-', ''));
	assert.equal(pid?.get('7'), patient.birthDate.replaceAll('-', ''));
	const note = await phi.text('Zzplantson, MRN ZQ7788991, seen 03/10/2021.', {
		context: [PATIENT],
	});
	assert.ok(note.text.includes(patient.identifier[0].value), note.text);
});

test('a code that the chart knows as a number of the patient is none, in whatever system', async () => {
	const { text } = await cleaned(message(PID, 'OBR|1|||ZQ7788991^Sodium^99LAB|||20210310'), {
		codeSystems: ['99LAB'],
	});
	assert.match(text, /OBR\|1\|\|\|\^Sodium\|/);
});

test('local codes go unless the hospital names their system', async () => {
	const segment = 'OBR|1|||NA7788^Sodium^99LAB|||20210310';
	assert.match((await cleaned(message(PID, segment))).text, /OBR\|1\|\|\|\^Sodium\|/);
	assert.match(
		(await cleaned(message(PID, segment), { codeSystems: ['99LAB'] })).text,
		/OBR\|1\|\|\|NA7788\^Sodium\^99LAB\|/,
	);
});

const folder = join(
	process.env.HOSPITAL_SHARED_DATA ?? join(import.meta.dirname, '../../../../shared/data'),
	'hl7',
);
const skip = !existsSync(folder) && 'the HL7 messages are absent (HOSPITAL_SHARED_DATA)';

test(
	'139 messages of many kinds come out readable, with no name, number or day of their PID',
	{ skip },
	async (t) => {
		const phi = await opened();
		const files = readdirSync(folder).filter((name) => name.endsWith('.hl7'));
		assert.equal(files.length, 139);
		let checked = 0;
		for (const file of files) {
			const bytes = readFileSync(join(folder, file));
			const { message: out } = await phi.hl7(bytes);
			const after = parseMessage(out as Buffer);
			assert.ok(after.isWellFormed, file);
			const before = parseMessage(bytes);
			assert.equal(after.get('MSH-9.1'), before.get('MSH-9.1'));
			const pid = before.segment('PID');
			const text = (out as Buffer).toString('latin1').split('\r').slice(1).join('\r').toLowerCase();
			for (const path of ['3.1', '5.1', '5.2', '11.1', '13.1', '18.1', '19']) {
				const value = String(pid?.get(path) ?? '').toLowerCase();
				// Short ones occur inside of other words.
				if (value.length < 6) continue;
				checked += 1;
				assert.ok(
					!new RegExp(`(?<![a-z0-9])${value.replaceAll(/[^a-z0-9]/g, '\\$&')}(?![a-z0-9])`).test(
						text,
					),
					`${file} ${path}`,
				);
			}
			const birth = String(pid?.get('7') ?? '').slice(0, 8);
			if (birth.length === 8) assert.ok(!text.includes(birth), `${file} birth date`);
		}
		assert.ok(checked > 200, String(checked));
		t.diagnostic(`${files.length} messages, ${checked} values looked for`);
	},
);

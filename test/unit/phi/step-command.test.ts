import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { lstat, mkdir, mkdtemp, readFile, readdir, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { main } from '../../../dist/nodes/cli/hospital.js';
import { readPart10 } from '../../../dist/nodes/formats/dicom/index.js';
import { headCt } from '../../hospital/ct.ts';
import { demoHospital, orderOf } from '../../hospital/people.ts';
import { Image } from './burned-in.ts';

type Fields = Record<string, any>;

const PATIENT = {
	resourceType: 'Patient',
	id: 'zz1',
	identifier: [{ system: 'urn:zz:mrn', value: 'ZZ4471190' }],
	name: [{ family: 'Zztestperson', given: ['Ada'] }],
	birthDate: '1951-03-17',
};
const CONTEXT = { resourceType: 'Bundle', type: 'collection', entry: [{ resource: PATIENT }] };
const NOTE =
	'Ada Zztestperson, MRN ZZ4471190, was seen on 2026-03-05. 😀 BP 120/80. Call Zztestperson.';
const MESSAGE = (control: string) =>
	`MSH|^~\\&|ZZ|ZZ|||20260101||ADT^A08|${control}|P|2.5.1\rPID|1||ZZ4471190^^^ZZ^MR||Zztestperson^Ada\r`;

let root: string;
const path = (name: string) => join(root, name);
const put = async (name: string, value: unknown) =>
	await writeFile(path(name), typeof value === 'string' ? value : JSON.stringify(value));
const read = async (name: string) => await readFile(path(name), 'utf8');

async function phi(...words: string[]): Promise<{ code: number; out: string; err: string }> {
	const [out, err]: [string[], string[]] = [[], []];
	const code = await main(['phi', ...words], {
		line: (text) => void out.push(text),
		note: (text) => void err.push(text),
	});
	return { code, out: out.join('\n'), err: err.join('\n') };
}
const harbor = (part: string, from: string, to: string, ...more: string[]) =>
	phi(part, '--profile', 'safe-harbor', '--in', path(from), '--out', path(to), ...more);

before(async () => {
	root = await mkdtemp(join(tmpdir(), 'hospital-phi-command-'));
	process.env.HOSPITAL_DATA_DIR = path('data');
	process.env.HOSPITAL_PHI_DIR = path('phi');
	delete process.env.HOSPITAL_KEY_FILE;
	const line = { id: 'n1', text: NOTE, context: CONTEXT };
	await put(
		'notes.jsonl',
		`${JSON.stringify(line)}\n\n${JSON.stringify({ id: 2, text: 'No one.' })}\n`,
	);
	await put('bundle.json', CONTEXT);
});

after(async () => await rm(root, { recursive: true, force: true }));

describe('hospital phi redact', () => {
	test('writes a line for each note, with spans into the text that came in', async () => {
		const { code, err } = await harbor('redact', 'notes.jsonl', 'out.jsonl');
		assert.equal(code, 3, err);
		const [first, second, ...more] = (await read('out.jsonl')).trimEnd().split('\n');
		assert.equal(more.length, 0);
		const one = JSON.parse(first ?? '') as Fields;
		assert.deepEqual(Object.keys(one), ['id', 'text', 'spans', 'context', 'review']);
		assert.deepEqual([one.id, one.context, one.review], [1, 'given', []]);
		assert.deepEqual(Object.keys(one.spans[0]), ['start', 'end', 'type', 'source', 'score']);
		const found = one.spans.map(({ start, end }: Fields) => NOTE.slice(start, end));
		assert.deepEqual(found, ['Ada Zztestperson', 'ZZ4471190', '2026-03-05', 'Zztestperson']);
		assert.match(one.text, /😀 BP 120\/80/);
		assert.deepEqual(JSON.parse(second ?? ''), {
			...{ id: 2, text: 'No one.', spans: [] },
			...{ context: 'none', review: ['no-patient-context'] },
		});
		assert.match(err, /1 without patient context/);
	});

	test('takes one context for all, and a style', async () => {
		await put('bare.jsonl', JSON.stringify({ id: 1, text: 'ada zztestperson is well.' }));
		const { code } = await harbor(
			...(['redact', 'bare.jsonl', 'bare.out', '--context', path('bundle.json')] as const),
			...['--style', 'mask'],
		);
		assert.equal(code, 0);
		assert.equal((JSON.parse(await read('bare.out')) as Fields).text, '#### is well.');
	});

	test('ids of notes go on only when that is asked for', async () => {
		await put('ids.jsonl', JSON.stringify({ id: 'Zztestperson-1', text: 'Is well.' }));
		const words = ['redact', 'ids.jsonl'] as const;
		assert.equal((await harbor(...words, 'ids.out', '--without-context')).code, 0);
		assert.ok(!(await read('ids.out')).includes('Zztest'));
		await harbor(...words, 'kept.out', '--without-context', '--keep-ids');
		assert.match(await read('kept.out'), /"id":"Zztestperson-1"/);
	});

	test('under fail a note without a patient context ends it, and nothing is written', async () => {
		const { code, err } = await harbor('redact', 'notes.jsonl', 'fail.out', '--uncertain', 'fail');
		assert.equal(code, 1);
		assert.match(err, /no-patient-context/);
		assert.ok(!existsSync(path('fail.out')));
		const blocked = await harbor('redact', 'notes.jsonl', 'block.out', '--uncertain', 'block');
		assert.equal(blocked.code, 3);
		assert.match(await read('block.out'), /"blocked":true/);
		assert.ok(!(await read('block.out')).includes('No one.'));
	});

	test('no input and nothing that is there is overwritten', async () => {
		const before = await read('notes.jsonl');
		assert.equal((await harbor('redact', 'notes.jsonl', 'notes.jsonl')).code, 1);
		assert.equal(await read('notes.jsonl'), before);
		const chart = await read('bundle.json');
		const manifest = ['--manifest', path('bundle.json')];
		assert.equal((await harbor('redact', 'notes.jsonl', 'new.out', ...manifest)).code, 1);
		assert.equal(await read('bundle.json'), chart);
		assert.ok(!existsSync(path('new.out')));
		const same = ['--manifest', path('same.out')];
		assert.equal((await harbor('redact', 'notes.jsonl', 'same.out', ...same)).code, 2);
	});

	test('a missing input is said to be missing', async () => {
		const { code, err } = await harbor('redact', 'nowhere.jsonl', 'nowhere.out');
		assert.equal(code, 1);
		assert.match(err, /--in/);
		assert.ok(!err.includes('Try again'));
	});

	test('a PDF, a document, a message or a record among the notes writes nothing', async () => {
		for (const text of ['%PDF-1.4 zz', '<?xml version="1.0"?><a/>', MESSAGE('A1'), 'BHS|^~\\&|']) {
			await put('mixed.jsonl', JSON.stringify({ text }));
			const { code, err } = await harbor('redact', 'mixed.jsonl', 'mixed.out');
			assert.equal(code, 1, text);
			assert.match(err, /Line 1/);
			assert.ok(!existsSync(path('mixed.out')));
		}
	});

	test('a damaged line writes nothing, and says which it is without its content', async () => {
		await put('bad.jsonl', `${JSON.stringify({ id: 1, text: 'x' })}\n{"text": "Zztestperson\n`);
		const { code, err } = await harbor('redact', 'bad.jsonl', 'bad.out');
		assert.equal(code, 1);
		assert.match(err, /Line 2/);
		assert.ok(!err.includes('Zztest') && !existsSync(path('bad.out')));
		assert.deepEqual(
			(await readdir(root)).filter((name) => name.endsWith('.tmp')),
			[],
		);
	});

	test('an input that is not UTF-8 is refused, whichever it is', async () => {
		const line = JSON.stringify({ text: 'José Zztestperson is well.' });
		const chart = JSON.stringify(CONTEXT).replace('Ada', 'José');
		for (const encoding of ['latin1', 'utf16le'] as const) {
			await writeFile(path('l1.jsonl'), Buffer.from(`${line}\n`, encoding));
			await writeFile(path('l1.json'), Buffer.from(chart, encoding));
			for (const words of [
				['redact', 'l1.jsonl', 'l1.out'],
				['redact', 'notes.jsonl', 'l1.out', '--context', path('l1.json')],
				['fhir', 'l1.json', 'l1.out'],
			] as const) {
				const [part, from, to, ...more] = words;
				const { code, err } = await harbor(part, from, to, ...more);
				assert.equal(code, 1, words.join(' '));
				assert.match(err, /UTF-8/);
				assert.match(err, /Save it as UTF-8/);
				assert.ok(!err.includes('Zztest') && !existsSync(path('l1.out')));
			}
		}
		// A letter of two bytes may stand where one piece of the file ends and the next begins.
		const long = `\ufeff${JSON.stringify({ text: 'x'.repeat(65_515) + 'éé'.repeat(40_000) })}\r\n${line}`;
		await put('long.jsonl', long);
		assert.equal((await harbor('redact', 'long.jsonl', 'long.out', '--without-context')).code, 0);
		assert.equal((await read('long.out')).trimEnd().split('\n').length, 2);
		assert.match(await read('long.out'), /é{80000}/);
	});

	test('names the line of what is wrong with a note or its context', async () => {
		const good = JSON.stringify({ text: 'Is well.', context: CONTEXT });
		for (const [bad, said] of [
			['{"text":"Is well.","context":{"Zztest":1}}', /Line 2 of the input .*"context"/],
			['{"text":"Is \\ud83d well."}', /Line 2 of the input .*half of a character/],
			['{"text":7}', /Line 2 of the input .*"text"/],
		] as const) {
			await put('line.jsonl', `${good}\n${bad}\n`);
			const { code, err } = await harbor('redact', 'line.jsonl', 'line.out');
			assert.equal(code, 1);
			assert.match(err, said);
			assert.doesNotMatch(err, /The field|Zztest/);
		}
		await put('line.jsonl', `${good}\n{"text":"Is well."}\n`);
		const { err } = await harbor('redact', 'line.jsonl', 'line.out', '--uncertain', 'fail');
		assert.match(err, /Line 2 of the input: /);
		await put('odd.json', { Zztest: 1 });
		const odd = await harbor('redact', 'notes.jsonl', 'odd.out', '--context', path('odd.json'));
		assert.match(odd.err, /--context/);
		assert.doesNotMatch(odd.err, /The field/);
	});

	test('an empty input leaves nothing that stands in the way', async () => {
		for (const [part, name] of [
			['redact', 'empty.jsonl'],
			['fhir', 'empty.ndjson'],
		] as const) {
			await put(name, '\n\n');
			const { code, err } = await harbor(part, name, 'empty.out');
			assert.equal(code, 1);
			assert.match(err, /holds nothing/);
			assert.ok(!existsSync(path('empty.out')));
		}
		const block = ['--uncertain', 'block'];
		await put('basic.json', { resourceType: 'Basic', code: { text: 'x' } });
		const blocked = await harbor('fhir', 'basic.json', 'blocked.out', ...block);
		assert.equal(blocked.code, 1, 'nothing was written');
		assert.ok(!existsSync(path('blocked.out')));
		await put('alone.jsonl', JSON.stringify({ text: 'Is well.' }));
		const lines = await harbor('redact', 'alone.jsonl', 'alone.out', ...block);
		assert.equal(lines.code, 3, 'the line that says so was written');
		assert.match(await read('alone.out'), /"blocked":true/);
	});

	test('a link that leads nowhere is not written over', async () => {
		await symlink(path('nowhere'), path('dangling'));
		for (const words of [
			['redact', 'notes.jsonl', 'dangling'],
			['fhir', 'bundle.json', 'dangling'],
			['fhir', 'bundle.json', 'other.out', '--manifest', path('dangling')],
		] as const) {
			const [part, from, to, ...more] = words;
			const { code, err } = await harbor(part, from, to, ...more);
			assert.equal(code, 1);
			assert.match(err, /is there already/);
		}
		assert.ok((await lstat(path('dangling'))).isSymbolicLink());
	});

	test('a manifest holds counts and no value', async () => {
		await harbor('redact', 'notes.jsonl', 'm.jsonl', '--manifest', path('m.json'));
		const text = await read('m.json');
		const { manifest, profile } = JSON.parse(text) as Fields;
		assert.equal(profile, 'safe-harbor');
		assert.ok(manifest.some(({ type, count }: Fields) => type === 'MRN' && count === 1));
		assert.ok(!/Zztest|ZZ447|Ada/.test(text));
	});

	test('is called wrongly with 2', async () => {
		assert.equal((await phi('redact', '--profile', 'safe-harbor')).code, 2);
		assert.equal((await phi()).code, 2);
		const style = await harbor('redact', 'notes.jsonl', 'x', '--style', 'zz');
		assert.equal(style.code, 2);
		assert.match(style.err, /takes tag, remove, mask, surrogate\./);
		assert.equal((await harbor('redact', 'notes.jsonl', 'x', '--uncertain', 'zz')).code, 2);
	});
});

describe('hospital phi fhir and hl7', () => {
	test('a file, a list of lines and a folder; names of files do not go on', async () => {
		assert.equal((await harbor('fhir', 'bundle.json', 'bundle.out')).code, 0);
		assert.ok(!(await read('bundle.out')).includes('Zztest'));
		await mkdir(path('records'));
		await put('records/Zztestperson.json', CONTEXT);
		await put('records/all.ndjson', `${JSON.stringify(PATIENT)}\n${JSON.stringify(PATIENT)}\n`);
		assert.equal((await harbor('fhir', 'records', 'records.out')).code, 0);
		await mkdir(path('some'));
		await put('some/a.json', CONTEXT);
		await put('some/b.json', '{');
		assert.equal((await harbor('fhir', 'some', 'some.out')).code, 1, 'one failed');
		assert.equal((await harbor('fhir', 'some', 'some/out')).code, 2, 'it would be read again');
		assert.deepEqual((await readdir(path('records.out'))).sort(), ['000001.json', '000002.ndjson']);
		const lines = (await read('records.out/000002.ndjson')).trimEnd().split('\n');
		const [one, other] = lines.map((line) => JSON.parse(line) as Fields);
		assert.equal(one?.id, other?.id, 'the same record has the same id');
	});

	test('several messages of a file, in their order', async () => {
		await put('own.hl7', `${MESSAGE('A1')}ZPI|1|Zztestperson\rZPI|2|x\rXYZ|1\r`);
		const own = await harbor('hl7', 'own.hl7', 'own.out');
		assert.equal(own.code, 0);
		assert.match(own.err, /left out: 2 ZPI, 1 XYZ\./);
		await put('two.hl7', `\v${MESSAGE('A1')}\x1c\r\v${MESSAGE('A2')}\x1c\r`);
		assert.equal((await harbor('hl7', 'two.hl7', 'two.out')).code, 0);
		const text = await read('two.out');
		assert.equal(text.split('MSH|').length, 3);
		assert.ok(!text.includes('Zztest') && !text.includes('ZZ4471190'));
	});

	test('a message of an undeclared character set is written when it is said', async () => {
		const bytes = Buffer.from(MESSAGE('A1').replace('Ada', 'Adé'), 'latin1');
		await writeFile(path('set.hl7'), bytes);
		const { code, err } = await harbor('hl7', 'set.hl7', 'set.out');
		assert.equal(code, 1);
		assert.match(err, /--charset/);
		assert.doesNotMatch(err, /the field/);
		assert.equal((await harbor('hl7', 'set.hl7', 'set.out', '--charset', '8859/1')).code, 0);
		assert.ok(!(await read('set.out')).includes('Zztest'));
	});

	test('damaged FHIR and batches are refused, and nothing is written', async () => {
		await put('cut.json', '{"resourceType": "Patient", "name": [{"family": "Zztest');
		await put('batch.hl7', `BHS|^~\\&|ZZ\r${MESSAGE('A1')}`);
		for (const [part, file] of [
			['fhir', 'cut.json'],
			['hl7', 'batch.hl7'],
		] as const) {
			const { code, err } = await harbor(part, file, `${file}.out`);
			assert.equal(code, 1);
			assert.ok(!err.includes('Zztest') && !existsSync(path(`${file}.out`)));
		}
	});

	test('what is there is not overwritten', async () => {
		await put('there.json', 'zz');
		assert.equal((await harbor('fhir', 'bundle.json', 'there.json')).code, 1);
		assert.equal(await read('there.json'), 'zz');
	});

	test('a profile that moves dates needs the key, and agrees with itself from run to run', async () => {
		const words = (to: string) =>
			['fhir', '--profile', 'expert', '--in', path('bundle.json'), '--out', path(to)] as const;
		const without = await phi(...words('no-key.json'));
		assert.equal(without.code, 1);
		assert.match(without.err, /HOSPITAL_KEY_FILE/);
		assert.doesNotMatch(without.err, /restart n8n/);
		await writeFile(path('key'), randomBytes(32), { mode: 0o600 });
		process.env.HOSPITAL_KEY_FILE = path('key');
		assert.equal((await phi(...words('one.json'))).code, 0);
		assert.equal((await phi(...words('two.json'))).code, 0);
		assert.equal(await read('one.json'), await read('two.json'));
	});
});

describe('hospital phi dicom and evaluate', () => {
	test('all images below a folder, numbered; a file that is no image is named and fails it', async () => {
		const hospital = demoHospital();
		const person = hospital.ordinary[0]!;
		const images = headCt({ person, order: orderOf(hospital, person), slices: 2, matrix: 16 });
		await mkdir(path(`scan/${person.family}`), { recursive: true });
		for (const [index, { bytes }] of images.entries()) {
			await writeFile(path(`scan/${person.family}/${index}.dcm`), bytes);
		}
		await put('scan/readme.txt', 'no image');
		const { code, err } = await harbor('dicom', 'scan', 'scan.out');
		assert.equal(code, 1, err);
		assert.match(err, /2 written, 1 files that failed/);
		assert.match(err, /^Failed: readme\.txt: .+ \(dicom-corrupt\)$/m);
		await rm(path('scan/readme.txt'));
		assert.equal((await harbor('dicom', 'scan', 'scan.whole')).code, 0);
		const names = await readdir(path('scan.out'), { recursive: true });
		assert.deepEqual(names.sort(), ['000001.dcm', '000002.dcm']);
		const uids = new Set<string>();
		for (const name of names) {
			const bytes = await readFile(path(`scan.out/${name}`));
			assert.ok(!bytes.includes(person.family) && !bytes.includes(person.mrn));
			uids.add(readPart10(bytes).dataSet.string(0x0020000d));
		}
		assert.equal(uids.size, 1, 'one study stays one study');
	});

	test('of a folder each refused image is named with the reason, and no value of it', async () => {
		await mkdir(path('mixed/b'), { recursive: true });
		const scan = { modality: 'CT', sopClass: '1.2.840.10008.5.1.4.1.1.2', rows: 32, columns: 32 };
		const capture = { rows: 32, columns: 32, sopClass: '1.2.840.10008.5.1.4.1.1.7' };
		await writeFile(path('mixed/a.dcm'), new Image(scan).file());
		await writeFile(path('mixed/b/c.dcm'), new Image(capture).file());
		const { code, err } = await harbor('dicom', 'mixed', 'mixed.out');
		assert.equal(code, 3, err);
		assert.match(
			err,
			/^Refused: b\/c\.dcm: The image is a secondary capture\. .+ \(pixel-kind\)$/m,
		);
		assert.match(err, /2 images, 1 written, 1 refused/);
		assert.ok(!/TESTPERSON|ZZ482913|a\.dcm/.test(err), err);
		assert.ok(!/blackened/.test(err), err);
	});

	test('how many images were changed is said, and by which rule', async () => {
		await mkdir(path('sound'));
		const sound = {
			modality: 'US',
			sopClass: '1.2.840.10008.5.1.4.1.1.6.1',
			rows: 32,
			columns: 32,
		};
		for (const name of ['1.dcm', '2.dcm']) {
			await writeFile(path(`sound/${name}`), new Image(sound).file());
		}
		const { code, err } = await harbor('dicom', 'sound', 'sound.out', '--reviewed');
		assert.equal(code, 0, err);
		assert.match(
			err,
			/^Parts of 2 written images were blackened, by rule: pixels-ultrasound-banner in 2\.$/m,
		);
	});

	test('a file that is no image is refused', async () => {
		await put('no.dcm', 'zz');
		assert.equal((await harbor('dicom', 'no.dcm', 'no.out')).code, 1);
		assert.ok(!existsSync(path('no.out')));
	});

	test('counts and shares over labelled notes', async () => {
		await mkdir(path('labelled'));
		const start = NOTE.indexOf('ZZ4471190');
		const spans = [{ start, end: start + 9, type: 'MRN', role: 'patient' }];
		await put('labelled/a.jsonl', JSON.stringify({ text: NOTE, spans, context: [PATIENT] }));
		const words = ['evaluate', '--profile', 'safe-harbor', '--in', path('labelled')];
		const { code, out } = await phi(...words);
		assert.equal(code, 0);
		const { notes, recall, profile } = JSON.parse(out) as Fields;
		assert.deepEqual([notes, recall.rate, profile], [1, 1, 'safe-harbor']);
		assert.ok(!out.includes('Zztest'));
	});
});

import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import {
	detect,
	loadLists,
	prepare,
	type DetectOptions,
	type Lists,
} from '../../../dist/nodes/Phi/detecting/index.js';
import type { PhiFinding } from '../../../dist/nodes/Phi/types.js';

const lists = await loadLists();

function found(text: string, options: Partial<DetectOptions> & { lists?: Lists } = {}) {
	const { findings } = detect(prepare(text), { lists, ...options });
	return findings.map(({ type, start, end }) => `${type}:${text.slice(start, end)}`);
}

const finding = (start: number, end: number, more: Partial<PhiFinding> = {}): PhiFinding => ({
	start,
	end,
	type: 'NAME',
	role: 'patient',
	source: 'known',
	rule: 'known-patient-name',
	score: 0.9,
	...more,
});

test('a text of plain ASCII is its own folded copy', () => {
	const prepared = prepare('Ada, 45.\n\nSeen');
	assert.equal(prepared.folded, prepared.text);
	assert.deepEqual(
		Array.from({ length: prepared.count }, (_, at) => prepared.at(at).raw),
		['Ada', ',', '45', '.', 'Seen'],
	);
});

test('accents, look-alikes, full-width and zero-width characters fold, and offsets lead back', () => {
	const text = 'Pt Zo\u0065\u0301 Te\u200bstp\u0435rson \uff4d\uff52\uff4e 1';
	const prepared = prepare(text);
	assert.equal(prepared.folded, 'Pt Zoe Testperson mrn 1');
	const start = prepared.folded.indexOf('Testperson');
	const [from, to] = prepared.origin(start, start + 10);
	assert.equal(text.slice(from, to), 'Te\u200bstp\u0435rson');
	assert.deepEqual(prepared.place(from, to), [start, start + 10]);
	const zoe = prepared.origin(3, 6);
	assert.equal(
		text
			.slice(...zoe)
			.normalize('NFC')
			.trim(),
		'Zo\u00e9',
	);
});

test('a name written with Cyrillic letters and zero-width characters is found whole', () => {
	const text = 'Seen by Dr. T\u0435s\u200btp\u0435rson today';
	assert.deepEqual(found(text), ['NAME:T\u0435s\u200btp\u0435rson']);
});

test('offsets count the text as it was given when letters outside the plane stand before', () => {
	const text = '\u{1f600}\u{1d400}da: call (555) 010-0142';
	assert.ok(found(text).includes('PHONE:(555) 010-0142'));
});

test('findings are sorted and disjoint, and lie inside the text', () => {
	const text =
		'Patient: TESTPERSON, ADA M  MRN: 82 359 91  DOB 03/07/1931\nLives at 4412 Willow Bend Road, Apt 4B, Springfield, IL 62704. Tel (555) 010-0142.\nDr. Ada Testperson, MD, Lakeview General Hospital, Room 412-B';
	const { findings } = detect(prepare(text), { lists });
	assert.ok(findings.length >= 9);
	for (let at = 1; at < findings.length; at++) {
		assert.ok(findings[at]!.start >= findings[at - 1]!.end);
	}
	for (const { start, end } of findings) assert.ok(start >= 0 && end <= text.length && start < end);
});

test('what two rules see of one stretch is hidden over their union', () => {
	const text = 'word Testperson Ada Zzz more';
	const { findings } = detect(prepare(text), {
		lists,
		others: [finding(5, 15), finding(11, 23, { type: 'CITY', source: 'model', score: 0.7 })],
	});
	const whole = findings.find((one) => one.start === 5);
	assert.equal(whole?.end, 23);
	assert.equal(whole?.type, 'NAME');
	assert.equal(whole?.source, 'known');
});

test('a name found once is found again without its title, and a number without its label', () => {
	const text =
		'Seen by Dr. Zzyxwell. MRN: A77120\nLater Zzyxwell came back. Label A77120 printed. zzyxwell again.';
	const hits = found(text);
	assert.equal(hits.filter((hit) => /zzyxwell/i.test(hit)).length, 3);
	assert.equal(hits.filter((hit) => hit.endsWith('A77120')).length, 2);
});

test('a name that is a word as well comes back only where a name can stand', () => {
	const text = 'Mr. White fell. The white count is high and white cells rose. Told White to rest.';
	assert.deepEqual(found(text), ['NAME:White', 'NAME:White']);
});

test('words that are names too stay when they are words', () => {
	for (const text of [
		'She may return in a long while and will hope for the best.',
		'Foley catheter placed, white count 9.1, Bell palsy, Parkinson disease.',
		'The patient rose at six. Grace period over. Mark the site.',
		'Reading glasses and a mobile chair. Temple tenderness. Wound clean.',
		'Murphy sign negative, Babinski down, Glasgow coma scale 15, Hodgkin lymphoma in 2009.',
	]) {
		assert.deepEqual(found(text), [], text);
	}
});

test('the same words are names behind a title', () => {
	for (const name of ['May', 'Will', 'Long', 'White', 'Rose', 'Foley', 'Bell', 'Grace', 'Hope']) {
		assert.deepEqual(found(`Seen by Ms. ${name} today.`), [`NAME:${name}`]);
	}
});

test('measurements, scores, fractions and codes are no dates and no numbers of anybody', () => {
	const text =
		'BP 120/80, strength 5/5, pain 7/10, MMSE 18/30, 1/2 tab, murmur 2/6, L4-5 disc, K57.30, T 98.6, platelets 250000, SNOMED 73211009, SpO2 97 %, T2N0M0, vision 20/40, since 2019.';
	assert.deepEqual(found(text), []);
});

test('ages below 90 stay, from 90 on they are found in figures and in words', () => {
	assert.deepEqual(found('An 89-year-old man, aged 45, 67 yo.'), []);
	assert.deepEqual(found('A 90-year-old woman'), ['AGE:90']);
	assert.deepEqual(found('She is ninety-three years old'), ['AGE:ninety-three']);
	assert.deepEqual(found('102 yo F'), ['AGE:102']);
	assert.deepEqual(found('weight 93 kg, HR 95, temp 98 F'), []);
});

test('a bare year stays, a month with a year does not', () => {
	assert.deepEqual(found('Diagnosed in 2019, operated 2021.'), []);
	assert.deepEqual(found('Diagnosed in March 2019.'), ['DATE:March 2019']);
});

test('findings below the threshold and above half of it are given for review, and nothing else', () => {
	const prepared = prepare('Notes from the Harbor.');
	const others = [
		finding(0, 5, { source: 'model', score: 0.4 }),
		finding(6, 10, { source: 'model', score: 0.1 }),
	];
	const { findings, uncertain } = detect(prepared, { lists, others });
	assert.ok(!findings.some((one) => one.start === 0));
	assert.ok(uncertain.some((one) => one.start === 0 && one.score === 0.4));
	assert.ok(!uncertain.some((one) => one.start === 6));
	const lower = detect(prepared, { lists, others, threshold: 0.3 });
	assert.ok(lower.findings.some((one) => one.start === 0));
});

test('an uncertain finding that a sure one touches is not listed twice', () => {
	const { findings, uncertain } = detect(prepare('Seen by Dr. Testperson.'), {
		lists,
		others: [finding(12, 16, { source: 'model', score: 0.3 })],
	});
	assert.equal(findings.length, 1);
	assert.deepEqual(uncertain, []);
});

test('a trace tells how a finding came about, without any part of the text', () => {
	const text = 'NPI 1234567893 for Dr. Zzyxwell';
	const { findings } = detect(prepare(text), { lists, trace: true });
	for (const one of findings) {
		assert.ok((one.trace ?? []).length >= 2);
		const words = JSON.stringify(one.trace);
		assert.ok(!words.includes('1234567893') && !words.includes('Zzyxwell'));
	}
	assert.ok(findings.some((one) => one.trace?.some((step) => step.step === 'validator')));
	assert.ok(detect(prepare(text), { lists }).findings.every((one) => one.trace === undefined));
});

test('lists of a folder add names, places, staff and facilities, and take words out', async () => {
	const folder = await mkdtemp(join(tmpdir(), 'lists-'));
	try {
		await writeFile(join(folder, 'staff.txt'), '# staff\nQqwellton, Zzora\nXxavi Yymond\n');
		await writeFile(join(folder, 'places.txt'), 'Zzplace Falls\nQqville\n');
		await writeFile(join(folder, 'facilities.txt'), 'The Glass Building\n');
		await writeFile(join(folder, 'allow.txt'), 'Maria\n');
		const own = await loadLists(folder);
		assert.deepEqual(own.loaded, {
			'staff.txt': 2,
			'places.txt': 2,
			'facilities.txt': 1,
			'allow.txt': 1,
		});
		const text =
			'report to zzora qqwellton at the glass building, then to zzplace falls and Qqville';
		const hits = found(text, { lists: own });
		assert.deepEqual(hits, [
			'NAME:zzora qqwellton',
			'FACILITY:the glass building',
			'CITY:zzplace falls',
			'CITY:Qqville',
		]);
		assert.deepEqual(found('I told Maria that', { lists: own }), []);
		assert.deepEqual(found('I told Maria that'), ['NAME:Maria']);
	} finally {
		await rm(folder, { recursive: true });
	}
});

test('a folder of lists that cannot be read is refused, not passed over', async () => {
	await assert.rejects(loadLists('/nowhere/at/all'), { code: 'list-folder-missing' });
	const folder = await mkdtemp(join(tmpdir(), 'lists-'));
	try {
		await writeFile(join(folder, 'names.txt'), Buffer.from([0xff, 0xfe, 0x41]));
		await assert.rejects(loadLists(folder), { code: 'list-unreadable' });
	} finally {
		await rm(folder, { recursive: true });
	}
});

test('the default lists are large, and of many origins', () => {
	let given = 0;
	let family = 0;
	for (const bits of lists.words.values()) {
		if ((bits & 1) !== 0) given++;
		if ((bits & 2) !== 0) family++;
	}
	assert.ok(given > 1000 && family > 1500, `${given} ${family}`);
	for (const name of ['okonkwo', 'nguyen', 'gonzalez', 'kowalski', 'kim', 'patel', 'begay']) {
		assert.ok(((lists.words.get(name) ?? 0) & 2) !== 0, name);
	}
});

test('hostile texts take time in proportion to their length', () => {
	const hostile = [
		'1-',
		'1/',
		'A.',
		"a'",
		'Mr. ',
		'A ',
		'(',
		'1:',
		'aa.',
		'#',
		'MRN: ',
		'Smith, ',
		'12 Main ',
		'x@',
		'-',
		'9',
		'A1',
		'a.com',
		'| AB ',
	];
	const spent = (piece: string, size: number): number => {
		const text = piece.repeat(Math.ceil(size / piece.length));
		const before = process.cpuUsage();
		detect(prepare(text), { lists });
		const { user, system } = process.cpuUsage(before);
		return (user + system) / 1000;
	};
	for (const piece of hostile) {
		const milliseconds = spent(piece, 200_000);
		assert.ok(milliseconds < 3000, `${JSON.stringify(piece)} took ${milliseconds} ms`);
	}
});

test('empty and blank texts have no findings', () => {
	for (const text of ['', ' ', '\n\n', '\u200b']) assert.deepEqual(found(text), []);
});

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { caseOf } from '../../bench/phi/case.ts';
import { chartOf } from '../../bench/phi/chart.ts';
import { templatesOf, type Split } from '../../bench/phi/load.ts';
import { samplesOf } from '../../bench/phi/notes.ts';
import { deaOf, npiOf, withLuhn } from '../../bench/phi/numbers.ts';
import { Tally, maskedOf } from '../../bench/phi/score.ts';
import { typo } from '../../bench/phi/naming.ts';
import { checkTemplate, noteOf } from '../../bench/phi/template.ts';
import { spelled } from '../../bench/phi/words.ts';
import { Random } from '../../hospital/random.ts';

const SPLITS: readonly Split[] = ['dev', 'test', 'sealed'];

/** A note that needs no list: one gold span, one trap, one title. */
const small = noteOf(
	{
		id: 'small',
		noteType: 'clinic',
		text: 'Seen: {{patient.name.titled}} BP [[120/80]] id {{patient.mrn.plain}}.',
	},
	caseOf('small'),
	1,
);
const [name, mrn] = small.gold as [(typeof small.gold)[0], (typeof small.gold)[0]];

// Assertions say no text of a note: what is sealed stays so when a test fails.
for (const split of SPLITS) {
	test(`every gold span of the ${split} notes says what stands in the text`, async () => {
		for (const { note } of await samplesOf(split, 3)) {
			const all = [...note.gold, ...note.traps, ...note.neutral];
			assert.ok(note.gold.length > 0, note.id);
			for (const { start, end, value } of all) {
				assert.ok(note.text.slice(start, end) === value, note.id);
			}
			for (const { value } of note.gold) assert.ok(/[\p{L}\p{N}]/u.test(value), note.id);
		}
	});

	test(`traps of the ${split} notes lie apart from identifiers`, async () => {
		for (const { note } of await samplesOf(split, 3)) {
			const ordered = [...note.gold, ...note.traps, ...note.neutral].sort(
				(a, b) => a.start - b.start,
			);
			for (const [at, stretch] of ordered.entries()) {
				assert.ok(stretch.start >= (ordered[at - 1]?.end ?? 0), note.id);
			}
		}
	});
}

test('equal seeds give equal notes and charts, other seeds give others', async () => {
	const [first, again] = [await samplesOf('dev', 2), await samplesOf('dev', 2)];
	assert.deepEqual(first, again);
	assert.equal(new Set(first.map(({ note }) => note.text)).size, first.length);
	const { kase } = first[0]!;
	assert.deepEqual(chartOf(kase, 0.5), chartOf(kase, 0.5));
});

test('no template is in two splits, and no text', async () => {
	const all = (await Promise.all(SPLITS.map(templatesOf))).flat();
	assert.equal(new Set(all.map(({ id }) => id)).size, all.length);
	assert.equal(new Set(all.map(({ text }) => text)).size, all.length);
});

test('there are at least 60 open templates of at least 12 note types, five eighths of them to develop on', async () => {
	const [dev, held] = [await templatesOf('dev'), await templatesOf('test')];
	assert.ok(dev.length + held.length >= 60);
	assert.ok(new Set([...dev, ...held].map(({ noteType }) => noteType)).size >= 12);
	assert.ok(Math.abs(dev.length / (dev.length + held.length) - 5 / 8) < 0.02);
});

test('a template with an unknown slot, word or stray bracket is refused', () => {
	const template = (text: string) => ({ id: 'wrong', noteType: 'clinic', text });
	for (const text of ['{{patient.shoe}}', '{{date.never.us}}', '<<wombat>>', 'a }} b', '[[x']) {
		assert.throws(() => checkTemplate(template(text)), /The template "wrong"/);
	}
	for (const text of [
		'{{patient.name.shouted}}',
		'{{date.visit.martian}}',
		'{{hospital.fax.loud}}',
	]) {
		assert.throws(() => checkTemplate(template(text)), /There is no slot/);
	}
	checkTemplate(template('{{patient.name}} ((a|b [[1|2]]|{{date.visit}})) <<he>>'));
});

test('the chart names the patient, and nobody whom it does not know', () => {
	for (let seed = 0; seed < 50; seed++) {
		const kase = caseOf(seed);
		const resources = bundled(chartOf(kase, 0));
		const patient = resources.find(({ resourceType }) => resourceType === 'Patient');
		assert.equal(patient?.birthDate, kase.dates.birth);
		const kin = resources.filter(({ resourceType }) => resourceType === 'RelatedPerson');
		const known = ['relative', 'relative2'].filter((key) => kase.people[key]?.charted);
		assert.deepEqual(
			kin.map(({ id }) => id),
			known,
		);
		assert.equal(
			resources.some(({ id }) => id === 'nurse' || id === 'snf'),
			false,
		);
	}
});

test('a chart that lost everything holds nothing, one that lost half holds less than all', () => {
	const kase = caseOf('lost');
	assert.deepEqual(bundled(chartOf(kase, 1)), []);
	const half = JSON.stringify(bundled(chartOf(kase, 0.5))).length;
	const whole = JSON.stringify(bundled(chartOf(kase, 0))).length;
	assert.ok(half > 0 && half < whole);
});

test('a third of the people have names that are not English, a tenth are 90 or older', () => {
	const cases = Array.from({ length: 1000 }, (_, seed) => caseOf(seed));
	const foreign = cases.filter(({ patient }) => patient.foreign).length / cases.length;
	const old = cases.filter(({ age }) => age >= 90).length / cases.length;
	assert.ok(foreign > 0.3 && foreign < 0.4, `${foreign}`);
	assert.ok(old > 0.08 && old < 0.16, `${old}`);
	const charted = cases.filter(({ people }) => people.relative?.charted).length / cases.length;
	assert.ok(charted > 0.54 && charted < 0.66, `${charted}`);
});

test('ages fit the dates of the case', () => {
	for (let seed = 0; seed < 300; seed++) {
		const { age, dates } = caseOf(seed);
		const [born, came] = [dates.birth ?? '', dates.admission ?? ''];
		const before = came.slice(5) < born.slice(5) ? 1 : 0;
		assert.ok(Math.abs(Number(came.slice(0, 4)) - Number(born.slice(0, 4)) - before - age) <= 1);
	}
});

test('an age below 90 is no identifier, one from 90 on is', () => {
	const written = (seed: number) => {
		const kase = caseOf(seed);
		const note = noteOf({ id: 'age', noteType: 'clinic', text: '{{patient.age}} y' }, kase, 0);
		return { old: kase.age >= 90, gold: note.gold.map(({ type }) => type) };
	};
	for (let seed = 0; seed < 100; seed++) {
		const { old, gold } = written(seed);
		assert.deepEqual(gold, old ? ['AGE'] : []);
	}
});

test('made numbers carry their check digits', () => {
	const random = new Random('numbers');
	assert.equal(withLuhn('7992739871'), '79927398713');
	for (let count = 0; count < 50; count++) {
		const npi = npiOf(random);
		assert.equal(withLuhn(npi.slice(0, -1), '80840'), npi);
		const digits = [...deaOf(random, 'K').slice(2)].map(Number);
		const [a = 0, b = 0, c = 0, d = 0, e = 0, f = 0, check] = digits;
		assert.equal((a + c + e + 2 * (b + d + f)) % 10, check);
	}
});

test('a slip changes a word and keeps its first letter', () => {
	const random = new Random('slips');
	for (let count = 0; count < 50; count++) {
		const slip = typo('Farnsworth', random);
		assert.notEqual(slip, 'Farnsworth');
		assert.equal(slip[0], 'F');
		assert.ok(slip.length >= 9 && slip.length <= 10);
	}
});

test('numbers are spelled as people say them', () => {
	assert.deepEqual([7, 20, 93, 100, 101].map(spelled), [
		...['seven', 'twenty', 'ninety-three', 'one hundred', 'one hundred and one'],
	]);
});

test('an identifier of which one letter stays is missed, and the note leaks', () => {
	const tally = new Tally();
	const { missed } = tally.add(small, [
		{ start: name.start, end: name.end - 1 },
		{ start: mrn.start, end: mrn.end },
	]);
	assert.deepEqual(missed, [name]);
	const { spanRecall, structuredRecall, patientLeakNotes, precision } = tally.rate;
	assert.deepEqual([spanRecall, structuredRecall, patientLeakNotes, precision], [0.5, 1, 1, 1]);
});

test('two findings side by side cover an identifier together', () => {
	const tally = new Tally();
	const middle = name.start + 1;
	tally.add(small, [
		{ start: name.start, end: middle },
		{ start: middle, end: name.end },
		{ start: mrn.start, end: mrn.end },
	]);
	assert.equal(tally.rate.spanRecall, 1);
	assert.equal(tally.rate.patientLeakNotes, 0);
});

test('a finding outside of every identifier costs precision, one in a title does not', () => {
	const title = small.neutral[0]!;
	const tally = new Tally();
	const { wrong, hit } = tally.add(small, [{ start: 0, end: 4 }, title, ...small.gold]);
	assert.equal(wrong.length, 1);
	assert.equal(hit.length, 0);
	assert.equal(tally.rate.precision, 2 / 3);
	assert.ok(tally.rate.maskedShare > 0);
});

test('a trap is touched by a single digit of it', () => {
	const trap = small.traps[0]!;
	const tally = new Tally();
	tally.add(small, [{ start: trap.start, end: trap.start + 1 }]);
	assert.equal(tally.rate.trapsTouched, 1);
});

test('what the chart says is counted apart from what it cannot know', () => {
	const text =
		'{{patient.family}} {{patient.photo}} {{date.admission.md}} {{date.lab.md}} {{nurse.given}}';
	const note = noteOf({ id: 'charted', noteType: 'clinic', text }, caseOf('charted'), 0);
	const tally = new Tally();
	tally.add(note, [{ start: note.gold[0]!.start, end: note.gold[0]!.end }]);
	const { chartedRecall, chartedSpans, chartedLeakNotes } = tally.rate;
	assert.deepEqual([chartedRecall, chartedSpans, chartedLeakNotes], [0.5, 2, 1]);
});

test('lots and names of plans are neither wanted nor held against anybody', () => {
	const text = '{{device.lot}} {{implantlot}} {{insurer.full}}';
	const note = noteOf({ id: 'neutral', noteType: 'clinic', text }, caseOf('neutral'), 0);
	assert.deepEqual([note.gold.length, note.neutral.length], [0, 3]);
});

test('the masked share counts letters and digits alone', () => {
	assert.deepEqual(maskedOf('ab, 12', [{ start: 0, end: 3 }]), [2, 4]);
});

function bundled(bundle: Record<string, unknown>): Array<Record<string, unknown>> {
	return (bundle.entry as Array<{ resource: Record<string, unknown> }>).map(
		({ resource }) => resource,
	);
}

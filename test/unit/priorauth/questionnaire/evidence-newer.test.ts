import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
	applyEvidence,
	prefill,
	readPackage,
	sourcesOf,
} from '../../../../dist/nodes/PriorAuth/questionnaire/index.js';
import { chart, note, NOW, patient, spinePackage } from './build.ts';
import { QUESTIONS, type Name } from './saying.ts';

/** What becomes of a yes from an older note beside others. */
async function besideOthers(...others: Array<ReturnType<typeof note>>): Promise<unknown[]> {
	const own = note('n1', 'Patient completed physical therapy.', { date: '2025-03-03' });
	const records = chart([patient(), own, ...others]);
	const answers = await prefill(readPackage(spinePackage([QUESTIONS.pt])), records, { now: NOW });
	const sources = sourcesOf(records);
	const source = sources.find(({ reference }) => reference === 'DocumentReference/n1')?.id;
	const quote = 'Patient completed physical therapy';
	const given = { path: 'pt', found: true, value: 'true', quote, ...(source && { source }) };
	const [answer] = applyEvidence(answers, [given], sources).answers;
	return [answer?.state, ...(answer?.reasons ?? [])];
}

test('a newer note that says the opposite sends the answer to a person', async () => {
	const denial = 'Patient has never completed physical therapy.';
	assert.deepEqual(await besideOthers(note('n2', denial)), ['to-person', 'several-values']);
	assert.deepEqual(await besideOthers(note('n2', denial, { date: '2024-01-01' })), ['answered']);
	assert.deepEqual(await besideOthers(note('n2', denial, { docStatus: 'preliminary' })), [
		'answered',
	]);
});

test('what is struck out, hidden or a box of a page of HTML is no statement', async () => {
	for (const html of [
		'<p><del>Completed physical therapy</del></p><p>Walks</p>',
		'<p><span style="text-decoration: line-through">Completed physical therapy</span> Walks</p>',
		'<p><input type="checkbox"> Completed physical therapy</p>',
		'<table><tr><td>Completed physical therapy</td><td>no</td></tr></table>',
	]) {
		const data = Buffer.from(html).toString('base64');
		const page = note('n1', '', {
			content: [{ attachment: { contentType: 'text/html', data } }],
		});
		const records = chart([patient(), page]);
		const answers = await prefill(readPackage(spinePackage([QUESTIONS.pt])), records, { now: NOW });
		const quote = 'Completed physical therapy';
		const given = { path: 'pt', found: true, value: 'true', quote, source: 'S1' };
		const [answer] = applyEvidence(answers, [given], sourcesOf(records)).answers;
		assert.notEqual(answer?.state, 'answered', html);
	}
});

/** What becomes of words of a note of September beside a note of November. */
async function besideNewer(name: Name, own: string, newer: string, said: string): Promise<unknown> {
	const records = chart([
		patient(),
		note('n1', own, { date: '2026-09-01' }),
		note('n2', newer, { date: '2026-11-01' }),
	]);
	const packaged = readPackage(spinePackage([QUESTIONS[name]]));
	const answers = await prefill(packaged, records, { now: NOW });
	const sources = sourcesOf(records);
	const source = sources.find(({ reference }) => reference.endsWith('/n1'))?.id ?? '';
	const given = { path: name, found: true, value: said, quote: own, source };
	return applyEvidence(answers, [given], sources).answers[0]?.state;
}

test('what a newer note says otherwise, in whatever form, goes to a person', async () => {
	const pairs: Array<[name: Name, own: string, newer: string, said: string]> = [
		['st', 'Patient has seizures.', 'Patient denies:\n- seizures', 'true'],
		['st', 'Patient has seizures.', 'ROS: (-) seizures', 'true'],
		['st', 'Patient has seizures.', 'Seizures resolved.', 'true'],
		['st', 'Patient denies seizures.', 'Patient has seizures weekly.', 'false'],
		['mtx', 'Patient is taking methotrexate.', 'Stopped methotrexate.', 'true'],
		['kg', 'Weight 82 kg', 'Weight 95 kg', '82'],
		['dose', 'Methotrexate dose is 15 mg', 'Methotrexate dose is 20 mg', '15 mg'],
		['pain', 'Pain is severe', 'Pain is mild', 'Severe'],
		['side', 'Left knee is affected.', 'Right knee is affected.', 'Left'],
		['mri', 'Lumbar MRI on 2025-03-21.', 'Lumbar MRI on 2026-03-21.', '2025-03-21'],
	];
	for (const [name, own, newer, said] of pairs) {
		assert.deepEqual([newer, await besideNewer(name, own, newer, said)], [newer, 'to-person']);
		const same = await besideNewer(name, own, 'Walks well.', said);
		assert.deepEqual([own, same], [own, 'answered']);
	}
	assert.equal(
		await besideNewer(
			'pt',
			'Completed physical therapy.',
			'Physical therapy did not help.',
			'true',
		),
		'answered',
		'the effect is not what is asked',
	);
});

test('only signed notes of this patient, not replaced and not of the patient, are sources', () => {
	const text = 'Patient completed physical therapy.';
	const others: Array<Parameters<typeof note>[2]> = [
		{ docStatus: 'preliminary' },
		{ status: 'superseded' },
		{ status: 'entered-in-error' },
		{ subject: undefined },
		{ subject: { reference: 'http://other.example/fhir/Patient/zz-1' } },
		{ category: [{ text: 'Patient message' }] },
		{ type: { text: 'Patient-reported questionnaire' } },
		{ author: [{ reference: 'Patient/zz-1' }] },
		{ author: [{ reference: 'RelatedPerson/r1' }] },
	];
	for (const other of others) {
		const records = chart([patient(), note('n1', text), note('n2', text, other)]);
		const references = sourcesOf(records).map(({ reference }) => reference);
		assert.deepEqual([other, references], [other, ['DocumentReference/n1']]);
	}
	const amended = note('n2', text, {
		relatesTo: [{ code: 'replaces', target: { reference: 'DocumentReference/n1' } }],
	});
	const [only, another] = sourcesOf(chart([patient(), note('n1', text), amended]));
	assert.deepEqual([only?.reference, another], ['DocumentReference/n2', undefined]);
});

test('a note of gaps and repeated sentences is read in a moment', async () => {
	for (const filler of [' ', '\n', '. ', '[ ', '| a ', 'a, ', 'has had ', '- seizures\n']) {
		const text = `${filler.repeat(Math.ceil(50_000 / filler.length))}\nWeight 82.5 kg\n`;
		const begun = performance.now();
		await besideNewer('kg', 'Weight 82.5 kg', text, '82.5');
		assert.ok(performance.now() - begun < 10_000, JSON.stringify(filler));
	}
});

import assert from 'node:assert/strict';
import { join } from 'node:path';
import { after, test, type TestContext } from 'node:test';
import { readDocument } from '../../dist/nodes/Documents/index.js';
import { plantedInFolder, type Needle } from '../hospital/planted.ts';
import { peer } from '../peers/require.ts';
import {
	ADA,
	BEN,
	cover,
	decision,
	fax,
	hostile,
	imaging,
	laboratory,
	letter,
	NOBODY,
	question,
	referral,
} from './fax-intake/faxes.ts';
import { Office } from './fax-intake/office.ts';

const FAXES: Readonly<Record<string, () => Buffer | Promise<Buffer>>> = {
	'0001.pdf': () => letter(imaging(ADA)),
	'0002.pdf': () => letter(imaging(NOBODY)),
	// The number of one patient under the name and birth date of another.
	'0003.pdf': () => letter(imaging({ ...BEN, record: ADA.record })),
	'0004.tif': async () => await fax([cover(3), laboratory(ADA), referral(BEN)]),
	'0005.pdf': () => letter(laboratory(ADA), referral(NOBODY)),
	'0006.tif': async () => await fax([imaging(ADA)], { noise: 0.09, skew: 2 }),
	'0007.pdf': () => hostile(imaging(ADA)),
	'0008.pdf': () => letter(decision(BEN)),
	'0010.pdf': () => letter(question(BEN)),
	'0009.pdf': () => letter(imaging({ ...ADA, born: '04/03/1950' })),
};
const COUNT = Object.keys(FAXES).length;

let working: Promise<Office | undefined> | undefined;

/** The office after every fax has come to its end. */
const office = async (t: TestContext): Promise<Office | undefined> =>
	await (working ??= peer(t, async () => {
		const at = await Office.open([ADA, BEN]);
		for (const [name, make] of Object.entries(FAXES)) await at.receive(name, await make());
		await at.ended(COUNT, 240_000);
		return at;
	}));

after(async () => {
	await (await working)?.stop();
});

const subjects = async (at: Office, name: string): Promise<Array<string | undefined>> =>
	(await at.filed(name)).map(({ subject }) => subject?.reference).sort();

/** Filed with nobody, and one person was asked. */
async function asked(at: Office, name: string, code: string): Promise<string> {
	assert.deepEqual(await at.filed(name), []);
	const tasks = await at.tasks(name);
	assert.deepEqual(
		tasks.map(({ priority, code: of }) => [priority, of?.coding?.[0]?.code]),
		[['urgent', code]],
	);
	return tasks[0]?.description ?? '';
}

test('a letter whose number, name and birth date agree is filed with its patient', async (t) => {
	const at = await office(t);
	if (at === undefined) return;
	const [filed, ...others] = await at.filed('0001.pdf');
	assert.equal(others.length, 0);
	assert.equal(filed?.subject?.reference, `Patient/${ADA.id}`);
	assert.equal(filed?.docStatus, 'preliminary');
	assert.equal(filed?.type?.coding?.[0]?.code, 'imaging-report');
	assert.equal(filed?.content[0]?.attachment.contentType, 'application/pdf');
	assert.deepEqual(await at.tasks('0001.pdf'), []);
});

test('an unknown patient goes to a person', async (t) => {
	const at = await office(t);
	if (at === undefined) return;
	assert.match(
		await asked(at, '0002.pdf', 'file-fax'),
		/Not filed.\nNo patient in the chart has a number that stands on the document\. Look for/,
	);
});

test('the number of another patient goes to a person, and so does another birth date', async (t) => {
	const at = await office(t);
	if (at === undefined) return;
	const other = await asked(at, '0003.pdf', 'file-fax');
	assert.match(
		other,
		/Not filed.\nThe name on the document is not that .+\nThe birth date on the document/,
	);
	const born = await asked(at, '0009.pdf', 'file-fax');
	assert.match(born, /Not filed.\nThe birth date on the document is missing, or is not that/);
});

test('a fax of several documents is split, and each patient gets their own pages alone', async (t) => {
	const at = await office(t);
	if (at === undefined) return;
	assert.deepEqual(await subjects(at, '0004.tif'), [`Patient/${ADA.id}`, `Patient/${BEN.id}`]);
	assert.deepEqual(await at.tasks('0004.tif'), []);
	for (const { subject, content, description } of await at.filed('0004.tif')) {
		const own = subject?.reference === `Patient/${ADA.id}` ? ADA : BEN;
		const other = own === ADA ? BEN : ADA;
		const data = Buffer.from(content[0]?.attachment.data ?? '', 'base64');
		const { pages } = await readDocument(data);
		assert.equal(pages.length, 1);
		for (const part of ['family', 'record'] as const) {
			assert.ok(pages[0]?.text.includes(own[part]), description);
			assert.ok(!pages[0]?.text.includes(other[part]), description);
		}
	}
});

test("of a fax with one unknown patient the other document is filed, and the work is a person's", async (t) => {
	const at = await office(t);
	if (at === undefined) return;
	assert.deepEqual(await subjects(at, '0005.pdf'), [`Patient/${ADA.id}`]);
	const [task, ...others] = await at.tasks('0005.pdf');
	assert.equal(others.length, 0);
	assert.match(task?.description ?? '', /Document 2: referral, page 2/);
});

test('a fax that is hard to read goes to a person', async (t) => {
	const at = await office(t);
	if (at === undefined) return;
	assert.match(await asked(at, '0006.tif', 'look-at-fax'), /guess|hard to read/i);
});

test('a file with a script is refused, and a person is told', async (t) => {
	const at = await office(t);
	if (at === undefined) return;
	assert.match(await asked(at, '0007.pdf', 'look-at-fax'), /script/);
});

test('the letter of a payer is filed by the member number', async (t) => {
	const at = await office(t);
	if (at === undefined) return;
	assert.deepEqual(await subjects(at, '0008.pdf'), [`Patient/${BEN.id}`]);
	// It may be a denial: filed alone, nobody would read it in time.
	const letters = await at.tasks('0008.pdf');
	assert.deepEqual(
		letters.map(({ code, priority, for: whose }) => [
			code?.coding?.[0]?.code,
			priority,
			whose?.reference,
		]),
		[['payer-letter', 'urgent', `Patient/${BEN.id}`]],
	);
	assert.match(letters[0]?.description ?? '', /\nPage 1 looks like a decision of a payer/);
});

test('a payer that asks for more by letter gives a task as well', async (t) => {
	const at = await office(t);
	if (at === undefined) return;
	assert.deepEqual(await subjects(at, '0010.pdf'), [`Patient/${BEN.id}`]);
	const [task, ...others] = await at.tasks('0010.pdf');
	assert.equal(others.length, 0);
	assert.equal(task?.code?.coding?.[0]?.code, 'payer-letter');
	assert.match(task?.description ?? '', /looks like a payer that asks for more before it decides/);
});

test('every piece of work ends once, and a file that is still there is not opened again', async (t) => {
	const at = await office(t);
	if (at === undefined) return;
	const ends = (await at.ledger()).filter(
		({ interaction }) => interaction === 'work-closed' || interaction === 'work-escalated',
	);
	assert.equal(ends.length, COUNT);
	assert.equal(new Set(ends.map(({ workItem }) => workItem?.id)).size, COUNT);
	const states = ends.map(({ workItem }) => workItem?.state ?? 'ESCALATED').sort();
	assert.deepEqual(states, [
		...Array<string>(4).fill('DELIVERED'),
		...Array<string>(COUNT - 4).fill('ESCALATED'),
	]);
});

test('n8n keeps no patient of a fax: not in its database, not in its output', async (t) => {
	const at = await office(t);
	if (at === undefined) return;
	const needles = [ADA, BEN, NOBODY].flatMap((one): Needle[] => [
		{ what: `record number of ${one.id}`, text: one.record },
		{ what: `name of ${one.id}`, text: `${one.family}, ${one.given}` },
		{ what: `birth date of ${one.id}`, text: one.born },
		{ what: `member number of ${one.id}`, text: one.member },
	]);
	const isPack = ({ where }: { where: string }) => where.split('/').includes('node_modules');
	for (const folder of [join(at.dir, 'n8n', '.n8n'), join(at.dir, 'data')]) {
		assert.deepEqual(
			(await plantedInFolder(folder, needles)).filter((one) => !isPack(one)),
			[],
		);
	}
	const log = await at.n8n.log();
	assert.deepEqual(
		needles.filter(({ text }) => log.includes(text)),
		[],
	);
	assert.deepEqual(await at.n8n.outbound(), []);
});

import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { journalledDecision, expireDue } from '../../../dist/nodes/Drafting/signing/decisions.js';
import { earlierSigners, isOneOf } from '../../../dist/nodes/Drafting/signing/earlier-signers.js';
import { Sessions } from '../../../dist/nodes/Drafting/signing/sessions.js';
import { workStore } from '../../../dist/nodes/shared/work/index.js';
import {
	BEN,
	Browser,
	dataDir,
	ledgerLines,
	opened,
	ownDataDirectory,
	person,
} from './sign-rig.ts';
import { VERIFICATION, verified } from './sign-build.ts';

ownDataDirectory();

test('a clinician who comes from the desk sees every sentence beside its source', async () => {
	const { room, review } = await opened();
	const browser = new Browser(room, review);
	const { reply } = await browser.enter();
	assert.equal(reply.status, 200);
	assert.match(reply.page, /Furosemide was raised to 40 mg twice daily\./);
	assert.match(reply.page, /MedicationRequest\/zz-furo, version 2/);
	assert.match(reply.page, /<mark>Weight down 2 kg<\/mark> since admission/);
	assert.match(reply.page, /No medicine of this name is in the chart/);
	assert.match(reply.page, /A result that is still pending is not mentioned: TSH/);
	const shown = (await ledgerLines()).find(
		(line) => line.interaction === 'sign-off-shown' && line.workItem?.id === review.work?.id,
	);
	assert.equal(shown?.actor?.id, 'zz-attending');
	assert.equal(shown?.actor?.role, 'attending');
});

test('what is approved is exactly what was shown: journalled, in the ledger, and only then let on', async () => {
	const { room, review } = await opened();
	const browser = new Browser(room, review);
	await browser.enter();
	const { reply, resume } = await browser.send('approve', { confirm: '1' });
	assert.equal(reply.status, 303);
	assert.match(reply.location ?? '', /\/webhook\/sign-off\?receipt=/);
	assert.equal(resume?.decision, 'approved');
	assert.equal(resume?.by?.name, 'Dr. Ada Testperson');
	assert.doesNotMatch(resume?.text ?? '', /Metoprolol/);
	assert.match(resume?.text ?? '', /Furosemide was raised/);
	const hash = createHash('sha256')
		.update(resume?.text ?? '')
		.digest('hex');
	assert.equal(resume?.textHash, hash);
	assert.deepEqual(await journalledDecision(review), resume);
	const line = (await ledgerLines()).find((one) => one.interaction === 'sign-off-approved');
	assert.equal(line?.objects?.[0]?.sha256, hash);
	const parking = await (await workStore()).parking(review.work?.id ?? '');
	assert.ok(parking?.decidedAt, 'the work may be handed out again from now on');
});

test('nothing is approved without the tick that it was read', async () => {
	const { room, review } = await opened();
	const browser = new Browser(room, review);
	await browser.enter();
	const { reply, resume } = await browser.send('approve');
	assert.equal(resume, undefined);
	assert.match(reply.location ?? '', /notice=confirm/);
	assert.equal(await journalledDecision(review), undefined);
});

test('a changed text is shown with its changes and checked before it can be approved', async () => {
	const { room, review } = await opened();
	const browser = new Browser(room, review);
	await browser.enter();
	const change = { 'text.s6': 'Ibuprofen was stopped because of the heart failure.', confirm: '1' };
	const first = await browser.send('approve', change);
	assert.equal(first.resume, undefined);
	assert.match(first.reply.location ?? '', /notice=check/);
	const { reply } = await browser.get({ notice: 'check' });
	assert.match(
		reply.page,
		/<ins><span class="hidden">added: <\/span>[^<]*because of the heart failure\.<\/ins>/,
	);
	assert.match(reply.page, /The chart does not say this\./);
	const { resume } = await browser.send('approve', { confirm: '1' });
	assert.equal(resume?.decision, 'approved');
	assert.match(resume?.text ?? '', /Ibuprofen was stopped because of the heart failure\./);
	assert.deepEqual(resume?.edits, [
		{
			sentence: 's6',
			change: 'changed',
			before: 'Ibuprofen was stopped.',
			after: 'Ibuprofen was stopped because of the heart failure.',
		},
	]);
	const own = resume?.draft?.sections[1]?.sentences.find(({ id }) => id === 's6');
	assert.equal(own?.origin, 'clinician');
	assert.deepEqual(own?.cites, [], 'the clinician answers for it, not the chart');
});

test("a sentence that was left out comes back only as the clinician's own words", async () => {
	const { room, review } = await opened();
	const browser = new Browser(room, review);
	await browser.enter();
	await browser.send('save', { 'keep.s4': '1' });
	await browser.get();
	const { resume } = await browser.send('approve', { confirm: '1' });
	assert.match(resume?.text ?? '', /Metoprolol 100 mg was started\./);
	const sentences = resume?.draft?.sections.flatMap(({ sentences: all }) => all) ?? [];
	const back = sentences.find(({ id }) => id === 's4');
	assert.equal(back?.origin, 'clinician');
	assert.equal(back?.verdict, 'unsupported');
	assert.equal(resume?.edits[0]?.change, 'put-back');
});

test('who signs second sees what the first wrote as written by a person before', async () => {
	const { room, review } = await opened();
	const content = await room.store.content(review.id);
	assert.ok(content);
	const first = new Browser(room, review);
	await first.enter();
	const text = 'Ibuprofen was stopped because of the heart failure.';
	await first.send('approve', { 'text.s6': text });
	await first.get();
	const { resume } = await first.send('approve', { confirm: '1' });
	const draft = resume?.draft;
	assert.ok(draft !== undefined);
	const later = await opened();
	await later.room.store.open(later.review, { ...content, draft, verification: verified(draft) });
	const second = new Browser(later.room, later.review, BEN);
	const { reply } = await second.enter();
	assert.match(reply.page, /Written by a person before you/);
	assert.doesNotMatch(reply.page, /Your own words/);
	await second.send('save', { 'text.s3': 'Potassium was low.' });
	assert.match((await second.get()).reply.page, /Your own words/);
});

test('a sentence that the clinician leaves out is not in the text, and stays with the draft', async () => {
	const { room, review } = await opened();
	const browser = new Browser(room, review);
	await browser.enter();
	await browser.send('save', { 'keep.s3': '' });
	await browser.get();
	const { resume } = await browser.send('approve', { confirm: '1' });
	assert.doesNotMatch(resume?.text ?? '', /Potassium/);
	assert.ok(resume?.draft?.rejected.some(({ id }) => id === 's3'));
});

test('a rejection needs a reason, and then goes on with it', async () => {
	const { room, review } = await opened();
	const browser = new Browser(room, review);
	await browser.enter();
	const without = await browser.send('reject', { reason: ' ' });
	assert.match(without.reply.location ?? '', /notice=reason/);
	await browser.get();
	const { resume } = await browser.send('reject', { reason: 'Wrong stay.' });
	assert.equal(resume?.decision, 'rejected');
	assert.equal(resume?.reason, 'Wrong stay.');
	assert.equal(resume?.text, '');
	assert.equal(resume?.draft, undefined);
});

test('of two clinicians who approve at the same moment one signs, and the other is told who did', async () => {
	const { room, review } = await opened();
	const ada = new Browser(room, review);
	const ben = new Browser(room, review, BEN);
	await ada.enter();
	await ben.enter();
	const both = await Promise.all([
		ada.send('approve', { confirm: '1' }),
		ben.send('approve', { confirm: '1' }),
	]);
	const resumed = both.filter(({ resume }) => resume !== undefined);
	assert.equal(resumed.length, 1);
	const winner = resumed[0]?.resume?.by?.name ?? '';
	assert.equal((await journalledDecision(review))?.by?.name, winner);
	const loser = winner === 'Dr. Ada Testperson' ? ben : ada;
	const again = await loser.get();
	assert.match(again.reply.page, new RegExp(`${winner} approved it`));
	const lines = (await ledgerLines()).filter(
		({ interaction, workItem }) =>
			interaction === 'sign-off-approved' && workItem?.id === review.work?.id,
	);
	assert.deepEqual([...new Set(lines.map(({ actor }) => actor?.id))].length, 1);
});

test('the same form sent twice signs once', async () => {
	const { room, review } = await opened();
	const browser = new Browser(room, review);
	await browser.enter();
	const first = await browser.send('approve', { confirm: '1' });
	const second = await browser.send('approve', { confirm: '1' });
	assert.equal(second.reply.status, 410);
	assert.match(second.reply.page, /You approved this document/);
	assert.equal(second.resume?.at, first.resume?.at);
});

test('the form of a page that is older than the last changes is not taken', async () => {
	const { room, review } = await opened();
	const browser = new Browser(room, review);
	const older = await browser.enter();
	await browser.send('save', { 'text.s6': 'Ibuprofen was stopped for good.' });
	const answer = await browser.send('approve', { confirm: '1' }, older);
	assert.equal(answer.resume, undefined);
	assert.match(answer.reply.location ?? '', /notice=older/);
});

test("a form that another site sends, or another person's, is refused and recorded", async () => {
	const { room, review } = await opened();
	const browser = new Browser(room, review);
	const page = await browser.enter();
	const ben = new Browser(room, review, BEN);
	await ben.enter();
	const forged = await browser.post({ act: 'approve', confirm: '1', fields: '1' });
	assert.equal(forged.reply.status, 403);
	const stolen = await ben.send('approve', { confirm: '1' }, page);
	assert.equal(stolen.reply.status, 403);
	const { token = '' } = Object.fromEntries(
		[...page.reply.page.matchAll(/name="token" value="([^"]+)"/g)].map(([, value]) => [
			'token',
			value,
		]),
	);
	const elsewhere = await browser.post(
		{ token, act: 'approve', confirm: '1', fields: '1' },
		{ 'sec-fetch-site': 'cross-site' },
	);
	assert.equal(elsewhere.reply.status, 403);
	assert.equal(await journalledDecision(review), undefined);
	const refused = (await ledgerLines()).filter(
		({ outcomeReason, workItem }) =>
			outcomeReason === 'not-from-our-page' && workItem?.id === review.work?.id,
	);
	assert.equal(refused.length, 3);
});

test('a token of another review opens nothing here', async () => {
	const one = await opened();
	const two = await opened();
	const there = new Browser(one.room, one.review);
	const page = await there.enter();
	const here = new Browser(two.room, two.review);
	await here.enter();
	const answer = await here.send('approve', { confirm: '1' }, page);
	assert.equal(answer.reply.status, 403);
	assert.equal(await journalledDecision(two.review), undefined);
});

test('somebody in another role is refused, and sees nothing of the patient', async () => {
	const { room, review } = await opened();
	const nurse = new Browser(
		room,
		review,
		person({ subject: 'zz-nurse', roles: ['nurse'], accounts: [] }),
	);
	const { reply } = await nurse.enter();
	const code = new Sessions(room.seals).handOver(nurse.who, review);
	const direct = await nurse.get({ code });
	assert.equal(direct.reply.status, 403);
	assert.doesNotMatch(direct.reply.page + reply.page, /Testperson|Furosemide/);
	assert.ok(
		(await ledgerLines()).some(
			({ outcomeReason, actor }) => outcomeReason === 'wrong-role' && actor?.id === 'zz-nurse',
		),
	);
});

test('the code of the desk works once, and not a minute later', async () => {
	const { room, review } = await opened();
	const sessions = new Sessions(room.seals);
	const code = sessions.handOver(person(), review);
	const first = new Browser(room, review);
	assert.equal((await first.get({ code })).reply.status, 303);
	const thief = new Browser(room, review);
	assert.equal((await thief.get({ code })).reply.status, 403);
	assert.equal(thief.cookies.size, 0);
});

test('after the session has ended nothing is signed, and what was typed is kept', async () => {
	const { room, review } = await opened();
	const browser = new Browser(room, review);
	await browser.enter();
	browser.cookies.clear();
	const { reply, resume } = await browser.send('approve', {
		confirm: '1',
		'text.s6': 'Ibuprofen was stopped on admission.',
	});
	assert.equal(reply.status, 403);
	assert.equal(resume, undefined);
	const again = await browser.enter();
	assert.match(again.reply.page, /Ibuprofen was stopped on admission\./);
});

test('a review that was handed to one person is not for the one who handed it over any more', async () => {
	const { room, review } = await opened();
	const ada = new Browser(room, review);
	await ada.enter();
	const done = await ada.send('handOver', { toPerson: 'zz.ben' });
	assert.match(done.reply.page, /Handed over/);
	assert.equal((await ada.get()).reply.status, 403);
	const ben = new Browser(room, review, BEN);
	assert.equal((await ben.enter()).reply.status, 200);
	const { resume } = await ben.send('approve', { confirm: '1' });
	assert.equal(resume?.by?.subject, 'zz-ben');
});

test('whoever decided in an earlier step cannot decide here, by no account and after no hand-over', async () => {
	const ada = person();
	const before = { decision: 'approved', by: { subject: ada.subject, issuer: ada.issuer } };
	const audience = { roles: ['attending'], persons: [], not: earlierSigners(before) };
	const { room, review } = await opened({ audience });
	const code = new Sessions(room.seals).handOver(ada, review);
	const { reply } = await new Browser(room, review).get({ code });
	assert.equal(reply.status, 403);
	assert.match(reply.page, /You decided in an earlier step/);
	const dee = person({ subject: 'zz-dee', accounts: ['zz.dee'] });
	const browser = new Browser(room, review, dee);
	assert.equal((await browser.enter()).reply.status, 200);
	assert.match(
		(await browser.send('handOver', { toPerson: ada.accounts[0] ?? ada.subject })).reply.page,
		/Handed over/,
	);
	const stored = await room.store.case(review.id);
	assert.deepEqual(stored?.audience.not, audience.not);
	assert.ok(stored);
	const again = new Sessions(room.seals).handOver(ada, stored);
	assert.equal((await new Browser(room, stored).get({ code: again })).reply.status, 403);
	// Another account of the same practitioner is the same person.
	const [known] = earlierSigners({ by: { ...before.by, practitioner: 'Practitioner/4' } });
	assert.ok(known && isOneOf({ ...dee, practitioner: 'Practitioner/4' }, [known]));
	assert.deepEqual(earlierSigners(''), []);
	for (const value of [{}, { by: {} }, [{ decision: 'expired' }], 'zz', 5]) {
		assert.throws(() => earlierSigners(value), { code: 'input-invalid' });
	}
});

test('a review is handed over only to a role that somebody can have', async () => {
	const { room, review } = await opened();
	const ada = new Browser(room, review);
	await ada.enter();
	const unknown = await ada.send('handOver', { toRole: 'janitor' });
	assert.match(unknown.reply.location ?? '', /notice=recipient/);
	await ada.get();
	assert.match((await ada.send('handOver', { toRole: 'resident' })).reply.page, /Handed over/);
	assert.deepEqual((await room.store.case(review.id))?.audience.roles, ['resident']);
});

test('when the chart has changed, nothing is signed before that was seen', async () => {
	const changes = [
		{ change: 'added' as const, what: 'Laboratory result, last', after: 'potassium 3.2 mmol/L' },
	];
	const fresh = { asOf: '2026-11-21T10:00:00.000Z', hash: 'b'.repeat(64), changes, more: 0 };
	const { room, review } = await opened({ fresh });
	const browser = new Browser(room, review);
	const page = await browser.enter();
	assert.match(page.reply.page, /The chart has changed since this was drafted/);
	assert.match(page.reply.page, /potassium 3\.2 mmol\/L/);
	const blind = await browser.send('approve', { confirm: '1' });
	assert.match(blind.reply.location ?? '', /notice=stale/);
	await browser.get();
	const { resume } = await browser.send('approve', { confirm: '1', staleSeen: '1' });
	assert.equal(resume?.decision, 'approved');
	assert.equal(resume?.staleSeen, true);
});

test('a change of the chart that comes while the page is open makes that page too old', async () => {
	const { room, review } = await opened();
	const browser = new Browser(room, review);
	await browser.enter();
	const changes = [{ change: 'gone' as const, what: 'Allergy', before: 'penicillin: rash' }];
	await room.store.refresh(review.id, {
		asOf: '2026-11-21T10:00:00.000Z',
		hash: 'c',
		changes,
		more: 0,
	});
	const { reply, resume } = await browser.send('approve', { confirm: '1' });
	assert.equal(resume, undefined);
	assert.match(reply.location ?? '', /notice=older/);
});

test('nobody decides after the end: it has expired, once', async () => {
	const { room, review } = await opened({ expiresAt: new Date(Date.now() + 400).toISOString() });
	const browser = new Browser(room, review);
	await browser.enter();
	await new Promise((resolve) => setTimeout(resolve, 500));
	const { reply, resume } = await browser.send('approve', { confirm: '1' });
	assert.equal(resume?.decision, 'expired');
	assert.match(reply.page, /The time to decide is over/);
	assert.equal(await expireDue(room.store), 0);
	assert.equal((await journalledDecision(review))?.decision, 'expired');
});

test('after a crash between the decision and the rest, the next who asks lets it go on', async () => {
	const { room, review } = await opened();
	const browser = new Browser(room, review);
	await browser.enter();
	const { resume } = await browser.send('approve', { confirm: '1' });
	const later = new Browser(room, review, BEN);
	const { resume: again } = await later.get();
	assert.deepEqual(again, resume, 'n8n still waits, so it gets the decision once more');
});

test('what waits lies on the disk encrypted', async () => {
	const { room, review } = await opened();
	const browser = new Browser(room, review);
	await browser.enter();
	await browser.send('save', { 'text.s6': 'Zzunusual words.' });
	const folder = join(dataDir(), 'sign-off');
	for (const name of await readdir(folder, { recursive: true, withFileTypes: true })) {
		if (!name.isFile()) continue;
		const bytes = await readFile(join(name.parentPath, name.name), 'latin1');
		assert.doesNotMatch(bytes, /Testperson|Furosemide|Zzunusual|Metoprolol/, name.name);
		assert.doesNotMatch(name.name, /Testperson|zz-1/);
	}
});

test('the page names nobody in its window title and loads nothing', async () => {
	const { room, review } = await opened();
	const { reply } = await new Browser(room, review).enter();
	assert.doesNotMatch(/<title>(.*?)<\/title>/.exec(reply.page)?.[1] ?? '', /Testperson/);
	assert.doesNotMatch(reply.page, /\ssrc=|<link|@import|url\(|\son[a-z]+=/);
});

test('a sentence that the changed text before it leaves without its source is left out, and shown', async () => {
	const { room, review } = await opened();
	const browser = new Browser(room, review);
	// "It was raised" after another medicine: the check says so, as soon as the sentence before it differs.
	browser.verify = (draft) => {
		const all = draft.sections.flatMap(({ sentences }) => sentences);
		const changed = all.some(({ id, origin }) => id === 's5' && origin === 'clinician');
		const verification = verified(draft);
		const sentences = verification.sentences.map((one) =>
			one.id === 's6' && changed ? { ...one, verdict: 'unsupported' as const } : one,
		);
		return { ...verification, sentences };
	};
	await browser.enter();
	const first = await browser.send('approve', {
		'text.s5': 'Torasemide was given instead.',
		confirm: '1',
	});
	assert.match(first.reply.location ?? '', /notice=check/);
	const page = await browser.get();
	assert.doesNotMatch(page.reply.page, /name="keep\.s6"[^>]*\schecked/);
	assert.match(page.reply.page, /name="keep\.s8"[^>]*\schecked/);
	const { resume } = await browser.send('approve', { confirm: '1' });
	assert.doesNotMatch(resume?.text ?? '', /Ibuprofen was stopped/);
	assert.match(resume?.text ?? '', /Torasemide was given instead\./);
});

test('a row of a table that the chart does not bear out is marked', async () => {
	const { room, review } = await opened();
	const content = await room.store.content(review.id);
	assert.ok(content);
	const row = {
		id: 'table:10183-2:0:1',
		verdict: 'unsupported' as const,
		evidence: [],
		findings: [{ class: 'number-outside', message: '"999" stands in no fact of this row.' }],
	};
	const verification = { ...VERIFICATION, sentences: [...VERIFICATION.sentences, row] };
	await room.store.open(review, { ...content, verification });
	const { reply } = await new Browser(room, review).enter();
	assert.match(reply.page, /&quot;999&quot; stands in no fact of this row\./);
});

test('own words against the chart stand beside the signature and need a tick of their own', async () => {
	const { room, review } = await opened();
	const browser = new Browser(room, review);
	browser.verify = (draft) => {
		const verification = verified(draft);
		return {
			...verification,
			sentences: verification.sentences.map((one) =>
				one.id === 's6'
					? {
							...one,
							verdict: 'unsupported',
							findings: [
								{ class: 'dose', message: 'Ten times as much as ordered.', expected: '5 mg' },
							],
						}
					: one,
			),
		};
	};
	await browser.enter();
	const text = 'Take 50 mg of warfarin.';
	await browser.send('approve', { 'text.s6': text, confirm: '1' });
	const { reply } = await browser.get({ notice: 'check' });
	const [, card = ''] = reply.page.split('id="decision"');
	assert.match(card, /Take 50 mg of warfarin\.[\s\S]*Ten times as much[\s\S]*5 mg/);
	assert.match(card, /name="ownSeen"/);
	assert.match(reply.page, /<b>1<\/b> in your words against the chart/);
	const refused = await browser.send('approve', { confirm: '1' });
	assert.equal(refused.resume, undefined);
	assert.match(refused.reply.location ?? '', /notice=own/);
	const { resume } = await browser.send('approve', { confirm: '1', ownSeen: '1' });
	assert.equal(resume?.decision, 'approved');
	assert.equal(resume?.againstChart, 1);
});

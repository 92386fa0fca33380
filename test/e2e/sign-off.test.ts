import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { after, test, type TestContext } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Page } from 'playwright-core';
import { peer } from '../peers/require.ts';
import { Hospital } from './sign-off/hospital.ts';

/** As much of a page as the functions that run inside it look at. */
interface Shown {
	id: string;
	tagName: string;
	innerText: string;
	outerHTML: string;
	textContent: string;
	/** Only fields have them. */
	labels?: Iterable<Shown> | null;
	getAttribute(name: string): string | null;
	remove(): void;
}
declare const document: {
	activeElement: Shown;
	querySelector(selector: string): Shown | null;
	querySelectorAll(selector: string): Iterable<Shown>;
};

const IMAGES = join(import.meta.dirname, '../../docs/images');

let hospital: Hospital | undefined;

const site = async (t: TestContext): Promise<Hospital | undefined> =>
	(hospital ??= await peer(t, async () => await Hospital.open()));

after(async () => {
	await hospital?.stop();
});

const picture = async (page: Page, name: string): Promise<void> => {
	if (process.env.UPDATE_IMAGES !== '1') return;
	// On a picture of the whole page the bar at the bottom would stand in the middle.
	await page.evaluate(() => document.querySelector('.bar')?.remove());
	await page.screenshot({ path: join(IMAGES, `${name}.png`), fullPage: true });
};

test('a clinician reads, approves, and the text goes to the record exactly as it was seen', async (t) => {
	const at = await site(t);
	if (at === undefined) return;
	const execution = await at.draft();
	const page = await at.window();
	const outside: string[] = [];
	page.on('request', (request) => {
		if (!request.url().startsWith(at.n8n.url) && !request.url().startsWith(at.provider.issuer)) {
			outside.push(request.url());
		}
	});
	const broken: string[] = [];
	page.on('console', (message) => {
		if (/content security policy/i.test(message.text())) broken.push(message.text());
	});
	await at.signIn(page, 'ada');
	await picture(page, 'sign-off-desk');
	await at.openFirst(page);
	await picture(page, 'sign-off');
	assert.ok(!page.url().includes('code='), 'the one-time code does not stay in the address');
	assert.ok(await page.getByText('MedicationRequest/zz-furo, version 2').isVisible());
	await page.getByLabel(/I have read this document/).check();
	await page.getByRole('button', { name: 'Approve and sign' }).click();
	await page.getByRole('heading', { name: 'Signed' }).waitFor();
	assert.equal(await at.ended(execution), 'success');
	const [document, ...more] = await at.documents();
	assert.equal(more.length, 0);
	const text = document?.content?.[0]?.attachment?.title ?? '';
	assert.match(text, /Furosemide was raised to 40 mg twice daily\./);
	assert.doesNotMatch(text, /Metoprolol/);
	assert.equal(document?.description, createHash('sha256').update(text).digest('hex'));
	assert.deepEqual(outside, []);
	const run = await at.n8n.api.execution(execution);
	const kept = run.data?.resultData.runData['Sign-Off']?.[0]?.data?.main?.[1]?.[0]?.json.signOff;
	assert.match((kept as { text: string }).text, /^sealed:/);
	assert.ok(!JSON.stringify(run.data).includes('Dr. Ada Testperson'), "n8n keeps nobody's name");
	assert.deepEqual(broken, []);
	const approved = (await at.ledger()).find(
		({ interaction }) => interaction === 'sign-off-approved',
	);
	assert.equal(approved?.objects?.[0]?.sha256, document?.description);
	await page.goBack();
	await page.close();
});

test("an edit is shown as it is typed, checked, and signed as the clinician's own words", async (t) => {
	const at = await site(t);
	if (at === undefined) return;
	const execution = await at.draft();
	const page = await at.window();
	await at.signIn(page, 'ada');
	await at.openFirst(page);
	await page.getByText('Change the wording: Sentence 2.2').click();
	const area = page.getByLabel('Sentence 2.2, in your words');
	await area.fill('Ibuprofen was stopped because of the heart failure.');
	const said = page.locator('#said-s6');
	assert.match(await said.innerHTML(), /<ins>.*because of the heart failure\.<\/ins>/);
	await page.getByLabel(/I have read this document/).check();
	await page.getByRole('button', { name: 'Approve and sign' }).click();
	await page.getByText('Not signed yet: you had changed something').waitFor();
	await picture(page, 'sign-off-changed');
	await page.getByLabel(/I have read this document/).check();
	await page.getByRole('button', { name: 'Approve and sign' }).click();
	await page.getByRole('heading', { name: 'Signed' }).waitFor();
	assert.equal(await at.ended(execution), 'success');
	const texts = (await at.documents()).map(({ content }) => content?.[0]?.attachment?.title ?? '');
	assert.ok(texts.some((text) => text.includes('stopped because of the heart failure.')));
	await page.close();
});

test('a rejection goes its own way with its reason, and nothing is written', async (t) => {
	const at = await site(t);
	if (at === undefined) return;
	const before = (await at.documents()).length;
	const execution = await at.draft();
	const page = await at.window();
	await at.signIn(page, 'ada');
	await at.openFirst(page);
	await page.getByText('Reject…').click();
	await page.getByLabel('Why it cannot be signed').fill('This is about another stay.');
	await page.getByRole('button', { name: 'Reject', exact: true }).click();
	await page.getByRole('heading', { name: 'You rejected this document' }).waitFor();
	await at.ended(execution);
	assert.equal((await at.documents()).length, before);
	const closed = (await at.ledger()).findLast(({ interaction }) => interaction === 'work-closed');
	assert.equal(closed?.workItem?.state, 'BLOCKED');
	await page.close();
});

test('without JavaScript, on a phone: everything can be read, changed and signed', async (t) => {
	const at = await site(t);
	if (at === undefined) return;
	const execution = await at.draft();
	const page = await at.window();
	const session = await page.context().newCDPSession(page);
	await session.send('Emulation.setScriptExecutionDisabled', { value: true });
	await page.setViewportSize({ width: 360, height: 740 });
	await at.signIn(page, 'ada');
	await picture(page, 'sign-off-desk-phone');
	await at.openFirst(page);
	await picture(page, 'sign-off-phone');
	await page.getByText('Put it back: I state this myself').click();
	await page.getByRole('button', { name: 'Check my changes' }).click();
	await page.getByText('Your changes are kept and were checked').waitFor();
	await page.getByLabel(/I have read this document/).check();
	await page.getByRole('button', { name: 'Approve and sign' }).click();
	await page.getByRole('heading', { name: 'Signed' }).waitFor();
	await at.ended(execution);
	const texts = (await at.documents()).map(({ content }) => content?.[0]?.attachment?.title ?? '');
	assert.ok(texts.some((text) => text.includes('Metoprolol 100 mg was started.')));
	await page.close();
});

test('of two clinicians who have the page open one signs, and the other is told who did', async (t) => {
	const at = await site(t);
	if (at === undefined) return;
	const execution = await at.draft();
	const ada = await at.window();
	await at.signIn(ada, 'ada');
	await at.openFirst(ada);
	const second = await at.otherWindow();
	await at.signIn(second, 'ben');
	await at.openFirst(second);
	for (const page of [ada, second]) await page.getByLabel(/I have read this document/).check();
	await ada.getByRole('button', { name: 'Approve and sign' }).click();
	await ada.getByRole('heading', { name: 'Signed' }).waitFor();
	await at.ended(execution);
	await second.getByRole('button', { name: 'Approve and sign' }).click();
	await second.getByRole('heading', { name: 'Somebody else signed this document' }).waitFor();
	const approvals = (await at.ledger()).filter(
		({ interaction, agent }) =>
			interaction === 'sign-off-approved' && agent.executionId === execution,
	);
	assert.equal(approvals.length, 1);
	await ada.close();
	await second.close();
});

test('with the keyboard alone a document is signed, and every field of the page has a name', async (t) => {
	const at = await site(t);
	if (at === undefined) return;
	const execution = await at.draft();
	const page = await at.window();
	await at.signIn(page, 'ada');
	await at.openFirst(page);
	const nameless = await page.evaluate(() => {
		const fields = [
			...document.querySelectorAll('input:not([type=hidden]),textarea,select,button'),
		];
		return fields
			.filter((field) => {
				const text =
					[...(field.labels ?? [])].map((label) => label.textContent).join('') + field.textContent;
				return text.trim() === '' && field.getAttribute('aria-label') === null;
			})
			.map((field) => field.outerHTML);
	});
	assert.deepEqual(nameless, []);
	const levels = await page.evaluate(() =>
		[...document.querySelectorAll('h1,h2,h3')].map((heading) => Number(heading.tagName[1])),
	);
	assert.equal(levels[0], 1);
	assert.ok(levels.every((level, index) => index === 0 || level - levels[index - 1] <= 1));
	const ids = await page.evaluate(() => [...document.querySelectorAll('[id]')].map(({ id }) => id));
	assert.equal(new Set(ids).size, ids.length);
	const focused = async () => await page.evaluate(() => document.activeElement.innerText.trim());
	await page.keyboard.press('Tab');
	assert.equal(await focused(), 'Go to the decision');
	await page.keyboard.press('Enter');
	await page.keyboard.press('Tab');
	assert.equal(await focused(), 'Check my changes');
	await page.keyboard.press('Tab');
	await page.keyboard.press('Space');
	await page.keyboard.press('Tab');
	assert.equal(await focused(), 'Approve and sign');
	await page.keyboard.press('Enter');
	await page.getByRole('heading', { name: 'Signed' }).waitFor();
	assert.equal(await focused(), 'Signed', 'what happened is read out first');
	assert.equal(await at.ended(execution), 'success');
	await page.close();
});

test('somebody whose role may not sign sees nothing, and cannot open the page by its address', async (t) => {
	const at = await site(t);
	if (at === undefined) return;
	const execution = await at.draft();
	const ada = await at.window();
	await at.signIn(ada, 'ada');
	await at.openFirst(ada);
	const address = ada.url();
	await ada.close();
	const nora = await at.window();
	await at.signIn(nora, 'nora');
	assert.ok(await nora.getByText('Your account has no role that signs documents').isVisible());
	assert.equal(await nora.getByRole('button', { name: /Open/ }).count(), 0);
	await nora.goto(address);
	assert.ok(nora.url().startsWith(at.desk), 'led to the desk');
	assert.equal(await nora.getByText('Furosemide').count(), 0);
	const unsigned = address.replace(/signature=[^&]+/, 'signature=zz');
	assert.equal((await fetch(unsigned)).status, 401, "n8n's own signature guards the address");
	await nora.close();
	const again = await at.window();
	await at.signIn(again, 'ada');
	await at.openFirst(again);
	await again.getByText('Reject…').click();
	await again.getByLabel('Why it cannot be signed').fill('Synthetic.');
	await again.getByRole('button', { name: 'Reject', exact: true }).click();
	await again.getByRole('heading', { name: 'You rejected this document' }).waitFor();
	await at.ended(execution);
	await again.close();
});

test('the page is guarded: no script, frame, cache or reader from elsewhere', async (t) => {
	const at = await site(t);
	if (at === undefined) return;
	const response = await fetch(at.desk, { headers: { origin: 'https://elsewhere.example' } });
	const policy = response.headers.get('content-security-policy') ?? '';
	assert.match(policy, /default-src 'none'/);
	assert.match(policy, /frame-ancestors 'none'/);
	assert.doesNotMatch(policy, /unsafe|https?:|\*/);
	assert.equal(response.headers.get('cache-control'), 'no-store');
	assert.equal(response.headers.get('referrer-policy'), 'no-referrer');
	assert.equal(response.headers.get('access-control-allow-origin'), null);
});

test('n8n killed between approval and write-back: one signed document, and no second page', async (t) => {
	const at = await site(t);
	if (at === undefined) return;
	const before = (await at.documents()).length;
	at.gate.open = false;
	const visits = at.gate.visits;
	const execution = await at.draft();
	const page = await at.window();
	await at.signIn(page, 'ada');
	await at.openFirst(page);
	await page.getByLabel(/I have read this document/).check();
	await page.getByRole('button', { name: 'Approve and sign' }).click();
	await page.getByRole('heading', { name: 'Signed' }).waitFor();
	await at.until(
		'the gate is reached',
		async () => (await Promise.resolve(at.gate.visits > visits)) || undefined,
	);
	await at.n8n.kill9();
	at.gate.open = true;
	await at.n8n.restart();
	await at.until(
		'the document is written',
		async () => (await at.documents()).length > before || undefined,
		90_000,
	);
	await at.until('the work is closed', async () => {
		const closed = (await at.ledger()).findLast(({ interaction }) => interaction === 'work-closed');
		return closed?.workItem?.state === 'DELIVERED' ? true : undefined;
	});
	await sleep(2_000);
	assert.equal((await at.documents()).length, before + 1);
	const about = (await at.ledger()).filter(
		({ interaction, agent }) =>
			interaction === 'sign-off-approved' && agent.executionId === execution,
	);
	assert.equal(about.length, 1, 'approved once');
	await page.goto(at.desk);
	assert.equal(await page.getByRole('button', { name: /Open/ }).count(), 0, 'nothing waits');
	await page.close();
});

test('when nobody decides in time, it goes out at "Expired", and the page says so', async (t) => {
	const at = await site(t);
	if (at === undefined) return;
	await at.replace('expiring', { expiresAfter: 0.01 });
	const execution = await at.draft();
	const page = await at.window();
	await at.signIn(page, 'ada');
	await at.openFirst(page);
	assert.equal(
		await at.until(
			'it ends',
			async () => {
				const { status } = await at.n8n.api.execution(execution, false);
				return status === 'success' ? status : undefined;
			},
			150_000,
		),
		'success',
	);
	const run = await at.n8n.api.execution(execution);
	assert.ok(run.data?.resultData.runData.Escalated, 'the first output');
	const passedOn =
		run.data?.resultData.runData['Sign-Off']?.[0]?.data?.main?.[0]?.[0]?.json.signOff;
	assert.equal((passedOn as { decision: string }).decision, 'expired');
	assert.equal(run.data?.resultData.runData.Gate, undefined, 'nothing was approved');
	await page.getByLabel(/I have read this document/).check();
	await page.getByRole('button', { name: 'Approve and sign' }).click();
	await page.getByRole('heading', { name: 'The time to decide is over' }).waitFor();
	const expired = (await at.ledger()).filter(
		({ interaction }) => interaction === 'sign-off-expired',
	);
	assert.equal(expired.length, 1);
	await page.close();
});

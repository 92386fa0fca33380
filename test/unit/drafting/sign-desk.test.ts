import assert from 'node:assert/strict';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { after, before, test } from 'node:test';
import { dataDirectory } from '../../../dist/nodes/shared/data-directory.js';
import { DeskDoor } from '../../../dist/nodes/Drafting/signing/desk-door.js';
import type { DeskSettings } from '../../../dist/nodes/Drafting/signing/desk-sign-in.js';
import { readGroupRoles } from '../../../dist/nodes/Drafting/signing/groups.js';
import { Oidc, type OidcCredential } from '../../../dist/nodes/Drafting/signing/oidc.js';
import { readPeople } from '../../../dist/nodes/Drafting/signing/passcodes.js';
import { signingRoom } from '../../../dist/nodes/Drafting/signing/signing-room.js';
import { CLIENT, GROUPS, startProvider, type IdentityProvider } from './sign-provider.ts';
import { BEN, Browser, formFields, ledgerLines, opened, ownDataDirectory } from './sign-rig.ts';

ownDataDirectory();

let server: Server;
let desk: string;
let settings: DeskSettings;
let provider: IdentityProvider;
let credential: OidcCredential;

before(async () => {
	server = createServer((request, response) => {
		void (async () => {
			let body = '';
			for await (const chunk of request as AsyncIterable<Buffer>) body += chunk.toString();
			const url = new URL(request.url ?? '', desk);
			const reply = await new DeskDoor(await signingRoom(), settings).answer({
				method: request.method ?? 'GET',
				query: Object.fromEntries(url.searchParams),
				body: Object.fromEntries(new URLSearchParams(body)),
				headers: request.headers,
				address: '127.0.0.1',
			});
			response.statusCode = reply.status;
			if (reply.cookies) response.setHeader('set-cookie', reply.cookies);
			if (reply.location !== undefined) response.setHeader('location', reply.location);
			response.end(reply.page);
		})().catch((error: unknown) => response.writeHead(500).end(String(error)));
	});
	await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready));
	desk = `http://127.0.0.1:${(server.address() as AddressInfo).port}/webhook/sign-off`;
	provider = await startProvider(desk);
	credential = {
		issuer: provider.issuer,
		clientId: CLIENT.id,
		clientSecret: CLIENT.secret,
		scopes: 'openid profile email groups',
		groupsClaim: 'groups',
	};
	settings = {
		url: desk,
		signIn: { method: 'oidc', credential, groups: readGroupRoles(GROUPS), askAgain: false },
	};
});
after(async () => {
	await provider.stop();
	server.closeAllConnections();
	await new Promise((done) => server.close(done));
});

/** A browser: cookies by path, redirects followed by hand. */
class Agent {
	readonly jar: Array<{ host: string; path: string; name: string; value: string }> = [];

	async go(
		url: string,
		form?: Record<string, string>,
	): Promise<{ url: string; status: number; page: string }> {
		const at = new URL(url);
		const cookie = this.jar
			.filter(
				({ host, path, value }) => host === at.host && at.pathname.startsWith(path) && value !== '',
			)
			.map(({ name, value }) => `${name}=${value}`)
			.join('; ');
		const response = await fetch(url, {
			redirect: 'manual',
			headers: { cookie, ...(form && { origin: at.origin }) },
			...(form && { method: 'POST', body: new URLSearchParams(form) }),
		});
		for (const text of response.headers.getSetCookie()) {
			const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(text) ?? [];
			const path = /path=([^;]*)/i.exec(text)?.[1] ?? '/';
			const known = this.jar.findIndex(
				(one) => one.host === at.host && one.name === name && one.path === path,
			);
			if (known >= 0) this.jar.splice(known, 1);
			this.jar.push({ host: at.host, path, name, value });
		}
		return {
			url: response.headers.has('location')
				? new URL(response.headers.get('location') ?? '', url).href
				: url,
			status: response.status,
			page: await response.text(),
		};
	}

	/** Follows redirects until a page comes. */
	async open(
		url: string,
		form?: Record<string, string>,
	): Promise<{ url: string; status: number; page: string }> {
		let answer = await this.go(url, form);
		for (let hops = 0; answer.status >= 300 && answer.status < 400 && hops < 10; hops++) {
			answer = await this.go(answer.url);
		}
		return answer;
	}

	/** Signs in at the identity provider. */
	async signIn(
		account: string,
		about = '',
	): Promise<{ url: string; status: number; page: string }> {
		const form = await this.open(`${desk}?login=1${about}`);
		assert.match(form.page, /Log in/);
		return await this.open(form.url, { account });
	}
}

test('a clinician signs in with the account of the hospital and sees what waits for the role', async () => {
	const { review } = await opened({ patientLabel: 'Zz Waiting' });
	await opened({ patientLabel: 'Zz Other', audience: { roles: ['pharmacist'], persons: [] } });
	const agent = new Agent();
	const first = await agent.open(desk);
	assert.match(first.page, /Sign in with your account of the hospital/);
	const list = await agent.signIn('ada');
	assert.equal(list.status, 200);
	assert.match(list.page, /Signed in as <b>Dr\. Ada Testperson<\/b> \(attending\)/);
	assert.match(list.page, /Zz Waiting/);
	assert.doesNotMatch(list.page, /Zz Other/);
	const login = (await ledgerLines()).findLast(
		({ interaction }) => interaction === 'sign-off-login',
	);
	assert.equal(login?.actor?.id, 'ada');
	assert.equal(login?.actor?.authentication, 'openid-connect');
	const fields = entryFields(list.page, review.id);
	const handed = await agent.go(desk, { ...fields, act: 'open' });
	assert.equal(handed.status, 303);
	assert.match(handed.url, /webhook-waiting\/.*signature=zz&code=/);
	const code = new URL(handed.url).searchParams.get('code') ?? '';
	const browser = new Browser(await signingRoom(), review);
	assert.equal((await browser.get({ code })).reply.status, 303);
	assert.match((await browser.get()).reply.page, /Dr\. Ada Testperson/);
	const { resume } = await browser.send('approve', { confirm: '1' });
	assert.deepEqual(resume?.by, {
		subject: 'ada',
		name: 'Dr. Ada Testperson',
		role: 'attending',
		issuer: provider.issuer,
		method: 'oidc',
		practitioner: 'Practitioner/zz-7',
	});
});

const entryFields = (page: string, id: string): Record<string, string> => {
	const form = page.split('<form').find((part) => part.includes(`value="${id}"`)) ?? '';
	return formFields(`<form${form}`);
};

test('somebody who came by the link in the record finds the document after signing in', async () => {
	const { review } = await opened();
	const agent = new Agent();
	const list = await agent.signIn('ada', `&case=${review.id}`);
	assert.match(list.page, /card waiting[^"]* here/);
});

test('somebody without a group that signs sees nothing, and is told why', async () => {
	await opened({ patientLabel: 'Zz Hidden' });
	const list = await new Agent().signIn('nora');
	assert.match(list.page, /Your account has no role that signs documents/);
	assert.doesNotMatch(list.page, /Zz Hidden/);
});

test('an open review cannot be opened by asking for it past the list', async () => {
	const { review } = await opened({ audience: { roles: ['attending'], persons: [] } });
	const ada = new Agent();
	const fields = entryFields((await ada.signIn('ada')).page, review.id);
	const nora = new Agent();
	await nora.signIn('nora');
	const answer = await nora.go(desk, { ...fields, act: 'open' });
	assert.equal(answer.status, 403);
	assert.doesNotMatch(answer.url, /code=/);
});

test('the answer of the provider is good once, and only in the browser that asked', async () => {
	const agent = new Agent();
	const form = await agent.open(`${desk}?login=1`);
	let answer = await agent.go(form.url, { account: 'ada' });
	while (!answer.url.startsWith(desk)) answer = await agent.go(answer.url);
	const other = new Agent();
	assert.equal((await other.go(answer.url)).status, 400);
	const login = agent.jar.find(({ name }) => name === 'sign-off-login');
	assert.ok(login);
	assert.equal((await agent.go(answer.url)).status, 303);
	agent.jar.push({ ...login });
	assert.equal((await agent.go(answer.url)).status, 400, 'a second time nothing happens');
});

test('a state that is not ours, and a refusal of the provider, are told and recorded', async () => {
	const agent = new Agent();
	await agent.go(`${desk}?login=1`);
	const forged = await agent.go(`${desk}?code=zz&state=zz`);
	assert.equal(forged.status, 403);
	const denied = await new Agent().signIn('mallory');
	assert.equal(denied.status, 403);
	assert.match(denied.page, /The sign-in was refused \(access_denied\)/);
	const line = (await ledgerLines()).findLast(
		({ interaction }) => interaction === 'sign-off-login',
	);
	assert.equal(line?.outcomeReason, 'oidc-refused');
});

test('the connection test says what the provider can do, or what is wrong', async () => {
	const found = await (await Oidc.open(credential)).describe();
	assert.match(found, new RegExp(`^${provider.issuer} answered, with \\d+ keys$`));
	const wrong = { ...credential, issuer: `${provider.issuer}/nowhere` };
	await assert.rejects(Oidc.open(wrong), { name: 'HospitalError' });
	const open = { ...credential, issuer: 'http://login.hospital.example' };
	await assert.rejects(Oidc.open(open), { code: 'oidc-address-invalid' });
	const far = { ...credential, issuer: 'https://169.254.169.254/' };
	await assert.rejects(Oidc.open(far), { code: 'egress-refused' });
});

test('a wrong client secret is refused with what to do', async () => {
	const before = settings;
	settings = {
		...settings,
		signIn: {
			method: 'oidc',
			credential: { ...credential, clientSecret: 'zz-wrong' },
			groups: readGroupRoles(GROUPS),
			askAgain: false,
		},
	};
	try {
		const answer = await new Agent().signIn('ada');
		assert.equal(answer.status, 403);
		assert.match(answer.page, /invalid_client/);
		assert.match(answer.page, /correct client ID and secret/);
	} finally {
		settings = before;
	}
});

test('where the password is asked for each time, somebody signed in at the provider is asked too', async () => {
	const before = settings;
	const agent = new Agent();
	await agent.signIn('ada');
	await agent.go(desk, { act: 'signOut' });
	assert.match(
		(await agent.open(`${desk}?login=1`)).page,
		/Signed in as/,
		'known there, so not asked',
	);
	await agent.go(desk, { act: 'signOut' });
	settings = {
		...settings,
		signIn: { method: 'oidc', credential, groups: readGroupRoles(GROUPS), askAgain: true },
	};
	try {
		const asked = await agent.open(`${desk}?login=1`);
		assert.match(asked.page, /Log in/);
		assert.match((await agent.open(asked.url, { account: 'ada' })).page, /Signed in as/);
	} finally {
		settings = before;
	}
});

test('signing out ends the session at the desk', async () => {
	const agent = new Agent();
	await agent.signIn('ada');
	await agent.go(desk, { act: 'signOut' });
	assert.match((await agent.go(desk)).page, /Sign in with your account/);
});

test('a form that the page of another site sends to the desk is refused', async () => {
	const response = await fetch(desk, {
		method: 'POST',
		headers: { origin: 'https://elsewhere.example' },
		body: new URLSearchParams({ act: 'signOut' }),
		redirect: 'manual',
	});
	assert.equal(response.status, 403);
});

const PEOPLE = 'zz.ada; Dr. Ada Testperson; attending; four-unusual-words-here';

async function withLinks<T>(run: () => Promise<T>): Promise<T> {
	const before = settings;
	const { key } = await dataDirectory();
	settings = {
		url: desk,
		signIn: { method: 'link', people: readPeople(PEOPLE), key: key.key('sign-off') },
	};
	try {
		return await run();
	} finally {
		settings = before;
	}
}

const linkFor = async (account: string, work: string, hours = 1): Promise<string> => {
	const { seals } = await signingRoom();
	return seals.make('link', { account, work }, hours * 3_600_000);
};

test('a link and the right passcode open one piece of work, once', async () => {
	await withLinks(async () => {
		const { review } = await opened({ patientLabel: 'Zz Linked' });
		await opened({ patientLabel: 'Zz Another' });
		const link = await linkFor('zz.ada', review.work?.id ?? '');
		const agent = new Agent();
		const ask = await agent.open(`${desk}?link=${link}`);
		assert.match(ask.page, /Your passcode/);
		const list = await agent.open(desk, {
			act: 'passcode',
			link,
			passcode: 'four-unusual-words-here',
		});
		assert.match(list.page, /Zz Linked/);
		assert.doesNotMatch(list.page, /Zz Another/);
		const again = await new Agent().open(desk, {
			act: 'passcode',
			link,
			passcode: 'four-unusual-words-here',
		});
		assert.equal(again.status, 403);
		assert.match(again.page, /does not open anything/);
	});
});

test('after five wrong passcodes the link is dead, also for the right one, however many come at once', async () => {
	await withLinks(async () => {
		const { review } = await opened();
		const link = await linkFor('zz.ada', review.work?.id ?? '');
		const tries = await Promise.all(
			Array.from({ length: 12 }, () =>
				new Agent().open(desk, { act: 'passcode', link, passcode: 'zz-wrong-one' }),
			),
		);
		assert.equal(tries.filter(({ status }) => status === 401).length, 5);
		assert.equal(tries.filter(({ status }) => status === 403).length, 7);
		const right = await new Agent().open(desk, {
			act: 'passcode',
			link,
			passcode: 'four-unusual-words-here',
		});
		assert.equal(right.status, 403);
		const reasons = (await ledgerLines()).map(({ outcomeReason }) => outcomeReason);
		assert.ok(reasons.includes('wrong-passcode') && reasons.includes('link-locked-or-used'));
	});
});

test('a link of somebody who is not on the list, or that was changed, opens nothing', async () => {
	await withLinks(async () => {
		const link = await linkFor('zz.unknown', 'w1');
		const unknown = await new Agent().open(desk, { act: 'passcode', link, passcode: '' });
		assert.equal(unknown.status, 401);
		const forged = `${link.slice(0, -4)}AAAA`;
		assert.equal((await new Agent().open(`${desk}?link=${forged}`)).status, 403);
		const old = await linkFor('zz.ada', 'w1', -1);
		assert.equal((await new Agent().open(`${desk}?link=${old}`)).status, 403);
	});
});

test('the list of people is read strictly, and never repeated in a message', () => {
	assert.equal(readPeople(PEOPLE).length, 1);
	const [ben] = readPeople('zz.ben; Dr. Ben; attending Practitioner/17; words; with; semicolons');
	assert.equal(ben?.practitioner, 'Practitioner/17');
	assert.equal(ben?.passcode, 'words;with;semicolons');
	for (const bad of [
		'',
		'zz.ada; Ada; attending; short',
		'zz.ada; Ada; attending Nobody/1; four-unusual-words-here',
		'zz.ada; Ada; Attending!; four-unusual-words-here',
		`${PEOPLE}\n${PEOPLE}`,
	]) {
		assert.throws(
			() => readPeople(bad),
			(error: Error & { code?: string }) =>
				error.code === 'passcodes-invalid' && !error.message.includes('unusual'),
		);
	}
});

test('who comes second sees by the receipt that somebody else signed', async () => {
	const { room, review } = await opened();
	const ada = new Browser(room, review);
	const ben = new Browser(room, review, BEN);
	await ada.enter();
	await ben.enter();
	const [first, second] = await Promise.all([
		ada.send('approve', { confirm: '1' }),
		ben.send('approve', { confirm: '1' }),
	]);
	const pages: string[] = [];
	for (const { reply } of [first, second]) {
		if (reply.location === undefined) pages.push(reply.page);
		else {
			const receipt = new URL(reply.location).searchParams.get('receipt') ?? '';
			pages.push((await new Agent().open(`${desk}?receipt=${receipt}`)).page);
		}
	}
	assert.equal(pages.filter((page) => page.includes('You approved this document')).length, 1);
	assert.equal(pages.filter((page) => /Somebody else signed|approved it/.test(page)).length, 1);
});

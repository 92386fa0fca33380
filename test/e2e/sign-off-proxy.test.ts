import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { prepareTemplate, readTemplate } from '../hospital/templates.ts';
import { startN8n } from '../n8n/instance.ts';
import { freePort } from '../peers/ports.ts';
import { peer } from '../peers/require.ts';
import { CLIENT, GROUPS, startProvider } from '../unit/drafting/sign-provider.ts';
import { startProxy } from './sign-off/proxy.ts';

const closing: Array<() => Promise<unknown>> = [];
after(async () => {
	for (const close of closing.reverse()) await close();
});

test('behind the proxy of the recipe the desk works, and nothing else of n8n can be reached', async (t) => {
	const dir = await mkdtemp(join(tmpdir(), 'hospital-sign-off-proxy-'));
	closing.push(async () => await rm(dir, { recursive: true, force: true }));
	await writeFile(join(dir, 'hospital.key'), randomBytes(32), { mode: 0o600 });
	const port = await freePort();
	const address = `https://127.0.0.1:${port}`;
	const n8n = await peer(t, async () => {
		return await startN8n({
			userFolder: join(dir, 'n8n'),
			pack: 'link',
			env: {
				HOSPITAL_DATA_DIR: join(dir, 'data'),
				HOSPITAL_KEY_FILE: join(dir, 'hospital.key'),
				WEBHOOK_URL: `${address}/`,
				N8N_PROXY_HOPS: '1',
			},
		});
	});
	if (n8n === undefined) return;
	closing.push(async () => await n8n.stop());
	const proxy = await peer(t, async () => await startProxy(dir, port, n8n.port));
	if (proxy === undefined) return;
	closing.push(async () => await proxy.server.stop());
	const provider = await startProvider(`${address}/webhook/sign-off`);
	closing.push(async () => await provider.stop());
	const data = {
		issuer: provider.issuer,
		clientId: CLIENT.id,
		clientSecret: CLIENT.secret,
		scopes: 'openid profile email groups',
		groupsClaim: 'groups',
	};
	const credentials = Object.fromEntries(
		await n8n.api.importCredentials([
			{ id: 'oidcProviderApi', name: 'Hospital', type: 'oidcProviderApi', data },
		]),
	);
	const settings = { 'Sign-Off Desk': { groups: GROUPS } };
	const template = await readTemplate('sign-off-desk');
	await n8n.api.publish(
		await n8n.api.importWorkflows([
			await prepareTemplate(n8n.api, template, settings, credentials),
		]),
	);
	const desk = await proxy.ask('/webhook/sign-off');
	assert.equal(desk.status, 200);
	assert.match(desk.body, /Sign in with your account of the hospital/);
	assert.match(String(desk.headers['content-security-policy']), /frame-ancestors 'none'/);
	assert.match(String(desk.headers['strict-transport-security']), /max-age=/);
	const login = await proxy.ask('/webhook/sign-off?login=1');
	assert.equal(login.status, 303);
	const provided = new URL(login.headers.location ?? '');
	assert.equal(provided.searchParams.get('redirect_uri'), `${address}/webhook/sign-off`);
	assert.match(String(login.headers['set-cookie']), /HttpOnly; SameSite=Lax; Secure/);
	for (const path of [
		'/',
		'/rest/login',
		'/rest/settings',
		'/webhook/other',
		'/webhook-test/x',
		'/form/x',
		'/healthz',
	]) {
		const answer = await proxy.ask(path);
		assert.equal(answer.status, 404, path);
		assert.doesNotMatch(answer.body, /n8n/i, path);
	}
	const gone = await proxy.ask('/webhook-waiting/4711/node?signature=zz');
	assert.equal(gone.status, 303);
	assert.match(gone.headers.location ?? '', /\/webhook\/sign-off\?gone=1$/);
});

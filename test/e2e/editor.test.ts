import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { prepareTemplate, readTemplate } from '../hospital/templates.ts';
import { startN8n, type N8n } from '../n8n/instance.ts';
import { startChromium, type Browser } from '../peers/chromium.ts';
import { PeerUnavailable, peerMissing } from '../peers/require.ts';

const IMAGES = join(import.meta.dirname, '../../docs/images');
/** One credential of each type, so that the canvas shows no open question. */
const CREDENTIALS = [
	{ type: 'dicomNodeApi', data: { host: '127.0.0.1', port: 104, calledAeTitle: 'PACS' } },
	{ type: 'fhirServerApi', data: { baseUrl: 'http://127.0.0.1:1/fhir', authentication: 'none' } },
	{ type: 'inferenceServerApi', data: { baseUrl: 'http://127.0.0.1:1' } },
	{ type: 'localLlmApi', data: { engine: 'ollama', baseUrl: 'http://127.0.0.1:1' } },
	{
		type: 'oidcProviderApi',
		data: { issuer: 'https://127.0.0.1:1', clientId: 'zz', clientSecret: 'zz' },
	},
	{ type: 'payerCrdApi', data: { baseUrl: 'https://127.0.0.1:1', authentication: 'none' } },
	{ type: 'syslogApi', data: { host: '127.0.0.1', port: 6514, transport: 'tls' } },
];

describe("the templates in n8n's editor", () => {
	let dir: string;
	let n8n: N8n | undefined;
	let browser: Browser | undefined;
	let missing: string | undefined;

	before(async () => {
		dir = await mkdtemp(join(tmpdir(), 'editor-'));
		try {
			browser = await startChromium({ width: 1900, height: 800 });
			n8n = await startN8n({ userFolder: dir, pack: 'link' });
		} catch (error) {
			if (!(error instanceof PeerUnavailable)) throw error;
			missing = error.message;
		}
	});

	after(async () => {
		await browser?.stop();
		await n8n?.stop();
		await rm(dir, { recursive: true, force: true });
	});

	for (const name of [
		'imaging-triage',
		'ship-audit',
		'audit-anomalies',
		'break-glass',
		'disclosure-accounting',
		'access-review',
		'sign-off-desk',
		'discharge-summary',
		'discharge-predraft-batch',
		'chart-summary',
		'research-export',
		'fax-intake',
		'prior-auth',
		'prior-auth-step',
		'prior-auth-metrics',
	]) {
		it(`${name} opens with every node known and nothing left to fill in but credentials`, async (t) => {
			if (n8n === undefined || browser === undefined) return peerMissing(t, missing ?? 'n8n');
			const template = await readTemplate(name);
			assert.ok(
				!JSON.stringify(template).includes('"credentials"'),
				'no credential ids are shipped',
			);
			const credentials = Object.fromEntries(
				await n8n.api.importCredentials(
					CREDENTIALS.map((one) => ({ ...one, id: one.type, name: `${name} ${one.type}` })),
				),
			);
			const prepared = await prepareTemplate(n8n.api, template, {}, credentials);
			const [id] = await n8n.api.importWorkflows([prepared]);
			const [cookie, value] = n8n.cookie.split(';')[0].split('=');
			await browser.context.addCookies([{ name: cookie, value, url: n8n.url }]);
			const page = await browser.context.newPage();
			await page.goto(`${n8n.url}/workflow/${id}`);
			const shown = page.locator('[data-test-id="canvas-node"]');
			await shown.first().waitFor({ state: 'visible', timeout: 60_000 });
			// The canvas fades in and then fits the workflow into the window.
			await page.waitForTimeout(3_000);
			await page.keyboard.press('1');
			await page.waitForTimeout(2_000);
			const notes = template.nodes.filter(({ type }) => type.endsWith('.stickyNote'));
			assert.equal(await shown.count(), template.nodes.length - notes.length);
			assert.equal(await page.locator('[data-test-id="node-issues"]').count(), 0);
			if (process.env.UPDATE_IMAGES === '1') {
				const canvas = page.locator('[data-test-id="canvas-wrapper"]');
				await canvas.screenshot({ path: join(IMAGES, `${name}.png`) });
			}
			await page.close();
		});
	}

	it('a node without its credential is marked on the canvas', async (t) => {
		if (n8n === undefined || browser === undefined) return peerMissing(t, missing ?? 'n8n');
		const [id] = await n8n.api.importWorkflows([await readTemplate('ship-audit')]);
		const page = await browser.context.newPage();
		await page.goto(`${n8n.url}/workflow/${id}`);
		const mark = page.locator('[data-test-id="node-issues"]').first();
		await mark.waitFor({ state: 'attached', timeout: 60_000 });
		await page.close();
	});
});

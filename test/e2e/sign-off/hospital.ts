import { randomBytes } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Page } from 'playwright-core';
import { startEhr, type Ehr } from '../../hospital/ehr.ts';
import { readLedger, type LedgerLine } from '../../hospital/ledger.ts';
import { prepareTemplate, readTemplate } from '../../hospital/templates.ts';
import { startN8n, type N8n } from '../../n8n/instance.ts';
import { startChromium, type Browser } from '../../peers/chromium.ts';
import {
	CLIENT,
	GROUPS,
	startProvider,
	type IdentityProvider,
} from '../../unit/drafting/sign-provider.ts';
import { DOCUMENT_SYSTEM, signingWorkflow } from './workflow.ts';

/** Holds back whoever comes until the test opens it. */
export class Gate {
	readonly server: Server;
	url = '';
	open = true;
	visits = 0;
	readonly #held = new Set<ServerResponse>();

	constructor() {
		this.server = createServer((_, response) => {
			this.visits += 1;
			if (this.open) response.end('{}');
			else this.#held.add(response);
		});
	}

	async start(): Promise<void> {
		await new Promise<void>((ready) => this.server.listen(0, '127.0.0.1', ready));
		this.url = `http://127.0.0.1:${(this.server.address() as AddressInfo).port}/`;
	}

	async stop(): Promise<void> {
		this.server.closeAllConnections();
		await new Promise((done) => this.server.close(done));
	}
}

interface DocumentReference {
	description?: string;
	content?: Array<{ attachment?: { title?: string } }>;
}

/** n8n with desk and a signing workflow, the record, an identity provider, and a browser. */
export class Hospital {
	workflow = '';
	readonly dir: string;
	readonly n8n: N8n;
	readonly ehr: Ehr;
	readonly gate: Gate;
	readonly provider: IdentityProvider;
	readonly browser: Browser;
	/** Somebody else's, when one is asked for. */
	#second: Browser | undefined;

	private constructor(
		parts: Pick<Hospital, 'dir' | 'n8n' | 'ehr' | 'gate' | 'provider' | 'browser'>,
	) {
		this.dir = parts.dir;
		this.n8n = parts.n8n;
		this.ehr = parts.ehr;
		this.gate = parts.gate;
		this.provider = parts.provider;
		this.browser = parts.browser;
	}

	static async open(): Promise<Hospital> {
		const dir = await mkdtemp(join(tmpdir(), 'hospital-sign-off-'));
		await writeFile(join(dir, 'hospital.key'), randomBytes(32), { mode: 0o600 });
		const browser = await startChromium({ width: 1280, height: 900 });
		const ehr = await startEhr();
		const gate = new Gate();
		await gate.start();
		const env = {
			HOSPITAL_DATA_DIR: join(dir, 'data'),
			HOSPITAL_KEY_FILE: join(dir, 'hospital.key'),
			HOSPITAL_INSTANCE: 'sign-off-n8n',
		};
		const n8n = await startN8n({
			userFolder: join(dir, 'n8n'),
			pack: 'link',
			env,
		});
		const provider = await startProvider(`${n8n.url}/webhook/sign-off`);
		const hospital = new Hospital({ dir, n8n, ehr, gate, provider, browser });
		await hospital.#setUp();
		return hospital;
	}

	async #setUp(): Promise<void> {
		const { api } = this.n8n;
		const credentials = Object.fromEntries(
			await api.importCredentials([
				{
					id: 'ehr',
					name: 'EHR',
					type: 'fhirServerApi',
					data: { baseUrl: this.ehr.url, authentication: 'none' },
				},
				{
					id: 'oidcProviderApi',
					name: 'Hospital',
					type: 'oidcProviderApi',
					data: {
						issuer: this.provider.issuer,
						clientId: CLIENT.id,
						clientSecret: CLIENT.secret,
						scopes: 'openid profile email groups',
						groupsClaim: 'groups',
					},
				},
			]),
		);
		const template = await readTemplate('sign-off-desk');
		const settings = { 'Sign-Off Desk': { groups: GROUPS } };
		const desk = await prepareTemplate(api, template, settings, credentials);
		const ids = await api.importWorkflows([desk, signingWorkflow('signing', this.gate.url)]);
		await api.publish(ids);
		this.workflow = ids[1] ?? '';
	}

	/** Publishes the signing workflow with other settings, in place of the one before. */
	async replace(name: string, signOff: Record<string, unknown>): Promise<void> {
		const { api } = this.n8n;
		await api.unpublish([this.workflow]);
		const [id = ''] = await api.importWorkflows([signingWorkflow(name, this.gate.url, signOff)]);
		await api.publish([id]);
		this.workflow = id;
	}

	get desk(): string {
		return `${this.n8n.url}/webhook/sign-off`;
	}

	/** Something happens in the record: a document is drafted and waits. */
	async draft(): Promise<string> {
		const before = new Set((await this.n8n.api.executions(this.workflow)).map(({ id }) => id));
		const response = await fetch(`${this.ehr.url}/Patient`, {
			method: 'POST',
			headers: { 'content-type': 'application/fhir+json' },
			body: JSON.stringify({ resourceType: 'Patient', name: [{ family: 'ZZTEST' }] }),
		});
		if (response.status !== 201) throw new Error(`the record said ${response.status}`);
		return await this.until(
			'the document waits',
			async () =>
				(await this.n8n.api.executions(this.workflow)).find(
					({ id, status }) => !before.has(id) && status === 'waiting',
				)?.id,
		);
	}

	/** A new window of a browser that knows nobody. */
	async window(): Promise<Page> {
		await this.browser.context.clearCookies();
		return await this.browser.context.newPage();
	}

	/** A window of another browser, at another desk. */
	async otherWindow(): Promise<Page> {
		this.#second ??= await startChromium({ width: 1280, height: 900 });
		return await this.#second.context.newPage();
	}

	/** Signs in as somebody, as a person does. */
	async signIn(page: Page, account: string): Promise<void> {
		await page.goto(this.desk);
		await page.getByRole('link', { name: 'Sign in' }).click();
		const field = page.getByLabel('Account');
		// The provider may remember somebody who was here before.
		await Promise.race([field.waitFor(), page.getByText('Signed in as').waitFor()]);
		if (!(await field.isVisible())) return;
		await field.fill(account);
		await page.getByRole('button', { name: 'Log in' }).click();
		await page.getByText('Signed in as').waitFor();
	}

	async openFirst(page: Page): Promise<void> {
		await page.getByRole('button', { name: /Open/ }).first().click();
		await page.getByRole('heading', { name: 'Your decision' }).waitFor();
	}

	async ended(execution: string): Promise<string> {
		return await this.until(`execution ${execution} ends`, async () => {
			const { status } = await this.n8n.api.execution(execution, false);
			return status === 'waiting' || status === 'running' || status === 'new' ? undefined : status;
		});
	}

	async documents(): Promise<DocumentReference[]> {
		const response = await fetch(
			`${this.ehr.url}/DocumentReference?identifier=${DOCUMENT_SYSTEM}|`,
		);
		const { entry = [] } = (await response.json()) as {
			entry?: Array<{ resource: DocumentReference }>;
		};
		return entry.map(({ resource }) => resource);
	}

	async ledger(): Promise<LedgerLine[]> {
		return await readLedger(join(this.dir, 'data'));
	}

	async until<T>(what: string, look: () => Promise<T | undefined>, ms = 60_000): Promise<T> {
		for (const deadline = Date.now() + ms; ; await sleep(150)) {
			const found = await look();
			if (found !== undefined) return found;
			if (Date.now() > deadline) throw new Error(`not within ${ms} ms: ${what}`);
		}
	}

	async stop(): Promise<void> {
		await this.browser.stop();
		await this.#second?.stop();
		await this.n8n.stop();
		await this.provider.stop();
		await this.gate.stop();
		await this.ehr.stop();
		await rm(this.dir, { recursive: true, force: true });
	}
}

import { randomBytes } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Resource } from '@medplum/fhirtypes';
import type { Page } from 'playwright-core';
import { startEhr, type Ehr } from '../../hospital/ehr.ts';
import { readLedger, type LedgerLine } from '../../hospital/ledger.ts';
import { prepareTemplate, readTemplate, type Settings } from '../../hospital/templates.ts';
import { startN8n, type N8n } from '../../n8n/instance.ts';
import { startChromium, type Browser } from '../../peers/chromium.ts';
import { startLlama, type Llama } from '../../peers/llama.ts';
import {
	CLIENT,
	GROUPS,
	startProvider,
	type IdentityProvider,
} from '../../unit/drafting/sign-provider.ts';
import { ModelDoor } from './model-door.ts';
import { asTransaction, day, PRACTITIONERS, stayOf, type Patient } from './stay.ts';

/** A record of the chart, as the tests look at it. */
export type Stored = Record<string, any>;

export const DISCHARGE = 'discharge-summary';

type Parts = Pick<Stage, 'dir' | 'ehr' | 'llama' | 'door' | 'n8n' | 'provider' | 'browser'>;

/** A hospital with its record, a language model that writes nonsense, n8n, and a browser. */
export class Stage {
	readonly dir: string;
	readonly ehr: Ehr;
	readonly llama: Llama;
	/** The way to the model. */
	readonly door: ModelDoor;
	readonly n8n: N8n;
	readonly provider: IdentityProvider;
	readonly browser: Browser;
	readonly patients: Patient[] = [];
	/** n8n's ids of the workflows, by the name of the template or of its variant. */
	readonly workflows: Record<string, string> = {};
	#credentials: Record<string, string> = {};

	private constructor(parts: Parts) {
		this.dir = parts.dir;
		this.ehr = parts.ehr;
		this.llama = parts.llama;
		this.door = parts.door;
		this.n8n = parts.n8n;
		this.provider = parts.provider;
		this.browser = parts.browser;
	}

	static async open(): Promise<Stage> {
		const dir = await mkdtemp(join(tmpdir(), 'hospital-discharge-'));
		await writeFile(join(dir, 'hospital.key'), randomBytes(32), { mode: 0o600 });
		const browser = await startChromium({ width: 1280, height: 900 });
		const llama = await startLlama({ dir: join(dir, 'llama'), contextTokens: 32_768 });
		const door = new ModelDoor(() => llama.port);
		await door.start();
		const ehr = await startEhr();
		const n8n = await startN8n({
			userFolder: join(dir, 'n8n'),
			pack: process.env.HOSPITAL_TEST_PACK ?? 'link',
			env: {
				HOSPITAL_DATA_DIR: join(dir, 'data'),
				HOSPITAL_KEY_FILE: join(dir, 'hospital.key'),
				HOSPITAL_INSTANCE: 'discharge-n8n',
			},
		});
		const provider = await startProvider(`${n8n.url}/webhook/sign-off`);
		const stage = new Stage({ dir, ehr, llama, door, n8n, provider, browser });
		await stage.#setUp();
		return stage;
	}

	async #setUp(): Promise<void> {
		await this.ehr.seed(asTransaction(PRACTITIONERS));
		this.#credentials = Object.fromEntries(
			await this.n8n.api.importCredentials([
				{
					id: 'fhirServerApi',
					name: 'Record',
					type: 'fhirServerApi',
					data: { baseUrl: this.ehr.url, authentication: 'none' },
				},
				{
					id: 'localLlmApi',
					name: 'Model',
					type: 'localLlmApi',
					data: { engine: 'openai', baseUrl: this.door.url, contextWindow: 32_768 },
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
		await this.publish('sign-off-desk', { 'Sign-Off Desk': { groups: GROUPS } });
	}

	/** Imports a template with what a person would enter, and publishes it. */
	async publish(
		template: string,
		settings: Settings,
		as = template,
		on: Readonly<Record<string, boolean>> = {},
	): Promise<string> {
		const id = await this.import(template, settings, as, on);
		await this.n8n.api.publish([id]);
		return id;
	}

	/** @param on which nodes are switched on or off, other than in the template */
	async import(
		template: string,
		settings: Settings,
		as = template,
		on: Readonly<Record<string, boolean>> = {},
	): Promise<string> {
		const { api } = this.n8n;
		const read = await readTemplate(template);
		const ready = await prepareTemplate(api, read, settings, this.#credentials);
		const nodes = ready.nodes.map((node) =>
			on[node.name] === undefined ? node : { ...node, disabled: !on[node.name] },
		);
		const [id = ''] = await api.importWorkflows([{ ...ready, name: as, nodes }]);
		this.workflows[as] = id;
		return id;
	}

	/** Values of the template's Config. */
	config(
		template: { nodes: Array<{ name: string; parameters: Stored }> },
		values: Stored,
	): Settings {
		const { assignments } = template.nodes.find(({ name }) => name === 'Config')?.parameters
			.assignments as { assignments: Array<{ name: string; value: unknown }> };
		const known = assignments.map(({ name }) => name.replace(/^config\./, ''));
		const unknown = Object.keys(values).filter((name) => !known.includes(name));
		if (unknown.length > 0) throw new Error(`Config has no ${unknown.join(', ')}`);
		const changed = assignments.map((one) => ({
			...one,
			value: values[one.name.replace(/^config\./, '')] ?? one.value,
		}));
		return { Config: { assignments: { assignments: changed } } };
	}

	/** What a trigger looks for. */
	criteria(values: Record<string, string>): Stored {
		const parameter = Object.entries(values).map(([name, value]) => ({
			name: { __rl: true, mode: 'name', value: name },
			comparison: 'is',
			value,
		}));
		return { parameters: { parameter } };
	}

	async seed(resources: Resource[]): Promise<void> {
		await this.ehr.seed(asTransaction(resources));
	}

	get desk(): string {
		return `${this.n8n.url}/webhook/sign-off`;
	}

	/** Somebody new, who lies in the hospital. */
	async admit(): Promise<{ patient: Patient; encounter: string }> {
		const number = this.patients.length + 1;
		const key = `zzstay${number}`;
		const patient: Patient = {
			key,
			family: `Zztest${['berta', 'clara', 'dora', 'emma', 'frida', 'greta', 'hanna', 'ida'][number - 1]}`,
			given: 'Zzada',
			birthDate: `1951-0${number}-17`,
			mrn: `ZZMRN00${number}77`,
			street: `Zzteststrasse 10${number}`,
		};
		this.patients.push(patient);
		const { records, encounter } = stayOf(patient);
		await this.ehr.seed(asTransaction(records));
		return { patient, encounter };
	}

	/** The stay ends: what the record says of it changes, and nothing else. */
	async discharge(encounter: string, fields: Stored = {}): Promise<void> {
		const stay = await this.read(`Encounter/${encounter}`);
		await this.write({
			...stay,
			status: 'finished',
			period: { ...stay.period, end: `${day(0)}T00:30:00Z` },
			hospitalization: {
				dischargeDisposition: {
					coding: [
						{ system: 'http://terminology.hl7.org/CodeSystem/discharge-disposition', code: 'home' },
					],
					text: 'Home',
				},
			},
			...fields,
		});
	}

	async read(reference: string): Promise<Stored> {
		const response = await fetch(`${this.ehr.url}/${reference}`);
		if (!response.ok) throw new Error(`the record said ${response.status} to a read`);
		return (await response.json()) as Stored;
	}

	async write(resource: Stored): Promise<void> {
		const response = await fetch(`${this.ehr.url}/${resource.resourceType}/${resource.id}`, {
			method: 'PUT',
			headers: { 'content-type': 'application/fhir+json' },
			body: JSON.stringify(resource as unknown as Resource),
		});
		if (!response.ok)
			throw new Error(`the record said ${response.status}: ${await response.text()}`);
	}

	async search(query: string): Promise<Stored[]> {
		const response = await fetch(`${this.ehr.url}/${query}`);
		const { entry = [] } = (await response.json()) as { entry?: Array<{ resource: Stored }> };
		return entry.map(({ resource }) => resource);
	}

	/** Documents that this software wrote about a stay; its notes are of other kinds. */
	async documents(encounter: string, type = '18842-5'): Promise<Stored[]> {
		return await this.search(`DocumentReference?encounter=Encounter/${encounter}&type=${type}`);
	}

	async tasks(encounter: string): Promise<Stored[]> {
		return await this.search(`Task?encounter=Encounter/${encounter}`);
	}

	/** The task that asks for a signature, once it is there, and the work that it names. */
	async asked(encounter: string, among = 1): Promise<{ task: Stored; work: string }> {
		return await this.until('somebody is asked to sign', async () => {
			const tasks = (await this.tasks(encounter)).filter(
				({ status, code }) =>
					status === 'requested' && code.coding[0].code === 'sign-discharge-summary',
			);
			const task = tasks[0];
			if (task === undefined || tasks.length < among) return undefined;
			return { task, work: String(task.identifier[0].value) };
		});
	}

	/** Opens the document of a work item at the desk, as the task leads there. */
	async open(work: string, account = 'ada'): Promise<Page> {
		await this.browser.context.clearCookies();
		const page = await this.browser.context.newPage();
		await this.until('the document waits', async () => {
			const waits = (await this.ledger()).some(
				({ interaction, workItem }) =>
					interaction === 'sign-off-requested' && workItem?.id === work,
			);
			return waits || undefined;
		});
		await page.goto(`${this.desk}?work=${work}`);
		await page.getByRole('link', { name: 'Sign in' }).click();
		const field = page.getByLabel('Account');
		await Promise.race([field.waitFor(), page.getByText('Signed in as').waitFor()]);
		if (await field.isVisible()) {
			await field.fill(account);
			await page.getByRole('button', { name: 'Log in' }).click();
			await page.getByText('Signed in as').waitFor();
		}
		await page.locator('section.here').getByRole('button', { name: /Open/ }).click();
		await page.getByRole('heading', { name: 'Your decision' }).waitFor();
		return page;
	}

	async approve(page: Page): Promise<void> {
		await page.getByLabel(/I have read this document/).check();
		await page.getByRole('button', { name: 'Approve and sign' }).click();
		await page.getByRole('heading', { name: 'Signed' }).waitFor();
	}

	async ledger(): Promise<LedgerLine[]> {
		return await readLedger(join(this.dir, 'data'));
	}

	/** How a work item ended. */
	async ended(work: string, ms = 60_000): Promise<{ state?: string; reason?: string }> {
		return await this.until(
			`work ${work} ends`,
			async () =>
				(await this.ledger()).find(
					({ interaction, workItem }) => interaction === 'work-closed' && workItem?.id === work,
				)?.workItem,
			ms,
		);
	}

	/** Nothing of the workflow runs any more. */
	async quiet(workflow: string): Promise<void> {
		await this.until('nothing runs', async () => {
			const runs = await this.n8n.api.executions(workflow);
			return runs.every(({ status }) => status === 'success' || status === 'error') || undefined;
		});
	}

	/** Work items that have ended. */
	async closings(): Promise<Set<string>> {
		const closed = (await this.ledger()).filter(({ interaction }) => interaction === 'work-closed');
		return new Set(closed.map(({ workItem }) => String(workItem?.id)));
	}

	/** How the next one ends. */
	async nextClosing(before: ReadonlySet<string>): Promise<{ state?: string; reason?: string }> {
		return await this.until('a work item ends', async () => {
			const closed = (await this.ledger()).find(
				({ interaction, workItem }) =>
					interaction === 'work-closed' && !before.has(String(workItem?.id)),
			);
			return closed?.workItem;
		});
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
		await this.n8n.stop();
		await this.provider.stop();
		await this.door.stop();
		await this.llama.stop();
		await this.ehr.stop();
		await rm(this.dir, { recursive: true, force: true });
	}
}

import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import type { Page } from 'playwright-core';
import { startEhr, type Ehr } from '../../hospital/ehr.ts';
import { readLedger, type LedgerLine } from '../../hospital/ledger.ts';
import { startPayer, type Payer } from '../../hospital/payer/index.ts';
import { prepareTemplate, readTemplate, type Settings } from '../../hospital/templates.ts';
import type { WorkflowImport } from '../../n8n/api.ts';
import { startN8n, type N8n } from '../../n8n/instance.ts';
import { startChromium, type Browser } from '../../peers/chromium.ts';
import type { Fake } from '../../unit/llm/fake-engines.ts';
import { CLIENT, startProvider, type IdentityProvider } from '../../unit/drafting/sign-provider.ts';
import { keep } from '../../unit/priorauth/case-records.ts';
import { startFinder } from './finder.ts';
import { inOrder, recordsOf, type Asked } from './records.ts';

/** A record of the chart, as the tests look at it. */
export type Stored = Record<string, any>;

/** Around what a picture shows, pixels. */
const MARGIN = 8;
const COMMAND = join(import.meta.dirname, '../../../dist/nodes/cli/hospital.js');
const IMAGES = join(import.meta.dirname, '../../../docs/images');

export const PRIOR_AUTH = 'prior-auth';
/** Ben is both: attending, and among those who stand in for the nurses. */
const GROUPS = [
	'Clinical-Attendings = attending',
	'Nursing = prior-auth-nurse',
	'Clinical-Residents = prior-auth-nurse',
].join('\n');
/** Nodes that speak to the payer, not to the record. */
const PAYER_NODES = new Set(['Get Questionnaire', 'Submit', 'Payer Decides']);

type Parts = Pick<Stage, 'dir' | 'ehr' | 'payer' | 'llm' | 'n8n' | 'provider' | 'browser'>;

/** A hospital with its record, a payer, n8n, people who sign in, and a browser. */
export class Stage {
	readonly dir: string;
	readonly ehr: Ehr;
	readonly payer: Payer;
	readonly llm: Fake;
	readonly n8n: N8n;
	readonly provider: IdentityProvider;
	readonly browser: Browser;
	#credentials: Record<string, string> = {};
	#cases = 0;

	private constructor(parts: Parts) {
		this.dir = parts.dir;
		this.ehr = parts.ehr;
		this.payer = parts.payer;
		this.llm = parts.llm;
		this.n8n = parts.n8n;
		this.provider = parts.provider;
		this.browser = parts.browser;
	}

	static async open(): Promise<Stage> {
		const dir = await mkdtemp(join(tmpdir(), 'hospital-prior-auth-'));
		await writeFile(join(dir, 'hospital.key'), randomBytes(32), { mode: 0o600 });
		await mkdir(join(dir, 'files'));
		const browser = await startChromium({ width: 1280, height: 900 });
		const ehr = await startEhr();
		const payer = await startPayer({});
		const llm = await startFinder();
		const n8n = await startN8n({
			userFolder: join(dir, 'n8n'),
			pack: process.env.HOSPITAL_TEST_PACK ?? 'link',
			env: {
				HOSPITAL_DATA_DIR: join(dir, 'data'),
				HOSPITAL_KEY_FILE: join(dir, 'hospital.key'),
				HOSPITAL_INSTANCE: 'prior-auth-n8n',
				N8N_RESTRICT_FILE_ACCESS_TO: join(dir, 'files'),
			},
		});
		const provider = await startProvider(`${n8n.url}/webhook/sign-off`);
		const stage = new Stage({ dir, ehr, payer, llm, n8n, provider, browser });
		await stage.#setUp();
		return stage;
	}

	async #setUp(): Promise<void> {
		const fhir = (id: string, name: string, baseUrl: string) => ({
			id,
			name,
			type: 'fhirServerApi',
			data: { baseUrl, authentication: 'none' },
		});
		const made = await this.n8n.api.importCredentials([
			fhir('payer', 'Payer', this.payer.fhir),
			fhir('fhirServerApi', 'Record', this.ehr.url),
			{
				id: 'payerCrdApi',
				name: 'Payer requirements',
				type: 'payerCrdApi',
				data: { baseUrl: this.payer.crd, authentication: 'none', payers: '' },
			},
			{
				id: 'localLlmApi',
				name: 'Model',
				type: 'localLlmApi',
				data: { engine: 'ollama', baseUrl: this.llm.url, contextWindow: 32_768 },
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
		]);
		this.#credentials = Object.fromEntries(made);
		await this.publish('sign-off-desk', { 'Sign-Off Desk': { groups: GROUPS } });
	}

	/**
	 * Imports a template with what a person would enter, and publishes it.
	 *
	 * @param on nodes that the template has switched off
	 */
	async publish(
		template: string,
		settings: Settings,
		{ as = template, on = [] }: { as?: string; on?: readonly string[] } = {},
	): Promise<string> {
		const { api } = this.n8n;
		const ready = await prepareTemplate(
			api,
			await readTemplate(template),
			settings,
			this.#credentials,
		);
		// A person chooses the credential of the payer where a node speaks to the payer.
		const nodes = ready.nodes.map((node) =>
			PAYER_NODES.has(node.name) && node.credentials?.fhirServerApi
				? {
						...node,
						credentials: {
							...node.credentials,
							fhirServerApi: { id: this.#credentials.payer ?? null, name: 'Payer' },
						},
					}
				: node,
		);
		const running = nodes.map((node) =>
			on.includes(node.name) ? { ...node, disabled: false } : node,
		);
		const [id = ''] = await api.importWorkflows([{ ...ready, name: as, nodes: running }]);
		await api.publish([id]);
		return id;
	}

	/**
	 * Puts work into a queue from a workflow of its own.
	 *
	 * @param workKey the same key: however often it runs, it is opened once
	 */
	async opens(queue: string, about: Stored, workKey = 'zz-once'): Promise<void> {
		const { api } = this.n8n;
		const to = (node: string) => ({ main: [[{ node, type: 'main', index: 0 }]] });
		const [id = ''] = await api.importWorkflows([
			{
				name: `opens ${queue}`,
				settings: { executionOrder: 'v1' },
				connections: { Often: to('About'), About: to('Open') },
				nodes: [
					{
						id: 'often',
						name: 'Often',
						type: 'n8n-nodes-base.scheduleTrigger',
						typeVersion: 1.2,
						position: [0, 0],
						parameters: { rule: { interval: [{ field: 'seconds', secondsInterval: 2 }] } },
					},
					{
						id: 'about',
						name: 'About',
						type: 'n8n-nodes-base.set',
						typeVersion: 3.4,
						position: [200, 0],
						parameters: { mode: 'raw', jsonOutput: JSON.stringify({ about }) },
					},
					{
						id: 'open',
						name: 'Open',
						type: 'n8n-nodes-hospital.workItem',
						typeVersion: 1,
						position: [400, 0],
						parameters: { operation: 'open', queue, workKey, priority: 'routine' },
					},
				],
			},
		]);
		await api.publish([id]);
	}

	/** Values of the template's Config. */
	async config(template: string, values: Stored): Promise<Settings> {
		const { nodes } = await readTemplate(template);
		const { assignments } = nodes.find(({ name }) => name === 'Config')?.parameters.assignments as {
			assignments: Array<{ name: string; value: unknown }>;
		};
		const known = assignments.map(({ name }) => name.replace(/^config\./, ''));
		const unknown = Object.keys(values).filter((name) => !known.includes(name));
		if (unknown.length > 0) throw new Error(`Config has no ${unknown.join(', ')}`);
		const changed = assignments.map((one) => ({
			...one,
			value: values[one.name.replace(/^config\./, '')] ?? one.value,
		}));
		return { Config: { assignments: { assignments: changed } } };
	}

	/** A new patient with an order that comes into the record last. */
	async order(
		changes: Stored = {},
		shape: (records: Stored[]) => Stored[] = (records) => records,
	): Promise<Asked> {
		this.#cases += 1;
		const key = `zzc${this.#cases}`;
		await keep(this.ehr, inOrder(shape(recordsOf(key, changes))));
		return { patient: `Patient/${key}-p1`, order: `ServiceRequest/${key}-o1` };
	}

	/**
	 * For the documentation, when pictures are wanted.
	 *
	 * @param from title of the first section that is shown. @param to of the last one
	 */
	async picture(page: Page, name: string, from: string, to = from): Promise<void> {
		if (process.env.UPDATE_IMAGES !== '1') return;
		// On a picture of more than the window the bar at the bottom would stand in the middle.
		await page.evaluate("document.querySelector('.bar')?.remove()");
		const edge = async (title: string) => {
			const section = page.locator('section.card').filter({
				has: page.getByRole('heading', { name: title, exact: true }),
			});
			const box = await section.first().boundingBox();
			if (box === null) throw new Error(`there is no section ${title}`);
			return box;
		};
		const [first, last] = [await edge(from), await edge(to)];
		await page.screenshot({
			path: join(IMAGES, `${name}.png`),
			fullPage: true,
			clip: {
				x: first.x - MARGIN,
				y: first.y - MARGIN,
				width: first.width + 2 * MARGIN,
				height: last.y + last.height - first.y + 2 * MARGIN,
			},
		});
	}

	/** A picture of a page that lies in a file. */
	async pageOf(html: string, name: string): Promise<void> {
		if (process.env.UPDATE_IMAGES !== '1') return;
		const page = await this.browser.context.newPage();
		await page.setViewportSize({ width: 1340, height: 900 });
		await page.setContent(html);
		await page.screenshot({ path: join(IMAGES, `${name}.png`), fullPage: true });
		await page.close();
	}

	/** Pictures of parts of a template on the canvas, each of the notes that are named. */
	async canvas(
		template: string,
		parts: Readonly<Record<string, readonly string[]>>,
	): Promise<void> {
		if (process.env.UPDATE_IMAGES !== '1') return;
		const { api } = this.n8n;
		const whole = await prepareTemplate(api, await readTemplate(template), {}, this.#credentials);
		const [cookie = '', value = ''] = (this.n8n.cookie.split(';')[0] ?? '').split('=');
		await this.browser.context.addCookies([{ name: cookie, value, url: this.n8n.url }]);
		for (const [name, notes] of Object.entries(parts)) {
			const shown = whole.nodes.filter((node) => isWithin(node, whole.nodes, notes));
			const kept = new Set(shown.map((node) => node.name));
			const connections = JSON.parse(
				JSON.stringify(whole.connections, (_key, to: unknown) =>
					Array.isArray(to) ? to.filter((one) => isKept(one, kept)) : to,
				),
			) as typeof whole.connections;
			const own = Object.entries(connections).filter(([from]) => kept.has(from));
			const [id = ''] = await api.importWorkflows([
				{ ...whole, name, nodes: shown, connections: Object.fromEntries(own) },
			]);
			const page = await this.browser.context.newPage();
			await page.setViewportSize({ width: 2200, height: 1000 });
			await page.goto(`${this.n8n.url}/workflow/${id}`);
			await page.locator('[data-test-id="canvas-node"]').first().waitFor({ state: 'visible' });
			await sleep(3_000);
			await page.keyboard.press('1');
			await sleep(2_000);
			const ids = shown.filter((node) => notes.includes(node.name)).map((node) => node.id);
			const clip = await around(page, ids);
			await page.screenshot({ path: join(IMAGES, `${name}.png`), clip });
			await page.close();
		}
	}

	/** The one folder that n8n may write files to. */
	get files(): string {
		return join(this.dir, 'files');
	}

	get desk(): string {
		return `${this.n8n.url}/webhook/sign-off`;
	}

	async read(reference: string): Promise<Stored> {
		const response = await fetch(`${this.ehr.url}/${reference}`);
		if (!response.ok) throw new Error(`the record said ${response.status} to a read`);
		return (await response.json()) as Stored;
	}

	async search(query: string): Promise<Stored[]> {
		const response = await fetch(`${this.ehr.url}/${query}`);
		const { entry = [] } = (await response.json()) as { entry?: Array<{ resource: Stored }> };
		return entry.map(({ resource }) => resource);
	}

	/** Tasks about an order, by their code. */
	async task(order: string, code: string, ms = 60_000): Promise<Stored> {
		return await this.until(
			`the task ${code}`,
			async () =>
				(await this.search(`Task?focus=${order}`)).find(
					(task) => task.code.coding[0].code === code,
				),
			ms,
		);
	}

	/** Opens what waits at the desk for somebody. */
	async open(work: string, account: string, among: number): Promise<Page> {
		await this.browser.context.clearCookies();
		const page = await this.browser.context.newPage();
		await this.until('the packet waits', async () => {
			const waits = (await this.ledger()).filter(
				({ interaction, workItem }) =>
					interaction === 'sign-off-requested' && workItem?.id === work,
			);
			return waits.length >= among || undefined;
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
		// The ledger has it a moment before the desk does.
		await this.until('it stands at the desk', async () => {
			const stands = await page
				.locator('section.here')
				.getByRole('button', { name: /Open/ })
				.count();
			if (stands === 0) await page.reload();
			return stands > 0 || undefined;
		});
		await page.locator('section.here').getByRole('button', { name: /Open/ }).click();
		await page.getByRole('heading', { name: 'Your decision' }).waitFor();
		return page;
	}

	async approve(page: Page): Promise<void> {
		for (const box of await page.locator('#decision input[type=checkbox]').all()) await box.check();
		await page.getByRole('button', { name: 'Approve and sign' }).click();
		await page.getByRole('heading', { name: 'Signed' }).waitFor();
	}

	async reject(page: Page, reason: string): Promise<void> {
		await page.getByText('Reject…').click();
		await page.locator('#decision textarea').last().fill(reason);
		await page.getByRole('button', { name: 'Reject', exact: true }).click();
		await page.getByRole('heading', { name: /rejected/i }).waitFor();
	}

	/** The nurse, then the clinician who ordered. */
	async approveBoth(work: string): Promise<void> {
		const nurse = await this.open(work, 'nora', 1);
		await this.approve(nurse);
		await nurse.close();
		const clinician = await this.open(work, 'ada', 2);
		await this.approve(clinician);
		await clinician.close();
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

	/** As an administrator: `hospital work retry`. */
	async retry(work: string): Promise<void> {
		const env = {
			...process.env,
			HOSPITAL_DATA_DIR: join(this.dir, 'data'),
			HOSPITAL_KEY_FILE: join(this.dir, 'hospital.key'),
		};
		await promisify(execFile)(process.execPath, [COMMAND, 'work', 'retry', work], { env });
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
		await this.llm.close();
		await this.payer.stop();
		await this.ehr.stop();
		await rm(this.dir, { recursive: true, force: true });
	}
}

/** What these notes take up of the window. @param ids of the nodes */
async function around(page: Page, ids: readonly string[]): Promise<Clip> {
	const boxes = await Promise.all(
		ids.map(async (id) => await page.locator(`.vue-flow__node[data-id="${id}"]`).boundingBox()),
	);
	const known = boxes.filter((box) => box !== null);
	if (known.length < ids.length) throw new Error('a note is not on the canvas');
	const x = Math.min(...known.map((box) => box.x)) - MARGIN;
	const y = Math.min(...known.map((box) => box.y)) - MARGIN;
	const right = Math.max(...known.map((box) => box.x + box.width)) + MARGIN;
	const bottom = Math.max(...known.map((box) => box.y + box.height)) + MARGIN;
	return { x, y, width: right - x, height: bottom - y };
}

/** Pixels of the window. */
interface Clip {
	x: number;
	y: number;
	width: number;
	height: number;
}

type Placed = WorkflowImport['nodes'][number];

/** A note itself, or a node that lies on it. */
function isWithin(node: Placed, all: readonly Placed[], notes: readonly string[]): boolean {
	if (notes.includes(node.name)) return true;
	if (node.type.endsWith('.stickyNote')) return false;
	const [x, y] = node.position;
	return all.some(({ name, position: [left, top], parameters: { width, height } }) => {
		if (!notes.includes(name)) return false;
		return x >= left && x < left + Number(width) && y >= top && y < top + Number(height);
	});
}

/** A connection to a node that is shown, or a list of them. */
const isKept = (one: unknown, kept: ReadonlySet<string>): boolean =>
	Array.isArray(one) || kept.has(String((one as { node?: unknown } | null)?.node));

import { randomBytes } from 'node:crypto';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { LedgerWriter } from '../../../dist/nodes/shared/ledger/writer.js';
import { openDataDirectory } from '../../../dist/nodes/shared/data-directory.js';
import type { AuditEvent } from '../../../dist/nodes/shared/ledger/event.js';
import type { SiteKey } from '../../../dist/nodes/shared/keys.js';
import { startEhr, type Ehr } from '../../hospital/ehr.ts';
import { readLedger, type LedgerLine } from '../../hospital/ledger.ts';
import { seedHospital } from '../../hospital/seed.ts';
import type { Hospital } from '../../hospital/people.ts';
import { prepareTemplate, readTemplate, type Settings } from '../../hospital/templates.ts';
import type { WorkflowImport } from '../../n8n/api.ts';
import { startN8n, type N8n } from '../../n8n/instance.ts';

export const ISSUER = 'DEMOHOSP';

/** A privacy office: n8n with a ledger that has a past, and the record. No imaging. */
export class Office {
	readonly n8n: N8n;
	readonly ehr: Ehr;
	readonly people: Hospital;
	readonly #dir: string;
	readonly #credentials: Readonly<Record<string, string>>;

	private constructor(
		dir: string,
		n8n: N8n,
		ehr: Ehr,
		people: Hospital,
		credentials: Readonly<Record<string, string>>,
	) {
		this.#dir = dir;
		this.n8n = n8n;
		this.ehr = ehr;
		this.people = people;
		this.#credentials = credentials;
	}

	/** @param past events of a process that ended before: how many days ago, and what */
	static async open(past: (key: SiteKey) => Array<[daysAgo: number, AuditEvent]>): Promise<Office> {
		const dir = await mkdtemp(join(tmpdir(), 'hospital-office-'));
		const env = {
			HOSPITAL_DATA_DIR: join(dir, 'data'),
			HOSPITAL_KEY_FILE: join(dir, 'hospital.key'),
			HOSPITAL_INSTANCE: 'office-n8n',
			TMPDIR: dir,
		};
		await writeFile(env.HOSPITAL_KEY_FILE, randomBytes(32).toString('hex'), { mode: 0o600 });
		const { audit, key } = await openDataDirectory(env);
		await writePast(audit, past(key));
		const ehr = await startEhr();
		const people = await seedHospital(ehr, { ordinary: 4 });
		try {
			const n8n = await startN8n({ userFolder: join(dir, 'n8n'), pack: 'link', env });
			const credentials = Object.fromEntries(
				await n8n.api.importCredentials([
					{
						id: 'fhirServerApi',
						name: 'EHR',
						type: 'fhirServerApi',
						data: { baseUrl: ehr.url, authentication: 'none' },
					},
				]),
			);
			return new Office(dir, n8n, ehr, people, credentials);
		} catch (error) {
			await ehr.stop();
			await rm(dir, { recursive: true, force: true });
			throw error;
		}
	}

	/**
	 * Imports a shipped template, fills it in and publishes it.
	 *
	 * @param config values that differ from the shipped ones in its node Config
	 */
	async publish(
		name: string,
		settings: Settings = {},
		config: Readonly<Record<string, unknown>> = {},
	): Promise<string> {
		const { api } = this.n8n;
		const template = await readTemplate(name);
		fillIn(template, config);
		const prepared = await prepareTemplate(api, template, settings, this.#credentials);
		const [id] = await api.importWorkflows([prepared]);
		await api.publish([id]);
		return id;
	}

	/** What a browser does with a form of the Audit Form Trigger. */
	async submit(
		path: string,
		answers: Record<string, string>,
		headers: Record<string, string> = {},
	): Promise<{ status: number; page: string; type: string }> {
		const response = await fetch(`${this.n8n.url}/webhook/${path}`, {
			method: 'POST',
			body: new URLSearchParams(answers),
			headers,
			signal: AbortSignal.timeout(30_000),
		});
		return {
			status: response.status,
			page: await response.text(),
			type: response.headers.get('content-type') ?? '',
		};
	}

	async ledger(): Promise<LedgerLine[]> {
		return await readLedger(join(this.#dir, 'data'));
	}

	/** Waits until the ledger holds such an event. */
	async recorded(what: string, is: (line: LedgerLine) => boolean): Promise<LedgerLine> {
		for (const deadline = Date.now() + 60_000; ; await sleep(200)) {
			const found = (await this.ledger()).find(is);
			if (found !== undefined) return found;
			if (Date.now() > deadline) throw new Error(`not recorded within 60 s: ${what}`);
		}
	}

	/** All tasks in the record. */
	async tasks(): Promise<Task[]> {
		const response = await fetch(`${this.ehr.url}/Task?_count=200`);
		const { entry = [] } = (await response.json()) as { entry?: Array<{ resource: Task }> };
		return entry.map(({ resource }) => resource);
	}

	/** Files of the folder `audit-reports`. */
	async reports(): Promise<Array<{ name: string; text: string }>> {
		const folder = join(this.#dir, 'data', 'audit-reports');
		const names = await readdir(folder).catch(() => []);
		return await Promise.all(
			names.map(async (name) => ({ name, text: await readFile(join(folder, name), 'utf8') })),
		);
	}

	/** Every byte that n8n keeps: its database with its log, and everything beside it. */
	async everythingOfN8n(): Promise<Array<{ path: string; bytes: Buffer }>> {
		const folder = join(this.n8n.userFolder, '.n8n');
		const entries = await readdir(folder, { recursive: true, withFileTypes: true });
		const files = entries.filter(
			(entry) => entry.isFile() && !entry.parentPath.includes('node_modules'),
		);
		return await Promise.all(
			files.map(async (file) => {
				const path = join(file.parentPath, file.name);
				return { path, bytes: await readFile(path) };
			}),
		);
	}

	async close(): Promise<void> {
		await this.n8n.stop();
		await this.ehr.stop();
		await rm(this.#dir, { recursive: true, force: true });
	}
}

/** As much of a FHIR Task as the tests look at. */
export interface Task {
	status: string;
	code?: { text?: string };
	description?: string;
	identifier?: Array<{ value?: string }>;
	for?: { identifier?: { value?: string } };
}

function fillIn(template: WorkflowImport, config: Readonly<Record<string, unknown>>): void {
	const node = template.nodes.find(({ name }) => name === 'Config');
	const { assignments } = (node?.parameters.assignments ?? { assignments: [] }) as {
		assignments: Array<{ name: string; value: unknown }>;
	};
	for (const [name, value] of Object.entries(config)) {
		const line = assignments.find((one) => one.name === `config.${name}`);
		if (line === undefined) throw new Error(`Config has no line ${name}`);
		line.value = value;
	}
}

async function writePast(auditDir: string, past: Array<[number, AuditEvent]>): Promise<void> {
	const sorted = [...past].sort(([a], [b]) => b - a);
	const times = sorted.map(([daysAgo]) => new Date(Date.now() - daysAgo * 86_400_000));
	let at = 0;
	const clock = (): Date => times[Math.min(at, times.length - 1)] ?? new Date();
	const writer = await LedgerWriter.create(auditDir, '20260101T000000Z-00000000000000aa', {
		clock,
	});
	for (const [, event] of sorted) {
		await writer.append(event);
		at += 1;
	}
	await writer.close();
}

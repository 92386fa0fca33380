import { randomBytes } from 'node:crypto';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { store } from '../../../dist/nodes/clients/dimse/index.js';
import { headCt } from '../../hospital/ct.ts';
import { startEhr, type Ehr } from '../../hospital/ehr.ts';
import { readLedger, type LedgerLine } from '../../hospital/ledger.ts';
import { MRN_ISSUER, MRN_SYSTEM } from '../../hospital/people.ts';
import { prepareTemplate, readTemplate, type Settings } from '../../hospital/templates.ts';
import type { WorkflowImport, WorkflowNode } from '../../n8n/api.ts';
import { startN8n, type N8n } from '../../n8n/instance.ts';
import { freePorts } from '../../peers/ports.ts';
import { peerFor } from '../../unit/dicom-net/build.ts';
import { asTransaction } from '../discharge/stay.ts';
import { chartOf, orderOf, personOf, PEOPLE, type Someone } from './people.ts';

export const TEMPLATE = 'research-export';
const PACK = 'n8n-nodes-hospital';

type Fields = Record<string, unknown>;

/** A hospital whose records, messages and images go to research. */
export class Stage {
	readonly dir: string;
	readonly ehr: Ehr;
	readonly n8n: N8n;
	/** Of the DICOM listener. */
	readonly port: number;
	/** Of the HL7 listener. */
	readonly mllp: number;
	readonly #credentials: Readonly<Record<string, string>>;

	private constructor(
		parts: Pick<Stage, 'dir' | 'ehr' | 'n8n' | 'port' | 'mllp'>,
		credentials: Record<string, string>,
	) {
		this.dir = parts.dir;
		this.ehr = parts.ehr;
		this.n8n = parts.n8n;
		this.port = parts.port;
		this.mllp = parts.mllp;
		this.#credentials = credentials;
	}

	static async open(): Promise<Stage> {
		const dir = await mkdtemp(join(tmpdir(), 'hospital-phi-'));
		await writeFile(join(dir, 'hospital.key'), randomBytes(32), { mode: 0o600 });
		const phi = join(dir, 'phi');
		await mkdir(phi, { mode: 0o700 });
		const authority = { name: 'mrn', fhir: [MRN_SYSTEM], hl7: [MRN_ISSUER], dicom: [MRN_ISSUER] };
		await writeFile(join(phi, 'authorities.json'), JSON.stringify([authority]), { mode: 0o600 });
		const ehr = await startEhr();
		const n8n = await startN8n({
			userFolder: join(dir, 'n8n'),
			pack: process.env.HOSPITAL_TEST_PACK ?? 'link',
			env: {
				HOSPITAL_DATA_DIR: join(dir, 'data'),
				HOSPITAL_KEY_FILE: join(dir, 'hospital.key'),
				HOSPITAL_PHI_DIR: phi,
				HOSPITAL_INSTANCE: 'phi-n8n',
			},
		});
		const made = await n8n.api.importCredentials([
			{
				id: 'fhirServerApi',
				name: 'Record',
				type: 'fhirServerApi',
				data: { baseUrl: ehr.url, authentication: 'none' },
			},
		]);
		await ehr.seed(asTransaction(PEOPLE.flatMap(chartOf)));
		const [port = 0, mllp = 0] = await freePorts(2);
		return new Stage({ dir, ehr, n8n, port, mllp }, Object.fromEntries(made));
	}

	/** Publishes the template under settings of Config and of nodes. */
	async publish(config: Fields, settings: Settings, as: string): Promise<string> {
		const { api } = this.n8n;
		const template = await readTemplate(TEMPLATE);
		const { assignments } = template.nodes.find(({ name }) => name === 'Config')?.parameters
			.assignments as { assignments: Array<{ name: string; value: unknown }> };
		const changed = assignments.map((one) => ({
			...one,
			value: config[one.name.replace(/^config\./, '')] ?? one.value,
		}));
		const all = { Config: { assignments: { assignments: changed } }, ...settings };
		const ready = await prepareTemplate(api, template, all, this.#credentials);
		const [id = ''] = await api.importWorkflows([{ ...ready, name: as }]);
		await api.publish([id]);
		return id;
	}

	/** Publishes a line of nodes, one behind the other. */
	async line(name: string, nodes: readonly WorkflowNode[]): Promise<string> {
		const connections = Object.fromEntries(
			nodes
				.slice(0, -1)
				.map((node, index) => [
					node.name,
					{ main: [[{ node: nodes[index + 1]?.name, type: 'main', index: 0 }]] },
				]),
		);
		const workflow: WorkflowImport = {
			name,
			nodes: nodes.map((node) =>
				node.type === `${PACK}.fhir`
					? {
							...node,
							credentials: {
								fhirServerApi: { id: this.#credentials.fhirServerApi ?? null, name: 'Record' },
							},
						}
					: node,
			),
			connections,
			settings: { executionOrder: 'v1' },
		};
		const [id = ''] = await this.n8n.api.importWorkflows([workflow]);
		await this.n8n.api.publish([id]);
		return id;
	}

	/** Has the scanner send a small study. */
	async scan(someone: Someone): Promise<void> {
		const images = headCt({
			person: personOf(someone),
			order: orderOf(someone),
			slices: 3,
			matrix: 32,
		});
		await store(peerFor(this.port), images);
	}

	async call(path: string, body: Fields): Promise<Fields> {
		const response = await fetch(`${this.n8n.url}/webhook/${path}`, {
			method: 'POST',
			headers: { 'content-type': 'application/json' },
			body: JSON.stringify(body),
			signal: AbortSignal.timeout(60_000),
		});
		const text = await response.text();
		if (response.status !== 200) throw new Error(`${response.status} ${text}`);
		return JSON.parse(text) as Fields;
	}

	async ledger(): Promise<LedgerLine[]> {
		return await readLedger(join(this.dir, 'data'));
	}

	/** A file of a released export. */
	async released(name: string, file: string): Promise<string> {
		return await readFile(join(this.dir, 'data', 'exports', name, 'release', file), 'utf8');
	}

	/** The last output of a node in the newest execution of a workflow that has it. */
	async output(workflow: string, node: string): Promise<Fields> {
		return await this.until(`${node} has run`, async () => {
			for (const { id } of await this.n8n.api.executions(workflow)) {
				const { data } = await this.n8n.api.execution(id);
				const outputs = data?.resultData.runData[node]?.at(-1)?.data?.main ?? [];
				const item = outputs.flatMap((one) => one ?? [])[0];
				if (item !== undefined) return item.json;
			}
			return undefined;
		});
	}

	async until<T>(what: string, look: () => Promise<T | undefined>, ms = 90_000): Promise<T> {
		for (const deadline = Date.now() + ms; ; await sleep(200)) {
			const found = await look();
			if (found !== undefined) return found;
			if (Date.now() > deadline) throw new Error(`not within ${ms} ms: ${what}`);
		}
	}

	async stop(): Promise<void> {
		await this.n8n.stop();
		await this.ehr.stop();
		await rm(this.dir, { recursive: true, force: true });
	}
}

/** A node of this package, or of n8n where its type has a dot. */
export const node = (
	name: string,
	type: string,
	parameters: Fields,
	typeVersion = 1,
): WorkflowNode => ({
	id: name,
	name,
	type: type.includes('.') ? type : `${PACK}.${type}`,
	typeVersion,
	position: [0, 0],
	parameters,
});

export const webhook = (path: string): WorkflowNode =>
	node(
		'Webhook',
		'n8n-nodes-base.webhook',
		{ path, httpMethod: 'POST', responseMode: 'lastNode' },
		2,
	);

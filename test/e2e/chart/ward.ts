import { randomBytes } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { openDataDirectory } from '../../../dist/nodes/shared/data-directory.js';
import { readLedger, type LedgerLine } from '../../hospital/ledger.ts';
import { plantedInFolder, type Found, type Needle } from '../../hospital/planted.ts';
import type { Execution } from '../../n8n/api.ts';
import { startN8n, type N8n } from '../../n8n/instance.ts';
import type { ChartServer } from './chart-server.ts';
import { RESUME_AT } from './workflows.ts';

/** n8n with a data directory of its own. */
export class Ward {
	readonly n8n: N8n;
	readonly #dir: string;
	readonly #env: Record<string, string>;
	readonly #reviewed = new Set<string>();

	private constructor(dir: string, env: Record<string, string>, n8n: N8n) {
		this.#dir = dir;
		this.#env = env;
		this.n8n = n8n;
	}

	static async open(): Promise<Ward> {
		const dir = await mkdtemp(join(tmpdir(), 'hospital-chart-'));
		const env = {
			HOSPITAL_DATA_DIR: join(dir, 'data'),
			HOSPITAL_KEY_FILE: join(dir, 'hospital.key'),
			TMPDIR: dir,
		};
		await writeFile(env.HOSPITAL_KEY_FILE, randomBytes(32).toString('hex'), { mode: 0o600 });
		try {
			return new Ward(
				dir,
				env,
				await startN8n({ userFolder: join(dir, 'n8n'), pack: 'link', env }),
			);
		} catch (error) {
			await rm(dir, { recursive: true, force: true });
			throw error;
		}
	}

	/** Gives n8n the credential of a server, under the server's name. */
	async connect({ name, url, token }: ChartServer): Promise<void> {
		const data = { baseUrl: url, authentication: 'bearer', token };
		await this.n8n.api.importCredentials([{ id: name, name, type: 'fhirServerApi', data }]);
	}

	/**
	 * Waits until so many executions of a workflow ended well, and gives them, the oldest first.
	 *
	 * @throws Error when one of them failed, or there are more
	 */
	async delivered(workflow: string, count: number): Promise<Execution[]> {
		const { api } = this.n8n;
		for (const deadline = Date.now() + 150_000; ; await sleep(200)) {
			const found = (await api.executions(workflow)).filter(({ mode }) => mode === 'trigger');
			const failed = found.find(({ status }) => status === 'error' || status === 'crashed');
			if (failed !== undefined) throw new Error(await this.#why(failed.id));
			for (const { id, status } of found) if (status === 'waiting') await this.review(id);
			const ended = found.filter(({ status }) => status === 'success');
			if (found.length > count) throw new Error(`${found.length} executions, not ${count}`);
			if (ended.length === count) {
				const oldestFirst = ended.toSorted((a, b) => Number(a.id) - Number(b.id));
				return await Promise.all(oldestFirst.map(async ({ id }) => await api.execution(id)));
			}
			if (Date.now() > deadline) throw new Error(`${ended.length} executions, not ${count}`);
		}
	}

	/** Lets an execution go on that waits for its review; harmless when it does already. */
	async review(id: string): Promise<void> {
		if (this.#reviewed.has(id)) return;
		const execution = await this.n8n.api.execution(id);
		const url: unknown = output(execution, RESUME_AT)[0]?.resumeUrl;
		if (typeof url !== 'string') return;
		const answer = await fetch(url, { method: 'POST' });
		// 409: it is not written down yet that it waits.
		if (answer.status === 409) return;
		if (!answer.ok) throw new Error(`the review of ${id} was answered ${answer.status}`);
		this.#reviewed.add(id);
	}

	async ledger(): Promise<LedgerLine[]> {
		return await readLedger(this.#env.HOSPITAL_DATA_DIR ?? '');
	}

	/** Waits until the ledger holds such an event. */
	async recorded(what: string, is: (line: LedgerLine) => boolean): Promise<LedgerLine> {
		for (const deadline = Date.now() + 30_000; ; await sleep(200)) {
			const found = (await this.ledger()).find(is);
			if (found !== undefined) return found;
			if (Date.now() > deadline) throw new Error(`not recorded within 30 s: ${what}`);
		}
	}

	/** How the ledger names a record. */
	async pseudonym(reference: string): Promise<string> {
		const { key } = await openDataDirectory(this.#env);
		return key.pseudonym('fhir', reference).pseudonym;
	}

	/** Looks in everything that n8n and the pack keep, and in what n8n wrote. */
	async planted(needles: readonly Needle[]): Promise<Found[]> {
		const copy = join(this.#dir, 'n8n-output.txt');
		await writeFile(copy, await this.n8n.log());
		// Where the installed pack lies there is nothing that n8n wrote.
		await rm(join(this.n8n.userFolder, '.n8n/nodes'), { recursive: true, force: true });
		return await plantedInFolder(this.#dir, needles);
	}

	async close(): Promise<void> {
		await this.n8n.stop();
		await rm(this.#dir, { recursive: true, force: true });
	}

	async #why(id: string): Promise<string> {
		const { data } = await this.n8n.api.execution(id);
		const { error, lastNodeExecuted } = data?.resultData ?? {};
		return `"${lastNodeExecuted}" failed: ${error?.message} ${error?.description ?? ''}`;
	}
}

/** What a node gave on its first output. */
export const output = ({ data }: Execution, node: string): Array<Record<string, any>> =>
	(data?.resultData.runData[node]?.[0]?.data?.main[0] ?? []).map(({ json }) => json);

import { createHash } from 'node:crypto';
import { readdir, readFile, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { createOnce, makeFolder, writeDurably } from '../../shared/durable';
import { decrypt, encrypt } from '../../shared/encryption';
import { systemCode, toHospitalError } from '../../shared/errors';
import type { SignOff } from '../../shared/contracts';
import { isCaseId, type CaseContent, type FreshChart, type ReviewCase } from './review-case';
import type { WorkingCopy } from './working-copy';

const MAX_FILE_BYTES = 64 * 1024 * 1024;
/** Case files opened at once for a list. */
const AT_ONCE = 16;

/** Names a paused execution. */
export type Paused = Pick<ReviewCase, 'workflowId' | 'executionId' | 'nodeId'>;

/** The desk as it was published: where clinicians sign in. */
export interface DeskPlace {
	url: string;
	/** Roles that its sign-in can give. */
	roles: string[];
	workflowId: string;
	/** ISO 8601 UTC. */
	at: string;
}

/**
 * What waits for a signature, for every process: one folder per review, each file encrypted under the
 * site key and bound to its place. n8n's database holds nothing of it.
 *
 *     cases/<id>/case      ReviewCase    what the list shows, and whose turn it is
 *     cases/<id>/content   CaseContent   what the page shows; removed when it is decided
 *     cases/<id>/fresh     FreshChart    what the chart says by now
 *     cases/<id>/outcome   SignOff       how it ended, for whoever comes late
 *     cases/<id>/copy-*    WorkingCopy   changes of one person that are not signed yet
 *     executions/<hash>                  which review a paused execution waits for
 *     used/<id>                          one-time codes and links that were used
 *     tries/<id>                         failed passcodes
 */
export class CaseStore {
	private readonly cases: string;
	private readonly used: string;
	private readonly executions: string;

	/** @param folder `sign-off` of the data directory. @param key derived for `sign-off` */
	constructor(
		readonly folder: string,
		private readonly key: Buffer,
	) {
		this.cases = join(folder, 'cases');
		this.used = join(folder, 'used');
		this.executions = join(folder, 'executions');
	}

	/** Opens a review, or takes it over for a later delivery of the same work. */
	async open(review: ReviewCase, content: CaseContent): Promise<void> {
		await makeFolder(join(this.cases, review.id));
		await this.write(review.id, 'content', content);
		await rm(join(this.cases, review.id, 'fresh'), { force: true });
		await this.write(review.id, 'case', review);
		await makeFolder(this.executions);
		await writeDurably(this.pointer(review), review.id);
	}

	/** The review of a paused execution. */
	async of(paused: Paused): Promise<ReviewCase | undefined> {
		const id = (await readIfThere(this.pointer(paused)))?.toString('utf8');
		return id === undefined ? undefined : await this.case(id);
	}

	private pointer({ workflowId, executionId, nodeId }: Paused): string {
		const name = createHash('sha256').update(JSON.stringify([workflowId, executionId, nodeId]));
		return join(this.executions, name.digest('hex').slice(0, 40));
	}

	async update(review: ReviewCase): Promise<void> {
		await this.write(review.id, 'case', { ...review, fresh: undefined });
	}

	async case(id: string): Promise<ReviewCase | undefined> {
		const review = await this.read<ReviewCase>(id, 'case');
		const fresh = await this.read<FreshChart>(id, 'fresh');
		return review === undefined || fresh === undefined ? review : { ...review, fresh };
	}

	/** Somebody looked at the chart again. Whose turn it is is written by others at the same time. */
	async refresh(id: string, fresh: FreshChart): Promise<void> {
		await this.write(id, 'fresh', fresh);
	}

	/** n8n did store the pause of this execution. */
	async confirm(review: ReviewCase): Promise<void> {
		await createOnce(this.confirmation(review), '');
	}

	async isConfirmed(review: ReviewCase): Promise<boolean> {
		return await isThere(this.confirmation(review));
	}

	private confirmation(review: ReviewCase): string {
		const execution = createHash('sha256').update(review.executionId).digest('hex').slice(0, 16);
		return join(this.cases, safe(review.id), `stored-${execution}`);
	}

	async content(id: string): Promise<CaseContent | undefined> {
		return await this.read<CaseContent>(id, 'content');
	}

	async outcome(id: string): Promise<SignOff | undefined> {
		return await this.read<SignOff>(id, 'outcome');
	}

	/** @returns true when this is the first outcome of the review */
	async settle(id: string, outcome: SignOff): Promise<boolean> {
		await makeFolder(join(this.cases, id));
		return await createOnce(join(this.cases, id, 'outcome'), this.sealed(id, 'outcome', outcome));
	}

	/** Changes of one person that are not signed yet. */
	async copy(id: string, person: string): Promise<WorkingCopy | undefined> {
		return await this.read<WorkingCopy>(id, `copy-${person}`);
	}

	async keepCopy(id: string, person: string, copy: WorkingCopy): Promise<void> {
		await this.write(id, `copy-${person}`, copy);
	}

	/** Every review on disk, decided or not. */
	async list(): Promise<ReviewCase[]> {
		const ids = (await namesIn(this.cases)).filter(isCaseId);
		const found: ReviewCase[] = [];
		for (let from = 0; from < ids.length; from += AT_ONCE) {
			const some = ids.slice(from, from + AT_ONCE);
			// One damaged file must not hide all others.
			const read = await Promise.all(some.map((id) => this.case(id).catch(() => undefined)));
			found.push(...read.filter((review) => review !== undefined));
		}
		return found;
	}

	/** The reviews that nobody has decided. */
	async waiting(): Promise<ReviewCase[]> {
		const found: ReviewCase[] = [];
		for (const review of await this.list()) {
			if (!(await this.isSettled(review.id))) found.push(review);
		}
		return found;
	}

	async isSettled(id: string): Promise<boolean> {
		return await isThere(join(this.cases, id, 'outcome'));
	}

	/** When the outcome was written, epoch milliseconds. */
	async settledAt(id: string): Promise<number | undefined> {
		const stats = await stat(join(this.cases, id, 'outcome')).catch(() => undefined);
		return stats?.mtimeMs;
	}

	/** @returns the files with text of a chart that the review still has */
	async remains(id: string): Promise<string[]> {
		const names = await namesIn(join(this.cases, id));
		return names.filter((name) => ['content', 'fresh'].includes(name) || name.startsWith('copy-'));
	}

	/** Removes the text; who decided what stays a while, for whoever comes late. */
	async dropText(id: string): Promise<void> {
		for (const name of await this.remains(id)) {
			await rm(join(this.cases, id, name), { force: true });
		}
	}

	async remove(review: ReviewCase): Promise<void> {
		await rm(this.pointer(review), { force: true });
		await rm(join(this.cases, safe(review.id)), { recursive: true, force: true });
	}

	/** @returns true the first time: of several that use the same code, in whatever process, one wins */
	async useOnce(id: string): Promise<boolean> {
		await makeFolder(this.used);
		return await createOnce(join(this.used, safe(id)), '');
	}

	async isUsed(id: string): Promise<boolean> {
		return await isThere(join(this.used, safe(id)));
	}

	/** Forgets codes that were used, and tries, before `limit` (epoch milliseconds): they mean nothing since. */
	async forgetUsed(limit: number): Promise<void> {
		for (const folder of [this.used, join(this.folder, 'tries')]) {
			for (const name of await namesIn(folder)) {
				const stats = await stat(join(folder, name)).catch(() => undefined);
				if (stats !== undefined && stats.mtimeMs < limit) {
					await rm(join(folder, name), { force: true });
				}
			}
		}
	}

	async desk(): Promise<DeskPlace | undefined> {
		const bytes = await readIfThere(join(this.folder, 'desk.json'));
		try {
			return bytes === undefined ? undefined : (JSON.parse(bytes.toString('utf8')) as DeskPlace);
		} catch {
			return undefined;
		}
	}

	/** @param place undefined when the desk was switched off */
	async placeDesk(place: DeskPlace | undefined): Promise<void> {
		await makeFolder(this.folder);
		const path = join(this.folder, 'desk.json');
		if (place === undefined) await rm(path, { force: true });
		else await writeDurably(path, `${JSON.stringify(place)}\n`);
	}

	private async write(id: string, name: string, value: unknown): Promise<void> {
		await writeDurably(join(this.cases, safe(id), name), this.sealed(id, name, value));
	}

	private sealed(id: string, name: string, value: unknown): Buffer {
		return encrypt(this.key, Buffer.from(JSON.stringify(value)), `sign-off/1/${id}/${name}`);
	}

	private async read<T>(id: string, name: string): Promise<T | undefined> {
		if (!isCaseId(id)) return undefined;
		const bytes = await readIfThere(join(this.cases, id, name));
		if (bytes === undefined) return undefined;
		return JSON.parse(decrypt(this.key, bytes, `sign-off/1/${id}/${name}`).toString('utf8')) as T;
	}
}

/** Names of files come from our own ids alone. */
function safe(id: string): string {
	if (!/^[0-9a-f]{16,64}$/.test(id)) throw toHospitalError(new Error('name'), 'Naming a file');
	return id;
}

async function isThere(path: string): Promise<boolean> {
	return await stat(path).then(
		() => true,
		() => false,
	);
}

async function namesIn(folder: string): Promise<string[]> {
	try {
		return await readdir(folder);
	} catch (error) {
		if (systemCode(error) === 'ENOENT') return [];
		throw error;
	}
}

async function readIfThere(path: string): Promise<Buffer | undefined> {
	try {
		const { size } = await stat(path);
		return size > MAX_FILE_BYTES ? Buffer.alloc(0) : await readFile(path);
	} catch (error) {
		if (systemCode(error) === 'ENOENT') return undefined;
		throw toHospitalError(error, 'Reading what waits for a signature');
	}
}

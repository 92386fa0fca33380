import { createHash } from 'node:crypto';
import { readdir, readFile, stat, unlink } from 'node:fs/promises';
import { join } from 'node:path';
import { dataDirectory } from './data-directory';
import { createOnce, makeFolder } from './durable';
import { systemCode } from './errors';
import { record, type AuditAgent } from './ledger';
import { processState } from './process-state';

/** Beside the ledger, not in it: what is here can be lost without harm to what is recorded. */
const FOLDER = 'audit-workflows';
/** A process that claimed a change and died before it recorded it leaves it to the next one. */
const CLAIM_MS = 30_000;
const MAX_EXECUTIONS = 10_000;

interface Noted {
	/** Version that was last seen, by track. */
	versions: Map<string, string>;
	/** Executions that were looked at: one keeps its version from its start to its end. */
	executions: Set<string>;
}

/**
 * Records a change when a workflow runs, or stands, in another version than the one seen before:
 * kind `configuration`, interaction `workflow-changed`, with the SHA-256 before and after. The first
 * time a workflow is seen there is no `before`.
 *
 * What is tried out in the editor is followed apart (`workflow-draft-changed`), or a draft beside a
 * published version would look like a change at every run.
 *
 * Cheap: the disk is asked once per execution and process at most. Of several processes one records.
 *
 * @throws whatever the ledger or the disk throws: what cannot be recorded must not go on
 */
export async function noteWorkflowVersion(agent: AuditAgent): Promise<void> {
	const { workflowId, workflowVersion, executionId, mode } = agent;
	if (workflowId === undefined || workflowVersion === undefined) return;
	const draft = mode === 'manual';
	const { root } = await dataDirectory();
	const noted = processState('workflow-versions/1', () => new Map<string, Noted>());
	const known = noted.get(root) ?? { versions: new Map(), executions: new Set() };
	noted.set(root, known);
	const execution = executionId && `${workflowId}/${executionId}`;
	if (execution !== undefined && execution !== '' && known.executions.has(execution)) return;
	const track = trackOf(workflowId, draft);
	if (known.versions.get(track) !== workflowVersion) {
		await followTrack(join(root, FOLDER), track, workflowVersion, async (before) => {
			await record({
				kind: 'configuration',
				interaction: draft ? 'workflow-draft-changed' : 'workflow-changed',
				action: before === undefined ? 'C' : 'U',
				outcome: '0',
				agent,
				change: {
					subject: 'workflow',
					id: workflowId,
					...(before !== undefined && { before }),
					after: workflowVersion,
				},
			});
		});
		known.versions.set(track, workflowVersion);
	}
	if (execution) remember(known.executions, execution);
}

function remember(executions: Set<string>, execution: string): void {
	executions.add(execution);
	if (executions.size <= MAX_EXECUTIONS) return;
	for (const oldest of executions) {
		executions.delete(oldest);
		break;
	}
}

/** A folder name of letters and digits alone, whatever the id is made of. */
const trackOf = (workflowId: string, draft: boolean): string =>
	createHash('sha256')
		.update(`${draft ? 'draft' : 'published'}/${workflowId}`)
		.digest('hex')
		.slice(0, 32);

/**
 * One file per change, numbered: whoever creates the next one records it and then marks it as done.
 * A mark that is missing after a while is the work of a process that died: it is done again, so that
 * a change may be recorded twice but is not lost.
 */
async function followTrack(
	folder: string,
	track: string,
	version: string,
	change: (before: string | undefined) => Promise<void>,
): Promise<void> {
	const dir = join(folder, track);
	await makeFolder(dir);
	for (;;) {
		const last = await lastOf(dir);
		if (last?.version === version) {
			if (!last.done && (await ageOf(join(dir, last.name))) > CLAIM_MS) {
				await change(last.before);
				await createOnce(join(dir, `${last.name}.done`), '');
			}
			return;
		}
		const name = String((last?.number ?? 0) + 1).padStart(9, '0');
		const entry = { version, ...(last && { before: last.version }) };
		if (!(await createOnce(join(dir, name), JSON.stringify(entry)))) continue;
		try {
			await change(last?.version);
		} catch (error) {
			// Not recorded: the next one who sees it shall find it as new as it is.
			await unlink(join(dir, name)).catch(() => undefined);
			throw error;
		}
		await createOnce(join(dir, `${name}.done`), '');
		await forgetBefore(dir, name);
		return;
	}
}

interface Last {
	name: string;
	number: number;
	version: string;
	before?: string;
	done: boolean;
}

async function lastOf(dir: string): Promise<Last | undefined> {
	const names = await readdir(dir);
	const numbers = names.filter((name) => /^\d{9}$/.test(name)).sort();
	const name = numbers.at(-1);
	if (name === undefined) return undefined;
	let entry: { version?: unknown; before?: unknown } = {};
	try {
		entry = JSON.parse(await readFile(join(dir, name), 'utf8')) as typeof entry;
	} catch (error) {
		// Taken back between the two looks, or damaged by hand: then nothing is known of it.
		if (systemCode(error) !== 'ENOENT' && !(error instanceof SyntaxError)) throw error;
	}
	const { version, before } = entry;
	return {
		name,
		number: Number(name),
		version: typeof version === 'string' ? version : '',
		...(typeof before === 'string' && { before }),
		done: names.includes(`${name}.done`),
	};
}

const ageOf = async (path: string): Promise<number> =>
	await stat(path).then(
		({ mtimeMs }) => Date.now() - mtimeMs,
		() => 0,
	);

/** The last two changes are enough to follow on from. */
async function forgetBefore(dir: string, name: string): Promise<void> {
	const limit = String(Number(name) - 1).padStart(9, '0');
	for (const old of await readdir(dir)) {
		if (/^\d{9}/.test(old) && old.slice(0, 9) < limit) {
			await unlink(join(dir, old)).catch(() => undefined);
		}
	}
}

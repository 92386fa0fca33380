import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { Output } from '../../shared/command';
import { last, parseArguments } from '../../shared/command-line';
import { dataRoot } from '../../shared/data-directory';
import { HospitalError } from '../../shared/errors';
import { SiteKey } from '../../shared/keys';
import { closeLedger, ledger, record } from '../../shared/ledger';
import { instanceName } from '../../shared/origin';
import { checkProject } from '../site';
import { projectFolder, rotateVault } from '../vault';
import { usage } from './asked';

/** `hospital phi vault rotate`: a new key for the vault of a project, and every entry written anew. */
export async function vault([task, ...words]: readonly string[], out: Output): Promise<number> {
	if (task !== 'rotate') throw usage('phi vault takes "rotate"');
	const given = parseArguments(words, ['project', 'new-key'], []);
	if (given.rest.length > 0) throw usage('There is a word that belongs to no option');
	const named = last(given, 'project');
	if (named === undefined || named === '') throw usage('There is no --project');
	const project = checkProject(named);
	const root = dataRoot(process.env);
	const directory = join(root, 'phi-vault');
	// Opening makes a vault where none is: a slip of the hand must not leave an empty one.
	if (!existsSync(join(directory, projectFolder(project)))) throw noVault();
	const newKey = last(given, 'new-key');
	const count = await recorded(
		async () =>
			await rotateVault({
				directory,
				project,
				key: SiteKey.read(process.env.HOSPITAL_KEY_FILE, root).key('phi-vault'),
				...(newKey !== undefined && {
					newKey: SiteKey.read(resolve(newKey), root).key('phi-vault'),
				}),
			}),
	);
	out.line(
		`${count} entries of the vault were written anew under a new key. Codes stay as they are.`,
	);
	return 0;
}

/** Recorded however it ends: half a rotation is a fact too, and running it again completes it. */
async function recorded(rotate: () => Promise<number>): Promise<number> {
	// What could not be recorded afterwards is not begun.
	await ledger();
	let count: number | undefined;
	try {
		count = await rotate();
		return count;
	} finally {
		try {
			await record({
				kind: 'configuration',
				interaction: 'phi-vault-rotated',
				action: 'U',
				outcome: count === undefined ? '8' : '0',
				agent: { instance: instanceName(), node: 'hospital phi vault' },
				...(count !== undefined && { objects: [{ type: 'vault-entry', count }] }),
			});
		} finally {
			await closeLedger();
		}
	}
}

const noVault = (): HospitalError =>
	new HospitalError('vault-missing', 'There is no vault of that project', {
		nextStep:
			'Check --project and HOSPITAL_DATA_DIR: a vault is made when the first code is kept. Nothing was changed.',
	});

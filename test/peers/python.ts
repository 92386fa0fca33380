import { contentKey, cached } from './cache.ts';
import { command, output, tail } from './command.ts';
import { PeerUnavailable } from './require.ts';

/** Python packages in a folder of the test cache, used without an environment of their own. */
export interface PythonPackages {
	python: string;
	/** PYTHONPATH points at the packages; nothing of the user's own Python is seen. */
	env: NodeJS.ProcessEnv;
}

const PYTHON = 'python3';

/**
 * Installs pinned packages from PyPI once; afterwards no network is needed. Only ready-built wheels
 * are taken: nothing is compiled and no package's own code runs during the installation.
 *
 * @param requirements lines like `mlserver==1.7.1`
 * @param verify statement that imports what the test needs
 * @throws PeerUnavailable when Python, pip or the registry is missing
 */
export async function pythonPackages(
	name: string,
	requirements: readonly string[],
	verify: string,
): Promise<PythonPackages> {
	const version = await command(PYTHON, ['--version']).catch(() => undefined);
	if (version?.code !== 0) throw new PeerUnavailable('there is no python3 on this machine');
	const environment = (folder: string) => ({
		...process.env,
		PYTHONPATH: folder,
		PYTHONNOUSERSITE: '1',
		PYTHONDONTWRITEBYTECODE: '1',
	});
	const folder = await cached({
		name: `${name}-${contentKey(version.stdout, process.arch, requirements.join('\n'))}`,
		install: async (target) => {
			process.stderr.write(`Installing ${name} from PyPI into the test cache (a minute or two)\n`);
			const arguments_ = ['-m', 'pip', 'install', '--no-input', '--disable-pip-version-check'];
			const result = await command(
				PYTHON,
				[...arguments_, '--only-binary=:all:', '--target', target, ...requirements],
				{ timeoutMs: 15 * 60_000 },
			);
			if (result.code === 0) return;
			throw new PeerUnavailable(`pip could not install ${name}\n${tail(result.stderr, 5)}`);
		},
		verify: async (target) => {
			await output(PYTHON, ['-c', verify], { env: environment(target) });
		},
	});
	return { python: PYTHON, env: environment(folder) };
}

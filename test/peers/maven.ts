import { readFile, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { cached, contentKey } from './cache.ts';
import { command, output, tail } from './command.ts';
import { PeerUnavailable } from './require.ts';

/** A Java program of ours, compiled, with the libraries that its pom.xml names. */
export interface JavaProgram {
	java: string;
	/** For `java -cp`. */
	classPath: string;
}

const COPY = 'org.apache.maven.plugins:maven-dependency-plugin:3.6.1:copy-dependencies';
/** What the programs are written in and the libraries need. */
const JAVA = 17;

/**
 * Compiles the Java sources of `source` against the libraries of its pom.xml, which plain Maven
 * fetches with the settings of the user. Done once per content, kept in the test cache; afterwards no
 * network is needed.
 *
 * @param name for messages and the cache: `hapi`
 * @param source folder with pom.xml and *.java
 * @throws PeerUnavailable when there is no Java 17, no Maven, or a library cannot be fetched
 */
export async function javaProgram(name: string, source: string): Promise<JavaProgram> {
	await needJava();
	const files = (await readdir(source)).filter((file) => /\.java$|^pom\.xml$/.test(file)).sort();
	const texts = await Promise.all(files.map(async (file) => await readFile(join(source, file))));
	const folder = await cached({
		name: `${name}-${contentKey(files.join(), ...texts)}`,
		install: async (target) => {
			await fetchLibraries(name, source, target);
			const sources = files.filter((file) => file.endsWith('.java'));
			await compile(
				sources.map((file) => join(source, file)),
				target,
			);
		},
		verify: async (target) => {
			const main = ['-cp', classPathIn(target), 'hospital.peers.Main'];
			const { stderr } = await command('java', main);
			if (!stderr.includes('usage: Main'))
				throw new Error(`${name} does not run: ${tail(stderr, 5)}`);
		},
	});
	return { java: 'java', classPath: classPathIn(folder) };
}

const classPathIn = (folder: string): string =>
	`${join(folder, 'classes')}:${join(folder, 'lib')}/*`;

async function needJava(): Promise<void> {
	const version = await command('javac', ['-version']).catch(() => undefined);
	const major = Number(/javac (\d+)/.exec(`${version?.stdout}${version?.stderr}`)?.[1] ?? 0);
	if (major < JAVA) throw new PeerUnavailable(`this machine has no JDK ${JAVA} or newer`);
}

async function fetchLibraries(name: string, source: string, target: string): Promise<void> {
	const maven = await command('mvn', ['--version']).catch(() => undefined);
	if (maven?.code !== 0) throw new PeerUnavailable('this machine has no Maven (mvn)');
	process.stderr.write(`Fetching the libraries of ${name} with Maven (a minute or two)\n`);
	const result = await command(
		'mvn',
		[
			...['--batch-mode', '--quiet', '--file', join(source, 'pom.xml'), COPY],
			...[`-DoutputDirectory=${join(target, 'lib')}`, '-DincludeScope=runtime'],
		],
		{ timeoutMs: 15 * 60_000 },
	);
	if (result.code === 0) return;
	const why = tail(`${result.stdout}\n${result.stderr}`, 5);
	throw new PeerUnavailable(`Maven could not fetch the libraries of ${name}: ${why}`);
}

async function compile(sources: string[], target: string): Promise<void> {
	const libraries = ['-cp', `${join(target, 'lib')}/*`, '-proc:none'];
	const args = ['--release', String(JAVA), ...libraries, '-d', join(target, 'classes')];
	await output('javac', [...args, ...sources], { timeoutMs: 5 * 60_000 });
}

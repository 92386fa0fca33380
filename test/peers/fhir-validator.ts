import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { output } from './command.ts';
import { javaProgram } from './maven.ts';

/** What the validator says about one place of a resource. */
export interface JavaFinding {
	severity: 'information' | 'warning' | 'error' | 'fatal';
	/** `Validation_VAL_Profile_Minimum` */
	id: string;
	place: string;
	message: string;
}

const DEADLINE_MS = 9 * 60_000;

/**
 * HAPI's instance validator (org.hl7.fhir.validation) over FHIR R4, and over the profiles that lie in
 * folders. About 5 s to start, 15 s with 300 definitions; then some milliseconds for each resource.
 *
 * @param definitions folders with JSON definitions, below them at any depth
 * @returns the findings of each resource, in order
 * @throws PeerUnavailable when the machine has no Java or Maven, or cannot get the libraries
 */
export async function validateInJava(
	resources: readonly object[],
	definitions: readonly string[] = [],
): Promise<JavaFinding[][]> {
	const name = 'fhir-validator';
	const program = await javaProgram(name, join(import.meta.dirname, name));
	const folder = await mkdtemp(join(tmpdir(), 'fhir-validator-'));
	try {
		const file = join(folder, 'resources.ndjson');
		await writeFile(file, resources.map((each) => `${JSON.stringify(each)}\n`).join(''));
		const text = await output(
			program.java,
			[
				...['-Xmx3g', '-XX:+UseSerialGC', '-Dorg.slf4j.simpleLogger.defaultLogLevel=off'],
				...['-cp', program.classPath, 'hospital.peers.Main', file, ...definitions],
			],
			{ timeoutMs: DEADLINE_MS },
		);
		const lines = text.split('\n').slice(0, -1);
		if (lines.length !== resources.length) throw new Error('the validator skipped a resource');
		return lines.map(findingsOf);
	} finally {
		await rm(folder, { recursive: true, force: true });
	}
}

const findingsOf = (line: string): JavaFinding[] =>
	line
		.split('\f')
		.filter((finding) => finding !== '')
		.map((finding) => {
			const [severity = 'fatal', id = '', place = '', message = ''] = finding.split('\t');
			return { severity: severity as JavaFinding['severity'], id, place, message };
		});

export const isError = ({ severity }: JavaFinding): boolean =>
	severity === 'error' || severity === 'fatal';

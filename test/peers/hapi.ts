import { join } from 'node:path';
import { javaProgram } from './maven.ts';
import { freePort } from './ports.ts';
import { startServer } from './process.ts';

export interface FhirPeer {
	/** Base URL, without a slash at the end. */
	url: string;
	/** As its CapabilityStatement says: `HAPI FHIR Server 8.8.1`. */
	version: string;
	pid: number;
	lastLines(count?: number): string;
	stop(): Promise<void>;
	kill(): Promise<void>;
}

/**
 * HAPI FHIR (hapi-fhir-server) over a store in memory: its own HTTP stack, paging, ETags and
 * OperationOutcomes. Reads, versions, history, conditional writes, JSON Patch, batch and transaction,
 * search by scanning, of the resource types that a hospital's charts hold. It does no validation, no
 * referential integrity, no Subscription, no FHIRPath Patch, no operation; {@link startHapiJpa} does.
 * Ready after 4 s of processor time, 220 MB.
 *
 * @throws PeerUnavailable when the machine has no Java or Maven, or cannot get the libraries
 */
export async function startHapi(): Promise<FhirPeer> {
	return await startJava('hapi', 'HAPI FHIR', ['-Xmx256m']);
}

/**
 * HAPI FHIR's JPA server (hapi-fhir-jpaserver-base) over a database in memory: its whole search,
 * Subscriptions by rest-hook, FHIRPath Patch, $everything, $validate, bulk export. What the starter
 * project adds to it, a web page and settings by file, is not there. Ready after 30 s of processor time,
 * 600 MB; its libraries take 290 MB in the test cache.
 *
 * @throws PeerUnavailable when the machine has no Java or Maven, or cannot get the libraries
 */
export async function startHapiJpa(): Promise<FhirPeer> {
	return await startJava('hapi-jpa', 'HAPI FHIR JPA', ['-Xmx1g']);
}

async function startJava(folder: string, name: string, memory: string[]): Promise<FhirPeer> {
	const program = await javaProgram(folder, join(import.meta.dirname, folder));
	const port = await freePort();
	const url = `http://127.0.0.1:${port}/fhir`;
	const server = await startServer({
		name,
		command: program.java,
		args: [
			...[...memory, '-XX:+UseSerialGC', '-XX:TieredStopAtLevel=1'],
			'-Dorg.slf4j.simpleLogger.defaultLogLevel=error',
			...['-cp', program.classPath, 'hospital.peers.Main', String(port)],
		],
		ready: async () => (await fetch(`${url}/metadata`)).ok,
		deadlineMs: 180_000,
	});
	return { ...server, url, version: await versionOf(url) };
}

/** Name and version of a FHIR server's software. */
export async function versionOf(url: string): Promise<string> {
	const statement = (await (await fetch(`${url}/metadata`)).json()) as {
		software?: { name?: string; version?: string };
	};
	return `${statement.software?.name ?? 'unknown'} ${statement.software?.version ?? ''}`.trim();
}

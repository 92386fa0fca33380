import { randomBytes } from 'node:crypto';
import { open, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Client } from 'fhir-kit-client';
import { FhirClient } from '../../../dist/nodes/clients/fhir/index.js';
import { SiteKey } from '../../../dist/nodes/shared/keys.js';
import { auditSigner } from '../../../dist/nodes/shared/ledger/signing.js';
import { LedgerWriter } from '../../../dist/nodes/shared/ledger/writer.js';
import { newOrigin } from '../../../dist/nodes/shared/origin.js';
import { Sealer } from '../../../dist/nodes/shared/sealed/sealer.js';
import { typicalEvent } from '../audit/events.ts';
import { percentile } from '../figure.ts';

/** Times of one kind, milliseconds, one each round. */
export interface ReadTimes {
	bare: number[];
	kit: number[];
	client: number[];
}

/**
 * Reads the same patient in turn with a bare fetch, with fhir-kit-client and with our client, each
 * parsing the answer. Ledger and sealing are off.
 */
export async function readTimes(baseUrl: string, rounds: number): Promise<ReadTimes> {
	const kit = new Client({ baseUrl });
	const client = new FhirClient({ baseUrl });
	const ways = {
		bare: async () => {
			const headers = { accept: 'application/fhir+json' };
			const response = await fetch(`${baseUrl}/Patient/zz-1`, { headers });
			return (await response.json()) as { id?: string };
		},
		kit: async () => await kit.read({ resourceType: 'Patient', id: 'zz-1' }),
		client: async () => await client.read('Patient', 'zz-1'),
	};
	const times: ReadTimes = { bare: [], kit: [], client: [] };
	const warmUp = Math.min(200, rounds);
	for (let round = -warmUp; round < rounds; round++) {
		for (const [name, read] of Object.entries(ways)) {
			const began = performance.now();
			const { id } = await read();
			const took = performance.now() - began;
			if (id !== 'zz-1') throw new Error('the answer is not the patient');
			if (round >= 0) times[name as keyof ReadTimes].push(took);
		}
	}
	return times;
}

/** What a durable read takes, and what it is made of. Milliseconds, one each round. */
export interface DurableTimes {
	bare: number[];
	durable: number[];
	/** The two parts of `durable` beside the read. */
	append: number[];
	seal: number[];
	/** Write and flush of as many bytes as the ledger writes for a read. */
	flush: number[];
}

/** The same with the access in the ledger before the resource is sealed, as a node does it. */
export async function durableTimes(
	baseUrl: string,
	rounds: number,
	folder: string,
): Promise<DurableTimes> {
	const client = new FhirClient({ baseUrl });
	await writeFile(join(folder, 'site.key'), randomBytes(32).toString('hex'), { mode: 0o600 });
	const key = SiteKey.read(join(folder, 'site.key'), join(folder, 'data'));
	const signer = auditSigner(key, '');
	const instance = 'bench';
	const ledger = await LedgerWriter.create(join(folder, 'audit'), newOrigin(), {
		signer,
		instance,
	});
	const sealer = new Sealer(join(folder, 'sealed'), key.key('sealed'));
	const plain = await open(join(folder, 'flush'), 'ax', 0o600);
	const line = Buffer.from(`${'x'.repeat(789)}\n`);
	const times: DurableTimes = { bare: [], durable: [], append: [], seal: [], flush: [] };
	const ways = {
		bare: async () => await (await fetch(`${baseUrl}/Patient/zz-1`)).json(),
		durable: async (round: number) => {
			const resource = await client.read('Patient', 'zz-1');
			const read = performance.now();
			await ledger.append(typicalEvent(round + rounds));
			const appended = performance.now();
			await sealer.seal(resource, ['/resourceType'], 'workflow', 'w'.repeat(32));
			if (round < 0) return;
			times.append.push(appended - read);
			times.seal.push(performance.now() - appended);
		},
		flush: async () => {
			await plain.write(line);
			await plain.datasync();
		},
	};
	try {
		for (let round = -Math.min(50, rounds); round < rounds; round++) {
			for (const [name, work] of Object.entries(ways)) {
				const began = performance.now();
				await work(round);
				if (round >= 0) times[name as keyof DurableTimes].push(performance.now() - began);
			}
		}
	} finally {
		await plain.close();
		await ledger.close();
	}
	return times;
}

export const median = (values: readonly number[]): number => percentile(values, 0.5);

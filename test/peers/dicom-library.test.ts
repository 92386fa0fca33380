import assert from 'node:assert/strict';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, test, type TestContext } from 'node:test';
import dimse from 'dcmjs-dimse';
import { echo, store } from '../../dist/nodes/clients/dimse/index.js';
import {
	dataSet,
	part10,
	peerFor,
	startTestListener,
	temporaryFolder,
} from '../unit/dicom-net/build.ts';
import { freePort } from './ports.ts';

dimse.log.setLevel('error');
const { Client, Server, Scp, requests, responses, constants } = dimse;
const { Status, TransferSyntax, PresentationContextResult } = constants;

/** dcmjs-dimse, which many JavaScript systems in hospitals are built on, as the other side. */
describe('the DICOM layer and dcmjs-dimse', () => {
	test('its client echoes and stores with our listener', async (t) => {
		const server = await startTestListener(t);
		const folder = join(await temporaryFolder(t), 'send');
		await mkdir(folder, { recursive: true });
		const file = join(folder, 'one.dcm');
		const sop = '2.25.7001';
		await writeFile(file, part10(dataSet({ sop, pixels: Buffer.alloc(512, 3) }), { sop }));

		const statuses: number[] = [];
		const client = new Client();
		for (const request of [new requests.CEchoRequest(), new requests.CStoreRequest(file)]) {
			request.on('response', (response) => statuses.push(response.getStatus()));
			client.addRequest(request);
		}
		const closed = new Promise<void>((resolve, reject) => {
			client.on('closed', () => resolve());
			client.on('networkError', reject);
			client.on('associationRejected', reject);
		});
		client.send('127.0.0.1', server.port, 'DCMJS', 'HOSPITAL');
		await closed;
		assert.deepEqual(statuses, [Status.Success, Status.Success]);
		const ended = await server.event('association-ended');
		assert.equal(ended.echoes, 1);
		assert.equal((await server.files()).length, 1);
	});

	test('our client echoes and stores with its server', async (t) => {
		const stored: string[] = [];
		const port = await startServer(t, stored);
		const peer = peerFor(port);
		assert.ok((await echo(peer)).milliseconds >= 0);
		const sop = '2.25.7002';
		const bytes = part10(dataSet({ sop, pixels: Buffer.alloc(512, 4) }), { sop });
		const [outcome] = await store(peer, [{ bytes }]);
		assert.equal(outcome?.status, Status.Success);
		assert.deepEqual(stored, [sop]);
	});
});

/** A server of the library that takes everything in Explicit VR Little Endian. */
async function startServer(t: TestContext, stored: string[]): Promise<number> {
	class Archive extends Scp {
		override associationRequested(
			requested: InstanceType<typeof dimse.association.Association>,
		): void {
			for (const { context } of requested.getPresentationContexts()) {
				const accepted = context
					.getTransferSyntaxUids()
					.includes(TransferSyntax.ExplicitVRLittleEndian);
				context.setResult(
					accepted
						? PresentationContextResult.Accept
						: PresentationContextResult.RejectTransferSyntaxesNotSupported,
					accepted ? TransferSyntax.ExplicitVRLittleEndian : undefined,
				);
			}
			this.sendAssociationAccept();
		}

		override cEchoRequest(
			request: InstanceType<typeof requests.CEchoRequest>,
			callback: (response: InstanceType<typeof responses.CEchoResponse>) => void,
		): void {
			const response = responses.CEchoResponse.fromRequest(request);
			response.setStatus(Status.Success);
			callback(response);
		}

		override cStoreRequest(
			request: InstanceType<typeof requests.CStoreRequest>,
			callback: (response: InstanceType<typeof responses.CStoreResponse>) => void,
		): void {
			stored.push(request.getDataset()?.getElement('SOPInstanceUID') as string);
			const response = responses.CStoreResponse.fromRequest(request);
			response.setStatus(Status.Success);
			callback(response);
		}

		override associationReleaseRequested(): void {
			this.sendAssociationReleaseResponse();
		}
	}
	const port = await freePort();
	const server = new Server(Archive);
	server.listen(port);
	t.after(() => server.close());
	return port;
}

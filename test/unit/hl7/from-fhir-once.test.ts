import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { parseMessage } from '../../../dist/nodes/formats/hl7/index.js';
import { freePort } from '../../peers/ports.ts';
import { hl7 } from './build.ts';
import type { Json } from './conversion.ts';
import { FaceRig, Receiver, until } from './face-rig.ts';
import { Sender } from './rig.ts';

const rig = new FaceRig();
const receiver = new Receiver();
let workItem: unknown;

before(async () => {
	await rig.open();
	await receiver.start();
	const port = await freePort();
	await rig.activate({ port });
	const sender = await Sender.to(port);
	await sender.send(hl7({ controlId: 'W1' }));
	await until('the item comes', () => rig.canvas.item.hl7 !== undefined);
	({ workItem } = rig.canvas.item);
	await sender.end();
	rig.canvas.credentials = {
		mllpApi: { host: '127.0.0.1', port: receiver.port, encryption: 'none' },
	};
});
after(async () => {
	await receiver.stop();
	await rig.close();
});

const identifier = [{ system: 'https://zz.example/mrn', value: '1' }];
const patient = { resourceType: 'Patient', id: 'p', identifier };
const report = (status: string, conclusion: string, more: Json = {}): Json => ({
	resourceType: 'DiagnosticReport',
	status,
	code: { text: 'CT' },
	subject: { reference: 'Patient/p' },
	conclusion,
	...more,
});
/** Made and sent under one work item. @returns what the receiver said, and the control id */
async function bring(resource: Json): Promise<[before: boolean, controlId: string]> {
	const values = { resources: [patient, resource], messageKind: 'ORU^R01', sealOutput: false };
	const [made] = (await rig.canvas.run('hl7.fromFhir', values, { workItem })) as [Json];
	const [sent] = (await rig.canvas.run(
		'hl7.send',
		{ sealOutput: false },
		{ workItem, hl7Out: made.hl7Out },
	)) as [Json];
	return [sent.hl7Ack.before, sent.hl7Ack.controlId];
}
const received = () =>
	receiver.received.map((bytes) => {
		const message = parseMessage(bytes);
		return `${message.get('OBR-25')} ${message.get('OBX-5')}`;
	});

test('within one piece of work a changed version is a message of its own, and the same one is sent once', async () => {
	const draft = report('preliminary', 'Mass', { id: 'r', meta: { versionId: '1' } });
	const final = report('final', 'No mass', { id: 'r', meta: { versionId: '2' } });
	const one = await bring(draft);
	const two = await bring(final);
	assert.deepEqual([one[0], two[0]], [false, false]);
	assert.notEqual(one[1], two[1]);
	assert.deepEqual(received(), ['P Mass', 'F No mass']);
	// A rerun makes the same message, whatever the server notes about the record.
	assert.deepEqual(await bring({ ...final, meta: { versionId: '3' } }), [true, two[1]]);
	assert.equal(received().length, 2);
});

test('two records without an id and a number are two messages', async () => {
	const count = received().length;
	await bring(report('final', 'report one'));
	await bring(report('final', 'report two'));
	assert.deepEqual(received().slice(count), ['F report one', 'F report two']);
});

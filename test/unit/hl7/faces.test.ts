import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { buildAck, parseMessage } from '../../../dist/nodes/formats/hl7/index.js';
import { fieldNames } from '../../../dist/nodes/Hl7/reading/field-names.js';
import { COMPONENTS } from '../../../dist/nodes/Hl7/reading/datatypes.js';
import { priorityOf } from '../../../dist/nodes/Hl7/receiving/priority.js';
import { freePort } from '../../peers/ports.ts';
import { hl7, type MessageParts } from './build.ts';
import { FaceRig, Receiver, until, withoutNames } from './face-rig.ts';
import { Sender } from './rig.ts';

const rig = new FaceRig();
const { canvas } = rig;
const receiver = new Receiver();

before(async () => {
	await rig.open();
	await receiver.start();
	canvas.credentials = { mllpApi: { host: '127.0.0.1', port: receiver.port, encryption: 'none' } };
});
after(async () => {
	await receiver.stop();
	await rig.close();
});

const oru = (parts: MessageParts = {}) =>
	hl7({
		type: 'ORU^R01^ORU_R01',
		more: [
			'OBR|1|P1^RIS|F1^LAB|2345-7^Glucose^LN',
			'OBX|1|NM|2345-7^Glucose^LN||5.4|mmol/L|3.9-6.1|N|||F',
			'ZDS|1.2.3^A&B',
		],
		...parts,
	});

/** Sends one message to a trigger and waits for its item. */
async function received(values: Record<string, unknown>, message: Buffer, key = 'hl7') {
	const port = await freePort();
	const close = await rig.activate({ port, ...values });
	const sender = await Sender.to(port);
	delete canvas.item[key];
	const answer = sender.send(message);
	await until('the item comes', () => canvas.item[key] !== undefined);
	return { answer, sender, close, port, item: canvas.item as Record<string, any> };
}

describe('HL7 Trigger', { timeout: 60_000 }, () => {
	test('a message becomes an item whose type is readable and whose content is sealed', async () => {
		const { answer, item, sender } = await received({}, oru({ controlId: 'T1' }));
		assert.equal((await answer).code, 'AA');
		const { type, event, structure, version, sendingApplication, receivingApplication } = item.hl7;
		assert.deepEqual(
			[type, event, structure, version, sendingApplication, receivingApplication],
			['ORU', 'R01', 'ORU_R01', '2.5.1', 'ADT1', 'N8N'],
		);
		assert.match(item.hl7.key, /^[0-9a-f]{32}$/);
		for (const field of ['controlId', 'sendingFacility', 'receivedAt', 'bytes', 'base64']) {
			assert.match(String(item.hl7[field]), /^sealed:/, field);
		}
		const opened = await rig.opened(item.hl7);
		assert.deepEqual(Buffer.from(opened.base64, 'base64'), oru({ controlId: 'T1' }));
		assert.equal(opened.bytes, oru({ controlId: 'T1' }).length);
		assert.equal(item.workItem.kind, 'hl7-message');
		assert.doesNotMatch(withoutNames(item), /ZZTEST|4711/);
		await sender.end();
	});

	test('a sender that writes no codes into MSH-9 makes nothing readable of them', async () => {
		const { item, sender, answer } = await received(
			{ sealOutput: false },
			hl7({ type: 'ADT^ZZTEST ADA 19800101^ADT_A01', controlId: 'T1B' }),
		);
		await answer;
		assert.equal(item.hl7.event, '');
		await sender.end();
	});

	test('gathered messages are one item in their order, which Split Messages takes apart', async () => {
		const port = await freePort();
		const values = { port, handOn: 'batches', batchMost: 3, batchSeconds: 60 };
		await rig.activate(values);
		const sender = await Sender.to(port);
		delete canvas.item.hl7Batch;
		for (const controlId of ['B1', 'B2', 'B3']) await sender.send(oru({ controlId }));
		await until('the batch comes', () => canvas.item.hl7Batch !== undefined);
		const batch = canvas.item.hl7Batch as { count: number };
		assert.equal(batch.count, 3);
		const items = await canvas.run('hl7.split', { hl7Batch: await rig.opened(batch) });
		const opened = await rig.opened(items.map((item) => item.hl7));
		assert.deepEqual(
			opened.map(({ controlId }: { controlId: string }) => controlId),
			['B1', 'B2', 'B3'],
		);
		assert.equal(
			items.every((item) => item.workItem !== undefined),
			true,
		);
		delete canvas.item.hl7Batch;
		await sender.end();
	});

	test('after the workflow: the sender is told how the work item ended', async () => {
		const values = { acknowledge: 'finished', answerWithin: 20 };
		const good = await received(values, oru({ controlId: 'F1' }));
		await canvas.run('workItem.close', { state: 'DELIVERED' });
		assert.equal((await good.answer).code, 'AA');
		const bad = oru({ controlId: 'F2' });
		delete canvas.item.hl7;
		const answer = good.sender.send(bad);
		await until('the second item comes', () => canvas.item.hl7 !== undefined);
		await canvas.run('workItem.close', { state: 'BLOCKED', reason: 'patient-unknown' });
		assert.equal((await answer).code, 'AE');
		await good.sender.end();
	});

	test('by a Respond step: the sender gets what the step says, and only the first answer', async () => {
		const values = { acknowledge: 'respond', answerWithin: 20 };
		const { answer, item, sender } = await received(values, oru({ controlId: 'R1' }));
		const said = {
			answerCode: 'AE',
			answerText: 'Order number not known',
			errorCode: '204',
			errorLocation: 'OBR-2',
		};
		const [first] = await canvas.run('hl7.respond', said);
		const heard = await answer;
		assert.deepEqual(
			[heard.code, heard.errorCodes, heard.text, heard.answeredControlId],
			['AE', ['204'], 'Order number not known', 'R1'],
		);
		assert.deepEqual(first.hl7Response, { code: 'AE', left: 'answered' });
		const [second] = await canvas.run('hl7.respond', { answerCode: 'AA' });
		assert.deepEqual(second.hl7Response, { code: 'AA', left: 'answered-before' });
		const test = { ...item, workItem: { ...item.workItem, id: 'test', test: true } };
		const [third] = await canvas.run('hl7.respond', { answerCode: 'AA' }, test);
		assert.deepEqual(third.hl7Response, { code: 'AA', left: 'test-run' });
		await sender.end();
	});

	test('by a Respond step: work that was closed without one is told at once, as chosen', async () => {
		const values = { acknowledge: 'respond', answerWithin: 20 };
		const began = Date.now();
		const first = await received(values, oru({ controlId: 'R2' }));
		await canvas.run('workItem.close', { state: 'DELIVERED' });
		const heard = await first.answer;
		assert.deepEqual([heard.code, heard.answeredControlId], ['AE', 'R2']);
		assert.match(heard.text, /ended without an answer/);
		await first.sender.end();
		const chosen = { ...values, whenUnanswered: 'AA' };
		const second = await received(chosen, oru({ controlId: 'R3' }));
		await canvas.run('workItem.close', { state: 'DELIVERED' });
		assert.equal((await second.answer).code, 'AA');
		await second.sender.end();
		assert.ok(Date.now() - began < 10_000, 'before the time to answer is over');
	});

	test('the same rule twice is refused in words that name the other workflow', async () => {
		const port = await freePort();
		const rule = { port, onlyThese: { messages: 'ORU^R01' } };
		await rig.activate(rule);
		await assert.rejects(rig.activate(rule), (error: Error) => {
			assert.match(error.message, /"Every node \/ HL7 Trigger" already receives/);
			assert.match(error.message, /Only These Messages/);
			return true;
		});
		const address = { ...rule, options: { networks: '10.0.0.0/8' } };
		await assert.rejects(rig.activate(address), /other settings: "Allowed Networks"/);
		const limits = { ...rule, options: { maxMegabytes: 20, idleMinutes: 5 } };
		await assert.rejects(
			rig.activate(limits),
			/other settings: "Largest Message \(MB\)", "Close Silent Connections After \(Minutes\)"/,
		);
	});

	for (const [what, values, expected] of [
		['a port', { port: 0 }, /"Port" holds 0\. Open the HL7 Trigger and enter a whole number/],
		['an address', { bindAddress: '' }, /"Bind Address" holds nothing/],
		['a message type', { onlyThese: { messages: 'oru-r01' } }, /Write three letters/],
		[
			'a name',
			{ onlyThese: { sendingApplications: 'a|b' } },
			/"Sending Applications" holds "a\|b"/,
		],
		['a network', { options: { networks: '10.0.0.0/99' } }, /10\.1\.0\.0\/16/],
		['a character set', { options: { charset: 'KLINGON' } }, /character set/i],
		['a size', { options: { maxMegabytes: 5000 } }, /"Largest Message \(MB\)" holds 5000/],
		['gathering', { acknowledge: 'finished', handOn: 'batches' }, /Acknowledge when stored/],
		['a priority', { priority: 'soon' }, /"Priority" holds "soon"/],
		['urgency', { urgentWhen: ['always'] }, /"Urgent When" holds "always"/],
		['at once', { atOnce: 'many' }, /"At Once" holds "many"/],
	] as const) {
		test(`${what} that cannot be used stops the activation, with what to do`, async () => {
			const port = await freePort();
			await assert.rejects(rig.activate({ port, ...(values as object) }), expected);
		});
	}

	test('a trigger that was refused leaves the port free', async () => {
		const port = await freePort();
		await assert.rejects(rig.activate({ port, onlyThese: { messages: '??' } }));
		const close = await rig.activate({ port });
		await close();
		await assert.rejects(Sender.to(port));
	});

	test('"Listen for test event" gets a copy, and production gets the message all the same', async () => {
		const port = await freePort();
		await rig.activate({ port });
		const { trigger } = canvas.nodes.get('hl7Trigger')!;
		let item: Record<string, any> | undefined;
		const parameters: Record<string, unknown> = {
			port,
			bindAddress: '127.0.0.1',
			acknowledge: 'stored',
			priority: 'routine',
			owner: 'ZZ',
			options: { minFreeGigabytes: 0 },
		};
		const { manualTriggerFunction, closeFunction } = (await trigger!.call({
			getNodeParameter: (name: string, otherwise: unknown) => parameters[name] ?? otherwise,
			getNode: () => ({ id: 'hl7Trigger-1', name: 'HL7 Trigger', type: 'hl7Trigger' }),
			getWorkflow: () => ({ id: 'wf-every-node', name: 'Every node' }),
			getMode: () => 'manual',
			helpers: {},
			logger: { error: () => undefined },
			emit: ([[emitted]]: any) => (item = emitted.json),
		} as any))!;
		const waiting = manualTriggerFunction!();
		const sender = await Sender.to(port);
		delete canvas.item.hl7;
		assert.equal((await sender.send(oru({ controlId: 'M1' }))).code, 'AA');
		await waiting;
		await closeFunction!();
		assert.equal(item?.workItem.test, true);
		assert.equal((await rig.opened(item?.hl7)).controlId, 'M1');
		await until('production has it too', () => canvas.item.hl7 !== undefined);
		await sender.end();
	});

	test('a critical result and a stat order are urgent, where that was chosen', () => {
		const of = (...more: string[]) => ({
			messages: [{ base64: hl7({ more }).toString('base64') } as any],
		});
		const critical = of('OBX|1|NM|K||7.1|mmol/L||HH');
		const stat = of('ORC|NW|1', 'TQ1|1||||||||S');
		const both = ['criticalResult', 'urgentOrder'] as const;
		assert.equal(priorityOf(critical, 'routine', both), 'urgent');
		assert.equal(priorityOf(stat, 'batch', both), 'urgent');
		assert.equal(priorityOf(critical, 'routine', ['urgentOrder']), 'routine');
		assert.equal(priorityOf(of('OBX|1|NM|K||4.1|mmol/L||N'), 'routine', both), 'routine');
		assert.equal(priorityOf({ messages: [{ base64: 'AAAA' } as any] }, 'batch', both), 'batch');
	});
});

describe('Parse, Split and Build', { timeout: 60_000 }, () => {
	const parsed = async (message: unknown, more: object = {}) => {
		const values = { hl7: message, sealOutput: false, ...more };
		const [{ hl7Parsed, hl7Segments }] = await canvas.run('hl7.parse', values, {});
		return { segments: hl7Parsed as any, order: hl7Segments as string[] };
	};

	test('fields have names, repeating ones are lists, and what has no name goes by its number', async () => {
		const text = oru({ name: 'ZZTEST^ADA~""' }).toString('utf8').replaceAll('\r', '\n');
		const { segments, order } = await parsed(text);
		assert.deepEqual(order, ['MSH', 'EVN', 'PID', 'PV1', 'OBR', 'OBX', 'ZDS']);
		assert.deepEqual(segments.MSH[0].messageType, {
			type: 'ORU',
			event: 'R01',
			structure: 'ORU_R01',
		});
		assert.equal(segments.MSH[0].encodingCharacters, '^~\\&');
		assert.deepEqual(segments.PID[0].patientNumbers, [
			{ id: '4711', authority: 'HOSP', type: 'MR' },
		]);
		assert.deepEqual(segments.PID[0].names, [{ family: 'ZZTEST', given: 'ADA' }, { family: null }]);
		assert.equal(segments.PID[0].birthTime, '19800101');
		assert.deepEqual(segments.OBX[0].value, ['5.4']);
		assert.deepEqual(segments.ZDS[0].field1, { component1: '1.2.3', component2: ['A', 'B'] });
	});

	test('sealed by default: only the names of the segments can be read', async () => {
		const [item] = await canvas.run('hl7.parse', { hl7: oru().toString('utf8') }, {});
		assert.doesNotMatch(withoutNames(item), /ZZTEST|4711|Glucose/);
		assert.equal((item.hl7Segments as string[])[2], 'PID');
	});

	test('a wrong declaration of the character set is put right by the field', async () => {
		const bytes = Buffer.concat([
			Buffer.from('MSH|^~\\&|A|B|C|D|||ADT^A08|X1|P|2.5.1\rPID|1||1||M'),
			Buffer.from([0xfc]),
			Buffer.from('LLER^ZZ\r'),
		]);
		const hl7 = { base64: bytes.toString('base64'), characterSet: 'undeclared' };
		await assert.rejects(parsed(hl7), /does not say in MSH-18/);
		const { segments } = await parsed(hl7, { characterSet: '8859/1' });
		assert.equal(segments.PID[0].names[0].family, 'MüLLER');
	});

	test('the table of names is sound: every type is known, no name stands twice in a segment', () => {
		let count = 0;
		for (const [segment, fields] of fieldNames()) {
			const names = [...fields.values()].map(({ name }) => name);
			assert.equal(new Set(names).size, names.length, segment);
			for (const [number, { name, type }] of fields) {
				assert.ok(number >= 1, `${segment} ${name}`);
				assert.match(name, /^[a-z][A-Za-z0-9]*$/, segment);
				assert.ok(type === 'text' || type in COMPONENTS, `${segment}-${number} ${type}`);
				count += 1;
			}
		}
		assert.ok(count > 250, `${count} fields`);
	});

	test('a batch file that was cut off is not handed on', async () => {
		const file = `FHS|^~\\&\rBHS|^~\\&\r${oru().toString()}BTS|2\rFTS|1\r`;
		await assert.rejects(canvas.run('hl7.split', { hl7Batch: file }, {}), /does not hold as many/);
		const whole = file.replace('BTS|2', 'BTS|1');
		assert.equal((await canvas.run('hl7.split', { hl7Batch: whole }, {})).length, 1);
	});

	test('two messages that were run together are read, converted and sent by nobody', async () => {
		const both = hl7({ controlId: 'T1' }).toString() + hl7({ controlId: 'T2' }).toString();
		const base64 = Buffer.from(both).toString('base64');
		for (const message of [both, { base64 }]) {
			await assert.rejects(canvas.run('hl7.parse', { hl7: message }, {}), /second HL7 v2 message/);
			await assert.rejects(canvas.run('hl7.toFhir', { hl7: message }, {}), /second HL7 v2 message/);
			await assert.rejects(
				canvas.run('hl7.send', { hl7Out: message }, {}),
				/second HL7 v2 message/,
			);
		}
	});

	const header = { messageType: 'ADT^A08^ADT_A01', receivingApplication: 'LAB' };

	test('Build puts values in their places, escapes them, and reads back as given', async () => {
		const values = {
			...header,
			values: {
				value: [
					{ path: 'PID-3.1', value: '4711' },
					{ path: 'PID-5.1', value: 'ZZ|TEST^&' },
					{ path: 'PID-8', value: '""' },
					{ path: 'OBX[2]-5', value: 'second' },
				],
			},
			sealOutput: false,
		};
		const [item] = await canvas.run('hl7.build', values, {});
		const made = item.hl7Out as any;
		const message = parseMessage(Buffer.from(made.base64, 'base64'));
		assert.deepEqual(
			['PID-3.1', 'PID-5.1', 'PID-8', 'OBX[2]-5', 'OBX[1]-5', 'MSH-5'].map((path) =>
				message.get(path),
			),
			['4711', 'ZZ|TEST^&', null, 'second', undefined, 'LAB'],
		);
		assert.equal(message.header.controlId.length, 20);
		assert.equal(made.controlId, message.header.controlId);
	});

	test('Build takes segments as JSON; a list that is none is refused', async () => {
		const values = { ...header, buildFrom: 'segments', sealOutput: false };
		const segments = JSON.stringify([
			{ segment: 'PID', '3.1': '1', '3[2].1': '2' },
			{ segment: 'NTE', 3: 'a\nb' },
			{ segment: 'NTE', 3: null },
		]);
		const [item] = await canvas.run('hl7.build', { ...values, segments }, {});
		const message = parseMessage(Buffer.from((item.hl7Out as any).base64, 'base64'));
		assert.equal(message.get('PID-3[2].1'), '2');
		assert.equal(message.get('NTE-3'), 'a\nb');
		assert.equal(message.get('NTE[2]-3'), null);
		await assert.rejects(canvas.run('hl7.build', { ...values, segments: '{' }, {}), /no list/);
		await assert.rejects(
			canvas.run('hl7.build', { ...values, segments: [{ 3: 'x' }] }, {}),
			/no name/,
		);
	});
});

describe('Send', { timeout: 60_000 }, () => {
	let item: Record<string, any>;
	before(async () => {
		const came = await received({}, oru({ controlId: 'S1' }));
		await came.answer;
		await came.sender.end();
		item = { ...came.item };
	});
	const values = (id: string, more: object = {}) => ({
		hl7Out: hl7({ controlId: id }).toString('utf8'),
		sealOutput: false,
		...more,
	});
	const ack = ([sent]: Array<Record<string, any>>) => sent.hl7Ack;
	const count = () => receiver.received.length;

	test('an accepted message tells so, and is never sent again for the same work', async () => {
		const before = count();
		const first = ack(await canvas.run('hl7.send', values('A1'), { ...item }));
		assert.deepEqual([first.outcome, first.code, first.before], ['accepted', 'AA', false]);
		const second = ack(await canvas.run('hl7.send', values('A1'), { ...item }));
		assert.deepEqual([second.outcome, second.before], ['accepted', true]);
		assert.equal(count(), before + 1);
		assert.deepEqual(receiver.received.at(-1), hl7({ controlId: 'A1' }));
	});

	test('what was built for a piece of work is the same message on a rerun, to the byte', async () => {
		const built = {
			messageType: 'ORU^R01^ORU_R01',
			values: { value: [{ path: 'PID-3.1', value: '4711' }] },
		};
		const outcomes: string[] = [];
		receiver.answer = () => undefined;
		for (const more of [{ sendOptions: { ackSeconds: 1 } }, {}]) {
			const [made] = await canvas.run('hl7.build', built, { ...item });
			try {
				outcomes.push(ack(await canvas.run('hl7.send', { ...more, sealOutput: false }, made)).code);
			} catch (error) {
				outcomes.push((error as Error).message);
			}
			receiver.answer = (message) => buildAck(message, { code: 'AA' });
		}
		assert.match(outcomes[0], /no acknowledgement came in time/);
		assert.equal(outcomes[1], 'AA');
		const [first, second] = receiver.received.slice(-2);
		assert.deepEqual(first, second);
	});

	test('two different messages under one control ID in one work: the second is refused', async () => {
		await canvas.run('hl7.send', values('A2'), { ...item });
		const before = count();
		const other = { hl7Out: hl7({ controlId: 'A2', patient: '4712' }).toString('utf8') };
		await assert.rejects(canvas.run('hl7.send', other, { ...item }), /same control ID/);
		assert.equal(count(), before);
	});

	test('a refusal fails the item or goes on at the second output, without the words of the receiver', async () => {
		receiver.answer = (message) =>
			buildAck(message, {
				code: 'AE',
				text: 'ZZTEST ADA unknown',
				errors: [{ code: '204', location: 'PID-3' }],
			});
		await assert.rejects(canvas.run('hl7.send', values('A3'), { ...item }), (error: Error) => {
			assert.match(error.message, /refused the HL7 message \(AE, error 204\)/);
			assert.doesNotMatch(error.message, /ZZTEST/);
			return true;
		});
		const output = { whenRefused: 'output', sealOutput: true };
		const said = ack(await canvas.run('hl7.send', values('A3', output), { ...item }));
		assert.equal(said.outcome, 'rejected');
		assert.match(said.text, /^sealed:/);
		receiver.answer = (message) => buildAck(message, { code: 'AA' });
		const taken = ack(await canvas.run('hl7.send', values('A3'), { ...item }));
		assert.deepEqual([taken.outcome, taken.before], ['accepted', false]);
	});

	test('no answer: sent again later, or left to a person, as chosen', async () => {
		receiver.answer = () => undefined;
		const quick = { sendOptions: { ackSeconds: 1 } };
		await assert.rejects(
			canvas.run('hl7.send', values('A4', { ...quick, whenUnanswered: 'person' }), { ...item }),
			(error: any) => /Look in the receiving system/.test(error.description),
		);
		const output = { ...quick, whenUnanswered: 'output' };
		const said = ack(await canvas.run('hl7.send', values('A4', output), { ...item }));
		assert.deepEqual([said.outcome, said.reason], ['unknown', 'timeout']);
		receiver.answer = (message) => buildAck(message, { code: 'AA' });
	});

	test('received is not accepted: a person is asked, or the item goes on at the second output', async () => {
		receiver.answer = (message) => buildAck(message, { code: 'CA' });
		const quick = { sendOptions: { applicationSeconds: 1 } };
		const failed = canvas.run('hl7.send', values('A8', quick), { ...item });
		await assert.rejects(failed, /has the HL7 message \(CA\).*did not say in time/);
		const output = { ...quick, whenUnanswered: 'output' };
		const [sent] = await canvas.run('hl7.send', values('A8', output), { ...item });
		const said = ack([sent]);
		assert.deepEqual([said.outcome, said.code], ['unknown', 'CA']);
		assert.equal(said.reason, 'not-yet-accepted');
		receiver.answer = (message) => buildAck(message, { code: 'AA' });
	});

	test('a test run sends nothing, unless its field says so', async () => {
		const test = { workItem: { ...item.workItem, id: 'test', test: true } };
		const before = count();
		assert.equal(ack(await canvas.run('hl7.send', values('A5'), test)).outcome, 'not-sent');
		assert.equal(count(), before);
		const really = values('A5', { writeInTests: true });
		assert.equal(ack(await canvas.run('hl7.send', really, test)).outcome, 'accepted');
		assert.equal(count(), before + 1);
	});

	test('what leaves is recorded before it leaves, and how it ended after', async () => {
		const before = (await rig.interactions()).length;
		await canvas.run('hl7.send', values('A6'), { ...item });
		const told = (await rig.ledgerLines()).slice(before);
		const names = told.map(({ interaction }) => interaction).filter((name) => /^hl7/.test(name));
		assert.deepEqual(names, ['hl7-send-begun', 'hl7-message-sent']);
		assert.doesNotMatch(withoutNames(told), /4711|ZZTEST/);
	});

	test('nobody listens: the error says so, and the test of the credential too', async () => {
		const port = await freePort();
		const live = canvas.credentials.mllpApi;
		canvas.credentials.mllpApi = { host: '127.0.0.1', port, encryption: 'none' };
		const once = { sendOptions: { attempts: 1 } };
		await assert.rejects(
			canvas.run('hl7.send', values('A7', once), { ...item }),
			/Nothing listens|refused/i,
		);
		canvas.credentials.mllpApi = live;
		const { mllp } = canvas.nodes.get('hl7')!.methods!.credentialTest!;
		const check = async (data: object) =>
			await mllp.call({} as any, { id: '1', name: 'x', type: 'mllpApi', data } as any);
		assert.deepEqual(await check(live), {
			status: 'OK',
			message: 'Connected, without encryption. No message was sent.',
		});
		assert.equal((await check({ ...live, port })).status, 'Error');
		assert.match((await check({ ...live, host: '' })).message, /"Host"/);
		assert.match((await check({ ...live, port: 'x' })).message, /"Port"/);
	});
});

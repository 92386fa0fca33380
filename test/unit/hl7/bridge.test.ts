import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import type { IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';
import { workStore } from '../../../dist/nodes/shared/work/index.js';
import { startEhr, type Ehr } from '../../hospital/ehr.ts';
import { freePort } from '../../peers/ports.ts';
import { CR } from './build.ts';
import { FaceRig, until } from './face-rig.ts';
import { Sender } from './rig.ts';

type Values = Record<string, any>;
interface TemplateNode {
	name: string;
	type: string;
	parameters: Values;
}
const TEMPLATE = JSON.parse(
	readFileSync(join(import.meta.dirname, '../../../workflows/hl7-to-fhir-bridge.json'), 'utf8'),
) as {
	nodes: TemplateNode[];
	connections: Record<string, { main: Array<Array<{ node: string }>> }>;
};
const MRN = 'https://demo-hospital.example/mrn';
const ACCESSION = 'https://demo-hospital.example/accession';

const rig = new FaceRig();
const { canvas } = rig;
let ehr: Ehr;
let sender: Sender;

const nodeOf = (name: string): TemplateNode => {
	const found = TEMPLATE.nodes.find((node) => node.name === name);
	assert.ok(found, name);
	return found;
};
const isOurs = ({ type }: TemplateNode) => type.startsWith('n8n-nodes-hospital.');

before(async () => {
	await rig.open();
	ehr = await startEhr();
	canvas.credentials = { fhirServerApi: { baseUrl: ehr.url, authentication: 'none' } };
	const port = await freePort();
	await rig.activate({ ...nodeOf('HL7 Trigger').parameters, port });
	sender = await Sender.to(port);
});
after(async () => {
	await sender.end();
	await ehr.stop();
	await rig.close();
});

/** What n8n makes of the expressions of this template. */
function evaluated(value: unknown, $json: Values): unknown {
	if (Array.isArray(value)) return value.map((one) => evaluated(one, $json));
	if (typeof value === 'object' && value !== null) {
		return Object.fromEntries(
			Object.entries(value).map(([name, one]) => [name, evaluated(one, $json)]),
		);
	}
	const [, expression] = typeof value === 'string' ? (/^=\{\{(.+)\}\}$/s.exec(value) ?? []) : [];
	if (expression === undefined) return value;
	const $now = { zoneName: 'Europe/Vienna' };
	return new Function('$json', '$now', `return (${expression});`)($json, $now) as unknown;
}

/** Runs the nodes behind the trigger, as the connections say. @returns names in their order */
async function run(item: Values): Promise<{ path: string[]; item: Values }> {
	const path: string[] = [];
	let json: Values = { ...item };
	for (let name: string | undefined = 'Config'; name !== undefined; ) {
		path.push(name);
		const node: TemplateNode = nodeOf(name);
		const { output, json: next } = await step(node, json);
		json = next;
		name = TEMPLATE.connections[name]?.main[output]?.[0]?.node;
	}
	return { path, item: json };
}

async function step(node: TemplateNode, json: Values): Promise<{ output: number; json: Values }> {
	if (node.type.endsWith('.set')) {
		const config: Values = {};
		for (const { name, value } of node.parameters.assignments.assignments) {
			config[name.replace('config.', '')] = value;
		}
		return { output: 0, json: { ...json, config } };
	}
	if (node.type.endsWith('.if')) {
		const [condition] = node.parameters.conditions.conditions;
		return { output: evaluated(condition.leftValue, json) === true ? 0 : 1, json };
	}
	const own = canvas.nodes.get(node.type.replace('n8n-nodes-hospital.', ''))!;
	const parameters = evaluated(node.parameters, json) as Values;
	const outputs = (await own.execute!.call({
		getInputData: () => [{ json }],
		getNodeParameter: (name: string, _: number, otherwise: unknown) =>
			parameters[name] ?? otherwise,
		getNode: () => ({ id: node.name, name: node.name, type: node.type, parameters: {} }),
		getWorkflow: () => ({ id: 'wf-every-node', name: 'Bridge' }),
		getMode: () => 'trigger',
		getExecutionId: () => '1',
		getExecutionCancelSignal: () => undefined,
		getCredentials: async (type: string) => canvas.credentials[type],
		continueOnFail: () => false,
		logger: { warn: () => undefined },
		helpers: {},
	} as unknown as IExecuteFunctions)) as INodeExecutionData[][];
	const output = outputs.findIndex((items) => items.length > 0);
	return { output, json: outputs[output]![0]!.json as Values };
}

/** Sends a message and runs the workflow on what the trigger makes of it. */
async function bring(lines: string[]): Promise<{ path: string[]; item: Values }> {
	delete canvas.item.hl7;
	const { code } = await sender.send(Buffer.from(lines.join(CR) + CR));
	assert.equal(code, 'AA');
	await until('the item comes', () => canvas.item.hl7 !== undefined);
	const ran = await run({ workItem: canvas.item.workItem, hl7: canvas.item.hl7 });
	assert.doesNotMatch(JSON.stringify(ran.item), /ZZTEST|19800101/);
	return ran;
}

const msh = (type: string, id: string) =>
	`MSH|^~\\&|LIS|HOSP|N8N|HOSP|20260102030405||${type}|${id}|P|2.5.1|||||||UNICODE UTF-8`;
const pid = (number: string, authority = 'DEMOHOSP') =>
	`PID|1||${number}^^^${authority}^MR||ZZTEST^ADA||19800101|F`;
const adt = (id: string, number: string, event = 'A01') => [
	msh(`ADT^${event}^ADT_${event}`, id),
	'EVN||20260102030405',
	pid(number),
	`PV1|1|I|WARD^101^A||||||||||||||||V${number}^^^DEMOVISIT^VN|||||||||||||||||||||||||20260102030000`,
];
const oru = (id: string, number: string, value: string, status = 'F', at = '20260102040000') => [
	msh('ORU^R01^ORU_R01', id),
	pid(number),
	`OBR|1|P${number}^DEMOLAB|F${number}^DEMOLAB|2345-7^Glucose^LN|||20260102030000|||||||||||||||${at}||LAB|${status}`,
	`OBX|1|NM|2345-7^Glucose^LN||${value}|mmol/L^^UCUM|3.9-6.1|N|||${status}|||20260102030000`,
];
const CLOSED = ['Config', 'To FHIR', 'Write to Chart', 'Read It Back', 'Left Something Out?'];

const found = async (type: string, query: string): Promise<Values[]> => {
	const answer = await fetch(`${ehr.url}/${type}?${query}`);
	const { entry = [] } = (await answer.json()) as { entry?: Array<{ resource: Values }> };
	return entry.map(({ resource }) => resource);
};

describe('the template HL7 into the chart', { timeout: 60_000 }, () => {
	test('an admission reaches the chart, is read back, and its work item ends as DELIVERED', async () => {
		const { path, item } = await bring(adt('B1', '3001'));
		assert.deepEqual(path, [...CLOSED, 'Close: Delivered']);
		assert.equal(item.workItem.state, 'DELIVERED');
		assert.equal((await (await workStore()).closing(item.workItem.id))?.state, 'DELIVERED');
		assert.deepEqual([...new Set(item.chart.outcomes)], ['existing'], 'read back');
		assert.equal((await found('Patient', `identifier=${MRN}|3001`)).length, 1);
	});

	test('a corrected result takes the place of the earlier one', async () => {
		await bring(adt('B2', '3002'));
		await bring(oru('B3', '3002', '5.4'));
		const { path } = await bring(oru('B4', '3002', '6.6', 'C', '20260102050000'));
		assert.equal(path.at(-1), 'Close: Delivered');
		const reports = await found('DiagnosticReport', `identifier=${ACCESSION}|F3002`);
		assert.equal(reports.length, 1);
		assert.equal(reports[0]!.status, 'corrected');
		const values = (await found('Observation', 'code=2345-7'))
			.filter(({ status }) => status === 'corrected')
			.map(({ valueQuantity }) => valueQuantity.value);
		assert.deepEqual(values, [6.6]);
	});

	test('a patient whose number is of nobody known is held: nothing is written', async () => {
		const before = (await found('Patient', '')).length;
		const lines = adt('B5', '3005');
		lines[2] = pid('3005', 'ELSEWHERE');
		const { path, item } = await bring(lines);
		assert.deepEqual(path, ['Config', 'To FHIR', 'Close: Held']);
		assert.equal(item.workItem.state, 'BLOCKED');
		assert.match(item.workItem.reason, /^hl7-patient/);
		assert.equal((await found('Patient', '')).length, before);
	});

	test('a merge leaves work in the chart, and goes to a person', async () => {
		await bring(adt('B6', '3006'));
		await bring(adt('B7', '3007'));
		const lines = [
			msh('ADT^A40^ADT_A39', 'B8'),
			'EVN||20260102030405',
			pid('3006'),
			'MRG|3007^^^DEMOHOSP^MR',
		];
		const { path, item } = await bring(lines);
		assert.equal(path.at(-1), 'Close: A Person');
		assert.deepEqual(
			[item.workItem.state, item.workItem.reason],
			['ESCALATED', 'hl7-entries-left-out'],
		);
		assert.ok(item.hl7Warnings.some(({ code }: Values) => code === 'merge-follow-up'));
	});

	test('a result without the number of a visit is delivered; an admission without one is not', async () => {
		const lines = oru('B10', '3010', '5.4');
		lines.splice(2, 0, 'PV1|1|O');
		const result = await bring(lines);
		assert.equal(result.path.at(-1), 'Close: Delivered');
		assert.ok(result.item.hl7Warnings.some(({ path }: Values) => path === 'PV1-19'));
		const admission = adt('B11', '3011');
		admission[3] = 'PV1|1|I';
		assert.equal((await bring(admission)).path.at(-1), 'Close: A Person');
	});

	test('a value that has no place goes to a person, and the rest of the result is in the chart', async () => {
		const lines = oru('B12', '3012', '5.4');
		lines.push('OBX|2|XYZ|2339-0^Glucose^LN||1^2^3||||||F');
		const { path } = await bring(lines);
		assert.equal(path.at(-1), 'Close: A Person');
		const [report] = await found('DiagnosticReport', `identifier=${ACCESSION}|F3012`);
		assert.equal(report!.result.length, 2);
	});

	test('two tests of one code under one number: the correction of one leaves the other alone', async () => {
		await bring(adt('B13', '3013'));
		const order = (code: string, taken: string, value: string, status: string, at: string) => [
			`OBR|1||F3013^DEMOLAB|${code}|||${taken}|||||||||||||||${at}||LAB|${status}`,
			`OBX|1|NM|2345-7^Glucose^LN||${value}|mmol/L^^UCUM||N|||${status}`,
		];
		const later = ['2H^Glucose 2 h^L', '20260102100000'] as const;
		const lines = [
			...order('FAST^Glucose fasting^L', '20260102080000', '5.1', 'F', '20260102110000'),
			...order(...later, '11.1', 'F', '20260102110000'),
		];
		await bring([msh('ORU^R01^ORU_R01', 'B14'), pid('3013'), ...lines]);
		const corrected = order(...later, '9.1', 'C', '20260102120000');
		const { path } = await bring([msh('ORU^R01^ORU_R01', 'B15'), pid('3013'), ...corrected]);
		assert.equal(path.at(-1), 'Close: Delivered');
		const reports = await found('DiagnosticReport', `identifier=${ACCESSION}|F3013`);
		const values = await Promise.all(
			reports.map(async ({ status, result }) => {
				const [{ reference }] = result as [{ reference: string }];
				const answer = await fetch(`${ehr.url}/${reference}`);
				const observation = (await answer.json()) as Values;
				return `${status} ${observation.valueQuantity.value} ${observation.status} ${result.length}`;
			}),
		);
		assert.deepEqual(values.sort(), ['corrected 9.1 corrected 1', 'final 5.1 final 1']);
	});

	test('a message for training is held: nothing is written', async () => {
		await bring(adt('B16', '3016'));
		const lines = oru('B17', '3016', '99.9');
		lines[0] = (lines[0] as string).replace('|B17|P|', '|B17|T|');
		const { path, item } = await bring(lines);
		assert.deepEqual(path, ['Config', 'To FHIR', 'Close: Held']);
		assert.equal(item.workItem.reason, 'hl7-not-production');
		assert.equal(item.hl7.processingId, 'T');
		assert.deepEqual(await found('DiagnosticReport', `identifier=${ACCESSION}|F3016`), []);
	});

	test('a message that the rule does not name is refused at the door', async () => {
		const { code } = await sender.send(
			Buffer.from([msh('SIU^S12^SIU_S12', 'B9'), 'SCH|1', ''].join(CR)),
		);
		assert.match(code, /^A[ER]$/);
	});

	test('every parameter is one that its node has, and every node is connected', () => {
		const reached = new Set(
			Object.values(TEMPLATE.connections).flatMap(({ main }) =>
				main.flat().map(({ node }) => node),
			),
		);
		for (const node of TEMPLATE.nodes) {
			if (node.type.endsWith('stickyNote')) continue;
			if (!node.type.endsWith('rigger')) assert.ok(reached.has(node.name), node.name);
			if (!isOurs(node)) continue;
			const own = canvas.nodes.get(node.type.replace('n8n-nodes-hospital.', ''))!;
			const known = new Set(own.description.properties.map(({ name }) => name));
			for (const name of Object.keys(node.parameters))
				assert.ok(known.has(name), `${node.name}: ${name}`);
			assert.equal(node.parameters.sealOutput ?? true, true, node.name);
		}
	});
});

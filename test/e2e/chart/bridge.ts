import assert from 'node:assert/strict';
import { MRN_SYSTEM } from '../../hospital/people.ts';
import type { Needle } from '../../hospital/planted.ts';
import { prepareTemplate, readTemplate } from '../../hospital/templates.ts';
import type { Execution } from '../../n8n/api.ts';
import { freePort } from '../../peers/ports.ts';
import type { ChartServer, Stored } from './chart-server.ts';
import { isSealed } from './checks.ts';
import { ADMITTED, admission, FILLER, labResult } from './messages.ts';
import { acknowledgement, sendByMllp } from './mllp.ts';
import { output, type Ward } from './ward.ts';

/** The template "HL7 into the chart", published. */
export interface Bridge {
	ward: Ward;
	chart: ChartServer;
	workflow: string;
	port: number;
}

/** The shipped template, as a person sets it up. */
export async function publishBridge(
	{ n8n }: Ward,
	{ name }: ChartServer,
): Promise<{ id: string; port: number }> {
	const port = await freePort();
	const template = await readTemplate('hl7-to-fhir-bridge');
	const settings = { 'HL7 Trigger': { port } };
	const prepared = await prepareTemplate(n8n.api, template, settings, { fhirServerApi: name });
	const [id = ''] = await n8n.api.importWorkflows([prepared]);
	await n8n.api.publish([id]);
	return { id, port };
}

const FIRST = { value: '11.2', status: 'F', issued: '20261102100000+0000' } as const;

/** An admission, a result, its correction twice, and the first result once more, late: 4 executions. */
export async function bridgeWorks(bridge: Bridge, needles: readonly Needle[]): Promise<void> {
	const { chart } = bridge;
	const { patient, before } = await admittedWithResult(bridge, needles);
	const runs = await corrected(bridge);
	assert.equal(output(runs[2] as Execution, 'Close: Delivered').length, 1);
	// Another value than the chart's is left out, and never without a word.
	const [old] = output(runs[3] as Execution, 'Close: Held');
	assert.deepEqual(
		[old?.workItem.state, old?.workItem.reason],
		['BLOCKED', 'hl7-entries-left-out'],
	);
	const after = await resultOf(chart, patient);
	assert.deepEqual([after.report.status, after.value], ['corrected', 9.8]);
	assert.equal(after.report.id, before.report.id);
	assert.equal(after.observation.id, before.observation.id);
	const versions = await chart.search(`Observation/${after.observation.id}/_history`);
	assert.deepEqual(
		versions.map(({ valueQuantity }) => valueQuantity.value),
		[9.8, 11.2],
	);
}

async function admittedWithResult(
	{ ward, chart, workflow, port }: Bridge,
	needles: readonly Needle[],
) {
	const [one, two] = [`ZZ-${chart.name}-1`, `ZZ-${chart.name}-2`];
	const answers = await sendByMllp(port, [admission(one), labResult({ controlId: two, ...FIRST })]);
	assert.deepEqual(answers.map(acknowledgement), [
		['AA', one],
		['AA', two],
	]);
	for (const run of await ward.delivered(workflow, 2)) {
		isSealed(run, needles);
		const [delivered] = output(run, 'Close: Delivered');
		assert.deepEqual(
			[delivered?.workItem.state, delivered?.hl7Conversion.status, delivered?.hl7Warnings],
			['DELIVERED', 'converted', []],
		);
	}
	const [patient, ...others] = await chart.search(
		`Patient?identifier=${MRN_SYSTEM}|${ADMITTED.mrn}`,
	);
	assert.ok(patient !== undefined && others.length === 0);
	assert.equal(patient.name[0].family, ADMITTED.family);
	const [stay, ...stays] = await chart.search(`Encounter?patient=Patient/${patient.id}`);
	assert.deepEqual([stay?.status, stays.length], ['in-progress', 0]);
	const before = await resultOf(chart, patient.id);
	assert.deepEqual([before.report.status, before.value], ['final', 11.2]);
	return { patient: patient.id, before };
}

async function corrected({ ward, chart, workflow, port }: Bridge): Promise<Execution[]> {
	const [three, four] = [`ZZ-${chart.name}-3`, `ZZ-${chart.name}-4`];
	const issued = '20261102110000+0000';
	const correction = labResult({ controlId: three, value: '9.8', status: 'C', issued });
	const late = labResult({ controlId: four, ...FIRST });
	const answers = await sendByMllp(port, [correction, correction, late]);
	assert.deepEqual(answers.map(acknowledgement), [
		['AA', three],
		['AA', three],
		['AA', four],
	]);
	assert.deepEqual(answers[1], answers[0], 'a duplicate gets the answer of the first');
	return await ward.delivered(workflow, 4);
}

interface Result {
	report: Stored;
	observation: Stored;
	value: number;
}

/** The one report of the laboratory's order, and its one result. */
async function resultOf(chart: ChartServer, patient: string): Promise<Result> {
	const [report, ...reports] = await chart.search(`DiagnosticReport?patient=Patient/${patient}`);
	const [observation, ...observations] = await chart.search(
		`Observation?patient=Patient/${patient}`,
	);
	assert.deepEqual([reports.length, observations.length], [0, 0], 'one of each');
	assert.ok(report !== undefined && observation !== undefined);
	assert.equal(report.identifier[0].value, FILLER);
	assert.match(report.result[0].reference, new RegExp(`Observation/${observation.id}$`));
	return { report, observation, value: observation.valueQuantity.value as number };
}

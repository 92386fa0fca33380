import type { INodeExecutionData } from 'n8n-workflow';
import { closeAgents } from '../../../dist/nodes/clients/http/index.js';
import { Fhir } from '../../../dist/nodes/Fhir/Fhir.node.js';
import { startEhr, type Ehr } from '../../hospital/ehr.ts';
import type { Hospital } from '../../hospital/people.ts';
import { seedHospital } from '../../hospital/seed.ts';
import { dataPlace, runNode, type Place } from './run-node.ts';

export type Item = Record<string, any>;

/** The FHIR node in front of the demo hospital's server. */
export interface Ward {
	place: Place;
	ehr: Ehr;
	hospital: Hospital;
	credential: object;
	/** Runs the node with these parameters; the output is plain unless `sealOutput` says otherwise. */
	run(parameters: Item, items?: Item[], more?: Item): Promise<INodeExecutionData[][]>;
	/** {@link run} for one item, its json. */
	one(parameters: Item, item?: Item): Promise<Item>;
	/** The latest line of the ledger, or the latest of an interaction. */
	latest(interaction?: string): Promise<Item>;
	close(): Promise<void>;
}

export async function openWard(): Promise<Ward> {
	const place = await dataPlace();
	const ehr = await startEhr();
	const hospital = await seedHospital(ehr, { ordinary: 4 });
	const credential = { baseUrl: ehr.url, authentication: 'none' };
	const run: Ward['run'] = (parameters, items = [{}], more = {}) =>
		runNode({
			node: new Fhir(),
			name: 'FHIR',
			parameters: { purposeOfUse: 'TREAT', sealOutput: false, ...parameters },
			credential,
			items,
			...more,
		});
	return {
		place,
		ehr,
		hospital,
		credential,
		run,
		one: async (parameters, item = {}) => (await run(parameters, [item]))[0][0].json as Item,
		latest: async (interaction) => {
			const lines = await place.ledger();
			return lines.findLast(
				(line) => (interaction ?? line.interaction) === line.interaction,
			) as Item;
		},
		close: async () => {
			closeAgents();
			await ehr.stop();
			await place.remove();
		},
	};
}

/** An observation about a patient, recognised by its identifier. */
export const observation = (patient: string, number: number, more: Item = {}): Item => ({
	resourceType: 'Observation',
	status: 'final',
	identifier: [{ system: 'urn:zz:lab', value: `N${number}` }],
	code: { coding: [{ system: 'http://loinc.org', code: '8867-4' }] },
	subject: { reference: `Patient/${patient}` },
	effectiveDateTime: `2026-0${number}-01T08:00:00Z`,
	valueQuantity: { value: 60 + number, unit: '/min' },
	...more,
});

/** An item of a test run. */
export const TEST_ITEM: Item = {
	workItem: {
		id: 'test',
		attempt: 1,
		kind: 'fhir-change',
		priority: 'routine',
		openedAt: '2026-11-02T00:00:00.000Z',
		test: true,
	},
};

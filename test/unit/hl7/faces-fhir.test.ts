import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { parseMessage } from '../../../dist/nodes/formats/hl7/index.js';
import { startEhr, type Ehr } from '../../hospital/ehr.ts';
import { CR } from './build.ts';
import { FaceRig, withoutNames } from './face-rig.ts';

const MRN = 'https://hospital.example/mrn';
const LAB = 'https://hospital.example/lab';
const VISIT = 'https://hospital.example/visit';
const SYSTEMS = {
	identifierSystems: { system: [{ authority: 'HOSP', address: MRN }] },
	moreSystems: `LAB = ${LAB}, PV = ${VISIT}`,
	timeZone: 'Europe/Vienna',
};

const rig = new FaceRig();
const { canvas } = rig;
let ehr: Ehr;

before(async () => {
	await rig.open();
	ehr = await startEhr();
	canvas.credentials = { fhirServerApi: { baseUrl: ehr.url, authentication: 'none' } };
});
after(async () => {
	await ehr.stop();
	await rig.close();
});

const message = (lines: string[]) => lines.join(CR) + CR;
const msh = (type: string, id: string) =>
	`MSH|^~\\&|LIS|HOSP|N8N|HOSP|20260102030405||${type}|${id}|P|2.5.1|||||||UNICODE UTF-8`;
const adt = (id: string, patient: string, name = 'ZZTEST^ADA') =>
	message([
		msh('ADT^A01^ADT_A01', id),
		'EVN||20260102030405',
		`PID|1||${patient}^^^HOSP^MR||${name}||19800101|F`,
		`PV1|1|I|WARD^101^A||||||||||||||||V${patient}^^^PV^VN|||||||||||||||||||||||||20260102030000`,
	]);
const oru = (id: string, patient: string, value: string, status: string, at = '20260102040000') =>
	message([
		msh('ORU^R01^ORU_R01', id),
		`PID|1||${patient}^^^HOSP^MR||ZZTEST^ADA||19800101|F`,
		`OBR|1|P${patient}^LAB|F${patient}^LAB|2345-7^Glucose^LN|||20260102030000|||||||||||||||${at}||LAB|${status}`,
		`OBX|1|NM|2345-7^Glucose^LN||${value}|mmol/L^^UCUM|3.9-6.1|N|||${status}|||20260102030000`,
	]);

type Item = Record<string, any>;
const convert = async (text: string, more: object = {}): Promise<Item> => {
	const [item] = await canvas.run('hl7.toFhir', { hl7: text, ...SYSTEMS, ...more }, {});
	return item;
};
/** Converts and writes, as the template does. */
async function bring(text: string): Promise<Item> {
	const [item] = await canvas.run('fhir.transaction', { content: 'custom' }, await convert(text));
	return item;
}
const found = async (type: string, query: string): Promise<any[]> => {
	const answer = await fetch(`${ehr.url}/${type}?${query}`);
	const { entry = [] } = (await answer.json()) as { entry?: Array<{ resource: object }> };
	return entry.map(({ resource }) => resource);
};

describe('To FHIR', { timeout: 60_000 }, () => {
	test('the bundle is sealed, and Transaction of the FHIR node writes it as it is', async () => {
		const item = await convert(adt('C1', '1001'));
		assert.equal(item.hl7Conversion.status, 'converted');
		assert.equal(item.bundle.type, 'transaction');
		assert.deepEqual(item.bundle.entry.map(({ resource }: any) => resource.resourceType).sort(), [
			'Encounter',
			'Patient',
		]);
		assert.doesNotMatch(withoutNames(item), /ZZTEST|1001|1980/);
		const written = await bring(adt('C1', '1001'));
		assert.deepEqual([...new Set(written.chart.outcomes)], ['created']);
		const [patient] = await found('Patient', `identifier=${MRN}|1001`);
		assert.equal(patient.name[0].family, 'ZZTEST');
		const [encounter] = await found('Encounter', `identifier=${VISIT}|V1001`);
		assert.equal(encounter.status, 'in-progress');
	});

	test('a corrected result takes the place of the first one, an older one does not', async () => {
		await bring(adt('C2', '1002'));
		await bring(oru('C3', '1002', '5.4', 'F'));
		const corrected = await bring(oru('C4', '1002', '6.6', 'C', '20260102050000'));
		assert.ok(corrected.chart.outcomes.includes('updated'));
		const glucose = async () => {
			const all = await found('Observation', 'code=2345-7');
			const own = all.filter(({ status }) => status === 'corrected');
			return own.map(({ valueQuantity }) => valueQuantity.value);
		};
		assert.deepEqual(await glucose(), [6.6]);
		assert.equal((await found('DiagnosticReport', `identifier=${LAB}|F1002`)).length, 1);
		const late = await convert(oru('C5', '1002', '5.4', 'F'));
		assert.ok(late.hl7Warnings.some(({ code }: any) => code === 'older-than-chart'));
	});

	test('a repeated message changes nothing more', async () => {
		await bring(adt('C6', '1006'));
		await bring(oru('C7', '1006', '5.0', 'F'));
		await bring(oru('C7', '1006', '5.0', 'F'));
		assert.equal((await found('DiagnosticReport', `identifier=${LAB}|F1006`)).length, 1);
		assert.equal((await found('Patient', `identifier=${MRN}|1006`)).length, 1);
	});

	test('what is not mapped is listed by place and code, without any value', async () => {
		const text = adt('C8', '1008') + `ZPI|1|secret-value${CR}`;
		const { hl7Warnings, hl7Conversion } = await convert(text);
		assert.ok(hl7Warnings.some(({ path }: any) => path.startsWith('ZPI')));
		assert.equal(hl7Conversion.warnings, hl7Warnings.length);
		assert.doesNotMatch(JSON.stringify(hl7Warnings), /secret-value|ZZTEST|1008/);
		const held = await convert(text, { whenNotMapped: 'hold' });
		assert.deepEqual(
			[held.hl7Conversion.status, held.hl7Conversion.reason, held.bundle],
			['held', 'hl7-not-mapped', undefined],
		);
	});

	test('an unknown kind of message is nothing to write; a patient without a number is held', async () => {
		const siu = await convert(message([msh('SIU^S12^SIU_S12', 'C9'), 'SCH|1']));
		assert.deepEqual(
			[siu.hl7Conversion.status, siu.hl7Conversion.reason],
			['nothing-to-write', 'hl7-not-convertible'],
		);
		const nobody = await convert(adt('C10', '1010').replaceAll('^^^HOSP^MR', '^^^ELSEWHERE^MR'));
		assert.deepEqual(
			[nobody.hl7Conversion.status, nobody.hl7Conversion.needsPerson],
			['held', true],
		);
		assert.match(nobody.hl7Conversion.reason, /^hl7-patient/);
	});

	test('two records under one number: held, and nothing is written', async () => {
		for (let n = 0; n < 2; n++) {
			await canvas.run(
				'fhir.create',
				{
					resource: { resourceType: 'Patient', identifier: [{ system: MRN, value: '1011' }] },
					onceRule: 'never',
				},
				{},
			);
		}
		const item = await convert(adt('C11', '1011'));
		assert.equal(item.hl7Conversion.reason, 'hl7-chart-ambiguous');
		assert.equal(item.bundle, undefined);
	});

	test('each item goes out where it belongs', async () => {
		const { execute } = canvas.nodes.get('hl7')!;
		const items = [adt('C12', '1012'), message([msh('SIU^S12', 'C13'), 'SCH|1']), adt('C14', '')];
		const values: Record<string, unknown> = { operation: 'toFhir', ...SYSTEMS, lookUp: false };
		const outputs = (await execute!.call({
			getInputData: () => items.map((hl7) => ({ json: { hl7 } })),
			getNodeParameter: (name: string, index: number, otherwise: unknown) =>
				name === 'hl7' ? items[index] : (values[name] ?? otherwise),
			getNode: () => ({ id: 'hl7-1', name: 'HL7', type: 'hl7' }),
			getWorkflow: () => ({ id: 'wf-every-node', name: 'Every node' }),
			getMode: () => 'trigger',
			getExecutionId: () => '1',
			getExecutionCancelSignal: () => undefined,
			continueOnFail: () => false,
			helpers: {},
		} as any)) as unknown as Array<Array<{ pairedItem: { item: number } }>>;
		assert.deepEqual(
			outputs.map((list) => list.map(({ pairedItem }) => pairedItem.item)),
			[[0], [1], [2]],
		);
	});

	test('look-ups travel in bodies and are recorded with pseudonyms before anything goes on', async () => {
		const before = ehr.requests.length;
		const lines = (await rig.ledgerLines()).length;
		await convert(adt('C15', '1001'));
		const asked = ehr.requests.slice(before);
		assert.ok(asked.length > 0);
		assert.ok(asked.every(({ method, path }) => method === 'POST' && !path.includes('1001')));
		const told = (await rig.ledgerLines()).slice(lines);
		const names = told.map(({ interaction }) => interaction);
		assert.ok(names.includes('hl7-chart-looked-up'));
		assert.ok(names.includes('hl7-converted-to-fhir'));
		assert.doesNotMatch(withoutNames(told), /1001|ZZTEST/);
	});

	for (const [what, more, expected] of [
		['an address', { moreSystems: 'HOSP = not an address' }, /no address of an identifier system/],
		['an entry', { moreSystems: 'HOSP' }, /without an equals sign/],
		['an authority', { moreSystems: `= ${MRN}` }, /without an authority/],
		['two addresses', { moreSystems: `HOSP = ${LAB}` }, /names an authority twice/],
		['a zone', { timeZone: 'Middle/Earth' }, /time zone/i],
		['a number system', { numberSystems: { patient: 'mrn' } }, /no address/],
	] as const) {
		test(`${what} that cannot be used is refused in words`, async () => {
			await assert.rejects(convert(adt('C16', '1016'), more), expected);
		});
	}
});

describe('From FHIR', { timeout: 60_000 }, () => {
	const patient = {
		resourceType: 'Patient',
		id: 'p1',
		identifier: [{ system: MRN, value: '2001' }],
		name: [{ family: 'ZZTEST', given: ['ADA'] }],
		birthDate: '1980-01-01',
		gender: 'female',
		photo: [{ title: 'not for HL7' }],
	};
	const make = async (resources: unknown, more: object = {}) => {
		const values = { resources, messageKind: 'ADT^A08', ...SYSTEMS, sealOutput: false, ...more };
		const [item] = await canvas.run('hl7.fromFhir', values, {});
		return item as Item;
	};

	test('a patient becomes an ADT message with the names of the authorities', async () => {
		const { hl7Out, hl7Warnings } = await make([patient]);
		const made = parseMessage(Buffer.from(hl7Out.base64, 'base64'));
		assert.deepEqual(
			['MSH-9.2', 'PID-3.1', 'PID-3.4', 'PID-5.1', 'PID-7'].map((path) => made.get(path)),
			['A08', '2001', 'HOSP', 'ZZTEST', '19800101'],
		);
		assert.ok(hl7Warnings.some(({ path }: any) => path.includes('photo')));
	});

	test('a Bundle, one resource and JSON text are taken alike; nothing of the kind is refused', async () => {
		const bundle = { resourceType: 'Bundle', type: 'collection', entry: [{ resource: patient }] };
		for (const given of [bundle, patient, JSON.stringify([patient])]) {
			assert.equal((await make(given)).hl7Out.event, 'A08');
		}
		await assert.rejects(make([{}]), /no FHIR resources/);
		await assert.rejects(make('x'), /no FHIR resources/);
		await assert.rejects(make([patient], { messageKind: 'ADT^A99' }), /names no message/);
		await assert.rejects(
			make([patient], { messageKind: 'ORU^R01' }),
			/No DiagnosticReport was given/,
		);
	});
});

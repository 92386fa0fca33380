import assert from 'node:assert/strict';
import { createRequire } from 'node:module';
import { after, before, test } from 'node:test';
import type { ILoadOptionsFunctions, INode, INodeProperties } from 'n8n-workflow';
import { Fhir } from '../../../dist/nodes/Fhir/Fhir.node.js';
import { openWard, type Item, type Ward } from './faces-kit.ts';

/** As n8n itself loads it: its ES module form is for bundlers. */
const { NodeHelpers } = createRequire(import.meta.url)(
	'n8n-workflow',
) as typeof import('n8n-workflow');

let ward: Ward;

before(async () => {
	ward = await openWard();
});
after(() => ward.close());

const { description, methods } = new Fhir();

async function list(name: string, filter?: string, parameters: Item = {}, credential?: object) {
	const functions = {
		getCredentials: () => Promise.resolve(credential ?? ward.credential),
		getCurrentNodeParameter: (parameter: string) => parameters[parameter],
		getNode: () => ({ name: 'FHIR', type: 'fhir' }),
		helpers: {},
	};
	const { results } = await methods.listSearch[name].call(
		functions as unknown as ILoadOptionsFunctions,
		filter,
	);
	return results;
}

const OBSERVATION = { resourceType: { __rl: true, mode: 'list', value: 'Observation' } };

test('resource types come from the server, in order, and are filtered as one types', async () => {
	const all = await list('resourceTypes');
	assert.ok(all.length > 100);
	const names = all.map(({ value }) => String(value));
	assert.deepEqual(
		names,
		names.toSorted((a, b) => a.localeCompare(b)),
	);
	const found = await list('resourceTypes', 'serviceR');
	assert.deepEqual(
		found.map(({ value }) => value),
		['ServiceRequest'],
	);
});

test('search parameters are those of the chosen type, with what kind of value they take', async () => {
	const found = await list('searchParameters', 'dat', OBSERVATION);
	const date = found.find(({ value }) => value === 'date');
	assert.equal(date?.name, 'date (date or time)');
	assert.ok(
		!(await list('searchParameters', '', OBSERVATION)).some(({ value }) => value === 'family'),
	);
	assert.ok(
		(await list('searchParameters', 'family', { resourceType: 'Patient' })).some(
			({ value }) => value === 'family',
		),
	);
	assert.deepEqual(await list('searchParameters', '', { resourceType: 'Zz' }), []);
});

test('paths of records that come along are offered for the chosen type', async () => {
	const paths = (await list('includes', 'subject', OBSERVATION)).map(({ value }) => value);
	assert.ok(paths.includes('Observation:subject'));
	for (const name of ['reverseIncludes', 'operations']) {
		assert.ok(Array.isArray(await list(name, '', OBSERVATION)), name);
	}
});

test('the capabilities are read once for several lists', async () => {
	await list('resourceTypes');
	const before = ward.ehr.requests.length;
	await list('searchParameters', '', OBSERVATION);
	await list('resourceTypes', 'Pat');
	assert.equal(ward.ehr.requests.length, before);
});

test('a server that does not answer is said to be so, and how to go on', async () => {
	const dead = { baseUrl: 'http://127.0.0.1:1/fhir', authentication: 'none' };
	await assert.rejects(list('resourceTypes', '', {}, dead), {
		message: /Nothing listens/,
		description: /"By Name"/,
	});
});

/** Fields at every depth. */
const fields = (properties: INodeProperties[]): INodeProperties[] =>
	properties.flatMap((property) => [
		property,
		...fields(
			(property.options ?? []).flatMap((option) =>
				'values' in option ? option.values : 'type' in option ? [option as INodeProperties] : [],
			),
		),
	]);

test('every field that picks from a list can also be typed, and its list exists', () => {
	const locators = fields(description.properties).filter(({ type }) => type === 'resourceLocator');
	assert.ok(locators.length > 8);
	for (const { name, modes = [] } of locators) {
		assert.deepEqual(
			modes.map((mode) => mode.name),
			['list', 'name'],
			name,
		);
		assert.ok((modes[0].typeOptions?.searchListMethod as string) in methods.listSearch, name);
	}
});

test('operations stand in the order of their names, each with a description in plain words', () => {
	const options = description.properties.find(({ name }) => name === 'operation')?.options ?? [];
	const names = options.map(({ name }) => name);
	assert.deepEqual(
		names,
		names.toSorted((a, b) => a.localeCompare(b)),
	);
	for (const option of options) {
		assert.ok(((option as Item).description ?? '').length > 20, option.name);
	}
});

test('workflows from before the lists keep their plain texts, and n8n finds no fault in them', () => {
	for (const stored of [
		{ operation: 'read', resourceType: 'Patient', id: 'p1' },
		{
			operation: 'search',
			resourceType: 'Patient',
			parameters: { parameter: [{ name: 'identifier', value: 'urn:zz|1' }] },
			limit: 3,
		},
		{ operation: 'create', resource: '={{ $json.resource }}', onceRule: 'never' },
		{ operation: 'transaction', content: 'imagingResult', reportCode: '30799-1' },
	]) {
		const node = { name: 'FHIR', typeVersion: 1, parameters: stored } as unknown as INode;
		const { properties } = description;
		const full = NodeHelpers.getNodeParameters(properties, stored, true, false, node, description);
		for (const [name, value] of Object.entries(stored)) {
			if (name !== 'parameters') assert.deepEqual(full?.[name], value, name);
		}
		node.parameters = full ?? {};
		assert.equal(NodeHelpers.getNodeParametersIssues(properties, node, description), null);
	}
	const search = NodeHelpers.getNodeParameters(
		description.properties,
		{ operation: 'search' },
		true,
		false,
		null,
		description,
	);
	assert.deepEqual(search?.resourceType, { __rl: true, mode: 'list', value: 'Patient' });
});

test('no agent may use the node as a tool', () => {
	assert.equal(description.usableAsTool, undefined);
});

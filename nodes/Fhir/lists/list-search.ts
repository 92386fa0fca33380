import {
	NodeOperationError,
	type ILoadOptionsFunctions,
	type INodeListSearchItems,
	type INodeListSearchResult,
} from 'n8n-workflow';
import type { FhirServerCredential, ServerAbilities, TypeAbilities } from '../../clients/fhir';
import { toHospitalError } from '../../shared/errors';
import { honourEgressFilter } from '../../shared/face/egress';
import { abilitiesOf } from './abilities';
import { located } from './locator';

type Search = (this: ILoadOptionsFunctions, filter?: string) => Promise<INodeListSearchResult>;

/** The lists that n8n shows beside the fields: all of them from the server's own CapabilityStatement. */
export const listSearch: Record<string, Search> = {
	async resourceTypes(filter) {
		return await asked(this, filter, ({ types }) => types.map(({ type }) => [type]));
	},
	async searchParameters(filter) {
		const type = typeIn(this);
		return await asked(this, filter, (server) =>
			ofType(server, type).searchParameters.map(({ name, type: kind }) => [name, KINDS[kind]]),
		);
	},
	async includes(filter) {
		const type = typeIn(this);
		return await asked(this, filter, (server) => {
			const { includes, searchParameters } = ofType(server, type);
			return (includes.length > 0 ? includes : references(type, searchParameters)).map(one);
		});
	},
	async reverseIncludes(filter) {
		const type = typeIn(this);
		return await asked(this, filter, (server) => ofType(server, type).reverseIncludes.map(one));
	},
	/** Those of the chosen kind of record, and those of the server as a whole. */
	async operations(filter) {
		const type = typeIn(this);
		return await asked(this, filter, (server) =>
			[...new Set([...ofType(server, type).operations, ...server.operations])].map(one),
		);
	},
};

type Entry = [value: string, hint?: string];

const one = (value: string): Entry => [value];

/** What kind of value a search parameter takes, in plain words. */
const KINDS: Readonly<Record<string, string>> = {
	date: 'date or time',
	number: 'number',
	quantity: 'number with unit',
	reference: 'another record',
	string: 'text',
	token: 'code or identifier',
	uri: 'address',
};

async function asked(
	functions: ILoadOptionsFunctions,
	filter: string | undefined,
	entries: (server: ServerAbilities) => Entry[],
): Promise<INodeListSearchResult> {
	honourEgressFilter(functions);
	try {
		const credential = await functions.getCredentials<FhirServerCredential>('fhirServerApi');
		return { results: shown(entries(await abilitiesOf(credential)), filter) };
	} catch (error) {
		const { message, nextStep } = toHospitalError(error, 'Reading what the FHIR server offers');
		throw new NodeOperationError(functions.getNode(), message, {
			description: `${nextStep} You can also choose "By Name" and type it.`,
		});
	}
}

function shown(entries: Entry[], filter = ''): INodeListSearchItems[] {
	const wanted = filter.trim().toLowerCase();
	return entries
		.filter(([value]) => value.toLowerCase().includes(wanted))
		.sort(([a], [b]) => a.localeCompare(b))
		.map(([value, hint]) => ({ name: hint === undefined ? value : `${value} (${hint})`, value }));
}

const typeIn = (functions: ILoadOptionsFunctions): string =>
	located(functions.getCurrentNodeParameter('resourceType'));

function ofType({ types }: ServerAbilities, wanted: string): Listed {
	return types.find(({ type }) => type === wanted) ?? NOTHING;
}

type Listed = Pick<
	TypeAbilities,
	'searchParameters' | 'includes' | 'reverseIncludes' | 'operations'
>;

const NOTHING: Listed = {
	searchParameters: [],
	operations: [],
	includes: [],
	reverseIncludes: [],
};

/** Many servers support _include for every reference parameter and list none. */
const references = (type: string, parameters: TypeAbilities['searchParameters']): string[] =>
	parameters
		.filter((parameter) => parameter.type === 'reference')
		.map(({ name }) => `${type}:${name}`);

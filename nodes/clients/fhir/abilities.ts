import type { FhirResource } from './types';

/** What a server says it can do with one resource type. */
export interface TypeAbilities {
	type: string;
	/** TypeRestfulInteraction codes: `read`, `patch`, `history-type`, `search-type`, ... */
	interactions: string[];
	/** Search parameters with their kind (`token`, `date`, ...), those for every type included. */
	searchParameters: Array<{ name: string; type: string }>;
	/** `Patient:organization`, for _include. */
	includes: string[];
	/** For _revinclude. */
	reverseIncludes: string[];
	/** Operations by name, without the dollar sign. */
	operations: string[];
	conditionalCreate: boolean;
	conditionalUpdate: boolean;
	/** `not-supported`, `single`, `multiple`. */
	conditionalDelete: string;
}

/** What a server says it can do, from its CapabilityStatement (capabilitystatement.html). */
export interface ServerAbilities {
	/** `4.0.1`; empty when the server does not say. */
	fhirVersion: string;
	/** SystemRestfulInteraction codes: `transaction`, `batch`, `history-system`, `search-system`. */
	interactions: string[];
	types: TypeAbilities[];
	/** Operations of the server as a whole, without the dollar sign. */
	operations: string[];
	/** True when changes can be found by _lastUpdated in every type that can be searched. */
	lastUpdated: 'all' | 'some' | 'none';
	/** Where $export is offered. */
	bulkExport: Array<'system' | 'Patient' | 'Group'>;
	/** `topic` is the form of R5 brought back to R4 (Subscriptions R5 Backport). */
	subscriptions: Array<'criteria' | 'topic'>;
}

type Loose = Record<string, unknown>;

/** Reads a CapabilityStatement; what is missing or malformed counts as not offered. */
export function readServer(statement: FhirResource): ServerAbilities {
	const rests = list(statement.rest);
	const rest = rests.find(({ mode }) => mode === 'server') ?? rests[0] ?? {};
	const shared = parametersOf(rest);
	const types = list(rest.resource).flatMap((one) =>
		typeof one.type === 'string' ? [readType(one, one.type, shared)] : [],
	);
	const operations = namesOf(list(rest.operation));
	return {
		fhirVersion: text(statement.fhirVersion),
		interactions: codesOf(rest),
		types,
		operations,
		lastUpdated: howMany(types),
		bulkExport: [
			...(operations.includes('export') ? (['system'] as const) : []),
			...(['Patient', 'Group'] as const).filter((type) => offers(types, type, 'export')),
		],
		subscriptions: subscriptionsOf(rest, types),
	};
}

function readType(
	one: Loose,
	type: string,
	shared: TypeAbilities['searchParameters'],
): TypeAbilities {
	const own = parametersOf(one);
	const known = new Set(own.map(({ name }) => name));
	return {
		type,
		interactions: codesOf(one),
		searchParameters: [...own, ...shared.filter(({ name }) => !known.has(name))],
		includes: strings(one.searchInclude),
		reverseIncludes: strings(one.searchRevInclude),
		operations: namesOf(list(one.operation)),
		conditionalCreate: one.conditionalCreate === true,
		conditionalUpdate: one.conditionalUpdate === true,
		conditionalDelete: text(one.conditionalDelete) || 'not-supported',
	};
}

function howMany(types: TypeAbilities[]): ServerAbilities['lastUpdated'] {
	const searchable = types.filter(({ interactions }) => interactions.includes('search-type'));
	const having = searchable.filter(({ searchParameters }) =>
		searchParameters.some(({ name }) => name === '_lastUpdated'),
	);
	if (having.length === 0) return 'none';
	return having.length === searchable.length ? 'all' : 'some';
}

const TOPICS =
	'http://hl7.org/fhir/uv/subscriptions-backport/StructureDefinition/capabilitystatement-subscriptiontopic-canonical';

function subscriptionsOf(rest: Loose, types: TypeAbilities[]): ServerAbilities['subscriptions'] {
	const found = list(rest.resource).find(({ type }) => type === 'Subscription');
	const abilities = types.find(({ type }) => type === 'Subscription');
	if (found === undefined || !abilities?.interactions.includes('create')) return [];
	const profiles = [...strings(found.supportedProfile), text(found.profile)];
	const topics =
		profiles.some((profile) => profile.includes('subscriptions-backport')) ||
		[...list(rest.extension), ...list(found.extension)].some(({ url }) => url === TOPICS);
	return topics ? ['criteria', 'topic'] : ['criteria'];
}

const offers = (types: TypeAbilities[], type: string, operation: string): boolean =>
	types.some((one) => one.type === type && one.operations.includes(operation));

/** Servers write `$export`, `export`, or only the canonical of the definition. */
const namesOf = (operations: Loose[]): string[] =>
	operations.flatMap(({ name, definition }) => {
		const bare = text(name).replace(/^\$/, '');
		if (/\/(patient-|group-)?export$/.test(text(definition))) return ['export'];
		// `patient-export` is the name of the definition; it is called as $export.
		return bare === '' ? [] : [/^(patient|group)-export$/.test(bare) ? 'export' : bare];
	});

const codesOf = ({ interaction }: Loose): string[] =>
	list(interaction).flatMap(({ code }) => (typeof code === 'string' ? [code] : []));

const parametersOf = ({ searchParam }: Loose): TypeAbilities['searchParameters'] =>
	list(searchParam).flatMap(({ name, type }) =>
		typeof name === 'string' ? [{ name, type: text(type) }] : [],
	);

const list = (value: unknown): Loose[] =>
	(Array.isArray(value) ? value : []).filter(
		(one): one is Loose => typeof one === 'object' && one !== null,
	);
const strings = (value: unknown): string[] =>
	(Array.isArray(value) ? value : []).filter((one) => typeof one === 'string');
const text = (value: unknown): string => (typeof value === 'string' ? value : '');

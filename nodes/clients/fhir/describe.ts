import { readServer, type ServerAbilities } from './abilities';
import type { FhirResource } from './types';

/** What a server can and cannot do, in the words of the people who run workflows. */
export function describeServer(statement: FhirResource): string {
	const server = readServer(statement);
	const transactions = server.interactions.includes('transaction')
		? 'transactions supported'
		: 'no transactions (results cannot be written as one)';
	return `FHIR R4 server answered: ${server.types.length} resource types, ${transactions}`;
}

/** What beyond reading and writing is there, and what is missing for what. */
export function describeAbilities(server: ServerAbilities): string[] {
	const facts = FACTS.map((fact) => fact(server));
	const can = facts.flatMap((fact) => ('can' in fact ? [fact.can] : []));
	const cannot = facts.flatMap((fact) => ('cannot' in fact ? [fact.cannot] : []));
	return [
		...(/^4\.[0-9.]{1,8}$/.test(server.fhirVersion) ? [`FHIR version ${server.fhirVersion}`] : []),
		...(can.length > 0 ? [`It says it can: ${can.join(', ')}`] : []),
		...(cannot.length > 0 ? [`It does not name: ${cannot.join(', ')}`] : []),
	];
}

type Fact = { can: string } | { cannot: string };

const when = (yes: boolean, can: string, cannot: string): Fact => (yes ? { can } : { cannot });

const FACTS: ReadonlyArray<(server: ServerAbilities) => Fact> = [
	({ interactions, types }) => {
		const count = having(types, 'history-instance', 'history-type');
		return when(
			interactions.includes('history-system') || count > 0,
			`history (${interactions.includes('history-system') ? 'of everything' : `of ${count} types`})`,
			'history (deletions cannot be noticed)',
		);
	},
	({ types }) => {
		const count = types.filter(
			({ conditionalCreate, conditionalUpdate }) => conditionalCreate || conditionalUpdate,
		).length;
		return when(
			count > 0,
			`conditional writes (${count} types)`,
			'conditional writes (a workflow that runs again could write twice)',
		);
	},
	({ types }) => {
		const count = having(types, 'patch');
		return when(count > 0, `patch (${count} types)`, 'patch');
	},
	({ lastUpdated }) =>
		when(
			lastUpdated !== 'none',
			lastUpdated === 'all'
				? 'search by time of change'
				: 'search by time of change for some types',
			'search by time of change (a FHIR Trigger cannot poll it)',
		),
	({ bulkExport }) =>
		when(
			bulkExport.length > 0,
			`bulk export (${bulkExport.map((level) => LEVELS[level]).join(', ')})`,
			'bulk export',
		),
	({ subscriptions }) =>
		when(
			subscriptions.length > 0,
			`subscriptions${subscriptions.includes('topic') ? ' (also by topic)' : ''}`,
			'subscriptions (a FHIR Trigger has to poll)',
		),
];

const LEVELS = { system: 'everything', Patient: 'all patients', Group: 'groups' };

const having = (types: ServerAbilities['types'], ...codes: string[]): number =>
	types.filter(({ interactions }) => codes.some((code) => interactions.includes(code))).length;

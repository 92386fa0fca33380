import { isId, type FhirResource } from '../../clients/fhir';
import { clear, sealed, type Contract } from '../../shared/contracts';
import type { Change } from './change';
import { whoseIs, type Local } from './patient';

/** What the FHIR Trigger tells of a change, beside the record itself. */
export interface ChartChange {
	resourceType: string;
	/** `change` when a search found it: a search does not tell a new record from a changed one. */
	interaction: 'create' | 'update' | 'delete' | 'change';
	foundBy: 'search' | 'history';
	/** How many records the item carries; 0 for a deletion. */
	count: number;
	/** `Type/id`; of one record only. */
	reference?: string;
	version?: string;
	/** Time of the change by the server's clock; of several records the latest. */
	lastUpdated?: string;
	/** `Patient/id`, when the record names its patient. */
	patient?: string;
	/** `other-server`: the record names a patient of another server, whose ID says nothing here. */
	patientLeftOut?: 'other-server';
	/** Present when the record itself is not in the item: read it by its reference. */
	leftOut?: 'too-large';
}

export const chartChangeContract: Contract = {
	name: 'ChartChange',
	key: 'change',
	description: 'What changed in the chart and how it was noticed, beside the record itself.',
	fields: {
		'/resourceType': clear('Kind of record, as FHIR names it'),
		'/interaction': clear(
			'`create`, `update` or `delete` from a history; `change` from a search, which does not tell them apart',
		),
		'/foundBy': clear('`search` or `history`'),
		'/count': clear('How many records the item carries'),
		'/reference': sealed('The record on the server, such as Observation/123'),
		'/version': clear('Version of the record'),
		'/lastUpdated': clear("When it was changed, by the server's clock"),
		'/patient': sealed('The patient on the server, such as Patient/123'),
		'/patientLeftOut': clear(
			'`other-server`: the record names a patient of another server, whose ID says nothing here',
		),
		'/leftOut': clear(
			'`too-large`: the record is not in the item (over 16 MB); read it by its reference',
		),
	},
};

const INTERACTIONS: Record<string, ChartChange['interaction']> = {
	POST: 'create',
	PUT: 'update',
	PATCH: 'update',
	DELETE: 'delete',
};

/**
 * @param foundBy what showed it
 * @param local tells whether a reference leads to a record of the server
 */
export function chartChangeOf(
	change: Change,
	foundBy: ChartChange['foundBy'],
	local?: Local,
): ChartChange {
	const { type, id, version, lastUpdated, deleted, method, resource } = change;
	return {
		resourceType: type,
		interaction: deleted ? 'delete' : (INTERACTIONS[method ?? ''] ?? 'change'),
		foundBy,
		count: resource === undefined ? 0 : 1,
		reference: `${type}/${id}`,
		// A version that is none in FHIR could carry anything, and it stays readable.
		...(isId(version) && { version }),
		...(lastUpdated !== undefined && { lastUpdated }),
		...toldOf(resource, local),
	};
}

/** @param changes of one patient, at least one */
export function chartChangeOfAll(
	changes: readonly Change[],
	foundBy: ChartChange['foundBy'],
	local?: Local,
): ChartChange {
	const [first] = changes;
	if (changes.length === 1 && first !== undefined) return chartChangeOf(first, foundBy, local);
	const resources = resourcesOf(changes);
	const latest = changes.reduce((a, b) => ((b.at ?? 0) > (a.at ?? 0) ? b : a));
	return {
		resourceType: first?.type ?? '',
		interaction: changes.every(({ deleted }) => deleted) ? 'delete' : 'change',
		foundBy,
		count: resources.length,
		...(latest.lastUpdated !== undefined && { lastUpdated: latest.lastUpdated }),
		...toldOf(resources[0], local),
	};
}

function toldOf(
	resource: FhirResource | undefined,
	local: Local | undefined,
): Pick<ChartChange, 'patient' | 'patientLeftOut'> {
	const { patient, elsewhere } = whoseIs(resource, local);
	return {
		...(patient !== undefined && { patient }),
		...(elsewhere && { patientLeftOut: 'other-server' }),
	};
}

export const resourcesOf = (changes: readonly Change[]): FhirResource[] =>
	changes.flatMap(({ resource }) => (resource === undefined ? [] : [resource]));

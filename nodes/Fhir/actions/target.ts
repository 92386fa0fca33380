import type { INodeProperties } from 'n8n-workflow';
import type { Condition, FhirServerCredential } from '../../clients/fhir';
import { HospitalError } from '../../shared/errors';
import type { OperationContext } from '../../shared/face';
import { abilitiesOf } from '../lists/abilities';
import { requiredCondition } from '../writing/condition';
import { ifMatchOf, versionMissing } from '../writing/version';
import { idField, idIn } from './fields';
import { partsIn, searchChoices, searchTextField, searchValuesField } from './condition-fields';

/** Which record is meant: by its id, or by a search that must find exactly one. */
export const targetFields: INodeProperties[] = [
	{
		displayName: 'Find It By',
		name: 'findBy',
		type: 'options',
		default: 'id',
		description: 'How the record is found',
		options: [
			{ name: 'ID', value: 'id' },
			...searchChoices('By a search that must find exactly one record, such as its identifier'),
		],
	},
	{ ...idField, displayOptions: { show: { findBy: ['id'] } } },
];

export const conditionFields: INodeProperties[] = [
	searchTextField({
		name: 'condition',
		displayOptions: { show: { findBy: ['search'] } },
		description: 'Search that finds the record. When several match, nothing is written.',
	}),
	searchValuesField({
		name: 'conditionValues',
		displayOptions: { show: { findBy: ['values'] } },
		description:
			'What the record must have; all of it must fit. When several records do, nothing is written.',
	}),
];

export const overwriteField: INodeProperties = {
	displayName: 'If Somebody Else Changed It',
	name: 'overwrite',
	type: 'options',
	default: 'refuse',
	description:
		'What happens when the record in the chart is not the version that was read any more',
	options: [
		{
			name: 'Do Not Write',
			value: 'refuse',
			description: 'The item fails, and the other change stays',
		},
		{
			name: 'Overwrite It',
			value: 'always',
			description: 'Writes whatever is there; a change by somebody else is lost',
		},
	],
};

export type Target = { id: string } | { condition: Condition };

export async function targetOf(context: OperationContext, type: string): Promise<Target> {
	const condition = await foundBy(context);
	return condition ?? { id: await idIn(context, type) };
}

/** The search of the field Find It By; undefined when the record is named by its id. */
export async function foundBy(
	context: OperationContext,
): Promise<{ condition: Condition } | undefined> {
	const by = await context.parameter<string>('findBy', 'id');
	if (by !== 'search' && by !== 'values') return undefined;
	return { condition: requiredCondition(await partsIn(context, by, NAMES)) };
}

const NAMES = { search: 'condition', values: 'conditionValues' };

/**
 * Refuses a write by a search that the server does not say it can do: one that ignores an unknown
 * parameter finds somebody else's record.
 *
 * @throws HospitalError `fhir-condition-unsupported` before anything is written
 */
export async function checkSearchable(
	context: OperationContext,
	type: string,
	target: Target,
): Promise<void> {
	if (!('condition' in target)) return;
	const server = await abilitiesOf(
		await context.credentials<FhirServerCredential>('fhirServerApi'),
	);
	const known = server.types.find((one) => one.type === type)?.searchParameters ?? [];
	const names = Object.keys(target.condition).map((name) => name.split(/[:.]/)[0]);
	if (names.every((name) => known.some((parameter) => parameter.name === name))) return;
	throw new HospitalError(
		'fhir-condition-unsupported',
		'The FHIR server does not say that it can search this kind of record so',
		{
			nextStep:
				'Nothing was written. Use a search parameter that the list of the operation Search shows, or find the record first and use its ID.',
		},
	);
}

/** Names of the search parameters for the ledger. */
export const queryOf = (type: string, target: Target) =>
	'condition' in target ? { query: { type, parameters: Object.keys(target.condition) } } : {};

/**
 * The version that the server must still have.
 *
 * @param version as the user or the record gives it
 * @param isGuarded true when the write itself checks what it changes
 * @throws HospitalError `fhir-version-missing`, unless overwriting was chosen
 */
export async function ifMatchIn(
	context: OperationContext,
	version: unknown,
	isGuarded = false,
): Promise<{ ifMatch?: string }> {
	if ((await context.parameter<string>('overwrite', 'refuse')) === 'always') return {};
	const ifMatch = ifMatchOf(version);
	if (ifMatch !== undefined) return { ifMatch };
	if (isGuarded) return {};
	throw versionMissing();
}

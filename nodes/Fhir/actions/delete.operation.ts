import type { FhirClient, RemoveResult } from '../../clients/fhir';
import { HospitalError } from '../../shared/errors';
import { writeInTestsField, type Operation } from '../../shared/face';
import { located } from '../lists/locator';
import { unchanged } from '../writing/unchanged';
import { ifMatchOf } from '../writing/version';
import { audited, clientOf, referencesOf } from './chart-access';
import { resourceTypeField, typeOf } from './fields';
import { oneMatch } from './one-match';
import { refusingOthers } from './other-records';
import {
	checkSearchable,
	conditionFields,
	ifMatchIn,
	overwriteField,
	queryOf,
	targetFields,
	targetOf,
	type Target,
} from './target';
import { chartOf, nothingWritten } from './written';

export const remove: Operation = {
	value: 'delete',
	name: 'Delete',
	description: 'Delete one record from the chart; most servers keep its history',
	action: 'Delete a resource',
	fields: [
		resourceTypeField,
		...targetFields,
		...conditionFields,
		{
			displayName: 'Reason',
			name: 'deleteReason',
			type: 'options',
			default: 'entered-in-error',
			required: true,
			description: 'Why it is deleted. Recorded in the audit ledger.',
			options: [
				{ name: 'Duplicate', value: 'duplicate' },
				{ name: 'Entered in Error', value: 'entered-in-error' },
				{ name: 'Patient Request', value: 'patient-request' },
				{ name: 'Retention Period Over', value: 'retention-over' },
				{ name: 'Superseded', value: 'superseded' },
				{ name: 'Test Data', value: 'test-data' },
			],
		},
		{
			...overwriteField,
			displayOptions: { show: { findBy: ['id'] } },
			description:
				'What happens when the record in the chart is not the version that was read any more. A search takes the version that it finds.',
			options: [
				{
					name: 'Do Not Delete',
					value: 'refuse',
					description: 'The item fails, and the record stays',
				},
				{
					name: 'Delete It All the Same',
					value: 'always',
					description: 'Deletes whatever is there; a change by somebody else is lost',
				},
			],
		},
		{
			displayName: 'Version That Was Read',
			name: 'version',
			type: 'string',
			default: '={{ $json.resource?.meta?.versionId }}',
			placeholder: 'e.g. 3',
			displayOptions: { show: { findBy: ['id'], overwrite: ['refuse'] } },
			description: 'Version of the record as it was read',
		},
		writeInTestsField,
	],
	async execute(context) {
		const type = typeOf(located(await context.parameter<unknown>('resourceType')));
		const target = await targetOf(context, type);
		const reason = reasonOf(await context.parameter<unknown>('deleteReason', 'entered-in-error'));
		const { ifMatch } =
			'id' in target
				? await ifMatchIn(context, await context.parameter<unknown>('version', ''))
				: {};
		if (!(await context.mayWrite())) return { add: [nothingWritten([type])] };
		await checkSearchable(context, type, target);
		const client = await clientOf(context);
		const { reference, outcome } = await audited(
			context,
			'fhir-delete',
			'D',
			() => refusingOthers(context, () => deleteOne(client, type, target, ifMatch, context.signal)),
			({ about }) => about,
			{ reason, ...queryOf(type, target) },
		);
		return { add: [chartOf([{ reference, resourceType: type, outcome }])] };
	},
};

function reasonOf(value: unknown): string {
	const reason = String(value ?? '').trim();
	if (/^[a-z][a-z-]{1,40}$/.test(reason)) return reason;
	throw new HospitalError('input-invalid', 'The reason of the deletion is missing', {
		nextStep: 'Nothing was deleted. Choose a reason.',
	});
}

interface Removed extends RemoveResult {
	/** The record, and the patient whom it is about where that is known. */
	about: string[];
}

/**
 * A conditional delete is left to no server: some delete all that match. The one record is searched
 * here and deleted in the version that was found.
 */
async function deleteOne(
	client: FhirClient,
	type: string,
	target: Target,
	ifMatch: string | undefined,
	signal: AbortSignal | undefined,
): Promise<Removed> {
	if ('id' in target) return await deleteById(client, type, target.id, ifMatch, signal);
	const one = await oneMatch(client, type, target.condition, signal);
	if (one?.id === undefined) return { reference: '', outcome: 'absent', about: [] };
	const version = ifMatchOf(one.meta?.versionId);
	const removed = await client.remove(type, one.id, {
		signal,
		...(version && { ifMatch: version }),
	});
	return { ...removed, about: referencesOf(one) };
}

async function deleteById(
	client: FhirClient,
	type: string,
	id: string,
	ifMatch: string | undefined,
	signal: AbortSignal | undefined,
): Promise<Removed> {
	const reference = `${type}/${id}`;
	if (ifMatch === undefined) {
		return { ...(await client.remove(type, id, { signal })), about: [reference] };
	}
	const there = await unchanged(client, { type, id, ifMatch }, signal);
	if (there === undefined) return { reference, outcome: 'absent', about: [reference] };
	return { ...(await client.remove(type, id, { signal, ifMatch })), about: referencesOf(there) };
}

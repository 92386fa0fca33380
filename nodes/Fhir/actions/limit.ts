import type { INodeProperties } from 'n8n-workflow';
import { HospitalError } from '../../shared/errors';
import type { OperationContext } from '../../shared/face';

/** How many results an operation gives at most. */
export const limitFields: INodeProperties[] = [
	{
		displayName: 'Return All',
		name: 'returnAll',
		type: 'boolean',
		default: false,
		description: 'Whether to return all results or only up to a given limit',
	},
	{
		displayName: 'Limit',
		name: 'limit',
		type: 'number',
		typeOptions: { minValue: 1 },
		default: 50,
		displayOptions: { show: { returnAll: [false] } },
		description: 'Max number of results to return',
	},
];

/** @throws HospitalError `input-invalid` */
export async function limitOf(context: OperationContext): Promise<number | undefined> {
	if (await context.parameter<boolean>('returnAll', false)) return undefined;
	const count = Number(await context.parameter<unknown>('limit', 50));
	if (Number.isInteger(count) && count > 0) return count;
	throw new HospitalError('input-invalid', 'The limit is not usable', {
		nextStep: 'Enter a whole number from 1, or switch on Return All.',
	});
}

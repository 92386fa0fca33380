import { HospitalError } from '../../shared/errors';
import type { OperationContext } from '../../shared/face';
import { MINIMUM_K } from './export-fields';

/** The field "Smallest Group". @throws HospitalError `field-invalid` */
export async function readMinimumK(context: OperationContext): Promise<number> {
	const k = Number(await context.parameter<unknown>('minimumK', MINIMUM_K));
	if (Number.isInteger(k) && k >= 2) return k;
	throw new HospitalError('field-invalid', 'The field "Smallest Group" holds no number from 2', {
		nextStep: 'Enter a whole number, for example 11.',
	});
}

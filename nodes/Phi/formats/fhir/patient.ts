import type { PhiType } from '../../types';
import { kindOf } from './demographics';
import { isObject, type Json } from './place';

/** The numbers of a Patient resource, with the system that gave each. */
export function subjectNumbers(
	patient: Json,
): Array<{ authority?: string; value: string; type: PhiType }> {
	const list = Array.isArray(patient.identifier) ? patient.identifier : [];
	return list.flatMap((one) => {
		if (!isObject(one) || typeof one.value !== 'string' || one.value === '') return [];
		const type = kindOf(one, { key: 'Patient.identifier' });
		return [
			{ value: one.value, type, ...(typeof one.system === 'string' && { authority: one.system }) },
		];
	});
}

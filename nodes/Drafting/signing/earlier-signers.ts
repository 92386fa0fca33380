import type { Signer } from '../../shared/contracts';
import { HospitalError } from '../../shared/errors';
import type { Person } from './person';

/** Enough of somebody to know the same person again. */
export type Known = Pick<Signer, 'issuer' | 'subject' | 'practitioner'>;

const isObject = (value: unknown): value is Record<string, unknown> =>
	typeof value === 'object' && value !== null && !Array.isArray(value);

/**
 * Who decided in earlier steps, from their sign-offs (SignOff/1, one or a list).
 *
 * @throws HospitalError `input-invalid`: a field that names nobody would let everybody sign twice
 */
export function earlierSigners(value: unknown): Known[] {
	if (value === undefined || value === null || value === '') return [];
	const given = typeof value === 'string' ? parsed(value) : value;
	return (Array.isArray(given) ? given : [given]).map((one: unknown) => {
		const by = isObject(one) ? one.by : undefined;
		if (!isObject(by) || typeof by.subject !== 'string' || typeof by.issuer !== 'string') {
			throw nobody();
		}
		return {
			subject: by.subject,
			issuer: by.issuer,
			...(typeof by.practitioner === 'string' && { practitioner: by.practitioner }),
		};
	});
}

/** The same account, or another account of the same practitioner. */
export const isOneOf = (person: Person, known: readonly Known[]): boolean =>
	known.some(
		({ issuer, subject, practitioner }) =>
			(person.issuer === issuer && person.subject === subject) ||
			(practitioner !== undefined && person.practitioner === practitioner),
	);

function parsed(text: string): unknown {
	try {
		return JSON.parse(text) as unknown;
	} catch {
		throw nobody();
	}
}

const nobody = (): HospitalError =>
	new HospitalError('input-invalid', 'The field "Not Whoever Signed Before" names nobody', {
		nextStep:
			'Give it the sign-off of the earlier step, {{ $json.signOff }} behind that node, or leave it empty.',
	});

import { dea, mbi, npi } from '../../detecting/validators';
import type { PhiType } from '../../types';
import { layDigits } from './contact';
import { byteAt, firstOther, sameForm, type ValueChoice } from './form';

/**
 * A number of the same form that nobody bears: numbers of the whole country are drawn from those that
 * are never given out, or a made-up one might be that of somebody alive.
 */
export function madeUpNumber(type: PhiType, value: string, choice: ValueChoice): string {
	const bare = value.toUpperCase().replace(/[^A-Z0-9]/g, '');
	if (type === 'SSN' && /^\d{9}$/.test(bare)) return ssn(value, bare, choice);
	const made = sameForm(value, choice, type);
	if (type === 'PLAN' && mbi(bare)) return begun(made, '0');
	if (type !== 'LICENCE') return made;
	// NPIs begin with 1 or 2; no registrant of the DEA has a Q.
	if (npi(bare)) return begun(made, '0');
	return dea(bare) ? begun(made, 'Q') : made;
}

/** No SSN has an area from 900 on, and no number of a taxpayer (ITIN, ATIN) has a group below 50. */
function ssn(value: string, bare: string, choice: ValueChoice): string {
	const make = (bytes: Buffer) => {
		const digits = [10, 10, 5, 10, 10, 10, 10, 10].map((below, at) => byteAt(bytes, at, below));
		return `9${digits.join('')}`;
	};
	return layDigits(value, firstOther(choice, ['SSN', bare], make, bare));
}

/** The same with another first sign. */
const begun = (made: string, sign: string): string => made.replace(/[A-Za-z0-9]/, sign);

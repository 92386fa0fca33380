import type { PhiType } from '../../types';
import { madeUpName } from '../names/name';
import { address, email, phone, url } from './contact';
import type { ValueChoice } from './form';
import { city, facility, street } from './places';

const MAKERS: Readonly<Partial<Record<PhiType, (value: string, choice: ValueChoice) => string>>> = {
	NAME: madeUpName,
	STREET: street,
	CITY: city,
	FACILITY: facility,
	PHONE: phone,
	FAX: phone,
	EMAIL: email,
	URL: url,
	IP: address,
};

/** A made-up value of the same form; undefined for kinds of which none can be made up. */
export const madeUpValue = (
	type: PhiType,
	value: string,
	choice: ValueChoice,
): string | undefined => MAKERS[type]?.(value, choice);

import type { Hl7Message, Segment } from '../../../formats/hl7';
import type { KnownDate, KnownNumber, KnownPerson, KnownPlace, KnownSource } from '../../knowing';
import type { PersonName, PhiRole, PhiType } from '../../types';
import { at, cellOf, type Cell } from './cells';
import { fieldsOf } from './fields';
import { authorityOf } from './number-types';
import { isoDate } from './plain-types';

/** Who and what the fields of a message name, for the sweep of its texts. */
export function knownOfMessage(message: Hl7Message): KnownSource {
	const gathered: Gathered = { people: [], numbers: [], places: [], dates: [] };
	for (const segment of message.segments) {
		if (segment.name === 'MSH') continue;
		fieldsOf(segment.name)?.forEach(({ type, of }, index) => {
			const field = index + 1;
			if (segment.name === 'OBX' && field === 5) return;
			for (const element of segment.repetitions(field)) {
				gather(gathered, segment, field, type, of, cellOf(element));
			}
		});
	}
	return gathered;
}

interface Gathered {
	people: KnownPerson[];
	numbers: KnownNumber[];
	places: KnownPlace[];
	dates: KnownDate[];
}

const PATIENTS = new Set(['PID', 'PD1', 'MRG']);
const RELATIVES = new Set(['NK1', 'GT1', 'IN1', 'IN2']);
/** Dates of the patient and of the stay: others are of orders, and there are many. */
const DATES = new Set(['PV1-44', 'PV1-45', 'PID-29', 'PV2-8', 'PV2-9', 'EVN-6']);

function gather(
	into: Gathered,
	{ name: segment }: Segment,
	field: number,
	type: string,
	of: string | undefined,
	cell: Cell,
): void {
	const role: PhiRole = PATIENTS.has(segment)
		? 'patient'
		: RELATIVES.has(segment)
			? 'relative'
			: 'unknown';
	const place = `${segment}-${field}`;
	if (type === 'XPN') {
		const named = of === 'patient' || of === 'relative' || of === 'provider' ? of : role;
		into.people.push({ role: named, names: [nameAt(cell, 1)] });
	} else if (type === 'XCN') {
		into.people.push({ role: 'provider', names: [nameAt(cell, 2)] });
		addNumber(into, at(cell, 1), 'LICENCE', 'provider', authorityOf(cell, 9));
	} else if (type === 'CX') {
		addNumber(into, at(cell, 1), of as PhiType, role, authorityOf(cell, 4));
	} else if (type === 'EI') addNumber(into, at(cell, 1), of as PhiType, role);
	else if (type === 'ST' && of !== 'FACILITY' && of !== 'CITY' && of !== 'CONTROL') {
		addNumber(into, cell.text, (of ?? 'OTHER_ID') as PhiType, role);
	} else if (type === 'XAD') {
		const lines = [at(cell, 1), at(cell, 2)].filter((line) => line !== '');
		const [city, postalCode] = [at(cell, 3), at(cell, 5)];
		into.people.push({
			role,
			names: [],
			addresses: [
				{
					...(lines.length > 0 && { lines }),
					...(city !== '' && { city }),
					...(postalCode !== '' && { postalCode }),
				},
			],
		});
	} else if (type === 'XTN') {
		const phone = at(cell, 12) || at(cell, 1) || [6, 7].map((part) => at(cell, part)).join('');
		const email = at(cell, 4);
		into.people.push({
			role,
			names: [],
			...(phone !== '' && { phones: [phone] }),
			...(email !== '' && { emails: [email] }),
		});
	} else if (type === 'XON' && segment !== 'IN1') addPlace(into, at(cell, 1), 'facility');
	else if (type === 'PL') {
		addPlace(into, at(cell, 1), 'unit');
		addPlace(into, at(cell, 4), 'facility');
	} else if (type === 'DTM' && of === 'birth') addBirth(into, at(cell, 1), role);
	else if (type === 'DTM' && DATES.has(place)) {
		const value = isoDate(at(cell, 1));
		if (value !== undefined) into.dates.push({ value, role: 'patient' });
	}
}

function addNumber(
	into: Gathered,
	value: string,
	type: PhiType,
	role: PhiRole,
	authority?: string,
): void {
	if (value === '' || value === '""') return;
	into.numbers.push({ value, type, role, ...(authority !== undefined && { authority }) });
}

function addPlace(into: Gathered, name: string, kind: KnownPlace['kind']): void {
	if (name !== '' && name !== '""') into.places.push({ name, kind });
}

function addBirth(into: Gathered, value: string, role: PhiRole): void {
	const birthDate = isoDate(value);
	if (birthDate !== undefined) into.people.push({ role, names: [], birthDate });
}

function nameAt(cell: Cell, from: number): PersonName {
	const part = (component: number): string => {
		const value = at(cell, component);
		return value === '""' ? '' : value;
	};
	const given = [part(from + 1), part(from + 2)].filter((one) => one !== '');
	return {
		...(part(from) !== '' && { family: part(from) }),
		...(given.length > 0 && { given }),
		...(part(from + 4) !== '' && { prefix: [part(from + 4)] }),
		...(part(from + 3) !== '' && { suffix: [part(from + 3)] }),
	};
}

/** The patient of a PID: number, authority, birth date. */
export interface PidPatient {
	readonly numbers: ReadonlyArray<{ authority?: string; value: string; type: PhiType }>;
	readonly birthDate?: string;
}

export function patientOf(pid: Segment): PidPatient {
	const numbers = [3, 2, 4].flatMap((field) =>
		pid.repetitions(field).flatMap((element) => {
			const cell = cellOf(element);
			const [value, authority] = [at(cell, 1), authorityOf(cell, 4)];
			if (value === '' || value === '""') return [];
			return [{ value, type: 'MRN' as const, ...(authority !== undefined && { authority }) }];
		}),
	);
	const birthDate = isoDate(String(pid.get('7') ?? ''));
	return { numbers, ...(birthDate !== undefined && { birthDate }) };
}

import type { Random } from '../../hospital/random.ts';
import type { Case } from './case.ts';
import { named, ocrNumber, phoneIn } from './numbers.ts';
import { streetOf, type Address } from './places.ts';
import type { PhiRole, PhiType, Piece } from './types.ts';
import { spelled } from './words.ts';

export function phonePieces(
	digits: string,
	form: string,
	random: Random,
	role: PhiRole,
	fax = false,
): Piece[] {
	const type: PhiType = fax ? 'FAX' : 'PHONE';
	return [{ text: phoneIn(form, digits, random), type, role }];
}

export function addressPieces(address: Address, form: string, role: PhiRole): Piece[] {
	const upper = form === 'upper';
	const cased = (text: string): string => (upper ? text.toUpperCase() : text);
	const gap = form === 'block' ? '\n' : ', ';
	if (!['line', 'block', 'upper', 'any'].includes(form)) throw new Error(`no form "${form}"`);
	return [
		{ text: cased(streetOf(address)), type: 'STREET', role },
		{ text: gap },
		{ text: cased(address.city), type: 'CITY', role },
		{ text: `, ${address.state} ` },
		{ text: address.zip, type: 'ZIP', role },
	];
}

const cases = (text: string, form: string): string =>
	named(
		{
			any: () => text,
			plain: () => text,
			upper: () => text.toUpperCase(),
			lower: () => text.toLowerCase(),
		},
		form,
	)();

const mrnIn = (mrn: string, form: string): string =>
	named(
		{
			any: () => mrn,
			plain: () => mrn,
			spaced: () => mrn.replace(mrn.length < 8 ? /\d{2}(?=\d{2})/g : /\d{3}(?=\d{2})/g, '$& '),
			dashed: () => mrn.replace(/(\d{2})(?=(\d{2})+$)/g, '$1-'),
			prefixed: () => `H${mrn}`,
			zeros: () => mrn.padStart(mrn.length + 2, '0'),
			ocr: () => ocrNumber(mrn),
		},
		form,
	)();

/** What `patient.X` gives beside what every person has. */
export function patientPieces(
	kase: Case,
	what: string,
	form: string,
	random: Random,
): Piece[] | undefined {
	const { patient, numbers, age } = kase;
	const { address } = patient;
	const number = (key: string): string => numbers[key] ?? '';
	const gold = (type: PhiType, text: string): Piece[] => [{ text, type, role: 'patient' }];
	const ssn = number('ssn');
	const parts = [ssn.slice(0, 3), ssn.slice(3, 5), ssn.slice(5)];
	const mbi = number('mbi');
	const facility = (key: string): Piece[] => gold('FACILITY', kase.facilities[key]?.full ?? '');
	const pieces: Record<string, () => Piece[]> = {
		mrn: () => gold('MRN', mrnIn(number('mrn'), form)),
		ssn: () =>
			gold(
				'SSN',
				named(
					{
						any: parts.join('-'),
						dashed: parts.join('-'),
						spaced: parts.join(' '),
						plain: ssn,
						last4: ssn.slice(5),
					},
					form,
				),
			),
		age: () => {
			const text = form === 'words' ? spelled(age) : String(age);
			return age >= 90 ? gold('AGE', text) : [{ text }];
		},
		workphone: () => phonePieces(number('workphone'), form, random, 'patient'),
		fax: () => phonePieces(number('fax'), form, random, 'patient', true),
		handle: () => gold('OTHER_ID', number('handle')),
		street: () =>
			gold(
				'STREET',
				form === 'box'
					? `P.O. Box ${address.box}`
					: form === 'abbreviated'
						? streetOf(address, true)
						: cases(streetOf(address), form),
			),
		city: () => gold('CITY', cases(address.city, form)),
		county: () => gold('CITY', cases(address.county, form)),
		zip: () => gold('ZIP', form === 'plus4' ? `${address.zip}-${address.plus4}` : address.zip),
		member: () => gold('PLAN', number('member')),
		mbi: () =>
			gold(
				'PLAN',
				form === 'dashed' ? `${mbi.slice(0, 4)}-${mbi.slice(4, 7)}-${mbi.slice(7)}` : mbi,
			),
		group: () => gold('PLAN', number('group')),
		account: () => gold('ACCOUNT', number('account')),
		card: () => gold('ACCOUNT', number('card').replace(/(\d{4})(?=\d)/g, '$1 ')),
		driver: () => gold('LICENCE', number('driver')),
		plate: () => gold('VEHICLE', number('plate')),
		vin: () => gold('VEHICLE', number('vin')),
		device: () => gold('DEVICE', number('device.serial')),
		udi: () => gold('DEVICE', number('device.udi')),
		url: () => gold('URL', number('url')),
		ip: () => gold('IP', number('ip')),
		ipv6: () => gold('IP', number('ipv6')),
		mac: () => gold('IP', number('mac')),
		biometric: () => gold('BIOMETRIC', number('biometric')),
		photo: () => gold('PHOTO', number('photo')),
		employer: () => facility('employer'),
		school: () => facility('school'),
	};
	return Object.hasOwn(pieces, what) ? pieces[what]?.() : undefined;
}

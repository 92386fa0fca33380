import { hl7DateTime } from '../datatypes/times';
import { codeSystemName } from '../systems';
import type { Part } from './resource-reading';

/** Components of a field, a list of subcomponents where one has parts. */
export type Components = Array<string | undefined>;

/** Names of assigning authorities by the address of their numbers, some with a type: `PI:HOSP`. */
export type AuthorityNames = Readonly<Record<string, string>>;

/** HD in components: the site's own name, else the object identifier of the system. */
function authority(system: string | undefined, names: AuthorityNames): [string?, string?, string?] {
	if (system === undefined) return [];
	if (Object.hasOwn(names, system)) return [names[system]?.replace(TYPED, '')];
	const oid = /^urn:oid:([0-2](?:\.\d+)+)$/.exec(system)?.[1];
	if (oid !== undefined) return [undefined, oid, 'ISO'];
	return /^https?:\/\//.test(system) ? [undefined, system, 'URI'] : [];
}

/** The type of numbers before the name of their authority: `PI:HOSP`. */
const TYPED = /^(\w+):/;

/** The type that all numbers of a system have, where the site says so. */
const typeOf = (system: string | undefined, names: AuthorityNames): string | undefined =>
	system !== undefined && Object.hasOwn(names, system)
		? TYPED.exec(names[system] ?? '')?.[1]
		: undefined;

/** CX, with subcomponents in component 4. */
export function cx(identifier: Part, names: AuthorityNames): Array<string | string[] | undefined> {
	const value = identifier.get('value').text;
	const system = identifier.get('system').text;
	const hd = authority(system, names);
	const type = identifier.get('type').first('coding');
	const kind = type.get('code').text ?? typeOf(system, names);
	type.get('system').passOver();
	identifier.get('use').passOver();
	const assigner = identifier.get('assigner').get('display').text;
	const name = hd[0] ?? (hd.length === 0 ? assigner : undefined);
	return [value, undefined, undefined, [name, hd[1], hd[2]].map((part) => part ?? ''), kind];
}

/** EI. */
export function ei(identifier: Part, names: AuthorityNames): Components {
	const value = identifier.get('value').text;
	const hd = authority(identifier.get('system').text, names);
	identifier.get('type').passOver();
	identifier.get('use').passOver();
	const assigner = identifier.get('assigner').get('display').text;
	return [value, hd[0] ?? (hd.length === 0 ? assigner : undefined), hd[1], hd[2]];
}

/** CWE: the first coding, the second as the alternate one, the text. */
export function cwe(concept: Part): Components {
	const [one, two] = concept.list('coding').map((coding) => {
		const [code, display, system, version] = coding.texts('code', 'display', 'system', 'version');
		const name =
			system === undefined ? undefined : (codeSystemName(system) ?? oidOf(system) ?? 'L');
		return { code, display, name, version };
	});
	const text = concept.get('text').text;
	const words = text !== one?.display ? text : undefined;
	return [
		one?.code,
		one?.display ?? (one === undefined ? text : undefined),
		one?.name,
		two?.code,
		two?.display,
		two?.name,
		one?.version,
		two?.version,
		words,
	];
}

const oidOf = (system: string): string | undefined => /^urn:oid:(\S+)$/.exec(system)?.[1];

/** XPN. */
export function xpn(name: Part): Components {
	const given = name.list('given').map((part) => part.text);
	const use = name.get('use').text;
	const type = { official: 'L', usual: 'D', maiden: 'M', nickname: 'N', old: 'BAD', temp: 'TEMP' }[
		use ?? ''
	];
	const whole = name.get('text').text;
	const family = name.get('family').text ?? (given.length === 0 ? whole : undefined);
	return [
		family,
		given[0],
		given.slice(1).filter(Boolean).join(' ') || undefined,
		name
			.list('suffix')
			.map((part) => part.text)
			.join(' ') || undefined,
		name
			.list('prefix')
			.map((part) => part.text)
			.join(' ') || undefined,
		undefined,
		type,
	];
}

/** XAD. */
export function xad(address: Part): Components {
	const [line, ...others] = address.list('line').map((part) => part.text);
	const [city, state, postalCode, country, district, use, type] = address.texts(
		'city',
		'state',
		'postalCode',
		'country',
		'district',
		'use',
		'type',
	);
	const kind =
		type === 'postal'
			? 'M'
			: { home: 'H', work: 'B', temp: 'C', old: 'BA', billing: 'BI' }[use ?? ''];
	const rest = others.filter(Boolean).join(', ') || undefined;
	return [line, rest, city, state, postalCode, country, kind, undefined, district];
}

/** XTN. */
export function xtn(contact: Part): Components {
	const [system, value, use] = contact.texts('system', 'value', 'use');
	contact.get('rank').passOver();
	const kind = { home: 'PRN', work: 'WPN', temp: 'VHN', mobile: 'PRS', old: undefined }[use ?? ''];
	if (system === 'email') return [undefined, 'NET', 'Internet', value];
	const equipment = use === 'mobile' ? 'CP' : { phone: 'PH', fax: 'FX', pager: 'BP' }[system ?? ''];
	return [value, kind, equipment];
}

/** XCN of a reference to a person: number and name as one. */
export function xcn(reference: Part, names: AuthorityNames): Components {
	const identifier = reference.get('identifier');
	const number = identifier.get('value').text;
	const [name] = authority(identifier.get('system').text, names);
	const display = reference.get('display').text;
	reference.get('reference').passOver();
	reference.get('type').passOver();
	return [number, display, undefined, undefined, undefined, undefined, undefined, undefined, name];
}

export const dtm = (part: Part): string | undefined => hl7DateTime(part.text);

import { deed } from '../../engine/work';
import type { PersonName, PhiType } from '../../types';
import type { FhirWalk } from './walk';
import { isObject, masked, MASKED, own, type Gone, type Json, type Place } from './place';
import { isCountry, isPublicSystem, isState } from './terminologies';

const string = (value: unknown): string | undefined =>
	typeof value === 'string' && /\S/.test(value) ? value : undefined;

const strings = (value: unknown): string[] =>
	Array.isArray(value) ? value.filter((one) => string(one) !== undefined) : [];

/** The element without some of its parts, walked by the table. */
function others(
	walk: FhirWalk,
	value: Json,
	type: string,
	own: readonly string[],
	place: Place,
): Json {
	const rest = { ...value };
	for (const name of own) {
		delete rest[name];
		delete rest[`_${name}`];
	}
	const done = walk.object(rest, type, place);
	return typeof done === 'symbol' ? {} : done;
}

/** Somebody's name, in parts and as text: both from the same pseudonym. */
export function humanName(walk: FhirWalk, value: Json, place: Place): Json | Gone {
	const { transformer } = walk.work;
	const { subject } = place;
	const role = place.key === 'Patient.contact.name' ? 'relative' : place.role;
	const parts: PersonName = {
		...(string(value.family) !== undefined && { family: value.family as string }),
		...(strings(value.given).length > 0 && { given: strings(value.given) }),
		...(strings(value.prefix).length > 0 && { prefix: strings(value.prefix) }),
		...(strings(value.suffix).length > 0 && { suffix: strings(value.suffix) }),
	};
	const text = string(value.text);
	const given = Object.keys(parts).length > 0 ? parts : text;
	const after = given === undefined ? undefined : transformer.name(given, subject, role);
	walk.did(after === undefined ? 'removed' : 'replaced', 'NAME', place);
	if (after === undefined) return MASKED;
	const out = others(
		walk,
		value,
		'HumanName',
		['text', 'family', 'given', 'prefix', 'suffix'],
		place,
	);
	if (text !== undefined) out.text = after.text;
	if (given !== text) {
		for (const [name, part] of Object.entries(after.parts)) {
			if (part !== undefined && part.length > 0) out[name] = part;
		}
	}
	return out;
}

/** State and country stay, a ZIP code as the profile says, everything smaller by its kind. */
export function address(walk: FhirWalk, value: Json, place: Place): Json | Gone {
	const { work } = walk;
	const own = ['line', 'city', 'district', 'text', 'postalCode', 'state', 'country'];
	const out = others(walk, value, 'Address', own, place);
	const put = (
		name: string,
		type: PhiType,
		before: unknown,
		make: (one: string) => string | undefined,
	) => {
		const one = string(before);
		if (before === undefined) return;
		const after = one === undefined ? undefined : make(one);
		walk.work.report.did(deed(one ?? '', after), type, `${place.path}.${name}`);
		if (after === undefined) out[`_${name}`] = masked();
		else out[name] = after;
	};
	const field = (type: PhiType) => (one: string) =>
		work.transformer.field(type, one, place.subject, place.role);
	const lines = strings(value.line).map(field('STREET'));
	if (value.line !== undefined) {
		walk.work.report.did('removed', 'STREET', `${place.path}.line`, Math.max(1, lines.length));
		if (lines.length > 0 && lines.every((one) => one !== undefined)) out.line = lines;
		else out._line = [masked()];
	}
	put('city', 'CITY', value.city, field('CITY'));
	put('district', 'CITY', value.district, field('CITY'));
	put('state', 'CITY', value.state, (one) => (isState(one) ? one : field('CITY')(one)));
	put('country', 'CITY', value.country, (one) => (isCountry(one) ? one : undefined));
	put('postalCode', 'ZIP', value.postalCode, (one) =>
		work.transformer.zip(one, string(value.country)),
	);
	if (value.text !== undefined) {
		walk.work.report.did('removed', 'STREET', `${place.path}.text`);
		out._text = masked();
	}
	return Object.keys(out).length === 0 ? MASKED : out;
}

const CONTACTS: Readonly<Record<string, PhiType>> = {
	phone: 'PHONE',
	sms: 'PHONE',
	pager: 'PHONE',
	fax: 'FAX',
	email: 'EMAIL',
	url: 'URL',
};

export function contactPoint(walk: FhirWalk, value: Json, place: Place): Json | Gone {
	const out = others(walk, value, 'ContactPoint', ['value'], place);
	const before = string(value.value);
	if (value.value === undefined) return Object.keys(out).length === 0 ? MASKED : out;
	const type = own(CONTACTS, value.system) ?? 'OTHER_ID';
	const after = before && walk.work.transformer.field(type, before, place.subject, place.role);
	walk.did(deed(before ?? '', after), type, place);
	if (after === undefined || after === '') out._value = masked();
	else out.value = after;
	return out;
}

/** Kinds of number by their code in table 0203, and by public system. */
const KINDS: Readonly<Record<string, PhiType>> = {
	MR: 'MRN',
	MRN: 'MRN',
	PI: 'MRN',
	PT: 'MRN',
	SS: 'SSN',
	SB: 'SSN',
	DL: 'LICENCE',
	PPN: 'LICENCE',
	NPI: 'LICENCE',
	PRN: 'LICENCE',
	MD: 'LICENCE',
	LN: 'LICENCE',
	DEA: 'LICENCE',
	MB: 'PLAN',
	MC: 'PLAN',
	MA: 'PLAN',
	NIIP: 'PLAN',
	SN: 'PLAN',
	AN: 'ACCOUNT',
	VN: 'ACCOUNT',
	PLAC: 'OTHER_ID',
	FILL: 'OTHER_ID',
	ACSN: 'OTHER_ID',
	SNO: 'DEVICE',
	UDI: 'DEVICE',
};
const SYSTEMS: Readonly<Record<string, PhiType>> = {
	'http://hl7.org/fhir/sid/us-ssn': 'SSN',
	'urn:oid:2.16.840.1.113883.4.1': 'SSN',
	'http://hl7.org/fhir/sid/us-npi': 'LICENCE',
	'urn:oid:2.16.840.1.113883.4.6': 'LICENCE',
	'urn:oid:2.16.840.1.113883.4.3.25': 'LICENCE',
	'http://hl7.org/fhir/sid/us-mbi': 'PLAN',
	'http://hl7.org/fhir/sid/us-medicare': 'PLAN',
};

/** What kind of number an Identifier is. */
export function kindOf(value: Json, place: Pick<Place, 'key'>): PhiType {
	const bySystem = own(SYSTEMS, value.system);
	if (bySystem !== undefined) return bySystem;
	const { type } = value;
	const codings = isObject(type) && Array.isArray(type.coding) ? type.coding : [];
	for (const one of codings) {
		const kind = isObject(one) ? own(KINDS, one.code) : undefined;
		if (kind !== undefined) return kind;
	}
	return BY_PLACE[place.key] ?? 'OTHER_ID';
}

const BY_PLACE: Readonly<Record<string, PhiType>> = {
	'Patient.identifier': 'MRN',
	'RelatedPerson.identifier': 'OTHER_ID',
	'Practitioner.identifier': 'LICENCE',
	'Practitioner.qualification.identifier': 'LICENCE',
	'Encounter.identifier': 'ACCOUNT',
	'EpisodeOfCare.identifier': 'ACCOUNT',
	'Account.identifier': 'ACCOUNT',
	'Coverage.identifier': 'PLAN',
	'Device.identifier': 'DEVICE',
};

/** The number by its kind; the system stays where it is a public one. */
export function identifier(walk: FhirWalk, value: Json, place: Place): Json | Gone {
	const { transformer } = walk.work;
	const out = others(walk, value, 'Identifier', ['value', 'system'], place);
	const system = string(value.system);
	if (system !== undefined && isPublicSystem(system)) out.system = system;
	else if (value.system !== undefined) out._system = masked();
	const before = string(value.value);
	if (value.value === undefined) return out;
	const type = kindOf(value, place);
	const isUid = before !== undefined && /^urn:(?:uuid|oid):/.test(before);
	const after = isUid
		? walk.identities.reference(before, place.contained)
		: before && transformer.identifier(system, before, type, place.subject);
	walk.did(deed(before ?? '', after), type, place);
	if (after === undefined || after === '') out._value = masked();
	else out.value = after;
	return out;
}

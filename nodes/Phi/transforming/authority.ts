import { HospitalError } from '../../shared/errors';
import type { PhiType, Subject } from '../types';
import { universalGiver } from './universal';

/**
 * One authority that gives out numbers, under the names that it has in the formats. What is not listed
 * here as the same is not the same: a number gets another code under every name.
 */
export interface Authority {
	/** Own name, for instance `mrn`. Changing it changes every code. */
	readonly name: string;
	/** The kind of its numbers; `MRN` when not given. */
	readonly type?: PhiType;
	/** FHIR: `Identifier.system`. */
	readonly fhir?: readonly string[];
	/** HL7 v2: CX.4 as namespace id, as universal id, or whole (`HOSP&1.2.3&ISO`). */
	readonly hl7?: readonly string[];
	/** DICOM: Issuer of Patient ID (0010,0021) or its universal id. */
	readonly dicom?: readonly string[];
	/** Whether numbers of this type that come without any authority are its own. */
	readonly default?: boolean;
	/** Letters that some formats put before the number, for instance `H`; compared without case. */
	readonly prefixes?: readonly string[];
	/** Whether `00123` is `123`. */
	readonly ignoreLeadingZeros?: boolean;
	/** Characters inside a number that mean nothing; space, hyphen, full stop and slash when not given. */
	readonly ignore?: string;
}

const MEANINGLESS = ' -./';

/** A number without what only its format added. */
export function canonicalNumber(value: string, authority?: Authority): string {
	const ignore = authority?.ignore ?? MEANINGLESS;
	const whole = value.normalize('NFKC').trim().toUpperCase();
	let number = [...whole].filter((sign) => !ignore.includes(sign) && !/\s/.test(sign)).join('');
	const prefixes = [...(authority?.prefixes ?? [])].sort((a, b) => b.length - a.length);
	const prefix = prefixes.find((each) => {
		const letters = each.toUpperCase();
		return letters !== '' && number.startsWith(letters) && number.length > letters.length;
	});
	if (prefix !== undefined) number = number.slice(prefix.length);
	if (authority?.ignoreLeadingZeros === true) number = number.replace(/^0+(?=.)/, '');
	return number === '' ? whole : number;
}

/** The authorities of a profile, found by any of their names. */
export class Authorities {
	private readonly byName = new Map<string, Authority>();
	private readonly byType = new Map<PhiType, Authority>();

	/** @throws HospitalError `authority-ambiguous` */
	constructor(authorities: readonly Authority[] = []) {
		for (const authority of authorities) {
			const names = [authority.fhir, authority.hl7, authority.dicom].flatMap((list) => list ?? []);
			for (const name of names) {
				const known = this.byName.get(plain(name));
				if (known !== undefined && known !== authority) throw ambiguous(known, authority);
				this.byName.set(plain(name), authority);
			}
			if (authority.default !== true) continue;
			const type = authority.type ?? 'MRN';
			const known = this.byType.get(type);
			if (known !== undefined) throw ambiguous(known, authority);
			this.byType.set(type, authority);
		}
	}

	/** @param named as the format names it: `urn:oid:1.2.3`, `HOSP&1.2.3&ISO`, `HOSP` */
	find(named: string | undefined, type: PhiType): Authority | undefined {
		if (named === undefined || named.trim() === '') return this.byType.get(type);
		const isPlain = !named.includes('&') && !named.includes('^');
		const parts = isPlain ? [named] : [named, ...named.split(/[&^]/)];
		for (const part of parts) {
			const found = part === '' ? undefined : this.byName.get(plain(part));
			if (found !== undefined) return found;
		}
		return undefined;
	}

	/**
	 * Number space and number, equal for the same number under equivalent names. A number of the whole
	 * country, such as a SSN, has one space whatever it is named and whatever is listed.
	 */
	place(named: string | undefined, value: string, type: PhiType): NumberPlace {
		const bare = canonicalNumber(value);
		const giver = universalGiver(type, bare, named === undefined ? undefined : plain(named));
		if (giver !== undefined) return { space: `named ${giver}`, number: bare };
		const authority = this.find(named, type);
		const space =
			authority !== undefined
				? `authority ${authority.name}`
				: named !== undefined && named.trim() !== ''
					? `named ${plain(named)}`
					: undefined;
		return { space, number: canonicalNumber(value, authority) };
	}
}

export interface NumberPlace {
	/** Undefined where nobody said whose number it is. */
	readonly space: string | undefined;
	readonly number: string;
}

const plain = (name: string): string =>
	name
		.trim()
		.toLowerCase()
		.replace(/^urn:oid:/, '');

const ambiguous = (first: Authority, second: Authority): HospitalError =>
	new HospitalError(
		'authority-ambiguous',
		first.name === second.name
			? 'Two authorities bear the same names'
			: 'Two authorities claim the same name or the same numbers without a name',
		{
			nextStep:
				'List every FHIR system, HL7 authority and DICOM issuer under one authority only, and mark at most one authority of a type as the default.',
		},
	);

/**
 * The patient, under a key that is the same in every format. The key holds the number itself: it stays
 * in this process.
 */
export function subjectOf(
	patient: {
		readonly authority?: string;
		readonly number: string;
		/** `MRN` when not given. */
		readonly type?: PhiType;
		readonly birthDate?: string;
	},
	authorities: readonly Authority[] | Authorities = [],
): Subject {
	const known = authorities instanceof Authorities ? authorities : new Authorities(authorities);
	const birth = patient.birthDate === undefined ? {} : { birthDate: patient.birthDate };
	if (patient.number.trim() === '') return { key: '', ...birth };
	const { space, number } = known.place(patient.authority, patient.number, patient.type ?? 'MRN');
	return { key: `${space ?? ''}\u001f${number}`, ...birth };
}

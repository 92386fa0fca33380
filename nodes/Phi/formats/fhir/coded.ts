import { masked, MASKED, own, type Gone, type Json, type Place } from './place';
import { isPublicCode, isPublicSystem, isUcum, UCUM } from './terminologies';
import type { FhirWalk } from './walk';

/** Versions are dates, numbers, and editions of SNOMED CT. */
const VERSION = /^(?:[\d.-]{1,20}|http:\/\/snomed\.info\/sct\/\d{6,18}(?:\/version\/\d{8})?)$/;

/**
 * A Coding. The code stays where its system is a public one and it has that system's form, or where the
 * hospital has said that a system of its own says nothing about a person; its words are text.
 */
export function coding(walk: FhirWalk, value: Json, place: Place): Json | Gone {
	const { system, version, code, _system, _version, _code, ...rest } = value;
	void [_system, _version, _code];
	const done = walk.object(rest, 'Coding', place);
	const out: Json = typeof done === 'symbol' ? {} : done;
	const isOwn = typeof system === 'string' && walk.work.codeSystems.has(system);
	if (system !== undefined) {
		const isKept = typeof system === 'string' && (isOwn || isPublicSystem(system));
		if (isKept && !walk.work.isKnown(system)) out.system = system;
		else out._system = masked();
	}
	if (typeof version === 'string' && VERSION.test(version)) out.version = version;
	if (code !== undefined) {
		const isCode = typeof code === 'string' && /^\S{1,100}$/.test(code) && !walk.work.isKnown(code);
		if (isCode && (isOwn || isPublicCode(system, code) || isBound(walk, system, code, place))) {
			out.code = code;
			if (typeof rest.display === 'string') walk.terms.add(rest.display);
		} else {
			out._code = masked();
			walk.did('removed: code of no public list', 'OTHER', place);
		}
	}
	return Object.keys(out).length === 0 ? MASKED : out;
}

/** A code of the value set that the standard requires here. */
function isBound(walk: FhirWalk, system: unknown, code: string, place: Place): boolean {
	const list = walk.definitions.bindings[place.entry?.[3] ?? -1];
	return (list && own(list.systems, system))?.includes(code) ?? false;
}

const YEARS: Readonly<Record<string, number>> = {
	a: 1,
	year: 1,
	years: 1,
	yr: 1,
	yrs: 1,
	y: 1,
	mo: 12,
	month: 12,
	months: 12,
	wk: 52.1775,
	week: 52.1775,
	weeks: 52.1775,
	d: 365.2425,
	day: 365.2425,
	days: 365.2425,
	h: 8765.82,
};

/** A measured value with its unit; an age as the profile says. */
export function quantity(walk: FhirWalk, value: Json, place: Place, type: string): Json | Gone {
	const { unit, code, system, _unit, _code, _system, ...rest } = value;
	void [_unit, _code, _system];
	const done = walk.object(rest, type, { ...place, isAge: false });
	const out: Json = typeof done === 'symbol' ? {} : done;
	if (system !== undefined) {
		if (typeof system === 'string' && isPublicSystem(system)) out.system = system;
		else out._system = masked();
	}
	if (code !== undefined) {
		if (typeof code === 'string' && isUnit(system, code)) out.code = code;
		else out._code = masked();
	}
	if (typeof unit === 'string' && /\S/.test(unit)) {
		if (isUcum(unit)) out.unit = unit;
		else {
			out.unit = '';
			walk.text(unit, place, (cleaned) => {
				if (cleaned !== undefined) out.unit = cleaned;
				else delete out.unit;
			});
		}
	} else if (unit !== undefined) out._unit = masked();
	if (type === 'Age' || place.isAge) ageOf(walk, value, out, place);
	return Object.keys(out).length === 0 ? MASKED : out;
}

const isUnit = (system: unknown, code: string): boolean =>
	system === UCUM ? isUcum(code) : isPublicCode(system, code);

function ageOf(walk: FhirWalk, value: Json, out: Json, place: Place): void {
	if (typeof value.value !== 'number') return;
	const unit = String(value.code ?? value.unit ?? 'a').toLowerCase();
	// Of an unknown unit the number may be years.
	const years = Math.floor(value.value / (own(YEARS, unit) ?? 1));
	const after = walk.work.transformer.age(years, place.subject);
	if (after === String(years)) return;
	walk.did(after === undefined ? 'removed' : 'changed', 'AGE', place);
	delete out.value;
	delete out.comparator;
	if (after === '90+') {
		Object.assign(out, { value: 90, comparator: '>=', unit: 'years', system: UCUM, code: 'a' });
		for (const name of ['_value', '_comparator', '_unit', '_system', '_code']) delete out[name];
	} else out._value = masked();
}

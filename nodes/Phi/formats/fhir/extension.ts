import { DROPPED, isObject, masked, own, type Gone, type Json, type Place } from './place';
import type { FhirWalk } from './walk';

const US_CORE = 'http://hl7.org/fhir/us/core/StructureDefinition/us-core-';
const ABSENT = 'http://hl7.org/fhir/StructureDefinition/data-absent-reason';

/** Parts of an extension that are known by short names. */
const PARTS: Readonly<Record<string, readonly string[]>> = {
	[`${US_CORE}race`]: ['ombCategory', 'detailed', 'text'],
	[`${US_CORE}ethnicity`]: ['ombCategory', 'detailed', 'text'],
};
/** Codes that an extension's value may be. */
const CODES: Readonly<Record<string, RegExp>> = {
	[`${US_CORE}birthsex`]: /^(?:F|M|OTH|UNK|ASKU)$/,
	[ABSENT]:
		/^(?:unknown|asked-unknown|temp-unknown|not-asked|asked-declined|masked|not-applicable|unsupported|as-text|error|not-a-number|negative-infinity|positive-infinity|not-performed|not-permitted)$/,
};
/** Stands for the name of a modifier that is nobody's business. */
const MASKED_MODIFIER = 'urn:hospital:masked-modifier';

/**
 * An extension that the profile keeps, its values by the rules of their types; every other one is
 * dropped. One that changes the meaning of the element around it is not: what it says is taken out, and
 * that there is one stays, so that nobody reads the element as if it stood alone.
 */
export function extension(walk: FhirWalk, value: Json, place: Place): Json | Gone {
	const { url } = value;
	const isModifier = place.path.endsWith('.modifierExtension');
	const isKept = typeof url === 'string' && isAllowed(walk, url, place);
	if (isKept) {
		const done = kept(walk, value, url, place);
		if (done !== DROPPED) return done;
	}
	walk.did('removed: not on the list of extensions', 'OTHER', place);
	if (!isModifier) return DROPPED;
	walk.work.report.review(
		'modifier-masked',
		'An extension that changes the meaning of the record around it was taken out, and a mark left in its place. Look at the record before it is used.',
		place.path,
	);
	return { url: MASKED_MODIFIER, _valueString: masked() };
}

function isAllowed(walk: FhirWalk, url: string, place: Place): boolean {
	const outer = isObject(place.parent) ? place.parent.url : undefined;
	const parts = own(PARTS, outer);
	if (parts?.includes(url) === true) return true;
	return url === ABSENT || walk.work.transformer.profile.fhir.keepExtensions.includes(url);
}

function kept(walk: FhirWalk, value: Json, url: string, place: Place): Json | Gone {
	const { url: _url, _url: _twin, id, valueCode, extension: inner, ...rest } = value;
	void [_url, _twin, id];
	const codes = CODES[url];
	const out: Json = { url };
	if (valueCode !== undefined) {
		if (typeof valueCode !== 'string' || codes?.test(valueCode) !== true) return DROPPED;
		out.valueCode = valueCode;
	} else if (inner !== undefined) {
		// The parts ask for the extension that they lie in.
		const done = walk.object({ url, extension: inner }, 'Extension', place);
		if (typeof done === 'symbol' || done.extension === undefined) return DROPPED;
		out.extension = done.extension;
	} else {
		walk.object(rest, 'Extension', place, out);
	}
	return Object.keys(out).length > 1 ? out : DROPPED;
}

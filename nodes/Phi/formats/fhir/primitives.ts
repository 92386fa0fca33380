import { deed } from '../../engine/work';
import type { FhirWalk } from './walk';
import { DROPPED, MASKED, type Place } from './place';
import { IDENTIFYING, TIMES_KEPT } from './strings';
import { isCurrency, isLanguage, isPublicUri, mediaType } from './terminologies';

export const isPrimitive = (type: string): boolean => /^[a-z]/.test(type);

type Put = (value: unknown) => void;
type Rule = (walk: FhirWalk, value: string, place: Place, put: Put, type: string) => void;

const TIME = /^([01]\d|2[0-3]):[0-5]\d:[0-5]\d(\.\d+)?$/;
const MOST_TEXT = 64 * 1024 * 1024;

/**
 * A primitive value by the rule of its type. `put` is called once: now, or when the text engine has
 * looked at it. A value of another JSON type than the standard gives it never stands.
 */
export function primitive(
	walk: FhirWalk,
	type: string,
	value: unknown,
	place: Place,
	put: Put,
): void {
	const isNumber = NUMBERS[type];
	if (isNumber !== undefined || type === 'boolean') {
		const fits =
			isNumber === undefined
				? typeof value === 'boolean'
				: typeof value === 'number' && isNumber(value);
		if (!fits) walk.unknown(place);
		const done = fits ? aged(walk, value, place) : MASKED;
		put(done);
		// As many digits as a day, a telephone number or somebody's own number has.
		if (typeof done === 'number' && /\d{7}/.test(String(done))) {
			walk.text(String(done), place, (left) => put(left === String(done) ? done : MASKED));
		}
		return;
	}
	const rule = RULES[type];
	if (typeof value !== 'string' || rule === undefined || value.length > MOST_TEXT) {
		walk.unknown(place);
		put(MASKED);
		return;
	}
	rule(walk, value, place, put, type);
}

/** `valueInteger` of an observation of age or of a year of birth. */
function aged(walk: FhirWalk, value: unknown, place: Place): unknown {
	if (typeof value !== 'number') return value;
	if (place.isBirthYear === true && value > 1850) return bornIn(walk, value, place);
	if (!place.isAge) return value;
	const age = walk.work.transformer.age(value, place.subject);
	if (age === String(value)) return value;
	walk.did('removed', 'AGE', place);
	return MASKED;
}

/** The year alone, as the profile says; a number holds no more than a year. */
function bornIn(walk: FhirWalk, value: number, place: Place): unknown {
	const year = String(value);
	const subject = { ...place.subject, birthDate: year };
	const after = walk.work.transformer.date(year, 'fhir', subject);
	walk.did(deed(year, after), 'DATE', place);
	return after !== undefined && /^\d{4}$/.test(after) ? Number(after) : MASKED;
}

/** An age that was written as a text, where it may not stand; undefined for all other texts. */
function ageWritten(walk: FhirWalk, value: string, place: Place): string | undefined {
	const years = place.isAge ? /^\D{0,20}(\d{1,3})(?!\d)/.exec(value)?.[1] : undefined;
	if (years === undefined) return undefined;
	const after = walk.work.transformer.age(Number(years), place.subject);
	return after === String(Number(years)) ? undefined : (after ?? '');
}

const NUMBERS: Readonly<Record<string, (value: number) => boolean>> = {
	decimal: Number.isFinite,
	integer: Number.isInteger,
	positiveInt: (value) => Number.isInteger(value) && value > 0,
	unsignedInt: (value) => Number.isInteger(value) && value >= 0,
};

const ANSWERS = /\.valueString$/;

const written: Rule = (walk, value, place, put) => {
	const type = IDENTIFYING[place.key];
	if (type === undefined) {
		const age = ANSWERS.test(place.key) ? ageWritten(walk, value, place) : undefined;
		const year = place.isBirthYear === true ? /^\s*(\d{4})\s*$/.exec(value)?.[1] : undefined;
		if (age !== undefined) {
			walk.did(age === '' ? 'removed' : 'changed', 'AGE', place);
			put(age === '' ? MASKED : age);
		} else if (year !== undefined) {
			const left = bornIn(walk, Number(year), place);
			put(left === MASKED ? MASKED : String(left));
		} else if (/\S/.test(value)) walk.text(value, place, put);
		else put(MASKED);
		return;
	}
	const { work } = walk;
	const { subject, role } = place;
	const after =
		type === 'NAME'
			? work.transformer.name(value, subject, role)?.text
			: work.transformer.field(type, value, subject, role);
	walk.did(deed(value, after), type, place);
	put(after ?? MASKED);
};

const BIRTHS = /\.(?:birthDate|bornDate)$/;

const day: Rule = (walk, value, place, put, type) => {
	// Of a day of birth the age is that of whoever was born then, be it a relative.
	const isBirth = BIRTHS.test(place.key) || place.isBirthYear === true;
	const subject = isBirth ? { ...place.subject, birthDate: value } : place.subject;
	const after = walk.work.transformer.date(value, 'fhir', subject);
	// An instant cannot be a year alone, and a date cannot have a time.
	const fits =
		after !== undefined &&
		(type === 'instant' ? after.includes('T') : type !== 'date' || !after.includes('T'));
	const done = fits ? after : undefined;
	walk.did(
		done === undefined ? 'removed' : done === value ? 'kept by profile' : 'changed',
		'DATE',
		place,
	);
	put(done ?? MASKED);
};

const code: Rule = (walk, value, place, put) => {
	const list = walk.definitions.bindings[place.entry?.[3] ?? -1];
	const fits =
		list === undefined
			? isOpenCode(value, place)
			: Object.values(list.systems).some((codes) => codes.includes(value));
	if (!fits) walk.did('removed: code of no public list', 'OTHER', place);
	put(fits ? value : MASKED);
};

/** Codes of elements for which the standard names a terminology outside of it. */
function isOpenCode(value: string, { key }: Place): boolean {
	const element = key.slice(key.lastIndexOf('.') + 1);
	if (element === 'language') return isLanguage(value);
	if (element === 'currency') return isCurrency(value);
	return MEDIA.has(element) && mediaType(value) === value;
}

const MEDIA = new Set(
	'contentType sigFormat targetFormat format patchFormat payload payloadMimeType accept'.split(' '),
);

const address: Rule = (walk, value, place, put) => {
	const { identities } = walk;
	const isPublic = isPublicUri(value) && !walk.work.isKnown(value);
	const after = isPublic ? value : identities.reference(value, place.contained);
	walk.did(after === value ? 'kept: public' : deed(value, after), 'URL', place);
	put(after ?? MASKED);
};

const RULES: Readonly<Record<string, Rule>> = {
	string: written,
	markdown: written,
	date: day,
	dateTime: day,
	instant: day,
	code,
	uri: address,
	canonical: address,
	oid: address,
	uuid: address,
	url: (walk, _value, place, put) => {
		walk.did('removed', 'URL', place);
		put(MASKED);
	},
	time: (walk, value, place, put) => {
		const isKept = TIMES_KEPT.has(place.key);
		const after = !TIME.test(value)
			? undefined
			: isKept
				? value
				: walk.work.transformer.time(value);
		if (!isKept) walk.did(deed(value, after), 'DATE', place);
		put(after ?? MASKED);
	},
	/** Ids inside of a record that lead to another part of it, and UIDs of images. */
	id: (walk, value, place, put) => {
		const isUid = /^[0-2](?:\.\d+)+$/.test(value);
		const { transformer } = walk.work;
		walk.did('replaced', 'OTHER_ID', place);
		put(isUid ? transformer.id('uid', value) : transformer.id('fhir', `part/${value}`));
	},
	base64Binary: (walk, _value, place, put) => {
		walk.did('removed', 'OTHER', place);
		walk.work.report.review(
			'binary-dropped',
			'Binary content was left out: it cannot be looked through. Send it as a document if it is needed.',
			place.path,
		);
		put(MASKED);
	},
	xhtml: (walk, _value, place, put) => {
		walk.did('removed', 'OTHER', place);
		put(DROPPED);
	},
};

import type { Segment } from '../../../formats/hl7';
import { HospitalError } from '../../../shared/errors';
import { isBirthYear } from '../fhir/ages';
import { AGE_CODES, AGE_WORDS } from '../fhir/strings';
import type { Work } from '../../engine/work';
import { readNote, type NoteType } from '../text';
import { at, cellOf, type Cell, type Components } from './cells';
import type { FieldPlace } from './place';
import { removed } from './rule';
import { cell, hasRule } from './types';

const TEXTS = new Set(['ST', 'TX', 'FT', 'SI']);
/** Subtypes of data that are text (table 0291). */
const NOTES: Readonly<Record<string, NoteType>> = {
	'': 'auto',
	TEXT: 'auto',
	PLAIN: 'auto',
	'TEXT/PLAIN': 'auto',
	HTML: 'text/html',
	RTF: 'application/rtf',
	'RICH TEXT': 'application/rtf',
};
const OPERATOR = /^(?:[<>=]|<=|>=|<>)?$/;
const SEPARATOR = /^[-+/.:]?$/;
const NUMBER = /^[+-]?\d{0,6}(?:\.\d{0,10})?$/;

/** OBX-5 by the data type that OBX-2 names; a type that is not known here never stands. */
export function observationValue(
	segment: Segment,
	value: Cell,
	place: FieldPlace,
): Components | undefined {
	const type = (segment.get('2') ?? '').toString().toUpperCase();
	if (TEXTS.has(type)) {
		return (
			writtenAge(segment, value, place) ??
			birthYear(segment, value, place) ??
			(isShortValue(type, value) ? measured(value, place) : cell('T', value, place))
		);
	}
	if (type === 'NM') {
		if (isAge(segment)) return age(value, place, saysOldAge(segment, place.work));
		const year = birthYear(segment, value, place);
		return year ?? cell('NM', value, { ...place, rule: { type, of: 'value' } });
	}
	if (type === 'SN') return structured(value, place, isAge(segment));
	if (type === 'ED') return document(value, place);
	if (type === 'RP') return elsewhere(place);
	if (!hasRule(type) || type.length < 2) return unknown(place);
	const of = type === 'CX' || type === 'EI' || type === 'CK' ? 'OTHER_ID' : 'unknown';
	return cell(type, value, { ...place, rule: { type, of } });
}

const isAge = (segment: Segment): boolean =>
	AGE_CODES.has(String(segment.get('3.1') ?? '')) ||
	[1, 2, 5].some((part) => AGE_WORDS.test(String(segment.get(`3.${part}`) ?? '').trim()));

const OLD = '90+';

/**
 * Whether OBX-5 is an age as a number (NM) of which the profile says 90 or more. A number cannot say
 * "or more", and 90 alone would be somebody of exactly 90: the value becomes a structured one (SN).
 */
export function saysOldAge(segment: Segment, { transformer, subject }: Work): boolean {
	if ((segment.get('2') ?? '').toString().toUpperCase() !== 'NM' || !isAge(segment)) return false;
	return segment
		.repetitions(5)
		.some((one) => transformer.age(Number(cellOf(one).text), subject) === OLD);
}

function age(value: Cell, place: FieldPlace, isStructured: boolean): Components | undefined {
	const years = Number(value.text);
	if (!Number.isFinite(years)) return removed(place, 'AGE');
	const after = place.work.transformer.age(years, place.subject);
	if (after === String(years)) return isStructured ? [undefined, value.text] : [value.text];
	place.did(after === undefined ? 'removed' : 'changed', 'AGE');
	return after === OLD ? ['>=', '90'] : undefined;
}

/** A measured value in words: `BiPAP 10/5`. Longer ones are what somebody wrote. */
const isShortValue = (type: string, { text }: Cell): boolean => type === 'ST' && text.length <= 40;

function measured({ text }: Cell, place: FieldPlace): Components | undefined {
	const mark = place.later(text, 'dose');
	return mark === undefined ? undefined : [mark];
}

/** The age as the profile says, where a text begins with one that may not stand. */
function writtenAge(segment: Segment, value: Cell, place: FieldPlace): Components | undefined {
	const years = isAge(segment) ? /^\D{0,20}(\d{1,3})(?!\d)/.exec(value.text)?.[1] : undefined;
	if (years === undefined) return undefined;
	const after = place.work.transformer.age(Number(years), place.subject);
	if (after === String(Number(years))) return undefined;
	place.did(after === undefined ? 'removed' : 'changed', 'AGE');
	return after === undefined ? [] : [after];
}

/** A year of birth tells the age: it goes where the age may not stand. */
function birthYear(segment: Segment, value: Cell, place: FieldPlace): Components | undefined {
	const isNamed = [1, 2, 5].some((part) =>
		isBirthYear(String(segment.get(`3.${part}`) ?? '').trim()),
	);
	const year = isNamed ? /^\s*(\d{4})\s*$/.exec(value.text)?.[1] : undefined;
	if (year === undefined) return undefined;
	const subject = { ...place.subject, birthDate: year };
	const after = place.work.transformer.date(year, 'hl7', subject);
	place.did(
		after === undefined ? 'removed' : after === year ? 'kept by profile' : 'changed',
		'DATE',
	);
	return after === undefined ? [] : [after];
}

function structured(value: Cell, place: FieldPlace, isOfAge: boolean): Components | undefined {
	const [operator, first, separator, second] = [1, 2, 3, 4].map((part) => at(value, part));
	const fits =
		OPERATOR.test(operator as string) &&
		NUMBER.test(first as string) &&
		SEPARATOR.test(separator as string) &&
		NUMBER.test(second as string);
	if (!fits) return removed(place, 'OTHER');
	const numbers = [first, second].filter((one) => one !== '').map(Number);
	const ages = numbers.map((one) => place.work.transformer.age(one, place.subject));
	const isOther = ages.some((one, index) => one !== String(numbers[index]));
	if (!isOfAge || !isOther) return [operator, first, separator, second];
	const isMore =
		numbers.length === 1 && ages[0] === OLD && /^(?:=|>|>=)?$/.test(operator as string);
	if (!isMore) return removed(place, 'AGE');
	place.did('changed', 'AGE');
	return ['>=', '90'];
}

/** Encapsulated data: text through the engine, and plain text comes out; anything else is left out. */
function document(value: Cell, place: FieldPlace): Components | undefined {
	const subtype = at(value, 3).toUpperCase();
	const kind = at(value, 2).toUpperCase();
	const encoding = at(value, 4).toUpperCase();
	const note =
		kind === 'TEXT' || kind === 'TX' || kind === 'FT' ? (NOTES[subtype] ?? undefined) : undefined;
	const bytes = bytesOf(at(value, 5), encoding);
	if (note === undefined || bytes === undefined) return dropped(place);
	try {
		const mark = place.later(readNote(bytes, note).text);
		return mark === undefined ? undefined : [undefined, 'TEXT', 'PLAIN', 'A', mark];
	} catch (error) {
		if (!(error instanceof HospitalError)) throw error;
		return dropped(place);
	}
}

function bytesOf(data: string, encoding: string): Buffer | undefined {
	if (encoding === 'A' || encoding === '') return Buffer.from(data, 'utf8');
	if (encoding === 'HEX')
		return /^(?:[0-9A-Fa-f]{2})+$/.test(data) ? Buffer.from(data, 'hex') : undefined;
	const bare = data.replaceAll(/\s+/g, '');
	const isBase64 = encoding === 'BASE64' && /^[A-Za-z0-9+/]+={0,2}$/.test(bare);
	return isBase64 ? Buffer.from(bare, 'base64') : undefined;
}

function dropped(place: FieldPlace): undefined {
	place.work.report.review(
		'attachment-dropped',
		'A document inside of the message was left out: only plain text, HTML and RTF can be looked through.',
		place.at,
	);
	return removed(place, 'OTHER');
}

function elsewhere(place: FieldPlace): undefined {
	place.work.report.review(
		'attachment-elsewhere',
		'A document that the message only points to was not looked at: its address was taken out.',
		place.at,
	);
	return removed(place, 'URL');
}

function unknown(place: FieldPlace): undefined {
	place.work.report.review(
		'value-type-unknown',
		'A value was left out because its data type (OBX-2) is not one that is read here.',
		place.at,
	);
	return removed(place, 'OTHER');
}

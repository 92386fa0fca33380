import { isHarmlessNarrative } from './narrative';

/** JSON form and text form of a primitive type (FHIR R4 datatypes 2.24.0.1). */
interface Primitive {
	json: 'string' | 'number' | 'boolean';
	says: string;
	fits: (value: never) => boolean;
}

const text = (says: string, fits: (value: string) => boolean): Primitive => ({
	json: 'string',
	says,
	fits,
});
const number = (says: string, fits: (value: number) => boolean): Primitive => ({
	json: 'number',
	says,
	fits,
});
const matching = (pattern: RegExp) => (value: string) => pattern.test(value);

const ZONE = String.raw`(Z|[+-](0\d|1[0-3]):[0-5]\d|[+-]14:00)`;
const TIME = String.raw`([01]\d|2[0-3]):[0-5]\d:([0-5]\d|60)(\.\d+)?`;
const DATE = /^(?!0000)\d{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12]\d|3[01]))?)?$/;
const DATE_TIME = new RegExp(`^\\d{4}-\\d\\d-\\d\\dT${TIME}${ZONE}$`);
const TIME_ALONE = new RegExp(`^${TIME}$`);

const MAX_STRING = 1024 * 1024;
const MAX_INTEGER = 2 ** 31 - 1;

/** A date that the calendar has. */
function isDate(value: string): boolean {
	if (!DATE.test(value)) return false;
	const [year = 0, month = 1, day = 1] = value.split('-').map(Number);
	return day <= new Date(Date.UTC(2000 + (year % 400), month, 0)).getUTCDate();
}

const isMoment = (value: string): boolean => DATE_TIME.test(value) && isDate(value.slice(0, 10));

/** Checked in one pass: an attachment may have megabytes. */
function isBase64(value: string): boolean {
	const bare = value.replace(/\s+/g, '');
	return bare.length > 0 && bare.length % 4 === 0 && /^[A-Za-z0-9+/]*={0,2}$/.test(bare);
}

const isText = (value: string): boolean => value.length <= MAX_STRING && /\S/.test(value);
const isUri = (value: string): boolean => value !== '' && !/\s/.test(value);
const isWhole = (least: number) => (value: number) =>
	Number.isInteger(value) && value >= least && value <= MAX_INTEGER;

const URI = text('an address or name without spaces', isUri);
const TEXT = text('text that is not empty', isText);

export const PRIMITIVES: Readonly<Record<string, Primitive>> = {
	base64Binary: text('data in Base64', isBase64),
	boolean: { json: 'boolean', says: 'true or false', fits: () => true },
	canonical: URI,
	code: text('a code without surrounding spaces', matching(/^\S+(\s\S+)*$/)),
	date: text('a date such as 2026-11-05 that the calendar has', isDate),
	dateTime: text(
		'a date, or a date with time and time zone such as 2026-11-05T08:30:00Z',
		(value) => isDate(value) || isMoment(value),
	),
	decimal: number('a number', Number.isFinite),
	id: text('an id of 1 to 64 letters, digits, hyphens or dots', matching(/^[A-Za-z0-9\-.]{1,64}$/)),
	instant: text('a moment with time zone such as 2026-11-05T08:30:00Z', isMoment),
	integer: number('a whole number', isWhole(-(2 ** 31))),
	markdown: TEXT,
	oid: text('an OID such as urn:oid:1.2.3', matching(/^urn:oid:[0-2](\.(0|[1-9]\d*))+$/)),
	positiveInt: number('a whole number from 1', isWhole(1)),
	string: TEXT,
	time: text('a time such as 08:30:00', matching(TIME_ALONE)),
	unsignedInt: number('a whole number from 0', isWhole(0)),
	uri: URI,
	url: URI,
	uuid: text(
		'a UUID such as urn:uuid:c757873d-ec9a-4326-a141-556f43239520',
		matching(/^urn:uuid:[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i),
	),
	xhtml: text('a formatted text in one <div> without anything that runs', isHarmlessNarrative),
};

/** What the value is not, or undefined when it is a value of the type. */
export function primitiveFault(type: string, value: unknown): string | undefined {
	const primitive = PRIMITIVES[type];
	if (primitive === undefined) return 'a value of a type that FHIR has';
	const { json, says, fits } = primitive;
	return typeof value === json && fits(value as never) ? undefined : says;
}

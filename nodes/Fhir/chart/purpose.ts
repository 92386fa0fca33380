import { HospitalError } from '../../shared/errors';
import { TYPES } from './compartment';

/** One read of a purpose: a search for records of the patient, and what of them is kept. */
export interface PurposeRead {
	/** Unique within the purpose, kebab-case. */
	name: string;
	/** Why the purpose needs it, one plain sentence. */
	why: string;
	type: string;
	/** Search parameters beside the patient: `{ "category": "laboratory" }`. */
	search?: Record<string, string>;
	/** Elements that are kept; a choice is written with its brackets: `value[x]`. */
	elements: string[];
	/** True: only records of the encounter, when one is given. */
	encounter?: boolean;
	/**
	 * How far back: an ISO 8601 duration in years, months, weeks or days (`P1Y`), `encounter` for its
	 * start, or `now` for what is to come. Without limit when absent.
	 */
	back?: string;
	/** Records at most, the newest first. */
	atMost: number;
	/** True: records whose clinicalStatus says that they are over are left out; see `isCurrent`. */
	current?: boolean;
	/** True: medicines that are only referred to are read as well (Medication). */
	medications?: boolean;
}

/** What may be read for one purpose; nothing else is asked for. */
export interface Purpose {
	name: string;
	version: string;
	title: string;
	/** What the purpose is, for the people who approve it. */
	why: string;
	/** Whether it is about one encounter. */
	encounter: 'required' | 'optional' | 'none';
	reads: PurposeRead[];
	/** Earlier reports, kept apart. */
	priors?: PurposeRead;
}

const NAME = /^[a-z][a-z0-9]*(-[a-z0-9]+)*$/;
const ELEMENT = /^[a-z][A-Za-z]{1,63}(\[x\])?$/;
const BACK = /^(P\d{1,3}[YMWD]|encounter|now)$/;
/** What the reading itself asks for. */
const RESERVED = new Set(['patient', 'subject', 'encounter', 'context', 'beneficiary', 'actor']);
/** What is not of the record itself; what of it is kept is the same for every purpose. */
const ENVELOPE = new Set(['contained', 'meta']);
const MAX_READS = 40;
const MAX_RECORDS = 2000;

/**
 * Checks a declaration, in particular one that a site wrote.
 *
 * @throws HospitalError `purpose-invalid`; the message names the read, never a value
 */
export function checkPurpose(value: unknown): Purpose {
	const purpose = object(value, 'the file');
	only(purpose, 'the file', ['name', 'version', 'title', 'why', 'encounter', 'reads', 'priors']);
	const { name, version, title, why, encounter, reads, priors } = purpose;
	if (!matches(name, NAME)) throw invalid('"name" is no name such as discharge-summary');
	if (!matches(version, /^[0-9A-Za-z.-]{1,20}$/)) throw invalid('"version" is missing');
	if (!isText(title) || !isText(why)) throw invalid('"title" and "why" must be sentences');
	if (encounter !== 'required' && encounter !== 'optional' && encounter !== 'none') {
		throw invalid('"encounter" must be required, optional or none');
	}
	if (!Array.isArray(reads) || reads.length === 0 || reads.length > MAX_READS) {
		throw invalid(`"reads" must be a list of 1 to ${MAX_READS}`);
	}
	const all = [...reads, ...(priors === undefined ? [] : [priors])].map(checkRead);
	const names = new Set(all.map((read) => read.name));
	if (names.size !== all.length) throw invalid('two reads have the same name');
	return value as Purpose;
}

function checkRead(value: unknown): PurposeRead {
	const read = object(value, 'a read');
	const { name, why, type, search, elements, encounter, back, atMost } = read;
	const { current, medications } = read;
	if (!matches(name, NAME)) throw invalid('a read has no name such as laboratory');
	const at = `the read "${name}"`;
	only(read, at, [
		'name',
		'why',
		'type',
		'search',
		'elements',
		'encounter',
		'back',
		'atMost',
		'current',
		'medications',
	]);
	if (!isText(why)) throw invalid(`${at} does not say why`);
	const rule = typeof type === 'string' && Object.hasOwn(TYPES, type) ? TYPES[type] : undefined;
	if (rule === undefined) {
		throw invalid(`${at} names a type of which it cannot be checked whose it is`);
	}
	if (search !== undefined) checkSearch(object(search, at), at);
	if (!Array.isArray(elements) || elements.length === 0 || elements.length > 40) {
		throw invalid(`${at} lists no elements`);
	}
	if (!elements.every((one) => matches(one, ELEMENT) && !ENVELOPE.has(one))) {
		throw invalid(`${at} lists something that is no element`);
	}
	if (![encounter, current, medications].every(isFlag)) {
		throw invalid(`${at} has a flag that is none`);
	}
	if (current === true && !rule.modifiers.includes('clinicalStatus')) {
		throw invalid(`${at} is of a type that does not say whether it is current`);
	}
	if (encounter === true && rule.encounterSearch === undefined) {
		throw invalid(`${at} cannot be restricted to an encounter`);
	}
	if (back !== undefined && (!matches(back, BACK) || rule.date === undefined)) {
		throw invalid(`${at} has no usable "back"`);
	}
	if (!Number.isInteger(atMost) || Number(atMost) < 1 || Number(atMost) > MAX_RECORDS) {
		throw invalid(`${at} needs "atMost" from 1 to ${MAX_RECORDS}`);
	}
	return value as PurposeRead;
}

/** Codes and states only: nothing that brings in other records, other patients or another form. */
function checkSearch(search: Record<string, unknown>, at: string): void {
	for (const [name, value] of Object.entries(search)) {
		if (!/^[a-z][a-z-]{1,40}(:(not|in|text))?$/.test(name) || RESERVED.has(name.split(':')[0])) {
			throw invalid(`${at} searches by something that is not allowed here`);
		}
		if (typeof value !== 'string' || value === '' || value.length > 4000) {
			throw invalid(`${at} has a search without a value`);
		}
	}
}

const matches = (value: unknown, pattern: RegExp): value is string =>
	typeof value === 'string' && pattern.test(value);
const isText = (value: unknown): boolean =>
	typeof value === 'string' && value.trim().length > 0 && value.length <= 500;
const isFlag = (value: unknown): boolean => value === undefined || typeof value === 'boolean';

function object(value: unknown, what: string): Record<string, unknown> {
	if (typeof value === 'object' && value !== null && !Array.isArray(value)) {
		return value as Record<string, unknown>;
	}
	throw invalid(`${what} is no object`);
}

/** A member that is not known would be ignored, and somebody believes that it does something. */
function only(value: Record<string, unknown>, what: string, known: string[]): void {
	if (Object.keys(value).some((name) => !known.includes(name))) {
		throw invalid(`${what} has a member that is not known`);
	}
}

const invalid = (reason: string) =>
	new HospitalError('purpose-invalid', `The declaration of the purpose is not usable: ${reason}`, {
		nextStep: 'Correct the file. docs/reference/chart-context.md says what each member means.',
	});

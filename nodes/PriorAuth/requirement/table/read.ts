import { createHash } from 'node:crypto';
import { canonicalJson } from '../../../shared/canonical-json';
import { HospitalError } from '../../../shared/errors';
import { isFields, isFullDate, type Fields } from '../../rules/element';
import type { RulesTable, TableRule } from './types';

const MAX_RULES = 20_000;
/** Characters of a beginning that releases: `E*` would be a whole chapter of HCPCS. */
const SHORTEST_RELEASED = 3;
const FIELDS = new Set([
	'id',
	'payer',
	'system',
	'code',
	'places',
	'age',
	'needs',
	'questionnaires',
	'source',
	'from',
	'to',
	'checkedBy',
	'checkedOn',
]);

/**
 * Reads the site's own table: `{ name, version, rules: [{ id, payer, code, needs, source, from, to,
 * checkedBy, checkedOn, ... }] }`. A code that ends in `*` stands for all that begin like it.
 *
 * A row that cannot be understood in full refuses the whole table: left out, a stricter row would let a
 * laxer one decide.
 *
 * @throws HospitalError `rules-table-invalid`, naming the row and the field
 */
export function readTable(content: unknown): RulesTable {
	if (!isFields(content) || !Array.isArray(content.rules)) {
		throw invalid('is not an object with "name", "version" and "rules"');
	}
	const { name, version, rules } = content;
	if (!isText(name) || !isText(version)) throw invalid('has no "name" or no "version"');
	if (rules.length > MAX_RULES) throw invalid(`has more than ${MAX_RULES} rows`);
	const read = rules.map((row: unknown, at) => readRule(row, at + 1));
	const ids = new Set(read.map(({ id }) => id));
	if (ids.size < read.length) throw invalid('has two rows with the same "id"');
	const sha256 = createHash('sha256').update(canonicalJson(content)).digest('hex');
	return { name, version, sha256, rules: read };
}

function readRule(row: unknown, number: number): TableRule {
	const wrong = (field: string) => invalid(`row ${number}: "${field}" is missing or wrong`);
	if (!isFields(row)) throw wrong('id');
	const unknown = Object.keys(row).find((key) => !FIELDS.has(key));
	// A misspelled condition would make the row say more than was meant.
	if (unknown !== undefined) throw invalid(`row ${number} holds a field that is not known`);
	const word = (field: string): string => {
		const value = row[field];
		if (!isText(value)) throw wrong(field);
		return value.trim();
	};
	const date = (field: string): string => {
		const value = row[field];
		if (!isFullDate(value)) throw wrong(field);
		return value;
	};
	const { needs, system } = row;
	if (needs !== 'yes' && needs !== 'no' && needs !== 'conditional') throw wrong('needs');
	if (system !== undefined && !isText(system)) throw wrong('system');
	const code = word('code');
	const codeIsPrefix = code.endsWith('*');
	if (code.slice(0, -1).includes('*') || code === '*') throw wrong('code');
	const rule: TableRule = {
		id: word('id'),
		payer: word('payer'),
		...(system !== undefined && { system }),
		code: codeIsPrefix ? code.slice(0, -1) : code,
		codeIsPrefix,
		places: readPlaces(row, wrong),
		...readAge(row, wrong),
		needs,
		questionnaires: readTexts(row.questionnaires, () => wrong('questionnaires')),
		source: word('source'),
		from: date('from'),
		to: date('to'),
		checkedBy: word('checkedBy'),
		checkedOn: date('checkedOn'),
	};
	if (rule.to < rule.from) throw wrong('to');
	// Released at every payer by one row: nobody can have checked that.
	if (rule.payer === '*' && rule.needs === 'no') throw wrong('payer');
	if (codeIsPrefix && rule.code.length < SHORTEST_RELEASED && needs === 'no') throw wrong('code');
	return rule;
}

function readPlaces(row: Fields, wrong: (field: string) => HospitalError): readonly string[] {
	const places = readTexts(row.places, () => wrong('places'));
	if (places.some((place) => !/^\d{2}$/.test(place))) throw wrong('places');
	return places;
}

function readAge(row: Fields, wrong: (field: string) => HospitalError): Pick<TableRule, 'age'> {
	const { age } = row;
	if (age === undefined) return {};
	if (!isFields(age)) throw wrong('age');
	const { from, to, ...rest } = age;
	const years = [from, to].filter((one) => one !== undefined);
	const whole = years.every((one) => Number.isInteger(one) && Number(one) >= 0);
	if (!whole || years.length === 0 || Object.keys(rest).length > 0) throw wrong('age');
	return {
		age: {
			...(from !== undefined && { from: Number(from) }),
			...(to !== undefined && { to: Number(to) }),
		},
	};
}

function readTexts(value: unknown, wrong: () => HospitalError): readonly string[] {
	if (value === undefined) return [];
	if (!Array.isArray(value) || value.length > 50 || !value.every(isText)) throw wrong();
	return value;
}

const isText = (value: unknown): value is string =>
	typeof value === 'string' && value.trim() !== '' && value.length <= 500;

const invalid = (reason: string) =>
	new HospitalError('rules-table-invalid', `The table of prior authorization rules ${reason}`, {
		nextStep:
			'Nothing of the table is used until it is corrected. Its fields are described in the how-to on prior authorization.',
	});

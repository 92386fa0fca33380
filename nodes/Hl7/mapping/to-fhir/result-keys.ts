import { createHash } from 'node:crypto';
import type { FhirResource } from '../../../clients/fhir/types';
import type { CodeableConcept, Coding } from '../datatypes/codes';
import type { SystemValue } from '../options';
import type { ReadField } from '../reading';
import { codeSystemName, codeSystemOf } from '../systems';
import { identifiersOf } from './context';

/** Longest part of a key: servers index the first 200 characters of an identifier. */
const LONGEST = { number: 40, code: 40, subId: 24 } as const;

const ESCAPED: Readonly<Record<string, string>> = {
	'%': '%25',
	'/': '%2F',
	'@': '%40',
	'#': '%23',
};

/** A part of a key: its delimiters escaped, a digest for the end of what is too long. */
function part(text: string, most: number): string {
	const escaped = text.replaceAll(/[%/@#]/g, (character) => ESCAPED[character] ?? character);
	if (escaped.length <= most) return escaped;
	const digest = createHash('sha256').update(text).digest('hex').slice(0, 12);
	return `${escaped.slice(0, most - 13)}~${digest}`;
}

const at = (time: string | undefined): string => (time === undefined ? '' : `@${time}`);

/** Key of a report: number of the order, what was asked for, when the sample was taken, its parent. */
export const reportKey = (
	number: string,
	code: string,
	time: string | undefined,
	parent?: string,
): string =>
	`${part(number, LONGEST.number)}/${part(code, LONGEST.code)}${at(time)}${parent === undefined ? '' : `!${parent}`}`;

/** The key of a report of the chart; undefined for one that was not written here. */
export function reportKeyInChart(
	there: FhirResource,
	{ system, value }: SystemValue,
): string | undefined {
	const start = `${part(value, LONGEST.number)}/`;
	const keys = identifiersOf(there)
		.map((one) => (one ?? {}) as { system?: unknown; value?: unknown })
		.filter((one) => one.system === system)
		.map((one) => String(one.value));
	return keys.find((key) => key.startsWith(start) && key.split('/').length === 2);
}

/** What a result is in its report: OBX-3, OBX-4, OBX-14. */
export interface ResultName {
	code: string;
	subId: string;
	time: string | undefined;
}

/** Key of a result: that of its report, code, sub-id and time. */
export const resultKey = (report: string, { code, subId, time }: ResultName): string =>
	`${report}/${code}/${subId}${at(time)}`;

export const resultName = (code: string, subId: string, time: string | undefined): ResultName => ({
	code: part(code, LONGEST.code),
	subId: part(subId, LONGEST.subId),
	time,
});

const RESULT_KEY = /^[^/]+\/[^/]+\/([^/]+)\/([^/@#]*)(?:@(\d+))?(?:#(\d+))?$/;

/** What the key of a result of the chart says; undefined for one that was not written here. */
export function nameInChart(
	there: FhirResource,
	system: string,
): (ResultName & { place: number; key: string }) | undefined {
	for (const one of identifiersOf(there)) {
		const { system: own, value } = (one ?? {}) as { system?: unknown; value?: unknown };
		const [, code, subId = '', time, place = '1'] =
			(own === system && typeof value === 'string' && RESULT_KEY.exec(value)) || [];
		if (code !== undefined) {
			return { code, subId, time, place: Number(place), key: String(value) };
		}
	}
	return undefined;
}

/** A code, and its system by the name of table 0396 or its address; undefined for a local one. */
interface OneCode {
	system: string | undefined;
	code: string;
}

/** The first code of a field, and all that it has. */
export interface CodeName extends OneCode {
	codes: OneCode[];
}

const LOCAL = 'L';

/** OBX-3, OBR-4: the code, whichever name of its system the sender uses; else its words. */
export function codeName(field: ReadField | undefined): CodeName {
	const codes = [1, 4, 10].flatMap((at) => {
		const code = field?.text(at);
		return code === undefined ? [] : [{ code, system: systemName(field?.text(at + 2)) }];
	});
	const code = field?.text(1) ?? field?.text(2) ?? '';
	return { code, system: systemName(field?.text(3)), codes };
}

/** A coding system by one name, whichever the sender uses; undefined for a local one. */
export function systemName(name: string | undefined): string | undefined {
	const address = name === undefined ? undefined : codeSystemOf(name);
	const system = (address && codeSystemName(address)) ?? address ?? name?.toUpperCase();
	return system === LOCAL ? undefined : system;
}

/** As it stands in a key: `LN:2345-7`. */
export const codeKey = ({ system, code }: OneCode): string => `${system ?? LOCAL}:${code}`;

/**
 * True when the chart's concept can be this code: both have one in common, in the same system or where
 * one of both names no system that is known, and in no system do they have different ones. A sender
 * that names no code contradicts none.
 */
export function isOfCode(concept: unknown, { code, codes }: CodeName): boolean {
	const { coding = [], text } = (concept ?? {}) as CodeableConcept;
	const there = coding.filter((one) => one.code !== undefined);
	if (code === '' || (there.length === 0 && text === undefined)) return true;
	if (there.length === 0 || codes.length === 0) return (there[0]?.code ?? text) === code;
	const pairs = there.flatMap((one) => codes.map((mine) => ({ one, mine })));
	const isSameCode = ({ one, mine }: Pair): boolean => one.code === mine.code;
	const common = pairs.filter((pair) => isSameCode(pair) && systemsOf(pair) !== 'other');
	// A system in which both name a code, and none is the same.
	const contradicts = pairs.some(
		(pair) =>
			systemsOf(pair) === 'same' && !common.some(({ mine }) => mine.system === pair.mine.system),
	);
	return common.length > 0 && !contradicts;
}

interface Pair {
	one: Coding;
	mine: OneCode;
}

function systemsOf({ one, mine }: Pair): 'same' | 'open' | 'other' {
	const { system } = mine;
	if (one.system === undefined || system === undefined || codeSystemOf(system) === undefined) {
		return 'open';
	}
	return (codeSystemName(one.system) ?? one.system) === system ? 'same' : 'other';
}

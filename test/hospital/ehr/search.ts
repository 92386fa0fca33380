import { OperationOutcomeError, badRequest, globalSchema } from '@medplum/core';
import type { SearchParameter } from '@medplum/fhirtypes';
import { checkElements } from './elements.ts';
import { spanOf } from './instants.ts';

/** Modifiers that the server honours, by type of parameter; a parameter of another type is refused. */
const MODIFIERS: Record<string, readonly string[]> = {
	string: ['exact', 'contains', 'missing'],
	token: ['not', 'missing'],
	date: ['missing'],
	reference: ['missing'],
	uri: ['missing'],
};

/** Parameters that shape the answer. The total is always exact, so every `_total` is honoured. */
const RESULT_PARAMETERS = [
	'_count',
	'_offset',
	'_sort',
	'_include',
	'_revinclude',
	'_total',
	'_format',
	'_summary',
	'_elements',
];

export const DEFAULT_COUNT = 50;
export const MAX_COUNT = 1000;

/** The search parameters of a type that are supported, as the CapabilityStatement lists them. */
export function supportedParameters(type: string): { code: string; type: string }[] {
	const parameters = Object.values(globalSchema.types[type]?.searchParams ?? {});
	return parameters
		.filter((parameter) => isSupported(parameter))
		.map(({ code, type: kind }) => ({ code, type: kind }))
		.sort((a, b) => (a.code < b.code ? -1 : 1));
}

/** Parameters of the library's own product, and those that it cannot evaluate. */
const UNSUPPORTED = ['_compartment', '_project', '_text', '_content'];

const isSupported = ({ type, expression, code }: SearchParameter): boolean =>
	type in MODIFIERS && expression !== undefined && !UNSUPPORTED.includes(code);

/**
 * Checks and normalises the parameters of a search. Anything that the server would not honour is an
 * error, never an empty result: an unknown parameter that is ignored can return the wrong patient.
 * Only a client that asks for it (`Prefer: handling=lenient`) has unknown parameters ignored.
 *
 * @param base address of this server; references that start with it become relative
 * @throws OperationOutcomeError, answered with status 400; it names the parameter, not its value
 */
export function checkSearch(
	type: string,
	query: URLSearchParams,
	base: string,
	lenient = false,
): URLSearchParams {
	const checked = new URLSearchParams();
	for (const [name, value] of query) {
		const [code = '', modifier = ''] = split(name, ':');
		if (lenient && isUnknown(type, code)) continue;
		if (RESULT_PARAMETERS.includes(code)) checked.append(name, resultValue(type, name, value));
		else if (name.includes('.')) checked.append(name, chained(type, name, value));
		else checked.append(...criterion(type, code, modifier, value, base));
	}
	checked.set(
		'_count',
		String(Math.min(Number(checked.get('_count') ?? DEFAULT_COUNT), MAX_COUNT)),
	);
	return checked;
}

const isUnknown = (type: string, code: string): boolean =>
	!RESULT_PARAMETERS.includes(code) && find(type, code.split('.')[0] ?? '') === undefined;

function resultValue(type: string, name: string, value: string): string {
	const fits = hasFittingValue(type, name, value);
	if (!fits) throw refused(`${name} is not supported with this value`);
	return value;
}

function hasFittingValue(type: string, name: string, value: string): boolean {
	switch (name) {
		case '_count':
		case '_offset':
			return /^\d{1,6}$/.test(value);
		case '_sort':
			return value.split(',').every((code) => find(type, code.replace(/^-/, '')) !== undefined);
		case '_include':
		case '_revinclude':
		case '_include:iterate':
		case '_revinclude:iterate':
			return isInclude(value);
		case '_format':
			return /json$/.test(value);
		case '_summary':
			return value === 'count' || value === 'false';
		case '_elements':
			checkElements(type, value);
			return true;
		default:
			return name === '_total';
	}
}

/** Type:parameter, or Type:parameter:TargetType. */
function isInclude(value: string): boolean {
	const [source = '', code = ''] = value.split(':');
	return find(source, code)?.type === 'reference';
}

/** Chains go one step: `patient.identifier`, `subject:Patient.name`. */
function chained(type: string, name: string, value: string): string {
	const [first = '', rest = ''] = split(name, '.');
	const [code = '', target] = split(first, ':');
	const parameter = find(type, code);
	const targetType = target ?? (parameter?.target?.length === 1 ? parameter.target[0] : undefined);
	if (parameter?.type !== 'reference' || targetType === undefined) {
		throw refused(`the chain ${name} is not supported`);
	}
	if (rest.includes('.') || rest.includes(':') || find(targetType, rest) === undefined) {
		throw refused(`the chain ${name} is not supported`);
	}
	return value;
}

function criterion(
	type: string,
	code: string,
	modifier: string,
	value: string,
	base: string,
): [name: string, value: string] {
	const parameter = find(type, code);
	if (parameter === undefined) throw refused(`unknown search parameter '${code}' for ${type}`);
	if (value === '') throw refused(`search parameter '${code}' has no value`);
	const name = modifier === '' ? code : `${code}:${modifier}`;
	if (parameter.type === 'reference' && modifier !== 'missing') {
		return [code, reference(parameter, modifier, value, base)];
	}
	if (modifier !== '' && !MODIFIERS[parameter.type]?.includes(modifier)) {
		throw refused(`modifier ':${modifier}' is not supported for '${code}'`);
	}
	if (parameter.type === 'date' && modifier === '') {
		for (const date of value.split(',')) spanOf(date.replace(/^[a-z]{2}/, ''));
	}
	return [name, value];
}

/** Every listed reference as Type/id. */
function reference(
	{ code, target = [] }: SearchParameter,
	modifier: string,
	value: string,
	base: string,
): string {
	if (modifier !== '' && !target.includes(modifier as (typeof target)[number])) {
		throw refused(`modifier ':${modifier}' is not supported for '${code}'`);
	}
	const only = modifier !== '' ? modifier : target.length === 1 ? target[0] : undefined;
	const named = code === 'patient' ? 'Patient' : only;
	return value
		.split(',')
		.map((item) => {
			const relative = item.startsWith(`${base}/`) ? item.slice(base.length + 1) : item;
			if (relative.includes('/') || relative.includes(':')) return relative;
			if (named === undefined) throw refused(`'${code}' needs the form Type/id`);
			return `${named}/${relative}`;
		})
		.join(',');
}

function find(type: string, code: string): SearchParameter | undefined {
	const parameters = globalSchema.types[type]?.searchParams ?? {};
	const parameter = Object.hasOwn(parameters, code) ? parameters[code] : undefined;
	return parameter !== undefined && isSupported(parameter) ? parameter : undefined;
}

function split(text: string, separator: string): [string, string?] {
	const at = text.indexOf(separator);
	return at < 0 ? [text] : [text.slice(0, at), text.slice(at + 1)];
}

const refused = (text: string): OperationOutcomeError =>
	new OperationOutcomeError(badRequest(text));

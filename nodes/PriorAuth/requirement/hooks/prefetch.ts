import type { Bundle, FhirResource } from '../../../clients/fhir';
import { PREFETCH_TYPES, type RequirementInput } from '../input';
import type { HookContext } from './context';
import type { OfferedService } from './discovery';
import { readPath, walk } from './path';
import { NotAtHand, Records } from './records';
import { reduced } from './reduced';

/** What goes with the question, and what of it was asked for and does not go. */
export interface Prefetched {
	/** By the payer's names; null where there is nothing of it. */
	values: Readonly<Record<string, FhirResource | null>>;
	sent: string[];
	withheld: string[];
}

const MAX_FOUND = 200;

/**
 * Satisfies the payer's prefetch templates, as far as that needs no more than is allowed (CDS Hooks 2.0,
 * Prefetch Template). Only what the list of services asks for goes, and of that only: the patient, the
 * one coverage, the encounter and the clinician of this order, and what these and the orders refer to, of
 * the allowed types. Searches of the chart are never made for a payer. What is withheld is left out with
 * its name, as the specification wants it.
 */
export async function prefetch(
	service: OfferedService,
	context: HookContext,
	input: RequirementInput,
): Promise<Prefetched> {
	const { crd } = input;
	const types = new Set(crd?.prefetchTypes ?? PREFETCH_TYPES);
	const run: Run = {
		service,
		context,
		input,
		types,
		records: new Records(input, types),
		done: new Map(),
		above: [],
	};
	const values: Record<string, FhirResource | null> = {};
	const withheld: string[] = [];
	for (const name of service.prefetch.keys()) {
		const value = await valueOf(name, run);
		if (value === undefined) withheld.push(name);
		else values[name] = value === null ? null : travelling(value);
	}
	return { values, sent: Object.keys(values), withheld };
}

/** Paths are followed in the whole records; what goes is reduced. */
function travelling(value: FhirResource): FhirResource {
	if (value.resourceType !== 'Bundle') return reduced(value);
	const { entry = [] } = value as Bundle;
	return {
		...value,
		entry: entry.map((one) => ({
			...one,
			...(one.resource && { resource: reduced(one.resource) }),
		})),
	};
}

interface Run {
	service: OfferedService;
	context: HookContext;
	input: RequirementInput;
	types: ReadonlySet<string>;
	records: Records;
	done: Map<string, FhirResource | null | undefined>;
	/** Names that are being worked on: one that leads back to itself is a circle. */
	above: readonly string[];
}

async function valueOf(name: string, run: Run): Promise<FhirResource | null | undefined> {
	if (run.above.includes(name)) throw new NotAtHand();
	if (!run.done.has(name)) {
		const template = run.service.prefetch.get(name) ?? '';
		const inside = { ...run, above: [...run.above, name] };
		const value = await satisfy(template, inside).catch((error: unknown) => {
			if (run.input.signal?.aborted === true) throw error;
			// A chart that does not answer must not make the question fail: the payer sees the gap.
			return undefined;
		});
		run.done.set(name, value);
	}
	return run.done.get(name);
}

/** @returns undefined when the template is not satisfied */
async function satisfy(template: string, run: Run): Promise<FhirResource | null | undefined> {
	const [path = '', query, ...rest] = template.split('?');
	// A path in a FHIRPath never holds `?`, so a second one is nothing that is understood.
	if (rest.length > 0) return undefined;
	return query === undefined ? await readOne(path, run) : await searchFor(path, query, run);
}

/** `Patient/{{context.patientId}}` or `{{context.userId}}`. */
async function readOne(path: string, run: Run): Promise<FhirResource | null | undefined> {
	const parts = await fill(path, run);
	const [reference, ...others] = parts ?? [];
	// A record that the template itself names is of no patient of ours: only tokens may choose it.
	if (parts === undefined || !path.includes('{{')) return undefined;
	if (reference === undefined) return null;
	if (others.length > 0 || !run.types.has(reference.split('/')[0] ?? '')) return undefined;
	return (await run.records.resolve(reference)) ?? null;
}

async function searchFor(
	type: string,
	query: string,
	run: Run,
): Promise<FhirResource | null | undefined> {
	if (!run.types.has(type)) return undefined;
	const parameters = query.split('&').map((one) => {
		const at = one.indexOf('=');
		return { name: one.slice(0, at), value: one.slice(at + 1) };
	});
	const ids = parameters.filter(({ name }) => name === '_id');
	const others = parameters.filter(({ name }) => name !== '_id');
	if (ids.length === 1) return await byId(type, ids[0]?.value ?? '', others, run);
	// Any other search would bring more of the chart than the order leads to.
	return type === 'Coverage' ? ownCoverage(parameters, run) : undefined;
}

/** The one coverage that applies, whatever else the patient has (CRD, Relevant Coverage). */
function ownCoverage(parameters: readonly Parameter[], { input }: Run): FhirResource | undefined {
	const understood = parameters.every(
		({ name, value }) =>
			(/^(patient|beneficiary)$/.test(name) && isPatientToken(value)) ||
			(name === 'status' && value === 'active'),
	);
	return understood ? searchset([input.coverage]) : undefined;
}

interface Parameter {
	name: string;
	value: string;
}

/** `Practitioner?_id={{...}}`, with what the found ones refer to where `_include` wants it. */
async function byId(
	type: string,
	value: string,
	others: readonly Parameter[],
	run: Run,
): Promise<FhirResource | null | undefined> {
	const included = others.map(({ name, value: of }) =>
		name === '_include' ? includedElement(type, of) : undefined,
	);
	const ids = await fill(value, run);
	if (ids === undefined || !value.includes('{{') || included.includes(undefined)) return undefined;
	const found = await each(
		ids.map((id) => `${type}/${id}`),
		run,
	);
	if (found.length === 0) return null;
	const references = found.flatMap((record) =>
		included.flatMap((name) => referencesUnder(record, name ?? '')),
	);
	const more = (await each(references, run)).filter((record) => !found.includes(record));
	return searchset(found, more);
}

async function each(references: readonly string[], { records }: Run): Promise<FhirResource[]> {
	const all = await Promise.all(
		[...new Set(references)].slice(0, MAX_FOUND).map(async (one) => await records.resolve(one)),
	);
	return all.filter((record) => record !== undefined);
}

/** Search parameters of the guide's types that are named unlike their element. */
const ELEMENTS: Readonly<Record<string, string>> = {
	patient: 'subject',
	device: 'codeReference',
	medication: 'medicationReference',
	payor: 'payor',
};

/** `PractitionerRole:organization`; undefined for included records of included ones and the like. */
function includedElement(type: string, text: string): string | undefined {
	const [of, parameter = '', ...rest] = text.split(':');
	const plain = of === type && rest.length === 0 && /^[a-z][A-Za-z-]{0,40}$/.test(parameter);
	return plain ? (ELEMENTS[parameter] ?? parameter) : undefined;
}

function referencesUnder(record: FhirResource, name: string): string[] {
	const value = record[name];
	return (Array.isArray(value) ? value : [value]).flatMap((one: unknown) => {
		const reference = (one as { reference?: unknown } | null | undefined)?.reference;
		return typeof reference === 'string' ? [reference] : [];
	});
}

const isPatientToken = (value: string): boolean =>
	/^(Patient\/)?\{\{\s*context\.patientId\s*\}\}$/.test(value);

/**
 * The texts that a template stands for: one for each value of its token.
 *
 * @returns undefined when a token is not understood, or its value could change the query
 */
async function fill(template: string, run: Run): Promise<string[] | undefined> {
	const match = /^([^{}]*)\{\{(.*)\}\}([^{}]*)$/s.exec(template);
	if (match === null) return /[{}]/.test(template) ? undefined : [decode(template)];
	const [, before = '', path = '', after = ''] = match;
	const steps = readPath(path);
	if (steps === undefined) return undefined;
	const values = await walk(
		steps,
		async (name) => await rootOf(name, run),
		async (reference) => await run.records.resolve(reference),
	);
	const texts = values.map((value) =>
		typeof value === 'string' && /^[A-Za-z0-9./-]{1,128}$/.test(value)
			? before + value + after
			: undefined,
	);
	return texts.some((text) => text === undefined)
		? undefined
		: texts.filter((text) => text !== undefined);
}

function decode(text: string): string {
	try {
		return decodeURIComponent(text);
	} catch {
		return text;
	}
}

async function rootOf(name: string, run: Run): Promise<readonly unknown[]> {
	const { context } = run;
	if (name === 'context') return [context];
	const [type, id] = context.userId.split('/');
	if (name === 'userPractitionerId') return type === 'Practitioner' ? [id] : [];
	if (name === 'userPractitionerRoleId') return type === 'PractitionerRole' ? [id] : [];
	if (!name.startsWith('%') || !run.service.prefetch.has(name.slice(1))) throw new NotAtHand();
	const value = await valueOf(name.slice(1), run);
	// Of a template that is withheld nobody knows what it would have led to.
	if (value === undefined) throw new NotAtHand();
	return value === null ? [] : [value];
}

function searchset(
	matches: readonly FhirResource[],
	included: readonly FhirResource[] = [],
): Bundle {
	const entry = (mode: string) => (resource: FhirResource) => ({ resource, search: { mode } });
	return {
		resourceType: 'Bundle',
		type: 'searchset',
		total: matches.length,
		entry: [...matches.map(entry('match')), ...included.map(entry('include'))],
	};
}

import type { FhirClient, FhirResource, OperationCall } from '../../clients/fhir';
import { HospitalError } from '../../shared/errors';
import {
	byContract,
	writeInTestsField,
	type Operation,
	type OperationContext,
} from '../../shared/face';
import { docrefCall, documentCall, everythingCall, VALIDATE, validateCall } from '../calling/forms';
import { refusedOutcome, validationOf } from '../calling/outcome';
import { parametersResource, type ParameterLine } from '../calling/parameters';
import { located } from '../lists/locator';
import { checkEverything } from '../searching/other-record';
import { validationContract } from '../validation';
import { parseResource } from '../writing/parse-resource';
import { byResource } from './by-resource';
import { audited, clientOf, referencesOf } from './chart-access';
import { idIn, typeOf } from './fields';
import { refusingOthers } from './other-records';
import { operationFields } from './operation-fields';
import { nothingWritten } from './written';

export const operation: Operation = {
	value: 'operation',
	name: 'Call Server Operation',
	description:
		'Let the server do something of its own: everything about a patient, find documents, check a record, or any operation it has',
	action: 'Call an operation of the server',
	fields: [...operationFields, writeInTestsField],
	async execute(context) {
		const { call, changes, pages, types } = await planOf(context);
		if (changes && !(await context.mayWrite())) {
			return { add: [nothingWritten([call.type ?? 'server'])] };
		}
		const client = await clientOf(context);
		const results = await audited(
			context,
			'fhir-operation',
			'E',
			() =>
				refusingOthers(context, async () => {
					const found = pages
						? await allPages(client, call, context.signal)
						: await one(client, call, context.signal);
					const whose = everythingOf(call);
					if (whose !== undefined) checkEverything(found, whose, (other) => client.local(other));
					return found.filter(({ resourceType }) => types?.includes(resourceType) ?? true);
				}),
			(resources) => [...new Set([...named(call), ...resources.flatMap(about)])],
			{ called: call.name.replace(/^\$/, '') },
		);
		if (pages) return { many: results.map((resource) => [byResource(resource)]) };
		const [result] = results as [FhirResource];
		if (call.name !== VALIDATE || result.resourceType !== 'OperationOutcome') {
			return { add: [byResource(result)] };
		}
		const validation = byContract(validationContract, validationOf(call.type ?? '', result));
		return { add: [{ ...byResource(result), key: 'outcome' }, validation] };
	},
};

interface Plan {
	call: OperationCall;
	/** True when the server may write something. */
	changes: boolean;
	/** True when the result is a search result, read to its end. */
	pages: boolean;
	/** Kinds of record that are wanted; all when absent. Not every server heeds them. */
	types?: readonly string[];
}

type Form = 'custom' | 'docref' | 'document' | 'everything' | 'validate';

async function planOf(context: OperationContext): Promise<Plan> {
	const text = async (name: string) => String((await context.parameter(name, '')) ?? '').trim();
	const form = await context.parameter<Form>('form', 'everything');
	switch (form) {
		case 'custom':
			return await customPlan(context);
		case 'document': {
			const persist = await context.parameter<boolean>('persist', false);
			const call = documentCall(await idIn(context, 'Composition'), persist);
			return { call, changes: persist, pages: false };
		}
		case 'validate': {
			const resource = parseResource(await context.parameter<unknown>('resource'));
			return { call: validateCall(resource, await text('profile')), changes: false, pages: false };
		}
		case 'docref': {
			const call = docrefCall({
				patient: await idIn(context, 'Patient'),
				start: await text('start'),
				end: await text('end'),
				documentType: await text('documentType'),
			});
			return { call, changes: false, pages: true };
		}
		default: {
			const of = (await text('everythingOf')) === 'Encounter' ? 'Encounter' : 'Patient';
			const types = typesIn(await text('types'));
			const call = everythingCall({
				of,
				id: await idIn(context, of),
				start: await text('start'),
				end: await text('end'),
				types,
			});
			return { call, changes: false, pages: true, ...(types.length > 0 && { types }) };
		}
	}
}

const typesIn = (list: string): string[] =>
	list
		.split(',')
		.map((type) => type.trim())
		.filter((type) => type !== '')
		.map(typeOf);

async function customPlan(context: OperationContext): Promise<Plan> {
	const on = await context.parameter<'instance' | 'type' | 'system'>('callOn', 'type');
	const type =
		on === 'system' ? undefined : typeOf(located(await context.parameter<unknown>('resourceType')));
	const id = on === 'instance' && type !== undefined ? await idIn(context, type) : undefined;
	return {
		call: {
			name: located(await context.parameter<unknown>('operationName')),
			...(type !== undefined && { type }),
			...(id !== undefined && { id }),
			input: await inputOf(context),
		},
		changes: await context.parameter<boolean>('changesChart', true),
		pages: await context.parameter<boolean>('splitResult', false),
	};
}

async function inputOf(context: OperationContext): Promise<FhirResource> {
	if ((await context.parameter<string>('inputAs', 'parameters')) === 'json') {
		return parseResource(await context.parameter<unknown>('input'));
	}
	const { parameter = [] } = await context.parameter<{ parameter?: ParameterLine[] }>(
		'operationParameters',
		{},
	);
	return parametersResource(parameter);
}

async function allPages(
	client: FhirClient,
	call: OperationCall,
	signal: AbortSignal | undefined,
): Promise<FhirResource[]> {
	const found: FhirResource[] = [];
	for await (const { entries } of client.operationPages(call, { signal })) {
		for (const { resource } of entries) {
			found.push(resource);
		}
	}
	return found;
}

async function one(
	client: FhirClient,
	call: OperationCall,
	signal: AbortSignal | undefined,
): Promise<FhirResource[]> {
	const result = await client.operation(call, { signal }).catch((error: unknown) => {
		const outcome = call.name === VALIDATE ? refusedOutcome(error) : undefined;
		if (outcome === undefined) throw error;
		return outcome;
	});
	const { link } = result as { link?: Array<{ relation?: string }> };
	if (Array.isArray(link) && link.some(({ relation }) => relation === 'next')) {
		throw new HospitalError('fhir-result-paged', 'The result has more pages than this one', {
			nextStep: 'Switch on One Item per Record, so that all pages are read.',
		});
	}
	return [result];
}

/** The patient about whom everything was asked. */
const everythingOf = ({ name, type, id }: OperationCall): string | undefined =>
	name.replace(/^\$/, '') === 'everything' && type === 'Patient' && id !== undefined
		? `Patient/${id}`
		: undefined;

/** The record that the operation was called on. */
const named = ({ type, id }: OperationCall): string[] =>
	type !== undefined && id !== undefined ? [`${type}/${id}`] : [];

const about = (resource: FhirResource): string[] =>
	resource.id === undefined ? [] : referencesOf(resource);

import type { FhirResource } from '../../clients/fhir';
import { isId } from '../../clients/fhir';
import { HospitalError } from '../../shared/errors';
import {
	byContract,
	type Addition,
	type Operation,
	type OperationContext,
} from '../../shared/face';
import {
	readProfiles,
	validateResource,
	validationContract,
	type ProfileSource,
	type Validation,
} from '../validation';
import { referencesOf } from './chart-access';

type Issues = 'list' | 'items';

export const validate: Operation = {
	value: 'validate',
	name: 'Validate',
	description:
		'Check a record offline: structure, required codes and profile cardinality. Does not check terminology or slicing.',
	action: 'Validate a resource',
	outputs: ['Valid', 'Invalid'],
	fields: [
		{
			displayName:
				'Checks structure, required codes and profile cardinality on this machine. It does not check terminology (LOINC, SNOMED CT, units), slicing or invariants: for these use Call Server Operation with $validate.',
			name: 'validateNotice',
			type: 'notice',
			default: '',
		},
		{
			displayName: 'Resource',
			name: 'resource',
			type: 'json',
			default: '={{ $json.resource }}',
			required: true,
			description: 'The record as FHIR R4 JSON, with its resourceType',
		},
		{
			displayName: 'Profiles',
			name: 'profiles',
			type: 'json',
			default: '',
			description:
				'StructureDefinition resources that the record must conform to, as JSON: one, a list or a Bundle, with the ValueSets that they require. A record follows those that it names in meta.profile, or else all of its type.',
		},
		{
			displayName: 'Give Issues As',
			name: 'issuesAs',
			type: 'options',
			default: 'list',
			description: 'How what was found is handed on',
			options: [
				{
					name: 'List in the Item',
					value: 'list',
					description: 'One item per record, with all issues in it',
				},
				{
					name: 'One Item per Issue',
					value: 'items',
					description: 'A record without any issue gives one item without',
				},
			],
		},
	],
	async execute(context) {
		const resource = resourceIn(await context.parameter<unknown>('resource'));
		const source = profilesIn(await context.parameter<unknown>('profiles', ''));
		const validation = validateResource(resource, source);
		await record(context, resource, validation);
		const issuesAs = await context.parameter<Issues>('issuesAs', 'list');
		return { many: additions(validation, issuesAs), output: validation.valid ? 0 : 1 };
	},
};

async function record(context: OperationContext, resource: unknown, validation: Validation) {
	const { resourceType, errors } = validation;
	const isStored = resourceType !== '' && isId((resource as FhirResource).id);
	const references = isStored ? referencesOf(resource as FhirResource) : [];
	const objects = await Promise.all(
		references.map(async (reference) => ({
			type: reference.split('/')[0] ?? '',
			...(await context.pseudonym('fhir', reference)),
		})),
	);
	await context.audit({
		kind: 'access',
		interaction: 'fhir-validated',
		action: 'E',
		outcome: '0',
		objects: [...objects, { type: 'validation-errors', count: errors }],
	});
}

function additions(validation: Validation, issuesAs: Issues): Addition[][] {
	if (issuesAs === 'list') return [[byContract(validationContract, validation)]];
	const { issues, ...summary } = validation;
	if (issues.length === 0) return [[byContract(validationContract, summary)]];
	return issues.map((issue) => [byContract(validationContract, { ...summary, issue })]);
}

/** Anything in JSON may be judged; only text that is none at all is refused. */
function resourceIn(value: unknown): unknown {
	if (typeof value !== 'string') return value;
	try {
		return JSON.parse(value) as unknown;
	} catch {
		throw invalid('Resource');
	}
}

function profilesIn(value: unknown): ProfileSource | undefined {
	if (value === undefined || value === null || value === '') return undefined;
	if (typeof value !== 'string') return readProfiles(value);
	if (value.trim() === '') return undefined;
	let parsed: unknown;
	try {
		parsed = JSON.parse(value) as unknown;
	} catch {
		throw invalid('Profiles');
	}
	return readProfiles(parsed);
}

const invalid = (field: string) =>
	new HospitalError('input-invalid', `The field ${field} holds no valid JSON`, {
		nextStep: 'Give FHIR resources as JSON.',
	});

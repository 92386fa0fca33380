import { createHash } from 'node:crypto';
import type { INodePropertyOptions } from 'n8n-workflow';
import type { FhirResource } from '../../clients/fhir';
import { canonicalJson } from '../../shared/canonical-json';
import { hl7WarningsContract } from '../../shared/contracts';
import { HospitalError } from '../../shared/errors';
import { byContract, type Operation, type OperationContext } from '../../shared/face';
import { fromFhir as convert, MESSAGES, type MessageKind } from '../mapping/from-fhir';
import { without } from '../mapping/without';
import { auditMessage } from './audit';
import { headerFields, headerOptions } from './fields';
import { identifierSystemFields, identifierSystemsIn } from './identifier-systems';
import { headerIn, madeOnce } from './made-message';

const WORDS: Readonly<Record<MessageKind, string>> = {
	'ADT^A01': 'Admission',
	'ADT^A03': 'Discharge',
	'ADT^A04': 'Registration',
	'ADT^A08': 'Change of Patient Data',
	'ADT^A11': 'Admission Cancelled',
	'ADT^A40': 'Two Patients Merged',
	'ORU^R01': 'Result',
	'ORM^O01': 'Order',
	'OMI^O23': 'Imaging Order',
	'MDM^T02': 'Document',
};
const KINDS = Object.keys(MESSAGES) as MessageKind[];

const kindOptions: INodePropertyOptions[] = KINDS.map((kind) => ({
	name: `${WORDS[kind]} (${kind})`,
	value: kind,
	description: `Needs ${MESSAGES[kind].join(' and ')}`,
})).sort((a, b) => (a.name < b.name ? -1 : 1));

export const fromFhir: Operation = {
	value: 'fromFhir',
	name: 'From FHIR',
	description: 'Make a message out of records of the chart; Send takes it from there',
	action: 'Convert FHIR to a message',
	fields: [
		{
			displayName: 'Message',
			name: 'messageKind',
			type: 'options',
			default: 'ORU^R01',
			description: 'What the receiver is told',
			options: kindOptions,
		},
		{
			displayName: 'Resources',
			name: 'resources',
			type: 'json',
			default: '={{ $json.resources }}',
			required: true,
			description:
				'The records of one patient and one event: a list of FHIR resources, one resource, or a Bundle. After several FHIR nodes, make a list of what they found.',
		},
		...identifierSystemFields,
		...headerFields,
		headerOptions,
	],
	async execute(context) {
		const kind = kindOf(await context.parameter<unknown>('messageKind'));
		const resources = resourcesIn(await context.parameter<unknown>('resources'));
		const authorities = await authoritiesIn(context);
		// A rerun of the same records makes the same message; another content is another message, and
		// must not be taken for one that was sent.
		const about = { kind, of: resources.map(contentOf).sort() };
		const header = await headerIn(context);
		const { message, warnings, addition } = await madeOnce(context, header, about, (whole) =>
			convert(resources, { ...whole, kind, authorities }),
		);
		const objects = await Promise.all(
			resources.map(async (resource) => ({
				type: resource.resourceType,
				...(await context.pseudonym('fhir', nameOf(resource))),
			})),
		);
		await auditMessage(context, message, undefined, {
			interaction: 'hl7-made-from-fhir',
			action: 'R',
			outcome: '0',
			objects,
		});
		return { add: [addition, byContract(hl7WarningsContract, warnings)] };
	},
};

function kindOf(value: unknown): MessageKind {
	const kind = KINDS.find((one) => one === value);
	if (kind !== undefined) return kind;
	throw new HospitalError(
		'field-invalid',
		'The field "Message" names no message that can be made',
		{
			nextStep: `Enter one of ${KINDS.join(', ')}.`,
		},
	);
}

/** Names of authorities by the addresses of their systems. The first name of an address counts. */
async function authoritiesIn(context: OperationContext): Promise<Record<string, string>> {
	const systems = Object.entries(await identifierSystemsIn(context));
	const names = systems.map(([authority, address]) => [address, authority]);
	return Object.fromEntries(names.reverse()) as Record<string, string>;
}

/** @throws HospitalError `input-missing` */
function resourcesIn(value: unknown): FhirResource[] {
	const given = typeof value === 'string' ? parsed(value) : value;
	const listed = Array.isArray(given) ? (given as unknown[]) : [given];
	const resources = listed.flatMap((one) => {
		const resource = one as Partial<FhirResource> | null | undefined;
		if (typeof resource?.resourceType !== 'string') return [];
		if (resource.resourceType !== 'Bundle') return [resource as FhirResource];
		const entries = (resource.entry ?? []) as Array<{ resource?: FhirResource }>;
		return entries.flatMap((entry) => (entry.resource === undefined ? [] : [entry.resource]));
	});
	if (resources.length > 0) return resources;
	throw noResources();
}

function parsed(text: string): unknown {
	try {
		return JSON.parse(text) as unknown;
	} catch {
		throw noResources();
	}
}

/** What a resource says, without what the server notes about the record. */
const contentOf = (resource: FhirResource): string =>
	createHash('sha256')
		.update(canonicalJson(without(resource, 'meta')))
		.digest('hex');

const nameOf = ({ resourceType, id, identifier }: FhirResource): string =>
	`${resourceType}/${id ?? JSON.stringify(identifier ?? null)}`;

const noResources = () =>
	new HospitalError('input-missing', 'The item carries no FHIR resources', {
		nextStep:
			'Point the field "Resources" at a list of resources or a Bundle, such as {{ [$json.resource] }} after a FHIR node.',
	});

import type { WorkflowImport, WorkflowNode } from '../../n8n/api.ts';
import { CHANGED_TOPIC } from '../../hospital/ehr/topic.ts';
import { WATCHED } from './chart-server.ts';

export const TASK_SYSTEM = 'https://demo-hospital.example/task';
export const SIGNER = 'Practitioner/practitioner-1';

const MODEL = { draftModel: 'zz-local-summary', draftModelVersion: '2026-11' };

const byName = (value: string) => ({ __rl: true, mode: 'name', value });

/** The patient and the text as the trigger gave them: tokens, which the nodes open. */
const PATIENT = "$('Chart').item.json.change.patient";
const TEXT = "$('Chart').item.json.resource.note[0].text";
const STAY = '$json.resource.encounter.reference';

/** A task and the note about it, which refers to it by its place in the bundle. */
const BUNDLE = `={{ ({
	resourceType: 'Bundle',
	type: 'transaction',
	entry: [
		{
			fullUrl: 'urn:uuid:00000000-0000-4000-8000-00000000aaaa',
			resource: {
				resourceType: 'Task',
				identifier: [ { system: '${TASK_SYSTEM}', value: $json.workItem.id } ],
				status: 'requested',
				intent: 'order',
				description: ${TEXT},
				focus: { reference: $('Chart').item.json.change.reference },
				for: { reference: ${PATIENT} } ,
			},
			request: {
				method: 'POST',
				url: 'Task',
				ifNoneExist: 'identifier=${TASK_SYSTEM}|' + $json.workItem.id,
			},
		},
		{
			resource: {
				resourceType: 'Communication',
				identifier: [ { system: '${TASK_SYSTEM}', value: $json.workItem.id } ],
				status: 'completed',
				subject: { reference: ${PATIENT} },
				about: [ { reference: 'urn:uuid:00000000-0000-4000-8000-00000000aaaa' } ],
			},
			request: {
				method: 'POST',
				url: 'Communication',
				ifNoneExist: 'identifier=${TASK_SYSTEM}|' + $json.workItem.id,
			},
		},
	],
}) }}`;

/** The step that shows where somebody who has reviewed lets the execution go on. */
export const RESUME_AT = 'Resume At';
const RESUME_URL = {
	assignments: [
		{ id: 'resume', name: 'resumeUrl', type: 'string', value: '={{ $execution.resumeUrl }}' },
	],
};

/** Nodes of n8n whose parameters are those of a later version than the first. */
const VERSIONS: Record<string, number> = { 'n8n-nodes-base.set': 3.4, 'n8n-nodes-base.wait': 1.1 };

type Step = [name: string, type: string, parameters: Record<string, unknown>];

const CRITERIA = {
	resourceType: byName('Observation'),
	parameters: {
		parameter: [
			{ name: byName('code'), comparison: 'is', value: `${WATCHED.system}|${WATCHED.code}` },
		],
	},
	owner: 'ZZTEST informatics',
};

const CLOSE: Step = ['Close', 'workItem', { operation: 'close', state: 'DELIVERED' }];

/** From a changed result to a signed document, through every kind of step that a chart knows. */
export const wholeWorkflow = (server: string): WorkflowImport =>
	chain(`whole ${server}`, server, [
		['Chart', 'fhirTrigger', { ...CRITERIA, everySeconds: 1 }],
		[
			'Read Patient',
			'fhir',
			{ operation: 'read', resourceType: byName('Patient'), id: `={{ ${PATIENT} }}` },
		],
		[
			'Find Order',
			'fhir',
			{
				operation: 'search',
				resourceType: byName('ServiceRequest'),
				parameters: {
					parameter: [
						{ name: byName('patient'), comparison: 'is', value: `={{ ${PATIENT} }}` },
						{ name: byName('status'), comparison: 'is', value: 'active' },
					],
				},
			},
		],
		[
			'Chart Context',
			'fhir',
			{
				operation: 'chartContext',
				chartPurpose: 'discharge-summary',
				patientReference: `={{ ${PATIENT} }}`,
				encounterReference: `={{ ${STAY} }}`,
			},
		],
		['Validate', 'fhir', { operation: 'validate' }],
		['Write Task', 'fhir', { operation: 'transaction', content: 'custom', bundle: BUNDLE }],
		[
			'Write Draft',
			'fhir',
			{
				operation: 'writeDraft',
				draftText: `={{ ${TEXT} }}`,
				patientReference: `={{ ${PATIENT} }}`,
				encounterReference: `={{ ${STAY} }}`,
				...MODEL,
			},
		],
		[RESUME_AT, 'n8n-nodes-base.set', { assignments: RESUME_URL, includeOtherFields: true }],
		// Stands for the review: a pause that n8n does not just keep in memory, however short it is.
		['Review', 'n8n-nodes-base.wait', { resume: 'webhook', httpMethod: 'POST' }],
		// Behind the pause stands what the call brought: the item comes back.
		[
			'Go On',
			'n8n-nodes-base.set',
			{ mode: 'raw', jsonOutput: `={{ $('${RESUME_AT}').item.json }}` },
		],
		[
			'Sign',
			'fhir',
			{
				operation: 'signDraft',
				reviewedHash: '={{ $json.draftDocument.textHash }}',
				signer: SIGNER,
				signedAt: '',
			},
		],
		CLOSE,
	]);

/** Woken by the server, it reads the record once more itself. */
export const subscribingWorkflow = (server: string): WorkflowImport =>
	chain(`subscribing ${server}`, server, [
		[
			'Chart',
			'fhirTrigger',
			{
				...CRITERIA,
				watch: 'subscription',
				subscriptionForm: 'topic',
				topic: CHANGED_TOPIC,
				everySeconds: 3600,
				options: { checkMinutes: 1440, heartbeatSeconds: 0 },
			},
		],
		[
			'Read Again',
			'fhir',
			{
				operation: 'read',
				resourceType: byName('Observation'),
				id: '={{ $json.change.reference }}',
			},
		],
		CLOSE,
	]);

function chain(name: string, server: string, steps: Step[]): WorkflowImport {
	const id = name.replace(' ', '-');
	const nodes = steps.map(
		([step, type, parameters], index): WorkflowNode => ({
			id: `${id}-${index}`,
			name: step,
			type: type.includes('.') ? type : `n8n-nodes-hospital.${type}`,
			typeVersion: VERSIONS[type] ?? 1,
			position: [index * 200, 0],
			parameters,
			...(index === 0 && { webhookId: `zz-${id}` }),
			...(type.startsWith('fhir') &&
				parameters.operation !== 'validate' && {
					credentials: { fhirServerApi: { id: server, name: server } },
				}),
		}),
	);
	const links = nodes.slice(1).map(({ name: to }, index) => {
		const main = [[{ node: to, type: 'main', index: 0 }]];
		return [nodes[index]?.name ?? '', { main }] as const;
	});
	return {
		name,
		nodes,
		connections: Object.fromEntries(links),
		settings: { executionOrder: 'v1' },
	};
}

import type { WorkflowImport, WorkflowNode } from '../../n8n/api.ts';
import { DRAFT, FACTS, VERIFICATION } from '../../unit/drafting/sign-build.ts';

export const DOCUMENT_SYSTEM = 'https://demo-hospital.example/discharge';

/** Chart, facts, draft and check as the nodes before would give them. */
const MADE = {
	assignments: [
		['facts', FACTS],
		['draft', DRAFT],
		['verification', VERIFICATION],
	].map(([name, value]) => ({
		id: name,
		name,
		type: 'object',
		value: JSON.stringify(value),
	})),
};

/** Written once, whatever is repeated: the identifier follows from the work. */
const DOCUMENT = `={{ ({
	resourceType: 'DocumentReference',
	status: 'current',
	docStatus: 'final',
	identifier: [{ system: '${DOCUMENT_SYSTEM}', value: $('Sign-Off').item.json.workItem.id }],
	description: $('Sign-Off').item.json.signOff.textHash,
	content: [{ attachment: { contentType: 'text/plain', title: $('Sign-Off').item.json.signOff.text } }],
}) }}`;

type Step = [name: string, type: string, parameters: Record<string, unknown>, version?: number];

/**
 * From a changed record to a signed document: the work waits at "Sign-Off", and after an approval at
 * a gate that the test opens.
 */
export function signingWorkflow(
	name: string,
	gate: string,
	signOff: Record<string, unknown> = {},
): WorkflowImport {
	const steps: Step[] = [
		[
			'Chart',
			'n8n-nodes-hospital.fhirTrigger',
			{
				resourceType: { __rl: true, mode: 'name', value: 'Patient' },
				owner: 'ZZTEST team',
				everySeconds: 1,
			},
		],
		['Drafted', 'n8n-nodes-base.set', { assignments: MADE, includeOtherFields: true }, 3.4],
		[
			'Sign-Off',
			'n8n-nodes-hospital.clinicianSignOff',
			{ operation: 'review', roles: 'attending', expiresAfter: 4, ...signOff },
		],
		['Gate', 'n8n-nodes-base.httpRequest', { url: gate, options: { timeout: 120000 } }, 4.2],
		[
			'Write Document',
			'n8n-nodes-hospital.fhir',
			{ operation: 'create', resource: DOCUMENT, onceRule: 'identifier' },
		],
		['Restore', 'n8n-nodes-base.set', RESTORED, 3.4],
		['Delivered', 'n8n-nodes-hospital.workItem', { operation: 'close', state: 'DELIVERED' }],
		[
			'Rejected',
			'n8n-nodes-hospital.workItem',
			{ operation: 'close', state: 'BLOCKED', reason: 'rejected-by-clinician' },
		],
		[
			'Escalated',
			'n8n-nodes-hospital.workItem',
			{
				operation: 'close',
				state: 'ESCALATED',
				reason: 'not-signed-in-time',
				owner: 'ZZTEST team',
			},
		],
	];
	const to = (node: string) => [{ node, type: 'main', index: 0 }];
	return {
		name,
		settings: { executionOrder: 'v1' },
		nodes: steps.map(([node, type, parameters, typeVersion = 1], at) => ({
			id: `${name}-${at}`,
			name: node,
			type,
			typeVersion,
			position: [at * 200, 0] as [number, number],
			parameters,
			...credentialsOf(type),
			...(type.endsWith('Trigger') && { webhookId: `zz-${name}` }),
		})) satisfies WorkflowNode[],
		connections: {
			Chart: { main: [to('Drafted')] },
			Drafted: { main: [to('Sign-Off')] },
			'Sign-Off': { main: [to('Escalated'), to('Gate'), to('Rejected')] },
			Gate: { main: [to('Restore')] },
			Restore: { main: [to('Write Document')] },
			'Write Document': { main: [to('Delivered')] },
		},
	};
}

/** The gate's answer took the place of the item. */
const RESTORED = {
	mode: 'raw',
	jsonOutput: `={{ JSON.stringify({ workItem: $('Sign-Off').item.json.workItem }) }}`,
	options: {},
};

const credentialsOf = (type: string) =>
	/\.fhir(Trigger)?$/.test(type)
		? { credentials: { fhirServerApi: { id: 'ehr', name: 'EHR' } } }
		: {};

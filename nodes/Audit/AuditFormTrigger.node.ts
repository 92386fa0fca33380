import {
	NodeConnectionTypes,
	type INodeType,
	type INodeTypeDescription,
	type IWebhookFunctions,
	type IWebhookResponseData,
} from 'n8n-workflow';
import { serveForm } from './actions/serve-form';

const PATH = '={{ $parameter["path"] }}';

// eslint-disable-next-line @n8n/community-nodes/webhook-lifecycle-complete -- the form is served here; nobody else has to be told of it
export class AuditFormTrigger implements INodeType {
	description: INodeTypeDescription = {
		displayName: 'Audit Form Trigger',
		name: 'auditFormTrigger',
		icon: { light: 'file:audit.svg', dark: 'file:audit.dark.svg' },
		group: ['trigger'],
		version: 1,
		subtitle: '={{ "/" + $parameter["path"] }}',
		description:
			'Starts the workflow when somebody fills in a form about a patient. The number of the patient is sealed before n8n stores anything.',
		eventTriggerDescription: 'Open the form in a browser and send it',
		activationMessage: 'The form is open.',
		defaults: { name: 'Audit Form Trigger' },
		inputs: [],
		outputs: [NodeConnectionTypes.Main],
		webhooks: [
			{
				name: 'setup',
				httpMethod: 'GET',
				responseMode: 'onReceived',
				path: PATH,
				isFullPath: true,
			},
			{
				name: 'default',
				httpMethod: 'POST',
				responseMode: 'lastNode',
				responseData: 'firstEntryJson',
				responsePropertyName: '={{ $parameter["answerField"] }}',
				responseContentType: 'text/html; charset=utf-8',
				path: PATH,
				isFullPath: true,
				ndvHideUrl: true,
			},
		],
		properties: [
			{
				displayName:
					'The page that follows the form is what the last node of the workflow leaves in the field named below. When the workflow fails, the person is told so.',
				name: 'formNotice',
				type: 'notice',
				default: '',
			},
			{
				displayName: 'Form',
				name: 'form',
				type: 'options',
				default: 'breakGlass',
				description: 'What is asked',
				options: [
					{
						name: 'Emergency Access (Break-Glass)',
						value: 'breakGlass',
						description: 'Reason from a list, patient number, visit',
					},
					{
						name: 'Question About a Patient',
						value: 'patientQuestion',
						description: 'Patient number, what to list, from when until when',
					},
					{
						name: 'Review of an Emergency Access',
						value: 'review',
						description: 'Review number and decision',
					},
				],
			},
			{
				displayName: 'Path',
				name: 'path',
				type: 'string',
				default: '',
				required: true,
				placeholder: 'e.g. break-glass',
				description: 'Last part of the address of the form: https://your-n8n/webhook/PATH',
			},
			{
				displayName: 'Reasons',
				name: 'reasons',
				type: 'string',
				typeOptions: { rows: 5 },
				default: '',
				placeholder: 'e.g. unconscious-patient = Unconscious patient',
				displayOptions: { show: { form: ['breakGlass'] } },
				description:
					'One reason per line: a code, an equals sign, and the words that the form shows',
			},
			{
				displayName: 'Account From',
				name: 'accountFrom',
				type: 'options',
				default: 'typed',
				description: 'How it is known who fills in the form. Recorded with every event.',
				options: [
					{
						name: 'Header of the Sign-On Proxy',
						value: 'header',
						description:
							'A proxy in front of n8n signs people on and names them in a header. Nobody may reach n8n past that proxy.',
					},
					{
						name: 'Typed by the Person',
						value: 'typed',
						description: 'Proves nothing: it is recorded as self-declared',
					},
					{
						name: 'User of This Server',
						value: 'n8n',
						description: 'The person has an account in this n8n and is signed in',
					},
				],
			},
			{
				displayName: 'Header',
				name: 'accountHeader',
				type: 'string',
				default: 'x-remote-user',
				displayOptions: { show: { accountFrom: ['header'] } },
				description: 'Header in which the proxy names the account',
			},
			{
				displayName: 'Patient ID Issuer',
				name: 'patientIdIssuer',
				type: 'string',
				default: '',
				displayOptions: { show: { form: ['breakGlass', 'patientQuestion'] } },
				description:
					'Who gives out the patient numbers, as your studies name it; the same as in the other workflows, so that the pseudonyms agree',
			},
			{
				displayName: 'Field of the Answer',
				name: 'answerField',
				type: 'string',
				default: 'answer',
				required: true,
				description: 'Field of the last node that holds the page which follows, as HTML',
			},
		],
	};

	async webhook(this: IWebhookFunctions): Promise<IWebhookResponseData> {
		return await serveForm(this);
	}
}

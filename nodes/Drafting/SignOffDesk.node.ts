/* eslint-disable n8n-nodes-base/node-dirname-against-convention -- several nodes share this room */
import {
	NodeConnectionTypes,
	type ICredentialsDecrypted,
	type ICredentialTestFunctions,
	type IHookFunctions,
	type INodeCredentialTestResult,
	type INodeType,
	type INodeTypeDescription,
	type IWebhookFunctions,
	type IWebhookResponseData,
} from 'n8n-workflow';
import { credentialTest } from '../shared/face';
import { placeDesk, removeDesk, serveDesk } from './actions/sign-off/serve-desk';
import { Oidc, type OidcCredential } from './signing/oidc';
import { readPeople } from './signing/passcodes';

const PATH = '={{ $parameter["path"] }}';

export class SignOffDesk implements INodeType {
	description: INodeTypeDescription = {
		displayName: 'Sign-Off Desk',
		name: 'signOffDesk',
		icon: { light: 'file:signOff.svg', dark: 'file:signOff.dark.svg' },
		group: ['trigger'],
		version: 1,
		subtitle: '={{ "/" + $parameter["path"] }}',
		description:
			'Shows clinicians which documents wait for their signature, after they have signed in. It starts no workflow.',
		eventTriggerDescription: 'Publish the workflow, then open the desk in a browser',
		activationMessage: 'The desk is open.',
		defaults: { name: 'Sign-Off Desk' },
		inputs: [],
		outputs: [NodeConnectionTypes.Main],
		credentials: [
			{
				name: 'oidcProviderApi',
				required: true,
				testedBy: 'oidcProvider',
				displayOptions: { show: { signIn: ['oidc'] } },
			},
			{
				name: 'signOffPeopleApi',
				required: true,
				testedBy: 'signOffPeople',
				displayOptions: { show: { signIn: ['link'] } },
			},
		],
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
				responseMode: 'onReceived',
				path: PATH,
				isFullPath: true,
				ndvHideUrl: true,
			},
		],
		properties: [
			{
				displayName:
					'This is the one address that your identity provider has to know as the redirect address (redirect URI). It works once the workflow is published.',
				name: 'deskNotice',
				type: 'notice',
				default: '',
			},
			{
				displayName: 'People Sign In With',
				name: 'signIn',
				type: 'options',
				default: 'oidc',
				description: 'How it is known who signs. Recorded with every decision.',
				options: [
					{
						name: 'Account of the Hospital',
						value: 'oidc',
						description: 'The identity provider of the hospital (OpenID Connect)',
					},
					{
						name: 'Link and Passcode',
						value: 'link',
						description:
							'Where there is no identity provider: a link of one use for each document, and a passcode of their own',
					},
				],
			},
			{
				displayName: 'Path',
				name: 'path',
				type: 'string',
				default: 'sign-off',
				required: true,
				placeholder: 'e.g. sign-off',
				description: 'Last part of the address of the desk: https://your-n8n/webhook/PATH',
			},
			{
				displayName: 'Ask for the Password Each Time',
				name: 'askAgain',
				type: 'boolean',
				default: true,
				displayOptions: { show: { signIn: ['oidc'] } },
				description:
					'Whether the identity provider asks at every sign-in, also somebody who is signed in there already. Keep it on where people share computers: otherwise one could sign in the name of the one before.',
			},
			{
				displayName: 'Groups and Roles',
				name: 'groups',
				type: 'string',
				typeOptions: { rows: 5 },
				default: '',
				placeholder: 'e.g. Clinical-Attendings = attending',
				displayOptions: { show: { signIn: ['oidc'] } },
				description:
					'One per line: a group as the identity provider names it, an equals sign, and the role that sign-off nodes ask for. Who is in none of these groups can sign nothing.',
			},
		],
	};

	methods = {
		credentialTest: {
			async oidcProvider(
				this: ICredentialTestFunctions,
				credential: ICredentialsDecrypted,
			): Promise<INodeCredentialTestResult> {
				return await credentialTest('Testing the identity provider', async () => {
					const oidc = await Oidc.open(credential.data as unknown as OidcCredential);
					return await oidc.describe();
				});
			},
			async signOffPeople(
				this: ICredentialTestFunctions,
				credential: ICredentialsDecrypted,
			): Promise<INodeCredentialTestResult> {
				return await credentialTest('Reading the list of people', async () => {
					const people = readPeople(String(credential.data?.secretPasscodes ?? ''));
					return await Promise.resolve(`${people.length} on the list`);
				});
			},
		},
	};

	webhookMethods = {
		default: {
			// Always placed anew: its address or its roles may have changed.
			checkExists: async (): Promise<boolean> => await Promise.resolve(false),
			async create(this: IHookFunctions): Promise<boolean> {
				return await placeDesk(this);
			},
			async delete(this: IHookFunctions): Promise<boolean> {
				return await removeDesk(this);
			},
		},
	};

	async webhook(this: IWebhookFunctions): Promise<IWebhookResponseData> {
		return await serveDesk(this);
	}
}

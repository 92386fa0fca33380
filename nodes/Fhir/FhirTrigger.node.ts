import {
	NodeConnectionTypes,
	type ICredentialDataDecryptedObject,
	type ICredentialsDecrypted,
	type ICredentialTestFunctions,
	type IHookFunctions,
	type INodeCredentialTestResult,
	type INodeType,
	type INodeTypeDescription,
	type ITriggerFunctions,
	type ITriggerResponse,
	type IWebhookFunctions,
	type IWebhookResponseData,
} from 'n8n-workflow';
import { probeServer, type FhirServerCredential } from '../clients/fhir';
import { activating, atOnceField, credentialTest, sealingField } from '../shared/face';
import { sample } from './actions/trigger/sample';
import {
	putUpSubscription,
	subscriptionExists,
	takeDownSubscription,
} from './actions/trigger/subscription-methods';
import { takeNotification } from './actions/trigger/take-notification';
import { triggerFields } from './actions/trigger/trigger-fields';
import { startWatching } from './actions/trigger/watching';
import { listSearch } from './lists/list-search';

/**
 * Only a published workflow that subscribes has a webhook. For a test run n8n would otherwise wait for
 * a call of it and never run the trigger.
 */
const METHODS = (method: 'POST' | 'PUT') =>
	`={{ $workflow.active && $parameter["watch"] === "subscription" ? "${method}" : "" }}`;

export class FhirTrigger implements INodeType {
	description: INodeTypeDescription = {
		displayName: 'FHIR Trigger',
		name: 'fhirTrigger',
		icon: { light: 'file:fhir.svg', dark: 'file:fhir.dark.svg' },
		group: ['trigger'],
		version: 1,
		subtitle:
			'={{ ($parameter["resourceType"].value || $parameter["resourceType"]) + " : " + $parameter["watch"] }}',
		description: 'Starts the workflow when a record in the chart is new or changed',
		eventTriggerDescription: 'Change a record on the FHIR server',
		activationMessage: 'The chart is being watched. Changes start this workflow.',
		defaults: { name: 'FHIR Trigger' },
		inputs: [],
		outputs: [NodeConnectionTypes.Main],
		credentials: [{ name: 'fhirServerApi', required: true, testedBy: 'fhirServer' }],
		webhooks: [
			{
				name: 'default',
				httpMethod: METHODS('POST'),
				responseMode: 'onReceived',
				path: 'changes',
				ndvHideUrl: '={{ $parameter["watch"] !== "subscription" }}',
				ndvHideMethod: true,
			},
			{
				name: 'setup',
				httpMethod: METHODS('PUT'),
				responseMode: 'onReceived',
				path: 'changes',
				ndvHideUrl: true,
			},
		],
		properties: [
			{
				displayName:
					'Every change becomes a piece of work. End the workflow with a Work Item node, so that every piece visibly ends.',
				name: 'fhirNotice',
				type: 'notice',
				default: '',
			},
			...triggerFields,
			atOnceField,
			sealingField,
		],
	};

	methods = {
		listSearch,
		credentialTest: {
			async fhirServer(
				this: ICredentialTestFunctions,
				credential: ICredentialsDecrypted<ICredentialDataDecryptedObject>,
			): Promise<INodeCredentialTestResult> {
				return await credentialTest(
					'Testing the connection to the FHIR server',
					async () => await probeServer((credential.data ?? {}) as unknown as FhirServerCredential),
				);
			},
		},
	};

	webhookMethods = {
		default: {
			async checkExists(this: IHookFunctions): Promise<boolean> {
				return await subscriptionExists(this);
			},
			async create(this: IHookFunctions): Promise<boolean> {
				return await putUpSubscription(this);
			},
			async delete(this: IHookFunctions): Promise<boolean> {
				return await takeDownSubscription(this);
			},
		},
	};

	async webhook(this: IWebhookFunctions): Promise<IWebhookResponseData> {
		return await takeNotification(this);
	}

	async trigger(this: ITriggerFunctions): Promise<ITriggerResponse> {
		if (this.getMode() === 'manual') return await activating(this, async () => await sample(this));
		const end = await activating(this, async () => await startWatching(this));
		return { closeFunction: end };
	}
}

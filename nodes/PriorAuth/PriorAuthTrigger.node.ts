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
import { startFollowing } from './actions/trigger/following';
import { sample } from './actions/trigger/sample';
import { putUpSubscription, takeDownSubscription } from './actions/trigger/subscription-methods';
import { takeNotification } from './actions/trigger/take-notification';
import { triggerFields } from './actions/trigger/trigger-fields';

/**
 * Only a published workflow that waits for decisions has a webhook. For a test run n8n would otherwise
 * wait for a call of it and never run the trigger.
 */
const METHOD = '={{ $workflow.active && $parameter["event"] === "decision" ? "POST" : "" }}';

export class PriorAuthTrigger implements INodeType {
	description: INodeTypeDescription = {
		displayName: 'Prior Authorization Trigger',
		name: 'priorAuthTrigger',
		icon: { light: 'file:priorAuth.svg', dark: 'file:priorAuth.dark.svg' },
		group: ['trigger'],
		version: 1,
		subtitle: '={{ $parameter["event"] === "clock" ? "time runs out" : "a payer decides" }}',
		description:
			'Starts the workflow when a payer decides on a request that was submitted, or when its time runs out',
		eventTriggerDescription: 'Submit a request with a Prior Authorization node',
		activationMessage: 'Requests that were submitted are being followed.',
		defaults: { name: 'Prior Authorization Trigger' },
		inputs: [],
		outputs: [NodeConnectionTypes.Main],
		credentials: [
			{
				name: 'fhirServerApi',
				required: true,
				testedBy: 'payerServer',
				displayOptions: { show: { event: ['decision'] } },
			},
		],
		webhooks: [
			{
				name: 'default',
				httpMethod: METHOD,
				responseMode: 'onReceived',
				path: 'decisions',
				ndvHideUrl: '={{ $parameter["event"] !== "decision" }}',
				ndvHideMethod: true,
			},
		],
		properties: [
			{
				displayName:
					'Follows what Prior Authorization → Submit has sent from this n8n. End the workflow with a Work Item node, so that every piece visibly ends.',
				name: 'priorAuthNotice',
				type: 'notice',
				default: '',
			},
			...triggerFields,
			atOnceField,
			sealingField,
		],
	};

	methods = {
		credentialTest: {
			async payerServer(
				this: ICredentialTestFunctions,
				credential: ICredentialsDecrypted<ICredentialDataDecryptedObject>,
			): Promise<INodeCredentialTestResult> {
				return await credentialTest(
					'Testing the connection to the server of the payer',
					async () => await probeServer((credential.data ?? {}) as unknown as FhirServerCredential),
				);
			},
		},
	};

	webhookMethods = {
		default: {
			/** Looking costs as much as putting it right. */
			async checkExists(this: IHookFunctions): Promise<boolean> {
				return await Promise.resolve(false);
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
		const end = await activating(this, async () => await startFollowing(this));
		return { closeFunction: end };
	}
}

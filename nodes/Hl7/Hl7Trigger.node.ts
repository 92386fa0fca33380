import {
	NodeConnectionTypes,
	type ICredentialsDecrypted,
	type ICredentialTestFunctions,
	type INodeCredentialTestResult,
	type INodeType,
	type INodeTypeDescription,
	type ITriggerFunctions,
	type ITriggerResponse,
} from 'n8n-workflow';
import { activating, atOnceField, credentialTest, sealingField } from '../shared/face';
import { listenForTest } from './receiving/listen-for-test';
import { reportOnCredential, type ListenerCredential } from './receiving/listener-credential';
import { startReceiving } from './receiving/start-receiving';
import { triggerFields } from './receiving/trigger-fields';

export class Hl7Trigger implements INodeType {
	description: INodeTypeDescription = {
		displayName: 'HL7 Trigger',
		name: 'hl7Trigger',
		icon: { light: 'file:hl7.svg', dark: 'file:hl7.dark.svg' },
		group: ['trigger'],
		version: 1,
		subtitle:
			'={{ ($parameter["onlyThese"]?.messages || "All messages") + " : " + $parameter["port"] }}',
		description: 'Receives HL7 v2 messages over MLLP and starts the workflow for each of them',
		eventTriggerDescription: 'Send an HL7 message to this port',
		activationMessage: 'The HL7 listener is open. Messages that arrive start this workflow.',
		defaults: { name: 'HL7 Trigger' },
		inputs: [],
		outputs: [NodeConnectionTypes.Main],
		credentials: [
			{
				name: 'mllpListenerApi',
				required: true,
				testedBy: 'mllpListener',
				displayOptions: { show: { encryption: ['tls'] } },
			},
		],
		properties: [
			{
				displayName:
					'Every message is on the disk before it is acknowledged. End the workflow with a Work Item node, so that every message visibly ends.',
				name: 'hl7Notice',
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
			async mllpListener(
				this: ICredentialTestFunctions,
				credential: ICredentialsDecrypted,
			): Promise<INodeCredentialTestResult> {
				return await credentialTest(
					'Testing the HL7 listener',
					async () =>
						await Promise.resolve(
							reportOnCredential((credential.data ?? {}) as ListenerCredential),
						),
				);
			},
		},
	};

	async trigger(this: ITriggerFunctions): Promise<ITriggerResponse> {
		return this.getMode() === 'manual'
			? await activating(this, async () => await listenForTest(this))
			: await activating(this, async () => await startReceiving(this));
	}
}

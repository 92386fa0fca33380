import {
	NodeOperationError,
	type IHookFunctions,
	type IWebhookFunctions,
	type IWebhookResponseData,
} from 'n8n-workflow';
import { dataDirectory } from '../../../shared/data-directory';
import { HospitalError, toHospitalError } from '../../../shared/errors';
import { auditAgent, workflowIdOf } from '../../../shared/face';
import { DeskDoor } from '../../signing/desk-door';
import type { SignIn } from '../../signing/desk-sign-in';
import { readGroupRoles, rolesOf } from '../../signing/groups';
import type { Reply } from '../../signing/http';
import type { OidcCredential } from '../../signing/oidc';
import { messageReply } from '../../signing/pages/messages';
import { readPeople } from '../../signing/passcodes';
import { checkedDeskUrl } from '../../signing/places';
import { signingRoom } from '../../signing/signing-room';
import { requestOf, send } from './serve';

/** What both, the activation and a request, have in common. */
type Functions = Pick<
	IHookFunctions,
	'getNodeParameter' | 'getCredentials' | 'getNodeWebhookUrl' | 'getNode' | 'getWorkflow'
>;

/** Serves the desk. It never throws: n8n would start the workflow with an empty item. */
export async function serveDesk(functions: IWebhookFunctions): Promise<IWebhookResponseData> {
	let reply: Reply;
	try {
		const door = new DeskDoor(await signingRoom(), {
			url: checkedDeskUrl(functions.getNodeWebhookUrl('default')),
			signIn: await signInOf(functions),
			agent: auditAgent(functions),
		});
		reply = await door.answer(requestOf(functions));
	} catch (error) {
		const { message, nextStep } = toHospitalError(error, 'Opening the desk');
		reply = messageReply(503, message, [nextStep], undefined, 'bad');
	}
	send(functions, reply);
	return { noWebhookResponse: true };
}

/** @throws HospitalError for a setting with which nobody could sign in */
async function signInOf(functions: Functions): Promise<SignIn> {
	if ((functions.getNodeParameter('signIn', 'oidc') as string) === 'link') {
		const { secretPasscodes } = await functions.getCredentials<{ secretPasscodes: string }>(
			'signOffPeopleApi',
		);
		const { key } = await dataDirectory();
		return { method: 'link', people: readPeople(secretPasscodes), key: key.key('sign-off') };
	}
	return {
		method: 'oidc',
		credential: await functions.getCredentials<OidcCredential>('oidcProviderApi'),
		groups: readGroupRoles(functions.getNodeParameter('groups', '') as string),
		askAgain: functions.getNodeParameter('askAgain', true) !== false,
	};
}

/** The workflow is published: from now on sign-off nodes know where the desk is. */
export async function placeDesk(functions: IHookFunctions): Promise<boolean> {
	try {
		const url = checkedDeskUrl(functions.getNodeWebhookUrl('default'));
		const signIn = await signInOf(functions);
		const roles =
			signIn.method === 'oidc'
				? rolesOf(signIn.groups)
				: [...new Set(signIn.people.map(({ role }) => role))].sort();
		if (roles.length === 0) {
			throw new HospitalError('input-invalid', 'The field "Groups and Roles" is empty', {
				nextStep: 'Write at least one line: group = role. Otherwise nobody could sign.',
			});
		}
		const { store } = await signingRoom();
		const at = new Date().toISOString();
		await store.placeDesk({ url, roles, workflowId: workflowIdOf(functions), at });
		return true;
	} catch (error) {
		const { message, nextStep } = toHospitalError(error, 'Publishing the desk');
		throw new NodeOperationError(functions.getNode(), `${message}. ${nextStep}`);
	}
}

/** The workflow is switched off: sign-off nodes say so instead of waiting for nobody. */
export async function removeDesk(functions: IHookFunctions): Promise<boolean> {
	const { store } = await signingRoom();
	const desk = await store.desk();
	if (desk?.workflowId === workflowIdOf(functions)) await store.placeDesk(undefined);
	return true;
}

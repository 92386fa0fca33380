import type { IHookFunctions, ITriggerFunctions } from 'n8n-workflow';
import { dataDirectory } from '../../../shared/data-directory';
import { HospitalError, toHospitalError } from '../../../shared/errors';
import { activating } from '../../../shared/face';
import { eventEntry, serverOf } from '../../watching/audit-entries';
import { requireSubscriptions } from '../../watching/capability';
import { watchOf } from '../../watching/place';
import { Subscribing, type SubscriptionSettings } from '../../watching/subscribing';
import { clientOf, recordAll, routeOf, settingsOf } from './connection';
import type { TriggerSettings } from './settings';

/** How long n8n waits for the server when a workflow is switched on or off. */
const PATIENCE_MS = 60_000;

/** @param name of the watch: what the subscription is found by */
export const subscriptionSettings = (
	name: string,
	{ type, criteria, subscription }: TriggerSettings,
): SubscriptionSettings => ({
	tag: name,
	type,
	criteria,
	...(subscription?.topic !== undefined && { topic: subscription.topic }),
	...(subscription?.heartbeatSeconds !== undefined && {
		heartbeatSeconds: subscription.heartbeatSeconds,
	}),
});

interface Here {
	subscribing: Subscribing;
	name: string;
	settings: TriggerSettings;
	signal: AbortSignal;
}

async function here(functions: IHookFunctions): Promise<Here> {
	const { folder, key, name } = watchOf(await dataDirectory(), routeOf(functions));
	return {
		subscribing: new Subscribing(folder, key, name),
		name,
		settings: settingsOf(functions),
		signal: AbortSignal.timeout(PATIENCE_MS),
	};
}

/** True when the server has the subscription as wished, and it works. */
export async function subscriptionExists(functions: IHookFunctions): Promise<boolean> {
	try {
		const { subscribing, name, settings, signal } = await here(functions);
		const client = await clientOf(functions);
		const wanted = subscriptionSettings(name, settings);
		const endpoint = endpointOf(functions);
		return (await subscribing.flaw(client, wanted, signal, endpoint)) === undefined;
	} catch {
		// Putting it up tells what is wrong.
		return false;
	}
}

/** Puts the subscription up. After a restart of n8n a server that is down stops nothing: the watch sees to it. */
export async function putUpSubscription(functions: IHookFunctions): Promise<boolean> {
	return await activating(functions as unknown as ITriggerFunctions, async () => {
		const { subscribing, name, settings, signal } = await here(functions);
		const client = await clientOf(functions);
		const wanted = subscriptionSettings(name, settings);
		const endpoint = endpointOf(functions);
		try {
			const form = settings.subscription?.topic === undefined ? 'criteria' : 'topic';
			await requireSubscriptions(client, form, signal);
			const reason = await subscribing.ensure(client, wanted, signal, endpoint);
			if (reason !== undefined) {
				const event = { type: 'subscription-restored', reason } as const;
				await recordAll(functions, [eventEntry(event, serverOf(client.baseUrl))]);
			}
		} catch (error) {
			const { retryable } = toHospitalError(error, 'Subscribing at the FHIR server');
			const restart = ['init', 'leadershipChange'].includes(functions.getActivationMode());
			const known = (await subscribing.record())?.endpoint === endpoint;
			if (!(restart && known && retryable)) throw error;
		}
		return true;
	});
}

/** Takes the subscription down. Never fails: a workflow can be switched off while the server is down. */
export async function takeDownSubscription(functions: IHookFunctions): Promise<boolean> {
	try {
		const { subscribing, name, signal } = await here(functions);
		const client = await clientOf(functions);
		if (await subscribing.end(client, name, signal)) return true;
		const entry = {
			kind: 'system',
			interaction: 'fhir-subscription-left',
			action: 'D',
			outcome: '4',
			outcomeReason: 'server-not-reached',
			network: serverOf(client.baseUrl),
		} as const;
		await recordAll(functions, [entry]);
	} catch {
		functions.logger.warn('FHIR Trigger: the subscription could not be taken down');
	}
	return true;
}

function endpointOf(functions: IHookFunctions): string {
	const url = functions.getNodeWebhookUrl('default');
	if (url !== undefined) return url;
	throw new HospitalError(
		'webhook-address-unknown',
		'n8n does not tell the address of its webhook',
		{
			nextStep: 'Set WEBHOOK_URL for n8n to the address under which the FHIR server reaches it.',
		},
	);
}

import type { IHookFunctions, ITriggerFunctions } from 'n8n-workflow';
import { HospitalError, toHospitalError } from '../../../shared/errors';
import { activating } from '../../../shared/face';
import type { EnsuredSubscription } from '../../sending';
import { onRecord, payerOf, routeOf, settingsOf, type TriggerLike } from './settings';
import { subscribingOf } from './take-notification';

/** How long n8n waits for the payer when a workflow is switched on or off. */
const PATIENCE_MS = 60_000;

/** Puts the subscription up. After a restart of n8n a payer that is down stops nothing: the trigger sees to it. */
export async function putUpSubscription(functions: IHookFunctions): Promise<boolean> {
	return await activating(functions as unknown as ITriggerFunctions, async () => {
		const endpoint = endpointOf(functions);
		const subscribing = await subscribingOf(routeOf(functions));
		const signal = AbortSignal.timeout(PATIENCE_MS);
		try {
			await ensure(functions, { endpoint, signal });
		} catch (error) {
			const { retryable } = toHospitalError(error, 'Subscribing at the payer');
			const restart = ['init', 'leadershipChange'].includes(functions.getActivationMode());
			const known = (await subscribing.record())?.endpoint === endpoint;
			if (!(restart && known && retryable)) throw error;
		}
		return true;
	});
}

/** Sees to the subscription and puts on record what had to be done. */
export async function ensure(
	functions: TriggerLike,
	{ endpoint, signal }: { endpoint?: string; signal: AbortSignal },
): Promise<void> {
	const { subscription } = settingsOf(functions);
	if (subscription === undefined) return;
	const subscribing = await subscribingOf(routeOf(functions));
	const server = await payerOf(functions);
	const ensured = await subscribing.ensure(server, subscription, {
		now: new Date(),
		signal,
		...(endpoint !== undefined && { endpoint }),
	});
	if (ensured === undefined || ensured.changed === 'kept') return;
	await onRecord(functions, writtenEntry(ensured, server.baseUrl));
}

const writtenEntry = ({ changed, reason }: EnsuredSubscription, baseUrl: string) =>
	({
		kind: 'system',
		interaction: 'prior-auth-subscription-written',
		action: changed === 'created' ? 'C' : 'U',
		outcome: reason === 'new' ? '0' : '4',
		outcomeReason: reason ?? 'new',
		network: serverOf(baseUrl),
	}) as const;

/** Takes the subscription down. Never fails: a workflow can be switched off while the payer is down. */
export async function takeDownSubscription(functions: IHookFunctions): Promise<boolean> {
	try {
		const subscribing = await subscribingOf(routeOf(functions));
		const server = await payerOf(functions);
		if (await subscribing.end(server, AbortSignal.timeout(PATIENCE_MS))) return true;
		await onRecord(functions, {
			kind: 'system',
			interaction: 'prior-auth-subscription-left',
			action: 'D',
			outcome: '4',
			outcomeReason: 'payer-not-reached',
			network: serverOf(server.baseUrl),
		});
	} catch {
		functions.logger.warn('Prior Authorization Trigger: the subscription could not be taken down');
	}
	return true;
}

export function serverOf(baseUrl: string): { address: string; port: number } {
	const { hostname, port, protocol } = new URL(baseUrl);
	return { address: hostname, port: Number(port) || (protocol === 'https:' ? 443 : 80) };
}

function endpointOf(functions: IHookFunctions): string {
	const url = functions.getNodeWebhookUrl('default');
	if (url !== undefined) return url;
	throw new HospitalError(
		'webhook-address-unknown',
		'n8n does not tell the address of its webhook',
		{ nextStep: 'Set WEBHOOK_URL for n8n to the address under which the payer reaches it.' },
	);
}

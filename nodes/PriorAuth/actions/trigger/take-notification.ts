import type { IWebhookFunctions, IWebhookResponseData } from 'n8n-workflow';
import { join } from 'node:path';
import { dataDirectory } from '../../../shared/data-directory';
import { casesOf, priorAuthKey } from '../../cases';
import {
	judge,
	missedWork,
	Subscribing,
	takeNotification as take,
	type PlannedFollowUp,
} from '../../following';
import { SECRET_HEADER } from '../../sending';
import { onRecord, routeOf, settingsOf } from './settings';
import { openFollowUp } from './work';

/** The subscription of a trigger node, in any process. */
export async function subscribingOf(route: string): Promise<Subscribing> {
	const { root, key } = await dataDirectory();
	return new Subscribing(join(root, 'prior-auth', 'subscriptions'), priorAuthKey(key), route);
}

/**
 * Takes a notification of the payer, in whatever process takes webhooks. It is answered with 200 only
 * when the decision and the work that follows from it are on the disk; the payer sends it again
 * otherwise. Nothing of the request is answered.
 */
export async function takeNotification(
	functions: IWebhookFunctions,
): Promise<IWebhookResponseData> {
	const status = await statusOf(functions);
	const response = functions.getResponseObject();
	response.status(status);
	response.end();
	return { noWebhookResponse: true };
}

async function statusOf(functions: IWebhookFunctions): Promise<number> {
	try {
		const subscribing = await subscribingOf(routeOf(functions));
		const kept = await subscribing.record();
		const { rawBody } = functions.getRequestObject() as { rawBody?: Uint8Array };
		const verdict = judge(
			{
				name: subscribing.name,
				sent: functions.getHeaderData()[SECRET_HEADER] as string | string[] | undefined,
				now: Date.now(),
				...(rawBody !== undefined && { body: rawBody }),
			},
			kept?.ended ? undefined : kept?.secret,
		);
		if (verdict.refused !== undefined) await recordRefusal(functions, verdict.refused);
		if (verdict.status !== 200) return verdict.status;
		const settings = settingsOf(functions);
		const open = async (planned: PlannedFollowUp) =>
			await openFollowUp(functions, settings, planned);
		const { sinceStart, effects } = await take(verdict.body, {
			cases: await casesOf(await dataDirectory()),
			settings: settings.clocks,
			at: new Date().toISOString(),
			open,
		});
		if (sinceStart !== undefined) {
			await subscribing.missed(sinceStart, effects.length, async (count, after) => {
				await recordGap(functions, count);
				await open(missedWork(verdict.body, after));
			});
		}
		return 200;
	} catch {
		functions.logger.error(
			'Prior Authorization Trigger: a notification could not be taken; the payer will send it again',
		);
		return 503;
	}
}

/** Beside the work for a person: how many they were. */
async function recordGap(functions: IWebhookFunctions, count: number): Promise<void> {
	functions.logger.warn(
		`Prior Authorization Trigger: ${count} notifications of the payer did not arrive; ask for the status of open requests`,
	);
	await onRecord(functions, {
		kind: 'system',
		interaction: 'prior-auth-notification-gap',
		action: 'E',
		outcome: '4',
		outcomeReason: 'events-missed',
		objects: [{ type: 'notification', count }],
	});
}

async function recordRefusal(functions: IWebhookFunctions, count: number): Promise<void> {
	const { ip } = functions.getRequestObject() as { ip?: string };
	await onRecord(functions, {
		kind: 'system',
		interaction: 'prior-auth-notification-refused',
		action: 'E',
		outcome: '8',
		outcomeReason: 'secret-wrong',
		...(ip !== undefined && { network: { address: ip } }),
		objects: [{ type: 'notification', count }],
	});
}

import type { IWebhookFunctions, IWebhookResponseData } from 'n8n-workflow';
import { dataDirectory } from '../../../shared/data-directory';
import { judge } from '../../watching/door';
import { watchOf } from '../../watching/place';
import { Subscribing } from '../../watching/subscribing';
import { leaveWakeUp } from '../../watching/wake-ups';
import { recordAll, routeOf } from './connection';

/**
 * Takes a notification of the server. In queue mode this runs in any process; all that it does is to
 * leave word for the one that watches. Nothing of the request is used or answered.
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
		const { folder, key, name } = watchOf(await dataDirectory(), routeOf(functions));
		const record = await new Subscribing(folder, key, name).record();
		const { rawBody } = functions.getRequestObject() as { rawBody?: Uint8Array };
		const verdict = judge(
			{
				watch: name,
				headers: functions.getHeaderData(),
				now: Date.now(),
				...(rawBody !== undefined && { body: rawBody }),
			},
			record?.ended ? undefined : record?.secret,
		);
		if (verdict.refused !== undefined) await recordRefusal(functions, verdict.refused);
		if (verdict.notification !== undefined) await leaveWakeUp(folder, verdict.notification);
		return verdict.status;
	} catch {
		// The server tries again, and a search follows at the next interval anyway.
		functions.logger.error('FHIR Trigger: a notification could not be taken');
		return 503;
	}
}

async function recordRefusal(functions: IWebhookFunctions, count: number): Promise<void> {
	const { ip } = functions.getRequestObject() as { ip?: string };
	await recordAll(functions, [
		{
			kind: 'system',
			interaction: 'fhir-notification-refused',
			action: 'E',
			outcome: '8',
			outcomeReason: 'secret-wrong',
			...(ip !== undefined && { network: { address: ip } }),
			objects: [{ type: 'notification', count }],
		},
	]);
}

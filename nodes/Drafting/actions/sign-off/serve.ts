import type { IDataObject, IWebhookFunctions } from 'n8n-workflow';
import { pageHeaders, type Reply, type Request } from '../../signing/http';
import { POLICY } from '../../signing/pages/shell';

/** What n8n adds to every webhook for pages of other sites: none may read these. */
const FOREIGN = [
	'access-control-allow-origin',
	'access-control-allow-methods',
	'access-control-allow-headers',
];

/** A request as the engine takes it. */
export function requestOf(functions: IWebhookFunctions): Request {
	const request = functions.getRequestObject();
	const body = functions.getBodyData() as IDataObject | undefined;
	return {
		method: request.method,
		query: (functions.getQueryData() ?? {}) as Record<string, unknown>,
		body: typeof body === 'object' && body !== null ? body : {},
		headers: functions.getHeaderData(),
		address: request.ip,
	};
}

/** Writes the answer itself: n8n would add a policy of its own, and its own words. */
export function send(
	functions: IWebhookFunctions,
	{ status, page, location, cookies }: Reply,
): void {
	const response = functions.getResponseObject();
	for (const name of FOREIGN) response.removeHeader(name);
	for (const [name, value] of Object.entries(pageHeaders(POLICY))) response.setHeader(name, value);
	if (cookies !== undefined && cookies.length > 0) response.setHeader('set-cookie', cookies);
	if (location === undefined) {
		response.status(status);
		response.end(page);
		return;
	}
	// Our own script goes there itself, so that what was typed survives a failure on the way.
	if (functions.getHeaderData()['x-sign-off'] === 'script') {
		response.status(200);
		response.setHeader('content-type', 'application/json');
		response.end(JSON.stringify({ go: location }));
		return;
	}
	response.status(status);
	response.setHeader('location', location);
	response.end();
}

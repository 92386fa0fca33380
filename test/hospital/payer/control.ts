import type { Json } from './fhir.ts';
import type { Payer } from './server.ts';
import type { Reply } from './types.ts';

/**
 * Sets the payer up from outside of its process: outcomes and requirements by code, faults, a
 * notification, the payer's subscribers told of life.
 */
export async function takeControl(payer: Payer, order: Json): Promise<Reply> {
	const { outcomes = {}, requirements = {}, fault, mend, notify, heartbeat, reset } = order ?? {};
	if (reset === true) payer.reset();
	if (mend === true) payer.mend();
	for (const [code, answer] of Object.entries(outcomes)) payer.outcomeFor(code, answer as Json);
	for (const [code, each] of Object.entries(requirements)) payer.requirementFor(code, each as Json);
	if (fault !== undefined) payer.fault(fault);
	if (heartbeat === true) return { status: 200, body: { deliveries: await payer.heartbeat() } };
	if (notify === undefined) return { status: 200, body: {} };
	const { identifier, outcome, answer, ...how } = notify;
	try {
		return {
			status: 200,
			body: { deliveries: await payer.notify(identifier, answer ?? outcome, how) },
		};
	} catch {
		return { status: 404, body: { error: 'the payer has no such case' } };
	}
}

/** What came in, as JSON or as a page. */
export function controlPage(payer: Payer, asJson: boolean): Reply {
	const cases = payer.cases().map(({ response: _, request: __, ...rest }) => rest);
	const requests = payer.requests().map(({ body: _, ...rest }) => rest);
	const state = {
		cases,
		requests,
		duplicates: payer.duplicates(),
		deliveries: payer.deliveries,
		subscriptions: [...payer.subscriptions.held.values()].map(({ id, status, events }) => ({
			id,
			status,
			events,
		})),
	};
	if (asJson) return { status: 200, body: state };
	const cell = (value: unknown) => `<td>${escape(String(value ?? ''))}</td>`;
	const table = (name: string, rows: ReadonlyArray<Record<string, unknown>>) => {
		const columns = [...new Set(rows.flatMap((row) => Object.keys(row)))];
		const head = columns.map((column) => `<th>${escape(column)}</th>`).join('');
		const body = rows
			.map((row) => `<tr>${columns.map((column) => cell(shown(row[column]))).join('')}</tr>`)
			.join('');
		return `<h2>${escape(name)} (${rows.length})</h2><table><tr>${head}</tr>${body}</table>`;
	};
	const text = `<!doctype html><html lang="en"><meta charset="utf-8"><title>Demonstration payer</title>
<style>body{font:14px sans-serif;margin:2em}td,th{border:1px solid #ccc;padding:2px 6px;text-align:left}table{border-collapse:collapse}</style>
<h1>Demonstration payer</h1><p>Duplicates: ${state.duplicates}</p>
${table('Cases', cases as never)}${table('Subscriptions', state.subscriptions)}${table('Deliveries', state.deliveries as never)}${table('Requests', requests.slice(-200) as never)}</html>`;
	return { status: 200, raw: { type: 'text/html; charset=utf-8', text } };
}

const shown = (value: unknown): unknown =>
	typeof value === 'object' && value !== null ? JSON.stringify(value) : value;

const escape = (text: string): string =>
	text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');

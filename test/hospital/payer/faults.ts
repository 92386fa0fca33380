import type { ServerResponse } from 'node:http';
import { setTimeout as delay } from 'node:timers/promises';
import type { Fault, PayerRequest } from './types.ts';

/** Faults that let the payer take the request before they spoil the answer. */
const AFTER = new Set<Fault['kind']>([
	'answer-lost',
	'answer-cut',
	'nonsense',
	'other-request',
	'own-identifier',
	'other-patient',
	'too-long',
]);

/** More than a client of prior authorizations should ever read. */
const TOO_LONG = 40 * 1024 * 1024;

/** The faults that are switched on, each for so many requests. */
export class Faults {
	private on: Fault[] = [];

	add(fault: Fault): void {
		this.on.push({ ...fault });
	}

	mend(): void {
		this.on = [];
	}

	/** The faults that meet a request; each of them is used up by one. */
	next(part: PayerRequest['part']): Fault[] {
		const met = this.on.filter(({ at = 'any' }) => at === 'any' || at === part);
		// Of several that end the request only the first one counts, so that they come one after another.
		const ending = met.find(({ kind }) => kind !== 'delay');
		const used = met.filter((fault) => fault.kind === 'delay' || fault === ending);
		for (const fault of used) if (fault.times !== undefined) fault.times -= 1;
		this.on = this.on.filter(({ times }) => times === undefined || times > 0);
		return used;
	}
}

/** @returns true when the fault has answered, and nothing is to be taken */
export async function before(faults: readonly Fault[], response: ServerResponse): Promise<boolean> {
	for (const { kind, ms = 1000 } of faults) if (kind === 'delay') await delay(ms);
	const fault = faults.find(({ kind }) => kind !== 'delay' && !AFTER.has(kind));
	if (fault === undefined) return false;
	answerWith(fault, response);
	return true;
}

export const afterwards = (faults: readonly Fault[]): Fault['kind'] | undefined =>
	faults.find(({ kind }) => AFTER.has(kind))?.kind;

function answerWith({ kind }: Fault, response: ServerResponse): void {
	const outcome = (code: string, text: string) =>
		JSON.stringify({
			resourceType: 'OperationOutcome',
			issue: [{ severity: 'error', code, details: { text }, expression: ['Claim.item[0]'] }],
		});
	const json = { 'content-type': 'application/fhir+json' };
	switch (kind) {
		case 'bad-request':
			response.writeHead(400, json).end(outcome('invalid', 'ZZTEST ADA has no such member id'));
			return;
		case 'unauthorized':
			response.writeHead(401, json).end(outcome('login', 'who are you'));
			return;
		case 'duplicate':
			response.writeHead(409, json).end(outcome('duplicate', 'this is here already'));
			return;
		case 'throttled':
			response.writeHead(429, { ...json, 'retry-after': '1' }).end(outcome('throttled', 'later'));
			return;
		case 'failed':
			response.writeHead(500, { 'content-type': 'text/html' }).end('<h1>Oops</h1>');
			return;
		case 'unavailable':
			response.writeHead(503).end();
			return;
		default:
			response.destroy();
	}
}

/** The answer with what the fault makes of it. @returns true when it was sent here */
export function spoil(
	kind: Fault['kind'] | undefined,
	response: ServerResponse,
	body: Buffer,
	status: number,
): boolean {
	const json = { 'content-type': 'application/fhir+json' };
	switch (kind) {
		case 'answer-lost':
			response.destroy();
			return true;
		case 'answer-cut':
			response.writeHead(status, { ...json, 'content-length': body.length });
			response.write(body.subarray(0, Math.floor(body.length / 2)), () => response.destroy());
			return true;
		case 'nonsense':
			response.writeHead(200, { 'content-type': 'text/html' }).end('<html>Welcome</html>');
			return true;
		case 'too-long':
			response.writeHead(200, json);
			response.end(
				Buffer.concat([body.subarray(0, -1), Buffer.alloc(TOO_LONG, ' '), Buffer.from('}')]),
			);
			return true;
		default:
			return false;
	}
}

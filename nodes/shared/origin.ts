import { randomBytes } from 'node:crypto';
import { hostname } from 'node:os';
import { processState } from './process-state';

/**
 * Name of this process start: `20261122T013000Z-0123456789abcdef`. Ledgers, inboxes and leases are
 * kept per origin, so that processes never write the same file and a restart is told apart from a
 * process that still runs.
 */
export function processOrigin(): string {
	return processState('origin/1', newOrigin);
}

/** A name of the same form, for a writer that has to begin anew within the same process. */
export function newOrigin(): string {
	const time = new Date().toISOString().replace(/[-:]|\.\d+/g, '');
	return `${time}-${randomBytes(8).toString('hex')}`;
}

/** Name of this n8n instance in audit records: HOSPITAL_INSTANCE, or the host name. */
export function instanceName(): string {
	return process.env.HOSPITAL_INSTANCE || hostname();
}

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
	return named(Date.now());
}

/**
 * A name that sorts behind another one, whatever the clock says now: the order of names is taken for
 * the order of starts.
 *
 * @param other a name of this form
 */
export function originAfter(other: string): string {
	const time = other.replace(/^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z.*$/, '$1-$2-$3T$4:$5:$6Z');
	const next = Date.parse(time) + 1000;
	// A year of five digits would be no name of this form.
	return named(next < Date.UTC(9999, 11, 31) ? Math.max(next, Date.now()) : Date.now());
}

function named(time: number): string {
	const text = new Date(time).toISOString().replace(/[-:]|\.\d+/g, '');
	return `${text}-${randomBytes(8).toString('hex')}`;
}

/** Name of this n8n instance in audit records: HOSPITAL_INSTANCE, or the host name. */
export function instanceName(): string {
	return process.env.HOSPITAL_INSTANCE || hostname();
}

import { isIP } from 'node:net';
import type { LedgerEntry } from '../reading/check';
import { PRODUCT, VENDOR } from './names';
import {
	isInbound,
	isPlain,
	levelOf,
	millisecondsOf,
	outgoing,
	peerOf,
	type Level,
	type Outgoing,
} from './outgoing';
import { ownPairs } from './own-keys';

/** 1 to 10. */
const SEVERITY: Record<Level, number> = { info: 2, notice: 6, minor: 4, serious: 7, major: 9 };
/** Places that predefined keys say; of the others also those that are said twice stand below `hospital…`. */
const PLACED: ReadonlySet<string> = new Set([
	'recorded',
	'kind',
	'actor.id',
	'actor.role',
	'agent.instance',
	'interaction',
	'network.address',
	'network.port',
]);
const DELIMITER = '\t';

/**
 * Log Event Extended Format 2.0 (IBM QRadar), the tab as delimiter. LEEF has no escape: what would
 * end a value is replaced by a space.
 */
export function leefLine(entry: LedgerEntry): string {
	const event = outgoing(entry);
	const header = [VENDOR, PRODUCT, '1', event.interaction ?? 'unknown'].map(headerField);
	const pairs: Array<[string, string | undefined]> = [
		// Milliseconds since 1970 need no devTimeFormat.
		['devTime', String(millisecondsOf(event))],
		['cat', event.kind],
		['sev', String(SEVERITY[levelOf(event)])],
		['usrName', event.actor?.id],
		['role', event.actor?.role],
		['identHostName', event.agent?.instance],
		...endpoint(event),
		...ownPairs(event, PLACED),
	];
	const attributes = pairs
		.filter(([, value]) => value !== undefined)
		.map(([key, value]) => `${key}=${attributeValue(String(value))}`);
	return `LEEF:2.0|${header.join('|')}|x09|${attributes.join(DELIMITER)}`;
}

/** `src` and `dst` are IP addresses; a name has a key of our own. */
function endpoint(event: Outgoing): Array<[string, string | undefined]> {
	const { address, port } = peerOf(event) ?? {};
	const side = isInbound(event) ? 'src' : 'dst';
	const key = address !== undefined && isIP(address) === 0 ? 'hospitalNetworkAddress' : side;
	return [
		[key, address],
		[`${side}Port`, port === undefined ? undefined : String(port)],
	];
}

// eslint-disable-next-line no-control-regex -- these are what must not get through
const CONTROL = /[\u0000-\u001f\u007f-\u009f\u2028\u2029]+/g;

/** A pipe would end a field of the header. */
export const headerField = (text: string): string =>
	text.toWellFormed().replace(CONTROL, ' ').replaceAll('|', ' ');

/** The first equals sign of an attribute ends its key, so a value may hold others. */
export const attributeValue = (text: string): string =>
	isPlain(text) ? text : text.toWellFormed().replace(CONTROL, ' ');

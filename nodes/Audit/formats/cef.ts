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
	succeeded,
	valueAt,
	type Level,
	type Outgoing,
} from './outgoing';
import { ownPairs } from './own-keys';

/** 0 to 3 low, 4 to 6 medium, 7 and 8 high, 9 and 10 very high. */
const SEVERITY: Record<Level, number> = { info: 2, notice: 6, minor: 4, serious: 7, major: 9 };

/** Places with a key of the CEF dictionary; a custom key has a label beside it. */
const KEYS: ReadonlyArray<readonly [place: string, key: string, label?: string]> = [
	['id', 'externalId'],
	['interaction', 'act'],
	['outcomeReason', 'reason'],
	['kind', 'cat'],
	['actor.id', 'suser'],
	['actor.role', 'spriv'],
	['agent.instance', 'dvchost'],
	['agent.nodeType', 'deviceProcessName'],
	['origin', 'deviceExternalId'],
	['seq', 'cn1', 'seq'],
	['inference.latencyMs', 'cfp1', 'latencyMs'],
	['patient.pseudonym', 'cs1', 'patientPseudonym'],
	['objects.0.pseudonym', 'cs2', 'objectPseudonym'],
	['purposeOfUse', 'cs3', 'purposeOfUse'],
	['agent.workflowId', 'cs4', 'workflowId'],
	['inference.model', 'cs5', 'model'],
	['workItem.id', 'cs6', 'workItem'],
	['encounter.pseudonym', 'flexString1', 'encounterPseudonym'],
	['prev', 'flexString2', 'previousEvent'],
];
/** Said with keys that depend on more than one place. */
const SAID_OTHERWISE = ['recorded', 'network.address', 'network.port'];
const PLACED: ReadonlySet<string> = new Set([...KEYS.map(([place]) => place), ...SAID_OTHERWISE]);

/** ArcSight Common Event Format, version 0: header with seven fields, then keys and values. */
export function cefLine(entry: LedgerEntry): string {
	const event = outgoing(entry);
	const { interaction = 'unknown' } = event;
	const header = [VENDOR, PRODUCT, '1', interaction, interaction, SEVERITY[levelOf(event)]];
	const extension = [
		['rt', String(millisecondsOf(event))],
		['outcome', succeeded(event) ? 'success' : 'failure'],
		...dictionary(event),
		...endpoint(event),
		...ownPairs(event, PLACED),
	].map(([key, value]) => `${key}=${escapeExtension(value)}`);
	return `CEF:0|${header.map((field) => escapeHeader(String(field))).join('|')}|${extension.join(' ')}`;
}

function dictionary(event: Outgoing): string[][] {
	return KEYS.flatMap(([place, key, label]) => {
		const value = valueAt(event, place);
		if (value === undefined) return [];
		return [[key, String(value)], ...(label === undefined ? [] : [[`${key}Label`, label]])];
	});
}

/** `src` and `dst` take IPv4 only; IPv6 has custom fields, names have keys of their own. */
function endpoint(event: Outgoing): string[][] {
	const { address, port } = peerOf(event) ?? {};
	const inbound = isInbound(event);
	const pairs: string[][] = [];
	if (address !== undefined) {
		const family = isIP(address);
		if (family === 4) pairs.push([inbound ? 'src' : 'dst', address]);
		else if (family === 0) pairs.push([inbound ? 'shost' : 'dhost', address]);
		else {
			const key = inbound ? 'c6a2' : 'c6a3';
			const side = inbound ? 'Source' : 'Destination';
			pairs.push([key, address], [`${key}Label`, `${side} IPv6 Address`]);
		}
	}
	if (port !== undefined) pairs.push([inbound ? 'spt' : 'dpt', String(port)]);
	return pairs;
}

/** In the header a backslash and a pipe are escaped; a line break cannot stand there. */
export const escapeHeader = (text: string): string =>
	isPlain(text)
		? text
		: clean(text)
				.replace(/[\r\n]+/g, ' ')
				.replace(/[\\|]/g, '\\$&');

/** In a value a backslash and an equals sign are escaped; line breaks are written as \n and \r. */
export const escapeExtension = (text: string): string =>
	isPlain(text)
		? text
		: clean(text).replace(/[\\=]/g, '\\$&').replace(/\n/g, '\\n').replace(/\r/g, '\\r');

/** Other control characters would end a line, or a message, for somebody. */
const clean = (text: string): string => text.toWellFormed().replace(CONTROL, ' ');

// eslint-disable-next-line no-control-regex -- these are what must not get through
const CONTROL = /[\u0000-\u0009\u000b\u000c\u000e-\u001f\u007f-\u009f\u2028\u2029]/g;

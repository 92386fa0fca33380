import { BlockList, isIP, isIPv4 } from 'node:net';
import type { AssociateReject, AssociateRequest, ContextAnswer } from '../../clients/dimse';
import { APPLICATION_CONTEXT, ContextResult } from '../../clients/dimse';
import { HospitalError } from '../../shared/errors';
import type { ListenerLimits, Route } from './settings';

/** What the checks look at; nothing else decides. */
export interface Visit {
	/** The address that the listener is meant to be bound to. */
	boundTo: string;
	localAddress: string;
	peerAddress: string;
	/** Associations open now, this one not counted. */
	associations: number;
	associationsOfPeer: number;
	limits: ListenerLimits;
	callingNetworks: BlockList | undefined;
	/** Routes of the called AE title. */
	routes: readonly Route[];
	request: AssociateRequest;
	contexts: readonly ContextAnswer[];
}

/** A-ASSOCIATE-RJ values, PS3.8 9.3.4. */
const PERMANENT = 1;
const TRANSIENT = 2;
const USER = 1;
const ACSE = 2;
const PRESENTATION = 3;

interface Check {
	name: string;
	passes(visit: Visit): boolean;
	reject: AssociateReject;
}

/**
 * The door: every association request passes these checks in this order; the first that fails
 * decides the rejection.
 */
export const CHECKS: readonly Check[] = [
	{
		name: 'bind-address',
		passes: ({ boundTo, localAddress }) => isWildcard(boundTo) || plain(boundTo) === localAddress,
		reject: { result: PERMANENT, source: USER, reason: 1 },
	},
	{
		name: 'association-cap',
		passes: ({ associations, limits }) => associations < limits.maxAssociations,
		reject: { result: TRANSIENT, source: PRESENTATION, reason: 2 },
	},
	{
		name: 'peer-cap',
		passes: ({ associationsOfPeer, limits }) => associationsOfPeer < limits.maxAssociationsPerPeer,
		reject: { result: TRANSIENT, source: PRESENTATION, reason: 2 },
	},
	{
		name: 'calling-network',
		passes: ({ callingNetworks, peerAddress }) =>
			callingNetworks === undefined || listed(callingNetworks, peerAddress),
		reject: { result: PERMANENT, source: USER, reason: 1 },
	},
	{
		name: 'protocol-version',
		// PS3.8 9.3.2: only bit 0 is tested.
		passes: ({ request }) => (request.protocolVersion & 1) === 1,
		reject: { result: PERMANENT, source: ACSE, reason: 2 },
	},
	{
		name: 'called-ae-title',
		passes: ({ routes }) => routes.length > 0,
		reject: { result: PERMANENT, source: USER, reason: 7 },
	},
	{
		name: 'calling-ae-title',
		passes: ({ routes, request }) => routes.some((route) => admits(route, request.callingAeTitle)),
		reject: { result: PERMANENT, source: USER, reason: 3 },
	},
	{
		name: 'application-context',
		passes: ({ request }) => request.applicationContext === APPLICATION_CONTEXT,
		reject: { result: PERMANENT, source: USER, reason: 2 },
	},
	{
		name: 'presentation-contexts',
		passes: ({ contexts }) => contexts.some(({ result }) => result === ContextResult.acceptance),
		reject: { result: PERMANENT, source: USER, reason: 1 },
	},
];

export interface Refusal {
	reason: string;
	reject: AssociateReject;
}

/** @returns the first check that fails, undefined when the visitor may come in */
export function refusalOf(visit: Visit): Refusal | undefined {
	const failed = CHECKS.find((check) => !check.passes(visit));
	return failed && { reason: failed.name, reject: failed.reject };
}

const admits = (route: Route, callingAeTitle: string): boolean =>
	route.callingAeTitles.length === 0 ||
	route.callingAeTitles.some((title) => title.trim() === callingAeTitle);

const isWildcard = (host: string) => host === '0.0.0.0' || host === '::' || isIP(host) === 0;

/** An IPv4 caller on a dual-stack socket looks like `::ffff:10.1.2.3`. */
export const plain = (address: string): string => address.replace(/^::ffff:(?=\d+\.)/i, '');

const listed = (list: BlockList, address: string): boolean =>
	isIP(address) !== 0 && list.check(address, isIPv4(address) ? 'ipv4' : 'ipv6');

/**
 * @param entries `10.1.0.0/16`, `10.1.2.3`, IPv6 alike; none means that every network may call
 * @throws HospitalError `network-invalid`
 */
export function parseNetworks(entries: readonly string[]): BlockList | undefined {
	if (entries.length === 0) return undefined;
	const list = new BlockList();
	for (const entry of entries) {
		const [address = '', prefix] = entry.trim().split('/');
		const family = isIPv4(address) ? 'ipv4' : 'ipv6';
		const most = family === 'ipv4' ? 32 : 128;
		const bits = prefix === undefined ? most : /^\d{1,3}$/.test(prefix) ? Number(prefix) : -1;
		if (isIP(address) === 0 || bits < 0 || bits > most) {
			throw new HospitalError('network-invalid', 'An allowed network is not an address range', {
				nextStep: 'Write networks like 10.1.0.0/16, single addresses like 10.1.2.3.',
			});
		}
		list.addSubnet(address, bits, family);
	}
	return list;
}

import { BlockList, isIP, isIPv4 } from 'node:net';
import type { AssociateReject, AssociateRequest, ContextAnswer } from '../../clients/dimse';
import { APPLICATION_CONTEXT, ContextResult } from '../../clients/dimse';
import { HospitalError } from '../../shared/errors';
import { plain } from './address';
import { pinFits, type CertificatePins, type PeerCertificate } from './security/peer-certificate';
import type { UserDecision } from './security/user-identity';
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
	/** What the sender showed in the TLS handshake; undefined without TLS or certificate. */
	certificate: PeerCertificate | undefined;
	pins: CertificatePins | undefined;
	user: UserDecision;
	request: AssociateRequest;
	contexts: readonly ContextAnswer[];
}

/** A-ASSOCIATE-RJ values, PS3.8 9.3.4. */
const PERMANENT = 1;
const TRANSIENT = 2;
const USER = 1;
const ACSE = 2;
const PRESENTATION = 3;

/** PS3.7 D.3.3.7.3: the same identity will be refused again. */
const UNAUTHENTICATED = { result: PERMANENT, source: ACSE, reason: 1 };

interface Check {
	name: string;
	/** When it refuses, in words; stands in the conformance statement. */
	refuses: string;
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
		refuses: 'The connection came to another address of the computer than the bind address',
		passes: ({ boundTo, localAddress }) => isWildcard(boundTo) || plain(boundTo) === localAddress,
		reject: { result: PERMANENT, source: USER, reason: 1 },
	},
	{
		name: 'association-cap',
		refuses: 'As many associations are open as the listener allows',
		passes: ({ associations, limits }) => associations < limits.maxAssociations,
		reject: { result: TRANSIENT, source: PRESENTATION, reason: 2 },
	},
	{
		name: 'peer-cap',
		refuses: 'As many associations are open as the listener allows one sender',
		passes: ({ associationsOfPeer, limits }) => associationsOfPeer < limits.maxAssociationsPerPeer,
		reject: { result: TRANSIENT, source: PRESENTATION, reason: 2 },
	},
	{
		name: 'calling-network',
		refuses: 'The address of the sender is not in the allowed networks',
		passes: ({ callingNetworks, peerAddress }) =>
			callingNetworks === undefined || listed(callingNetworks, peerAddress),
		reject: { result: PERMANENT, source: USER, reason: 1 },
	},
	{
		name: 'protocol-version',
		refuses: 'Bit 0 of the protocol version is not set',
		// PS3.8 9.3.2: only bit 0 is tested.
		passes: ({ request }) => (request.protocolVersion & 1) === 1,
		reject: { result: PERMANENT, source: ACSE, reason: 2 },
	},
	{
		name: 'called-ae-title',
		refuses: 'No active workflow receives for the called AE title on this port',
		passes: ({ routes }) => routes.length > 0,
		reject: { result: PERMANENT, source: USER, reason: 7 },
	},
	{
		name: 'calling-ae-title',
		refuses: 'The calling AE title is not among those that the workflow allows',
		passes: ({ routes, request }) => routes.some((route) => admits(route, request.callingAeTitle)),
		reject: { result: PERMANENT, source: USER, reason: 3 },
	},
	{
		name: 'certificate-pin',
		refuses: 'The calling AE title belongs to another certificate than the one that was shown',
		passes: ({ pins, certificate, request }) => pinFits(pins, request.callingAeTitle, certificate),
		reject: { result: PERMANENT, source: USER, reason: 3 },
	},
	{
		name: 'user-identity-missing',
		refuses: 'A user identity is required and none was sent',
		passes: ({ user }) => user.outcome !== 'missing',
		reject: UNAUTHENTICATED,
	},
	{
		name: 'user-identity-unsupported',
		refuses: 'A user identity is required, and one of another type than user name was sent',
		passes: ({ user }) => user.outcome !== 'unsupported',
		reject: UNAUTHENTICATED,
	},
	{
		name: 'user-identity-wrong',
		refuses: 'The user is not listed, or the passcode is wrong or missing',
		passes: ({ user }) => user.outcome !== 'wrong',
		reject: UNAUTHENTICATED,
	},
	{
		name: 'application-context',
		refuses: 'The application context is not that of DICOM',
		passes: ({ request }) => request.applicationContext === APPLICATION_CONTEXT,
		reject: { result: PERMANENT, source: USER, reason: 2 },
	},
	{
		name: 'presentation-contexts',
		refuses: 'No presentation context can be accepted',
		passes: ({ contexts }) => contexts.some(({ result }) => result === ContextResult.acceptance),
		reject: { result: PERMANENT, source: USER, reason: 1 },
	},
];

/** Connections that end before an association request was understood: nobody to send a rejection to. */
export const EARLY_ENDS: Readonly<Record<string, { reason: string; refuses: string }>> = {
	protocol: {
		reason: 'not-dicom',
		refuses: 'What came is no association request: answered by A-ABORT (PS3.8 9.3.8)',
	},
	timeout: {
		reason: 'no-request',
		refuses: 'No whole association request came in time (ARTIM, PS3.8 9.1.5)',
	},
};

/** Connections that are closed unheard. */
export const CONNECTION_CAPS = {
	'connection-cap': 'As many sockets are open as the listener allows',
	'peer-connection-cap': 'As many sockets are open as the listener allows one address',
} as const;

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

import { lookup } from 'node:dns/promises';
import { BlockList, isIP, isIPv4, SocketAddress, type LookupFunction } from 'node:net';
import { HospitalError, toHospitalError } from '../errors';
import { EGRESS_ALLOW, egressPolicy, isHostName, nameListed, type EgressPolicy } from './policy';

/** One address that passed the guard. */
export interface ResolvedAddress {
	address: string;
	family: 4 | 6;
}

/** The part of n8n's NodeEgressFilter (n8n-workflow 2.41) that sockets need. */
export interface EgressFilter {
	validateConnectionHost(host: string): { ok: boolean };
	createSecureLookup(): LookupFunction;
}

/** Plain names of the kinds of address, for messages: they identify nobody and no host. */
type AddressClass = 'link-local' | 'multicast' | 'unspecified or reserved' | 'tunnel' | 'public';

const range = (...entries: Array<[string, number]>): BlockList => {
	const list = new BlockList();
	for (const [net, bits] of entries) list.addSubnet(net, bits, isIPv4(net) ? 'ipv4' : 'ipv6');
	return list;
};

/**
 * Never reachable, listed or not. Link-local holds the metadata services of cloud hosts (fd00:ec2::254
 * is the same service); tunnel prefixes carry an IPv4 address past the checks.
 */
const NEVER: ReadonlyArray<[AddressClass, BlockList]> = [
	['link-local', range(['169.254.0.0', 16], ['fe80::', 10], ['fd00:ec2::254', 128])],
	['multicast', range(['224.0.0.0', 4], ['ff00::', 8])],
	['unspecified or reserved', range(['0.0.0.0', 8], ['240.0.0.0', 4], ['::', 128])],
	['tunnel', range(['64:ff9b::', 96], ['64:ff9b:1::', 48], ['2002::', 16], ['2001::', 32])],
];

/** Loopback, RFC 1918 and RFC 4193: the inside of the hospital. */
const INSIDE = range(
	['127.0.0.0', 8],
	['::1', 128],
	['10.0.0.0', 8],
	['172.16.0.0', 12],
	['192.168.0.0', 16],
	['fc00::', 7],
);

/**
 * Refuses an address outside the policy.
 *
 * @param ip literal IPv4 or IPv6 address, with or without brackets; IPv4-mapped IPv6 is judged as IPv4
 * @throws HospitalError `egress-refused`, naming the kind of address only
 */
export function checkAddress(ip: string, policy: EgressPolicy = egressPolicy()): void {
	judge(normalise(ip), policy, false);
}

/**
 * Turns a host into one address that may be connected to. Names are looked up once; whoever
 * connects must use this address and not the name, so that a second answer cannot differ.
 *
 * @param host name or literal address
 * @throws HospitalError `egress-refused`, `host-unknown` or `host-lookup-timeout`
 */
export async function resolve(
	host: string,
	policy: EgressPolicy = egressPolicy(),
	options: ResolveOptions = {},
): Promise<ResolvedAddress> {
	const [first] = await resolveAll(host, policy, options);
	return first;
}

export interface ResolveOptions {
	/** Milliseconds for the name server; 5000 when absent. */
	timeoutMs?: number;
	/** n8n's own egress filter, asked before our policy. */
	filter?: EgressFilter;
}

/** Like `resolve`, with every permitted address in the name server's order: at least one. */
export async function resolveAll(
	host: string,
	policy: EgressPolicy = egressPolicy(),
	{ timeoutMs = 5000, filter = currentFilter() }: ResolveOptions = {},
): Promise<[ResolvedAddress, ...ResolvedAddress[]]> {
	const bare = unbracket(host);
	if (isIP(bare) !== 0) {
		if (filter && !filter.validateConnectionHost(bare).ok) throw refusedByFilter();
		const address = normalise(bare);
		judge(address, policy, false);
		return [address];
	}
	if (!isHostName(bare)) {
		throw new HospitalError('host-invalid', 'The host is neither a name nor an address', {
			nextStep: 'Enter a host name such as pacs.example.org, or an address such as 10.1.2.3.',
		});
	}
	const listed = nameListed(bare, policy);
	const answers = await ask(bare, timeoutMs, filter);
	const permitted: ResolvedAddress[] = [];
	let refusal: unknown;
	for (const answer of answers) {
		try {
			const address = normalise(answer);
			judge(address, policy, listed);
			permitted.push(address);
		} catch (error) {
			refusal = error;
		}
	}
	const [first, ...others] = permitted;
	if (first === undefined) throw refusal ?? unknownHost();
	return [first, ...others];
}

const unbracket = (host: string) => host.replace(/^\[(.*)\]$/, '$1');

/** Canonical text of an address; IPv4-mapped IPv6 (RFC 4291 2.5.5.2) becomes IPv4. */
function normalise(ip: string): ResolvedAddress {
	const bare = unbracket(ip);
	// A zone index names an interface of this machine: only link-local addresses need one.
	if (isIP(bare) === 0 || bare.includes('%')) throw refused('link-local');
	if (isIPv4(bare)) return { address: bare, family: 4 };
	const { address } = new SocketAddress({ address: bare, family: 'ipv6' });
	const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(address)?.[1];
	return mapped === undefined ? { address, family: 6 } : { address: mapped, family: 4 };
}

function judge({ address, family }: ResolvedAddress, policy: EgressPolicy, listed: boolean): void {
	const kind = family === 4 ? 'ipv4' : 'ipv6';
	for (const [name, list] of NEVER) if (list.check(address, kind)) throw refused(name);
	if (listed || INSIDE.check(address, kind) || policy.ranges.check(address, kind)) return;
	throw refused('public');
}

function refused(kind: AddressClass): HospitalError {
	if (kind !== 'public') {
		return new HospitalError(
			'egress-refused',
			`Connection refused by the egress guard: the host has a ${kind} address`,
			{
				nextStep: 'Check the host: addresses of this kind are never allowed.',
			},
		);
	}
	return new HospitalError(
		'egress-refused',
		'Connection refused by the egress guard: the host has a public address',
		{
			nextStep: `Check the host. If data may really go there, the administrator adds its name or address range to ${EGRESS_ALLOW}.`,
		},
	);
}

const refusedByFilter = () =>
	new HospitalError('egress-refused', "Connection refused by n8n's own egress filter", {
		nextStep:
			'The administrator can allow the host with N8N_SSRF_ALLOWED_HOSTNAMES or N8N_SSRF_ALLOWED_IP_RANGES.',
	});

const unknownHost = () =>
	new HospitalError('host-unknown', 'The host name is not known to the name server', {
		nextStep: 'Check the spelling of the host name, or use its address.',
	});

async function ask(
	host: string,
	timeoutMs: number,
	filter: EgressFilter | undefined,
): Promise<string[]> {
	const answer = filter ? askFilter(host, filter) : askNameServer(host);
	let timer: NodeJS.Timeout | undefined;
	const late = new Promise<never>((_, reject) => {
		timer = setTimeout(
			() =>
				reject(
					new HospitalError('host-lookup-timeout', 'The name server did not answer in time', {
						nextStep: 'Check the name server of the n8n host, or use an address instead of a name.',
						retryable: true,
					}),
				),
			timeoutMs,
		);
	});
	try {
		return await Promise.race([answer, late]);
	} finally {
		clearTimeout(timer);
	}
}

async function askNameServer(host: string): Promise<string[]> {
	try {
		return (await lookup(host, { all: true })).map(({ address }) => address);
	} catch (error) {
		const code = (error as NodeJS.ErrnoException).code;
		if (code === 'ENOTFOUND' || code === 'ENODATA') throw unknownHost();
		if (code === 'EAI_AGAIN') {
			throw new HospitalError('host-lookup-failed', 'The name server could not be asked', {
				nextStep: 'Check the name server of the n8n host, or use an address instead of a name.',
				retryable: true,
				cause: error,
			});
		}
		throw toHospitalError(error, 'Looking up the host name');
	}
}

/** n8n's lookup validates what it resolves; it fails for unknown names and refused ones alike. */
function askFilter(host: string, filter: EgressFilter): Promise<string[]> {
	return new Promise((done, fail) => {
		filter.createSecureLookup()(host, { all: true }, (error, addresses) => {
			if (error) {
				fail(error.code === 'ENOTFOUND' ? unknownHost() : refusedByFilter());
			} else {
				done(typeof addresses === 'string' ? [addresses] : addresses.map(({ address }) => address));
			}
		});
	});
}

const FILTER = Symbol.for('n8n-nodes-hospital.egress-filter.v1');
type Holder = { [FILTER]?: EgressFilter };

/**
 * Gives every later connection of this process n8n's own filter. A face calls it with
 * `this.helpers.getSecureEgressFilter()`: the filter is the same for the whole n8n instance.
 */
export function setFilter(filter: EgressFilter | undefined): void {
	(globalThis as Holder)[FILTER] = filter;
}

const currentFilter = (): EgressFilter | undefined => (globalThis as Holder)[FILTER];

import { BlockList, isIP, isIPv4 } from 'node:net';
import { HospitalError } from '../errors';

/** Which addresses this installation may open connections to. */
export interface EgressPolicy {
	/** Address ranges allowed beyond the private ones, as listed by the administrator. */
	readonly ranges: BlockList;
	/** Host names (lower case, `*.suffix` for a whole domain) whose addresses are allowed. */
	readonly names: ReadonlySet<string>;
}

/** Name of the environment variable: comma list of CIDR ranges, addresses or host names. */
export const EGRESS_ALLOW = 'HOSPITAL_EGRESS_ALLOW';

let cached: { text: string; policy: EgressPolicy } | undefined;

/** The policy of this process, from HOSPITAL_EGRESS_ALLOW. */
export function egressPolicy(): EgressPolicy {
	const text = process.env[EGRESS_ALLOW] ?? '';
	if (cached?.text !== text) cached = { text, policy: parsePolicy(text) };
	return cached.policy;
}

/**
 * Reads the administrator's list.
 *
 * @param text comma list of `203.0.113.0/24`, `2001:db8::/32`, `203.0.113.7`, `pacs.example.org`,
 *   `*.example.org`
 * @throws HospitalError `egress-list-invalid` for an entry that is none of these: an entry that is
 *   silently dropped would look like a network fault
 */
export function parsePolicy(text: string): EgressPolicy {
	const ranges = new BlockList();
	const names = new Set<string>();
	for (const entry of text.split(',').map((part) => part.trim().toLowerCase())) {
		if (entry === '') continue;
		if (addRange(ranges, entry)) continue;
		if (!isHostName(entry.replace(/^\*\./, ''))) throw invalidEntry();
		names.add(entry);
	}
	return { ranges, names };
}

function addRange(ranges: BlockList, entry: string): boolean {
	const [address = '', prefix, ...rest] = entry.split('/');
	if (isIP(address) === 0) return false;
	const family = isIPv4(address) ? 'ipv4' : 'ipv6';
	if (prefix === undefined) {
		ranges.addAddress(address, family);
		return true;
	}
	const bits = Number(prefix);
	const most = family === 'ipv4' ? 32 : 128;
	if (rest.length > 0 || !/^\d{1,3}$/.test(prefix) || bits > most) throw invalidEntry();
	ranges.addSubnet(address, bits, family);
	return true;
}

const invalidEntry = () =>
	new HospitalError(
		'egress-list-invalid',
		`${EGRESS_ALLOW} holds an entry that is neither an address range nor a host name`,
		{
			nextStep: `Ask the administrator to correct ${EGRESS_ALLOW}: a comma list such as 203.0.113.0/24, pacs.example.org.`,
		},
	);

/** RFC 1123 2.1, underscores tolerated because internal names use them. */
export function isHostName(name: string): boolean {
	return (
		name.length <= 253 &&
		/^(?=.*[a-z])[a-z0-9_]([a-z0-9_-]{0,62})(\.[a-z0-9_][a-z0-9_-]{0,62})*\.?$/i.test(name)
	);
}

/** True when the administrator listed this host name or a domain above it. */
export function nameListed(host: string, policy: EgressPolicy): boolean {
	const name = host.toLowerCase().replace(/\.$/, '');
	if (policy.names.has(name)) return true;
	for (let dot = name.indexOf('.'); dot !== -1; dot = name.indexOf('.', dot + 1)) {
		if (policy.names.has(`*${name.slice(dot)}`)) return true;
	}
	return false;
}

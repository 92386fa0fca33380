import { BlockList, isIP, isIPv4 } from 'node:net';
import { HospitalError } from '../../shared/errors';

/** An IPv4 caller on a dual-stack socket looks like `::ffff:10.1.2.3`. */
export const plainAddress = (address: string): string => address.replace(/^::ffff:(?=\d+\.)/i, '');

/** The networks that may connect. */
export class Networks {
	private constructor(private readonly list: BlockList | undefined) {}

	/**
	 * @param entries `10.1.0.0/16`, `10.1.2.3`, IPv6 alike; none means every network
	 * @throws HospitalError `network-invalid`
	 */
	static parse(entries: readonly string[]): Networks {
		const given = entries.map((entry) => entry.trim()).filter((entry) => entry !== '');
		if (given.length === 0) return new Networks(undefined);
		const list = new BlockList();
		for (const entry of given) {
			const [address = '', bits, ...rest] = entry.split('/');
			const family = isIP(address);
			const most = family === 6 ? 128 : 32;
			const prefix = bits === undefined ? most : /^\d{1,3}$/.test(bits) ? Number(bits) : -1;
			if (family === 0 || rest.length > 0 || prefix < 0 || prefix > most) throw wrongNetwork();
			list.addSubnet(address, prefix, family === 6 ? 'ipv6' : 'ipv4');
		}
		return new Networks(list);
	}

	admit(address: string): boolean {
		if (this.list === undefined) return true;
		return isIP(address) !== 0 && this.list.check(address, isIPv4(address) ? 'ipv4' : 'ipv6');
	}
}

const wrongNetwork = () =>
	new HospitalError('network-invalid', 'An allowed network is not an address range', {
		nextStep: 'Write networks like 10.1.0.0/16, single addresses like 10.1.2.3.',
	});

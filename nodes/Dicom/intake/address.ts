import { networkInterfaces } from 'node:os';

/** An IPv4 caller on a dual-stack socket looks like `::ffff:10.1.2.3`. */
export const plain = (address: string): string => address.replace(/^::ffff:(?=\d+\.)/i, '');

/** More than anybody reads. */
const MOST = 8;

/** The addresses at which other machines reach this one, for a message: `10.1.2.3, 10.4.5.6`. */
export function ownAddresses(interfaces = networkInterfaces()): string {
	const all = Object.values(interfaces).flatMap((each) => each ?? []);
	const reached = all.filter(({ internal, address }) => !internal && !/^fe80:/i.test(address));
	// People know their server by its IPv4 address.
	reached.sort((a, b) => Number(b.family === 'IPv4') - Number(a.family === 'IPv4'));
	const shown = [...new Set(reached.map(({ address }) => address))].slice(0, MOST).join(', ');
	return shown === '' ? '127.0.0.1 is the only one' : shown;
}

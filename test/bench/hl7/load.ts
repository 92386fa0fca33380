import { connect, type Socket } from 'node:net';

const END = Buffer.from('\x1c\r');

/** An ORU^R01 of the usual size, about 1.5 KB, with its control id to be filled in. */
export function result(controlId: string): Buffer {
	const lines = [
		`MSH|^~\\&|LAB|CORE|N8N|HOSP|20260102030405||ORU^R01^ORU_R01|${controlId}|P|2.5.1|||||||UNICODE UTF-8`,
		'PID|1||ZZ4711^^^HOSP^MR||ZZTEST^ADA^B||19800101|F|||1 TEST STREET^^TESTTOWN^XX^00000',
		'PV1|1|I|WARD^101^A^HOSP||||1234^TESTDOC^TOM',
		`ORC|RE|${controlId}|F${controlId}||CM`,
		`OBR|1|${controlId}|F${controlId}|24331-1^Lipid panel^LN|||20260102030000`,
		...Array.from(
			{ length: 12 },
			(_, at) =>
				`OBX|${at + 1}|NM|${2093 + at}-3^Test value ${at}^LN||${100 + at}.5|mg/dL^^UCUM|50-200|N|||F|||20260102030000`,
		),
	];
	return Buffer.from(`${lines.join('\r')}\r`);
}

const framed = (controlId: string): Buffer =>
	Buffer.concat([Buffer.from('\x0b'), result(controlId), END]);

export interface Load {
	/** Acknowledged messages a second. */
	rate: number;
	/** Answers that were no AA. */
	refused: number;
}

let runs = 0;

/** Sends over so many connections, one message in flight on each, for so many seconds. */
export async function load(port: number, connections: number, seconds: number): Promise<Load> {
	const run = ++runs;
	const until = performance.now() + seconds * 1000;
	const began = performance.now();
	const counted = await Promise.all(
		Array.from({ length: connections }, async (_, at) => await send(port, `${run}-${at}`, until)),
	);
	const spent = (performance.now() - began) / 1000;
	const all = counted.reduce((sum, { done }) => sum + done, 0);
	const refused = counted.reduce((sum, each) => sum + each.refused, 0);
	return { rate: all / spent, refused };
}

async function send(
	port: number,
	name: string,
	until: number,
): Promise<{ done: number; refused: number }> {
	const socket: Socket = connect({ port, host: '127.0.0.1', noDelay: true });
	await new Promise((resolve, reject) => socket.once('connect', resolve).once('error', reject));
	return await new Promise((resolve, reject) => {
		let done = 0;
		let refused = 0;
		let next = framed(`${name}-0`);
		let answer: Buffer = Buffer.alloc(0);
		const write = () => {
			socket.write(next);
			// The next one is made while the answer is waited for.
			next = framed(`${name}-${done + refused + 1}`);
		};
		socket.on('data', (chunk: Buffer) => {
			answer = answer.length === 0 ? chunk : Buffer.concat([answer, chunk]);
			if (!answer.includes(END)) return;
			if (answer.includes('|AA|')) done += 1;
			else refused += 1;
			answer = Buffer.alloc(0);
			if (performance.now() < until) return write();
			socket.destroy();
			resolve({ done, refused });
		});
		socket.on('error', reject);
		write();
	});
}

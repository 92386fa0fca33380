import { connect } from 'node:net';

/**
 * Sends messages over one connection, the next one after the answer, as a sender that knows nothing
 * but the framing does (MLLP Release 1: 0B, message, 1C 0D).
 *
 * @returns the segments of each answer
 */
export async function sendByMllp(port: number, messages: readonly string[]): Promise<string[][]> {
	const socket = connect({ host: '127.0.0.1', port });
	socket.setTimeout(30_000, () => socket.destroy(new Error('no answer within 30 s')));
	const answers: string[][] = [];
	let rest = '';
	const next = (): void => {
		socket.write(Buffer.from(`\x0b${messages[answers.length]}\x1c\r`, 'latin1'));
	};
	socket.once('connect', next);
	try {
		for await (const chunk of socket as AsyncIterable<Buffer>) {
			rest += chunk.toString('latin1');
			const end = rest.indexOf('\x1c\r');
			if (end === -1) continue;
			answers.push(rest.slice(1, end).split('\r').filter(Boolean));
			rest = rest.slice(end + 2);
			if (answers.length === messages.length) break;
			next();
		}
	} finally {
		socket.destroy();
	}
	return answers;
}

/** MSA-1 and MSA-2 of an answer: `AA`, `ZZ-1`. */
export function acknowledgement(answer: readonly string[] | undefined): string[] {
	const msa = answer?.find((segment) => segment.startsWith('MSA|')) ?? '';
	return msa.split('|').slice(1, 3);
}

import { connect } from 'node:net';
import { text } from 'node:stream/consumers';

/** What loop-probe.cjs measured of a process's main thread since `begin`. */
export interface LoopReport {
	/** Delay of the event loop, milliseconds; the timer's own millisecond is in it. */
	p50: number;
	p99: number;
	max: number;
	/** Share of the time that the thread was busy. */
	utilisation: number;
}

/** Starts to measure anew. */
export async function begin(socketPath: string): Promise<void> {
	await ask(socketPath, 'begin');
}

/** What was measured since `begin`, with what the process adds to it. */
export async function reportOf<T = object>(socketPath: string): Promise<LoopReport & T> {
	return JSON.parse(await ask(socketPath, 'report')) as LoopReport & T;
}

async function ask(socketPath: string, question: string): Promise<string> {
	const socket = connect(socketPath);
	const answer = text(socket);
	socket.write(`${question}\n`);
	return await answer;
}

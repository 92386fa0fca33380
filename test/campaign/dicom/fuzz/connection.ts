import { connect, type Socket } from 'node:net';
import { setImmediate as turn } from 'node:timers/promises';
import { Dice } from './dice.ts';
import { Replies } from './replies.ts';
import type { Case, Delivery } from './talk.ts';

/** Nothing may take longer, whatever was sent: the listener's own timers end it long before. */
const DEADLINE_MS = 60_000;
/** A listener that is silent for this long will say nothing more, in all likelihood: on a busy machine later. */
const SILENCE = { leastMs: 40, mostMs: 400, answers: 4 };

/** How long the listener takes to answer at the moment, milliseconds. */
let pace = 0;

/** Tells how long an answer took that was certain to come. */
export function paced(ms: number): void {
	pace += (ms - pace) / 4;
}

const silenceMs = () => Math.min(SILENCE.mostMs, Math.max(SILENCE.leastMs, SILENCE.answers * pace));

export interface Outcome {
	replies: Replies;
	/** Milliseconds from connecting to the end. */
	ms: number;
	/** Set when the listener did not do what every listener must. */
	failure?: string;
}

/** A socket on which one case is played. */
class Connection {
	readonly replies = new Replies();
	closed = false;
	private readonly socket: Socket;
	private changed: (() => void) | undefined;

	constructor(port: number, localAddress: string) {
		this.socket = connect({ port, host: '127.0.0.1', localAddress, noDelay: true });
		this.socket.on('data', (chunk: Buffer) => {
			this.replies.push(chunk);
			this.changed?.();
		});
		this.socket.on('drain', () => this.changed?.());
		this.socket.on('error', () => {});
		this.socket.on('close', () => {
			this.closed = true;
			this.changed?.();
		});
	}

	connected(): Promise<boolean> {
		return new Promise((resolve) => {
			this.socket.once('connect', () => resolve(true));
			this.socket.once('close', () => resolve(false));
		});
	}

	async send(bytes: Buffer, delivery: Delivery, sent: number): Promise<void> {
		for (const piece of pieces(bytes, delivery, sent)) {
			if (this.closed || !this.socket.writable) return;
			if (!this.socket.write(piece)) await this.until(() => !this.socket.writableNeedDrain, 500);
			if (delivery.kind !== 'whole') await turn();
		}
	}

	/** Waits until `reached`, or the connection is closed, or nothing has come for `ms`. */
	async until(reached: () => boolean, ms: number): Promise<boolean> {
		while (!reached() && !this.closed) {
			const came = await new Promise<boolean>((resolve) => {
				const timer = setTimeout(() => resolve(false), ms);
				this.changed = () => {
					clearTimeout(timer);
					resolve(true);
				};
			});
			if (!came) break;
		}
		this.changed = undefined;
		return reached();
	}

	async end(how: Case['ending']): Promise<void> {
		if (this.closed) return;
		if (how === 'release' || how === 'abort') {
			const type = how === 'release' ? 5 : 7;
			this.socket.write(Buffer.from([type, 0, 0, 0, 0, 4, 0, 0, 0, 0]));
			await this.until(() => this.closed, silenceMs());
		} else if (how === 'half-close') {
			this.socket.end();
			await this.until(() => this.closed, DEADLINE_MS);
			return;
		}
		if (how === 'reset') this.socket.resetAndDestroy();
		else this.socket.destroy();
	}
}

function* pieces(bytes: Buffer, delivery: Delivery, sent: number): Generator<Buffer> {
	if (delivery.kind === 'bytes') {
		for (let at = 0; at < bytes.length; at++) yield bytes.subarray(at, at + 1);
		return;
	}
	let at = 0;
	if (delivery.kind === 'at' && delivery.at > sent && delivery.at < sent + bytes.length) {
		yield bytes.subarray(0, (at = delivery.at - sent));
	} else if (delivery.kind === 'chunks') {
		const dice = new Dice(delivery.seed + sent);
		for (let cuts = 0; cuts < 40 && at < bytes.length; cuts++) {
			const size = dice.pick([1, 2, 5, 6, 7, 11, 12, 13, 100, 1000]);
			yield bytes.subarray(at, (at += size));
		}
	}
	if (at < bytes.length) yield bytes.subarray(at);
}

/** Plays one case, and judges what can be judged of a single connection. */
export async function play(each: Case, port: number, localAddress: string): Promise<Outcome> {
	const began = performance.now();
	const connection = new Connection(port, localAddress);
	const { replies } = connection;
	const certain = each.expect === 'stored' || each.answered === true;
	const patience = certain ? DEADLINE_MS : silenceMs();
	const outcome = (failure?: string): Outcome => ({
		replies,
		ms: performance.now() - began,
		...(failure !== undefined && { failure }),
	});
	if (!(await connection.connected())) return outcome('the connection was refused');
	let sent = 0;
	let answers = 0;
	for (const step of each.steps) {
		if (step === 'accept') {
			await connection.until(() => replies.accepted || replies.rejected, patience);
		} else if (step === 'answer') {
			answers++;
			await connection.until(() => replies.answers.length >= answers, patience);
		} else {
			await connection.send(step, each.delivery, sent);
			sent += step.length;
		}
	}
	// What is on its way may still come.
	if (!certain) await connection.until(() => false, silenceMs() / 2);
	const failure = disappointed(each, replies, answers);
	if (each.patient) {
		await connection.until(() => connection.closed, DEADLINE_MS);
		if (!connection.closed) return outcome('the listener neither answered nor closed');
	} else {
		await connection.end(each.ending);
		if (each.ending === 'half-close' && !connection.closed) {
			return outcome('the listener did not close behind a half-closed connection');
		}
	}
	return outcome(replies.broken ?? failure);
}

function disappointed(
	{ expect, answered }: Case,
	replies: Replies,
	answers: number,
): string | undefined {
	const stored = replies.answers.some(({ field, status }) => field === 0x8001 && status === 0);
	if (expect === 'unstored' && stored && answers <= 1) return 'it was stored';
	if (expect === 'unassociated' && replies.accepted) return 'the association was accepted';
	if (answered && replies.answers.length < answers) {
		return `${replies.answers.length} of ${answers} messages were answered`;
	}
	if (expect !== 'stored') return undefined;
	const good = replies.answers.filter(({ status }) => status === 0).length;
	if (good === replies.answers.length && good === answers && !replies.aborted) return undefined;
	const statuses = replies.answers.map(({ status }) => status.toString(16)).join();
	return `not everything was answered with success: ${statuses || 'nothing'} of ${answers}${replies.aborted ? ', aborted' : ''}`;
}

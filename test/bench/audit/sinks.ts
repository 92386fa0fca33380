import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { PeerUnavailable } from '../../peers/require.ts';
import {
	eventsPerSecond,
	relpReceiver,
	syslogReceiver,
	type Receiver,
} from '../../peers/siem/receivers.ts';
import { percentile, type Measuring } from '../figure.ts';

const PEER = 'rsyslog 8.2302 (Debian 12), Direct queue, into a file';

const SINKS: ReadonlyArray<readonly [metric: string, start: (dir: string) => Promise<Receiver>]> = [
	['relp_rate', async (dir) => await relpReceiver(dir, false)],
	['relp_tls_rate', async (dir) => await relpReceiver(dir, true)],
	['syslog_tcp_rate', async (dir) => await syslogReceiver(dir, false)],
	['syslog_tls_rate', async (dir) => await syslogReceiver(dir, true)],
];

/**
 * Events a second from ledger record to a receiver that runs on the same machine: written out as
 * syslog, sent in one delivery, and with RELP each one acknowledged.
 */
export async function sinkRates(folder: string, { quick, figure, say }: Measuring): Promise<void> {
	const events = quick ? 10_000 : 60_000;
	const rounds = quick ? 2 : 5;
	for (const [metric, start] of SINKS) {
		const unit = 'per_s';
		try {
			const rates: number[] = [];
			for (let round = 0; round < rounds; round++) {
				say(`${metric}, round ${round + 1} of ${rounds}`);
				const dir = join(folder, `${metric}-${round}`);
				await mkdir(dir, { recursive: true });
				rates.push(await rateOf(await start(dir), events));
			}
			figure({ metric, value: percentile(rates, 0.5), unit, peer: PEER, n: rounds });
		} catch (error) {
			if (!(error instanceof PeerUnavailable)) throw error;
			figure({ metric, value: null, unit, reason: error.message });
		}
	}
}

async function rateOf(receiver: Receiver, events: number): Promise<number> {
	try {
		const rate = await eventsPerSecond(receiver, events);
		const { length } = await receiver.stored();
		if (length !== events) throw new Error(`the receiver holds ${length} of ${events} events`);
		return rate;
	} finally {
		await receiver.stop();
	}
}

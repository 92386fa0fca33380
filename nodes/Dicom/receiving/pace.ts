import { setTimeout as sleep } from 'node:timers/promises';
import { HospitalError } from '../../shared/errors';

export interface PaceOptions {
	perSecond: number;
	atOnce: number;
	/** A task that has waited so long is not begun. Milliseconds. */
	longestQueue: number;
}

/** Runs tasks in the order in which they came, never faster than allowed. */
export class Pace {
	private running = 0;
	private nextAt = 0;
	private readonly waiting: Array<() => void> = [];

	constructor(private readonly options: PaceOptions) {}

	/** @throws HospitalError `too-busy` for a task that was never begun, or what the task throws */
	async run<T>(task: () => Promise<T>): Promise<T> {
		const { perSecond, atOnce, longestQueue } = this.options;
		const now = performance.now();
		const at = Math.max(now, this.nextAt);
		if (at - now > longestQueue) throw tooBusy();
		this.nextAt = at + 1000 / perSecond;
		if (at > now) await sleep(at - now);
		while (this.running >= atOnce) await new Promise<void>((resolve) => this.waiting.push(resolve));
		if (performance.now() - now > longestQueue) {
			this.waiting.shift()?.();
			throw tooBusy();
		}
		this.running++;
		try {
			return await task();
		} finally {
			this.running--;
			this.waiting.shift()?.();
		}
	}
}

const tooBusy = () =>
	new HospitalError('too-busy', 'Too many questions wait for the same system', {
		nextStep: 'It is asked again later.',
		retryable: true,
	});

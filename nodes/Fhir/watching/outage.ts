import { toHospitalError } from '../../shared/errors';
import type { WatchEvent } from './watch-events';

const HOUR = 60 * 60 * 1000;

export interface OutageSettings {
	/** Wait after a look that succeeded. */
	everyMs: number;
	/** Longest wait after looks that failed. */
	longestMs: number;
	/** How long looks may fail before somebody is told. */
	patienceMs: number;
}

/** No outage that passes: the server shows records of somebody else. */
const AT_ONCE = new Set(['fhir-other-patient']);

/** Counts looks that fail: how long to wait, and when to tell. */
export class Outage {
	private failures = 0;
	private since = 0;
	private toldAt: number | undefined;

	constructor(
		private readonly settings: OutageSettings,
		private readonly tell: (event: WatchEvent) => void,
	) {}

	get failingSince(): number | undefined {
		return this.failures === 0 ? undefined : this.since;
	}

	/** @param now milliseconds of our own clock: it only measures how long. @returns how long to wait */
	failed(error: unknown, now: number): number {
		if (this.failures === 0) this.since = now;
		this.failures += 1;
		const lasts = now - this.since;
		const { code } = toHospitalError(error, 'Watching the chart');
		const patience = AT_ONCE.has(code) ? 0 : this.settings.patienceMs;
		const due = this.toldAt === undefined ? patience : this.toldAt + HOUR - this.since;
		if (lasts >= due) {
			this.toldAt = now;
			this.tell({ type: 'failing', reason: code, minutes: minutes(lasts) });
		}
		const { everyMs, longestMs } = this.settings;
		const wait = everyMs * 2 ** Math.min(this.failures - 1, 20);
		return Math.min(wait, Math.max(longestMs, everyMs));
	}

	succeeded(now: number): void {
		if (this.toldAt !== undefined) {
			this.tell({ type: 'recovered', minutes: minutes(now - this.since) });
		}
		this.failures = 0;
		this.toldAt = undefined;
	}
}

const minutes = (ms: number): number => Math.round(ms / 60_000);

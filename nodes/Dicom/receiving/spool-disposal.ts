import { processState } from '../../shared/process-state';
import { disposeStudy, storedStudies, studyChangedAt, studySummary } from '../intake';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const FIRST_LOOK = 60_000;

/** Days for which received images stay after the last one came: HOSPITAL_SPOOL_TTL_DAYS, default 7. */
export function spoolTimeToLive(): number {
	const days = Number(process.env.HOSPITAL_SPOOL_TTL_DAYS);
	return (days > 0 ? days : 7) * DAY;
}

export interface SpoolDisposal {
	spoolDir: string;
	/** Keys of studies that work still needs; they stay, however old. */
	inUse(): Promise<ReadonlySet<string>>;
	/** Records the disposal; called before the files go. */
	record(study: { studyInstanceUid: string; count: number }): Promise<void>;
	timeToLive?: number;
	now?: () => number;
}

/**
 * Removes studies whose time to live is over and which no work needs any more. A study of which an
 * image was never in a complete version stays, whatever its age.
 *
 * @returns how many studies went
 */
export async function disposeOldStudies(disposal: SpoolDisposal): Promise<number> {
	const { spoolDir, record, timeToLive = spoolTimeToLive(), now = Date.now } = disposal;
	const inUse = await disposal.inUse();
	let gone = 0;
	for (const key of await storedStudies(spoolDir)) {
		if (inUse.has(key)) continue;
		// Cheap, and later than any image: most studies need not be read for this.
		if ((await studyChangedAt(spoolDir, key)) + timeToLive > now()) continue;
		const stored = await studySummary(spoolDir, key).catch(() => undefined);
		if (stored === undefined) continue;
		const { lastReceivedAt, studyInstanceUid, count } = stored;
		if (Date.parse(lastReceivedAt) + timeToLive > now()) continue;
		await record({ studyInstanceUid, count });
		const removed = await disposeStudy(spoolDir, key).catch(() => 0);
		if (removed > 0) gone += 1;
	}
	return gone;
}

/**
 * Disposes once a minute after the start and then every hour, once per spool however many triggers
 * ask for it.
 *
 * @returns ends it for this trigger; it stops with the last one
 */
export function keepDisposing(disposal: SpoolDisposal): () => void {
	const running = processState('spool-disposal/1', () => new Map<string, Disposing>());
	const { spoolDir } = disposal;
	let disposing = running.get(spoolDir);
	if (disposing === undefined) {
		disposing = start(disposal);
		running.set(spoolDir, disposing);
	}
	disposing.users += 1;
	const held = disposing;
	return () => {
		held.users -= 1;
		if (held.users > 0) return;
		held.stop();
		running.delete(spoolDir);
	};
}

interface Disposing {
	users: number;
	stop(): void;
}

function start(disposal: SpoolDisposal): Disposing {
	const look = (): void => {
		// What cannot be removed or recorded now is tried again in an hour.
		disposeOldStudies(disposal).catch(() => undefined);
	};
	const first = setTimeout(look, FIRST_LOOK);
	const every = setInterval(look, HOUR);
	first.unref();
	every.unref();
	return {
		users: 0,
		stop: () => {
			clearTimeout(first);
			clearInterval(every);
		},
	};
}

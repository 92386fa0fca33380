import { stat } from 'node:fs/promises';
import { systemCode } from '../../shared/errors';
import { segmentPath } from '../../shared/ledger/places';
import type { Position } from '../reading/position';

/** A writer that has written nothing for this long has most likely ended. */
const QUIET_MS = 60 * 60_000;
/** How often such a writer is looked at: each start of n8n leaves one behind. */
const QUIET_LOOK_MS = 60_000;

const statsOf = async (path: string) =>
	await stat(path).catch((error: unknown) =>
		systemCode(error) === 'ENOENT' ? undefined : Promise.reject(error),
	);

/**
 * Tells by file sizes alone whether a writer may have something beyond a place, so that a poll over
 * many finished writers costs next to nothing.
 */
export class UnreadWatch {
	/** Per writer: the place and size at which reading found nothing more. */
	private readonly exhausted = new Map<string, string>();
	/** Per writer that has long been quiet: when to look again. */
	private readonly lookAgain = new Map<string, number>();

	constructor(private readonly auditDir: string) {}

	/**
	 * @param now milliseconds since 1970
	 * @returns a mark for `exhaust`, or undefined when there is nothing new
	 */
	async unread(origin: string, at: Position, now: number): Promise<string | undefined> {
		if (now < (this.lookAgain.get(origin) ?? 0)) return undefined;
		const stats = await statsOf(segmentPath(this.auditDir, origin, at.segment));
		const size = stats?.size;
		const next =
			size === at.offset
				? (await statsOf(segmentPath(this.auditDir, origin, at.segment + 1)))?.size
				: undefined;
		if (stats !== undefined && size === at.offset && next === undefined) {
			if (now - stats.mtimeMs > QUIET_MS) this.lookAgain.set(origin, now + QUIET_LOOK_MS);
			return undefined;
		}
		// A folder that its writer has just made.
		if (size === undefined && at.seq === 0) return undefined;
		const mark = `${at.segment} ${at.offset} ${size} ${next}`;
		return this.exhausted.get(origin) === mark ? undefined : mark;
	}

	/** Remembers that reading found nothing: an unfinished last line stays unread until it grows. */
	exhaust(origin: string, mark: string): void {
		this.exhausted.set(origin, mark);
	}
}

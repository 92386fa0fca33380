import { readWaiting, type Waiting } from '../../shared/waiting';
import type { Pending } from './assembly/pending';

/** Among what waits in the data directory. */
const KIND = 'dicom-study';

/** Name of the list of a listener's complete studies that cannot be handed on, beside its own list. */
export const completeList = (listener: string): string => `complete-on-${listener}`;

/** A study, or a part of it, whose images are still awaited. */
export interface PendingStudy {
	/** Opaque name of the study: the `key` of the item to come. */
	id: string;
	/** Workflow and trigger node that will get it. */
	route: string;
	/** Name of the listener's journal, `port-11112`. */
	listener: string;
	calledAeTitle: string;
	level: string;
	modalities: string[];
	images: number;
	/** ISO 8601 UTC. */
	since: string;
	lastImageAt: string;
	/** When it is given on if nothing more comes; absent while that is open. */
	until?: string;
	/** In plain words: `quiet period`, `count: 12 of 40 images`, `required series, or quiet period`. */
	waitingFor: string;
	/** True when nobody receives at the moment. */
	stopped: boolean;
}

/**
 * Studies whose images are still awaited, of all ports, the oldest first. Reads files alone: needs no
 * lock and no key, and works in any process that sees the data directory.
 *
 * @param dataDirectory its root
 * @returns at most a thousand of each listener
 */
export async function pendingStudies(dataDirectory: string): Promise<PendingStudy[]> {
	const { items } = await readWaiting(dataDirectory);
	return items
		.filter(({ kind }) => kind === KIND)
		.map(({ id, route, about, count, since, lastAt, until, waitsFor, stopped }) => ({
			id,
			route,
			listener: about.listener ?? '',
			calledAeTitle: about.calledAeTitle ?? '',
			level: about.level ?? 'study',
			modalities: (about.modalities ?? '').split(', ').filter((each) => each !== ''),
			images: count,
			since,
			lastImageAt: lastAt,
			...(until !== undefined && { until }),
			waitingFor: waitsFor,
			stopped,
		}));
}

/** As it stands in the list on the disk. */
export function waitingOf(pending: Pending, listener: string): Waiting {
	const { studyKey, route, lane, level, modalities, images, since, lastAt, until } = pending;
	return {
		kind: KIND,
		id: studyKey,
		route,
		about: { listener, calledAeTitle: lane, level, modalities: modalities.join(', ') },
		count: images,
		unit: 'images',
		since: new Date(since).toISOString(),
		lastAt: new Date(lastAt).toISOString(),
		waitsFor: pending.waitsFor,
		...(until !== undefined && { until: new Date(until).toISOString() }),
	};
}

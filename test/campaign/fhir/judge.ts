import type { Version } from './chart-server.ts';

/** A look that succeeded, by the server's clock. */
export interface LookTime {
	began: number;
	ended: number;
}

export interface Verdict {
	/** Versions that had to be handed over. */
	changes: number;
	/** Those that were not. */
	missed: string[];
	/** Those that became work more than once. */
	twice: string[];
}

export const nameOf = ({ id, version }: Pick<Version, 'id' | 'version'>): string =>
	`${id}/${version}`;

/**
 * Compares what was written with what became work.
 *
 * A search shows only the latest version: one that was replaced before any look could begin and end
 * does not have to come. A history shows all.
 *
 * @param work pieces of work by version
 * @param settles milliseconds that a version must stay the latest after a look began. Where pages shift
 *   it may slip over a border and come with the next look, if it is still the latest then
 */
export function judge(
	written: readonly Version[],
	work: ReadonlyMap<string, ReadonlySet<string>>,
	by: 'search' | 'history',
	looks: readonly LookTime[],
	from: number,
	settles: number,
): Verdict {
	const next = new Map<string, Version>();
	for (const version of written) next.set(`${version.id}/${version.version - 1}`, version);
	const wanted = written.filter((version) => {
		if (version.visibleAt <= from) return false;
		if (by === 'history') return true;
		if (version.deleted) return false;
		const until = next.get(nameOf(version))?.visibleAt ?? Number.POSITIVE_INFINITY;
		return looks.some(
			({ began, ended }) => began >= version.visibleAt && Math.max(ended, began + settles) < until,
		);
	});
	return {
		changes: wanted.length,
		missed: wanted.map(nameOf).filter((name) => !work.has(name)),
		twice: [...work].filter(([, names]) => names.size > 1).map(([name]) => name),
	};
}

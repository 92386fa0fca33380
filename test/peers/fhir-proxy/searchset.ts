import { createHash } from 'node:crypto';

/** The part of a searchset or history Bundle that the proxy changes. */
export interface Searchset {
	resourceType: 'Bundle';
	type: string;
	total?: number;
	link?: Array<{ relation?: string; url?: string }>;
	entry?: Entry[];
}

interface Entry {
	resource?: {
		resourceType: string;
		id?: string;
		meta?: { versionId?: string; lastUpdated?: string };
	};
}

/** A page of results in this body; undefined for anything else. */
export function searchsetIn(body: Buffer): Searchset | undefined {
	try {
		const value = JSON.parse(body.toString('utf8')) as Searchset;
		const isPage = value.resourceType === 'Bundle' && /^(searchset|history)$/.test(value.type);
		return isPage ? value : undefined;
	} catch {
		return undefined;
	}
}

export const nextOf = (page: Searchset): string | undefined =>
	page.link?.find(({ relation }) => relation === 'next')?.url;

/** The page with another next link, or with none. */
export function withNext(page: Searchset, next: string | undefined): Searchset {
	const others = (page.link ?? []).filter(({ relation }) => relation !== 'next');
	return {
		...page,
		link: next === undefined ? others : [...others, { relation: 'next', url: next }],
	};
}

/** How late commits show: which share of the versions cannot be found by a search, and how long. */
export interface LateCommits {
	/** From 0 to 1. The version itself decides, by a hash, so every search agrees. */
	share: number;
	/** Milliseconds after the time in meta.lastUpdated. */
	ms: number;
}

/**
 * A server stamps a resource before its transaction commits: others see it later than its
 * lastUpdated says. So versions younger than `ms` are left out for the chosen share.
 *
 * @returns the page as others see it, and how many versions are missing
 */
export function withoutUncommitted(
	page: Searchset,
	{ share, ms }: LateCommits,
	now: number,
): { page: Searchset; hidden: number } {
	const entries = page.entry ?? [];
	const visible = entries.filter(({ resource }) => {
		const { resourceType, id, meta } = resource ?? {};
		if (meta?.lastUpdated === undefined || Date.parse(meta.lastUpdated) <= now - ms) return true;
		return chanceOf(`${resourceType}/${id}/${meta.versionId}`) >= share;
	});
	const hidden = entries.length - visible.length;
	if (hidden === 0) return { page, hidden };
	const total = page.total === undefined ? {} : { total: page.total - hidden };
	return { page: { ...page, ...total, entry: visible }, hidden };
}

const chanceOf = (version: string): number =>
	createHash('sha256').update(version).digest().readUInt32LE() / 2 ** 32;

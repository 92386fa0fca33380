import { element, list, type Element, type Gathered } from './gather';

const DEEPEST = 24;
const MOST_RESOURCES = 50_000;

/** A resource of a chart, and the URL under which a Bundle has it. */
export interface Entry {
	readonly resource: Element;
	readonly url?: string;
}

/** Opens Bundles, Parameters and contained resources. What is no resource is counted. */
export function flattened(resources: readonly unknown[], into: Gathered): Entry[] {
	const found: Entry[] = [];
	const open: Array<{ value: unknown; url?: string; depth: number }> = resources
		.map((value) => ({ value, depth: 0 }))
		.reverse();
	while (open.length > 0) {
		const { value, url, depth } = open.pop() as (typeof open)[number];
		const resource = element(value);
		if (typeof resource.resourceType !== 'string') {
			into.skip('not-a-resource');
			continue;
		}
		if (depth > DEEPEST || found.length >= MOST_RESOURCES) {
			into.skip('too-many-resources');
			continue;
		}
		if (resource.resourceType === 'Bundle' || resource.resourceType === 'Parameters') {
			for (const entry of [...list(resource.entry), ...list(resource.parameter)].reverse()) {
				if (entry.resource === undefined) continue;
				const at = typeof entry.fullUrl === 'string' ? { url: entry.fullUrl } : {};
				open.push({ value: entry.resource, ...at, depth: depth + 1 });
			}
			continue;
		}
		found.push({ resource, ...(url === undefined ? {} : { url }) });
		for (const value of list(resource.contained)) open.push({ value, depth: depth + 1 });
	}
	return found;
}

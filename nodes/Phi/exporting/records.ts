import type { PhiResult } from '../../shared/contracts';

type Fields = Record<string, unknown>;

/** What of a result becomes a line of the file: each resource of a Bundle, a note, a message. */
export function recordsOf({ resource, text, message }: PhiResult): unknown[] {
	const records: unknown[] = [];
	if (resource !== undefined) records.push(...resourcesOf(resource));
	if (text !== undefined) records.push({ text });
	if (message !== undefined) records.push({ hl7: message });
	return records;
}

function resourcesOf(resource: Fields): unknown[] {
	const { resourceType, entry } = resource;
	if (resourceType !== 'Bundle' || !Array.isArray(entry)) return [resource];
	return entry.flatMap((one: unknown) => {
		const { resource: inner } = (one ?? {}) as Fields;
		return inner === undefined ? [] : [inner];
	});
}

import type { FhirClient, HistoryEntry } from '../../clients/fhir';
import { timeOf, type Change } from './change';
import {
	dateOf,
	HANDFUL,
	newestOf,
	type ChangePage,
	type ChangeSource,
	type ReadOptions,
	type Span,
} from './source';

const MOST_PAGES = 20_000;
const MOST_BYTES = 2 ** 36;

/**
 * Changes by the history of a resource type (http.html 3.1.0.9): every version and every deletion.
 * It knows no criteria, and shows the newest first.
 */
export class HistorySource implements ChangeSource {
	readonly forwards = false;

	constructor(
		private readonly client: Pick<FhirClient, 'historyPages'>,
		private readonly type: string,
	) {}

	async *pages(
		{ from, before }: Span,
		{ limit, pageSize, signal }: ReadOptions,
	): AsyncGenerator<ChangePage, void, undefined> {
		const limits = { limit, maxPages: MOST_PAGES, maxResources: limit + 1, maxBytes: MOST_BYTES };
		const options = {
			...limits,
			pageSize,
			signal,
			...(from !== undefined && { since: new Date(from).toISOString() }),
		};
		for await (const { entries, date } of this.client.historyPages({ type: this.type }, options)) {
			const changes = entries
				.filter(({ type }) => type === this.type)
				.map(changeOfEntry)
				.filter(({ at }) => before === undefined || at === undefined || at < before);
			yield { changes, ...dateOf(date) };
		}
	}

	async newest(signal: AbortSignal): Promise<{ change?: Change; date?: number }> {
		const options = { limit: HANDFUL, pageSize: HANDFUL, signal };
		for await (const { entries, date } of this.client.historyPages({ type: this.type }, options)) {
			return newestOf(entries.map(changeOfEntry), dateOf(date).date);
		}
		return {};
	}
}

function changeOfEntry(entry: HistoryEntry): Change {
	const { type, id, versionId, lastUpdated, deleted, method, resource } = entry;
	return {
		type,
		id,
		deleted,
		...(versionId !== undefined && { version: versionId }),
		...timeOf(lastUpdated),
		...(method !== undefined && { method }),
		...(resource !== undefined && { resource }),
	};
}

import { FhirError, readable, type FhirClient, type SearchParameters } from '../../clients/fhir';
import { withChains } from '../searching/chained';
import { checkMatches } from '../searching/other-record';
import { changeOf, type Change } from './change';
import {
	dateOf,
	HANDFUL,
	newestOf,
	type ChangePage,
	type ChangeSource,
	type ReadOptions,
	type Span,
} from './source';

export interface SearchQuestion {
	type: string;
	/** Search parameters that the records must fit. */
	criteria: SearchParameters;
	method: 'POST' | 'GET';
}

/** Pages of one walk; what is beyond is an error that leaves the cursor where it is. */
const MOST_PAGES = 20_000;
const MOST_BYTES = 2 ** 36;

/**
 * Changes by search: `_lastUpdated`, sorted by it. It shows the latest version of what fits the
 * criteria now; one that plainly does not fit them is refused (OtherRecord). Deletions, versions in between and what no longer fits it cannot show.
 */
export class SearchSource implements ChangeSource {
	readonly forwards = true;
	private sorting = true;

	constructor(
		private readonly client: Pick<FhirClient, 'pages' | 'local' | 'searchAll'>,
		private readonly question: SearchQuestion,
	) {}

	async *pages(span: Span, options: ReadOptions): AsyncGenerator<ChangePage, void, undefined> {
		if (!this.sorting) return yield* this.walk(span, options, undefined);
		let answered = false;
		try {
			for await (const page of this.walk(span, options, '_lastUpdated')) {
				answered = true;
				yield page;
			}
		} catch (error) {
			if (answered || !isRefused(error)) throw error;
			yield* this.walk(span, options, undefined);
			// Without the wish it works: the server refuses sorting, not the question.
			this.sorting = false;
		}
	}

	async newest(signal: AbortSignal): Promise<{ change?: Change; date?: number }> {
		const options = { limit: HANDFUL, pageSize: HANDFUL, signal };
		try {
			for await (const { changes, date } of this.walk({}, options, '-_lastUpdated')) {
				const times = changes.map(({ at }) => at ?? Number.NaN);
				const sorted = times.every((at, index) => index === 0 || at <= (times[index - 1] ?? 0));
				// An order that nobody asked for tells nothing about what is newest.
				return sorted ? newestOf(changes, date) : newestOf([], date);
			}
		} catch (error) {
			if (!isRefused(error)) throw error;
			for await (const { date } of this.walk({}, { ...options, limit: 1 }, undefined)) {
				return { ...(date !== undefined && { date }) };
			}
		}
		return {};
	}

	private async *walk(
		{ from, before }: Span,
		{ limit, pageSize, signal }: ReadOptions,
		sort: string | undefined,
	): AsyncGenerator<ChangePage, void, undefined> {
		const { type, criteria, method } = this.question;
		const times = [
			...(from === undefined ? [] : [`ge${new Date(from).toISOString()}`]),
			...(before === undefined ? [] : [`lt${new Date(before).toISOString()}`]),
		];
		const parameters: SearchParameters = {
			...criteria,
			...(times.length > 0 && { _lastUpdated: times }),
			...(sort !== undefined && { _sort: sort }),
			_count: pageSize,
		};
		const limits = { limit, maxPages: MOST_PAGES, maxResources: limit + MOST_PAGES };
		const bounds = { ...limits, maxBytes: MOST_BYTES, method, signal, checkTotal: false };
		const asked = await withChains(this.client, readable(valuesOf(criteria)), signal);
		for await (const { entries, date } of this.client.pages(type, parameters, bounds)) {
			const matches = entries.filter(
				({ mode, resource }) => mode === 'match' && resource.resourceType === type,
			);
			// A server that ignores the criteria must not start a workflow about somebody else.
			const resources = matches.map(({ resource }) => resource);
			checkMatches(resources, asked, (one) => this.client.local(one));
			yield { changes: matches.map(({ resource }) => changeOf(resource)), ...dateOf(date) };
		}
	}
}

const valuesOf = (criteria: SearchParameters): Record<string, string[]> =>
	Object.fromEntries(
		Object.entries(criteria).map(([name, value]) => [name, [value].flat().map(String)]),
	);

/** The server understood the question and does not want it. */
const isRefused = (error: unknown): boolean =>
	error instanceof FhirError && [400, 422, 501].includes(error.status);

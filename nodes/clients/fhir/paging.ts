import { HospitalError } from '../../shared/errors';
import { badAnswer } from './errors';
import type { Answer, Exchange } from './exchange';
import type { Bundle, BundleEntry, CallOptions } from './types';

/** Limits of one walk over pages. Reaching any but `limit` is an error: a cut result must not look whole. */
export interface PageLimits {
	/** Stop quietly after this many results. No stop when absent. */
	limit?: number;
	/** Pages. 1000 when absent. */
	maxPages?: number;
	/** Resources. 100 000 when absent. */
	maxResources?: number;
	/** Bytes of all answers. 1 GiB when absent. */
	maxBytes?: number;
}

/** One page as it came. */
export interface RawPage {
	bundle: Bundle;
	entries: BundleEntry[];
	/** The Date header: the server's clock, as an HTTP date. */
	date?: string;
	/** The search as the server understood it. It may hold what identifies a patient. */
	self?: string;
}

/**
 * Walks pages from the first answer along the `next` links, each checked before it is followed.
 *
 * @param what the type that each Bundle must have: `searchset`, `history`
 * @throws HospitalError `fhir-page-loop` when a link leads back, `fhir-too-many` at a limit,
 *   `fhir-answer-invalid` for any other Bundle, `fhir-foreign-link`
 */
export async function* walkPages(
	exchange: Exchange,
	doing: string,
	what: 'searchset' | 'history',
	first: Answer,
	options: CallOptions & PageLimits,
): AsyncGenerator<RawPage, void, undefined> {
	const { maxPages = 1000, maxBytes = 2 ** 30 } = options;
	const followed = new Set<string>();
	let answer = first;
	let bytes = 0;
	for (let pages = 1; ; pages++) {
		bytes += answer.bytes;
		if (bytes > maxBytes) throw tooMany(doing, 'bytes', maxBytes);
		const page = readPage(doing, what, answer);
		yield page;
		const link = linkOf(page.bundle, 'next');
		if (link === undefined || link === '') return;
		if (followed.has(link)) throw loop(doing);
		followed.add(link);
		if (pages >= maxPages) throw tooMany(doing, 'pages', maxPages);
		answer = await exchange.request(doing, options, { method: 'GET', path: exchange.link(link) });
	}
}

function readPage(doing: string, what: string, { body, header }: Answer): RawPage {
	const bundle = body as Bundle;
	if (bundle.resourceType !== 'Bundle' || bundle.type !== what) {
		throw badAnswer(doing, `the answer is no ${NAMES[what] ?? what}`);
	}
	if (bundle.entry !== undefined && !Array.isArray(bundle.entry)) throw malformed(doing);
	const date = header('date');
	const self = linkOf(bundle, 'self');
	return {
		bundle,
		entries: bundle.entry ?? [],
		...(date !== undefined && { date }),
		...(self !== undefined && { self }),
	};
}

const NAMES: Record<string, string> = { searchset: 'search result', history: 'history' };

function linkOf({ link }: Bundle, wanted: string): string | undefined {
	const found = (Array.isArray(link) ? link : []).find((one) => one?.relation === wanted)?.url;
	return typeof found === 'string' ? found : undefined;
}

export const malformed = (doing: string) => badAnswer(doing, 'the result is malformed');

const loop = (doing: string) =>
	new HospitalError('fhir-page-loop', `${doing}: the pages lead back to an earlier one`, {
		nextStep: 'Narrow the search, and report the fault to whoever runs the FHIR server.',
	});

/**
 * Tells what comes for the first time, page by page. Servers repeat a few entries when pages shift
 * under a running search; a whole page of what was there before means that the server does not turn
 * pages, and that the rest would be missed.
 */
export class Once {
	private readonly seen = new Set<string>();
	private repeated = 0;
	private fresh = 0;

	constructor(
		private readonly doing: string,
		private readonly most = 100_000,
	) {}

	/** True for the first time that this key comes. @throws HospitalError `fhir-too-many` */
	take(key: string): boolean {
		if (this.seen.has(key)) {
			this.repeated++;
			return false;
		}
		this.fresh++;
		this.seen.add(key);
		if (this.seen.size > this.most) throw tooMany(this.doing, 'resources', this.most);
		return true;
	}

	/** Called after each page. @throws HospitalError `fhir-page-loop` */
	turnPage(): void {
		if (this.repeated > 0 && this.fresh === 0) throw stuck(this.doing);
		this.repeated = 0;
		this.fresh = 0;
	}
}

const stuck = (doing: string) =>
	new HospitalError(
		'fhir-page-loop',
		`${doing}: a whole page repeats what earlier pages held, so others may be missing`,
		{
			nextStep:
				'Try again with a larger page; if it stays so, report the fault to whoever runs the FHIR server.',
			retryable: true,
		},
	);

const tooMany = (doing: string, unit: string, most: number) =>
	new HospitalError('fhir-too-many', `${doing}: it gave more than ${most} ${unit}`, {
		nextStep: 'Narrow the search, set a limit, or use Bulk Export for whole populations.',
	});

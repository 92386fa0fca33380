import { digestOfHeads, type Head, type OlderHeads } from '../../shared/ledger/checkpoint';
import type { DisposedOrigin, Disposals } from './disposed';
import type { Arrivals, Older, Statement } from './statements';
import type { Finding, Problem } from './verify';
import type { OriginScan } from './verify-origin';

/** Compares what statements say with the ledgers as they are. */
export class Claims {
	private readonly digests = new Map<string, string>();
	/** When the newest record of all was made, as it says. */
	private readonly newest: string;

	/**
	 * @param signed disposals that are signed for
	 * @param witnessed those of them that somebody outside has the proof of
	 */
	constructor(
		private readonly scans: ReadonlyMap<string, OriginScan>,
		private readonly signed: Disposals,
		private readonly witnessed: Disposals,
		private readonly arrivals: Arrivals,
		private readonly findings: Finding[],
	) {
		this.newest = [...scans.values()].reduce(
			(newest, { lastRecorded }) => (lastRecorded > newest ? lastRecorded : newest),
			'',
		);
	}

	check(statement: Statement): void {
		if (!statement.compared) this.checkRoot(statement);
		for (const head of statement.body.heads) {
			const problem = this.endProblem(head, statement.shownBy, (scan) =>
				scan.hasRecord(head.seq, head.hash) ? undefined : 'record-differs',
			);
			this.add(problem, head.origin, head.seq, statement);
		}
		const { older } = statement.body;
		if (older !== undefined) this.checkOlder(older, statement);
	}

	/** It names a size and a root of a writer: that writer must have had exactly that. */
	private checkRoot(statement: Statement): void {
		const { origin, size, root } = statement.body;
		const problem = this.endProblem({ origin, seq: size }, statement.shownBy, ({ roots }) =>
			roots.get(size) === root ? undefined : 'root-differs',
		);
		this.add(problem, origin, size, statement);
	}

	private endProblem(
		{ origin, seq, hash }: { origin: string; seq: number; hash?: string },
		shownBy: Finding['shownBy'],
		compare: (scan: OriginScan) => Problem | undefined,
	): Problem | undefined {
		const scan = this.scans.get(origin);
		if (scan !== undefined) {
			// What lies behind a broken chain was not read: the break itself is the finding.
			if (scan.records < seq) return scan.broken === undefined ? 'records-missing' : undefined;
			return compare(scan);
		}
		const gone = this.disposalsFor(shownBy).get(origin);
		if (gone === undefined) return this.signed.has(origin) ? 'disposal-unproven' : 'origin-missing';
		if (gone.seq < seq) return 'records-missing';
		return gone.seq === seq && hash !== undefined && hash !== gone.hash
			? 'record-differs'
			: undefined;
	}

	/** What somebody outside has proof of is not undone by what only this server says. */
	private disposalsFor(shownBy: Finding['shownBy']): Disposals {
		return shownBy === 'witness' ? this.witnessed : this.signed;
	}

	private checkOlder(older: OlderHeads, statement: Statement): void {
		const set = this.arrivals.older(statement.body) as Older;
		if (this.fits(older, set, this.disposalsFor(statement.shownBy))) return;
		const problem = this.fits(older, set, this.signed)
			? 'disposal-unproven'
			: 'older-writers-differ';
		this.add(problem, older.before, undefined, statement);
	}

	/**
	 * Writers are removed one after the other, so the number of those that were there tells which of
	 * the removed ones were still among them.
	 */
	private fits(older: OlderHeads, set: Older, disposals: Disposals): boolean {
		// Who named a writer first may have been removed, so that it seems to have come later.
		const sets = set.later.size === 0 ? [set] : [set, { ...set, later: new Set<string>() }];
		return sets.some((one) =>
			[byTime, byName].some(
				(order) => this.digest(older.count, one, disposals, order) === older.sha256,
			),
		);
	}

	/** @returns undefined when there cannot have been so many */
	private digest(
		count: number,
		{ before, named, later }: Older,
		disposals: Disposals,
		order: typeof byTime,
	): string | undefined {
		const key = [before, count, disposals === this.signed, order.name, ...named, '/', ...later];
		const name = key.join(' ');
		const known = this.digests.get(name);
		if (known !== undefined) return known;
		const isOld = ({ origin }: { origin: string }): boolean =>
			origin < before && !named.has(origin) && !later.has(origin);
		const there = [...this.scans.values()].filter((scan) => isOld(scan) && scan.records > 0);
		const gone = [...disposals.values()].filter((one) => isOld(one) && !this.scans.has(one.origin));
		const since = gone.length - (count - there.length);
		if (since < 0 || since > gone.length) return undefined;
		const heads: Head[] = [
			...there.map(({ origin, records, lastHash }) => ({ origin, seq: records, hash: lastHash })),
			...gone.sort(order).slice(since),
		];
		const digest = digestOfHeads(heads);
		this.digests.set(name, digest);
		return digest;
	}

	private add(
		problem: Problem | undefined,
		origin: string,
		seq: number | undefined,
		{ shownBy, body }: Statement,
	): void {
		if (problem === undefined) return;
		// Where records are missing, the last one that is there is the place.
		const at = problem === 'records-missing' ? (this.scans.get(origin)?.records ?? seq) : seq;
		this.findings.push({
			problem,
			origin,
			...(at !== undefined && { seq: at }),
			...(shownBy === 'witness' &&
				LACKING.has(problem) &&
				body.time > this.newest && { newerThanAll: body.time }),
			shownBy,
		});
	}
}

/** What a copy from before the checkpoint lacks too. */
const LACKING: ReadonlySet<Problem> = new Set<Problem>([
	'origin-missing',
	'records-missing',
	'older-writers-differ',
]);

const byTime = (a: DisposedOrigin, b: DisposedOrigin): number =>
	a.recorded < b.recorded ? -1 : a.recorded > b.recorded ? 1 : byName(a, b);
/** Clocks of several servers may differ, but the oldest always goes first. */
const byName = (a: DisposedOrigin, b: DisposedOrigin): number => (a.origin < b.origin ? -1 : 1);

import type { MissingRecord } from '../spool/records';
import type { Book } from './book';
import type { MissingImage } from './missing';
import type { AssociationId } from './senders';
import { missingOf } from './state';
import { arrivingOf, isEmpty, type AssembledStudy } from './study';

/** Images of one association whose study is unknown, beyond which they are not told apart. */
const MOST_UNPLACED = 10_000;
/** Studies of which nothing is known but that something of them is missing. */
const MOST_EMPTY = 10_000;
/** What is missing of them is remembered for so long. Milliseconds. */
const EMPTY_FOR = 24 * 3_600_000;

/**
 * Images that were sent and not stored, on their way to the studies that lack them. Where the study
 * is unknown, every study that the association sends may be the one.
 */
export class Unplaced {
	private readonly byAssociation = new Map<
		AssociationId,
		{ lane: string; images: Map<string, MissingImage> }
	>();
	private readonly empty = new Set<AssembledStudy>();
	/** Some study lacks an image that may be another one's. */
	private vague = false;

	constructor(private readonly book: Book) {}

	missed(study: AssembledStudy, image: MissingImage): MissingRecord {
		const now = this.book.clock.monotonic();
		study.archived = false;
		study.touched = now;
		if (image.series === '') this.vague = true;
		if (isEmpty(study)) this.keep(study);
		return missingOf(study, [study.senders.missing.put(image, now)]);
	}

	missedBy(association: AssociationId, lane: string, image: MissingImage): MissingRecord[] {
		let found = this.byAssociation.get(association);
		if (found === undefined) {
			this.byAssociation.set(association, (found = { lane, images: new Map() }));
		}
		const told = found.images.size < MOST_UNPLACED || found.images.has(image.sopKey);
		found.images.set(told ? image.sopKey : '', told ? image : { ...image, sopKey: '' });
		this.vague = true;
		return [...this.book.all()]
			.filter((study) => study.lane === lane && study.senders.has(association))
			.map((study) => this.missed(study, image));
	}

	/** The association begins to send of the study. */
	begins(association: AssociationId, study: AssembledStudy): MissingRecord[] {
		const images = this.byAssociation.get(association)?.images.values() ?? [];
		return [...images].map((image) => this.missed(study, image));
	}

	ended(association: AssociationId): void {
		this.byAssociation.delete(association);
	}

	/** @returns what has changed by that; an image that is stored anew says so by itself */
	found(study: AssembledStudy, sopKey: string): MissingRecord[] {
		this.empty.delete(study);
		const changed = study.senders.missing.found(sopKey) ? [study] : [];
		if (this.vague) changed.push(...this.foundElsewhere(study, sopKey));
		return changed.map((each) => {
			each.archived = false;
			return { ...missingOf(each, []), found: [sopKey] };
		});
	}

	private foundElsewhere({ lane }: AssembledStudy, sopKey: string): AssembledStudy[] {
		for (const { images } of this.byAssociation.values()) images.delete(sopKey);
		const changed: AssembledStudy[] = [];
		this.vague = this.byAssociation.size > 0;
		for (const other of this.book.all()) {
			if (other.lane !== lane || other.senders.missing.size === 0) continue;
			this.vague = true;
			if (other.senders.missing.found(sopKey)) changed.push(other);
		}
		return changed;
	}

	private keep(study: AssembledStudy): void {
		this.empty.add(study);
		const [oldest] = this.empty;
		if (this.empty.size > MOST_EMPTY && oldest !== undefined) this.forget(oldest);
	}

	/** Forgets studies of which nothing has come. */
	tidy(): void {
		const before = this.book.clock.monotonic() - EMPTY_FOR;
		for (const study of this.empty) if (study.touched <= before) this.forget(study);
	}

	private forget(study: AssembledStudy): void {
		this.empty.delete(study);
		if (isEmpty(study) && arrivingOf(study) === 0) this.book.forget(study);
	}
}

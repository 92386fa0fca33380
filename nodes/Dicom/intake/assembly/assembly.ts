import type {
	CompleteRecord,
	HandedOverRecord,
	InstanceRecord,
	JournalRecord,
	MissingRecord,
	SendersRecord,
	StateRecord,
} from '../spool/records';
import type { Route } from '../settings';
import type { StudyArchive } from './archived';
import { Book, nameOf, type Clock, type StudyName } from './book';
import { answered } from './enquiries';
import { judgeAll, type Judgement } from './judge';
import { isTest, type KnownRule } from './known-rules';
import { Memberships } from './memberships';
import { Unplaced } from './unplaced';
import type { MissingImage } from './missing';
import { pendingOf } from './pending';
import { putRecord, snapshotOf, type Archives } from './replay';
import { claimName, scopeOf, WHOLE_STUDY } from './scope';
import type { AssociationEnding, AssociationId } from './senders';
import { sendersOf, stateOf } from './state';
import {
	arrivingOf,
	isEmpty,
	putInstance,
	scopeInstances,
	versionOf,
	type AssembledStudy,
	type Claim,
} from './study';
import { isImage } from '../not-images';
import { provesWhole } from './rules';
import { admits } from './study-rule';

export type { Clock, StudyName };

export const SYSTEM_CLOCK: Clock = { monotonic: () => performance.now(), wall: () => Date.now() };

/** A completed version that nobody took over is offered again after this time. Milliseconds. */
export const REOFFER_MS = 60_000;

/** Late images come soon, mostly: a study that everybody has taken over is kept at hand so long. */
export const LINGER_MS = 5 * 60_000;

/** An instance, as far as it is told apart from others. */
type Brought = Pick<InstanceRecord, 'lane' | 'studyKey' | 'sopKey' | 'header'>;

/** Who sends an instance. */
export interface Arrival {
	seriesInstanceUid: string;
	callingAeTitle: string;
	/** Absent when it ended in an earlier life of the listener. */
	association?: AssociationId;
	/** It is not known to have ended in order. */
	cutOff?: boolean;
}

/**
 * Which studies are coming in on which lane, which are complete, and who is owed what of them. A
 * lane is a called AE title: the same study sent to two AE titles is two pieces of work. On a lane
 * each rule (see ruleKey) has a claim of its own to every study that fits it, or to each series or
 * image, as its workflow wants it.
 *
 * The class holds state and decides; it reads and writes no file and knows no timer. Its state is
 * exactly what the journal's records and the studies' archives say, so replaying them gives it back.
 */
export class Assembly {
	private readonly book: Book;
	readonly members: Memberships;
	private readonly unplaced: Unplaced;

	constructor(private readonly clock: Clock = SYSTEM_CLOCK) {
		this.book = new Book(clock);
		this.members = new Memberships(this.book);
		this.unplaced = new Unplaced(this.book);
	}

	/**
	 * Puts back what the journal holds. Waiting times start anew: the sender may just reconnect.
	 *
	 * @param archives of the studies that the records name
	 */
	replay(records: Iterable<JournalRecord>, archives: Archives = () => undefined): void {
		for (const record of records) {
			putRecord(this, this.book, record, archives);
			if (record.kind !== 'instance') continue;
			// Nobody will say any more that this was all, unless a later record does.
			const { callingAeTitle, header } = record;
			const { senders } = this.book.studyFor(record);
			const now = this.clock.monotonic();
			senders.breaksOff(callingAeTitle, header.seriesInstanceUid, 'unknown', now);
		}
	}

	/** The records that give this state back: what a new journal segment starts with. */
	snapshot(): Iterable<JournalRecord> {
		return snapshotOf(this.book);
	}

	/** True when the lane holds exactly this content of the instance as its newest. */
	holds(lane: string, studyKey: string, sopKey: string, sha256: string): boolean {
		return this.find(lane, studyKey)?.instances.get(sopKey)?.sha256 === sha256;
	}

	/** Takes in an instance that is durable. */
	add(record: InstanceRecord): void {
		const study = this.book.studyFor(record);
		const before = study.instances.get(record.sopKey);
		study.touched = this.clock.monotonic();
		this.unplaced.found(study, record.sopKey);
		if (before?.sha256 === record.sha256) return;
		this.book.unclaimed.delete(nameOf(study));
		putInstance(study, record);
		study.archived = false;
		study.lastChange = study.touched;
		const watchers = this.book.rules.ofLane(study.lane).filter((rule) => this.claim(rule, record));
		if (!watchers.some(({ route }) => !isTest(route))) study.unwatched = true;
		if (before !== undefined) this.leftSeries(study, before, record);
	}

	/** @returns false for a rule under which nothing more is begun */
	private claim({ key, route, closing }: KnownRule, record: InstanceRecord): boolean {
		const study = this.book.studyFor(record);
		const scope = scopeOf(record, route.emit ?? 'study');
		if (closing && study.claims.get(claimName({ rule: key, scope }))?.changedSince === undefined) {
			return false;
		}
		if (admits(route, record.callingAeTitle)) {
			this.book.change(this.book.claimFor(study, key, scope));
		} else {
			// Not for this workflow, but the study has not fallen silent.
			const claim = study.claims.get(claimName({ rule: key, scope }));
			if (claim?.changedSince !== undefined) claim.lastChange = study.lastChange;
		}
		return true;
	}

	/** An instance whose new content names another series is missing from the old one. */
	private leftSeries(study: AssembledStudy, { header }: InstanceRecord, now: InstanceRecord): void {
		if (header.seriesInstanceUid === now.header.seriesInstanceUid) return;
		for (const claim of study.claims.values()) {
			const { level, seriesInstanceUid } = claim.scope;
			if (level === 'study' || seriesInstanceUid !== header.seriesInstanceUid) continue;
			if (scopeInstances(claim).length > 0) this.book.change(claim);
			else this.book.close(claim);
		}
	}

	/** The association has brought an image that is stored; `fresh`: it was not there before. */
	brings(association: AssociationId, image: Brought, fresh: boolean): void {
		const { header, sopKey } = image;
		this.book.find(image)?.senders.brings(association, header.seriesInstanceUid, sopKey, fresh);
	}

	/** An image is here that was here before: it is missing no more. @returns to be journalled */
	isHere(image: Brought): MissingRecord[] {
		const study = this.book.find(image);
		return study === undefined ? [] : this.unplaced.found(study, image.sopKey);
	}

	/** An image was sent and is not stored. @returns to be journalled */
	missed(name: StudyName, image: MissingImage): MissingRecord {
		return this.unplaced.missed(this.book.studyFor(name), image);
	}

	/** The same of an image of which only the association is known: any study that it sends may lack it. */
	missedBy(association: AssociationId, lane: string, image: MissingImage): MissingRecord[] {
		return this.unplaced.missedBy(association, lane, image);
	}

	restoreMissing(record: MissingRecord): void {
		const study = this.book.studyFor(record);
		for (const image of record.images) this.unplaced.missed(study, image);
		for (const sopKey of record.found ?? []) study.senders.missing.found(sopKey);
	}

	/**
	 * An instance of the study is being received (its header was read), or has ended, well or not.
	 *
	 * @returns to be journalled
	 */
	arriving(lane: string, studyKey: string, change: 1 | -1, from?: Arrival): MissingRecord[] {
		const name = { lane, studyKey };
		const study = change === 1 ? this.book.studyFor(name) : this.book.find(name);
		if (study === undefined) return [];
		const { seriesInstanceUid = '', callingAeTitle = '', association } = from ?? {};
		const count = (study.arriving.get(seriesInstanceUid) ?? 0) + change;
		if (count > 0) study.arriving.set(seriesInstanceUid, count);
		else study.arriving.delete(seriesInstanceUid);
		if (change === 1) {
			const { senders } = study;
			if (association !== undefined) {
				const begins = !senders.has(association);
				senders.sends(association, callingAeTitle, seriesInstanceUid);
				if (begins) return this.unplaced.begins(association, study);
			} else if (from?.cutOff) {
				senders.breaksOff(callingAeTitle, seriesInstanceUid, 'unknown', this.clock.monotonic());
			}
		} else if (arrivingOf(study) === 0 && isEmpty(study) && study.senders.missing.size === 0) {
			this.book.forget(study);
		}
		return [];
	}

	/** @returns what is to be journalled of the studies that it sent images of */
	associationEnded(association: AssociationId, how: AssociationEnding): SendersRecord[] {
		const now = this.clock.monotonic();
		const records: SendersRecord[] = [];
		this.unplaced.ended(association);
		for (const study of this.book.all()) {
			const changed = study.senders.ended(association, how, now, (series) =>
				imagesOf(study, series),
			);
			if (changed === undefined) continue;
			study.archived &&= !changed;
			records.push(sendersOf(study));
		}
		return records;
	}

	/**
	 * Judges everything that changed.
	 *
	 * @returns what is complete now, to be journalled and then given to `completed` (for test runs to
	 *   `passOn`), what nobody wants, what the PACS is to be asked, and when to look again
	 */
	due(): Judgement {
		return judgeAll(this.book);
	}

	/**
	 * The completion is durable: from now on it is offered. A version that was taken over before
	 * (an instance was replaced and came back) is not offered again.
	 */
	completed(record: CompleteRecord): Claim | undefined {
		const study = this.book.find(record);
		if (study === undefined) return undefined;
		const claim = this.book.claimFor(study, record.rule ?? '', record.scope ?? WHOLE_STUDY);
		this.closeAt(claim, record.version);
		if (provesWhole(record)) study.senders.isWhole(provedBy(study, record));
		if (claim.handedOver === record.version) return undefined;
		study.archived = false;
		claim.offered = record;
		claim.offeredAt = Number.NEGATIVE_INFINITY;
		claim.offers = 0;
		this.book.offered.add(claim);
		return claim;
	}

	/** A test run was given its copy: nothing of that is kept. */
	passOn(claim: Claim): void {
		this.book.close(claim);
	}

	/** Somebody has a durable work item for the version. @returns false for a study not known here */
	handOver(record: Omit<HandedOverRecord, 'kind'>): boolean {
		const study = this.book.find(record);
		if (study === undefined) return false;
		const claim = this.book.claimFor(study, record.rule ?? '', record.scope ?? WHOLE_STUDY);
		claim.handedOver = record.version;
		if (claim.offered?.version === record.version) this.book.withdraw(claim);
		this.closeAt(claim, record.version);
		study.archived = false;
		study.touched = this.clock.monotonic();
		return true;
	}

	/** Instances that came while the version was being written stay a change. */
	private closeAt(claim: Claim, version: string): void {
		const { study, scope } = claim;
		if (this.book.versionOf(claim) === version) this.book.close(claim);
		const all = scope.level === 'study' && versionOf(study.instances.values()) === version;
		if (all) study.unwatched = false;
	}

	/** The offered claims that a hand-over is about: one by its name, or all of that version. */
	offersOf(study: StudyName, version: string, name?: string): Claim[] {
		return [...(this.book.find(study)?.claims.values() ?? [])].filter(
			(claim) => claim.offered?.version === version && (name === undefined || claim.name === name),
		);
	}

	/** Offered versions whose turn it is: new ones, and those that nobody took over in time. */
	toOffer(): Array<{ claim: Claim; route: Route }> {
		const now = this.clock.monotonic();
		return [...this.book.offered].flatMap((claim) => {
			const rule = this.book.rules.get(claim.study.lane, claim.rule);
			const turn = now - claim.offeredAt >= REOFFER_MS && rule?.present !== undefined;
			return turn ? [{ claim, route: { ...rule.route, id: rule.present as string } }] : [];
		});
	}

	/** Notes that the claim was offered at this moment. @returns the number of this offer */
	offeredNow(claim: Claim): number {
		claim.offeredAt = this.clock.monotonic();
		return ++claim.offers;
	}

	/** The PACS answered, or not: `expected` is undefined then. */
	counted(study: StudyName, name: string, expected: number | undefined): void {
		const enquiry = this.book.find(study)?.claims.get(name)?.enquiry;
		if (enquiry !== undefined) answered(enquiry, expected, this.clock.monotonic());
	}

	/** Everybody has what is theirs, and nothing has come for a while. */
	settled(): AssembledStudy[] {
		this.unplaced.tidy();
		const before = this.clock.monotonic() - LINGER_MS;
		return [...this.book.all()].filter((study) => study.touched <= before && this.isSettled(study));
	}

	/** True when the study can be put away. */
	isSettled(study: AssembledStudy): boolean {
		// Nothing of it is here: it is known for what is missing alone.
		if (study.instances.size === 0 && study.senders.missing.size > 0) return false;
		return study.loaded && study.arriving.size === 0 && this.isOver(study);
	}

	/** True when nothing of the study waits for anybody. */
	isOver({ unwatched, claims }: AssembledStudy): boolean {
		if (unwatched) return false;
		for (const { changedSince, offered } of claims.values()) {
			if (changedSince !== undefined || offered !== undefined) return false;
		}
		return true;
	}

	/** What is known of the study is in its archive: it waits there for somebody who wants it. */
	unclaim({ lane, studyKey }: StudyName): void {
		this.book.unclaimed.set(nameOf({ lane, studyKey }), { lane, studyKey });
		this.book.forget({ lane, studyKey });
	}

	unclaimedOf(lane: string): StudyName[] {
		return [...this.book.unclaimed.values()].filter((study) => study.lane === lane);
	}

	/** The files of an unclaimed study are gone. */
	forgetUnclaimed(study: StudyName): void {
		this.book.unclaimed.delete(nameOf(study));
	}

	/** A study of which nothing is known here begins with what its archive says, if it has one. */
	load(name: StudyName, archive: StudyArchive | undefined): void {
		const study = this.book.studyFor(name);
		if (study.loaded) return;
		study.loaded = true;
		if (archive === undefined) return;
		study.archived = true;
		for (const record of archive.records) putInstance(study, record);
		if (archive.cutOff !== undefined) {
			study.senders.recall(archive.cutOff, this.clock.monotonic());
		}
		for (const image of archive.missing ?? []) study.senders.missing.put(image, study.touched);
		for (const { rule = '', scope = WHOLE_STUDY, version } of archive.handedOver) {
			this.book.claimFor(study, rule, scope).handedOver = version;
		}
	}

	/**
	 * A study that waited in its archive is the rule's now, at once: it was waited for long enough.
	 *
	 * @returns what is to be journalled for that
	 */
	takeUp(study: AssembledStudy, rule: KnownRule): StateRecord {
		for (const claim of this.members.claimAll(study, rule)) {
			claim.lastChange = Number.NEGATIVE_INFINITY;
		}
		study.archived = false;
		study.unwatched = false;
		this.forgetUnclaimed(study);
		return stateOf(study);
	}

	/** A record of another journal, so that it takes nothing away from what is known here. */
	beside(record: JournalRecord): JournalRecord {
		if (record.kind !== 'state' && record.kind !== 'senders') return record;
		const study = this.book.find(record);
		if (study === undefined) return record;
		if (record.kind === 'senders') {
			return { ...record, cutOff: [...study.senders.cutOff(), ...record.cutOff] };
		}
		const here = stateOf(study);
		return { ...here, open: [...here.open, ...record.open] };
	}

	/** What waits to be complete, for people. */
	pending(most: number): ReturnType<typeof pendingOf> {
		return pendingOf(this.book, most);
	}

	find(lane: string, studyKey: string): AssembledStudy | undefined {
		return this.book.find({ lane, studyKey });
	}

	all(): Iterable<AssembledStudy> {
		return this.book.all();
	}

	forget(study: StudyName): void {
		this.book.forget(study);
	}

	/** Its files were disposed of: what comes now is a study anew, and what is arriving stays so. */
	startAnew(study: AssembledStudy): void {
		this.book.dropClaims(study);
		study.instances.clear();
		study.series.clear();
		study.unwatched = false;
		study.archived = false;
		study.loaded = true;
	}
}

const imagesOf = ({ series }: AssembledStudy, uid: string) => series.get(uid)?.values() ?? [];

/** Which series are whole then: of a study the PACS counts those with images alone. */
function provedBy(study: AssembledStudy, { scope, completeness }: CompleteRecord) {
	const { level, seriesInstanceUid } = scope ?? WHOLE_STUDY;
	if (level !== 'study') return (uid: string) => uid === seriesInstanceUid;
	if (completeness.evidence !== 'expected-count') return () => true;
	return (uid: string) => {
		const [first] = imagesOf(study, uid);
		return first !== undefined && isImage(first.header.modality);
	};
}

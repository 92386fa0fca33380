import { createHash } from 'node:crypto';
import {
	archiveOf,
	type StudyArchive,
} from '../../../../dist/nodes/Dicom/intake/assembly/archived.js';
import { Assembly } from '../../../../dist/nodes/Dicom/intake/assembly/assembly.js';
import type {
	Completion,
	CountQuestion,
} from '../../../../dist/nodes/Dicom/intake/assembly/judge.js';
import { admits, fits } from '../../../../dist/nodes/Dicom/intake/assembly/study-rule.js';
import type { AssembledStudy } from '../../../../dist/nodes/Dicom/intake/assembly/study.js';
import type { Route } from '../../../../dist/nodes/Dicom/intake/index.js';
import {
	decodeRecords,
	encodeRecord,
	type CompleteRecord,
	type InstanceRecord,
	type JournalRecord,
} from '../../../../dist/nodes/Dicom/intake/spool/records.js';
import { ASSOCIATIONS, type Pattern, type SentImage } from './pattern.ts';

const LOOK_AFTER = 50;
const TIDY_EVERY = 30_000;
const NOTES_WITHIN = 25;

/** A version that was offered to a workflow. */
export interface Offer {
	route: Route;
	record: CompleteRecord;
	/** SOP and content of what it holds, sorted. */
	holds: string[];
	/** When it was found complete. */
	at: number;
	accepted: boolean;
	/** It had been taken over, durably, before it was offered this time. */
	again: boolean;
}

/** What happened, for the oracle. */
export interface Story {
	/** When each image was stored: anew, or with other content. */
	stored: Array<{ image: SentImage; at: number }>;
	offers: Offer[];
	/** Studies that nobody wanted, when they were put aside. */
	unclaimed: Array<{ lane: string; study: string; at: number }>;
	joined: Map<string, number>;
	/** Transfers that were cut off, until their sender had made up for it. */
	cuts: Cut[];
}

/** From `at` to `until` nobody could know that the sender had sent all. */
export interface Cut {
	study: string;
	series: string;
	/** Not by a kill of the listener, of which the journal may know more or less. */
	byItself: boolean;
	caller: string;
	at: number;
	until: number;
}

/** What a connection has brought of a study. */
interface Sent {
	study: string;
	caller: string;
	series: Set<string>;
	/** By series: SOP instances that it brought, and whether one of them was new. */
	brought: Map<string, { fresh: boolean; seen: Set<string> }>;
	since: number;
}

interface Task {
	at: number;
	order: number;
	life: number | undefined;
	run: () => void;
}

const hex = (text: string) => createHash('sha256').update(text).digest('hex');
export const contentOf = ({ sop, content }: Pick<SentImage, 'sop' | 'content'>) =>
	`${sop} ${content}`;

/**
 * The listener of one pattern on a clock of its own: the real assembly, a journal and archives that
 * outlive it, senders that come back after a kill, a PACS, and workflows.
 */
export class World {
	readonly story: Story = {
		stored: [],
		offers: [],
		unclaimed: [],
		joined: new Map(),
		cuts: [],
	};
	private now = 0;
	private order = 0;
	private tasks: Task[] = [];
	/** Number of the process; work of an earlier one is lost. */
	private life = 0;
	private up = false;
	private upAt = 0;
	private journal = Buffer.alloc(0);
	private notes: JournalRecord[] = [];
	private readonly archives = new Map<string, StudyArchive>();
	private assembly: Assembly = this.newAssembly();
	private readonly active = new Map<string, Route>();
	private readonly wanted = new Map<string, Route>();
	private connections = new Map<number, number>();
	/** Senders that lost their connection come back after a while. */
	private readonly awayUntil = new Map<number, number>();
	private readonly onTheWay = new Set<SentImage>();
	private nextConnection = 1;
	/** By connection: of those whose release is not in the journal. */
	private readonly sent = new Map<number, Sent[]>();
	/** Senders and studies that they never finish. */
	private readonly gone = new Set<string>();
	private lookAt = Number.POSITIVE_INFINITY;
	private tidiedAt = 0;
	private readonly known = new Set<string>();
	private readonly durable = new Set<string>();
	private readonly holds = new Map<string, { holds: string[]; at: number }>();

	private readonly pattern: Pattern;
	private readonly next: () => number;

	constructor(pattern: Pattern, next: () => number) {
		this.pattern = pattern;
		this.next = next;
		for (const { route, joinsAt } of pattern.routes) {
			this.plan(joinsAt, () => this.join(route), undefined);
		}
		for (const { route, at, away } of pattern.pauses) {
			this.plan(at, () => this.pause(route), undefined);
			this.plan(at + away, () => this.resume(route), undefined);
		}
		for (const { association, at, gone } of pattern.aborts) {
			this.plan(at, () => this.abort(association, gone), undefined);
		}
		for (const image of pattern.images) this.plan(image.at, () => this.arrive(image), undefined);
		for (const { at, away } of pattern.kills) {
			this.plan(at, () => this.kill(at + away), undefined);
			this.plan(at + away, () => this.start(), undefined);
		}
		this.start();
	}

	run(): Story {
		for (;;) {
			const task = this.earliest();
			if (task === undefined || task.at > this.pattern.end) return this.story;
			this.now = Math.max(this.now, task.at);
			if (task.life === undefined || task.life === this.life) task.run();
		}
	}

	private earliest(): Task | undefined {
		let best = 0;
		for (let index = 1; index < this.tasks.length; index++) {
			const [a, b] = [this.tasks[index]!, this.tasks[best]!];
			if (a.at < b.at || (a.at === b.at && a.order < b.order)) best = index;
		}
		return this.tasks.splice(best, 1)[0];
	}

	/** @param life the task is lost with this life of the process; undefined: it is nobody's */
	private plan(at: number, run: () => void, life: number | undefined): void {
		this.tasks.push({ at, order: this.order++, life, run });
	}

	private later(ms: number, run: () => void): void {
		this.plan(this.now + ms, run, this.life);
	}

	private newAssembly(): Assembly {
		return new Assembly({ monotonic: () => this.now, wall: () => 1.7e12 + this.now });
	}

	private start(): void {
		this.up = true;
		this.assembly = this.newAssembly();
		this.assembly.replay(decodeRecords(this.journal), (name) => this.archiveOf(name));
		this.rotate();
		for (const route of this.wanted.values()) this.join(route);
		this.look(0);
	}

	private kill(upAt: number): void {
		this.up = false;
		this.upAt = upAt;
		this.life++;
		this.lookAt = Number.POSITIVE_INFINITY;
		this.active.clear();
		this.connections = new Map();
		this.notes = [];
		for (const connection of [...this.sent.keys()]) this.cutOff(connection, false);
		for (let association = 0; association < ASSOCIATIONS; association++) {
			this.awayUntil.set(association, upAt + this.next() * 3_000);
		}
		// The process died before it answered: they are sent again.
		const again = [...this.onTheWay];
		this.onTheWay.clear();
		for (const image of again) this.arrive(image);
	}

	private join(route: Route): void {
		this.wanted.set(route.id, route);
		this.story.joined.set(route.id, this.story.joined.get(route.id) ?? this.now);
		if (!this.up) return;
		this.active.set(route.id, route);
		for (const record of this.assembly.members.recordsOf(route)) this.append(record);
		const rule = this.assembly.members.join(route);
		for (const name of this.assembly.unclaimedOf(rule.lane)) {
			const images = this.archiveOf(name)?.records.filter((each) =>
				admits(route, each.callingAeTitle),
			);
			if (images === undefined || images.length === 0 || !fits(route, images)) continue;
			this.load(name);
			const study = this.assembly.find(name.lane, name.studyKey)!;
			this.append(this.assembly.takeUp(study, rule));
		}
		this.look(0);
	}

	private pause(route: string): void {
		this.wanted.delete(route);
		if (this.active.delete(route)) this.assembly.members.leave(route);
	}

	private resume(id: string): void {
		const found = this.pattern.routes.find(({ route }) => route.id === id);
		if (found !== undefined && this.now >= found.joinsAt) this.join(found.route);
	}

	/** A sender sends an image; while nobody answers it tries again. */
	private arrive(image: SentImage): void {
		if (this.isGone(image)) return;
		const admitted = [...this.active.values()].filter(
			({ calledAeTitle }) => calledAeTitle === image.lane,
		);
		const awayUntil = this.awayUntil.get(image.association) ?? 0;
		if (!this.up || admitted.length === 0 || awayUntil > this.now) {
			const back = Math.max(this.upAt, awayUntil, this.now) + 100 + this.next() * 100;
			this.plan(back, () => this.arrive(image), undefined);
			return;
		}
		const { lane, study, caller, series } = image;
		const arrival = {
			callingAeTitle: caller,
			seriesInstanceUid: series,
			association: this.connectionOf(image),
		};
		this.noteSent(arrival.association, image);
		this.assembly.arriving(lane, study, 1, arrival);
		// A large image on a slow line takes longer than any silence.
		const takes = this.next() < 0.02 ? 5_000 + this.next() * 15_000 : 5 + this.next() * 100;
		this.onTheWay.add(image);
		this.later(takes, () => {
			this.onTheWay.delete(image);
			this.store(image, arrival);
		});
	}

	private store(image: SentImage, arrival: Parameters<Assembly['arriving']>[3]): void {
		const { lane, study } = image;
		const record = recordOf(image, this.now);
		this.load(record);
		const held = this.assembly.find(lane, study);
		const fresh = held?.instances.has(record.sopKey) !== true;
		this.noteBrought(arrival?.association as number, image, fresh);
		if (!this.assembly.holds(lane, study, record.sopKey, record.sha256)) {
			this.append(record);
			this.assembly.add(record);
			this.story.stored.push({ image, at: this.now });
			this.known.add(contentOf(image));
		} else for (const note of this.assembly.isHere(record)) this.append(note);
		this.assembly.brings(arrival?.association as number, record, fresh);
		this.assembly.arriving(lane, study, -1, arrival);
		this.look(LOOK_AFTER);
	}

	/** The connection of a sender stays until the bursts that it brings are over. */
	private connectionOf({ association, study, burst }: SentImage): number {
		let connection = this.connections.get(association);
		if (connection === undefined) {
			connection = this.nextConnection++;
			this.connections.set(association, connection);
		}
		const mine = connection;
		const rest = this.pattern.images.filter(
			(each) => each.study === study && each.burst === burst && each.association === association,
		);
		const end = Math.max(...rest.map(({ at }) => at), this.now);
		this.later(end - this.now + 200, () => this.release(association, mine));
		return mine;
	}

	/** A sender ends when it has sent its part, and all the others of the study have begun theirs. */
	private release(association: number, connection: number): void {
		if (!this.up || this.connections.get(association) !== connection) return;
		if (this.isBusy(association)) {
			this.later(500, () => this.release(association, connection));
			return;
		}
		this.connections.delete(association);
		this.ended(connection, 'released');
		this.look(LOOK_AFTER);
	}

	private isBusy(association: number): boolean {
		const images = this.pattern.images.filter((image) => !this.isGone(image));
		const came = (image: SentImage) => this.known.has(contentOf(image));
		const begun = images.filter((image) => image.association === association && came(image));
		const bursts = new Set(begun.map(({ study, burst }) => `${study} ${burst}`));
		const shared = images.filter(({ study, burst }) => bursts.has(`${study} ${burst}`));
		const parts = Map.groupBy(
			shared,
			(each) => `${each.study} ${each.series} ${each.burst} ${each.association}`,
		);
		return (
			shared.some((image) => image.association === association && !came(image)) ||
			[...parts.values()].some((part) => !part.some(came))
		);
	}

	/** Nobody waits for the record: it goes with the next one, or a little later, or is lost. */
	private ended(connection: number, how: 'released' | 'aborted'): void {
		this.notes.push(...this.assembly.associationEnded(connection, how));
		if (how === 'aborted') this.cutOff(connection, true);
		else this.released(connection);
		this.later(NOTES_WITHIN, () => this.writeNotes());
	}

	private noteSent(connection: number, { study, caller, series }: SentImage): void {
		const all = this.sent.get(connection) ?? [];
		this.sent.set(connection, all);
		let sent = all.find((each) => each.study === study);
		if (sent === undefined) all.push((sent = newlySent(study, caller, this.now)));
		sent.series.add(series);
	}

	private noteBrought(connection: number, { study, series, sop }: SentImage, fresh: boolean): void {
		const sent = this.sent.get(connection)?.find((each) => each.study === study);
		if (sent === undefined) return;
		const brought = sent.brought.get(series) ?? { fresh: false, seen: new Set() };
		sent.brought.set(series, brought);
		brought.fresh ||= fresh;
		brought.seen.add(sop);
	}

	private cutOff(connection: number, byItself: boolean): void {
		for (const { study, caller, series: all } of this.sent.get(connection) ?? []) {
			for (const series of all) {
				this.story.cuts.push({ study, caller, series, byItself, at: this.now, until: Infinity });
			}
		}
		this.sent.delete(connection);
	}

	/**
	 * May make up for what was cut off before; a kill in this moment takes that back. It went on with
	 * the series, or it has brought again all that its AE title had brought of it.
	 */
	private released(connection: number): void {
		for (const { study, caller, since, brought } of this.sent.get(connection) ?? []) {
			for (const cut of this.story.cuts) {
				if (cut.study !== study || cut.caller !== caller || cut.at > since) continue;
				const came = brought.get(cut.series);
				if (came === undefined) continue;
				if (came.fresh || this.ofCaller(cut).every((sop) => came.seen.has(sop))) {
					cut.until = Math.min(cut.until, this.now);
				}
			}
		}
		this.later(NOTES_WITHIN, () => this.sent.delete(connection));
	}

	/** What is here of a series, of this sender where there is anything. */
	private ofCaller({ series, caller }: Cut): string[] {
		const newest = new Map<string, SentImage>();
		for (const { image } of this.story.stored) {
			if (image.series === series) newest.set(image.sop, image);
		}
		const own = [...newest.values()].filter((image) => image.caller === caller);
		return (own.length > 0 ? own : [...newest.values()]).map(({ sop }) => sop);
	}

	private isGone({ association, study }: SentImage): boolean {
		return this.gone.has(`${association} ${study}`);
	}

	private writeNotes(): void {
		for (const note of this.notes.splice(0)) this.append(note);
	}

	private abort(association: number, gone: boolean): void {
		const connection = this.connections.get(association);
		if (!this.up || connection === undefined) return;
		this.connections.delete(association);
		const lost = gone ? this.unfinished(association) : [];
		for (const study of lost) this.gone.add(`${association} ${study}`);
		this.ended(connection, 'aborted');
		const away = 500 + this.next() * 2_500;
		this.awayUntil.set(association, this.now + away);
		// It comes back for what it has still to send; without that it says at least that it is done.
		if (lost.length > 0) return;
		this.later(away, () => {
			const mine = this.nextConnection++;
			if (this.connections.has(association)) return;
			this.connections.set(association, mine);
			this.resend(association, mine);
		});
	}

	/** Studies that it is in the middle of: nobody can miss a part of which nothing has come. */
	private unfinished(association: number): string[] {
		const mine = this.pattern.images.filter((image) => image.association === association);
		const came = (image: SentImage) => this.known.has(contentOf(image));
		const studies = Map.groupBy(
			mine.filter(({ burst }) => burst === 0),
			({ study }) => study,
		);
		return [...studies].flatMap(([study, images]) => {
			const parts = Map.groupBy(images, ({ series }) => series);
			const begun = [...parts.values()].every((part) => part.some(came));
			const sending = images.some((image) => !came(image) && !this.onTheWay.has(image));
			return begun &&
				sending &&
				!mine.some((each) => each.study === study && each.burst > 0 && came(each))
				? [study]
				: [];
		});
	}

	/** Nobody told it what was stored: all is sent again, or the last of it, on the new connection. */
	private resend(association: number, connection: number): void {
		const mine = this.pattern.images.filter((each) => each.association === association);
		const sent = mine.filter((each) => this.known.has(contentOf(each)) && !this.isOld(each));
		const again = this.next() < 0.5 ? sent : sent.slice(-4);
		for (const image of again) this.arrive({ ...image, repeated: true });
		this.later(2_500, () => this.release(association, connection));
	}

	/** Replaced by other content since. */
	private isOld({ sop, content }: SentImage): boolean {
		return this.story.stored.findLast(({ image }) => image.sop === sop)?.image.content !== content;
	}

	private look(ms: number): void {
		const at = this.now + ms;
		if (at >= this.lookAt) return;
		this.lookAt = at;
		this.later(ms, () => {
			if (this.lookAt !== at) return;
			this.lookAt = Number.POSITIVE_INFINITY;
			this.lookNow();
		});
	}

	private lookNow(): void {
		const { complete, states, unclaimed, questions, askAt } = this.assembly.due();
		for (const state of states) this.append(state);
		for (const question of questions) this.askPacs(question);
		for (const completion of complete) this.complete(completion);
		for (const study of unclaimed) this.putAside(study);
		this.offer();
		this.tidy();
		this.look(Math.min(Math.max(askAt - this.now, 1), 30_000));
	}

	/** The manifest and the journal's record take a moment; images come meanwhile. */
	private complete({ record, images }: Completion): void {
		const holds = images.map(({ header, bytes }) => `${header.sopInstanceUid} ${bytes}`).sort();
		this.holds.set(nameOf(record), { holds, at: this.now });
		this.append(record);
		this.assembly.completed(record);
	}

	private putAside(study: AssembledStudy): void {
		this.archives.set(keyOf(study), archiveOf(study));
		this.append({ kind: 'unclaimed', lane: study.lane, studyKey: study.studyKey });
		this.story.unclaimed.push({ lane: study.lane, study: study.studyKey, at: this.now });
		this.assembly.unclaim(study);
	}

	private offer(): void {
		for (const { claim, route } of this.assembly.toOffer()) {
			const record = claim.offered!;
			const again = this.durable.has(nameOf(record));
			this.assembly.offeredNow(claim);
			const accepted = this.next() < 0.9;
			this.story.offers.push({
				...this.holds.get(nameOf(record))!,
				route,
				record,
				accepted,
				again,
			});
			if (!accepted) continue;
			// The work item is durable; the process may die before the journal says so.
			this.later(this.next() * 200, () => this.handOver(record));
		}
	}

	private handOver(record: CompleteRecord): void {
		const { lane, studyKey, version, rule, scope } = record;
		const name = { lane, studyKey, version, ...(rule && { rule }), ...(scope && { scope }) };
		if (this.assembly.find(lane, studyKey) === undefined) return;
		this.append({ kind: 'handed-over', ...name });
		this.assembly.handOver(name);
		this.durable.add(nameOf(record));
	}

	/** The PACS holds a burst soon after its beginning; sometimes it does not answer. */
	private askPacs(question: CountQuestion): void {
		const { studyKey, seriesInstanceUid, lane, claim } = question;
		// Of a study reports do not count.
		const asked = this.pattern.images.filter(
			({ study, series, modality }) =>
				study === studyKey &&
				(seriesInstanceUid === undefined ? modality !== 'SR' : series === seriesInstanceUid),
		);
		const bursts = Map.groupBy(asked, ({ burst }) => burst).values();
		const held = [...bursts].flatMap((burst) => {
			const begun = Math.min(...burst.map(({ at }) => at));
			// Before that it has what it has sent on.
			return burst.filter(({ at }) => at <= this.now || begun + 150 <= this.now);
		});
		const expected = new Set(held.map(({ sop }) => sop)).size;
		const silent = lane !== 'STALLING' && this.next() < 0.1;
		this.later(20 + this.next() * 300, () => {
			const says = silent || expected === 0 ? undefined : expected;
			this.assembly.counted({ lane, studyKey }, claim, says);
			this.look(0);
		});
	}

	private tidy(): void {
		if (this.now - this.tidiedAt < TIDY_EVERY) return;
		this.tidiedAt = this.now;
		for (const rule of this.assembly.members.expired()) {
			this.append({ kind: 'rule-gone', lane: rule.lane, rule: rule.key });
			this.assembly.members.drop(rule);
		}
		for (const study of this.assembly.settled()) {
			if (!study.archived) {
				this.archives.set(keyOf(study), archiveOf(study));
				this.append({ kind: 'settled', lane: study.lane, studyKey: study.studyKey });
			}
			this.assembly.forget(study);
		}
		if (this.next() < 0.2) this.rotate();
	}

	private load(name: { lane: string; studyKey: string }): void {
		this.assembly.load(name, this.archiveOf(name));
	}

	/** As it comes back from the disk. */
	private archiveOf(name: { lane: string; studyKey: string }): StudyArchive | undefined {
		const archive = this.archives.get(keyOf(name));
		return archive && (JSON.parse(JSON.stringify(archive)) as StudyArchive);
	}

	private append(record: JournalRecord): void {
		const bytes = [...this.notes.splice(0), record].map(encodeRecord);
		this.journal = Buffer.concat([this.journal, ...bytes]);
	}

	private rotate(): void {
		this.notes = [];
		const snapshot = [...this.assembly.snapshot()];
		// A crash between the new segment and the removal of the old one leaves both.
		const before = this.next() < 0.3 ? [this.journal] : [];
		this.journal = Buffer.concat([...before, ...snapshot.map(encodeRecord)]);
	}
}

function recordOf(image: SentImage, at: number): InstanceRecord {
	const { study, series, sop, content, modality, description, position, lane, caller } = image;
	return {
		kind: 'instance',
		lane,
		studyKey: study,
		sopKey: hex(sop).slice(0, 32),
		sha256: hex(contentOf(image)),
		// Stands for the content, so that the oracle can read it back.
		bytes: content,
		transferSyntax: '1.2.840.10008.1.2.1',
		receivedAt: new Date(1.7e12 + at).toISOString(),
		callingAeTitle: caller,
		header: {
			sopClassUid: '1.2.840.10008.5.1.4.1.1.2',
			sopInstanceUid: sop,
			studyInstanceUid: study,
			seriesInstanceUid: series,
			patient: { id: `ZZ-${study}`, issuer: '', name: 'ZZTEST^ADA', birthDate: '', sex: '' },
			accessionNumber: '',
			studyDescription: '',
			studyDate: '',
			studyTime: '',
			referringPhysician: '',
			modality,
			seriesDescription: description,
			bodyPart: '',
			slice: { position: [0, 0, position], orientation: [1, 0, 0, 0, 1, 0] },
		},
	};
}

const newlySent = (study: string, caller: string, since: number): Sent => ({
	study,
	caller,
	series: new Set(),
	brought: new Map(),
	since,
});

const keyOf = ({ lane, studyKey }: { lane: string; studyKey: string }) => `${lane} ${studyKey}`;

const nameOf = ({ lane, studyKey, version, rule, scope }: CompleteRecord) =>
	JSON.stringify([lane, studyKey, version, rule, scope]);

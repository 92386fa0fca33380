import { setTimeout as sleep } from 'node:timers/promises';
import { HospitalError } from '../../shared/errors';
import { describe, type Reading } from './describe';
import type { ListenerEvent } from './events';
import type { Journal, Place } from './journal';
import { Lane, type Group, type Pending } from './lane';
import { QUARANTINE, type JournalRecord, type MessageRecord } from './records';
import { waitsForEnd, type Route } from './settings';
import { Window } from './window';

/** Offers that the other thread works on at once. */
const OFFERS_AT_ONCE = 128;
/** Bytes of messages that are kept in memory until they are handed on. */
const HELD_BYTES = 64 * 1024 * 1024;
/** Pause after the disk refused what has to be noted. Milliseconds. */
const AFTER_FAILURE = 2_000;

const QUARANTINE_ROUTE: Route = {
	id: QUARANTINE,
	mode: 'production',
	acknowledge: 'none',
	priority: 'routine',
};

export interface OutboxHost {
	journal: Journal;
	reading: Reading;
	emit(event: ListenerEvent): void;
	onFailure(error: unknown): void;
	/** The last thing that waited in a file of the journal is done. */
	onSettled(): void;
}

/**
 * Hands stored messages on to their workflows: in order, bounded, each until it is noted as done. What
 * is not done when the process ends is handed on again after its start, under the same name.
 */
export class Outbox {
	/** Of routes that are not active: by route. */
	private readonly idle = new Map<string, { groups: Group[]; pending: Pending[] }>();
	private readonly lanes = new Map<string, Map<string, Lane>>();
	private readonly routes = new Map<string, Route>();
	/** How many messages of each file of the journal are not done, counted for each route. */
	private readonly live = new Map<number, number>();
	private readonly window = new Window(OFFERS_AT_ONCE);
	private readonly done = new Map<string, Group[]>();
	private noting: Promise<void> | undefined;
	private held = 0;
	private closed = false;
	waiting = 0;

	constructor(private readonly host: OutboxHost) {}

	/** A message that the journal has. */
	add(record: MessageRecord, place: Place): void {
		for (const route of record.routes) {
			const { key, seq, sender, bytes } = record;
			const pending: Pending = { key, seq, sender, size: bytes.length, place };
			if (this.held < HELD_BYTES) {
				pending.record = record;
				this.held += bytes.length;
			}
			this.waiting += 1;
			this.live.set(place.segment, (this.live.get(place.segment) ?? 0) + 1);
			this.place(route, pending);
		}
	}

	/** What the journal held at the start, in its order. */
	restore(route: string, groups: Group[], pending: Pending[]): void {
		const all = [...groups.flatMap((group) => group.pending), ...pending];
		this.waiting += all.length;
		for (const { place } of all) {
			this.live.set(place.segment, (this.live.get(place.segment) ?? 0) + 1);
		}
		this.idle.set(route, { groups, pending });
	}

	addRoute(route: Route): void {
		this.routes.set(route.id, route);
		this.activate(route);
		if (!this.routes.has(QUARANTINE)) {
			this.routes.set(QUARANTINE, QUARANTINE_ROUTE);
			this.activate(QUARANTINE_ROUTE);
		}
	}

	removeRoute(id: string): void {
		this.routes.delete(id);
		this.retire(id);
		if (this.routes.size === 1 && this.routes.delete(QUARANTINE)) this.retire(QUARANTINE);
		const left = this.idle.get(id);
		if (left !== undefined) {
			const count = left.pending.length + left.groups.flatMap(({ pending }) => pending).length;
			if (count > 0) this.host.emit({ type: 'messages-unclaimed', route: id, count });
		}
	}

	/** Routes that messages wait for and that are not active. */
	get unclaimed(): Array<{ route: string; count: number }> {
		return [...this.idle].map(([route, { groups, pending }]) => ({
			route,
			count: pending.length + groups.flatMap((group) => group.pending).length,
		}));
	}

	/** The work item of an offer is durable. */
	handedOver(route: string, offer: string): void {
		const [lane, group] = this.find(route, offer);
		if (lane === undefined || group === undefined || lane.strict) return;
		this.settle(lane, group);
	}

	/** The work item of an offer has ended. */
	ended(route: string, offer: string): void {
		const [lane, group] = this.find(route, offer);
		if (lane !== undefined && group !== undefined) this.settle(lane, group);
	}

	isLive(segment: number): boolean {
		return (this.live.get(segment) ?? 0) > 0;
	}

	/** What is not done of a file of the journal, and what is known to belong together. */
	undoneOf(segment: number): {
		pending: Array<{ routes: string[]; places: Pending[] }>;
		records: JournalRecord[];
	} {
		const byKey = new Map<string, { routes: string[]; places: Pending[] }>();
		const records: JournalRecord[] = [];
		for (const [route, { groups, pending: single }] of this.everything()) {
			for (const pending of [...groups.flatMap((group) => group.pending), ...single]) {
				if (pending.place.segment !== segment) continue;
				const known = byKey.get(pending.key) ?? { routes: [], places: [] };
				known.routes.push(route);
				known.places.push(pending);
				byKey.set(pending.key, known);
			}
			for (const { offer, pending: members, fixed } of groups) {
				if (!fixed || members.length < 2) continue;
				records.push({ kind: 'batch', route, offer, keys: members.map(({ key }) => key) });
			}
		}
		return { pending: [...byKey.values()], records };
	}

	/** A message was written once more. */
	moved(pending: Pending, place: Place): void {
		this.lower(pending.place.segment);
		pending.place = place;
		this.live.set(place.segment, (this.live.get(place.segment) ?? 0) + 1);
	}

	/** Waits for the notes that are under way. */
	async close(): Promise<void> {
		this.closed = true;
		for (const lanes of this.lanes.values()) for (const lane of lanes.values()) lane.dissolve();
		await this.noting;
	}

	private *everything(): Generator<[string, { groups: Group[]; pending: Pending[] }]> {
		yield* this.idle;
		for (const [route, lanes] of this.lanes) {
			for (const lane of lanes.values()) yield [route, lane.content()];
		}
		for (const [route, groups] of this.done) yield [route, { groups, pending: [] }];
	}

	private activate(route: Route): void {
		const left = this.idle.get(route.id);
		this.idle.delete(route.id);
		if (left === undefined) return;
		for (const group of left.groups) {
			const [first] = group.pending;
			if (first !== undefined) this.laneOf(route, first.sender).formed.push(group);
		}
		for (const pending of left.pending) this.laneOf(route, pending.sender).add(pending);
		for (const lane of this.lanes.get(route.id)?.values() ?? []) void this.drive(lane);
	}

	private retire(id: string): void {
		const left: { groups: Group[]; pending: Pending[] } = { groups: [], pending: [] };
		for (const lane of this.lanes.get(id)?.values() ?? []) {
			const { groups, pending } = lane.dissolve();
			for (const group of groups) this.withdraw(group);
			left.groups.push(...groups);
			left.pending.push(...pending);
		}
		this.lanes.delete(id);
		if (left.groups.length + left.pending.length === 0) return;
		left.pending.sort((a, b) => a.seq - b.seq);
		this.idle.set(id, left);
	}

	private place(id: string, pending: Pending): void {
		const route = this.routes.get(id);
		if (route === undefined) {
			const left = this.idle.get(id) ?? { groups: [], pending: [] };
			left.pending.push(pending);
			this.idle.set(id, left);
			return;
		}
		const lane = this.laneOf(route, pending.sender);
		lane.add(pending);
		if (!lane.driving) void this.drive(lane);
	}

	private laneOf(route: Route, sender: string): Lane {
		const name = route.strictOrder === true || route.batch !== undefined ? sender : '';
		let lanes = this.lanes.get(route.id);
		if (lanes === undefined) this.lanes.set(route.id, (lanes = new Map()));
		let lane = lanes.get(name);
		if (lane === undefined) {
			const made = new Lane(route, () => void this.drive(made));
			lanes.set(name, (lane = made));
		}
		return lane;
	}

	/** Hands on what a lane has, one group after the other. Never rejects. */
	private async drive(lane: Lane): Promise<void> {
		if (lane.driving) return;
		lane.driving = true;
		for (let group = lane.next(); group !== undefined && !lane.closed; group = lane.next()) {
			lane.out.set(group.offer, group);
			await this.window.enter();
			group.underWay = true;
			if (lane.closed || this.closed) {
				this.withdraw(group);
				break;
			}
			const released = new Promise<void>((resolve) => (lane.release = resolve));
			await this.offer(lane, group);
			if (lane.strict) await released;
		}
		lane.driving = false;
	}

	private async offer(lane: Lane, group: Group): Promise<void> {
		const { route } = lane;
		while (!lane.closed && !this.closed) {
			try {
				if (!group.fixed) {
					const keys = group.pending.map(({ key }) => key);
					const { offer } = group;
					await this.host.journal.append({ kind: 'batch', route: route.id, offer, keys });
					group.fixed = true;
				}
				const records = await Promise.all(group.pending.map(async (each) => await this.load(each)));
				if (lane.closed) return;
				const [first] = records;
				this.host.emit({
					type: 'messages',
					route: route.id,
					mode: 'production',
					offer: group.offer,
					watch: lane.strict || waitsForEnd(route),
					...(first?.quarantined !== undefined && { quarantined: first.quarantined }),
					messages: records.map((record) => describe(record, this.host.reading)),
				});
				return;
			} catch (error) {
				if (error instanceof HospitalError && error.code === 'sealed-data-unreadable') {
					// Somebody changed the file of an acknowledged message.
					this.host.emit({ type: 'journal-damaged', records: group.pending.length });
					return this.settle(lane, group);
				}
				this.host.onFailure(error);
				await sleep(AFTER_FAILURE, undefined, { ref: false });
			}
		}
	}

	private async load({ record, place }: Pending): Promise<MessageRecord> {
		if (record !== undefined) return record;
		const read = await this.host.journal.readAt(place);
		if (read.kind !== 'message') throw new Error('not a message');
		return read;
	}

	private find(route: string, offer: string): [Lane?, Group?] {
		for (const lane of this.lanes.get(route)?.values() ?? []) {
			const group = lane.out.get(offer);
			if (group !== undefined) return [lane, group];
		}
		return [];
	}

	private settle(lane: Lane, group: Group): void {
		lane.out.delete(group.offer);
		this.withdraw(group);
		for (const pending of group.pending) {
			this.waiting -= 1;
			if (pending.record !== undefined) this.held -= pending.size;
			delete pending.record;
		}
		const done = this.done.get(lane.route.id) ?? [];
		done.push(group);
		this.done.set(lane.route.id, done);
		this.noting ??= this.note();
		lane.release();
	}

	private withdraw(group: Group): void {
		if (group.underWay === true) this.window.leave();
		group.underWay = false;
	}

	/** Notes what is done. Losing such a note means only that something is handed on once more. */
	private async note(): Promise<void> {
		while (this.done.size > 0) {
			await new Promise<void>((resolve) => setImmediate(resolve));
			const noted = [...this.done];
			try {
				for (const [route, groups] of noted) {
					const pending = groups.splice(0).flatMap((group) => group.pending);
					if (groups.length === 0) this.done.delete(route);
					if (pending.length === 0) continue;
					const keys = pending.map(({ key }) => key);
					try {
						await this.host.journal.append({ kind: 'done', route, keys });
					} catch (error) {
						const again = this.done.get(route) ?? [];
						again.push({ offer: '', pending, fixed: true });
						this.done.set(route, again);
						throw error;
					}
					for (const { place } of pending) this.lower(place.segment);
				}
			} catch (error) {
				this.host.onFailure(error);
				if (this.closed) break;
				await sleep(AFTER_FAILURE, undefined, { ref: false });
			}
		}
		this.noting = undefined;
	}

	private lower(segment: number): void {
		const left = (this.live.get(segment) ?? 1) - 1;
		if (left > 0) return void this.live.set(segment, left);
		this.live.delete(segment);
		this.host.onSettled();
	}
}

import type { Place } from './journal';
import type { Group, Pending } from './lane';
import type { Outbox } from './outbox';
import type { JournalRecord, MessageRecord } from './records';
import type { Seen } from './seen';

/** Puts together what a listener knew when it ended, from its journal. */
export class Replay {
	lastNumber = 0;
	/** Messages that are not done, by route and key. */
	private readonly open = new Map<string, Map<string, Pending>>();
	private readonly batches = new Map<string, Map<string, string[]>>();

	constructor(readonly seen: Seen) {}

	/** Takes the next record. */
	take(record: JournalRecord, place: Place): void {
		switch (record.kind) {
			case 'message':
				return this.message(record, place);
			case 'done':
				for (const key of record.keys) this.open.get(record.route)?.delete(key);
				return;
			case 'batch': {
				const known = this.batches.get(record.route) ?? new Map<string, string[]>();
				this.batches.set(record.route, known.set(record.offer, record.keys));
				return;
			}
			case 'seen':
				for (const entry of record.entries) this.remember(entry, place.segment);
		}
	}

	/** Hands everything over. */
	into(outbox: Outbox): void {
		for (const [route, open] of this.open) {
			if (open.size === 0) continue;
			const groups: Group[] = [];
			for (const [offer, keys] of this.batches.get(route) ?? []) {
				const pending = keys.flatMap((key) => open.get(key) ?? []);
				for (const { key } of pending) open.delete(key);
				if (pending.length > 0) groups.push({ offer, pending, fixed: true });
			}
			const pending = [...open.values()].sort((a, b) => a.seq - b.seq);
			groups.sort((a, b) => (a.pending[0]?.seq ?? 0) - (b.pending[0]?.seq ?? 0));
			outbox.restore(route, groups, pending);
		}
		this.open.clear();
	}

	private message(record: MessageRecord, place: Place): void {
		const { key, seq, sender, bytes, name = '', content, at, routes, quarantined } = record;
		this.lastNumber = Math.max(this.lastNumber, seq);
		for (const route of routes) {
			const open = this.open.get(route) ?? new Map<string, Pending>();
			// The same message again was carried over from a file that is about to go.
			open.set(key, { key, seq, sender, size: bytes.length, place });
			this.open.set(route, open);
		}
		const about = { name, content, key, at, routes, ...(quarantined && { quarantined }) };
		this.remember(about, place.segment);
	}

	private remember(entry: Parameters<Seen['add']>[0], segment: number): void {
		const { same } = this.seen.find(entry.name, entry.content, entry.at);
		if (same === undefined) this.seen.add(entry, segment);
		else same.segment = segment;
	}
}

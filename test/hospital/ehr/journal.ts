import type { Resource } from '@medplum/fhirtypes';

/** One version that came to be: a create, an update or a deletion. */
export interface Write {
	method: 'POST' | 'PUT' | 'DELETE';
	type: string;
	id: string;
	versionId: string;
	/** meta.lastUpdated of the version; of a deletion, when it happened. */
	lastUpdated: string;
	/** As stored; absent for a deletion. It is never changed afterwards, only replaced. */
	resource?: Resource;
	/** What it replaced or deleted. */
	before?: Resource;
}

/** Every write in its order: the source of histories, of rollback and of notifications. */
export class Journal {
	private readonly writes: Write[] = [];
	private readonly byType = new Map<string, Write[]>();
	private readonly byReference = new Map<string, Write[]>();

	append(write: Write): void {
		this.writes.push(write);
		listIn(this.byType, write.type).push(write);
		listIn(this.byReference, `${write.type}/${write.id}`).push(write);
	}

	/** All writes, those of a type, or those of one resource; the oldest first. */
	of(type?: string, id?: string): readonly Write[] {
		if (type === undefined) return this.writes;
		const found = id === undefined ? this.byType.get(type) : this.byReference.get(`${type}/${id}`);
		return found ?? [];
	}

	/** A place to come back to. */
	mark(): number {
		return this.writes.length;
	}

	after(mark: number): readonly Write[] {
		return this.writes.slice(mark);
	}

	/** Forgets the writes after a mark; `undo` gets each, the newest first. */
	takeBack(mark: number, undo: (write: Write) => void): void {
		while (this.writes.length > mark) {
			const write = this.writes.pop() as Write;
			this.byType.get(write.type)?.pop();
			this.byReference.get(`${write.type}/${write.id}`)?.pop();
			undo(write);
		}
	}
}

function listIn(lists: Map<string, Write[]>, key: string): Write[] {
	const found = lists.get(key) ?? [];
	lists.set(key, found);
	return found;
}

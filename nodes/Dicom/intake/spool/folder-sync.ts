import { closeSync, fsync, openSync } from 'node:fs';

interface Group {
	running: Promise<void>;
	/** Shared by everyone who came after the running sync had begun. */
	next?: Promise<void>;
}

/** Syncs folders; whoever asks while a sync of the same folder runs shares the next one. */
export class FolderSync {
	private readonly groups = new Map<string, Group>();

	constructor(private readonly sync: (folder: string) => Promise<void> = syncNames) {}

	/** Resolves when every name that was in `folder` before the call is durable. */
	durable(folder: string): Promise<void> {
		const group = this.groups.get(folder);
		if (group === undefined) return this.start(folder);
		group.next ??= group.running.then(
			() => this.start(folder),
			() => this.start(folder),
		);
		return group.next;
	}

	private start(folder: string): Promise<void> {
		const group: Group = { running: this.sync(folder) };
		this.groups.set(folder, group);
		const forget = () => {
			if (this.groups.get(folder) === group && group.next === undefined) this.groups.delete(folder);
		};
		group.running.then(forget, forget);
		return group.running;
	}
}

/** One trip to another thread for each instance, where the general form takes three. */
function syncNames(folder: string): Promise<void> {
	return new Promise((resolve, reject) => {
		const fd = openSync(folder, 'r');
		fsync(fd, (error) => {
			closeSync(fd);
			if (error === null) resolve();
			else reject(error);
		});
	});
}

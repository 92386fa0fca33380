import { readdir, unlink } from 'node:fs/promises';
import { join } from 'node:path';
import { WAITING_FOLDER } from '../../shared/waiting';
import { Assembly } from './assembly/assembly';
import type { KnownRule } from './assembly/known-rules';
import { recordOf } from './assembly/known-rules';
import { claimFields } from './assembly/scope';
import { sendersOf } from './assembly/state';
import type { AssembledStudy, Claim } from './assembly/study';
import { completeList } from './pending-studies';
import type { Route } from './settings';
import { readArchives } from './spool/archive';
import { Journal } from './spool/journal';
import { FolderLock } from './spool/lock';
import { journalFolder } from './spool/names';
import type { JournalRecord } from './spool/records';
import { Transfers } from './transfers';

export interface MovedOptions {
	spoolDir: string;
	/** Folder of this listener's own journal. */
	name: string;
	owner: string;
}

/**
 * A workflow whose port was changed left its pending studies in the journal of the old port: they
 * are taken over, if nobody has that port open. A trigger is known by its id, so that the studies
 * of another workflow with the same AE title on another port stay where they are.
 *
 * @param keep makes records of the old journal durable in the new one, before they leave the old one
 */
export async function takeOverMoved(
	options: MovedOptions,
	route: Route,
	keep: (records: readonly JournalRecord[]) => Promise<void>,
): Promise<void> {
	await eachIdleJournal(options, async (folder, name) => {
		const { journal, records } = await Journal.open(folder);
		const old = await readState(options, records);
		const rules = [...old.members.rules()].filter((rule) => rule.route.id === route.id);
		// Large images that wait for their digest belong to their own listener.
		if (rules.length === 0 || hasUndigested(records)) return;
		const moved = [...recordsOf(old, rules)];
		if (moved.length === 0) return;
		const transfers = new Transfers();
		transfers.replay(records);
		await keep([...moved, ...transfers.left()]);
		for (const rule of rules) old.members.forget(rule);
		await journal.begin(old.snapshot());
		await journal.close();
		// Its lists name what waits here now.
		for (const list of [name, completeList(name)]) {
			await unlink(join(options.spoolDir, WAITING_FOLDER, `${list}.json`)).catch(() => {});
		}
	});
}

/** How many studies wait in journals of ports that nobody has open, by journal and lane. */
export async function waitingElsewhere(
	options: MovedOptions,
): Promise<Array<{ journal: string; lane: string; count: number }>> {
	const waiting: Array<{ journal: string; lane: string; count: number }> = [];
	await eachIdleJournal(options, async (folder, journal) => {
		const { records } = await Journal.open(folder);
		const old = await readState(options, records);
		const studies = Map.groupBy(
			[...old.all()].filter((study) => !old.isOver(study)),
			({ lane }) => lane,
		);
		for (const [lane, { length }] of studies) waiting.push({ journal, lane, count: length });
	});
	return waiting;
}

async function readState(
	{ spoolDir }: MovedOptions,
	records: readonly JournalRecord[],
): Promise<Assembly> {
	const state = new Assembly();
	// What cannot be read now is read again by the port that goes on with it.
	state.replay(records, await readArchives(spoolDir, records, () => {}));
	return state;
}

function hasUndigested(records: readonly JournalRecord[]): boolean {
	const waiting = new Set<string>();
	for (const record of records) {
		if (record.kind === 'undigested') waiting.add(record.file);
		else if (record.kind === 'digested') waiting.delete(record.file);
	}
	return waiting.size > 0;
}

/** What another journal needs to go on with what these rules are owed. */
function* recordsOf(old: Assembly, rules: readonly KnownRule[]): Generator<JournalRecord> {
	const pending = [...old.all()].flatMap((study) => {
		const claims = claimsOf(study, rules);
		const owed = claims.some(
			({ offered, changedSince }) => (offered ?? changedSince) !== undefined,
		);
		return owed ? [{ study, claims }] : [];
	});
	if (pending.length === 0) return;
	for (const rule of rules) yield recordOf({ ...rule, closing: true });
	for (const { study, claims } of pending) {
		const { lane, studyKey } = study;
		yield* study.instances.values();
		for (const { rule, scope, handedOver, offered } of claims) {
			const name = claimFields(rule, scope);
			if (handedOver !== undefined) {
				yield { kind: 'handed-over', lane, studyKey, version: handedOver, ...name };
			}
			if (offered !== undefined) yield offered;
		}
		const open = claims.filter(({ changedSince }) => changedSince !== undefined);
		const names = open.map(({ rule, scope }) => claimFields(rule, scope));
		yield { kind: 'state', lane, studyKey, open: names };
		yield sendersOf(study);
	}
}

const claimsOf = ({ lane, claims }: AssembledStudy, rules: readonly KnownRule[]): Claim[] =>
	[...claims.values()].filter((claim) =>
		rules.some((rule) => rule.lane === lane && rule.key === claim.rule),
	);

/** Journals that nobody writes, one after the other, each held meanwhile. */
async function eachIdleJournal(
	{ spoolDir, name, owner }: MovedOptions,
	task: (folder: string, journal: string) => Promise<void>,
): Promise<void> {
	const journals = journalFolder(spoolDir);
	for (const entry of await readdir(journals, { withFileTypes: true })) {
		const folder = join(journals, entry.name);
		if (!entry.isDirectory() || entry.name === name) continue;
		if (!(await FolderLock.isIdle(folder))) continue;
		// Somebody may have come in between: then it is theirs.
		const lock = await FolderLock.take(folder, { owner }).catch(() => undefined);
		if (lock === undefined) continue;
		try {
			await task(folder, entry.name);
		} finally {
			await lock.release();
		}
	}
}

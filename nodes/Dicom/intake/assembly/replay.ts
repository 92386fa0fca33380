import type { InstanceRecord, JournalRecord, MissingRecord, StateRecord } from '../spool/records';
import type { StudyArchive } from './archived';
import type { Assembly } from './assembly';
import type { Book, StudyName } from './book';
import { isTestRule } from './known-rules';
import { claimFields, WHOLE_STUDY } from './scope';
import { missingOf, sendersOf, stateOf } from './state';

/** What was put away of a study, as it lies on the disk now. */
export type Archives = (study: StudyName) => StudyArchive | undefined;

/** True for a record that a study may begin with, so that its archive must be read before. */
export const beginsStudy = (
	record: JournalRecord,
): record is InstanceRecord | StateRecord | MissingRecord =>
	record.kind === 'instance' || record.kind === 'state' || record.kind === 'missing';

/**
 * Puts one record of the journal back into the state that it was written for. A study that begins
 * here goes on from its archive: that may be younger than the record, which changes nothing then.
 */
export function putRecord(
	assembly: Assembly,
	book: Book,
	record: JournalRecord,
	archives: Archives,
): void {
	if (beginsStudy(record) && book.find(record) === undefined)
		assembly.load(record, archives(record));
	switch (record.kind) {
		case 'instance':
			return assembly.add(record);
		case 'complete':
			return void assembly.completed(record);
		case 'handed-over':
			return void assembly.handOver(record);
		case 'rule':
			return assembly.members.begin(book.rules.restore(record, book.clock.monotonic()));
		case 'rule-gone':
			return assembly.members.drop({ lane: record.lane, key: record.rule });
		case 'state':
			return putState(assembly, book, record);
		case 'senders':
			return book.find(record)?.senders.restore(record.cutOff, book.clock.monotonic());
		case 'missing':
			return assembly.restoreMissing(record);
		case 'settled':
			return assembly.forget(record);
		case 'unclaimed':
			return assembly.unclaim(record);
		default:
			// Of instances that wait for their digest, and of the ledger.
			return;
	}
}

function putState(assembly: Assembly, book: Book, record: StateRecord): void {
	const study = book.studyFor(record);
	assembly.forgetUnclaimed(study);
	for (const claim of study.claims.values()) book.close(claim);
	study.unwatched = record.unwatched ?? false;
	for (const { rule = '', scope = WHOLE_STUDY } of record.open) {
		book.change(book.claimFor(study, rule, scope));
	}
}

/** The records that give the state back. Test runs leave none. */
export function* snapshotOf(book: Book): Generator<JournalRecord> {
	yield* book.rules.snapshot();
	for (const study of book.all()) {
		const { lane, studyKey, claims, instances, senders } = study;
		yield* instances.values();
		for (const { rule, scope, handedOver, offered } of claims.values()) {
			if (isTestRule(rule)) continue;
			if (handedOver !== undefined) {
				const about = { lane, studyKey, version: handedOver };
				yield { kind: 'handed-over', ...about, ...claimFields(rule, scope) };
			}
			if (offered !== undefined) yield offered;
		}
		if (senders.missing.size > 0) yield missingOf(study);
		if (instances.size === 0) continue;
		yield stateOf(study);
		yield sendersOf(study);
	}
	for (const study of book.unclaimed.values()) yield { kind: 'unclaimed', ...study };
}

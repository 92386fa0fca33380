import { table, type Output } from '../../shared/command';
import { counted } from '../report/words';
import type { Finding, OriginReport, Verification } from '../verify/verify';

export const megabytes = (bytes: number): string =>
	`${(bytes / 1e6).toFixed(bytes < 1e7 ? 1 : 0)} MB`;

/** Says what a verification found. @param own the key was the one of this server */
export function print(result: Verification, own: boolean, out: Output): void {
	const { origins, findings, disposed, witnessed } = result;
	out.line(headline(result));
	if (witnessed.compared > 0) {
		out.line(
			`${counted(witnessed.compared, 'checkpoint')} kept elsewhere compared, the newest of ${witnessed.newest}.`,
		);
	}
	if (witnessed.leftOut > 0) {
		out.line(
			`${counted(witnessed.leftOut, 'checkpoint')} kept elsewhere NOT compared, being newer than --as-of.`,
		);
	}
	for (const finding of findings) out.line(`  ${describe(finding)}`);
	printLate(origins, out);
	if (disposed.length > 0) {
		out.line(
			`Removed at the end of their time, as recorded: ${counted(disposed.length, 'writer')}.`,
		);
		for (const { origin, recorded } of disposed) out.line(`  ${origin} on ${recorded}`);
	}
	const open = origins.filter(({ records: all, heldTo }) => all > heldTo);
	if (open.length === 0) {
		// Of a ledger that is not sound that would be no comfort.
		if (findings.length === 0)
			out.line('Everything is covered by a checkpoint that is held outside this server.');
	} else {
		out.line(
			'Not protected by anything outside this server yet (whoever rules it could rewrite this unseen):',
		);
		const rows = open.map((one) => [
			one.origin,
			`${one.heldTo + 1} to ${one.records}`,
			one.signedTo >= one.records
				? 'all'
				: one.signedTo <= one.heldTo
					? 'none'
					: `to ${one.signedTo}`,
			one.life === 'alive' ? 'writing' : one.life === 'dead' ? 'killed' : 'ended',
		]);
		for (const line of table([['WRITER', 'RECORDS', 'SIGNED HERE', 'STATE'], ...rows])) {
			out.line(`  ${line}`);
		}
	}
	if (own)
		out.note(
			'Checked against the key of this server. Give --key to check against a key kept elsewhere.',
		);
	if (witnessed.compared === 0) {
		out.note(
			'No --witness was given: what a SIEM holds was not compared, only what this server says it holds.',
		);
	}
}

const WORDS: Readonly<Record<Finding['problem'], string>> = {
	'chain-broken': 'the records do not follow each other',
	'origin-missing': 'the whole ledger of this writer is missing',
	'records-missing': 'records at the end are missing',
	'record-differs': 'a record is not the one that was signed for',
	'root-differs': 'the records are not those that were signed for',
	'signature-invalid': 'a checkpoint has a wrong signature',
	'key-unknown': 'a checkpoint is signed with a key that was not given',
	'disposal-unproven':
		'it was removed at the end of its time, says this server, but no checkpoint kept elsewhere shows that: compare with a newer export',
	'older-writers-differ': 'writers before this one were changed or removed',
	'records-added': 'records were added behind the end of this writer',
	'no-record': 'there is no record of any writer here',
};

function describe(finding: Finding): string {
	const { problem, origin, segment, line, seq, reason, keyId, newerThanAll, shownBy } = finding;
	const place = [
		segment === undefined ? '' : `segment ${segment}, line ${line}`,
		seq === undefined ? '' : `${segment === undefined ? 'record' : 'after record'} ${seq}`,
		reason ?? '',
		keyId === undefined ? '' : `key ${keyId}`,
		shownBy === 'witness' ? 'shown by a checkpoint kept elsewhere' : '',
	].filter((part) => part !== '');
	const said = `${origin === '' ? 'Ledger' : origin}: ${WORDS[problem]}${place.length > 0 ? ` (${place.join('; ')})` : ''}`;
	return newerThanAll === undefined ? said : `${said}. ${olderCopy(newerThanAll)}`;
}

const olderCopy = (time: string): string =>
	`Everything here ends before that checkpoint of ${time}: if this is a copy from before, take a newer copy or give --as-of with the time of the copy. If it is no copy, or a newer one, the end was cut off.`;

/** True when nothing is known to be wrong, only that keys are missing to tell. */
const lacksKey = ({ findings }: Verification): boolean =>
	findings.length > 0 && findings.every(({ problem }) => problem === 'key-unknown');

function headline(result: Verification): string {
	const { origins, records, bytes, checkpoints, findings, unvouched } = result;
	const size = `${counted(records, 'record')} of ${counted(origins.length, 'writer')}, ${counted(checkpoints, 'checkpoint')}, ${megabytes(bytes)}`;
	if (lacksKey(result)) {
		return `NOT CHECKED WHOLLY: some checkpoints are signed with a key that was not given; nothing else is wrong. After a change of the signing key give the earlier public key too (--key once for each): ${size}.`;
	}
	if (findings.length > 0) {
		return `NOT SOUND: ${counted(findings.length, 'finding')} in the ledger of ${counted(origins.length, 'writer')}. Keep it as it is and tell the compliance officer.`;
	}
	if (unvouched.records === 0) return `Sound: ${size}.`;
	return `Sound as far as signed: ${size}. ${counted(unvouched.records, 'record')} of ${counted(unvouched.writers, 'writer')} are vouched for by NOBODY: whoever could write here could have added or changed them.`;
}

/** So many are named one by one; each killed process leaves one. */
const MOST_LATE = 10;

function printLate(origins: readonly OriginReport[], out: Output): void {
	const late = origins.flatMap(({ origin, ownTo, records, lastRecorded, firstVouched }) =>
		firstVouched === undefined
			? []
			: [
					{
						origin,
						from: ownTo + 1,
						records,
						...firstVouched,
						waited: waitOf(lastRecorded, firstVouched.time),
					},
				],
	);
	if (late.length === 0) return;
	out.line(
		'Not signed by the writer itself, as after a kill, but first by a later one (until then they could have been changed or added):',
	);
	const longest = late.sort((a, b) => b.waited - a.waited).slice(0, MOST_LATE);
	const rows = longest.map(({ origin, from, records, time, by }) => [
		origin,
		`${from} to ${records}`,
		time,
		by,
	]);
	for (const line of table([['WRITER', 'RECORDS', 'FIRST VOUCHED FOR', 'BY'], ...rows])) {
		out.line(`  ${line}`);
	}
	if (late.length > MOST_LATE) out.line(`  and ${late.length - MOST_LATE} more, for less long`);
}

const waitOf = (recorded: string, signed: string): number =>
	Date.parse(signed) - Date.parse(recorded) || 0;

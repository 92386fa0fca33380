import { dirname, join } from 'node:path';
import { table, type Command, type Output } from '../../shared/command';
import { someDeliveredTo } from '../delivery/delivered';
import { verifyLedger, type Finding, type Verification } from '../verify/verify';
import { readWitnesses } from '../verify/witness';
import { last, parseArguments, readNamedFile } from '../../shared/command-line';
import { counted } from '../report/words';
import { auditFolder, publicKeys } from './places';

const USAGE = `Usage: hospital audit verify [DIR] [--key KEY]... [--witness FILE]... [--cursors DIR] [--json]

Reads every byte of the audit ledger in DIR (the folder "audit", a copy of it, or a data directory;
default: this server's) and checks that every record follows the one before, that every checkpoint
is signed and states the right tree, and that the writers vouch for each other as they ended.

  --key KEY       public key that must have signed: the line of "hospital audit key show", or a file
                  with such lines. Without it the key of this server is used, which tells nothing
                  against somebody who has taken this server over.
  --witness FILE  checkpoints that were kept elsewhere: events that a SIEM gives back, one per line,
                  or a copy of checkpoints.txt. The strongest check there is. May be given several
                  times.
  --cursors DIR   positions of the SIEMs, to tell what they hold already. Default: audit-cursors
                  beside the ledger, unless a witness is given. They lie on this server, so whoever
                  rules it can change them: they tell, but prove nothing.
  --json          the whole result as JSON.

Exit code 0: nothing wrong. 1: something is wrong, or it could not be read. 2: wrong usage.
It also says what nothing outside protects yet: whoever rules this server could still rewrite that.`;

export const verifyCommand: Command = {
	name: 'verify',
	summary: 'prove that nothing was changed, removed or added',
	usage: USAGE,
	async run(words, out) {
		const args = parseArguments(words, ['key', 'witness', 'cursors'], ['json']);
		if (args.rest.length > 1) {
			out.note(USAGE);
			return 2;
		}
		const auditDir = auditFolder(args.rest[0]);
		const { keys, own } = await publicKeys(args);
		const witnesses = (args.values.get('witness') ?? []).flatMap((path) => {
			const notes = readWitnesses(readNamedFile(path));
			if (notes.length === 0) out.note(`No checkpoint of an audit ledger is in ${path}.`);
			return notes;
		});
		const result = await verifyLedger({
			auditDir,
			keys,
			witnesses,
			delivered: await positions(auditDir, last(args, 'cursors'), witnesses.length > 0),
			onProgress: progress(out),
		});
		if (args.switches.has('json')) out.line(JSON.stringify(result));
		else print(result, { own, witnesses: witnesses.length }, out);
		return result.sound ? 0 : 1;
	},
};

/** Up to which record of each writer SIEMs are said to be. Who has a witness need not believe that. */
async function positions(
	auditDir: string,
	named: string | undefined,
	witnessed: boolean,
): Promise<ReadonlyMap<string, number>> {
	if (named === undefined && witnessed) return new Map();
	return await someDeliveredTo(named ?? join(dirname(auditDir), 'audit-cursors'));
}

/** A line to standard error now and then: a large ledger takes a while. */
function progress(out: Output): (done: number, total: number) => void {
	let next = Date.now() + 2000;
	return (done, total) => {
		if (Date.now() < next) return;
		next = Date.now() + 2000;
		out.note(`${Math.round((100 * done) / Math.max(1, total))} % of ${megabytes(total)} read`);
	};
}

const megabytes = (bytes: number): string => `${(bytes / 1e6).toFixed(bytes < 1e7 ? 1 : 0)} MB`;

function print(
	result: Verification,
	{ own, witnesses }: { own: boolean; witnesses: number },
	out: Output,
): void {
	const { origins, records, bytes, checkpoints, findings, disposed } = result;
	out.line(
		findings.length === 0
			? `Sound: ${counted(records, 'record')} of ${counted(origins.length, 'writer')}, ${counted(checkpoints, 'checkpoint')}, ${megabytes(bytes)}.`
			: `NOT SOUND: ${counted(findings.length, 'finding')} in the ledger of ${counted(origins.length, 'writer')}. Keep it as it is and tell the compliance officer.`,
	);
	for (const finding of findings) out.line(`  ${describe(finding)}`);
	if (disposed.length > 0) {
		out.line(
			`Removed at the end of their time, as recorded: ${counted(disposed.length, 'writer')}.`,
		);
		for (const { origin, recorded } of disposed) out.line(`  ${origin} on ${recorded}`);
	}
	const open = origins.filter(({ records: all, heldTo }) => all > heldTo);
	if (open.length === 0) {
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
	if (witnesses === 0) {
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
};

function describe({ problem, origin, segment, line, seq, reason, shownBy }: Finding): string {
	const place = [
		segment === undefined ? '' : `segment ${segment}, line ${line}`,
		seq === undefined ? '' : `${segment === undefined ? 'record' : 'after record'} ${seq}`,
		reason ?? '',
		shownBy === 'witness' ? 'shown by a checkpoint kept elsewhere' : '',
	].filter((part) => part !== '');
	return `${origin}: ${WORDS[problem]}${place.length > 0 ? ` (${place.join('; ')})` : ''}`;
}

import { dirname, join } from 'node:path';
import type { Command, Output } from '../../shared/command';
import { heldElsewhere } from '../delivery/delivered';
import { verifyLedger } from '../verify/verify';
import { last, parseArguments } from '../../shared/command-line';
import { givenWitnesses } from './given-witnesses';
import { readMoment } from './moment';
import { auditFolder, publicKeys } from './places';
import { megabytes, print } from './verify-lines';

const USAGE = `Usage: hospital audit verify [DIR] [--key KEY]... [--witness FILE]... [--as-of TIME]
                             [--cursors DIR] [--json]

Reads every byte of the audit ledger in DIR (the folder "audit", a copy of it, or a data directory;
default: this server's) and checks that every record follows the one before, that every checkpoint
is signed and states the right tree, and that the writers vouch for each other as they ended.

  --key KEY       public key that must have signed: the line of "hospital audit key show", or a file
                  with such lines. Without it the key of this server is used, which tells nothing
                  against somebody who has taken this server over.
  --witness FILE  checkpoints that were kept elsewhere: events that a SIEM gives back (JSON, one per
                  line or a list), or a copy of checkpoints.txt. The strongest check there is. May be
                  given several times. A file without any is refused.
  --as-of TIME    when DIR was copied, where the SIEM's export is newer: 2026-11-22T14:30 (UTC).
                  Newer checkpoints are left out, and their number is said. Give only a time that you
                  know yourself: what was cut off the end of the copy after it would not be seen.
  --cursors DIR   positions of the SIEMs, to tell what they hold already. Default: audit-cursors
                  beside the ledger, unless a witness is given. They lie on this server, so whoever
                  rules it can change them: they tell, but prove nothing.
  --json          the whole result as JSON.

Exit code 0: nothing wrong as far as it is signed; it says how much nobody has signed for. 1: something is wrong, or it could not be read. 2: wrong usage.
It also says what nothing outside protects yet: whoever rules this server could still rewrite that.`;

export const verifyCommand: Command = {
	name: 'verify',
	summary: 'prove that nothing was changed, removed or added',
	usage: USAGE,
	async run(words, out) {
		const args = parseArguments(words, ['key', 'witness', 'cursors', 'as-of'], ['json']);
		if (args.rest.length > 1) {
			out.note(USAGE);
			return 2;
		}
		const auditDir = auditFolder(args.rest[0]);
		const { keys, own } = await publicKeys(args);
		const witnesses = givenWitnesses(args, out);
		const asOf = readMoment(last(args, 'as-of'), new Date());
		const result = await verifyLedger({
			auditDir,
			keys,
			witnesses,
			asOf,
			delivered: await positions(auditDir, last(args, 'cursors'), witnesses.length > 0, out),
			onProgress: progress(out),
		});
		if (args.switches.has('json')) out.line(JSON.stringify(result));
		else print(result, own, out);
		return result.sound ? 0 : 1;
	},
};

/**
 * Up to which record of each writer SIEMs are said to have confirmed. Who has a witness need not
 * believe that.
 */
export async function positions(
	auditDir: string,
	named: string | undefined,
	witnessed: boolean,
	out: Output,
): Promise<ReadonlyMap<string, number>> {
	if (named === undefined && witnessed) return new Map();
	const folder = named ?? join(dirname(auditDir), 'audit-cursors');
	const { to, confirming, unconfirmed, damaged } = await heldElsewhere(folder);
	if (confirming.length > 0) {
		out.note(`Counted as held outside, as their receivers confirmed: ${confirming.join(', ')}.`);
	}
	if (unconfirmed.length > 0) {
		out.note(
			`Not counted, because their receivers do not tell whether anything arrived: ${unconfirmed.join(', ')}.`,
		);
	}
	for (const sink of damaged) {
		out.note(`Not counted, because it is damaged: ${join(folder, `${sink}.json`)}.`);
	}
	return to;
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

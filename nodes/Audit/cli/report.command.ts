import type { Command } from '../../shared/command';
import { last, parseArguments, writeNamedFile } from '../../shared/command-line';
import { instanceName } from '../../shared/origin';
import { walkLedger } from '../index/walk';
import { reportPage } from '../report/page';
import { Summing } from '../report/summary';
import { verifyLedger } from '../verify/verify';
import { givenWitnesses } from './given-witnesses';
import { readMoment } from './moment';
import { auditFolder, publicKeys } from './places';
import { positions } from './verify.command';

const USAGE = `Usage: hospital audit report FILE [DIR] [--since TIME] [--until TIME] [--key KEY] [--witness FILE]

Writes one HTML page that stands for itself (it can be mailed or printed): whether the ledger is sound,
a timeline, who did what, what was refused, emergency accesses, disclosures, changes, and what
nothing outside this server protects yet. It holds pseudonyms, no names.

  --since, --until TIME  2026-11-01, 2026-11-01T08:00 (UTC), or 30d for that long ago; default: all
  --key, --witness, --as-of, --cursors  as for hospital audit verify`;

export const reportCommand: Command = {
	name: 'report',
	summary: 'write a page for the compliance officer',
	usage: USAGE,
	async run(words, out) {
		const args = parseArguments(words, ['since', 'until', 'key', 'witness', 'as-of', 'cursors']);
		const [file, dir, ...more] = args.rest;
		if (file === undefined || more.length > 0) {
			out.note(USAGE);
			return 2;
		}
		const auditDir = auditFolder(dir);
		const { keys, own } = await publicKeys(args);
		const now = new Date();
		const since = readMoment(last(args, 'since'), now);
		const until = readMoment(last(args, 'until'), now);
		const witnesses = givenWitnesses(args, out);
		const verification = await verifyLedger({
			auditDir,
			keys,
			witnesses,
			asOf: readMoment(last(args, 'as-of'), now),
			delivered: await positions(auditDir, last(args, 'cursors'), witnesses.length > 0, out),
		});
		const summing = new Summing(since, until);
		for await (const record of walkLedger(auditDir, { since, until })) summing.add(record);
		const page = reportPage(summing.done(), verification, {
			instance: instanceName(),
			madeAt: now.toISOString(),
			keyFrom: own ? 'this server' : 'elsewhere',
			witnesses: verification.witnessed.compared,
		});
		await writeNamedFile(file, page);
		out.line(file);
		if (verification.sound) return 0;
		out.note('The ledger is NOT SOUND: the page says where.');
		return 1;
	},
};

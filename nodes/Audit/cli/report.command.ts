import { join } from 'node:path';
import type { Command } from '../../shared/command';
import { last, parseArguments, readNamedFile, writeNamedFile } from '../../shared/command-line';
import { instanceName } from '../../shared/origin';
import { someDeliveredTo } from '../delivery/delivered';
import { walkLedger } from '../index/walk';
import { reportPage } from '../report/page';
import { Summing } from '../report/summary';
import { verifyLedger } from '../verify/verify';
import { readWitnesses } from '../verify/witness';

import { readMoment } from './moment';
import { auditFolder, publicKeys } from './places';

const USAGE = `Usage: hospital audit report FILE [DIR] [--since TIME] [--until TIME] [--key KEY] [--witness FILE]

Writes one HTML page that stands for itself (it can be mailed or printed): whether the ledger is sound,
a timeline, who did what, what was refused, emergency accesses, disclosures, changes, and what
nothing outside this server protects yet. It holds pseudonyms, no names.

  --since, --until TIME  2026-11-01, 2026-11-01T08:00 (UTC), or 30d for that long ago; default: all
  --key, --witness       as for hospital audit verify`;

export const reportCommand: Command = {
	name: 'report',
	summary: 'write a page for the compliance officer',
	usage: USAGE,
	async run(words, out) {
		const args = parseArguments(words, ['since', 'until', 'key', 'witness']);
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
		const witnesses = (args.values.get('witness') ?? []).flatMap((path) =>
			readWitnesses(readNamedFile(path)),
		);
		const verification = await verifyLedger({
			auditDir,
			keys,
			witnesses,
			delivered: await someDeliveredTo(join(auditDir, '..', 'audit-cursors')),
		});
		const summing = new Summing(since, until);
		for await (const record of walkLedger(auditDir, { since, until })) summing.add(record);
		const page = reportPage(summing.done(), verification, {
			instance: instanceName(),
			madeAt: now.toISOString(),
			keyFrom: own ? 'this server' : 'elsewhere',
			witnesses: witnesses.length,
		});
		await writeNamedFile(file, page);
		out.line(file);
		if (verification.sound) return 0;
		out.note('The ledger is NOT SOUND: the page says where.');
		return 1;
	},
};

import { existsSync, realpathSync, statSync } from 'node:fs';
import { userInfo } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import type { Command, Output } from '../../shared/command';
import { dataRoot, type DataDirectory } from '../../shared/data-directory';
import { HospitalError } from '../../shared/errors';
import { existingDataDirectory } from '../../shared/existing-data-directory';
import { closeLedger, ledger } from '../../shared/ledger';
import { instanceName } from '../../shared/origin';
import { exportEvent, exportEvents, type ExportSummary } from '../export/export';
import { exportFile } from '../export/export-file';
import { FORMAT_NAMES, FORMATS, formatNamed, type AuditFormat } from '../formats';
import type { AuditQuery } from '../index/query';
import { last, parseArguments, type Arguments } from '../../shared/command-line';
import { auditFolder } from './places';
import { CONDITIONS, readQuery } from './query.command';

const USAGE = `Usage: hospital audit export --format FORMAT [DIR] [--out FILE] [what]

Writes events of the ledger for others, one per line, oldest first for each start of n8n. Patients
and objects are named by pseudonyms; what is free text stays here. The event's id stands in every
format, so that a repeated import can be told from new events.

${FORMATS.map(({ name, description }) => `  ${name.padEnd(8)} ${description}`).join('\n')}

  --out FILE   into a file that only you can read, whole or not at all; one of that name is replaced.
               Default: standard output.
  --limit N    stop after N events; default all
  [what]       as for hospital audit query: --patient, --user, --since ...

That it was exported is itself recorded in the ledger of this server. A copy of a ledger can be
exported where there is no data directory; then nothing is recorded.`;

export const exportCommand: Command = {
	name: 'export',
	summary: 'write events in the format of a SIEM or a spreadsheet',
	usage: USAGE,
	async run(words, out) {
		const args = parseArguments(words, ['format', 'out', ...CONDITIONS], ['ask-patient']);
		const name = last(args, 'format');
		const known = FORMAT_NAMES.some((one) => one === name);
		if (name === undefined || !known || args.rest.length > 1) {
			out.note(!known ? `--format is one of ${FORMAT_NAMES.join(', ')}.` : USAGE);
			return 2;
		}
		const format = formatNamed(name);
		requirePlace(last(args, 'out'));
		const auditDir = auditFolder(args.rest[0]);
		const query = await queryOf(args, out);
		const directory = await recordingPlace(auditDir);
		if (directory === undefined) {
			out.note('There is no data directory here: this export is not recorded.');
		}
		try {
			const record = recorder(directory, query, format);
			const file = last(args, 'out');
			const summary =
				file === undefined
					? await toOutput(auditDir, query, format, record, out)
					: await exportFile(resolve(file), auditDir, query, format, { record, replace: true });
			return tell(summary, file, out);
		} finally {
			if (directory !== undefined) await closeLedger();
		}
	},
};

/** @throws HospitalError `file-unwritable` before anything is read or recorded */
function requirePlace(file: string | undefined): void {
	if (file === undefined) return;
	const isFolder = (path: string): boolean =>
		statSync(path, { throwIfNoEntry: false })?.isDirectory() === true;
	const why = isFolder(file)
		? 'that is a folder: add the name of a file to it'
		: isFolder(dirname(resolve(file)))
			? undefined
			: 'there is no such folder: make it first, or name another one';
	if (why === undefined) return;
	throw new HospitalError('file-unwritable', `The file of --out cannot be written: ${why}`, {
		nextStep: 'Nothing was exported.',
	});
}

/** All events unless a limit is given: half an export would pass for a whole one. */
async function queryOf(args: Arguments, out: Output): Promise<AuditQuery> {
	const query = await readQuery(args, out);
	return last(args, 'limit') === undefined ? { ...query, limit: undefined } : query;
}

/**
 * The data directory that takes the record. The ledger of this server is not exported without it; a
 * copy that somebody examines elsewhere may be.
 */
async function recordingPlace(auditDir: string): Promise<DataDirectory | undefined> {
	const root = dataRoot(process.env);
	const own = join(root, 'audit');
	const isOwn = existsSync(own) && realpathSync(own) === realpathSync(auditDir);
	if (isOwn) return await existingDataDirectory();
	return await existingDataDirectory().catch(() => undefined);
}

type Record = (summary?: ExportSummary) => Promise<void>;

function recorder(
	directory: DataDirectory | undefined,
	query: AuditQuery,
	format: AuditFormat,
): Record {
	return async (summary) => {
		if (directory === undefined) return;
		const event = exportEvent(query, format, directory.key.id, summary);
		const actor = { type: 'user', id: account() } as const;
		await (await ledger()).append({ ...event, actor, agent: { instance: instanceName() } });
	};
}

/** Who runs the command; a user that the system has no name for is a number. */
function account(): string {
	try {
		return userInfo().username;
	} catch {
		return `uid-${process.getuid?.() ?? 'unknown'}`;
	}
}

/** What has left cannot be taken back, so its beginning is recorded too. */
async function toOutput(
	auditDir: string,
	query: AuditQuery,
	format: AuditFormat,
	record: Record,
	out: Output,
): Promise<ExportSummary> {
	await record();
	// The output ends each line with a newline of its own.
	const write = (piece: string): void => out.line(piece.slice(0, -1));
	const summary = await exportEvents(auditDir, query, format, write);
	await record(summary);
	return summary;
}

function tell(summary: ExportSummary, file: string | undefined, out: Output): number {
	const { count, more, unreadable, sha256 } = summary;
	if (file !== undefined) out.line(file);
	out.note(`${count} events exported. SHA-256 ${sha256}`);
	if (more) out.note('There are more: the limit ended it.');
	if (unreadable === 0) return 0;
	out.note(
		`${unreadable} lines of the ledger hold no record and are missing. "hospital audit verify" tells more.`,
	);
	return 1;
}

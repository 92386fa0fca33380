import { table, type Command, type Output } from '../../shared/command';
import { HospitalError } from '../../shared/errors';
import { existingDataDirectory } from '../../shared/existing-data-directory';
import { AUDIT_KINDS } from '../../shared/ledger/event';
import type { IndexedField } from '../index/keys';
import { queryLedger, type AuditQuery } from '../index/query';
import type { LedgerEntry } from '../reading/check';
import { last, parseArguments, type Arguments } from '../../shared/command-line';
import { auditFolder } from './places';
import { readMoment } from './moment';
import { readSecretLine } from './secret-line';

const USAGE = `Usage: hospital audit query [DIR] [what] [--limit N] [--json] [--no-index]

Finds events in the audit ledger, the newest first. What may be given together; an event must have it
all.

  --patient PSEUDONYM    a patient, as the ledger names one
  --ask-patient          a patient by identifier: asks for it on standard input, so that it does not
                         stand in the shell's history (one line: the identifier, or "issuer|identifier")
  --object PSEUDONYM     a study, resource or other object
  --user ID              who it was done for
  --model NAME           which model
  --workflow ID          which workflow
  --work ID              which work item
  --interaction NAME     what was done, such as fhir-read
  --kind KIND            ${AUDIT_KINDS.join(', ')}
  --outcome N            0 success, 4 minor, 8 serious, 12 major failure
  --since, --until TIME  2026-11-22, or 2026-11-22T14:30, in UTC; or 90m, 12h, 7d ago
  --limit N              most events to show (200)
  --json                 whole records, one per line, with their id
  --no-index             read everything: slower, and trusts no index

The index that makes this quick lies in "index" of the ledger's folder. It is made on the way, and
made again when it is removed. Whoever may write there could make it leave events out, so use
--no-index where it matters, and on a copy that somebody else made. To prove that what is shown was not changed: hospital audit verify.`;

const FIELDS: Readonly<Record<string, IndexedField>> = {
	patient: 'patient',
	object: 'object',
	user: 'actor',
	model: 'model',
	workflow: 'workflow',
	work: 'work-item',
	interaction: 'interaction',
};

/** Names of the arguments that say what an event must have. */
export const CONDITIONS: readonly string[] = [
	...Object.keys(FIELDS),
	'kind',
	'outcome',
	'since',
	'until',
	'limit',
];

export const queryCommand: Command = {
	name: 'query',
	summary: 'find who did what',
	usage: USAGE,
	async run(words, out) {
		const args = parseArguments(words, CONDITIONS, ['ask-patient', 'json', 'no-index']);
		if (args.rest.length > 1) {
			out.note(USAGE);
			return 2;
		}
		const query = await readQuery(args, out);
		const { entries, more } = await queryLedger(auditFolder(args.rest[0]), query, {
			indexing: progress(out),
			withoutIndex: args.switches.has('no-index'),
		});
		if (args.switches.has('json')) {
			for (const { id, record } of entries) out.line(JSON.stringify({ ...record, id }));
		} else for (const line of table([HEADING, ...entries.map(row)])) out.line(line);
		if (entries.length === 0) out.note('Nothing was found.');
		if (more) out.note(`Only the newest ${entries.length} are shown: --limit gives more.`);
		return 0;
	},
};

/** What the words ask for. @throws HospitalError `usage`, and those of the data directory */
export async function readQuery(args: Arguments, out: Output): Promise<AuditQuery> {
	const where: Partial<Record<IndexedField, readonly string[]>> = {};
	for (const [name, field] of Object.entries(FIELDS)) {
		const values = args.values.get(name);
		if (values !== undefined) where[field] = values;
	}
	if (args.switches.has('ask-patient')) {
		out.note('Identifier of the patient, or issuer|identifier:');
		where.patient = [...(where.patient ?? []), ...(await pseudonymsOf(await readSecretLine()))];
	}
	const limit = Number(last(args, 'limit') ?? 200);
	if (!Number.isSafeInteger(limit) || limit < 1 || limit > 1_000_000) {
		throw new HospitalError('usage', '--limit is no number of events', {
			nextStep: 'Give a whole number from 1 to 1000000.',
		});
	}
	const now = new Date();
	const since = readMoment(last(args, 'since'), now);
	const until = readMoment(last(args, 'until'), now);
	if (since !== undefined && until !== undefined && since >= until) {
		throw new HospitalError('usage', '--since is not before --until', {
			nextStep: 'No event can be in such a time: exchange the two, or leave one out.',
		});
	}
	if (!(where.patient ?? []).every((one) => /^[0-9a-f]{32}$/.test(one))) {
		throw new HospitalError('usage', '--patient is no pseudonym', {
			nextStep:
				'A pseudonym is 32 digits and letters a to f, as --json shows it. For the number of a patient use --ask-patient.',
		});
	}
	return {
		where,
		kind: oneOf(args, 'kind', AUDIT_KINDS),
		outcome: oneOf(args, 'outcome', OUTCOMES),
		since,
		until,
		limit,
	};
}

const OUTCOMES = ['0', '4', '8', '12'];

/** A value that no event can have would be answered with nothing, as if nothing had happened. */
function oneOf(args: Arguments, name: string, known: readonly string[]): string | undefined {
	const value = last(args, name);
	if (value === undefined || known.includes(value)) return value;
	throw new HospitalError('usage', `There is no such --${name}`, {
		nextStep: `It is one of: ${known.join(', ')}.`,
	});
}

/** An identifier without issuer is asked for with none, as a system without issuers records it. */
async function pseudonymsOf(line: string): Promise<string[]> {
	const { key } = await existingDataDirectory();
	const bar = line.indexOf('|');
	const issuer = bar < 0 ? '' : line.slice(0, bar);
	return [key.pseudonym('patient', issuer, line.slice(bar + 1)).pseudonym];
}

const HEADING = [
	'RECORDED',
	'WHAT',
	'OUTCOME',
	'WHO',
	'WORKFLOW',
	'PATIENT',
	'OBJECT',
	'WORK ITEM',
];

function row({ record }: LedgerEntry): string[] {
	const {
		recorded,
		interaction,
		outcome,
		outcomeReason,
		actor,
		agent,
		patient,
		objects,
		workItem,
	} = record;
	const cells = [
		recorded,
		interaction,
		outcomeReason === undefined ? outcome : `${outcome} ${outcomeReason}`,
		actor?.id ?? '',
		agent.workflowId ?? '',
		patient?.pseudonym.slice(0, 12) ?? '',
		(objects?.[0]?.pseudonym ?? objects?.[0]?.type ?? '').slice(0, 12),
		workItem?.id ?? '',
	];
	return cells.map(printable);
}

/** Whoever changed a ledger may have put orders to the terminal into it. */
const printable = (cell: unknown): string => String(cell).replace(/\p{C}/gu, '?');

function progress(out: Output): (done: number, of: number) => void {
	let next = Date.now() + 1000;
	return (done, of) => {
		if (Date.now() < next) return;
		next = Date.now() + 2000;
		out.note(`Making the index: segment ${done} of ${of}`);
	};
}

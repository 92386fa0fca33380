import { table, type Command, type Output } from '../../shared/command';
import type { DataDirectory } from '../../shared/data-directory';
import { HospitalError } from '../../shared/errors';
import { existingDataDirectory } from '../../shared/existing-data-directory';
import { closeLedger, ledger, type AuditEvent } from '../../shared/ledger';
import { auditSigner } from '../../shared/ledger/signing';
import { instanceName } from '../../shared/origin';
import { allDeliveredTo } from '../delivery/delivered';
import { disposeOrigins } from '../retention/dispose';
import { listOrigins } from '../../shared/ledger/places';
import { queryLedger } from '../index/query';
import { readHolds, requireHold, scopeOf, writeHolds, type LegalHold } from '../retention/holds';
import { planRetention, type OriginFate, type RetentionPlan } from '../retention/plan';
import {
	HOLD_LIFTED,
	HOLD_PLACED,
	isChanged,
	openHolds,
	requireRemovable,
} from '../retention/precautions';
import { last, parseArguments, type Arguments } from '../../shared/command-line';

const USAGE = `Usage: hospital audit retention [--years N] [--apply] [--undelivered]
       hospital audit retention hold NAME --by ACCOUNT [--patient PSEUDONYM]... [--origin WRITER]...
       hospital audit retention lift NAME --by ACCOUNT

Says how large the ledger is, how it grows, and which parts have reached the end of their time. A
part is what one start of n8n wrote; it goes as a whole once its last event is older than N years
(HOSPITAL_AUDIT_RETENTION_YEARS, else 6; some rules ask for 7 or more).

  --apply        removes those parts. The removal of each is recorded in the ledger first, with its
                 last number and fingerprint, so that verification knows it from tampering. Nothing
                 goes while the ledger is not sound, or a legal hold is missing in the list.
  --undelivered  also removes what not every SIEM has yet.
  hold, lift     a legal hold keeps everything (or what concerns these patients, or these writers)
                 whatever its age, until it is lifted. Both are recorded.`;

export const retentionCommand: Command = {
	name: 'retention',
	summary: 'size, time to keep, legal holds, removal',
	usage: USAGE,
	async run(words, out) {
		const args = parseArguments(
			words,
			['years', 'by', 'patient', 'origin'],
			['apply', 'undelivered'],
		);
		const directory = await existingDataDirectory();
		const { audit } = directory;
		const [verb, name, ...more] = args.rest;
		try {
			if (verb === undefined) return await retain(directory, args, out);
			if ((verb !== 'hold' && verb !== 'lift') || name === undefined || more.length > 0) {
				out.note(USAGE);
				return 2;
			}
			const by = last(args, 'by') ?? '';
			return await (verb === 'hold'
				? place(audit, name, by, args, out)
				: lift(audit, name, by, out));
		} finally {
			await closeLedger();
		}
	},
};

async function retain(
	{ audit, auditCursors, key }: DataDirectory,
	args: Arguments,
	out: Output,
): Promise<number> {
	const holds = await readHolds(audit);
	const plan = await planRetention({
		auditDir: audit,
		years: yearsFrom(last(args, 'years') ?? process.env.HOSPITAL_AUDIT_RETENTION_YEARS ?? '6'),
		holds,
		...(!args.switches.has('undelivered') && { delivered: await allDeliveredTo(auditCursors) }),
	});
	print(plan, out);
	const over = plan.origins.filter(({ fate }) => fate === 'over');
	if (over.length === 0) return 0;
	if (!args.switches.has('apply')) {
		out.note('Nothing was removed: --apply does it.');
		return 0;
	}
	await requireRemovable(audit, holds, [auditSigner(key)]);
	const writer = await ledger();
	const gone = await disposeOrigins(
		audit,
		over,
		agent(),
		async (event) => await writer.append(event),
		async () => await writer.checkpoint(),
	);
	out.line(
		`Removed ${gone} of ${plan.origins.length} parts. Each removal is recorded in the ledger.`,
	);
	return 0;
}

/** Fewer than a year is nobody's rule and most likely a slip. */
function yearsFrom(text: string): number {
	const years = Number(text);
	if (text.trim() !== '' && years >= 1 && years <= 100) return years;
	throw new HospitalError('usage', 'The time to keep the ledger is no number of years', {
		nextStep: 'Give 1 to 100 years with --years or HOSPITAL_AUDIT_RETENTION_YEARS, such as 7.',
	});
}

const agent = (): AuditEvent['agent'] => ({
	instance: instanceName(),
	node: 'hospital audit retention',
});

const STATES: Readonly<Record<OriginFate['fate'], string>> = {
	over: 'time is over',
	young: 'kept',
	alive: 'being written',
	held: 'legal hold',
	undelivered: 'not yet at every SIEM',
	unreadable: 'cannot be read, kept',
};

function print(
	{ years, origins, bytes, bytesPerDay, forecastBytes }: RetentionPlan,
	out: Output,
): void {
	out.line(
		`Time to keep: ${years} years. Size: ${size(bytes)}, growing by ${size(bytesPerDay)} a day.`,
	);
	out.line(`At this pace the ledger levels out at about ${size(forecastBytes)}.`);
	const notable = origins.filter(({ fate }) => fate !== 'young' && fate !== 'alive');
	if (notable.length === 0) {
		out.line(`Nothing has reached the end of its time (${origins.length} parts).`);
		return;
	}
	const rows = notable.map(({ origin, fate, hold, bytes: own, lastWrite }) => [
		origin,
		lastWrite.slice(0, 10),
		size(own),
		hold === undefined ? STATES[fate] : `${STATES[fate]} ${hold}`,
	]);
	for (const line of table([['PART', 'LAST EVENT', 'SIZE', 'STATE'], ...rows])) out.line(line);
}

const size = (bytes: number): string =>
	bytes < 1e6
		? `${(bytes / 1e3).toFixed(1)} kB`
		: bytes < 1e9
			? `${(bytes / 1e6).toFixed(1)} MB`
			: `${(bytes / 1e9).toFixed(1)} GB`;

async function place(
	audit: string,
	id: string,
	placedBy: string,
	args: Arguments,
	out: Output,
): Promise<number> {
	const holds = await readHolds(audit);
	const hold: LegalHold = requireHold({
		id,
		placedAt: new Date().toISOString(),
		placedBy,
		patients: [...(args.values.get('patient') ?? [])],
		origins: [...(args.values.get('origin') ?? [])],
	});
	if (holds.some((one) => one.id === id)) {
		out.note('A hold of that name exists already; it was not touched. Choose another name.');
		return 1;
	}
	if (isChanged(hold, await openHolds(audit))) {
		out.note(
			'The ledger has a hold of that name that covers something else and was never lifted. Restore legal-holds.json from backup, place it again as it was, or choose another name.',
		);
		return 1;
	}
	await recordHold(HOLD_PLACED, 'C', hold, placedBy);
	await writeHolds(audit, [...holds, hold]);
	const what =
		hold.patients.length + hold.origins.length === 0 ? 'the whole ledger' : 'what it names';
	out.line(`The hold ${id} keeps ${what} until it is lifted.`);
	await warnOfNothing(audit, hold, out);
	return 0;
}

/** A slip in a pseudonym would keep nothing, and nobody would know before it is gone. */
async function warnOfNothing(audit: string, hold: LegalHold, out: Output): Promise<void> {
	const there = new Set(await listOrigins(audit));
	for (const origin of hold.origins) {
		if (!there.has(origin)) out.note(`WARNING: there is no part ${origin} in the ledger.`);
	}
	for (const patient of hold.patients) {
		const query = { where: { patient: [patient] }, limit: 1 };
		const { entries } = await queryLedger(audit, query, { withoutIndex: true });
		if (entries.length > 0) continue;
		out.note(
			`WARNING: no event names the patient ${patient}: the hold keeps nothing of that patient yet. Check the pseudonym.`,
		);
	}
}

async function lift(audit: string, id: string, by: string, out: Output): Promise<number> {
	const holds = await readHolds(audit);
	const hold = holds.find((one) => one.id === id);
	if (hold === undefined) {
		out.note('There is no hold of that name.');
		return 1;
	}
	requireHold({ ...hold, placedBy: by });
	// Recorded before it takes effect: a hold that cannot be accounted for is not lifted.
	await recordHold(HOLD_LIFTED, 'D', hold, by);
	await writeHolds(
		audit,
		holds.filter((one) => one !== hold),
	);
	out.line(`The hold ${id} is lifted.`);
	return 0;
}

async function recordHold(
	interaction: string,
	action: AuditEvent['action'],
	hold: LegalHold,
	by: string,
): Promise<void> {
	await (
		await ledger()
	).append({
		kind: 'configuration',
		interaction,
		action,
		outcome: '0',
		actor: { type: 'user', id: by },
		agent: agent(),
		objects: [
			{
				type: 'legal-hold',
				version: hold.id,
				sha256: scopeOf(hold),
				count: hold.patients.length + hold.origins.length,
			},
		],
	});
}

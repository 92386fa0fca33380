import type { Addition, Operation, OperationContext } from '../../shared/face';
import { dataDirectory } from '../../shared/data-directory';
import { HospitalError } from '../../shared/errors';
import { DEFAULT_SETTINGS, RULES, type AnomalySettings, type Finding } from '../anomalies';
import { ANOMALY_FOUND, ANOMALY_OBJECT, lookForAnomalies } from '../anomalies/look';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
/** A look that finds more than this is itself the finding: the rest comes with the next look. */
const MOST_FINDINGS = 1000;

interface Thresholds {
	factor?: number;
	failRateChange?: number;
	disclosureMinimum?: number;
	firstSeenMinimum?: number;
	offShiftMinimum?: number;
	volumeMinimum?: number;
}

/** SIEM Audit → Find Anomalies: looks at the last hours with fixed rules that explain themselves. */
export const findAnomalies: Operation = {
	value: 'findAnomalies',
	name: 'Find Anomalies',
	description:
		'Look for unusual accesses in the audit ledger, by rules that say what they saw and why',
	action: 'Find anomalies in the audit ledger',
	outputs: ['Found', 'Nothing Found'],
	endedWork: true,
	fields: [
		{
			displayName:
				'A finding is a question for a person, never a verdict. The rules see only what nodes of this package recorded; accesses past n8n, in the record or the PACS itself, are not among it.',
			name: 'anomalyNotice',
			type: 'notice',
			default: '',
		},
		{
			displayName: 'Rules',
			name: 'rules',
			type: 'multiOptions',
			default: [
				'off-shift',
				'model-change',
				'break-glass-without-encounter',
				'access-volume',
				'disclosure-burst',
				'first-seen-patients',
				'verifier-shift',
			],
			description: 'What to look for',
			options: RULES.map(({ name, title, description }) => ({
				name: title,
				value: name,
				description,
			})),
		},
		{
			displayName: 'Look at the Last (Hours)',
			name: 'lookBackHours',
			type: 'number',
			default: 24,
			typeOptions: { minValue: 1, maxValue: 8784, numberPrecision: 0 },
			description:
				'How far back to look. Longer than the time between two looks, so that nothing falls between them.',
		},
		{
			displayName: 'Compare With the Last (Days)',
			name: 'baselineDays',
			type: 'number',
			default: 30,
			typeOptions: { minValue: 1, maxValue: 400, numberPrecision: 0 },
			description: 'The time before that, from which is learnt what is usual',
		},
		{
			displayName: 'Time Zone',
			name: 'timeZone',
			type: 'string',
			default: 'UTC',
			placeholder: 'e.g. America/New_York',
			description: 'In which days and working hours are counted',
		},
		{
			displayName: 'Working Day Starts (Hour)',
			name: 'shiftStart',
			type: 'number',
			default: 7,
			typeOptions: { minValue: 0, maxValue: 24, numberPrecision: 0 },
			description: 'Hour from which an access is ordinary',
		},
		{
			displayName: 'Working Day Ends (Hour)',
			name: 'shiftEnd',
			type: 'number',
			default: 19,
			typeOptions: { minValue: 0, maxValue: 24, numberPrecision: 0 },
			description: 'Hour from which an access is outside the working hours',
		},
		{
			displayName: 'Working Days',
			name: 'workDays',
			type: 'string',
			default: '1,2,3,4,5',
			description: 'Days of the week with ordinary hours: 1 is Monday, 7 is Sunday',
		},
		{
			displayName: 'Only New',
			name: 'onlyNew',
			type: 'boolean',
			default: true,
			description: 'Whether to leave out what an earlier look has found and recorded',
		},
		{
			displayName: 'Thresholds',
			name: 'thresholds',
			type: 'collection',
			placeholder: 'Add threshold',
			default: {},
			description: 'How much is too much; for your hospital to tune',
			options: [
				{
					displayName: 'Accesses per Hour',
					name: 'volumeMinimum',
					type: 'number',
					typeOptions: { minValue: 1 },
					default: 60,
					description: 'Fewer accesses in an hour are never a finding',
				},
				{
					displayName: 'Change of Failed Checks',
					name: 'failRateChange',
					type: 'number',
					typeOptions: { minValue: 0.01, maxValue: 1, numberPrecision: 2 },
					default: 0.1,
					description: 'By how much the share of failed checks of a model must change, 0 to 1',
				},
				{
					displayName: 'Disclosures per Hour',
					name: 'disclosureMinimum',
					type: 'number',
					typeOptions: { minValue: 1 },
					default: 10,
					description: 'Fewer disclosures or exports in an hour are never a finding',
				},
				{
					displayName: 'New Patients per Day',
					name: 'firstSeenMinimum',
					type: 'number',
					typeOptions: { minValue: 1 },
					default: 20,
					description: 'Fewer patients that a user never opened before are never a finding',
				},
				{
					displayName: 'Off-Shift Accesses per Day',
					name: 'offShiftMinimum',
					type: 'number',
					typeOptions: { minValue: 1 },
					default: 3,
					description: 'Fewer accesses outside the working hours are never a finding',
				},
				{
					displayName: 'Times the Usual',
					name: 'factor',
					type: 'number',
					typeOptions: { minValue: 1 },
					default: 3,
					description: 'How many times a busy hour or day before it must be',
				},
			],
		},
	],

	async execute(context) {
		const settings = await readSettings(context);
		const names = await context.parameter<string[]>('rules');
		const rules = RULES.filter(({ name }) => names.includes(name));
		const onlyNew = await context.parameter<boolean>('onlyNew', true);
		const { audit } = await dataDirectory();
		const look = await lookForAnomalies(audit, rules, settings, context.signal);
		const fresh = look.findings.filter(({ id }) => !look.known.has(id)).slice(0, MOST_FINDINGS);
		await context.audit({
			kind: 'system',
			interaction: 'audit-anomalies-sought',
			action: 'E',
			outcome: '0',
			objects: [
				{ type: 'ledger', count: look.events },
				{ type: ANOMALY_OBJECT, count: look.findings.length },
			],
		});
		for (const found of fresh) await recordFinding(context, found);
		const shown = onlyNew ? fresh : look.findings.slice(0, MOST_FINDINGS);
		if (shown.length > 0) return { many: shown.map((one) => [plain('anomaly', one)]), output: 0 };
		const { since, until, baselineSince } = settings;
		const looked = {
			since,
			until,
			baselineSince,
			rules: rules.map(({ name }) => name),
			events: look.events,
			eventsBefore: look.before,
			// Without a time before it nothing is usual, and the rules see little.
			note:
				look.before === 0
					? 'The ledger holds no events from before this period: nothing could be compared yet.'
					: 'No rule found anything new.',
		};
		return { add: [plain('anomalies', looked)], output: 1 };
	},
};

/** Findings name accounts and pseudonyms, as the ledger does: there is nothing to seal. */
const plain = (key: string, value: unknown): Addition => ({ key, value, clear: [], plain: true });

async function recordFinding(context: OperationContext, found: Finding): Promise<void> {
	const { subject, patient } = found;
	await context.audit({
		kind: 'system',
		interaction: ANOMALY_FOUND,
		action: 'E',
		// Somebody has to look at it; nothing is proven.
		outcome: '4',
		outcomeReason: found.rule,
		...(subject?.type === 'user' && {
			actor: { type: 'user', id: subject.id, role: 'subject-of-finding' },
		}),
		...(patient && { patient }),
		objects: [
			{ type: ANOMALY_OBJECT, sha256: found.id, count: found.count },
			...(subject !== undefined && subject.type !== 'user'
				? [{ type: subject.type, version: subject.id.replaceAll('/', ':') }]
				: []),
		],
	});
}

async function readSettings(context: OperationContext): Promise<AnomalySettings> {
	const now = Date.now();
	const lookBack = await context.parameter<number>('lookBackHours');
	const baseline = await context.parameter<number>('baselineDays');
	const since = now - Math.max(1, Number(lookBack)) * HOUR;
	const timeZone = (await context.parameter<string>('timeZone')).trim();
	const workDays = String(await context.parameter<string>('workDays'))
		.split(/[\s,;]+/)
		.filter((day) => day !== '')
		.map(Number);
	if (!isTimeZone(timeZone)) throw unusable('Time Zone', 'a name such as America/New_York or UTC');
	if (!workDays.every((day) => Number.isInteger(day) && day >= 1 && day <= 7)) {
		throw unusable(
			'Working Days',
			'numbers from 1 (Monday) to 7 (Sunday) with commas, such as 1,2,3,4,5',
		);
	}
	const given = Object.fromEntries(
		Object.entries(await context.parameter<Thresholds>('thresholds', {})).map(([name, value]) => {
			const number = Number(value);
			if (!(number > 0)) throw unusable('Thresholds', 'numbers above 0');
			return [name, number];
		}),
	);
	return {
		...DEFAULT_SETTINGS,
		...given,
		since: new Date(since).toISOString(),
		until: new Date(now).toISOString(),
		baselineSince: new Date(since - Math.max(1, Number(baseline)) * DAY).toISOString(),
		timeZone,
		shiftStart: hour('Working Day Starts', await context.parameter<number>('shiftStart')),
		shiftEnd: hour('Working Day Ends', await context.parameter<number>('shiftEnd')),
		workDays,
	};
}

function isTimeZone(name: string): boolean {
	try {
		new Intl.DateTimeFormat('en-US', { timeZone: name });
		return name !== '';
	} catch {
		return false;
	}
}

function hour(field: string, value: unknown): number {
	const number = Number(value);
	if (Number.isInteger(number) && number >= 0 && number <= 24) return number;
	throw unusable(field, 'a whole hour from 0 to 24');
}

const unusable = (field: string, needed: string): HospitalError =>
	new HospitalError('input-invalid', `The field "${field}" is not usable`, {
		nextStep: `Enter ${needed}.`,
	});

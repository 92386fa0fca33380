import type { AnomalySettings } from '../../../../dist/nodes/Audit/anomalies/index.js';
import type { AuditInference, AuditRecord } from '../../../../dist/nodes/shared/ledger/event.js';
import { access, dayBefore, DAYS_BEFORE, many, patient } from './build.ts';

/** A story, and how many findings it must give. */
export interface Example {
	story: string;
	records: AuditRecord[];
	finds: number;
	settings?: Partial<AnomalySettings>;
}

const DAY = '2026-11-20';
const at = (hour: number, minute = 0): string =>
	`${DAY}T${String(hour).padStart(2, '0')}:${String(minute % 60).padStart(2, '0')}:00Z`;

/** A user who saw `perDay` new patients on each working day before. */
const habit = (perDay: number, user = 'ada'): AuditRecord[] =>
	many(DAYS_BEFORE * perDay, (n) =>
		access(`${dayBefore(n)}T10:${String(Math.floor(n / DAYS_BEFORE) % 60).padStart(2, '0')}:00Z`, {
			patient: patient(1000 + n),
			actor: { type: 'user', id: user },
		}),
	);

const disclosure = (recorded: string): AuditRecord =>
	access(recorded, {
		kind: 'disclosure',
		interaction: 'report-faxed',
		disclosure: { recipient: 'registry', description: 'report', basis: 'public-health' },
	});

const asked = (recorded: string, inference: Partial<AuditInference>): AuditRecord =>
	access(recorded, {
		kind: 'inference',
		interaction: 'inference-run',
		actor: undefined,
		inference: { engine: 'kserve', model: 'chest-ct', ...inference },
	});

const modelChanged = (recorded: string, id: string): AuditRecord =>
	access(recorded, {
		kind: 'configuration',
		interaction: 'model-replaced',
		change: { subject: 'model', id },
	});

const OLD = `sha256:${'a1'.repeat(32)}`;
const NEW = `sha256:${'b2'.repeat(32)}`;

export const EXAMPLES: Readonly<Record<string, readonly Example[]>> = {
	'first-seen-patients': [
		{
			story: 'a user who sees four patients a day opens thirty new ones',
			records: [...habit(4), ...many(30, (n) => access(at(10, n), { patient: patient(n) }))],
			finds: 1,
		},
		{
			story: 'the same thirty patients were all known to the user',
			records: [
				...habit(4),
				...many(30, (n) => access(`${dayBefore(n)}T11:00:00Z`, { patient: patient(n) })),
				...many(30, (n) => access(at(10, n), { patient: patient(n) })),
			],
			finds: 0,
		},
		{
			story: 'a user who sees twenty new patients every day opens thirty',
			records: [...habit(20), ...many(30, (n) => access(at(10, n), { patient: patient(n) }))],
			finds: 0,
		},
		{
			story: 'one patient is opened a hundred times',
			records: [...habit(4), ...many(100, (n) => access(at(10, n)))],
			finds: 0,
		},
		{
			story: 'a workflow without a person behind it takes on thirty new patients',
			records: many(30, (n) => access(at(10, n), { patient: patient(n), actor: undefined })),
			finds: 0,
		},
		{
			story: 'thirty new patients come after the period',
			records: many(30, (n) =>
				access(`2026-11-21T10:${n}:00Z`.replace(/:(\d):/, ':0$1:'), { patient: patient(n) }),
			),
			finds: 0,
		},
	],
	'access-volume': [
		{
			story: 'a user with ten accesses an hour makes ninety',
			records: [...habit(10), ...many(90, (n) => access(at(14, n)))],
			finds: 1,
		},
		{
			story: 'a workflow that reads ten an hour reads two hundred',
			records: [
				...many(DAYS_BEFORE * 10, (n) => access(`${dayBefore(n)}T10:00:00Z`, { actor: undefined })),
				...many(200, (n) => access(at(3, n), { actor: undefined })),
			],
			finds: 1,
		},
		{
			story: 'ninety accesses are spread over ten hours',
			records: [...habit(10), ...many(90, (n) => access(at(8 + (n % 10), n)))],
			finds: 0,
		},
		{
			story: 'a workflow that reads a hundred an hour reads two hundred',
			records: [
				...many(DAYS_BEFORE * 100, (n) =>
					access(`${dayBefore(n)}T10:00:00Z`, { actor: undefined }),
				),
				...many(200, (n) => access(at(3, n), { actor: undefined })),
			],
			finds: 0,
		},
		{
			story: 'ninety events of another kind',
			records: many(90, (n) => access(at(14, n), { kind: 'work', interaction: 'work-closed' })),
			finds: 0,
		},
		{
			story: 'somebody new does no more than others do',
			records: [
				...habit(30, 'grace'),
				...many(70, (n) => access(at(14, n), { actor: { type: 'user', id: 'new' } })),
			],
			finds: 0,
		},
	],
	'off-shift': [
		{
			story: 'somebody who works by day opens three charts at two in the night',
			records: [...habit(4), ...many(3, (n) => access(at(2, n)))],
			finds: 1,
		},
		{
			story: 'somebody who works at night does so again',
			records: [
				...many(40, (n) => access(`${dayBefore(n)}T02:00:00Z`)),
				...many(9, (n) => access(at(2, n))),
			],
			finds: 0,
		},
		{
			story: 'two charts are fewer than the threshold',
			records: [...habit(4), ...many(2, (n) => access(at(2, n)))],
			finds: 0,
		},
		{
			story: 'two in the night in Greenwich is evening in New York',
			records: [
				...many(40, (n) => access(`${dayBefore(n)}T15:00:00Z`)),
				...many(3, (n) => access(at(2, n))),
			],
			finds: 1,
			settings: { timeZone: 'America/New_York' },
		},
		{
			story: 'three in the afternoon in Greenwich is morning in New York',
			records: [
				...many(20, (n) => access(`${dayBefore(n)}T15:00:00Z`)),
				...many(5, (n) => access(at(15, n))),
			],
			finds: 0,
			settings: { timeZone: 'America/New_York', workDays: [1, 2, 3, 4, 5, 6, 7] },
		},
		{
			story: 'a night shift is the ordinary time where it is set so',
			records: [...habit(4), ...many(5, (n) => access(at(2, n)))],
			finds: 0,
			settings: { shiftStart: 19, shiftEnd: 7, workDays: [1, 2, 3, 4, 5, 6, 7] },
		},
		{
			story: 'a Saturday at noon is outside the working days',
			records: [...habit(4), ...many(4, (n) => access(`2026-11-21T12:0${n}:00Z`))],
			finds: 1,
			settings: { until: '2026-11-22T00:00:00.000Z' },
		},
	],
	'break-glass-without-encounter': [
		{
			story: 'an emergency access that names no visit',
			records: [
				access(at(11), {
					kind: 'break-glass',
					breakGlass: true,
					emergency: { reason: 'unconscious-patient' },
				}),
			],
			finds: 1,
		},
		{
			story: 'one that names its visit',
			records: [
				access(at(11), {
					kind: 'break-glass',
					breakGlass: true,
					encounter: patient(77),
					emergency: { reason: 'unconscious-patient' },
				}),
			],
			finds: 0,
		},
		{
			story: 'one that was refused',
			records: [access(at(11), { kind: 'break-glass', outcome: '8' })],
			finds: 0,
		},
		{ story: 'an ordinary access without a visit', records: [access(at(11))], finds: 0 },
	],
	'disclosure-burst': [
		{
			story: 'twelve reports are faxed within an hour by somebody who never did',
			records: many(12, (n) => disclosure(at(9, n))),
			finds: 1,
		},
		{
			story: 'twelve exports within an hour',
			records: many(12, (n) => access(at(9, n), { kind: 'access', interaction: 'audit-exported' })),
			finds: 1,
		},
		{
			story: 'twelve within an hour are usual',
			records: [
				...many(DAYS_BEFORE * 12, (n) => disclosure(`${dayBefore(n)}T09:00:00Z`)),
				...many(12, (n) => disclosure(at(9, n))),
			],
			finds: 0,
		},
		{
			story: 'twelve over the day',
			records: many(12, (n) => disclosure(at(8 + n))),
			finds: 0,
		},
	],
	'model-change': [
		{
			story: 'another digest answers, and nobody said so',
			records: [
				...many(5, (n) => asked(`${dayBefore(n)}T10:00:00Z`, { digest: OLD })),
				asked(at(10), { digest: NEW }),
			],
			finds: 1,
		},
		{
			story: 'the change was recorded before the first answer',
			records: [
				...many(5, (n) => asked(`${dayBefore(n)}T10:00:00Z`, { digest: OLD })),
				modelChanged(at(9), 'chest-ct'),
				asked(at(10), { digest: NEW }),
			],
			finds: 0,
		},
		{
			story: 'the change of another model was recorded',
			records: [
				...many(5, (n) => asked(`${dayBefore(n)}T10:00:00Z`, { digest: OLD })),
				modelChanged(at(9), 'head-ct'),
				asked(at(10), { digest: NEW }),
			],
			finds: 1,
		},
		{
			story: 'the change was recorded after the answer',
			records: [
				...many(5, (n) => asked(`${dayBefore(n)}T10:00:00Z`, { digest: OLD })),
				asked(at(10), { digest: NEW }),
				modelChanged(at(11), 'chest-ct'),
			],
			finds: 1,
		},
		{
			story: 'a model is asked for the first time',
			records: [asked(at(10), { digest: NEW })],
			finds: 0,
		},
		{
			story: 'the version tells it where no digest is known',
			records: [asked('2026-11-10T10:00:00Z', { version: '1' }), asked(at(10), { version: '2' })],
			finds: 1,
		},
	],
	'verifier-shift': [
		{
			story: 'failed checks rise from 2 to 30 in 100',
			records: [
				...many(50, (n) =>
					asked(`${dayBefore(n)}T10:00:00Z`, { verifier: { passed: 98, failed: 2 } }),
				),
				asked(at(10), { verifier: { passed: 70, failed: 30 } }),
			],
			finds: 1,
		},
		{
			story: 'checks that failed one in five never fail any more',
			records: [
				...many(20, (n) =>
					asked(`${dayBefore(n)}T10:00:00Z`, { verifier: { passed: 80, failed: 20 } }),
				),
				asked(at(10), { verifier: { passed: 200, failed: 0 } }),
			],
			finds: 1,
		},
		{
			story: 'the share stays what it was',
			records: [
				...many(50, (n) =>
					asked(`${dayBefore(n)}T10:00:00Z`, { verifier: { passed: 90, failed: 10 } }),
				),
				asked(at(10), { verifier: { passed: 88, failed: 12 } }),
			],
			finds: 0,
		},
		{
			story: 'three of ten checks say nothing yet',
			records: [
				...many(50, (n) =>
					asked(`${dayBefore(n)}T10:00:00Z`, { verifier: { passed: 98, failed: 2 } }),
				),
				asked(at(10), { verifier: { passed: 7, failed: 3 } }),
			],
			finds: 0,
		},
	],
};

import { HospitalError } from '../errors';
import { DEFAULT_POLICY, type WorkPolicy } from './policy';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

type Environment = Readonly<Record<string, string | undefined>>;

/**
 * The policy under the administrator's settings; see docs/reference/work-items.md.
 *
 * @throws HospitalError `setting-invalid` that names the variable and what it takes
 */
export function workPolicy(env: Environment = process.env): WorkPolicy {
	const standard = DEFAULT_POLICY;
	const number = reader(env);
	const inFlight = {
		urgent: number('HOSPITAL_WORK_URGENT_AT_ONCE', standard.inFlight.urgent, 1, 1000),
		routine: number('HOSPITAL_WORK_ROUTINE_AT_ONCE', standard.inFlight.routine, 1, 1000),
		batch: number('HOSPITAL_WORK_BATCH_AT_ONCE', standard.inFlight.batch, 1, 1000),
	};
	const all = inFlight.urgent + inFlight.routine + inFlight.batch;
	const escalateHours = number('HOSPITAL_WORK_UNCLAIMED_HOURS', 72, 0, 24 * 365);
	return {
		...standard,
		inFlight,
		total: number('HOSPITAL_WORK_AT_ONCE', all, 2, 3000),
		lease: number('HOSPITAL_WORK_LEASE_MINUTES', standard.lease / MINUTE, 1, 720) * MINUTE,
		ageing: number('HOSPITAL_WORK_AGEING_MINUTES', standard.ageing / MINUTE, 1, 1440) * MINUTE,
		maxFailures: number('HOSPITAL_WORK_MAX_FAILURES', standard.maxFailures, 1, 100),
		unclaimedEscalation: escalateHours === 0 ? Infinity : escalateHours * HOUR,
	};
}

/** Time for which ended work stays in the list, in milliseconds: HOSPITAL_WORK_TTL_DAYS, default 30. */
export function workTimeToLive(env: Environment = process.env): number {
	return reader(env)('HOSPITAL_WORK_TTL_DAYS', 30, 1, 3650) * DAY;
}

function reader(env: Environment) {
	return (name: string, standard: number, least: number, most: number): number => {
		const text = env[name]?.trim() ?? '';
		if (text === '') return standard;
		const value = /^[0-9]{1,6}$/.test(text) ? Number(text) : NaN;
		if (value >= least && value <= most) return value;
		throw new HospitalError('setting-invalid', `The setting ${name} is not valid`, {
			nextStep: `Set it to a whole number from ${least} to ${most}, or remove it for the usual ${standard}. Then restart n8n.`,
		});
	};
}

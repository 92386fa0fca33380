import type { FunctionsBase, ITriggerFunctions } from 'n8n-workflow';
import { fhirClient, type FhirClient, type FhirServerCredential } from '../../../clients/fhir';
import { HospitalError } from '../../../shared/errors';
import { auditAgent, routeName } from '../../../shared/face';
import { record, type AuditEvent } from '../../../shared/ledger';
import type { ClockSettings } from '../../cases';
import type { SubscriptionSettings } from '../../following';
import { daysIn, listed, readClocks } from './clock-fields';

/** What trigger, webhook and subscription methods have in common. */
export type TriggerLike = FunctionsBase & Pick<ITriggerFunctions, 'getNodeParameter'>;

/** What the trigger node is set to. */
export interface TriggerSettings {
	event: 'decision' | 'clock';
	clocks: ClockSettings;
	owner: string;
	keepMs: number;
	checkMs: number;
	/** Only of the event `decision`. */
	subscription?: SubscriptionSettings;
}

interface Options {
	checkMinutes?: unknown;
	keepDays?: unknown;
	filterName?: unknown;
	subscriptionDays?: unknown;
	heartbeatSeconds?: unknown;
}

const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;

/** @throws HospitalError `field-invalid`, `clock-rules-invalid`, `clock-calendar-invalid` */
export function settingsOf(functions: TriggerLike): TriggerSettings {
	const field = (name: string, fallback: unknown): unknown =>
		functions.getNodeParameter(name, fallback as object);
	const options = (field('options', {}) ?? {}) as Options;
	const event = field('event', 'decision') === 'clock' ? 'clock' : 'decision';
	const clocks = readClocks(
		field('paClockRules', '[]'),
		field('paCalendar', {}),
		functions.getTimezone(),
	);
	return {
		event,
		clocks: {
			...clocks,
			route: routeOf(functions),
			authorizationDays:
				event === 'clock'
					? daysIn(field('authorizationDays', '30, 7'), 'Days Before an Authorization Ends')
					: [],
			informationDays:
				event === 'clock'
					? daysIn(field('informationDays', '3, 1'), 'Days Before Information Is Due')
					: [],
		},
		owner: String(field('owner', '')),
		keepMs: whole('Keep Ended Cases (Days)', options.keepDays ?? 400, 30, 3_660) * DAY,
		checkMs:
			whole('Check the Subscription Every (Minutes)', options.checkMinutes ?? 15, 1, 1_440) *
			MINUTE,
		...(event === 'decision' && {
			subscription: subscriptionOf(field('organizations', ''), options),
		}),
	};
}

function subscriptionOf(organizations: unknown, options: Options): SubscriptionSettings {
	const names = listed(organizations);
	if (names.length === 0) {
		refuse('Identifiers of Your Organization', 'enter the NPI, or the sender number of the payer');
	}
	const days = whole('Renew After (Days)', options.subscriptionDays ?? 0, 0, 3_660);
	const heartbeat = whole(
		'Sign of Life Every (Seconds)',
		options.heartbeatSeconds ?? 3_600,
		0,
		86_400,
	);
	return {
		organizations: names,
		filterName: options.filterName === 'org-identifier' ? 'org-identifier' : 'orgIdentifier',
		...(days > 0 && { days }),
		...(heartbeat > 0 && { heartbeatSeconds: heartbeat }),
	};
}

function whole(name: string, value: unknown, least: number, most: number): number {
	const number = typeof value === 'number' ? value : Number(String(value ?? '').trim() || 'none');
	if (Number.isInteger(number) && number >= least && number <= most) return number;
	return refuse(name, `enter a whole number from ${least} to ${most}`);
}

function refuse(name: string, wanted: string): never {
	throw new HospitalError('field-invalid', `The field "${name}" cannot be used`, {
		nextStep: `Open the trigger: ${wanted}.`,
	});
}

/** The same in all processes: the webhook of a queue finds what the main process keeps. */
export const routeOf = (functions: FunctionsBase): string =>
	routeName(functions as ITriggerFunctions);

/** The server of the payer. What fails comes again by itself. */
export async function payerOf(functions: FunctionsBase): Promise<FhirClient> {
	const credential = await functions.getCredentials<FhirServerCredential & object>('fhirServerApi');
	return fhirClient(credential, { retry: { attempts: 2 } });
}

/** Puts an entry on record with who acted. */
export async function onRecord(
	functions: FunctionsBase,
	entry: Omit<AuditEvent, 'agent'>,
): Promise<void> {
	await record({ ...entry, agent: auditAgent(functions) });
}

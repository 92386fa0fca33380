import type { ITriggerFunctions } from 'n8n-workflow';
import { characterSetOf } from '../../formats/hl7';
import { tlsOf, type ListenerCredential } from './listener-credential';
import type { IntakePlace, MessageRule, PortSettings, Route } from '../intake';
import { readPortOptions, type PortOptions } from './port-options';
import { checkUrgentWhen, type UrgentWhen } from './priority';
import {
	checkBindAddress,
	checkChoice,
	checkNames,
	checkNumber,
	checkPriority,
	checkWhole,
	list,
} from './trigger-checks';

/** What a trigger was told. */
export interface TriggerFields {
	settings: PortSettings;
	route: Route;
	owner: string;
	urgentWhen: UrgentWhen[];
}

/**
 * Turns fields and credential into the settings of port and route. Fields take no data from items.
 *
 * @throws HospitalError `field-invalid`, `hl7-charset-unknown`, naming what is wrong
 */
export async function readTriggerFields(
	functions: ITriggerFunctions,
	{ place, id, label }: { place: IntakePlace; id: string; label: string },
): Promise<TriggerFields> {
	const field = <T>(name: string, otherwise?: unknown) =>
		functions.getNodeParameter(name, otherwise as object) as T;
	const port = readPortOptions(field<PortOptions>('options', {}));
	for (const set of [port.charset, port.charsetWhenUndeclared]) {
		if (set !== undefined) characterSetOf(set.split('~'));
	}
	const encryption = checkChoice('Encryption', field('encryption', 'none'), ['none', 'tls']);
	const settings: PortSettings = {
		...place,
		host: checkBindAddress(field('bindAddress')),
		port: checkWhole('Port', field('port'), 1, 65_535),
		...port,
		...(encryption === 'tls' && {
			tls: tlsOf(await functions.getCredentials<ListenerCredential & object>('mllpListenerApi')),
		}),
	};
	return {
		settings,
		route: { ...routeIn(field), id, label, mode: 'production' },
		owner: String(field('owner')).trim(),
		urgentWhen: checkUrgentWhen(field('urgentWhen', [])),
	};
}

type Field = <T>(name: string, otherwise?: unknown) => T;

function routeIn(field: Field): Omit<Route, 'id' | 'label' | 'mode'> {
	const acknowledge = checkChoice('Acknowledge', field('acknowledge'), [
		'stored',
		'finished',
		'respond',
		'none',
	]);
	const waits = acknowledge === 'finished' || acknowledge === 'respond';
	const gathers = checkChoice('Hand On', field('handOn', 'each'), ['each', 'batches']);
	return {
		only: ruleIn(field('onlyThese', {})),
		acknowledge,
		...(waits && {
			answerWithinMs:
				checkNumber('Answer Within (Seconds)', field('answerWithin', 25), 1, 3600) * 1000,
			whenLate: checkChoice('When the Workflow Is Late', field('whenLate', 'AE'), [
				'AE',
				'AA',
				'close',
			]),
		}),
		...(acknowledge === 'respond' && {
			whenUnanswered: checkChoice(
				'When the Workflow Does Not Respond',
				field('whenUnanswered', 'AE'),
				['AE', 'AA'],
			),
		}),
		...(gathers === 'batches' && {
			batch: {
				most: checkWhole('Most Messages Gathered', field('batchMost', 100), 1, 10_000),
				withinMs: checkNumber('Gather for (Seconds)', field('batchSeconds', 5), 0.1, 3600) * 1000,
			},
		}),
		strictOrder: field<boolean>('strictOrder', false) === true,
		priority: checkPriority(field('priority')),
	};
}

function ruleIn(conditions: Partial<Record<keyof MessageRule, unknown>>): MessageRule {
	return {
		messages: list(conditions.messages),
		sendingApplications: checkNames('Sending Applications', list(conditions.sendingApplications)),
		sendingFacilities: checkNames('Sending Facilities', list(conditions.sendingFacilities)),
		receivingApplications: checkNames(
			'Receiving Applications',
			list(conditions.receivingApplications),
		),
		receivingFacilities: checkNames('Receiving Facilities', list(conditions.receivingFacilities)),
	};
}

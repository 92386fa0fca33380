import { isIP } from 'node:net';
import type { LedgerEntry } from '../reading/check';
import { PRODUCT } from './names';
import {
	alarmOf,
	isInbound,
	levelOf,
	outgoing,
	peerOf,
	timeOf,
	type Level,
	type Outgoing,
} from './outgoing';

const ECS_VERSION = '8.11.0';
/** The numbers of syslog, as many sources of ECS use them: smaller is worse. */
const SEVERITY: Record<Level, number> = { info: 6, notice: 5, minor: 4, serious: 3, major: 2 };

/** event.outcome. */
const OUTCOMES: Readonly<Record<string, string | undefined>> = {
	'0': 'success',
	'4': 'failure',
	'8': 'failure',
	'12': 'failure',
};

/** event.type as the categories database and process allow it (ECS 8.11, allowed values). */
const TYPES: Readonly<Record<string, readonly string[]>> = {
	C: ['change'],
	R: ['access'],
	U: ['change'],
	D: ['change'],
	E: ['info'],
};
/** What the category configuration allows beyond that. */
const CONFIGURATION_TYPES: typeof TYPES = { ...TYPES, C: ['creation'], D: ['deletion'] };

/**
 * A document of the Elastic Common Schema. What the schema has a field for stands there; the whole
 * record, as far as it may leave, stands below `hospital`.
 */
export function ecsDocument(entry: LedgerEntry): object {
	const event = outgoing(entry);
	const { id, seq, actor, agent, objects = [], patient, encounter } = event;
	const pseudonyms = [patient?.pseudonym, encounter?.pseudonym, ...objects.map((o) => o.pseudonym)];
	return {
		'@timestamp': timeOf(event),
		ecs: { version: ECS_VERSION },
		event: {
			kind: alarmOf(event) === undefined ? 'event' : 'alert',
			category: categoryOf(event),
			type: typesOf(event),
			module: 'hospital',
			dataset: 'hospital.audit',
			provider: PRODUCT,
			id,
			hash: id,
			sequence: seq,
			action: event.interaction,
			outcome: OUTCOMES[event.outcome ?? ''] ?? 'unknown',
			reason: event.outcomeReason,
			severity: SEVERITY[levelOf(event)],
		},
		service: { name: PRODUCT, node: { name: agent?.instance } },
		...(actor?.id !== undefined && {
			user: { id: actor.id, ...(actor.role !== undefined && { roles: [actor.role] }) },
		}),
		...sides(event),
		...related(event, pseudonyms),
		// What has the same value above is not said twice.
		hospital: { ...event, id: undefined, recorded: undefined, seq: undefined },
	};
}

function categoryOf({ kind, actor }: Outgoing): string[] {
	switch (kind) {
		case 'association':
			return actor?.authentication === undefined ? ['network'] : ['network', 'authentication'];
		case 'configuration':
			return ['configuration'];
		case 'access':
		case 'disclosure':
		case 'break-glass':
			return ['database'];
		default:
			return ['process'];
	}
}

function typesOf({ action = 'E', kind, outcome }: Outgoing): readonly string[] {
	if (kind === 'association') return ['connection', outcome === '0' ? 'allowed' : 'denied'];
	return (kind === 'configuration' ? CONFIGURATION_TYPES : TYPES)[action];
}

/** Client and server, and the peer as source or destination. */
function sides(event: Outgoing): object {
	const peer = peerOf(event);
	if (peer === undefined) return {};
	const { address, port, name } = peer;
	const side = {
		address: address ?? name,
		...(address !== undefined && (isIP(address) > 0 ? { ip: address } : { domain: address })),
		...(port !== undefined && { port }),
	};
	return isInbound(event) ? { source: side } : { destination: side };
}

/** What an analyst searches across all sources. */
function related(event: Outgoing, pseudonyms: ReadonlyArray<string | undefined>): object {
	const hash = [...new Set(pseudonyms.filter((one) => one !== undefined))];
	const address = event.network?.address;
	const ip = address !== undefined && isIP(address) > 0 ? [address] : [];
	const user = event.actor?.id === undefined ? [] : [event.actor.id];
	const found = {
		...(hash.length > 0 && { hash }),
		...(ip.length > 0 && { ip }),
		...(user.length > 0 && { user }),
	};
	return Object.keys(found).length > 0 ? { related: found } : {};
}

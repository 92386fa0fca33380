import type { LedgerEntry } from '../reading/check';
import { PRODUCT, VENDOR } from './names';
import { activityOf, classOf, type OcsfClass } from './ocsf-class';
import { endpointsOf } from './ocsf-endpoints';
import { alarmOf, levelOf, millisecondsOf, outgoing, type Level, type Outgoing } from './outgoing';

const OCSF_VERSION = '1.3.0';
/** severity_id: informational, medium (somebody has to look at it), low, high, critical. */
const SEVERITY: Record<Level, number> = { info: 1, notice: 3, minor: 2, serious: 4, major: 5 };
const SUCCESS = 1;
const FAILURE = 2;
const UNKNOWN = 0;

/**
 * An event of the Open Cybersecurity Schema Framework 1.3. Members that it has no attribute for
 * stand in `unmapped`, under their own names.
 */
export function ocsfEvent(entry: LedgerEntry): object {
	const event = outgoing(entry);
	const { id, seq, recorded, outcomeReason, ...unmapped } = event;
	const ofClass = classOf(event);
	const { activity, caption } = activityOf(event, ofClass);
	const category = Math.floor(ofClass.uid / 1000);
	return {
		class_uid: ofClass.uid,
		class_name: ofClass.name,
		category_uid: category,
		activity_id: activity,
		activity_name: caption,
		type_uid: ofClass.uid * 100 + activity,
		time: millisecondsOf(event),
		severity_id: SEVERITY[levelOf(event)],
		status_id: event.outcome === undefined ? UNKNOWN : event.outcome === '0' ? SUCCESS : FAILURE,
		status_code: event.outcome,
		status_detail: outcomeReason,
		metadata: {
			version: OCSF_VERSION,
			product: { name: PRODUCT, vendor_name: VENDOR },
			uid: id,
			sequence: seq,
			original_time: recorded,
			event_code: event.interaction,
			log_name: 'hospital-audit',
			log_provider: event.origin,
			correlation_uid: event.workItem?.id ?? event.agent?.executionId,
		},
		...membersOf(event, ofClass),
		unmapped,
	};
}

/** What the class demands beyond the base event. */
function membersOf(event: Outgoing, { name }: OcsfClass): object {
	const { interaction = 'unknown' } = event;
	switch (name) {
		case 'Detection Finding':
			return {
				finding_info: {
					uid: event.id,
					title: alarmOf(event) === 'ledger' ? 'Audit ledger not sound' : 'Emergency access',
					types: [interaction],
				},
				is_alert: true,
				evidences: [{ actor: actorOf(event), ...endpointsOf(event) }],
				...resources(event),
			};
		case 'Entity Management':
			return {
				actor: actorOf(event),
				entity: {
					name: event.change?.subject ?? interaction,
					uid: event.change?.id,
					version: event.change?.after,
				},
			};
		case 'Application Lifecycle':
			return { app: { name: PRODUCT, vendor_name: VENDOR } };
		case 'Datastore Activity':
			return {
				actor: actorOf(event),
				database: { name: 'audit-ledger', type_id: OTHER_TYPE, type: 'Audit ledger' },
				...endpointsOf(event),
			};
		case 'Network Activity':
			return endpointsOf(event);
		default:
			return {
				actor: actorOf(event),
				api: {
					operation: interaction,
					...(event.inference?.engine !== undefined && {
						service: { name: event.inference.engine },
					}),
				},
				...endpointsOf(event),
				...resources(event),
			};
	}
}

const OTHER_TYPE = 99;

function actorOf({ actor, agent }: Outgoing): object {
	const user =
		actor?.id === undefined
			? {}
			: {
					user: {
						uid: actor.id,
						// 1 user, 3 system.
						type_id: actor.type === 'user' ? 1 : 3,
						...(actor.role !== undefined && { groups: [{ name: actor.role }] }),
					},
				};
	return { ...user, app_name: PRODUCT, app_uid: agent?.workflowId };
}

/** Patient and objects by pseudonym. */
function resources({ patient, objects = [] }: Outgoing): object {
	const list = [
		...(patient?.pseudonym === undefined ? [] : [{ type: 'Patient', uid: patient.pseudonym }]),
		...objects.map(({ type, pseudonym, sha256, version }) => ({
			type: type ?? 'unknown',
			uid: pseudonym ?? sha256,
			version,
		})),
	];
	return list.length > 0 ? { resources: list } : {};
}

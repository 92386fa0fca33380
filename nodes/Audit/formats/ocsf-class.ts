import { alarmOf, type Outgoing } from './outgoing';

export interface OcsfClass {
	uid: number;
	name:
		| 'API Activity'
		| 'Application Lifecycle'
		| 'Datastore Activity'
		| 'Detection Finding'
		| 'Entity Management'
		| 'Network Activity';
	/** activity_id and its caption by our action; what is missing is 99, Other. */
	activities: Readonly<Partial<Record<string, readonly [id: number, caption: string]>>>;
}

const CRUD = { C: [1, 'Create'], R: [2, 'Read'], U: [3, 'Update'], D: [4, 'Delete'] } as const;

const API: OcsfClass = { uid: 6003, name: 'API Activity', activities: CRUD };
const ENTITY: OcsfClass = { uid: 3004, name: 'Entity Management', activities: CRUD };
const LIFECYCLE: OcsfClass = { uid: 6002, name: 'Application Lifecycle', activities: {} };
/** A finding is made once and never changed by us. */
const FINDING: OcsfClass = {
	uid: 2004,
	name: 'Detection Finding',
	activities: Object.fromEntries(
		['C', 'R', 'U', 'D', 'E'].map((action) => [action, [1, 'Create']]),
	),
};
const DATASTORE: OcsfClass = {
	uid: 6005,
	name: 'Datastore Activity',
	activities: { C: [6, 'Create'], R: [1, 'Read'], U: [2, 'Update'], D: [7, 'Delete'] },
};
const NETWORK: OcsfClass = { uid: 4001, name: 'Network Activity', activities: {} };

/** Reading, moving and removing the ledger itself. */
const LEDGER_USE =
	/^audit-(?:queried|exported|export-begun|batch-delivered|verified|origin-disposed)$/;

/** The class that fits an event best: what a detection rule for that class expects is then there. */
export function classOf(event: Outgoing): OcsfClass {
	const { kind, interaction = '' } = event;
	if (alarmOf(event) !== undefined) return FINDING;
	if (LEDGER_USE.test(interaction)) return DATASTORE;
	switch (kind) {
		case 'configuration':
			return ENTITY;
		case 'association':
			return NETWORK;
		case 'system':
			return LIFECYCLE;
		default:
			return API;
	}
}

/** Of a network activity: 2 Close for an association that ended, 5 Refuse for one that was refused. */
export function activityOf(
	event: Outgoing,
	{ activities, name }: OcsfClass,
): { activity: number; caption: string } {
	if (name === 'Network Activity') {
		const refused = event.interaction?.endsWith('-refused') ?? false;
		return refused ? { activity: 5, caption: 'Refuse' } : { activity: 2, caption: 'Close' };
	}
	const [activity, caption] = activities[event.action ?? ''] ?? [99, event.interaction ?? 'Other'];
	return { activity, caption };
}

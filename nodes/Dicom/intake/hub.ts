import { createHash } from 'node:crypto';
import { resolve } from 'node:path';
import { canonicalJson } from '../../shared/canonical-json';
import { HospitalError } from '../../shared/errors';
import { ruleKey } from './assembly/study-rule';
import type { ListenerEvent } from './events';
import { checkRoute, DEFAULT_LIMITS, laneOf, type PortSettings, type Route } from './settings';
import { startListener, type Listener } from './start-listener';

/** What a workflow gives when it joins a port. */
export interface Join {
	settings: PortSettings;
	route: Route;
	/** Workflow and trigger node by their names on the canvas, for messages to people. */
	label?: string;
	/** Events of this route, and those of the whole port. */
	on(event: ListenerEvent): void;
}

/** A workflow's hold on a port. */
export interface Joined {
	readonly port: number;
	/** The work item of what was offered is durable. */
	handedOver(offer: Extract<ListenerEvent, { type: 'study-complete' }>): Promise<void>;
	/** What the PACS said; undefined when it did not say. */
	counted(
		question: Extract<ListenerEvent, { type: 'count-wanted' }>,
		expected: number | undefined,
	): Promise<void>;
	/** The ledger has what the event told: it is not told again after a restart. */
	audited(transfer: string): Promise<void>;
	/** The last one to leave closes the port. */
	leave(): Promise<void>;
}

interface SharedPort {
	listener: Listener;
	/** Of each setting that the workflows of a port have in common. */
	fingerprint: Fingerprint;
	members: Map<string, Join>;
}

/**
 * One port per process, whatever number of workflows: kept on globalThis, because n8n may load the
 * package twice. The number in the symbol changes when this shape changes.
 */
interface Hub {
	ports: Map<number, SharedPort>;
	/** Joins and leaves of a port happen one after the other. */
	queues: Map<number, Promise<unknown>>;
}

/** A ledger that works needs milliseconds. */
const LEDGER_WAIT = 2_000;

const HUB = Symbol.for('n8n-nodes-hospital/dicom-hub/3');
type Holder = { [HUB]?: Hub };

const hub = (): Hub => ((globalThis as Holder)[HUB] ??= { ports: new Map(), queues: new Map() });

/**
 * Joins a port; the first workflow opens it.
 *
 * @throws HospitalError `route-taken` when a published workflow receives the same studies under the
 *   same called AE title, `port-settings-differ`, and whatever `startListener` throws
 */
export async function joinPort(join: Join): Promise<Joined> {
	checkRoute(join.route);
	const { port } = join.settings;
	await inTurn(port, async () => {
		const shared = hub().ports.get(port);
		if (shared === undefined) await openPort(join);
		else await enter(shared, join);
	});
	const shared = hub().ports.get(port);
	let left: Promise<void> | undefined;
	return {
		port: shared?.listener.port ?? port,
		handedOver: async ({ study, claim }) =>
			await hub()
				.ports.get(port)
				?.listener.handedOver(study.calledAeTitle, study.key, study.version, claim),
		counted: async ({ lane, studyKey, claim }, expected) =>
			await hub().ports.get(port)?.listener.counted(lane, studyKey, claim, expected),
		audited: async (transfer) => await shared?.listener.audited(transfer),
		leave: () => (left ??= inTurn(port, () => leave(port, join.route.id))),
	};
}

async function openPort(join: Join): Promise<void> {
	const members = new Map([[join.route.id, join]]);
	const listener = await startListener({
		ledgerWaitMs: LEDGER_WAIT,
		...join.settings,
		routes: [join.route],
		on: (event) => deliver(members, event),
	});
	const fingerprint = fingerprintOf(join.settings);
	hub().ports.set(join.settings.port, { listener, fingerprint, members });
}

async function enter(shared: SharedPort, join: Join): Promise<void> {
	const mine = fingerprintOf(join.settings);
	const differ = FIELDS.filter(([name]) => mine[name] !== shared.fingerprint[name]);
	if (differ.length > 0) {
		const fields = differ.map(([, field]) => field).join(', ');
		const [first = join] = shared.members.values();
		throw new HospitalError(
			'port-settings-differ',
			`${nameOf(first)} uses this port with other settings: ${fields}`,
			{
				nextStep:
					'Make these fields equal in all workflows of the port, or choose another port for this one.',
			},
		);
	}
	refuseTwice(shared, join.route);
	shared.members.set(join.route.id, join);
	try {
		await shared.listener.addRoute(join.route);
	} catch (error) {
		shared.members.delete(join.route.id);
		throw error;
	}
}

function refuseTwice(shared: SharedPort, route: Route): void {
	const lane = laneOf(route);
	const taken = [...shared.members.values()].find(
		(member) =>
			member.route.id === route.id ||
			(route.mode === 'production' &&
				member.route.mode === 'production' &&
				laneOf(member.route) === lane &&
				ruleKey(member.route) === ruleKey(route)),
	);
	if (taken === undefined) return;
	const what = ruleKey(route) === '' ? 'every study' : 'the same studies';
	throw new HospitalError(
		'route-taken',
		`${nameOf(taken)} already receives ${what} for the AE title ${lane} on this port`,
		{
			nextStep:
				'Change the field "Called AE Title", or the fields under "Only These Studies" so that the two workflows differ, or deactivate the other workflow first.',
		},
	);
}

const nameOf = ({ label }: Join): string =>
	label === undefined ? 'Another active workflow' : `The active workflow "${label}"`;

async function leave(port: number, id: string): Promise<void> {
	const shared = hub().ports.get(port);
	if (shared === undefined || !shared.members.has(id)) return;
	if (shared.members.size > 1) {
		shared.members.delete(id);
		await shared.listener.removeRoute(id);
		return;
	}
	hub().ports.delete(port);
	// The last one still hears how the associations ended, for the ledger.
	await shared.listener.close();
	shared.members.delete(id);
}

/** Studies and questions go to their route; what concerns the port goes to the first member, so that it is audited once. */
function deliver(members: Map<string, Join>, event: ListenerEvent): void {
	const [first] = members.values();
	const member =
		event.type === 'study-complete' || event.type === 'count-wanted'
			? members.get(event.route)
			: (laneMember(members, event) ?? first);
	member?.on(event);
}

/** The published workflow whose AE title was called, when the event names one. */
function laneMember(members: Map<string, Join>, event: ListenerEvent): Join | undefined {
	const lane =
		'peer' in event ? event.peer.calledAeTitle : 'lane' in event ? event.lane : undefined;
	if (lane === undefined) return undefined;
	const ofLane = [...members.values()].filter(({ route }) => laneOf(route) === lane);
	return ofLane.find(({ route }) => route.mode === 'production') ?? ofLane[0];
}

type Fingerprint = Record<(typeof FIELDS)[number][0], string>;

/** The settings of a port, and the fields in which people find them. */
const FIELDS = [
	['host', '"Bind Address"'],
	['callingNetworks', '"Allowed Networks"'],
	['limits', '"Free Disk Space to Keep (GB)" or "Most Associations"'],
	['tls', '"Encryption" or the certificates of its credential'],
	['users', 'the users of the credential'],
	['spoolDir', 'the data directory'],
	['nameKey', 'the key file'],
] as const;

/** Equal for settings that one listener can serve. Holds hashes of secrets only. */
function fingerprintOf(settings: PortSettings): Fingerprint {
	const { host, spoolDir, nameKey, callingNetworks, limits, tls, users } = settings;
	const digest = (text: string | Buffer) => createHash('sha256').update(text).digest('hex');
	return {
		host,
		spoolDir: resolve(spoolDir),
		nameKey: digest(nameKey),
		callingNetworks: canonicalJson([...(callingNetworks ?? [])].sort()),
		limits: canonicalJson({ ...DEFAULT_LIMITS, ...limits }),
		tls: tls === undefined ? '' : digest(canonicalJson({ ...tls })),
		users: users === undefined ? '' : digest(canonicalJson({ ...users })),
	};
}

function inTurn<T>(port: number, task: () => Promise<T>): Promise<T> {
	const { queues } = hub();
	const before = queues.get(port) ?? Promise.resolve();
	const mine = before.then(task, task);
	const settled = mine.catch(() => {});
	queues.set(port, settled);
	void settled.then(() => {
		if (queues.get(port) === settled) queues.delete(port);
	});
	return mine;
}

import { createHash } from 'node:crypto';
import { resolve } from 'node:path';
import { canonicalJson } from '../../shared/canonical-json';
import type { TerminalState } from '../../shared/contracts/work-item';
import { HospitalError } from '../../shared/errors';
import { processState } from '../../shared/process-state';
import type { ListenerEvent } from './events';
import { checkRoute, ruleKey } from './rules';
import {
	DEFAULT_DUPLICATE_WINDOW_MS,
	DEFAULT_LIMITS,
	type PortSettings,
	type Route,
} from './settings';
import { startListener, type Listener } from './start-listener';

/** What a workflow gives when it joins a port. */
export interface Join {
	settings: PortSettings;
	route: Route;
	/** Events of this route, and those of the whole port. */
	on(event: ListenerEvent): void;
}

/** A workflow's hold on a port. */
export interface Joined {
	readonly port: number;
	handedOver(route: string, offer: string): void;
	ended(route: string, offer: string, state: TerminalState): void;
	/** The last one to leave closes the port. */
	leave(): Promise<void>;
}

interface SharedPort {
	listener: Listener;
	/** Of each setting that the workflows of a port have in common. */
	fingerprint: Fingerprint;
	members: Map<string, Join>;
}

interface Hub {
	ports: Map<number, SharedPort>;
	/** Joins and leaves of a port happen one after the other. */
	queues: Map<number, Promise<unknown>>;
}

const hub = (): Hub =>
	processState('hl7-hub/1', () => ({ ports: new Map(), queues: new Map() }) satisfies Hub);

/**
 * Joins a port; the first workflow opens it.
 *
 * @throws HospitalError `route-taken` when an active workflow has the same rule on the port,
 *   `port-settings-differ`, and whatever `startListener` throws
 */
export async function joinPort(join: Join): Promise<Joined> {
	checkRoute(join.route);
	const { port } = join.settings;
	await inTurn(port, async () => {
		const shared = hub().ports.get(port);
		if (shared === undefined) await openPort(join);
		else await enter(shared, join);
	});
	const listener = () => hub().ports.get(port)?.listener;
	let left: Promise<void> | undefined;
	return {
		port: listener()?.port ?? port,
		handedOver: (route, offer) => listener()?.handedOver(route, offer),
		ended: (route, offer, state) => listener()?.ended(route, offer, state),
		leave: () => (left ??= inTurn(port, () => leave(port, join.route.id))),
	};
}

async function openPort(join: Join): Promise<void> {
	const members = new Map([[join.route.id, join]]);
	const listener = await startListener({
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
		throw new HospitalError(
			'port-settings-differ',
			`Another active workflow uses this port with other settings: ${fields}`,
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

function refuseTwice({ members }: SharedPort, route: Route): void {
	const taken = [...members.values()].find(
		(member) =>
			member.route.id === route.id ||
			(route.mode === 'production' &&
				member.route.mode === 'production' &&
				ruleKey(member.route.only) === ruleKey(route.only)),
	);
	if (taken === undefined) return;
	const { label } = taken.route;
	const who = label === undefined ? 'Another active workflow' : `The active workflow "${label}"`;
	const what = ruleKey(route.only) === '' ? 'every message' : 'the same messages';
	throw new HospitalError('route-taken', `${who} already receives ${what} on this port`, {
		nextStep:
			'Change the fields under "Only These Messages" so that the two workflows differ, or deactivate the other workflow first.',
	});
}

async function leave(port: number, id: string): Promise<void> {
	const shared = hub().ports.get(port);
	if (shared === undefined || !shared.members.delete(id)) return;
	if (shared.members.size > 0) {
		await shared.listener.removeRoute(id);
		return;
	}
	hub().ports.delete(port);
	await shared.listener.close();
}

/**
 * Offers go to their route. What no workflow could take, and what concerns the whole port, goes to the
 * first published workflow, so that it is handled once.
 */
function deliver(members: Map<string, Join>, event: ListenerEvent): void {
	const route = 'route' in event && event.type !== 'messages-unclaimed' ? event.route : '';
	const all = [...members.values()];
	const member =
		route === ''
			? (all.find((each) => each.route.mode === 'production') ?? all[0])
			: members.get(route);
	member?.on(event);
}

type Fingerprint = Record<(typeof FIELDS)[number][0], string>;

/** The settings of a port, and the fields in which people find them. */
const FIELDS = [
	['host', '"Bind Address"'],
	['networks', '"Allowed Networks"'],
	['maxConnections', '"Most Connections"'],
	['maxConnectionsPerPeer', '"Most Connections per Sender"'],
	['maxMessageBytes', '"Largest Message (MB)"'],
	['minFreeBytes', '"Free Disk Space to Keep (GB)"'],
	['idleMs', '"Close Silent Connections After (Minutes)"'],
	['otherLimits', 'limits that have no field'],
	['tls', '"Encryption" or the certificates of its credential'],
	['characters', '"Character Set" or "Character Set When None Is Declared"'],
	['noRoute', '"Messages for No Workflow"'],
	['duplicates', '"Duplicate Window (Hours)"'],
	['place', 'the data directory or the key file'],
] as const;

/** Equal for settings that one listener can serve. Holds hashes of secrets only. */
function fingerprintOf(settings: PortSettings): Fingerprint {
	const { host, folder, key, networks, limits, tls, noRoute, duplicateWindowMs } = settings;
	const {
		maxConnections,
		maxConnectionsPerPeer,
		maxMessageBytes,
		minFreeBytes,
		idleMs,
		...others
	} = { ...DEFAULT_LIMITS, ...limits };
	const digest = (text: string | Buffer) => createHash('sha256').update(text).digest('hex');
	return {
		host,
		networks: canonicalJson([...(networks ?? [])].sort()),
		maxConnections: String(maxConnections),
		maxConnectionsPerPeer: String(maxConnectionsPerPeer),
		maxMessageBytes: String(maxMessageBytes),
		minFreeBytes: String(minFreeBytes),
		idleMs: String(idleMs),
		otherLimits: canonicalJson(others),
		tls: tls === undefined ? '' : digest(canonicalJson({ ...tls })),
		characters: canonicalJson([settings.charset ?? '', settings.charsetWhenUndeclared ?? '']),
		noRoute: noRoute ?? 'refuse',
		duplicates: String(duplicateWindowMs ?? DEFAULT_DUPLICATE_WINDOW_MS),
		place: `${resolve(folder)} ${digest(key)}`,
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

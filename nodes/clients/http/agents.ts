import { createHash } from 'node:crypto';
import { Agent as HttpAgent, type ClientRequestArgs } from 'node:http';
import { Agent as HttpsAgent } from 'node:https';
import type { Duplex } from 'node:stream';
import { connect, type ConnectOptions } from '../../shared/egress';
import { DEFAULT_TIMEOUTS, MAX_SOCKETS, type HttpRequest } from './types';

/**
 * Shorter than the 5 s after which common servers drop an idle connection, so that a request seldom
 * meets one that is just being closed.
 */
const KEEP_FREE_MS = 4_000;
const MAX_AGENTS = 64;

type Dial = Omit<ConnectOptions, 'signal'>;
type Created = (error: Error | null, socket: Duplex) => void;

function open(dial: Dial, created: Created | undefined): undefined {
	connect(dial).then(
		(socket) => created?.(null, socket),
		(error: Error) => created?.(error, undefined as unknown as Duplex),
	);
	return undefined;
}

class GuardedHttpAgent extends HttpAgent {
	constructor(private readonly dial: Dial) {
		super({ keepAlive: true, maxSockets: MAX_SOCKETS, timeout: KEEP_FREE_MS });
	}

	override createConnection(_options: ClientRequestArgs, created?: Created): undefined {
		return open(this.dial, created);
	}
}

class GuardedHttpsAgent extends HttpsAgent {
	constructor(private readonly dial: Dial) {
		super({ keepAlive: true, maxSockets: MAX_SOCKETS, timeout: KEEP_FREE_MS });
	}

	override createConnection(_options: object, created?: Created): undefined {
		return open(this.dial, created);
	}
}

const agents = new Map<string, HttpAgent>();

/** The keep-alive agent for this server, TLS identity and key; the least used one makes room. */
export function agentFor(url: URL, request: HttpRequest): HttpAgent {
	const key = agentName(url, request);
	let agent = agents.get(key);
	if (agent === undefined) agent = createAgent(url, request);
	else agents.delete(key);
	agents.set(key, agent);
	if (agents.size > MAX_AGENTS) {
		const [oldest] = agents.keys();
		// Not destroyed: requests under way keep their sockets, idle ones close by themselves.
		if (oldest !== undefined) agents.delete(oldest);
	}
	return agent;
}

function createAgent(url: URL, { tls, proxy, timeouts, policy, filter }: HttpRequest): HttpAgent {
	const secure = url.protocol === 'https:';
	const dial: Dial = {
		host: url.hostname,
		port: Number(url.port) || (secure ? 443 : 80),
		timeoutMs: timeouts?.connectMs ?? DEFAULT_TIMEOUTS.connectMs,
		...(secure && { tls: { ...tls } }),
		...(proxy && { proxy }),
		...(policy && { policy }),
		...(filter && { filter }),
	};
	return secure ? new GuardedHttpsAgent(dial) : new GuardedHttpAgent(dial);
}

const identities = new WeakMap<object, number>();
let nextIdentity = 1;

/** A policy or filter has no text of its own; the object itself tells agents apart. */
function identity(value: object | undefined): number {
	if (value === undefined) return 0;
	let known = identities.get(value);
	if (known === undefined) identities.set(value, (known = nextIdentity++));
	return known;
}

function agentName(url: URL, request: HttpRequest): string {
	const { tls, proxy, timeouts, policy, filter, agentKey } = request;
	const name = [
		url.origin,
		agentKey ?? '',
		timeouts?.connectMs ?? '',
		identity(policy),
		identity(filter),
	];
	for (const secrets of [tls, proxy]) name.push(secrets === undefined ? '' : digest(secrets));
	return JSON.stringify(name);
}

/** Hashed: a private key or password must not live on as the name of a map entry. */
function digest(settings: object): string {
	const hash = createHash('sha256');
	for (const [field, value] of Object.entries(settings).sort()) {
		for (const part of [value ?? []].flat() as Array<string | Buffer>) {
			hash.update(field).update('\0').update(part).update('\0');
		}
	}
	return hash.digest('hex');
}

/** Closes every idle connection; those in use close when their request ends. For tests and shutdown. */
export function closeAgents(): void {
	for (const agent of agents.values()) agent.destroy();
	agents.clear();
}

import { setTimeout as sleep } from 'node:timers/promises';
import { command } from '../../peers/command.ts';
import { startServer, type Server } from '../../peers/process.ts';
import { listens } from './proc.ts';

/** Where receivers listen and senders call from. */
export interface Network {
	name: string;
	/** Address of the receivers. */
	host: string;
	/** What a receiver's command line begins with. */
	receiver: string[];
	/** What a sender's command line begins with. */
	sender: string[];
	listening(port: number): Promise<boolean>;
	stop(): Promise<void>;
}

export const LOOPBACK: Network = {
	name: 'loopback',
	host: '127.0.0.1',
	receiver: [],
	sender: [],
	listening: async (port) => await listens('self', port),
	stop: async () => await Promise.resolve(),
};

const RECEIVER_ADDRESS = '10.213.77.1';
const SENDER_ADDRESS = '10.213.77.2';
const DIES_WITH_PARENT = ['setpriv', '--pdeathsig', 'KILL', '--'];

/**
 * Two network namespaces of our own, joined by a pair of virtual Ethernet devices with the frame
 * size of real ones: on loopback a segment has 64 kB and delayed acknowledgements weigh otherwise.
 * Each namespace lives as long as the process that holds it.
 *
 * @throws Error when this machine does not allow namespaces
 */
export async function ethernet(): Promise<Network> {
	const receiving = await hold([]);
	try {
		const sending = await hold(enter(receiving.pid));
		try {
			await join(receiving.pid, sending.pid);
		} catch (error) {
			await sending.stop();
			throw error;
		}
		return {
			name: 'veth, MTU 1500',
			host: RECEIVER_ADDRESS,
			receiver: [...enter(receiving.pid), ...DIES_WITH_PARENT],
			sender: enter(sending.pid),
			listening: async (port) => await listens(receiving.pid, port),
			stop: async () => {
				await sending.stop();
				await receiving.stop();
			},
		};
	} catch (error) {
		await receiving.stop();
		throw error;
	}
}

/** Runs what follows as the namespace's administrator, in its network. */
const enter = (pid: number): string[] => [
	...['nsenter', `--target=${pid}`, '--user', '--net', '--preserve-credentials', '--'],
];

/** A process that does nothing but hold a namespace; the second one shares the users of the first. */
async function hold(inside: string[]): Promise<Server> {
	const unshare = inside.length === 0 ? ['--map-root-user', '--net'] : ['--net'];
	const line = [...inside, 'unshare', ...unshare, '--', ...DIES_WITH_PARENT, 'sleep', 'infinity'];
	const [program = '', ...args] = line;
	const server = await startServer({
		name: 'network-namespace',
		command: program,
		args,
		ready: async () => await Promise.resolve(true),
	});
	// It is in its namespace when the last of these programs has begun.
	for (let waited = 0; waited < 3_000; waited += 20) {
		const { stdout } = await command('cat', [`/proc/${server.pid}/comm`]);
		if (stdout.trim() === 'sleep') return server;
		await sleep(20);
	}
	const words = server.lastLines();
	await server.stop();
	throw new Error(`no network namespace: ${words}`);
}

async function join(receiving: number, sending: number): Promise<void> {
	const ip = async (at: number, ...args: string[]) => {
		const [program = '', ...before] = [...enter(at), 'ip', ...args];
		const { code, stderr } = await command(program, before);
		if (code !== 0) throw new Error(`ip ${args.join(' ')}: ${stderr.trim()}`);
	};
	const pair = ['link', 'add', 'veth0', 'mtu', '1500', 'type', 'veth', 'peer', 'name', 'veth0'];
	await ip(receiving, ...pair, 'mtu', '1500', 'netns', String(sending));
	for (const [pid, address] of [
		[receiving, RECEIVER_ADDRESS],
		[sending, SENDER_ADDRESS],
	] as const) {
		await ip(pid, 'addr', 'add', `${address}/30`, 'dev', 'veth0');
		await ip(pid, 'link', 'set', 'lo', 'up');
		await ip(pid, 'link', 'set', 'veth0', 'up');
	}
}

import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Certificates } from './certificates.ts';
import { debian } from './debian.ts';
import type { DebianRoot } from './debian.ts';
import { freePort } from './ports.ts';
import { accepts, startServer } from './process.ts';
import type { Server } from './process.ts';

export interface RsyslogOptions {
	/** Folder for configuration, work files and what was received. */
	dir: string;
	/**
	 * For TLS: the certificates; then only a client named `permitted` may connect (mutual
	 * authentication, x509/name, RFC 5425 5.2). Without: plain TCP (RFC 6587).
	 */
	tls?: Certificates;
	/** Name in the client certificate that may connect. Default: that of `tls.client`. */
	permitted?: string;
	/** Takes RELP instead; each message is acknowledged when the file has it. */
	relp?: boolean;
	/** Takes UDP instead (RFC 5426). */
	udp?: boolean;
	/** Largest message, as rsyslog writes sizes. Default `256k`. */
	maxMessageSize?: string;
}

export interface Rsyslog {
	host: '127.0.0.1';
	port: number;
	/** Every message received so far, byte-true as UTF-8, in order of arrival. */
	messages(): Promise<string[]>;
	/** The messages once there are at least `count`; an error with the server's log after `ms`. */
	waitFor(count: number, ms: number): Promise<string[]>;
	lastLines(count?: number): string;
	/** Ends it in order. */
	stop(): Promise<void>;
	/** Ends it as a power cut would. */
	kill(): Promise<void>;
	/** Starts it again on the same port with what it had received. */
	restart(): Promise<void>;
}

/**
 * rsyslog 8.2302 (Debian 12) as a SIEM's receiver on 127.0.0.1: octet-counted or line-framed syslog
 * over TCP or TLS, RELP or UDP. The queue is Direct, so what it has read it has handed to the file.
 *
 * @throws PeerUnavailable when the machine neither has rsyslog nor can fetch it
 */
export async function startRsyslog(options: RsyslogOptions): Promise<Rsyslog> {
	const relp = options.relp === true ? ['rsyslog-relp'] : [];
	const packages = await debian(['rsyslog', 'rsyslog-openssl', ...relp]);
	const port = await freePort();
	await mkdir(join(options.dir, 'work'), { recursive: true });
	const received = join(options.dir, 'received.log');
	const file = join(options.dir, 'rsyslog.conf');
	await writeFile(file, configuration(options, port, received), { mode: 0o600 });
	const start = async () => await launch(packages, options, file, port);
	let server = await start();
	const messages = async () => await lines(received);
	return {
		host: '127.0.0.1',
		port,
		messages,
		waitFor: async (count, ms) => {
			for (const deadline = Date.now() + ms; ; await sleep(20)) {
				const found = await messages();
				if (found.length >= count) return found;
				if (Date.now() < deadline) continue;
				throw new Error(`${found.length} of ${count} messages in ${ms} ms\n${server.lastLines()}`);
			}
		},
		lastLines: (count) => server.lastLines(count),
		stop: async () => await server.stop(),
		kill: async () => await server.kill(),
		restart: async () => {
			await server.stop();
			server = await start();
		},
	};
}

async function launch(
	packages: DebianRoot,
	{ dir, udp }: RsyslogOptions,
	file: string,
	port: number,
): Promise<Server> {
	const modules = await packages.find(`usr/lib/${triplet()}/rsyslog`);
	return await startServer({
		name: 'rsyslog',
		command: packages.bin('rsyslogd'),
		args: ['-n', '-f', file, '-i', join(dir, 'rsyslogd.pid'), '-M', modules.join(':')],
		env: packages.env,
		ready: async () => (udp === true ? await hasUdp(port) : await accepts(port)),
	});
}

/** A UDP receiver accepts nothing; the kernel's list of sockets names its port. */
async function hasUdp(port: number): Promise<boolean> {
	const sockets = await readFile('/proc/net/udp', 'utf8');
	return sockets.includes(`0100007F:${port.toString(16).toUpperCase().padStart(4, '0')}`);
}

/** Debian's name of the machine: the folder of its libraries. */
function triplet(): string {
	return process.arch === 'arm64' ? 'aarch64-linux-gnu' : 'x86_64-linux-gnu';
}

/** Control characters must stay as sent: the tests compare bytes. */
function configuration(options: RsyslogOptions, port: number, received: string): string {
	const { tls } = options;
	const driver =
		tls === undefined
			? ''
			: ` defaultNetstreamDriver="ossl" defaultNetstreamDriverCAFile="${tls.ca}" defaultNetstreamDriverCertFile="${tls.server.certificate}" defaultNetstreamDriverKeyFile="${tls.server.key}"`;
	const [module, input] = inputOf(options);
	return `global(workDirectory="${join(options.dir, 'work')}" maxMessageSize="${options.maxMessageSize ?? '256k'}"
	parser.escapeControlCharactersOnReceive="off" parser.dropTrailingLFOnReception="off"${driver})
${module}
template(name="raw" type="string" string="%rawmsg%\\n")
ruleset(name="receive" queue.type="Direct") {
	action(type="omfile" file="${received}" template="raw" asyncWriting="off" flushOnTXEnd="on" fileCreateMode="0600")
}
input(${input} port="${port}" address="127.0.0.1" ruleset="receive")
`;
}

function inputOf({ tls, relp, udp, ...options }: RsyslogOptions): [module: string, input: string] {
	const peer = `["${options.permitted ?? tls?.client.name}"]`;
	if (udp === true) return ['module(load="imudp")', 'type="imudp"'];
	if (relp === true) {
		const secure =
			tls === undefined
				? ''
				: ` tls="on" tls.caCert="${tls.ca}" tls.myCert="${tls.server.certificate}" tls.myPrivKey="${tls.server.key}" tls.authMode="name" tls.permittedPeer=${peer}`;
		const size = options.maxMessageSize ?? '256k';
		return [
			'module(load="imrelp" tls.tlslib="openssl")',
			`type="imrelp" maxDataSize="${size}"${secure}`,
		];
	}
	const mutual =
		tls === undefined
			? ''
			: ` StreamDriver.Name="ossl" StreamDriver.Mode="1" StreamDriver.AuthMode="x509/name" PermittedPeer=${peer}`;
	return [`module(load="imtcp" SupportOctetCountedFraming="on"${mutual})`, 'type="imtcp"'];
}

async function lines(file: string): Promise<string[]> {
	const text = await readFile(file, 'utf8').catch(() => '');
	// A last line without its end is still being written.
	return text.split('\n').slice(0, -1);
}

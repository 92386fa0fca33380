import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Certificates } from './certificates.ts';
import { debian } from './debian.ts';
import { freePort } from './ports.ts';
import { accepts, startServer, type Server } from './process.ts';

export interface SyslogNg {
	host: '127.0.0.1';
	port: number;
	/** Every message received so far, in order of arrival. */
	messages(): Promise<string[]>;
	lastLines(count?: number): string;
	kill(): Promise<void>;
	restart(): Promise<void>;
	stop(): Promise<void>;
}

/**
 * syslog-ng 3.38 (Debian 12) as a SIEM's receiver on 127.0.0.1: RFC 5424 with octet counting over TCP,
 * or over TLS with mutual authentication.
 *
 * @throws PeerUnavailable when the machine neither has syslog-ng nor can fetch it
 */
export async function startSyslogNg(dir: string, tls?: Certificates): Promise<SyslogNg> {
	const packages = await debian(['syslog-ng-core']);
	const port = await freePort();
	await mkdir(dir, { recursive: true });
	const received = join(dir, 'received.log');
	const file = join(dir, 'syslog-ng.conf');
	await writeFile(file, configuration(port, received, tls), { mode: 0o600 });
	const [modules = ''] = await packages.find('usr/lib/syslog-ng/3.38');
	const start = async (): Promise<Server> =>
		await startServer({
			name: 'syslog-ng',
			command: packages.bin('syslog-ng'),
			args: [
				...['-F', '--no-caps', '-f', file, '-R', join(dir, 'persist')],
				...['-p', join(dir, 'pid'), '-c', join(dir, 'ctl'), `--module-path=${modules}`],
			],
			env: packages.env,
			ready: async () => await accepts(port),
		});
	let server = await start();
	return {
		host: '127.0.0.1',
		port,
		messages: async () =>
			(await readFile(received, 'utf8').catch(() => '')).split('\n').slice(0, -1),
		lastLines: (count) => server.lastLines(count),
		kill: async () => await server.kill(),
		restart: async () => {
			await server.stop();
			server = await start();
		},
		stop: async () => await server.stop(),
	};
}

/** Messages are kept as they came: the tests compare them. */
function configuration(port: number, received: string, tls: Certificates | undefined): string {
	const secure =
		tls === undefined
			? 'transport("tcp")'
			: `transport("tls") tls(key-file("${tls.server.key}") cert-file("${tls.server.certificate}") ca-file("${tls.ca}") peer-verify(required-trusted))`;
	return `@version: 3.38
options { stats-freq(0); keep-timestamp(yes); log-msg-size(262144); };
source siem { syslog(ip("127.0.0.1") port(${port}) ${secure} flags(no-parse) max-connections(64)); };
destination kept { file("${received}" template("\${MESSAGE}\\n") perm(0600)); };
log { source(siem); destination(kept); flags(flow-control); };
`;
}

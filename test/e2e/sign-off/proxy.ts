import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { request } from 'node:https';
import type { IncomingHttpHeaders } from 'node:http';
import { join } from 'node:path';
import { makeCertificates } from '../../peers/certificates.ts';
import { debian } from '../../peers/debian.ts';
import { accepts, startServer, type Server } from '../../peers/process.ts';

const RECIPE = join(import.meta.dirname, '../../../docs/how-to/sign-off.md');

export interface Proxy {
	server: Server;
	/** Asks the proxy over TLS, without following redirects. */
	ask(
		path: string,
		options?: { method?: string; headers?: Record<string, string> },
	): Promise<{ status: number; headers: IncomingHttpHeaders; body: string }>;
}

/**
 * nginx (Debian) with the very recipe that the documentation prints: only port, certificate and n8n's
 * port are put in.
 *
 * @throws PeerUnavailable when the machine neither has nginx nor can fetch it
 */
export async function startProxy(dir: string, port: number, n8nPort: number): Promise<Proxy> {
	const packages = await debian(['nginx']);
	const { ca, server: certificate } = await makeCertificates(join(dir, 'certificates'));
	const text = await readFile(RECIPE, 'utf8');
	const [, recipe = ''] = /```nginx\n([\s\S]*?)```/.exec(text) ?? [];
	const block = recipe
		.replace('listen 443 ssl;', `listen 127.0.0.1:${port} ssl;`)
		.replace('/etc/ssl/sign.hospital.example.pem', certificate.certificate)
		.replace('/etc/ssl/sign.hospital.example.key', certificate.key)
		.replaceAll('http://127.0.0.1:5678', `http://127.0.0.1:${n8nPort}`);
	await mkdir(join(dir, 'nginx'), { recursive: true });
	const temporary = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi']
		.map((name) => `${name}_temp_path ${join(dir, 'nginx', name)};`)
		.join('\n');
	const file = join(dir, 'nginx', 'nginx.conf');
	const own = `daemon off;\npid ${join(dir, 'nginx', 'pid')};\nerror_log stderr;\nevents {}\n`;
	await writeFile(file, `${own}http {\n${temporary}\n${block}\n}\n`);
	const server = await startServer({
		name: 'nginx',
		command: packages.bin('nginx'),
		args: ['-p', join(dir, 'nginx'), '-c', file],
		env: packages.env,
		ready: async () => await accepts(port),
	});
	const authority = await readFile(ca);
	const ask: Proxy['ask'] = async (path, { method = 'GET', headers = {} } = {}) =>
		await new Promise((resolve, reject) => {
			const asked = request(
				{ host: '127.0.0.1', port, path, method, headers, ca: authority, agent: false },
				(answer) => {
					let body = '';
					answer.setEncoding('utf8');
					answer.on('data', (part: string) => (body += part));
					answer.on('end', () =>
						resolve({ status: answer.statusCode ?? 0, headers: answer.headers, body }),
					);
				},
			);
			asked.on('error', reject);
			asked.end();
		});
	return { server, ask };
}

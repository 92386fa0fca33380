import { createHash, webcrypto } from 'node:crypto';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { createServer as createHttpServer } from 'node:http';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { createServer as createHttpsServer } from 'node:https';
import { connect } from 'node:net';
import type { AddressInfo, Server, Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import 'reflect-metadata';
import * as x509 from '@peculiar/x509';
import { output } from '../peers/command.ts';

/** The registry that npm knows by itself. n8n 2.41 names it on every call; another needs a licence. */
const HOST = await builtInRegistry();
const DAY = 86_400_000;

export interface PublicRegistry {
	/** What n8n needs to reach it: the way a hospital's outgoing proxy is configured. */
	env: Record<string, string>;
	/** Offers one more version; the newest is `latest`. Gives its checksum (SRI). */
	publish(tarball: string): Promise<string>;
	/** Every other host that somebody asked the proxy for, without repetition. */
	askedElsewhere(): string[];
	stop(): Promise<void>;
}

interface Version {
	manifest: { name: string; version: string };
	tarball: Buffer;
	file: string;
	integrity: string;
}

/**
 * The public package registry as a hospital behind a TLS-inspecting proxy sees it, on loopback: a
 * proxy that opens the way to the registry alone, and a registry that holds what was published here.
 *
 * @param dir folder for the certificate of the inspecting proxy
 */
export async function startPublicRegistry(dir: string): Promise<PublicRegistry> {
	const versions = new Map<string, Version>();
	const certificate = await inspectionCertificate(dir);
	const registry = createHttpsServer(certificate, (request, response) => {
		answer(versions, request, response);
	});
	const registryPort = await listen(registry);
	const asked = new Set<string>();
	const open = new Set<Socket>();
	const proxy = createHttpServer((_, response) => response.writeHead(405).end());
	proxy.on('connect', (request: IncomingMessage, socket: Socket) => {
		const host = (request.url ?? '').replace(/:\d+$/, '');
		asked.add(host);
		socket.on('error', () => socket.destroy());
		if (host !== HOST) {
			socket.end('HTTP/1.1 403 Forbidden\r\n\r\n');
			return;
		}
		const upstream = connect({ host: '127.0.0.1', port: registryPort }, () => {
			socket.write('HTTP/1.1 200 Connection Established\r\n\r\n');
			upstream.pipe(socket).pipe(upstream);
		});
		for (const end of [socket, upstream]) {
			open.add(end);
			end.once('close', () => open.delete(end));
		}
		upstream.on('error', () => socket.destroy());
		socket.once('close', () => upstream.destroy());
	});
	const proxyPort = await listen(proxy);
	return {
		env: {
			HTTPS_PROXY: `http://127.0.0.1:${proxyPort}`,
			NO_PROXY: 'localhost,127.0.0.1',
			NODE_EXTRA_CA_CERTS: certificate.file,
		},
		publish: async (tarball) => {
			const version = await readVersion(tarball);
			versions.set(version.manifest.version, version);
			return version.integrity;
		},
		askedElsewhere: () => [...asked].filter((host) => host !== HOST).sort(),
		stop: async () => {
			for (const socket of open) socket.destroy();
			await Promise.all([close(proxy), close(registry)]);
		},
	};
}

async function readVersion(tarball: string): Promise<Version> {
	const bytes = await readFile(tarball);
	const text = await output('tar', ['-xzOf', tarball, 'package/package.json']);
	return {
		manifest: JSON.parse(text) as Version['manifest'],
		tarball: bytes,
		file: basename(tarball),
		integrity: `sha512-${createHash('sha512').update(bytes).digest('base64')}`,
	};
}

/** The three kinds of request that npm and n8n make: package, one version of it, its tarball. */
function answer(
	versions: ReadonlyMap<string, Version>,
	{ method, url }: IncomingMessage,
	response: ServerResponse,
): void {
	const [, name = '', second = '', file = ''] = decodeURIComponent(url ?? '').split('/');
	const known = [...versions.values()].filter(({ manifest }) => manifest.name === name);
	const newest = known.at(-1);
	if (method !== 'GET' || newest === undefined) {
		reply(response, 404, { error: 'Not found' });
		return;
	}
	if (second === '') {
		reply(response, 200, packument(known, newest));
		return;
	}
	const found = known.find(
		(one) =>
			(second === '-' && one.file === file) ||
			second === one.manifest.version ||
			(second === 'latest' && one === newest),
	);
	if (found === undefined) reply(response, 404, { error: 'version not found' });
	else if (second === '-') response.writeHead(200).end(found.tarball);
	else reply(response, 200, describe(found));
}

function packument(known: readonly Version[], newest: Version): object {
	return {
		name: newest.manifest.name,
		'dist-tags': { latest: newest.manifest.version },
		versions: Object.fromEntries(known.map((one) => [one.manifest.version, describe(one)])),
	};
}

function describe({ manifest, file, integrity }: Version): object {
	const tarball = `https://${HOST}/${manifest.name}/-/${file}`;
	return { ...manifest, dist: { tarball, integrity } };
}

function reply(response: ServerResponse, status: number, body: object): void {
	response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
}

/** Self-signed for the registry's name, trusted through NODE_EXTRA_CA_CERTS only. */
async function inspectionCertificate(
	dir: string,
): Promise<{ key: string; cert: string; file: string }> {
	const algorithm = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' };
	const keys = await webcrypto.subtle.generateKey(algorithm, true, ['sign', 'verify']);
	const certificate = await x509.X509CertificateGenerator.createSelfSigned(
		{
			serialNumber: Buffer.from(webcrypto.getRandomValues(new Uint8Array(12))).toString('hex'),
			name: 'CN=ZZTEST inspecting proxy',
			notBefore: new Date(Date.now() - DAY),
			notAfter: new Date(Date.now() + DAY),
			signingAlgorithm: algorithm,
			keys,
			extensions: [
				new x509.BasicConstraintsExtension(true, 0, true),
				new x509.SubjectAlternativeNameExtension([{ type: 'dns', value: HOST }]),
			],
		},
		webcrypto,
	);
	const cert = certificate.toString('pem');
	const pkcs8 = Buffer.from(await webcrypto.subtle.exportKey('pkcs8', keys.privateKey));
	await mkdir(dir, { recursive: true });
	const file = join(dir, 'inspecting-proxy.pem');
	await writeFile(file, cert);
	return { key: x509.PemConverter.encode(pkcs8, 'PRIVATE KEY'), cert, file };
}

async function listen(server: Server): Promise<number> {
	await new Promise<void>((ready, failed) => {
		server.once('error', failed);
		server.listen({ host: '127.0.0.1', port: 0 }, ready);
	});
	return (server.address() as AddressInfo).port;
}

async function close(server: Server & { closeAllConnections?: () => void }): Promise<void> {
	server.closeAllConnections?.();
	await new Promise((done) => server.close(done));
}

async function builtInRegistry(): Promise<string> {
	const nowhere = join(tmpdir(), 'no-npmrc');
	const address = await output('npm', ['config', 'get', 'registry', `--userconfig=${nowhere}`], {
		env: { PATH: process.env.PATH, HOME: nowhere },
		cwd: tmpdir(),
	});
	return new URL(address.trim()).hostname;
}

import { webcrypto } from 'node:crypto';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
// The certificate library needs this first (tsyringe).
import 'reflect-metadata';
import * as x509 from '@peculiar/x509';

export interface KeyAndCertificate {
	/** Paths of the PEM files. */
	key: string;
	certificate: string;
	/** The common name in the certificate. */
	name: string;
}

export interface Certificates {
	/** Path of the authority's certificate (PEM). */
	ca: string;
	server: KeyAndCertificate;
	client: KeyAndCertificate;
	/** A client certificate that the authority never signed: it must be refused everywhere. */
	stranger: KeyAndCertificate;
}

const ALGORITHM = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' };
const DAY = 86_400_000;

/**
 * Makes an authority, a server certificate for 127.0.0.1, ::1 and localhost, and a client
 * certificate, all valid from yesterday for 30 days, as PEM files in `dir`.
 */
export async function makeCertificates(dir: string): Promise<Certificates> {
	await mkdir(dir, { recursive: true });
	const authority = await makeAuthority('ZZTEST authority');
	const other = await makeAuthority('ZZTEST other authority');
	const ca = join(dir, 'ca.pem');
	await writeFile(ca, authority.certificate.toString('pem'));
	return {
		ca,
		server: await issue(dir, authority, 'server.test', 'server'),
		client: await issue(dir, authority, 'client.test', 'client'),
		stranger: await issue(dir, other, 'stranger.test', 'client'),
	};
}

/**
 * One self-signed certificate with its key, as PEM texts; for what no authority would issue.
 *
 * @param options.use what the certificate says that it is for; absent says nothing
 */
export async function selfSigned(options: {
	name: string;
	rsaBits?: number;
	notBefore?: Date;
	notAfter?: Date;
	use?: 'server' | 'client';
}): Promise<{ key: string; certificate: string }> {
	const algorithm =
		options.rsaBits === undefined
			? ALGORITHM
			: {
					name: 'RSASSA-PKCS1-v1_5',
					hash: 'SHA-256',
					publicExponent: new Uint8Array([1, 0, 1]),
					modulusLength: options.rsaBits,
				};
	const keys = (await webcrypto.subtle.generateKey(algorithm, true, [
		'sign',
		'verify',
	])) as webcrypto.CryptoKeyPair;
	const purpose = {
		server: x509.ExtendedKeyUsage.serverAuth,
		client: x509.ExtendedKeyUsage.clientAuth,
	};
	const { notBefore, notAfter } = { ...validity(), ...options };
	const certificate = await x509.X509CertificateGenerator.createSelfSigned(
		{
			serialNumber: serial(),
			name: `CN=${options.name}`,
			notBefore,
			notAfter,
			signingAlgorithm: algorithm,
			keys,
			extensions:
				options.use === undefined
					? []
					: [new x509.ExtendedKeyUsageExtension([purpose[options.use]])],
		},
		webcrypto,
	);
	const pkcs8 = Buffer.from(await webcrypto.subtle.exportKey('pkcs8', keys.privateKey));
	return {
		key: x509.PemConverter.encode(pkcs8, 'PRIVATE KEY'),
		certificate: certificate.toString('pem'),
	};
}

interface Authority {
	keys: webcrypto.CryptoKeyPair;
	certificate: x509.X509Certificate;
}

async function makeAuthority(name: string): Promise<Authority> {
	const keys = await newKeys();
	const certificate = await x509.X509CertificateGenerator.createSelfSigned(
		{
			serialNumber: serial(),
			name: `CN=${name}`,
			...validity(),
			signingAlgorithm: ALGORITHM,
			keys,
			extensions: [
				new x509.BasicConstraintsExtension(true, 0, true),
				new x509.KeyUsagesExtension(
					x509.KeyUsageFlags.keyCertSign | x509.KeyUsageFlags.cRLSign,
					true,
				),
				await x509.SubjectKeyIdentifierExtension.create(keys.publicKey, false, webcrypto),
			],
		},
		webcrypto,
	);
	return { keys, certificate };
}

async function issue(
	dir: string,
	authority: Authority,
	name: string,
	use: 'server' | 'client',
): Promise<KeyAndCertificate> {
	const keys = await newKeys();
	const names: x509.JsonGeneralNames = [{ type: 'dns', value: name }];
	if (use === 'server') {
		names.push({ type: 'dns', value: 'localhost' });
		names.push({ type: 'ip', value: '127.0.0.1' }, { type: 'ip', value: '::1' });
	}
	const certificate = await x509.X509CertificateGenerator.create(
		{
			serialNumber: serial(),
			subject: `CN=${name}`,
			issuer: authority.certificate.subject,
			...validity(),
			signingAlgorithm: ALGORITHM,
			publicKey: keys.publicKey,
			signingKey: authority.keys.privateKey,
			extensions: [
				new x509.BasicConstraintsExtension(false, undefined, true),
				new x509.KeyUsagesExtension(x509.KeyUsageFlags.digitalSignature, true),
				new x509.ExtendedKeyUsageExtension([
					use === 'server' ? x509.ExtendedKeyUsage.serverAuth : x509.ExtendedKeyUsage.clientAuth,
				]),
				new x509.SubjectAlternativeNameExtension(names),
				await x509.AuthorityKeyIdentifierExtension.create(
					authority.certificate.publicKey,
					false,
					webcrypto,
				),
			],
		},
		webcrypto,
	);
	const files = { key: join(dir, `${name}.key.pem`), certificate: join(dir, `${name}.pem`), name };
	const pkcs8 = Buffer.from(await webcrypto.subtle.exportKey('pkcs8', keys.privateKey));
	await writeFile(files.key, x509.PemConverter.encode(pkcs8, 'PRIVATE KEY'), { mode: 0o600 });
	await writeFile(files.certificate, certificate.toString('pem'));
	return files;
}

async function newKeys(): Promise<webcrypto.CryptoKeyPair> {
	return await webcrypto.subtle.generateKey(ALGORITHM, true, ['sign', 'verify']);
}

function serial(): string {
	return Buffer.from(webcrypto.getRandomValues(new Uint8Array(12))).toString('hex');
}

function validity(): { notBefore: Date; notAfter: Date } {
	return { notBefore: new Date(Date.now() - DAY), notAfter: new Date(Date.now() + 30 * DAY) };
}

import assert from 'node:assert/strict';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { networkInterfaces } from 'node:os';
import { join } from 'node:path';
import { describe, test, type TestContext } from 'node:test';
import type { ListenerEvent } from '../../dist/nodes/Dicom/intake/index.js';
import type { PortSettings } from '../../dist/nodes/Dicom/intake/settings.js';
import { auditEntries } from '../../dist/nodes/Dicom/receiving/audit-events.js';
import { listenerSecurity } from '../../dist/nodes/Dicom/receiving/listener-credential.js';
import { reportOnCredential } from '../../dist/nodes/Dicom/receiving/listener-report.js';
import {
	dataSet,
	part10,
	route,
	startTestListener,
	temporaryFolder,
} from '../unit/dicom-net/build.ts';
import { makeCertificates, selfSigned } from './certificates.ts';
import { command, type CommandResult } from './command.ts';
import { dcmtk, echoscu, runDcmtk, storescu, type CalledEntity } from './dcmtk.ts';
import { debian } from './debian.ts';
import { peer } from './require.ts';

type Refused = Extract<ListenerEvent, { type: 'association-refused' }>;

/** A listener behind TLS with its certificates, and the options of DCMTK for a good sender. */
async function secured(t: TestContext, settings: Partial<PortSettings> = {}) {
	const folder = await temporaryFolder(t);
	const files = await makeCertificates(folder);
	const text = async (path: string) => await readFile(path, 'utf8');
	const { server } = files;
	const tls = {
		key: await text(server.key),
		cert: await text(server.certificate),
		ca: await text(files.ca),
		...settings.tls,
	};
	const listener = await startTestListener(t, {
		routes: [route({ callingAeTitles: ['CT1'] })],
		settings: { ...settings, tls },
	});
	const called: CalledEntity = { aet: 'HOSPITAL', port: listener.port, callingAet: 'CT1' };
	const shows = ({ key, certificate }: typeof files.client) => ['+tls', key, certificate];
	const trusts = ['+cf', files.ca];
	return { folder, files, listener, called, shows, trusts };
}

/** What stands in the ledger of the refusals so far. */
function refusals(events: ListenerEvent[]) {
	const pseudonym = () => ({ pseudonym: '', keyId: '' });
	return events
		.filter((event): event is Refused => event.type === 'association-refused')
		.flatMap((event) => auditEntries(event, pseudonym))
		.map(({ outcome, outcomeReason, network }) => ({ outcome, outcomeReason, network }));
}

const said = ({ stdout, stderr }: CommandResult) => stdout + stderr;

async function image(folder: string): Promise<string> {
	await mkdir(folder, { recursive: true });
	const path = join(folder, 'image.dcm');
	await writeFile(path, part10(dataSet()));
	return path;
}

describe('the listener behind TLS and DCMTK', () => {
	test('storescu with a certificate of the client CA delivers', async (t) => {
		const { listener, called, shows, trusts, files, folder } = await secured(t);
		const file = await image(folder);
		const args = [...shows(files.client), ...trusts, '-v'];
		const result = await peer(t, async () => await storescu(called, [file], args));
		if (result === undefined) return;
		assert.equal(result.code, 0, said(result));
		const ended = await listener.event('association-ended');
		assert.equal(ended.stored, 1);
		assert.deepEqual(ended.peer.proof, { by: 'client-certificate' });
		const [entry] = auditEntries(ended, () => ({ pseudonym: '', keyId: '' }));
		assert.deepEqual(entry?.actor, {
			type: 'device',
			id: 'CT1',
			authentication: 'client-certificate',
		});
	});

	test('both kinds of certificate work with the profiles of PS3.15 that DCMTK has', async (t) => {
		const rsa = await selfSigned({ name: 'rsa.zztest', rsaBits: 2048 });
		const withRsa = await secured(t, { tls: { key: rsa.key, cert: rsa.certificate } });
		const trusted = join(withRsa.folder, 'rsa.pem');
		await writeFile(trusted, rsa.certificate);
		const withCurve = await secured(t);
		// Of these, +pz is TLS 1.2 alone; the others go up to TLS 1.3.
		for (const profile of ['+py', '+px', '+pz']) {
			for (const { called, shows, files, listener, trusts } of [
				{ ...withRsa, trusts: ['+cf', trusted] },
				withCurve,
			]) {
				const args = [...shows(files.client), ...trusts, profile];
				const result = await peer(t, async () => await echoscu(called, args));
				if (result === undefined) return;
				assert.equal(result.code, 0, `${profile}: ${said(result)}`);
				await listener.event('association-ended');
			}
		}
	});

	test('who shows nothing, a strange certificate, or only weak ciphers stays out, and it is written down', async (t) => {
		const { listener, called, shows, trusts, files } = await secured(t);
		const tries: Array<[string, string[]]> = [
			['tls-no-certificate', ['+tla', ...trusts]],
			['tls-untrusted', [...shows(files.stranger), ...trusts]],
			['tls-purpose', [...shows(files.server), ...trusts]],
			['tls-cipher', [...shows(files.client), ...trusts, '+pa']],
			['tls-distrusts-us', [...shows(files.client), '+cf', files.client.certificate]],
			['tls-not-tls', []],
		];
		for (const [index, [reason, args]] of tries.entries()) {
			const result = await peer(t, async () => await echoscu(called, args));
			if (result === undefined) return;
			assert.notEqual(result.code, 0, `${reason}: ${said(result)}`);
			assert.equal((await listener.event('association-refused', index + 1)).reason, reason);
		}
		for (const { outcome, network } of refusals(listener.events)) {
			assert.equal(outcome, '8');
			assert.equal(network?.address, '127.0.0.1');
		}
		const good = await echoscu(called, [...shows(files.client), ...trusts]);
		assert.equal(good.code, 0, said(good));
	});

	test('behind the right certificate the AE titles still count, and a title can be tied to one', async (t) => {
		const { listener, called, shows, trusts, files } = await secured(t, {
			tls: { pins: { CT1: ['ct1.zztest'] } } as never,
		});
		const args = [...shows(files.client), ...trusts];
		const wrong = await peer(t, async () => await echoscu({ ...called, aet: 'ELSEWHERE' }, args));
		if (wrong === undefined) return;
		assert.match(said(wrong), /Called AE Title Not Recognized/);
		const other = await echoscu({ ...called, callingAet: 'CT2' }, args);
		assert.match(said(other), /Calling AE Title Not Recognized/);
		const pinned = await echoscu(called, args);
		assert.match(said(pinned), /Calling AE Title Not Recognized/);
		assert.deepEqual(
			refusals(listener.events).map(({ outcomeReason }) => outcomeReason),
			['called-ae-title', 'calling-ae-title', 'certificate-pin'],
		);
	});

	test('protocol versions and ciphers as openssl sees them', async (t) => {
		const { listener, files, folder } = await secured(t);
		const openssl = await peer(t, async () => (await debian(['openssl'])).bin('openssl'));
		if (openssl === undefined) return;
		const empty = join(folder, 'empty.cnf');
		await writeFile(empty, '');
		const handshake = async (...args: string[]) => {
			const connect = ['s_client', '-connect', `127.0.0.1:${listener.port}`, '-CAfile', files.ca];
			const shown = ['-cert', files.client.certificate, '-key', files.client.key];
			const env = { ...process.env, OPENSSL_CONF: empty };
			return said(
				await command(openssl, [...connect, ...shown, ...args], { env, timeoutMs: 20_000 }),
			);
		};
		assert.match(await handshake(), /New, TLSv1\.3, Cipher is TLS_AES_256_GCM_SHA384/);
		assert.match(await handshake('-tls1_2'), /Cipher is ECDHE-ECDSA-AES256-GCM-SHA384/);
		assert.match(await handshake('-tls1_2'), /Secure Renegotiation IS supported/);
		const refused = [
			['tls-version', ['-tls1_1', '-cipher', 'ALL:@SECLEVEL=0']],
			['tls-version', ['-tls1', '-cipher', 'ALL:@SECLEVEL=0']],
			['tls-cipher', ['-tls1_2', '-cipher', 'AES256-SHA']],
			['tls-cipher', ['-tls1_2', '-cipher', 'ECDHE-ECDSA-AES256-SHA']],
			['tls-cipher', ['-tls1_2', '-cipher', 'ECDHE-ECDSA-AES128-CCM8:@SECLEVEL=0']],
		] as const;
		for (const [, args] of refused) assert.match(await handshake(...args), /alert/);
		const found = listener.events.flatMap((event) =>
			event.type === 'association-refused' && /version|cipher/.test(event.reason)
				? [event.reason]
				: [],
		);
		assert.deepEqual(
			found,
			refused.map(([reason]) => reason),
		);
	});
});

describe('docs/how-to/secure-the-listener.md', () => {
	const page = join(import.meta.dirname, '../../docs/how-to/secure-the-listener.md');

	test('its commands make certificates that the credential takes, and its five calls do what it says', async (t) => {
		const folder = await temporaryFolder(t);
		const [certificates = '', , calls = ''] = [
			...(await readFile(page, 'utf8')).matchAll(/```\n([\s\S]*?)```/g),
		].map(([, block = '']) => block);
		const tools = await peer(t, async () => [await debian(['openssl']), await dcmtk()] as const);
		if (tools === undefined) return;
		const [openssl, { env }] = tools;
		const inFolder = { cwd: folder, env: { ...env, ...openssl.env }, timeoutMs: 60_000 };
		const made = await command('sh', ['-ec', certificates], inFolder);
		assert.equal(made.code, 0, said(made));
		const text = async (name: string) => await readFile(join(folder, name), 'utf8');
		const credential = {
			certificate: await text('server.pem'),
			privateKey: await text('server.key.pem'),
			clientCa: await text('ca.pem'),
			pins: 'CT1=ct1.hospital.example',
		};
		assert.match(
			reportOnCredential(credential),
			/Certificate of n8n.hospital.example.*Senders must show a certificate of TEST authority/,
		);
		const listener = await startTestListener(t, {
			routes: [route({ calledAeTitle: 'CT_TRIAGE' })],
			settings: listenerSecurity(credential).settings,
		});
		const lines = calls
			.trim()
			.split('\n')
			.map((line) =>
				line
					.replace(/#.*$/, '')
					.replaceAll('n8n.hospital.example 2762', `127.0.0.1 ${listener.port}`)
					.replaceAll('n8n.hospital.example:2762', `127.0.0.1:${listener.port}`),
			);
		const good = /^(echoscu .*) n8n\.hospital\.example 2762$/m.exec(await readFile(page, 'utf8'));
		lines.unshift(`${good?.[1]} 127.0.0.1 ${listener.port}`);
		assert.equal(lines.length, 5);
		for (const [index, line] of lines.entries()) {
			const [tool = '', ...args] = line.trim().split(/\s+/);
			const { bin } = tool === 'openssl' ? openssl : await dcmtk();
			const result = await command(bin(tool), args, inFolder);
			assert.equal(result.code === 0, index === 0, `${line}: ${said(result)}`);
		}
		const ended = await listener.event('association-ended');
		assert.equal(ended.peer.proof?.by, 'client-certificate');
		await listener.event('association-refused', 4);
		assert.deepEqual(
			refusals(listener.events).map(({ outcomeReason }) => outcomeReason),
			['tls-not-tls', 'tls-no-certificate', 'called-ae-title', 'tls-version'],
		);
	});
});

describe('user identity and DCMTK', () => {
	const users: PortSettings['users'] = {
		mode: 'required',
		users: [{ name: 'ct1', passcode: 'zz-open' }, { name: 'us1' }],
	};

	test('storescu with user name and passcode is let in, gets its positive response and is named in the audit', async (t) => {
		const { listener, called, shows, trusts, files, folder } = await secured(t, { users });
		const file = await image(folder);
		const args = [
			...shows(files.client),
			...trusts,
			'-usr',
			'ct1',
			'-pwd',
			'zz-open',
			'-rsp',
			'-d',
		];
		const result = await peer(t, async () => await storescu(called, [file], args));
		if (result === undefined) return;
		assert.equal(result.code, 0, said(result));
		assert.match(said(result), /User Identity Negotiation.*AC|positive response/is);
		const ended = await listener.event('association-ended');
		const entries = auditEntries(ended, () => ({ pseudonym: '', keyId: '' }));
		for (const { actor } of entries) {
			assert.deepEqual(actor, {
				type: 'user',
				id: 'ct1',
				authentication: 'user-name-and-passcode',
			});
		}
	});

	test('a name alone is enough where no passcode is set', async (t) => {
		const { called, shows, trusts, files, folder } = await secured(t, { users });
		const args = [...shows(files.client), ...trusts, '-usr', 'us1'];
		const file = await image(folder);
		const result = await peer(t, async () => await storescu(called, [file], args));
		if (result !== undefined) assert.equal(result.code, 0, said(result));
	});

	test('no identity, a wrong passcode and a strange name are refused permanently by the ACSE', async (t) => {
		const { listener, called, shows, trusts, files, folder } = await secured(t, { users });
		const file = await image(folder);
		const tries: Array<[string, string[]]> = [
			['user-identity-missing', []],
			['user-identity-wrong', ['-usr', 'ct1', '-pwd', 'zz-guess']],
			['user-identity-wrong', ['-usr', 'ct1']],
			['user-identity-wrong', ['-usr', 'stranger', '-pwd', 'zz-open']],
		];
		for (const [index, [reason, identity]] of tries.entries()) {
			const args = [...shows(files.client), ...trusts, ...identity];
			const result = await peer(t, async () => await storescu(called, [file], args));
			if (result === undefined) return;
			assert.notEqual(result.code, 0);
			assert.match(said(result), /Rejected Permanent.*Service Provider \(ACSE/is);
			const event = await listener.event('association-refused', index + 1);
			assert.equal(event.reason, reason);
			assert.deepEqual(event.reject, { result: 1, source: 2, reason: 1 });
		}
		const written = JSON.stringify(refusals(listener.events));
		assert.ok(!written.includes('zz-guess') && !written.includes('stranger'), written);
	});
});

describe('networks and DCMTK', () => {
	test('only listed networks may call, whatever AE title they use', async (t) => {
		const listener = await startTestListener(t, {
			settings: { callingNetworks: ['10.255.0.0/16', '127.0.0.2'] },
		});
		const called = { aet: 'HOSPITAL', port: listener.port };
		const result = await peer(t, async () => await echoscu(called));
		if (result === undefined) return;
		assert.match(said(result), /Rejected Permanent/);
		const [refusal] = refusals(listener.events);
		assert.equal(refusal?.outcomeReason, 'calling-network');
		assert.equal(refusal?.network?.address, '127.0.0.1');
	});

	test('a listener on one address is not there on the others', async (t) => {
		const elsewhere = Object.values(networkInterfaces())
			.flat()
			.find((one) => one?.family === 'IPv4' && !one.internal)?.address;
		if (elsewhere === undefined) return t.skip('this machine has only the loopback interface');
		const listener = await startTestListener(t);
		const called = { aet: 'HOSPITAL', port: listener.port, host: elsewhere };
		const result = await peer(
			t,
			async () =>
				await runDcmtk('echoscu', ['-aec', 'HOSPITAL', '-to', '3', elsewhere, String(called.port)]),
		);
		if (result !== undefined) assert.notEqual(result.code, 0);
	});
});

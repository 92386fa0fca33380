import assert from 'node:assert/strict';
import { createServer, type AddressInfo, type LookupFunction } from 'node:net';
import { afterEach, test } from 'node:test';
import {
	checkAddress,
	connect,
	egressPolicy,
	parsePolicy,
	resolve,
	setFilter,
	type EgressFilter,
} from '../../../dist/nodes/shared/egress/index.js';
import { HospitalError } from '../../../dist/nodes/shared/errors.js';

const nothingListed = parsePolicy('');
const refused = (error: unknown) =>
	error instanceof HospitalError && error.code === 'egress-refused';

afterEach(() => {
	setFilter(undefined);
	delete process.env.HOSPITAL_EGRESS_ALLOW;
});

test('loopback, RFC 1918 and unique local addresses are allowed without any setting', () => {
	for (const ip of [
		'127.0.0.1',
		'::1',
		'10.0.0.1',
		'172.16.0.1',
		'172.31.255.254',
		'192.168.1.1',
		'fd12:3456::1',
		'[fc00::1]',
	]) {
		checkAddress(ip, nothingListed);
	}
});

test('public addresses are refused until the administrator lists their range', () => {
	for (const ip of [
		'8.8.8.8',
		'172.32.0.1',
		'172.15.255.255',
		'100.64.0.1',
		'2001:db8::1',
		'2606:4700::1111',
	]) {
		assert.throws(() => checkAddress(ip, nothingListed), refused, ip);
	}
	const policy = parsePolicy('203.0.113.0/24, 2001:db8::/32, 8.8.8.8');
	for (const ip of ['203.0.113.9', '2001:db8:1::5', '8.8.8.8']) checkAddress(ip, policy);
	assert.throws(() => checkAddress('203.0.114.1', policy), refused);
});

test('link-local, multicast, unspecified and tunnel addresses are refused even when listed', () => {
	const everything = parsePolicy('0.0.0.0/0, ::/0');
	for (const ip of [
		'169.254.169.254',
		'fe80::1',
		'fe80::1%eth0',
		'fd00:ec2::254',
		'224.0.0.1',
		'ff02::1',
		'0.0.0.0',
		'::',
		'255.255.255.255',
		'64:ff9b::a9fe:a9fe',
		'2002:a9fe:a9fe::1',
	]) {
		assert.throws(() => checkAddress(ip, everything), refused, ip);
	}
});

test('an IPv4-mapped IPv6 address is judged as the IPv4 address that it is', () => {
	checkAddress('::ffff:10.0.0.1', nothingListed);
	checkAddress('::ffff:7f00:1', nothingListed);
	for (const ip of [
		'::ffff:169.254.169.254',
		'::ffff:a9fe:a9fe',
		'::ffff:8.8.8.8',
		'0:0:0:0:0:ffff:0808:0808',
	]) {
		assert.throws(() => checkAddress(ip, nothingListed), refused, ip);
	}
});

test('a refusal names the kind of address, never the address', () => {
	assert.throws(
		() => checkAddress('8.8.4.4', nothingListed),
		(error: HospitalError) =>
			!`${error.message}${error.nextStep}`.includes('8.8.4.4') &&
			/public address/.test(error.message),
	);
	assert.throws(
		() => checkAddress('169.254.169.254', nothingListed),
		(error: HospitalError) => /link-local/.test(error.message),
	);
});

test('the list in the environment is read again when it changes', () => {
	assert.throws(() => checkAddress('198.51.100.7'), refused);
	process.env.HOSPITAL_EGRESS_ALLOW = '198.51.100.0/24';
	checkAddress('198.51.100.7');
	assert.ok(egressPolicy() === egressPolicy());
});

test('an entry that is neither range nor name is refused instead of dropped', () => {
	for (const text of [
		'10.0.0.0/33',
		'10.0.0.0/x',
		'https://pacs.example.org',
		'a b',
		'10.0.0.0/8/8',
	]) {
		assert.throws(
			() => parsePolicy(text),
			(error: HospitalError) => error.code === 'egress-list-invalid',
			text,
		);
	}
});

test('a literal address resolves to itself without the name server', async () => {
	assert.deepEqual(await resolve('127.0.0.1', nothingListed), { address: '127.0.0.1', family: 4 });
	assert.deepEqual(await resolve('[::1]', nothingListed), { address: '::1', family: 6 });
	assert.deepEqual(await resolve('::ffff:10.0.0.1', nothingListed), {
		address: '10.0.0.1',
		family: 4,
	});
	await assert.rejects(resolve('169.254.169.254', nothingListed), refused);
});

test('a host that is neither name nor address is refused before the name server is asked', async () => {
	for (const host of ['', 'a b', 'host/path', '1.2.3', 'x'.repeat(300)]) {
		await assert.rejects(
			resolve(host, nothingListed),
			(error: HospitalError) => error.code === 'host-invalid',
			host,
		);
	}
});

/** A filter whose name server gives fixed answers. */
const answering = (...addresses: string[]): EgressFilter => ({
	validateConnectionHost: () => ({ ok: true }),
	createSecureLookup: () =>
		((_host, _options, done) =>
			done(
				null,
				addresses.map((address) => ({ address, family: address.includes(':') ? 6 : 4 })),
			)) as LookupFunction,
});

test('a name that resolves to a forbidden address is refused', async () => {
	for (const address of ['8.8.8.8', '169.254.169.254', '::ffff:169.254.169.254']) {
		await assert.rejects(
			resolve('pacs.example.org', nothingListed, { filter: answering(address) }),
			refused,
			address,
		);
	}
});

test('of several addresses the first permitted one is taken', async () => {
	const filter = answering('2606:4700::1111', '10.1.2.3');
	assert.deepEqual(await resolve('pacs.example.org', nothingListed, { filter }), {
		address: '10.1.2.3',
		family: 4,
	});
});

test('a listed name may have a public address, but never a link-local one', async () => {
	const policy = parsePolicy('*.example.org');
	const found = await resolve('pacs.example.org', policy, { filter: answering('203.0.113.1') });
	assert.equal(found.address, '203.0.113.1');
	await assert.rejects(
		resolve('pacs.example.org', policy, { filter: answering('169.254.169.254') }),
		refused,
	);
	await assert.rejects(
		resolve('example.org.evil.test', policy, { filter: answering('203.0.113.1') }),
		refused,
	);
});

test("n8n's own filter is asked for literal addresses and for names", async () => {
	const strict: EgressFilter = {
		validateConnectionHost: (host) => ({ ok: host !== '127.0.0.1' }),
		createSecureLookup: () =>
			((_host, _options, done) => done(new Error('blocked'), [])) as LookupFunction,
	};
	await assert.rejects(resolve('127.0.0.1', nothingListed, { filter: strict }), refused);
	setFilter(strict);
	await assert.rejects(resolve('localhost', nothingListed), refused);
});

test('a silent name server ends in a time-out that may be tried again', async () => {
	const silent: EgressFilter = {
		validateConnectionHost: () => ({ ok: true }),
		createSecureLookup: () => (() => {}) as unknown as LookupFunction,
	};
	await assert.rejects(
		resolve('pacs.example.org', nothingListed, { filter: silent, timeoutMs: 20 }),
		(error: HospitalError) => error.code === 'host-lookup-timeout' && error.retryable,
	);
});

test('connect pins the checked address, whatever the name server would say later', async () => {
	const server = createServer((socket) => socket.on('error', () => {}).end('hello')).listen(
		0,
		'127.0.0.1',
	);
	await new Promise((done) => server.once('listening', done));
	const { port } = server.address() as AddressInfo;
	let asked = 0;
	const filter = answering('127.0.0.1');
	const rebinding: EgressFilter = {
		...filter,
		createSecureLookup: () => {
			asked++;
			return asked === 1
				? filter.createSecureLookup()
				: answering('169.254.169.254').createSecureLookup();
		},
	};
	const socket = await connect({
		host: 'pacs.example.org',
		port,
		filter: rebinding,
		timeoutMs: 2000,
	});
	assert.equal(socket.remoteAddress, '127.0.0.1');
	assert.equal(asked, 1);
	socket.destroy();
	server.close();
});

test('connect tries the next permitted address when nothing listens at the first', async () => {
	const server = createServer().listen(0, '127.0.0.1');
	await new Promise((done) => server.once('listening', done));
	const { port } = server.address() as AddressInfo;
	const socket = await connect({
		host: 'pacs.example.org',
		port,
		filter: answering('::1', '127.0.0.1'),
		timeoutMs: 2000,
	});
	assert.equal(socket.remoteAddress, '127.0.0.1');
	socket.destroy();
	server.close();
});

test('a closed port, an abort and a forbidden port number each say what happened', async () => {
	const server = createServer().listen(0, '127.0.0.1');
	await new Promise((done) => server.once('listening', done));
	const { port } = server.address() as AddressInfo;
	await new Promise((done) => server.close(done));
	const code = (expected: string) => (error: HospitalError) => error.code === expected;
	await assert.rejects(connect({ host: '127.0.0.1', port }), code('econnrefused'));
	await assert.rejects(
		connect({ host: '127.0.0.1', port, signal: AbortSignal.abort() }),
		code('cancelled'),
	);
	await assert.rejects(connect({ host: '127.0.0.1', port: 0 }), code('port-invalid'));
});

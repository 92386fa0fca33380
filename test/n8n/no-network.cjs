'use strict';
/**
 * Loaded into n8n before anything else (NODE_OPTIONS=--require): refuses every connection and name
 * look-up that would leave this machine and notes the destination in NO_NETWORK_LOG.
 */
const { appendFileSync } = require('node:fs');
const dgram = require('node:dgram');
const dns = require('node:dns');
const net = require('node:net');

const LOCAL = /^(?:localhost|127(?:\.\d{1,3}){3}|::1|::ffff:127(?:\.\d{1,3}){3})$/i;

function refuse(destination) {
	if (process.env.NO_NETWORK_LOG) appendFileSync(process.env.NO_NETWORK_LOG, `${destination}\n`);
	return Object.assign(new Error(`The test harness lets nothing leave: ${destination}`), {
		code: 'ECONNREFUSED',
	});
}

const connect = net.Socket.prototype.connect;
net.Socket.prototype.connect = function (...args) {
	// net.connect hands over one array of normalised arguments.
	const [first, second] = Array.isArray(args[0]) ? args[0] : args;
	const options =
		typeof first === 'object' && first !== null ? first : { port: first, host: second };
	const host = typeof options.host === 'string' ? options.host : 'localhost';
	if (options.path || LOCAL.test(host)) return connect.apply(this, args);
	const error = refuse(`${host}:${options.port}`);
	process.nextTick(() => this.destroy(error));
	return this;
};

const lookup = dns.lookup;
dns.lookup = function (name, ...rest) {
	if (!name || LOCAL.test(name)) return lookup.call(dns, name, ...rest);
	const error = refuse(`name ${name}`);
	const callback = rest.at(-1);
	process.nextTick(() => callback(error));
};

const lookupPromise = dns.promises.lookup;
dns.promises.lookup = async function (name, ...rest) {
	if (!name || LOCAL.test(name)) return await lookupPromise.call(dns.promises, name, ...rest);
	throw refuse(`name ${name}`);
};

const send = dgram.Socket.prototype.send;
dgram.Socket.prototype.send = function (...args) {
	const host = args.find((value, index) => index > 0 && typeof value === 'string') ?? 'localhost';
	if (LOCAL.test(host)) return send.apply(this, args);
	const callback = args.find((value) => typeof value === 'function');
	const error = refuse(`${host} (UDP)`);
	if (callback) process.nextTick(() => callback(error));
};

'use strict';
/**
 * Measures the event loop of the thread that loads it, and is asked over a local socket: `begin`
 * starts anew, anything else is answered with what was measured since then, as JSON. The bench's own
 * host process calls it; n8n loads it with NODE_OPTIONS=--require and LOOP_PROBE in its environment.
 */
const { createServer } = require('node:net');
const { monitorEventLoopDelay, performance } = require('node:perf_hooks');

/** With it the histogram's values are raw: the timer's own millisecond is in them. */
const RESOLUTION_MS = 1;

function startLoopProbe(socketPath, more = () => ({})) {
	const delays = monitorEventLoopDelay({ resolution: RESOLUTION_MS });
	let before = performance.eventLoopUtilization();
	const begin = () => {
		delays.enable();
		delays.reset();
		before = performance.eventLoopUtilization();
	};
	const report = () => ({
		p50: delays.percentile(50) / 1e6,
		p99: delays.percentile(99) / 1e6,
		max: delays.max / 1e6,
		utilisation: performance.eventLoopUtilization(before).utilization,
		...more(),
	});
	const server = createServer((socket) => {
		socket.on('error', () => undefined);
		socket.once('data', (question) => {
			if (question.toString('utf8').trim() !== 'begin') return socket.end(JSON.stringify(report()));
			begin();
			socket.end('begun');
		});
	});
	server.listen(socketPath);
	server.unref();
	return server;
}

module.exports = { startLoopProbe };

// Only n8n's main process: what it starts inherits the environment.
if (process.env.LOOP_PROBE && process.argv[2] === 'start') startLoopProbe(process.env.LOOP_PROBE);

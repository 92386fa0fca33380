/**
 * A process with a listener and nothing else, to be fuzzed. Usage: node host.ts SPOOL. Prints one
 * JSON line when it listens, and one for every event that should not be; any line on standard input
 * is answered with the counts of all events and the memory that the thread kept since the last line.
 */
import { createInterface } from 'node:readline';
import type { Worker } from 'node:worker_threads';
import { startListener } from '../../../../dist/nodes/Dicom/intake/index.js';

/** Short enough for the campaign, long enough for a busy machine. */
const LIMITS = {
	maxConnections: 1000,
	maxAssociations: 800,
	maxAssociationsPerPeer: 800,
	maximumLength: 16_384,
	artimMs: 3000,
	pduMs: 4000,
	idleMs: 5000,
	backlogBytes: 1024 * 1024,
	maxInstanceBytes: 64 * 1024 * 1024,
	minFreeBytes: 0,
};

/** The events that a listener under attack must not give. */
const FAULTS = new Set([
	'listener-failed',
	'listener-restarted',
	'storage-failing',
	'study-missing',
]);

const [spoolDir = ''] = process.argv.slice(2);
const counts: Record<string, number> = {};
const say = (line: object) => process.stdout.write(`${JSON.stringify(line)}\n`);

const listener = await startListener({
	host: '127.0.0.1',
	port: 0,
	spoolDir,
	nameKey: Buffer.alloc(32, 7),
	limits: LIMITS,
	routes: [
		{
			id: 'workflow-1/node-1',
			mode: 'production',
			calledAeTitle: 'HOSPITAL',
			callingAeTitles: [],
			priority: 'routine',
			quietPeriodMs: 2000,
		},
	],
	on: (event) => {
		const { type } = event;
		const refusal = type === 'association-refused' || type === 'instance-refused';
		const times = refusal ? (event.more ?? 1) : 1;
		counts[type] = (counts[type] ?? 0) + times;
		if (refusal) counts[event.reason] = (counts[event.reason] ?? 0) + times;
		if (FAULTS.has(event.type)) say(event);
		if (event.type === 'study-complete') {
			const { key, version, calledAeTitle } = event.study;
			listener.handedOver(calledAeTitle, key, version).catch((error: unknown) => {
				say({ type: 'not-handed-over', error: String(error) });
			});
		}
	},
});
process.on('warning', ({ name, message }) => say({ type: 'warning', name, message }));
say({ type: 'listening', port: listener.port });
/**
 * The least memory that the listener's thread was seen with: what it really keeps. Its resident
 * memory says more about when the garbage was last collected.
 */
let least = Number.POSITIVE_INFINITY;
const thread = () => (listener as unknown as { worker?: Worker }).worker;
setInterval(() => {
	thread()
		?.getHeapStatistics()
		.then(({ used_heap_size: used, external_memory: external }) => {
			least = Math.min(least, (used + external) / 2 ** 20);
		})
		.catch(() => {});
}, 100).unref();

const end = () => void listener.close().then(() => process.exit(0));
// Who started it is gone when standard input ends.
createInterface({ input: process.stdin })
	.on('line', () => {
		say({ type: 'counts', counts, kept: least });
		least = Number.POSITIVE_INFINITY;
	})
	.on('close', end);
process.on('SIGTERM', end);

/**
 * A process with a listener and nothing else, to be killed at any moment.
 * Usage: node dicom-host.ts PORT SPOOL. Prints one JSON line per event; `listening` comes first.
 */
import { startListener } from '../../dist/nodes/Dicom/intake/index.js';

const [port = '0', spoolDir = ''] = process.argv.slice(2);
const say = (line: object) => process.stdout.write(`${JSON.stringify(line)}\n`);

const listener = await startListener({
	host: '127.0.0.1',
	port: Number(port),
	spoolDir,
	nameKey: Buffer.alloc(32, 7),
	limits: { minFreeBytes: 0 },
	routes: [
		{
			id: 'workflow-1/node-1',
			mode: 'production',
			calledAeTitle: 'HOSPITAL',
			callingAeTitles: [],
			priority: 'routine',
			quietPeriodMs: 300,
		},
	],
	on: (event) => say(event),
});
say({ type: 'listening', port: listener.port });
process.on('SIGTERM', () => void listener.close().then(() => process.exit(0)));

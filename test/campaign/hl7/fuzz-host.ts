/**
 * A process with nothing but an HL7 listener, over the folder that is its only argument. Prints its
 * port on the first line, and a line for each event that means that something is wrong.
 */
import { startListener, type Listener } from '../../../dist/nodes/Hl7/intake/index.js';

const WRONG = new Set(['listener-failed', 'storage-failing', 'journal-damaged']);

const listener: Promise<Listener> = startListener({
	...{ folder: process.argv[2] ?? '', key: Buffer.alloc(32, 3), name: 'fuzz' },
	...{ host: '127.0.0.1', port: 0 },
	limits: { minFreeBytes: 0, messageMs: 2_000, maxMessageBytes: 1_000_000 },
	// What is remembered on purpose must not hide what is kept by mistake.
	duplicateWindowMs: 2_000,
	noRoute: 'keep',
	routes: [{ id: 'fuzz', mode: 'production', acknowledge: 'stored', priority: 'batch' }],
	on: (event) => {
		if (event.type === 'messages') {
			void listener.then((started) => started.handedOver(event.route, event.offer));
		} else if (WRONG.has(event.type)) process.stdout.write(`${event.type}\n`);
	},
});
process.stdout.write(`${(await listener).port}\n`);

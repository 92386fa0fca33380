/**
 * A process with our listener, started by host-process.ts with HostArguments as its only argument: all
 * that an HL7 Trigger does with a published workflow but for n8n's own part. Says its port on a line of
 * standard output, and ends with its standard input.
 */
import {
	auditEntries,
	intakePlace,
	messageWork,
	receiveMessages,
	startListener,
	type PortSettings,
	type Route,
} from '../../../dist/nodes/Hl7/intake/index.js';
import { dataDirectory } from '../../../dist/nodes/shared/data-directory.js';
import { ledger } from '../../../dist/nodes/shared/ledger/index.js';
import { workEngine, workStore } from '../../../dist/nodes/shared/work/index.js';
import type { HostArguments } from './host-process.ts';

const { form, port, flushEach } = JSON.parse(process.argv[2] ?? '{}') as HostArguments;
const directory = await dataDirectory();
const settings: PortSettings = {
	...intakePlace(directory),
	host: '127.0.0.1',
	port,
	flushEach,
	limits: { minFreeBytes: 0 },
};
const route: Route = {
	id: 'bench/n1',
	mode: 'production',
	acknowledge: 'stored',
	priority: 'routine',
};
const agent = { instance: 'bench' };

if (form === 'engine') {
	const listener = startListener({
		...settings,
		routes: [route],
		on: (event) => {
			if (event.type !== 'messages') return;
			void listener.then((started) => started.handedOver(event.route, event.offer));
		},
	});
	await listener;
} else {
	const engine = await workEngine();
	const store = await workStore();
	const about = { route: route.id, priority: route.priority, owner: 'bench' };
	await receiveMessages({
		settings,
		route,
		audit: async (event) => {
			const writer = await ledger();
			const pseudonym = (...parts: string[]) => directory.key.pseudonym(...parts);
			const entries = auditEntries(event, pseudonym);
			await Promise.all(entries.map(async (entry) => await writer.append({ ...entry, agent })));
		},
		onFailure: (what) => process.stderr.write(`${what}\n`),
		...messageWork(engine, store, about),
	});
}
process.stdout.write('listening\n');
process.stdin.resume().on('end', () => process.exit(0));

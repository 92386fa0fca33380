/**
 * A process with the HL7 listener and the work engine, as an HL7 Trigger ties them together, to be
 * killed at any point. Arguments: port, file to which each delivery is written, batch size (0: none).
 */
import { appendFileSync } from 'node:fs';
import {
	auditEntries,
	intakePlace,
	messageWork,
	receiveMessages,
	type Hl7Payload,
	type Route,
} from '../../../dist/nodes/Hl7/intake/index.js';
import { dataDirectory } from '../../../dist/nodes/shared/data-directory.js';
import { ledger } from '../../../dist/nodes/shared/ledger/index.js';
import { workEngine, workStore } from '../../../dist/nodes/shared/work/index.js';

const [port = '0', record = '', batch = '0'] = process.argv.slice(2);
const directory = await dataDirectory();
const engine = await workEngine();
const store = await workStore();
const route: Route = {
	id: 'campaign/n1',
	mode: 'production',
	acknowledge: 'stored',
	priority: 'routine',
	...(batch !== '0' && { batch: { most: Number(batch), withinMs: 20 } }),
};

engine.attach(route.id, {
	deliver: ({ id, attempt }, payload) => {
		const { messages } = payload as Hl7Payload;
		const lines = messages.map(({ controlId }) => JSON.stringify({ id, attempt, controlId }));
		// Survives the end of this process, if not of the machine.
		appendFileSync(record, `${lines.join('\n')}\n`);
		store
			.close(id, { state: 'DELIVERED', reason: 'done', owner: '', attempt })
			.then(async () => await engine.settle(id, attempt, 'success'))
			.catch(() => undefined);
	},
});
await receiveMessages({
	settings: {
		...intakePlace(directory),
		...{ host: '127.0.0.1', port: Number(port) },
		limits: { minFreeBytes: 0, journalBytes: 20_000 },
	},
	route,
	audit: async (event) => {
		const writer = await ledger();
		for (const entry of auditEntries(event, (...parts) => directory.key.pseudonym(...parts))) {
			await writer.append({ ...entry, agent: { instance: 'campaign' } });
		}
	},
	onFailure: (what) => process.stderr.write(`${what}\n`),
	...messageWork(engine, store, { route: route.id, priority: 'routine', owner: 'campaign' }),
});
process.stdout.write('listening\n');

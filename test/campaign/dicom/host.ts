/**
 * A process that receives studies as n8n does, without n8n: the listener in its thread, the durable
 * work items, and a recorder in place of the workflow. To be killed at any moment.
 *
 * Usage: node host.ts PORT RECORD, with HOSPITAL_DATA_DIR and HOSPITAL_KEY_FILE set. Starts when
 * its standard input says `start`, and takes the commands of HostCommand, one JSON line each. Says
 * one JSON line per fact.
 */
import { open } from 'node:fs/promises';
import { createInterface } from 'node:readline';
import type { Worker } from 'node:worker_threads';
import { disposeStudy } from '../../../dist/nodes/Dicom/intake/index.js';
import { receive } from '../../../dist/nodes/Dicom/receiving/receive.js';
import type { StudyReference } from '../../../dist/nodes/shared/contracts/index.js';
import { dataDirectory } from '../../../dist/nodes/shared/data-directory.js';
import { workEngine, workStore } from '../../../dist/nodes/shared/work/index.js';
import { CALLED, ROUTE, type Delivery, type HostCommand } from './protocol.ts';

const [port = '0', record = ''] = process.argv.slice(2);
const say = (line: object): void => void process.stdout.write(`${JSON.stringify(line)}\n`);

const lines = createInterface({ input: process.stdin });
await new Promise<void>((resolve) => lines.once('line', () => resolve()));

const { dicom: spoolDir, key } = await dataDirectory();
const engine = await workEngine();
const store = await workStore();
const recorder = await open(record, 'a');
let writing = Promise.resolve();

/** The workflow: what it was given is on the disk before the item is closed. */
async function work(delivery: Delivery): Promise<void> {
	await write(delivery);
	const { id, attempt, studyKey, version } = delivery;
	await store.close(id, { state: 'DELIVERED', reason: '', owner: '', attempt });
	await write({ ...delivery, closed: true });
	say({ type: 'closed', studyKey, version });
}

/** One line after the other, each on the disk when this resolves. */
async function write(delivery: Delivery): Promise<void> {
	const line = `${JSON.stringify(delivery)}\n`;
	writing = writing.then(async () => {
		await recorder.write(line);
		await recorder.datasync();
	});
	await writing;
}

engine.attach(ROUTE, {
	deliver: ({ id, attempt }, payload) => {
		const { key: studyKey, version, supersedes, instanceCount } = payload as StudyReference;
		void work({ id, attempt, studyKey, version, supersedes, instanceCount })
			.then(
				() => engine.settle(id, attempt, 'success'),
				() => engine.settle(id, attempt, 'error'),
			)
			// A full disk: the lease tells the engine later.
			.catch(() => undefined);
	},
});

await receive({
	settings: {
		host: '127.0.0.1',
		port: Number(port),
		spoolDir,
		nameKey: key.key('spool-names'),
		limits: {
			minFreeBytes: Number(process.env.HOST_MIN_FREE_BYTES ?? 0),
			journalBytes: 32 * 1024,
		},
	},
	route: {
		id: ROUTE,
		mode: 'production',
		calledAeTitle: CALLED,
		callingAeTitles: [],
		priority: 'routine',
		quietPeriodMs: Number(process.env.HOST_QUIET_MS ?? 400),
	},
	audit: async ({ type, ...event }) => {
		const code = 'code' in event ? event.code : 'reason' in event ? event.reason : undefined;
		const status = 'status' in event ? event.status : undefined;
		const count = 'count' in event ? event.count : undefined;
		const transfers = 'studies' in event ? event.studies : [];
		const added = transfers.reduce((sum, each) => sum + each.added, 0);
		say({ type, code, status, count, ...(added > 0 && { added }) });
	},
	open: async (study) => {
		await engine.open({
			kind: 'dicom-study',
			route: ROUTE,
			priority: 'routine',
			dedupeKey: `${study.key}/${study.version}`,
			payload: study,
			owner: 'test',
		});
	},
	onFailure: (what) => say({ type: 'failure', code: what }),
});
say({ type: 'listening' });

/** The thread of the listener, which only a program inside this process can reach. */
function listenerThread(): Worker | undefined {
	interface Hub {
		ports: Map<number, { listener: { worker?: Worker } }>;
	}
	const holder = globalThis as unknown as Record<symbol, Hub | undefined>;
	const hubs = Object.getOwnPropertySymbols(holder).filter((symbol) =>
		symbol.description?.startsWith('n8n-nodes-hospital/dicom-hub/'),
	);
	return hubs.map((symbol) => holder[symbol]?.ports.get(Number(port))?.listener.worker)[0];
}

async function obey(command: HostCommand): Promise<void> {
	switch (command.do) {
		case 'dispose':
			await disposeStudy(spoolDir, command.studyKey);
			say({ type: 'disposed', studyKey: command.studyKey });
			return;
		case 'list':
			say({ type: 'list', items: await engine.list() });
			return;
		case 'terminate':
			await listenerThread()?.terminate();
			return;
		case 'throw':
			// No message of ours: the thread throws where it handles messages.
			listenerThread()?.postMessage(null);
	}
}

lines.on('line', (line) => {
	obey(JSON.parse(line) as HostCommand).catch((error: Error & { code?: string }) =>
		say({ type: 'failure', code: error.code ?? error.message }),
	);
});

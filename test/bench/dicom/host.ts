/**
 * A process with our listener, started by host-process.ts with HostArguments as its only argument.
 * It measures its own main thread (loop-probe.cjs), and is asked over a local socket.
 */
import { join } from 'node:path';
import {
	startListener,
	type ListenerEvent,
	type PortSettings,
} from '../../../dist/nodes/Dicom/intake/index.js';
import {
	auditEntries,
	type AuditedEvent,
} from '../../../dist/nodes/Dicom/receiving/audit-events.js';
import { imageCounter } from '../../../dist/nodes/Dicom/receiving/count-images.js';
import { receive } from '../../../dist/nodes/Dicom/receiving/receive.js';
import { dataDirectory } from '../../../dist/nodes/shared/data-directory.js';
import { ledger } from '../../../dist/nodes/shared/ledger/index.js';
import { workEngine } from '../../../dist/nodes/shared/work/index.js';
import type { HostArguments, HostNews } from './host-process.ts';
import { startLoopProbe } from './loop-probe.cjs';

const { form, durable, host, port, dir, control, route, pacs } = JSON.parse(
	process.argv[2] ?? '{}',
) as HostArguments;

const studies: HostNews['studies'] = [];
const failures: string[] = [];
let opened = 0;

/** What a listener says when nothing is wrong. */
const USUAL = new Set(['association-ended', 'count-wanted', 'count-asked', 'orphans-removed']);

function note(event: ListenerEvent | AuditedEvent): void {
	if (event.type === 'study-complete') {
		const { studyInstanceUid, completeness, instanceCount } = event.study;
		const { evidence } = completeness;
		studies.push({ at: Date.now(), studyInstanceUid, evidence, instances: instanceCount });
	} else if (!USUAL.has(event.type)) failures.push(event.type);
}

async function startEngine(): Promise<() => Promise<void>> {
	const settings: PortSettings = {
		host,
		port,
		spoolDir: join(dir, 'spool'),
		nameKey: Buffer.alloc(32, 7),
		unsafeNoSync: !durable,
	};
	const listener = await startListener({ ...settings, routes: [route], on: note });
	return async () => await listener.close();
}

/** What DicomTrigger.trigger does with a published workflow, but for n8n's own part. */
async function startTrigger(): Promise<() => Promise<void>> {
	const { dicom, key } = await dataDirectory();
	const engine = await workEngine();
	const agent = { instance: 'bench' };
	return await receive({
		settings: { host, port, spoolDir: dicom, nameKey: key.key('spool-names') },
		route,
		audit: async (event) => {
			note(event);
			const writer = await ledger();
			for (const entry of auditEntries(event, (...parts) => key.pseudonym(...parts))) {
				await writer.append({ ...entry, agent });
			}
		},
		open: async (study) => {
			await engine.open({
				kind: 'dicom-study',
				route: route.id,
				priority: route.priority,
				dedupeKey: `${study.key}/${study.version}`,
				payload: study,
				owner: 'bench',
			});
			opened++;
		},
		...(pacs && {
			count: imageCounter({ peer: pacs }, (trouble) => failures.push(JSON.stringify(trouble))),
		}),
		onFailure: (what) => failures.push(what),
	});
}

const close = await (form === 'engine' ? startEngine() : startTrigger());

const probe = startLoopProbe(control, () => ({ studies, opened, failures }));
process.once('SIGTERM', () => {
	probe.close();
	void close().finally(() => process.exit(0));
});

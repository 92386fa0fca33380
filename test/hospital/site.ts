import { randomBytes } from 'node:crypto';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { startN8n, type N8n } from '../n8n/instance.ts';
import { makeCertificates } from '../peers/certificates.ts';
import type { CalledEntity } from '../peers/dcmtk.ts';
import { startOrthanc, type Orthanc } from '../peers/orthanc.ts';
import { freePort } from '../peers/ports.ts';
import { startRsyslog, type Rsyslog } from '../peers/rsyslog.ts';
import { startEhr, type Ehr } from './ehr.ts';
import { InferenceServer } from './inference-server.ts';
import { Modality } from './modality.ts';
import { MRN_ISSUER, MRN_SYSTEM, ACCESSION_SYSTEM, type Hospital } from './people.ts';
import { seedHospital } from './seed.ts';
import { Running } from './running.ts';
import { startBackbone, startWorkers, type Queue } from './queue.ts';
import { prepareTemplate, readTemplate, type Settings } from './templates.ts';

const LISTENER_AET = 'HOSPITAL_AI';
const MODALITY_AET = 'DEMOCT1';

export interface SiteOptions {
	/** Empty folder for everything that the hospital keeps. */
	dir: string;
	/** Seconds without a new image after which a study counts as complete. */
	quietSeconds?: number;
	/** How many ordinary people the EHR knows. */
	people?: number;
	/** Settings of the triage template that shall differ. */
	settings?: Settings;
	/** Runs n8n in queue mode: executions go to so many workers. */
	queue?: { workers: number };
	say?: (text: string) => void;
}

/** The demo hospital: every machine is real, on loopback, and stops with the process. */
export interface Site {
	dir: string;
	dataDir: string;
	keyFile: string;
	pacs: Orthanc;
	ehr: Ehr;
	inference: InferenceServer;
	siem: Rsyslog;
	/** The one process, or the main process in queue mode. */
	n8n: N8n;
	/** In queue mode: what stands beside the main process. */
	queue: Queue | undefined;
	modality: Modality;
	people: Hospital;
	/** Our listener, as the modality calls it. */
	listener: CalledEntity;
	/** Orthanc, as the modality calls it. */
	archive: CalledEntity;
	/** Ids of the published workflows. */
	workflows: { triage: string; audit: string };
	stop(): Promise<void>;
}

/** Starts the demo hospital and publishes the templates in its n8n. What fails leaves nothing behind. */
export async function startSite(options: SiteOptions): Promise<Site> {
	const running = new Running();
	try {
		return await open(options, running);
	} catch (error) {
		await running.stop();
		throw error;
	}
}

async function open(options: SiteOptions, running: Running): Promise<Site> {
	const { dir, say = () => undefined } = options;
	const temporary = join(dir, 'tmp');
	await mkdir(temporary, { recursive: true });
	const listenerPort = await freePort();
	const dataDir = join(dir, 'data');
	const keyFile = join(dir, 'hospital.key');
	await writeFile(keyFile, `${randomBytes(32).toString('hex')}\n`, { mode: 0o600 });

	say(
		'starting PACS (Orthanc), EHR (FHIR R4), inference server (KServe v2) and SIEM (rsyslog, TLS)',
	);
	const certificates = await makeCertificates(join(dir, 'certificates'));
	const ehrToken = randomBytes(16).toString('hex');
	const [pacs, ehr, inference, siem] = await Promise.all([
		running.add(
			startOrthanc({
				aet: 'ORTHANC',
				dir: join(dir, 'pacs'),
				modalities: { n8n: { aet: LISTENER_AET, port: listenerPort } },
			}),
		),
		running.add(startEhr({ token: ehrToken })),
		running.add(InferenceServer.start()),
		running.add(startRsyslog({ dir: join(dir, 'siem'), tls: certificates })),
	]);
	const people = await seedHospital(ehr, { ordinary: options.people ?? 12 });

	say(options.queue === undefined ? 'starting n8n' : 'starting n8n in queue mode');
	running.stage();
	const backbone = options.queue && (await startBackbone(dir, running));
	running.stage();
	const env = {
		HOSPITAL_DATA_DIR: dataDir,
		HOSPITAL_KEY_FILE: keyFile,
		HOSPITAL_INSTANCE: 'demo-n8n',
		// n8n leaves folders in the temporary folder: they go with the hospital.
		TMPDIR: temporary,
		...backbone?.env,
	};
	const starting = startN8n({ userFolder: join(dir, 'n8n'), pack: 'link', env });
	const n8n = await running.add(starting);
	const { encryptionKey } = n8n;
	const count = options.queue?.workers ?? 0;
	const workers = await startWorkers({ count, dir, encryptionKey, env, running });
	const queue = backbone && { ...backbone, workers };

	say('importing credentials and templates');
	const text = async (path: string) => await readFile(path, 'utf8');
	const credentials = Object.fromEntries(
		await n8n.api.importCredentials([
			{
				id: 'dicomNodeApi',
				name: 'PACS',
				type: 'dicomNodeApi',
				data: {
					host: '127.0.0.1',
					port: pacs.dicomPort,
					calledAeTitle: pacs.aet,
					callingAeTitle: LISTENER_AET,
				},
			},
			{
				id: 'fhirServerApi',
				name: 'EHR',
				type: 'fhirServerApi',
				data: { baseUrl: ehr.url, authentication: 'bearer', token: ehrToken },
			},
			{
				id: 'inferenceServerApi',
				name: 'Inference server',
				type: 'inferenceServerApi',
				data: { baseUrl: inference.url },
			},
			{
				id: 'syslogApi',
				name: 'SIEM',
				type: 'syslogApi',
				data: {
					host: 'localhost',
					port: siem.port,
					transport: 'tls',
					caCertificate: await text(certificates.ca),
					clientCertificate: await text(certificates.client.certificate),
					clientPrivateKey: await text(certificates.client.key),
				},
			},
		]),
	);
	const triage = await prepareTemplate(
		n8n.api,
		await readTemplate('imaging-triage'),
		triageSettings(listenerPort, options),
		credentials,
	);
	const audit = await prepareTemplate(n8n.api, await readTemplate('ship-audit'), {}, credentials);
	const [triageId, auditId] = await n8n.api.importWorkflows([triage, audit]);
	await n8n.api.publish([triageId, auditId]);
	say('both workflows are published');
	return {
		dir,
		dataDir,
		keyFile,
		pacs,
		ehr,
		inference,
		siem,
		n8n,
		queue,
		people,
		modality: new Modality(join(dir, 'modality')),
		listener: { aet: LISTENER_AET, port: listenerPort, callingAet: MODALITY_AET },
		archive: { aet: pacs.aet, port: pacs.dicomPort, callingAet: MODALITY_AET },
		workflows: { triage: triageId, audit: auditId },
		stop: async () => await running.stop(),
	};
}

/** What an administrator would enter in the trigger and the Config node of the triage template. */
function triageSettings(port: number, options: SiteOptions): Settings {
	return {
		'DICOM Trigger': {
			port,
			calledAeTitle: LISTENER_AET,
			...(options.quietSeconds !== undefined && { quietPeriod: options.quietSeconds }),
			...options.settings?.['DICOM Trigger'],
		},
	};
}

export { ACCESSION_SYSTEM, MRN_ISSUER, MRN_SYSTEM };

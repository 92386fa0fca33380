import { readFile } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { store } from '../../../dist/nodes/clients/dimse/index.js';
import { Random } from '../../hospital/random.ts';
import { dcmsend, storescu, type CalledEntity } from '../../peers/dcmtk.ts';
import { peerFor } from '../../unit/dicom-net/build.ts';
import { CALLED } from './protocol.ts';
import type { SentInstance, SentStudy, StudySource } from './studies.ts';

/** Sends files over one association and tells which were answered with success. */
type Sender = (called: CalledEntity, files: readonly string[]) => Promise<Set<string>>;

const byStorescu: Sender = async (called, files) => {
	const { stdout, stderr } = await storescu(called, files, ['-v']);
	const taken = new Set<string>();
	let file: string | undefined;
	for (const line of `${stdout}\n${stderr}`.split('\n')) {
		file = /^I: Sending file: (.*)$/.exec(line)?.[1] ?? file;
		if (file !== undefined && /^I: Received Store Response \(Success\)/.test(line)) taken.add(file);
	}
	return taken;
};

const byDcmsend: Sender = async (called, files) => {
	const report = `${files[0]}.report`;
	await dcmsend(called, files, ['--create-report-file', report]);
	const text = await readFile(report, 'utf8').catch(() => '');
	const taken = new Set<string>();
	for (const block of text.split(/\n\s*\n/)) {
		const file = /^Filename\s*: (.*)$/m.exec(block)?.[1];
		if (file !== undefined && /^DIMSE Status\s*: 0x0000/m.test(block)) taken.add(file);
	}
	return taken;
};

/** Our own client keeps one association busy without the start of a program. */
const byOurs: Sender = async ({ port }, files) => {
	const outcomes = await store(
		peerFor(port),
		files.map((path) => ({ path })),
	).catch(() => []);
	return new Set(files.filter((_, index) => outcomes[index]?.outcome === 'stored'));
};

const SENDERS: readonly Sender[] = [byStorescu, byDcmsend, byOurs];

export interface SendingOptions {
	port: number;
	source: StudySource;
	/** Modalities at work at once. */
	modalities: number;
	seed: string | number;
	/** All images of the study were acknowledged. */
	onSent(study: SentStudy): void;
}

/** Modalities that send one study after the other until they are told to stop. */
export class Sending {
	/** Every study whose sending has begun and not ended. */
	readonly under = new Set<SentStudy>();
	private stopping = false;
	private readonly loops: Array<Promise<void>>;
	private readonly options: SendingOptions;

	constructor(options: SendingOptions) {
		this.options = options;
		this.loops = Array.from({ length: options.modalities }, (_, number) =>
			this.modality(new Random('modality', options.seed, number)),
		);
	}

	/** Ends after the studies that are being sent. */
	async finish(): Promise<void> {
		this.stopping = true;
		await Promise.all(this.loops);
	}

	private async modality(random: Random): Promise<void> {
		const { source, onSent } = this.options;
		while (!this.stopping) {
			const study = await source.next();
			this.under.add(study);
			await this.deliver(study, random);
			this.under.delete(study);
			onSent(study);
		}
	}

	/** What a modality does: it sends again what was not acknowledged, at times all of it. */
	private async deliver(study: SentStudy, random: Random): Promise<void> {
		const called = { aet: CALLED, port: this.options.port, callingAet: 'ZZTESTSCU' };
		while (study.instances.some(({ acknowledged }) => !acknowledged)) {
			const all = random.next() < 0.3;
			const wanted = study.instances.filter(({ acknowledged }) => all || !acknowledged);
			const taken = await random.pick(SENDERS)(called, files(wanted));
			for (const instance of wanted) if (taken.has(instance.file)) instance.acknowledged = true;
			if (taken.size < wanted.length) await sleep(random.integer(20, 120));
		}
	}
}

const files = (instances: readonly SentInstance[]): string[] => instances.map(({ file }) => file);

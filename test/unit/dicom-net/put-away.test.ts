import assert from 'node:assert/strict';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, test, type TestContext } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { archiveOf } from '../../../dist/nodes/Dicom/intake/assembly/archived.js';
import { Assembly, LINGER_MS } from '../../../dist/nodes/Dicom/intake/assembly/assembly.js';
import type { ListenerEvent } from '../../../dist/nodes/Dicom/intake/events.js';
import { Reception } from '../../../dist/nodes/Dicom/intake/reception/reception.js';
import { DEFAULT_LIMITS, type Route } from '../../../dist/nodes/Dicom/intake/settings.js';
import type { InstanceRecord } from '../../../dist/nodes/Dicom/intake/spool/records.js';
import { disposeStudy, openStudy } from '../../../dist/nodes/Dicom/intake/spool/study-files.js';
import { StudyIntake } from '../../../dist/nodes/Dicom/intake/study-intake.js';
import { CT, dataSet, EXPLICIT, route, temporaryFolder, type InstanceOptions } from './build.ts';

type Complete = Extract<ListenerEvent, { type: 'study-complete' }>;

/** The durable half of a listener, whose clock can be put forward. */
class Intake {
	readonly events: ListenerEvent[] = [];
	readonly intake: StudyIntake;
	private ahead = 0;

	readonly spool: string;
	readonly own: Route;

	constructor(spool: string, own: Route) {
		this.spool = spool;
		this.own = own;
		this.intake = new StudyIntake({
			spoolDir: spool,
			nameKey: Buffer.alloc(32, 7),
			name: 'port-0',
			limits: { ...DEFAULT_LIMITS, minFreeBytes: 0 },
			clock: { monotonic: () => performance.now() + this.ahead, wall: () => Date.now() },
			emit: (event) => this.events.push(event),
		});
	}

	static async open(t: TestContext, spool: string, own = route()): Promise<Intake> {
		const made = new Intake(spool, own);
		await made.intake.addRoute(own);
		await made.intake.open();
		t.after(() => made.intake.close());
		return made;
	}

	/** @returns whether the same content was there already */
	async store(options: InstanceOptions): Promise<boolean> {
		const { sop = '2.25.1001' } = options;
		const announced = {
			lane: 'HOSPITAL',
			callingAeTitle: 'ZZTESTSCU',
			sopClassUid: CT,
			sopInstanceUid: sop,
			transferSyntax: EXPLICIT,
		};
		const backlog = { bytes: 1e9, onFull: () => {}, onDrained: () => {} };
		const reception = this.intake.receive(announced, backlog);
		assert.ok(reception instanceof Reception);
		reception.push(dataSet(options));
		const received = await reception.finish();
		assert.ok('header' in received);
		const outcome = await this.intake.commit(announced, reception, received);
		assert.ok('studyKey' in outcome);
		return outcome.stored === 'repeated';
	}

	async complete(number: number): Promise<Complete> {
		for (let waited = 0; waited < 5000; waited += 5) {
			const found = this.events.filter((event) => event.type === 'study-complete')[number - 1];
			if (found !== undefined) return found;
			await sleep(5);
		}
		throw new Error(`no study-complete number ${number}`);
	}

	async handOver({ study, claim }: Complete): Promise<void> {
		await this.intake.handedOver('HOSPITAL', study.key, study.version, claim);
	}

	/** Everything that is over is put away. */
	async later(): Promise<void> {
		this.ahead += LINGER_MS + 60_000;
		await this.intake.addRoute(this.own);
		for (let waited = 0; this.inMemory() > 0; waited += 5) {
			assert.ok(waited < 5000, 'it is put away');
			await sleep(5);
		}
	}

	inMemory(): number {
		const { assembly } = this.intake as unknown as { assembly: Assembly };
		return [...assembly.all()].length;
	}

	async journal(): Promise<string> {
		const folder = join(this.spool, 'journal', 'port-0');
		const names = (await readdir(folder)).filter((each) => each.endsWith('.log'));
		const texts = await Promise.all(names.map((each) => readFile(join(folder, each), 'utf8')));
		return texts.join('');
	}
}

describe('a study that everybody has taken over', { timeout: 60_000 }, () => {
	test('leaves memory and journal, and goes on when an image of it comes again', async (t) => {
		const spool = await temporaryFolder(t);
		const first = await Intake.open(t, spool);
		for (const sop of ['2.25.1', '2.25.2']) await first.store({ sop });
		const before = await first.complete(1);
		await first.handOver(before);
		await first.later();
		assert.equal(await first.store({ sop: '2.25.1' }), true, 'the same content is known');
		await sleep(150);
		assert.equal(first.events.filter(({ type }) => type === 'study-complete').length, 1);
		await first.later();
		assert.equal(await first.store({ sop: '2.25.3' }), false);
		const late = await first.complete(2);
		assert.equal(late.study.instanceCount, 3);
		assert.equal(late.study.supersedes, before.study.version);
		const { instances } = await openStudy(spool, late.study.key, late.study.version);
		assert.equal(instances.length, 3);
	});

	test('is not offered again by a restart, whether it was put away or had come back', async (t) => {
		const spool = await temporaryFolder(t);
		const first = await Intake.open(t, spool);
		await first.store({ sop: '2.25.1' });
		await first.handOver(await first.complete(1));
		await first.later();
		await first.intake.close();
		const second = await Intake.open(t, spool);
		assert.ok(!(await second.journal()).includes('"instance"'), 'the journal does not grow');
		await second.store({ sop: '2.25.2' });
		await second.intake.close();
		const third = await Intake.open(t, spool);
		const late = await third.complete(1);
		assert.deepEqual([late.study.instanceCount, third.events.length], [2, 1]);
		assert.equal(typeof late.study.supersedes, 'string');
		await third.handOver(late);
		await third.later();
		await third.intake.close();
		const last = await Intake.open(t, spool);
		await sleep(200);
		assert.deepEqual(last.events, []);
	});

	test('has one archive, which disposal takes with the rest; then it is a study anew', async (t) => {
		const spool = await temporaryFolder(t);
		const first = await Intake.open(t, spool);
		await first.store({ sop: '2.25.1' });
		await first.handOver(await first.complete(1));
		await first.later();
		await first.store({ sop: '2.25.2' });
		const { study } = await first.complete(2);
		await first.handOver(await first.complete(2));
		await first.later();
		const names = await readdir(join(spool, 'studies', study.key));
		assert.equal(
			names.filter((name) => name.endsWith('.json')).length,
			3,
			'two versions, one archive',
		);
		assert.equal(await disposeStudy(spool, study.key), 2);
		await first.store({ sop: '2.25.1' });
		const again = await first.complete(3);
		assert.deepEqual([again.study.instanceCount, again.study.supersedes], [1, undefined]);
	});

	test('that is disposed of while images of it are at hand is noticed', async (t) => {
		const spool = await temporaryFolder(t);
		const first = await Intake.open(t, spool);
		await first.store({ sop: '2.25.1' });
		const { study } = await first.complete(1);
		await first.handOver(await first.complete(1));
		await disposeStudy(spool, study.key);
		await first.later();
		assert.ok(!first.events.some(({ type }) => type === 'study-missing'));
	});

	test('and a waiting one whose files vanish is missing, while the listener runs', async (t) => {
		const spool = await temporaryFolder(t);
		const first = await Intake.open(t, spool);
		await first.store({ sop: '2.25.1' });
		const { study } = await first.complete(1);
		await disposeStudy(spool, study.key);
		await first.later();
		const missing = first.events.filter(({ type }) => type === 'study-missing');
		assert.equal(missing.length, 1);
	});
});

test('a busy site for a day keeps no more in memory than a few minutes bring', () => {
	let now = 0;
	const assembly = new Assembly({ monotonic: () => now, wall: () => 1.7e12 + now });
	assembly.members.join(route({ quietPeriodMs: 10_000 }));
	const archives: number[] = [];
	let most = 0;
	// One study of 20 images every 20 seconds.
	for (let study = 0; study < 4320; study++) {
		for (let image = 0; image < 20; image++, now += 1000) {
			const record = recordOf(study, image, now);
			assembly.load(record, undefined);
			assembly.add(record);
			for (const { record: complete } of assembly.due().complete) {
				assembly.completed(complete);
				assembly.handOver(complete);
			}
		}
		for (const settled of assembly.settled()) {
			archives.push(archiveOf(settled).records.length);
			assembly.forget(settled);
		}
		most = Math.max(most, [...assembly.all()].length);
	}
	assert.ok(archives.length > 4280 && archives.every((count) => count === 20));
	assert.ok(most <= 18, `${most} studies`);
	assert.ok([...assembly.snapshot()].length < 18 * 23);
});

function recordOf(study: number, image: number, at: number): InstanceRecord {
	return {
		kind: 'instance',
		lane: 'HOSPITAL',
		studyKey: String(study),
		sopKey: `${study}.${image}`,
		sha256: `${study}.${image}`,
		bytes: 1,
		transferSyntax: EXPLICIT,
		receivedAt: new Date(1.7e12 + at).toISOString(),
		callingAeTitle: 'ZZTESTSCU',
		header: {
			sopClassUid: CT, sopInstanceUid: `2.25.${study}.${image}`, studyInstanceUid: `2.25.${study}`,
			seriesInstanceUid: `2.25.${study}.0`, accessionNumber: '', studyDescription: '', studyDate: '',
			studyTime: '', referringPhysician: '', modality: 'CT', seriesDescription: '', bodyPart: '',
			patient: { id: 'ZZ-1', issuer: '', name: 'ZZTEST^ADA', birthDate: '', sex: '' },
		}, // prettier-ignore
	};
}

import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { archiveOf } from '../../../dist/nodes/Dicom/intake/assembly/archived.js';
import {
	Assembly,
	LINGER_MS,
	REOFFER_MS,
} from '../../../dist/nodes/Dicom/intake/assembly/assembly.js';
import { REMEMBERED_MS } from '../../../dist/nodes/Dicom/intake/assembly/known-rules.js';
import { ruleKey } from '../../../dist/nodes/Dicom/intake/assembly/study-rule.js';
import {
	referenceOf,
	samePatient,
	versionOf,
} from '../../../dist/nodes/Dicom/intake/assembly/study.js';
import type {
	CompleteRecord,
	InstanceRecord,
	JournalRecord,
} from '../../../dist/nodes/Dicom/intake/spool/records.js';
import type { Route } from '../../../dist/nodes/Dicom/intake/settings.js';
import { route } from './build.ts';

const hex = (text: string) => Buffer.from(text).toString('hex').padEnd(64, '0').slice(0, 64);

/** Time that passes only when told to. */
class VirtualClock {
	now = 0;
	monotonic = () => this.now;
	wall = () => 1_700_000_000_000 + this.now;
}

function instance(
	study: string,
	number: number,
	options: Partial<InstanceRecord['header']> & { content?: string } = {},
): InstanceRecord {
	const { content = 'a', ...header } = options;
	return {
		kind: 'instance',
		lane: 'HOSPITAL',
		studyKey: study,
		sopKey: `${study}-${number}`,
		sha256: hex(`${study}${number}${content}`),
		bytes: 10,
		transferSyntax: '1.2.840.10008.1.2.1',
		receivedAt: new Date(1_700_000_000_000 + number).toISOString(),
		callingAeTitle: 'ZZTESTSCU',
		header: {
			sopClassUid: '1.2', sopInstanceUid: `2.25.${number}`, studyInstanceUid: `2.25.${study}`,
			seriesInstanceUid: '2.25.3', accessionNumber: '', studyDescription: '', studyDate: '',
			studyTime: '', referringPhysician: '', modality: 'CT', seriesDescription: '', bodyPart: '',
			patient: { id: 'ZZ-1', issuer: '', name: 'ZZTEST^ADA', birthDate: '', sex: '' },
			...header,
		}, // prettier-ignore
	};
}

/** An assembly with these routes active. */
function assemblyOf(clock: VirtualClock, ...routes: Route[]): Assembly {
	const assembly = new Assembly(clock);
	for (const each of routes) assembly.members.join(each);
	return assembly;
}

const SLOW = route({ quietPeriodMs: 10_000 });

/** A new assembly from what this one would journal. */
function restarted(assembly: Assembly, clock: VirtualClock, ...routes: Route[]): Assembly {
	const copy = new Assembly(clock);
	copy.replay([...assembly.snapshot()]);
	for (const each of routes) copy.members.join(each);
	return copy;
}

function put(assembly: Assembly, record: InstanceRecord): void {
	assembly.load(record, undefined);
	assembly.add(record);
}

/** Completes what is due, as the listener does after it has journalled the records. */
function settle(assembly: Assembly) {
	const { complete, askAt } = assembly.due();
	for (const { record } of complete) assembly.completed(record);
	return { complete: complete.map(({ record }) => record), askAt };
}

describe('study assembly', () => {
	test('a study is complete when its quiet period is over, to the millisecond', () => {
		const clock = new VirtualClock();
		const assembly = assemblyOf(clock, SLOW);
		put(assembly, instance('s', 1));
		clock.now = 4000;
		put(assembly, instance('s', 2));
		clock.now = 13_999;
		assert.deepEqual(settle(assembly), { complete: [], askAt: 14_000 });
		clock.now = 14_000;
		const [record] = settle(assembly).complete;
		assert.equal(record?.completeness.evidence, 'quiet-period');
		assert.equal(record?.version, versionOf([instance('s', 1), instance('s', 2)]));
		assert.equal(settle(assembly).complete.length, 0);
	});

	test('late images make a new version that names the one it supersedes', () => {
		const clock = new VirtualClock();
		const assembly = assemblyOf(clock, SLOW);
		put(assembly, instance('s', 1));
		clock.now = 10_000;
		const [first] = settle(assembly).complete;
		assembly.handOver(first!);
		clock.now = 50_000;
		put(assembly, instance('s', 2));
		clock.now = 60_000;
		const [second] = settle(assembly).complete;
		assert.equal(second?.supersedes, first?.version);
		assert.notEqual(second?.version, first?.version);
	});

	test('images that come while the completion is being written stay a change', () => {
		const clock = new VirtualClock();
		const assembly = assemblyOf(clock, SLOW);
		put(assembly, instance('s', 1));
		clock.now = 10_000;
		const [{ record } = { record: undefined }] = assembly.due().complete;
		put(assembly, instance('s', 2));
		assembly.completed(record!);
		clock.now = 20_000;
		const [second] = settle(assembly).complete;
		assert.equal(second?.version, versionOf([instance('s', 1), instance('s', 2)]));
		assert.equal(second?.supersedes, record?.version);
	});

	test('equal content again changes nothing; other content of an instance is a new version', () => {
		const clock = new VirtualClock();
		const assembly = assemblyOf(clock, SLOW);
		put(assembly, instance('s', 1));
		clock.now = 10_000;
		assembly.handOver(settle(assembly).complete[0]!);
		put(assembly, instance('s', 1));
		clock.now = 90_000;
		assert.deepEqual(settle(assembly).complete, []);
		assert.equal(assembly.holds('HOSPITAL', 's', 's-1', instance('s', 1).sha256), true);
		put(assembly, instance('s', 1, { content: 'b' }));
		assert.equal(assembly.holds('HOSPITAL', 's', 's-1', instance('s', 1).sha256), false);
		clock.now = 100_000;
		assert.equal(settle(assembly).complete.length, 1);
		assert.equal([...assembly.find('HOSPITAL', 's')!.instances.values()].length, 1);
	});

	test('an instance that is on its way keeps its study open', () => {
		const clock = new VirtualClock();
		const assembly = assemblyOf(clock, SLOW);
		put(assembly, instance('s', 1));
		assembly.arriving('HOSPITAL', 's', 1);
		clock.now = 60_000;
		assert.deepEqual(settle(assembly).complete, []);
		assembly.arriving('HOSPITAL', 's', -1);
		assert.equal(settle(assembly).complete.length, 1);
	});

	test('a study that is never quiet ends with the hard maximum, marked as incomplete', () => {
		const clock = new VirtualClock();
		const assembly = assemblyOf(clock, route({ quietPeriodMs: 10_000, hardMaximumMs: 30_000 }));
		const ends: CompleteRecord[] = [];
		for (let number = 0; clock.now < 30_000; number++, clock.now += 5000) {
			put(assembly, instance('s', number));
			ends.push(...settle(assembly).complete);
		}
		ends.push(...settle(assembly).complete);
		assert.equal(ends.length, 1);
		assert.equal(ends[0]?.completeness.evidence, 'hard-maximum');
		assert.equal(ends[0]?.completeness.incomplete, true);
	});

	test('the longest quiet period of the modalities in the study counts', () => {
		const clock = new VirtualClock();
		const quietPeriodMsByModality = { US: 5000, CT: 2000 };
		const assembly = assemblyOf(clock, route({ quietPeriodMs: 1000, quietPeriodMsByModality }));
		put(assembly, instance('s', 1));
		put(assembly, instance('s', 2, { modality: 'US' }));
		assert.equal(settle(assembly).askAt, 5000);
	});

	test('a completed version is offered again until somebody took it over', () => {
		const clock = new VirtualClock();
		const assembly = assemblyOf(clock, SLOW);
		put(assembly, instance('s', 1));
		clock.now = 10_000;
		const [record] = settle(assembly).complete;
		const offered = () => assembly.toOffer().map(({ claim }) => claim);
		assert.equal(offered().length, 1);
		assert.equal(assembly.offeredNow(offered()[0]!), 1);
		assert.equal(offered().length, 0);
		clock.now += REOFFER_MS;
		assert.equal(assembly.offeredNow(offered()[0]!), 2);
		assembly.handOver(record!);
		clock.now += REOFFER_MS;
		assert.equal(offered().length, 0);
	});

	test('an image that was replaced and came back as it was is not offered again', () => {
		const clock = new VirtualClock();
		const assembly = assemblyOf(clock, SLOW);
		put(assembly, instance('s', 1));
		clock.now = 10_000;
		assembly.handOver(settle(assembly).complete[0]!);
		put(assembly, instance('s', 1, { content: 'b' }));
		put(assembly, instance('s', 1));
		clock.now = 20_000;
		settle(assembly);
		assert.equal(assembly.toOffer().length, 0);
	});

	test('replaying the snapshot gives the same state back, at every stage of a study', () => {
		const clock = new VirtualClock();
		const assembly = assemblyOf(clock, SLOW);
		const check = () => {
			const copy = restarted(assembly, clock, SLOW);
			assert.deepEqual([...copy.snapshot()], [...assembly.snapshot()]);
			assert.equal(copy.toOffer().length, assembly.toOffer().length, 'offers');
			clock.now += 10_000;
			const versions = (each: Assembly) => each.due().complete.map(({ record }) => record.version);
			assert.deepEqual(versions(copy), versions(assembly), 'still to be completed');
			clock.now -= 10_000;
		};
		put(assembly, instance('s', 1));
		check();
		clock.now = 20_000;
		const [first] = settle(assembly).complete;
		check();
		put(assembly, instance('s', 2));
		check();
		assembly.handOver(first!);
		check();
		clock.now = 50_000;
		settle(assembly);
		check();
	});

	test('while no workflow receives on a lane its studies wait, and wait anew when one is back', () => {
		const clock = new VirtualClock();
		const assembly = assemblyOf(clock, SLOW);
		put(assembly, instance('s', 1));
		assembly.members.leave(SLOW.id);
		clock.now = 60_000;
		assert.deepEqual(settle(assembly).complete, []);
		assembly.members.join(SLOW);
		clock.now = 69_999;
		assert.deepEqual(settle(assembly).complete, []);
		clock.now = 70_000;
		assert.equal(settle(assembly).complete.length, 1);
	});

	test('an image whose new content names another series leaves the series where it was', () => {
		const clock = new VirtualClock();
		const assembly = assemblyOf(clock, route({ quietPeriodMs: 1000, emit: 'series' }));
		put(assembly, instance('s', 1));
		put(assembly, instance('s', 2));
		clock.now = 1000;
		const [first] = settle(assembly).complete;
		assembly.handOver(first!);
		put(assembly, instance('s', 2, { content: 'b', seriesInstanceUid: '2.25.4' }));
		clock.now = 2000;
		const { complete } = settle(assembly);
		assert.deepEqual(
			complete.map(({ scope, version, supersedes }) => [
				scope?.seriesInstanceUid,
				version,
				supersedes,
			]),
			[
				['2.25.4', versionOf([instance('s', 2, { content: 'b' })]), undefined],
				['2.25.3', versionOf([instance('s', 1)]), first?.version],
			],
		);
	});
});

describe('several workflows on one lane', () => {
	const CT = route({ id: 'ct', quietPeriodMs: 1000, only: { modalities: ['CT'] } });
	const MR = route({ id: 'mr', quietPeriodMs: 1000, only: { modalities: ['MR'] } });
	const ALL = route({ id: 'all', quietPeriodMs: 5000 });
	const HEAD = route({ id: 'head', quietPeriodMs: 1000, only: { descriptions: ['head'] } });

	/** Runs a second and gives who was offered what. */
	function offers(assembly: Assembly, clock: VirtualClock, ms = 1000) {
		clock.now += ms;
		settle(assembly);
		return assembly.toOffer().map(({ claim, route: { id } }) => {
			assembly.offeredNow(claim);
			return `${id} ${claim.offered!.version.slice(0, 8)}`;
		});
	}

	function take(assembly: Assembly, version: string, owner: string) {
		for (const { rule, scope } of assembly.offersOf({ lane: 'HOSPITAL', studyKey: 's' }, version)) {
			if (rule !== owner) continue;
			assembly.handOver({ lane: 'HOSPITAL', studyKey: 's', version, rule, scope });
		}
	}

	test('each gets what fits its rule, when its own waiting is over', () => {
		const clock = new VirtualClock();
		const assembly = assemblyOf(clock, CT, MR, ALL);
		put(assembly, instance('s', 1));
		assert.deepEqual(
			offers(assembly, clock).map((each) => each.slice(0, 3)),
			['ct '],
		);
		assert.deepEqual(
			offers(assembly, clock, 4000).map((each) => each.slice(0, 4)),
			['all '],
		);
		clock.now += 60_000;
		assert.deepEqual(settle(assembly).complete, [], 'nothing is left for the third');
	});

	test('what one has taken over is still owed to the other, also after a restart', () => {
		const clock = new VirtualClock();
		const assembly = assemblyOf(clock, CT, ALL);
		put(assembly, instance('s', 1));
		offers(assembly, clock, 5000);
		const version = versionOf([instance('s', 1)]);
		take(assembly, version, ruleKey(CT));
		const after = restarted(assembly, clock, CT, ALL);
		assert.deepEqual(offers(after, clock), [`all ${version.slice(0, 8)}`]);
		take(after, version, '');
		assert.deepEqual(offers(restarted(after, clock, CT, ALL), clock, 60_000), []);
	});

	test('one that comes later gets what is not decided yet, and nothing older', () => {
		const clock = new VirtualClock();
		const assembly = assemblyOf(clock, CT);
		put(assembly, instance('s', 1));
		offers(assembly, clock);
		take(assembly, versionOf([instance('s', 1)]), ruleKey(CT));
		put(assembly, instance('t', 2));
		assembly.members.join(ALL);
		const t = versionOf([instance('t', 2)]).slice(0, 8);
		assert.deepEqual(offers(assembly, clock, 5000), [`ct ${t}`, `all ${t}`]);
		const after = restarted(assembly, clock, CT, ALL);
		clock.now += 60_000;
		assert.equal(settle(after).complete.length, 0, 'nor after a restart');
	});

	test('what the rule does not fit is closed in the journal too', () => {
		const clock = new VirtualClock();
		const assembly = assemblyOf(clock, CT, MR);
		const journal: JournalRecord[] = [...assembly.snapshot(), instance('s', 1)];
		put(assembly, instance('s', 1));
		clock.now = 1000;
		const { states, complete } = assembly.due();
		journal.push(...states, ...complete.map(({ record }) => record));
		journal.push(...assembly.members.recordsOf(ALL));
		const copy = new Assembly(clock);
		copy.replay(journal);
		for (const each of [CT, MR, ALL]) copy.members.join(each);
		assert.deepEqual(
			offers(copy, clock, 60_000).map((each) => each.slice(0, 3)),
			['ct '],
			'not to the one that came when all was decided',
		);
	});

	test('what nobody wants is said once, and is for whoever comes for it', () => {
		const clock = new VirtualClock();
		const assembly = assemblyOf(clock, MR);
		put(assembly, instance('s', 1));
		clock.now = 1000;
		const [study] = assembly.due().unclaimed;
		assert.equal(study?.studyKey, 's');
		const archive = archiveOf(study!);
		assembly.unclaim(study!);
		assert.deepEqual(assembly.due().unclaimed, []);
		const after = restarted(assembly, clock, MR);
		assert.deepEqual(after.unclaimedOf('HOSPITAL'), [{ lane: 'HOSPITAL', studyKey: 's' }]);
		const rule = after.members.join(ALL);
		after.load({ lane: 'HOSPITAL', studyKey: 's' }, archive);
		const state = after.takeUp(after.find('HOSPITAL', 's')!, rule);
		assert.deepEqual(
			offers(after, clock, 1).map((each) => each.slice(0, 4)),
			['all '],
			'at once: it was quiet for long enough',
		);
		const again = new Assembly(clock);
		again.replay([...assembly.snapshot(), state], () => archive);
		again.members.join(ALL);
		assert.deepEqual(
			offers(again, clock, 5000).map((each) => each.slice(0, 4)),
			['all '],
			'also when the process dies before it is offered',
		);
	});

	test('a workflow that is away for a while misses nothing, one that stays away is forgotten', () => {
		const clock = new VirtualClock();
		const assembly = assemblyOf(clock, ALL, CT);
		assembly.members.leave('ct');
		put(assembly, instance('s', 1));
		assert.deepEqual(
			offers(assembly, clock, 5000).map((each) => each.slice(0, 4)),
			['all '],
		);
		clock.now += REMEMBERED_MS - 10_000;
		assert.deepEqual(assembly.members.expired(), []);
		assembly.members.join(CT);
		assert.equal(offers(assembly, clock, 1).length >= 1, true);
		assembly.members.leave('ct');
		clock.now += REMEMBERED_MS;
		const [expired] = assembly.members.expired();
		assert.equal(expired?.key, ruleKey(CT));
		assembly.members.drop(expired!);
		put(assembly, instance('t', 2));
		clock.now += 5000;
		assert.deepEqual(
			settle(assembly).complete.map(({ rule = '' }) => rule),
			[''],
			'nothing is begun under its rule any more',
		);
	});

	test('what only a forgotten workflow would have had waits for another one', () => {
		const clock = new VirtualClock();
		const assembly = assemblyOf(clock, CT);
		put(assembly, instance('s', 1));
		clock.now = 1000;
		settle(assembly);
		assert.deepEqual(assembly.members.leave('ct'), [{ lane: 'HOSPITAL', count: 1 }]);
		clock.now += REMEMBERED_MS;
		for (const rule of assembly.members.expired()) assembly.members.drop(rule);
		clock.now += 60_000;
		assert.equal(assembly.due().unclaimed[0]?.studyKey, 's');
	});

	test('a workflow whose rule was changed gets what it was owed under the old one', () => {
		const clock = new VirtualClock();
		const assembly = assemblyOf(clock, CT);
		put(assembly, instance('s', 1));
		clock.now = 1000;
		settle(assembly);
		put(assembly, instance('t', 2));
		assembly.members.leave('ct');
		const changed = { ...MR, id: 'ct' };
		assembly.members.join(changed);
		assert.deepEqual(
			offers(assembly, clock, 60_000).map((each) => each.slice(3)),
			['s', 't'].map((key, at) => versionOf([instance(key, at + 1)]).slice(0, 8)),
		);
		put(assembly, instance('u', 3));
		clock.now += 60_000;
		assert.deepEqual(settle(assembly).complete, [], 'and nothing new under it');
	});

	test('records of one workflow per lane, without a rule, go on with whoever comes', () => {
		const clock = new VirtualClock();
		const version = versionOf([instance('s', 1)]);
		const completeness = { evidence: 'quiet-period', incomplete: false, decidedAt: '2026-01-01T00:00:00Z' } as const; // prettier-ignore
		const about = { lane: 'HOSPITAL', studyKey: 's', version };
		const complete: CompleteRecord = { kind: 'complete', ...about, completeness };
		for (const each of [ALL, CT]) {
			const old: JournalRecord[] = [instance('s', 1), complete];
			const offered = new Assembly(clock);
			offered.replay(old);
			offered.members.join(each);
			assert.deepEqual(offers(offered, clock, 0), [`${each.id} ${version.slice(0, 8)}`]);
			const taken = new Assembly(clock);
			taken.replay([...old, { kind: 'handed-over', ...about }]);
			taken.members.join(each);
			clock.now += 60_000;
			assert.deepEqual(offers(taken, clock), []);
			put(taken, instance('s', 2));
			clock.now += 5000;
			assert.equal(settle(taken).complete[0]?.supersedes, version);
		}
	});

	test('a workflow sees only the images of the senders that it lets in', () => {
		const clock = new VirtualClock();
		const only = route({ id: 'ct1', quietPeriodMs: 1000, callingAeTitles: ['CT1'] });
		const assembly = assemblyOf(clock, only, ALL);
		put(assembly, { ...instance('s', 1), callingAeTitle: 'CT1' });
		put(assembly, { ...instance('s', 2), callingAeTitle: 'MR1' });
		assert.deepEqual(offers(assembly, clock, 5000), [
			`ct1 ${versionOf([instance('s', 1)]).slice(0, 8)}`,
			`all ${versionOf([instance('s', 1), instance('s', 2)]).slice(0, 8)}`,
		]);
	});

	test('descriptions count as soon as one series has them', () => {
		const clock = new VirtualClock();
		const assembly = assemblyOf(clock, HEAD);
		put(assembly, instance('s', 1));
		clock.now = 900;
		put(assembly, instance('s', 2, { seriesDescription: 'Brain HEAD 2mm' }));
		assert.equal(offers(assembly, clock).length, 1);
	});

	test('a test run gets its copy by its own rule and is in no journal', () => {
		const clock = new VirtualClock();
		const assembly = assemblyOf(clock, ALL);
		const before = [...assembly.snapshot()].length;
		assembly.members.join({ ...CT, id: 'all/test/1', mode: 'test' });
		assembly.members.join({ ...MR, id: 'all/test/2', mode: 'test' });
		assert.equal([...assembly.snapshot()].length, before);
		put(assembly, instance('s', 1));
		clock.now = 5000;
		const { tests, complete } = assembly.due();
		assert.deepEqual(
			tests.map(({ claim }) => claim.rule),
			['test:all/test/1'],
		);
		assert.equal(complete.length, 1, 'production has it all the same');
		for (const { claim } of tests) assembly.passOn(claim);
		for (const { record } of complete) assembly.completed(record);
		for (const record of assembly.snapshot()) assert.ok(!JSON.stringify(record).includes('test'));
	});

	test('what everybody has taken over is put away, and comes back with a late image', () => {
		const clock = new VirtualClock();
		const assembly = assemblyOf(clock, ALL);
		put(assembly, instance('s', 1));
		clock.now = 5000;
		const [first] = settle(assembly).complete;
		assert.deepEqual(assembly.settled(), []);
		assembly.handOver(first!);
		clock.now += LINGER_MS;
		const [study] = assembly.settled();
		const archive = archiveOf(study!);
		assembly.forget(study!);
		assert.deepEqual(
			[...assembly.snapshot()].map(({ kind }) => kind),
			['rule'],
			'nothing of it is left in the journal',
		);
		assembly.load({ lane: 'HOSPITAL', studyKey: 's' }, archive);
		assert.equal(assembly.holds('HOSPITAL', 's', 's-1', instance('s', 1).sha256), true);
		put(assembly, instance('s', 2));
		clock.now += 5000;
		const [second] = settle(assembly).complete;
		assert.equal(second?.version, versionOf([instance('s', 1), instance('s', 2)]));
		assert.equal(second?.supersedes, first?.version);
	});

	test('each series and each image is a piece of work of its own', () => {
		const clock = new VirtualClock();
		const series = route({ id: 'series', quietPeriodMs: 1000, emit: 'series' });
		const images = route({ id: 'images', quietPeriodMs: 1000, emit: 'instance' });
		const assembly = assemblyOf(clock, series, images);
		put(assembly, instance('s', 1));
		put(assembly, instance('s', 2, { seriesInstanceUid: '2.25.4' }));
		const { complete: single } = settle(assembly);
		assert.deepEqual(
			single.map(({ scope, completeness }) => [scope?.sopInstanceUid, completeness.evidence]),
			[
				['2.25.1', 'single-image'],
				['2.25.2', 'single-image'],
			],
			'an image is whole when it is stored',
		);
		clock.now = 500;
		put(assembly, instance('s', 3));
		settle(assembly);
		clock.now = 1000;
		assert.deepEqual(
			settle(assembly).complete.map(({ scope }) => scope?.seriesInstanceUid),
			['2.25.4'],
			'a series does not wait for another one',
		);
		clock.now = 1500;
		const [last] = settle(assembly).complete;
		assert.equal(last?.version, versionOf([instance('s', 1), instance('s', 3)]));
	});
});

describe('the study reference', () => {
	const complete: CompleteRecord = {
		kind: 'complete', lane: 'HOSPITAL', studyKey: 's', version: hex('v'),
		completeness: { evidence: 'quiet-period', incomplete: false, decidedAt: '2026-01-01T00:00:00Z' },
	}; // prettier-ignore
	const reference = (...records: InstanceRecord[]) => {
		const assembly = new Assembly(new VirtualClock());
		assembly.replay(records);
		return referenceOf(assembly.find('HOSPITAL', 's')!, complete);
	};

	test('counts series and instances and lists modalities once', () => {
		const study = reference(
			instance('s', 1),
			instance('s', 2),
			instance('s', 3, { modality: 'SR', seriesInstanceUid: '2.25.4', studyDescription: 'HEAD' }),
		);
		assert.deepEqual(study.modalities, ['CT', 'SR']);
		assert.deepEqual(
			study.series.map((series) => series.instanceCount),
			[2, 1],
		);
		assert.equal(study.instanceCount, 3);
		assert.equal(study.bytes, 30);
		assert.equal(study.studyDescription, 'HEAD');
		assert.equal(study.mixedIdentity, false);
	});

	test('says so when the images name more than one patient', () => {
		const other = { id: 'ZZ-2', issuer: '', name: 'ZZTEST^ADA', birthDate: '', sex: '' };
		assert.equal(
			reference(instance('s', 1), instance('s', 2, { patient: other })).mixedIdentity,
			true,
		);
	});

	test('an absent id differs from a present one, other absent details do not', () => {
		const ada = { id: 'ZZ-1', issuer: 'A', name: 'Zztest^Ada', birthDate: '19700101', sex: 'F' };
		assert.equal(samePatient(ada, { ...ada, issuer: '', birthDate: '', sex: '' }), true);
		assert.equal(samePatient(ada, { ...ada, name: 'ZZTEST^ADA^^' }), true);
		assert.equal(samePatient(ada, { ...ada, id: '' }), false);
		assert.equal(samePatient(ada, { ...ada, name: 'ZZTEST^EVA' }), false);
		assert.equal(samePatient(ada, { ...ada, birthDate: '19700102' }), false);
		assert.equal(samePatient(ada, { ...ada, issuer: 'B' }), false);
	});
});

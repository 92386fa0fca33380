import assert from 'node:assert/strict';
import type { HoldReason } from '../../../dist/nodes/shared/contracts/index.js';
import { orderOf, type Order, type Person } from '../../hospital/people.ts';
import type { Site } from '../../hospital/site.ts';
import type { Stage } from './stage.ts';
import {
	chartContents,
	chartOf,
	eventsOf,
	pacsContents,
	reportsInPacs,
	waitForEnd,
} from './traces.ts';

interface Claim {
	reason: HoldReason;
	person: Person;
	order: Order;
}

/** Studies that do not belong where they say: nothing of them may reach chart or PACS. */
export function heldTests(stage: Stage): void {
	stage.test('a study of a doubtful patient or order is held and writes nothing', async (site) => {
		const claims = doubtful(stage, site);
		const studies = await Promise.all(
			Object.values(claims).map(async (claim) => await stage.scanPositive(site, claim)),
		);
		const before = [await chartContents(site), await pacsContents(site)];
		for (const study of studies) await site.modality.send(study, site.listener);
		for (const [index, [name, { reason }]] of Object.entries(claims).entries()) {
			const study = studies[index];
			assert.ok(study !== undefined);
			const end = await waitForEnd(site, study);
			assert.deepEqual([end.state, end.reason], ['BLOCKED', reason], name);
			const events = await eventsOf(site, study);
			const held = events.find(({ interaction }) => interaction === 'identity-held');
			assert.ok(held?.outcomeReason?.split(',').includes(reason), name);
			const forbidden = /^(?:dicom-volume|model-|dicom-send|dicom-sent|fhir-transaction)/;
			assert.deepEqual(
				events.filter(({ interaction }) => forbidden.test(interaction)),
				[],
				name,
			);
		}
		assert.deepEqual([await chartContents(site), await pacsContents(site)], before);
	});

	stage.test(
		'a study under the number of a merged record goes to the surviving one',
		async (site) => {
			const { old, survivor } = site.people.merged;
			const order = orderOf(site.people, survivor);
			const study = await stage.scanPositive(site, { person: old, order });
			await site.modality.send(study, site.listener);
			assert.equal((await waitForEnd(site, study)).state, 'DELIVERED');
			const { reports, observations, tasks } = await chartOf(site, study);
			const subjects = [...reports, ...observations].map(({ subject }) => subject?.reference);
			assert.deepEqual(subjects, [`Patient/${survivor.id}`, `Patient/${survivor.id}`]);
			assert.deepEqual(
				tasks.map((task) => task.for?.reference),
				[`Patient/${survivor.id}`],
			);
			assert.equal((await reportsInPacs(site, study)).length, 1);
		},
	);

	stage.test('a patient whose name has letters outside ASCII is recognised', async (site) => {
		const study = await stage.scan(site, { person: site.people.accented });
		await site.modality.send(study, site.listener);
		assert.equal((await waitForEnd(site, study)).state, 'DELIVERED');
		const { reports } = await chartOf(site, study);
		assert.equal(reports[0]?.subject?.reference, `Patient/${site.people.accented.id}`);
	});
}

/** What each study claims, and the first reason for which it must be held. */
function doubtful(stage: Stage, site: Site): Record<string, Claim> {
	const { people } = site;
	const next = () => {
		const person = stage.nextPerson(site);
		return { person, order: orderOf(people, person) };
	};
	const [name, born, id, number, absent] = [next(), next(), next(), next(), next()];
	const [anna, anne] = people.nearEqual;
	return {
		'another family name': {
			...name,
			person: { ...name.person, family: 'Zztestother' },
			reason: 'name-mismatch',
		},
		'another birth date': {
			...born,
			person: { ...born.person, birthDate: '1911-11-11' },
			reason: 'birth-date-mismatch',
		},
		'an unknown patient number': {
			...id,
			person: { ...id.person, mrn: '99999999' },
			reason: 'patient-not-found',
		},
		'an unknown accession number': {
			...number,
			order: { ...number.order, accession: `${number.order.accession}9` },
			reason: 'order-not-found',
		},
		'the order of somebody else': {
			person: people.withoutOrder,
			order: absent.order,
			reason: 'order-other-patient',
		},
		'a cancelled order': {
			person: people.cancelled,
			order: orderOf(people, people.cancelled),
			reason: 'order-status',
		},
		'the number of a person with nearly the same name': {
			person: { ...anne, mrn: anna.mrn },
			order: orderOf(people, anna),
			reason: 'name-mismatch',
		},
	};
}

import { clinicalFactsContract, type ClinicalFacts } from '../../../shared/contracts';
import { contractField, type Operation } from '../../../shared/face';
import { freshChart } from '../../signing/fact-changes';
import { signingRoom } from '../../signing/signing-room';

export const chartChanged: Operation = {
	value: 'chartChanged',
	name: 'Tell That the Chart Changed',
	description:
		'Compare the chart as it is now with every review of the same stay that waits; what differs is shown there before anybody can sign',
	action: 'Tell waiting reviews that the chart changed',
	endedWork: true,
	fields: [
		contractField(
			clinicalFactsContract,
			'Facts of the chart as it is now, made from a fresh Chart Context. Leave as it is unless you renamed the field.',
		),
	],
	async execute(context) {
		const facts = await context.contract<ClinicalFacts>(clinicalFactsContract);
		const { store } = await signingRoom();
		let changes = 0;
		const about = (await store.waiting()).filter(
			({ patient, encounter, purpose }) =>
				patient === facts.patient && encounter === facts.encounter && purpose === facts.purpose,
		);
		for (const review of about) {
			const content = await store.content(review.id);
			if (content === undefined || content.facts.asOf > facts.asOf) continue;
			const fresh = freshChart(content.facts, facts);
			changes += fresh.changes.length + fresh.more;
			await store.refresh(review.id, fresh);
		}
		await context.audit({
			kind: 'access',
			interaction: 'sign-off-chart-compared',
			action: 'R',
			outcome: '0',
			patient: await context.pseudonym('fhir', facts.patient),
			objects: [{ type: 'sign-off-review', count: about.length }],
		});
		const value = { waiting: about.length, changes, changed: changes > 0 };
		return { add: [{ key: 'signOffChange', value, clear: ['/waiting', '/changes', '/changed'] }] };
	},
};

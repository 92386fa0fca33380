import { HospitalError } from '../../shared/errors';
import type { Operation } from '../../shared/face';
import { workStore } from '../../shared/work';
import { checkedReason } from './reason';

export const tryAgain: Operation = {
	value: 'tryAgain',
	name: 'Try Again Later',
	description:
		'Give this attempt up: the work is handed to the workflow again after a wait (5 seconds, 30 seconds, 2 minutes, 10 minutes), and after five failures it goes to the owner that its trigger names. Let nothing that acts follow this node.',
	action: 'Give this attempt at the work item up and try again later',
	subtitle: '"Try Again Later" + ($parameter["reason"] ? `: ${$parameter["reason"]}` : "")',
	fields: [
		{
			displayName: 'Reason',
			name: 'reason',
			type: 'string',
			default: '',
			required: true,
			placeholder: 'e.g. payer-not-reached',
			description:
				'Why, as a short code of small letters and hyphens. No patient data: it is shown in lists.',
		},
	],
	async execute(context) {
		const { work, liveWork } = context;
		if (work === undefined) {
			throw new HospitalError('input-missing', 'The item belongs to no work item', {
				nextStep:
					'Try Again Later works on items of a trigger of this package. Keep its "workItem" field.',
			});
		}
		const code = checkedReason(await context.parameter<string>('reason', ''));
		// A test run is nobody's work: there is nothing to hand out again.
		if (liveWork !== undefined) {
			const { id, attempt } = liveWork;
			const node = context.nodeName;
			const given = { attempt, code, node, needsPerson: false, ends: true, gaveUp: true };
			await (await workStore()).noteFailure(id, given);
		}
		await context.audit({
			kind: 'work',
			interaction: 'work-given-up',
			action: 'E',
			outcome: '4',
			outcomeReason: code,
			workItem: { id: work.id, attempt: work.attempt },
		});
		return {};
	},
};

import { createHash } from 'node:crypto';
import {
	priorAuthAppealContract,
	priorAuthChecklistContract,
	priorAuthDecisionContract,
	priorAuthRequestContract,
	type PriorAuthAppeal,
	type PriorAuthChecklist,
	type PriorAuthDecision,
	type PriorAuthRequest,
} from '../../shared/contracts';
import { byContract, contractField, type Operation } from '../../shared/face';
import { APPEAL_TITLE, appealSections, appealText } from '../appeal/draft';
import { orOnRecord } from './on-record';

export const draftAppeal: Operation = {
	value: 'draftAppeal',
	name: 'Draft Appeal',
	description:
		'Put together what a clinician needs to answer a denial or a change: reasons, numbers, what the chart says to each point, and the call with the reviewer',
	action: 'Draft an appeal',
	fields: [
		contractField(priorAuthDecisionContract),
		contractField(priorAuthRequestContract),
		{
			displayName: 'Call With the Reviewer',
			name: 'peerToPeer',
			type: 'string',
			typeOptions: { rows: 2 },
			default: '={{ $json.config?.peerToPeer }}',
			placeholder: 'e.g. 555-0100, weekdays 8 to 17, within 14 days of the letter',
			description: 'How the reviewer of the payer is reached and until when',
		},
	],
	async execute(context) {
		const decision = await context.contract<PriorAuthDecision>(priorAuthDecisionContract);
		const request = await context.contract<PriorAuthRequest>(priorAuthRequestContract);
		const checklist = await context.optionalContract<PriorAuthChecklist>(
			priorAuthChecklistContract,
		);
		const call = String((await context.parameter<unknown>('peerToPeer', '')) ?? '').trim();
		const about = { interaction: 'prior-auth-appeal-drafted', action: 'C' } as const;
		const { value } = await orOnRecord(context, about, () =>
			context.onceJson<PriorAuthAppeal>(`appeal/${request.sha256}`, async () => {
				const { items, sections } = appealSections({
					decision,
					request,
					...(checklist && { checklist }),
					...(call !== '' && { peerToPeer: call }),
				});
				const text = appealText(APPEAL_TITLE, sections);
				return await Promise.resolve({
					contract: 'PriorAuthAppeal/1',
					title: APPEAL_TITLE,
					about: decision.outcome,
					items,
					sections,
					text,
					textHash: createHash('sha256').update(text).digest('hex'),
					madeAt: new Date().toISOString(),
				});
			}),
		);
		await context.audit({
			kind: 'access',
			...about,
			outcome: '0',
			objects: [{ type: 'prior-auth-request', sha256: request.sha256 }],
		});
		const data = Buffer.from(value.text, 'utf8').toString('base64');
		return { add: [byContract(priorAuthAppealContract, { ...value, data })] };
	},
};

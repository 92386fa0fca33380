import type { FunctionsBase } from 'n8n-workflow';
import {
	priorAuthDecisionContract,
	priorAuthFollowUpContract,
	priorAuthRequestContract,
	type Priority,
} from '../../../shared/contracts';
import { dataDirectory } from '../../../shared/data-directory';
import { HospitalError } from '../../../shared/errors';
import { byContract, type Addition } from '../../../shared/face';
import { openWork } from '../../../shared/work/opening';
import type { Case } from '../../cases';
import type { FollowUpWork } from '../../following';
import { followUpAdvice } from '../../reasons';
import { onRecord, routeOf, type TriggerSettings } from './settings';

export const KINDS = { decision: 'prior-auth-decision', clock: 'prior-auth-clock' } as const;

/** What the item of a follow-up carries. */
export function additionsOf({ followUp, decision, request, answer }: FollowUpWork): Addition[] {
	return [
		byContract(priorAuthFollowUpContract, followUp),
		...(decision === undefined ? [] : [byContract(priorAuthDecisionContract, decision)]),
		...(request === undefined ? [] : [byContract(priorAuthRequestContract, request)]),
		...(answer === undefined ? [] : [{ key: 'payerAnswer', value: answer, clear: [] }]),
	];
}

export interface Planned {
	key: string;
	priority: Priority;
	work: FollowUpWork;
	case?: Case;
}

/** Puts it on record, then opens it as work of this trigger. Any process may do so. */
export async function openFollowUp(
	functions: FunctionsBase,
	{ event, owner }: Pick<TriggerSettings, 'event' | 'owner'>,
	planned: Planned,
): Promise<void> {
	const { key, priority, work, case: of } = planned;
	await onRecord(functions, await entryOf(event, work, of));
	const input = {
		kind: KINDS[event],
		route: routeOf(functions),
		priority,
		dedupeKey: key,
		owner,
	};
	try {
		await openWork({ ...input, payload: work });
	} catch (error) {
		if (!(error instanceof HospitalError) || error.code !== 'work-too-large') throw error;
		await openWork({ ...input, payload: withoutParts(work) });
	}
}

/** What no inbox takes must not be sent by the payer for ever: a person looks it up at the payer. */
const withoutParts = ({ followUp }: FollowUpWork): FollowUpWork => ({
	followUp: {
		...followUp,
		needsPerson: true,
		reasons: [...followUp.reasons, 'too-large'],
		advice: [...(followUp.advice ?? []), ...followUpAdvice(['too-large'])],
	},
});

async function entryOf(
	event: TriggerSettings['event'],
	{ followUp }: FollowUpWork,
	of: Case | undefined,
) {
	const { key } = await dataDirectory();
	const patient = of?.opening.patient.reference;
	const matched = followUp.match === 'matched';
	return {
		kind: 'access',
		interaction:
			event === 'clock'
				? 'prior-auth-clock-reached'
				: matched
					? 'prior-auth-decision-received'
					: 'prior-auth-answer-unmatched',
		action: 'R',
		outcome: followUp.needsPerson ? '4' : '0',
		outcomeReason: reasonOf(event, followUp),
		...(patient !== undefined && { patient: key.pseudonym('fhir', patient) }),
		...(followUp.caseId !== undefined && {
			objects: [{ type: 'prior-auth-case', ...key.pseudonym('prior-auth-case', followUp.caseId) }],
		}),
	} as const;
}

function reasonOf(
	event: TriggerSettings['event'],
	{ clock, match, outcome, reasons }: FollowUpWork['followUp'],
): string {
	if (event === 'clock') return `${clock?.name ?? 'decision'}-${clock?.mark ?? ''}`;
	return match === 'matched' ? `payer-${outcome ?? 'unknown'}` : (reasons[0] ?? 'unmatched');
}

import {
	TERMINAL_STATES,
	workItemContract,
	type TerminalState,
	type WorkItemReference,
} from '../../shared/contracts';
import { HospitalError } from '../../shared/errors';
import { byContract, type Operation } from '../../shared/face';
import { workStore } from '../../shared/work';
import { checkedReason } from './reason';

export const close: Operation = {
	value: 'close',
	name: 'Close',
	description: 'End the piece of work that the item belongs to in exactly one visible state',
	action: 'Close the work item',
	subtitle: '"Close: " + $parameter["state"]',
	endedWork: true,
	fields: [
		{
			displayName: 'Terminal State',
			name: 'state',
			type: 'options',
			default: 'DELIVERED',
			description: 'How the work ended. The first close counts; a repeated one changes nothing.',
			options: [
				{
					name: 'Blocked',
					value: 'BLOCKED',
					description: 'Stopped on purpose, for example because the patient could not be confirmed',
				},
				{
					name: 'Delivered',
					value: 'DELIVERED',
					description: 'The result reached the place where it is needed',
				},
				{ name: 'Escalated', value: 'ESCALATED', description: 'A person has to take over' },
				{
					name: 'No Result',
					value: 'NO_RESULT',
					description: 'There is no result. This is never shown as a negative finding.',
				},
			],
		},
		{
			displayName: 'Reason',
			name: 'reason',
			type: 'string',
			default: '',
			placeholder: 'e.g. patient-not-found',
			displayOptions: { show: { state: ['NO_RESULT', 'BLOCKED', 'ESCALATED'] } },
			description:
				'Why, as a short code of small letters and hyphens. No patient data: it is shown in lists.',
		},
		{
			displayName: 'Owner',
			name: 'owner',
			type: 'string',
			default: '',
			placeholder: 'e.g. radiology-it',
			displayOptions: { show: { state: ['ESCALATED'] } },
			description: 'Team or role that has to act',
		},
	],
	async execute(context) {
		const work = context.liveWork ?? context.work;
		if (work === undefined) {
			throw new HospitalError('input-missing', 'The item belongs to no work item', {
				nextStep: 'Close works on items of a trigger of this package. Keep its "workItem" field.',
			});
		}
		const state = checkedState(await context.parameter<string>('state'));
		const given = await context.parameter<string>('reason', '');
		const reason = state === 'DELIVERED' && given === '' ? '' : checkedReason(given, state);
		const owner = await context.parameter<string>('owner', '');
		const closed = await closeWork(work, {
			state,
			reason,
			owner,
			executionId: context.executionId,
		});
		await context.audit({
			kind: 'work',
			// A test run ends no work of the hospital: whoever counts ends must not count this one.
			interaction: context.isTest ? 'work-closed-in-test' : 'work-closed',
			action: 'U',
			outcome: '0',
			outcomeReason: closed.won ? undefined : 'closed-before',
			workItem: { id: work.id, attempt: work.attempt, state: closed.state, reason: closed.reason },
		});
		// Without this the engine records the end itself: no end may be missing in the ledger.
		if (closed.won && work.test !== true) await (await workStore()).mark(work.id, 'recorded');
		const ended: WorkItemReference = { ...work, state: closed.state, reason: closed.reason };
		return { add: [byContract(workItemContract, ended)] };
	},
};

interface Ending {
	state: TerminalState;
	reason: string;
	owner: string;
	executionId: string;
}

/** A test event says how it would have ended and touches nothing. */
async function closeWork(
	work: WorkItemReference,
	ending: Ending,
): Promise<{ state: TerminalState; reason: string; won: boolean }> {
	if (work.test === true) return { ...ending, won: true };
	const store = await workStore();
	const { closing, won } = await store.close(work.id, { ...ending, attempt: work.attempt });
	return { state: closing.state, reason: closing.reason, won };
}

function checkedState(state: string): TerminalState {
	if ((TERMINAL_STATES as readonly string[]).includes(state)) return state as TerminalState;
	throw new HospitalError('input-invalid', 'That is not a terminal state', {
		nextStep: `Choose one of ${TERMINAL_STATES.join(', ')}.`,
	});
}

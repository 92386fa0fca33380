import type { ITriggerFunctions, ITriggerResponse } from 'n8n-workflow';
import { setTimeout as sleep } from 'node:timers/promises';
import { dataDirectory } from '../../../shared/data-directory';
import { triggerItem } from '../../../shared/face';
import { casesOf, decisionDue, type Case, type Cases } from '../../cases';
import { ofDecision, ofMilestone, withRequest, type FollowUpWork } from '../../following';
import { onRecord, settingsOf, type TriggerSettings } from './settings';
import { additionsOf, KINDS } from './work';

const LOOK_EVERY = 3_000;

/**
 * "Execute workflow" in the editor: the newest case of the register, as it is. It waits for one when
 * there is none yet. Nothing is written down, and no clock is told.
 */
export async function sample(functions: ITriggerFunctions): Promise<ITriggerResponse> {
	const settings = settingsOf(functions);
	const directory = await dataDirectory();
	const cases = await casesOf(directory);
	await cases.list();
	const ended = new AbortController();
	const manualTriggerFunction = async (): Promise<void> => {
		const of = await newest(cases, settings, ended.signal);
		const patient = of.opening.patient.reference;
		await onRecord(functions, {
			kind: 'access',
			interaction: 'prior-auth-sample-read',
			action: 'R',
			outcome: '0',
			...(patient !== undefined && { patient: directory.key.pseudonym('fhir', patient) }),
		});
		const work = withRequest(workOf(of, settings), await cases.request(of));
		const reference = {
			id: 'test',
			attempt: 1,
			kind: KINDS[settings.event],
			priority: 'routine',
			openedAt: new Date().toISOString(),
			test: true,
		} as const;
		functions.emit([[{ json: await triggerItem(functions, reference, additionsOf(work)) }]]);
	};
	return {
		manualTriggerFunction,
		closeFunction: async () => await Promise.resolve(ended.abort()),
	};
}

async function newest(
	cases: Cases,
	{ event }: TriggerSettings,
	signal: AbortSignal,
): Promise<Case> {
	for (;;) {
		const fits = (await cases.list()).filter(
			(each) => event === 'clock' || each.decision !== undefined,
		);
		const last = fits.at(-1);
		if (last !== undefined) return last;
		await sleep(LOOK_EVERY, undefined, { signal });
	}
}

function workOf(of: Case, { event, clocks }: TriggerSettings): FollowUpWork {
	if (event === 'decision' && of.decision !== undefined) {
		return ofDecision(of, { decision: of.decision, effect: 'first' }, clocks);
	}
	const now = Date.now();
	const due = decisionDue(of, clocks);
	const milestone = {
		case: of,
		clock: 'decision',
		mark: '50',
		at: now,
		dueAt: due.dueAt ?? Number.POSITIVE_INFINITY,
		with: [],
		rule: due.rule.name,
	} as const;
	return ofMilestone({ ...milestone, with: [] }, clocks, now);
}

import {
	priorAuthFollowUpContract,
	priorAuthRequestContract,
	type PriorAuthFollowUp,
	type PriorAuthRequest,
} from '../../shared/contracts';
import { dataDirectory } from '../../shared/data-directory';
import { HospitalError } from '../../shared/errors';
import { byContract, type Operation, type OperationContext } from '../../shared/face';
import { casesOf, type Case, type CaseKey, type Cases } from '../cases';
import { ofStep } from '../following';
import { orOnRecord } from './on-record';

const STEPS = {
	'information-sent': async (cases: Cases, key: CaseKey, at: string) =>
		await cases.informationSent(key, at),
	'peer-to-peer': async (cases: Cases, key: CaseKey, at: string) =>
		await cases.appeal(key, { at, stage: 'peer-to-peer' }),
	appeal: async (cases: Cases, key: CaseKey, at: string) =>
		await cases.appeal(key, { at, stage: 'appeal' }),
	withdrawn: async (cases: Cases, key: CaseKey, at: string) =>
		await cases.close(key, { at, reason: 'withdrawn' }),
	'given-elsewhere': async (cases: Cases, key: CaseKey, at: string) =>
		await cases.close(key, { at, reason: 'asked-in-another-way' }),
} as const;

type Step = keyof typeof STEPS;

export const recordStep: Operation = {
	value: 'recordStep',
	name: 'Record Step',
	description:
		'Write down in the register what people did about a request: sent what the payer asked for, talked with the payer, appealed, or took it back. The clocks and the figures follow.',
	action: 'Record what was done about a request',
	fields: [
		{
			displayName: 'Step',
			name: 'paStep',
			type: 'options',
			default: 'information-sent',
			description: 'What was done',
			options: [
				{ name: 'Appeal Begun', value: 'appeal' },
				{
					name: 'Asked in Another Way',
					value: 'given-elsewhere',
					description: 'At the portal or by fax: nothing more will come here. Ends the case.',
				},
				{
					name: 'Information Sent',
					value: 'information-sent',
					description: 'What the payer had asked for was sent: it is its turn again',
				},
				{
					name: 'Peer-to-Peer Talk',
					value: 'peer-to-peer',
					description: 'A clinician talked with the payer about a denial',
				},
				{
					name: 'Withdrawn',
					value: 'withdrawn',
					description: 'Nobody waits for a decision any more. Ends the case.',
				},
			],
		},
		{
			displayName: 'Which Request',
			name: 'paWhich',
			type: 'string',
			default: '',
			placeholder: 'e.g. ServiceRequest/123',
			description:
				'The order that it is about, or the case number that stands in the tasks and letters. Leave it empty to take the request that the item carries.',
		},
	],
	async execute(context) {
		const step = await context.parameter<string>('paStep', 'information-sent');
		if (!Object.hasOwn(STEPS, step)) throw invalid();
		const cases = await casesOf(await dataDirectory());
		const about = { interaction: 'prior-auth-step-recorded', action: 'U' } as const;
		const key = await orOnRecord(context, about, () => keyOf(context, cases));
		const found = await cases.find(key);
		await context.audit({
			kind: 'access',
			...about,
			outcome: found === undefined ? '8' : '0',
			outcomeReason: step,
			...(found !== undefined && (await aboutOf(context, found))),
		});
		if (found === undefined) throw unknown();
		// A rerun of the same work is the same step at the same time.
		const { value: at } = await context.onceJson(`step/${step}`, () =>
			Promise.resolve(new Date().toISOString()),
		);
		// A test run leaves the register as it is.
		const of = context.isTest ? found : await STEPS[step as Step](cases, key, at);
		return { add: [byContract(priorAuthFollowUpContract, ofStep(of))] };
	},
};

async function aboutOf(context: OperationContext, of: Case) {
	const { reference } = of.opening.patient;
	return {
		objects: [{ type: 'prior-auth-case', ...(await context.pseudonym('prior-auth-case', of.id)) }],
		...(reference !== undefined && { patient: await context.pseudonym('fhir', reference) }),
	};
}

/** What a person names, or else the follow-up; before there was one, the packet names the case. */
async function keyOf(context: OperationContext, cases: Cases): Promise<CaseKey> {
	const which = String((await context.parameter<unknown>('paWhich', '')) ?? '').trim();
	if (which !== '') return await namedCase(cases, which);
	const followUp = await context.optionalContract<PriorAuthFollowUp>(priorAuthFollowUpContract);
	if (followUp?.match === 'matched' && followUp.caseId !== undefined)
		return { id: followUp.caseId };
	const request = await context.optionalContract<PriorAuthRequest>(priorAuthRequestContract);
	if (request !== undefined && request.kind !== 'inquiry')
		return { identifier: request.identifier };
	throw new HospitalError('input-missing', 'The item names no request that was submitted', {
		nextStep:
			'Place this node behind the Prior Authorization Trigger, or behind Submit: it needs "priorAuthFollowUp" or "priorAuthRequest" in the item.',
	});
}

/** An order may have been asked for several times: then only its number tells which request is meant. */
async function namedCase(cases: Cases, which: string): Promise<CaseKey> {
	const all = await cases.list();
	const named = all.filter(
		({ opening, packets }) =>
			opening.trace.value === which || packets.some(({ trace }) => trace?.value === which),
	);
	const ofOrder = all.filter(({ opening }) => opening.items.some(({ order }) => order === which));
	const open = ofOrder.filter(({ state }) => state !== 'closed');
	const found = [named, open, ofOrder].find((list) => list.length > 0) ?? [];
	const [only, another] = found;
	if (only === undefined) throw unknown();
	if (another !== undefined) throw several();
	return { id: only.id };
}

const several = (): HospitalError =>
	new HospitalError('prior-auth-case-ambiguous', 'More than one request was sent for this order', {
		nextStep: 'Nothing was written down. Enter the case number, as it stands in the task.',
	});

const unknown = (): HospitalError =>
	new HospitalError('prior-auth-case-unknown', 'This prior authorization is not in the register', {
		nextStep:
			'It was submitted in another way, or by another n8n, or it was removed after its time. A person must look.',
	});

const invalid = (): HospitalError =>
	new HospitalError('field-invalid', 'The field "Step" cannot be used', {
		nextStep: 'Open the node and choose a step of the list.',
	});

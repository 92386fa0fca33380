import { join } from 'node:path';
import type { Bundle } from '../../clients/fhir';
import { canonicalJson } from '../../shared/canonical-json';
import {
	priorAuthDecisionContract,
	priorAuthRequestContract,
	type PriorAuthDecision,
	type PriorAuthRequest,
} from '../../shared/contracts';
import {
	priorAuthStatusContract,
	type PriorAuthStatus,
} from '../../shared/contracts/prior-auth-status';
import { dataDirectory } from '../../shared/data-directory';
import {
	byContract,
	contractField,
	writeInTestsField,
	type Addition,
	type Operation,
	type OperationContext,
} from '../../shared/face';
import { casesOf, type Case, type Cases } from '../cases';
import { readDecision } from '../decision';
import { takenBack } from '../following';
import { decisionAdvice, decisionWords, statusAdvice } from '../reasons';
import { buildInquiry } from '../request';
import { answersAbout, inquire, mayInquire, takeInquiry, type InquiryVerdict } from '../sending';
import { orOnRecord } from './on-record';
import { aboutPacket, payerOf } from './payer-server';

const OUTPUTS = ['Decision', 'Nothing New', 'For a Person'] as const;

export const status: Operation = {
	value: 'status',
	name: 'Status',
	description:
		'Ask the payer what became of a request, where the guide allows it: a pended request is told by the subscription, so that the payer is asked only where nobody would tell, or when it is past its time, and once a day',
	action: 'Ask a payer for the state of a request',
	outputs: OUTPUTS,
	fields: [
		contractField(priorAuthRequestContract, 'The packet that was submitted for the case'),
		{
			displayName: 'Asked By',
			name: 'pasAskedBy',
			type: 'options',
			default: 'workflow',
			description: 'Who wants to know',
			options: [
				{
					name: 'A Person',
					value: 'person',
					description: 'Somebody asked for it: the payer is asked, once a day',
				},
				{
					name: 'The Workflow',
					value: 'workflow',
					description: 'Only where no subscription tells, or when the payer is past its time',
				},
			],
		},
		{
			displayName: 'Subscription Tells',
			name: 'pasSubscribed',
			type: 'boolean',
			default: true,
			description:
				'Whether a Prior Authorization Trigger of this site is subscribed at this payer. When on, the workflow does not ask before the payer is past its time.',
		},
		{
			displayName: 'Due At',
			name: 'pasDueAt',
			type: 'string',
			default: "={{ $json.priorAuthFollowUp?.dueAt ?? '' }}",
			placeholder: 'e.g. 2026-11-29T16:00:00Z',
			description: 'When the payer must have decided. Empty when no clock runs.',
		},
		writeInTestsField,
	],
	async execute(context) {
		const request = await context.contract<PriorAuthRequest>(priorAuthRequestContract);
		const register = await casesOf(await dataDirectory());
		const known = await register.find({ identifier: request.identifier });
		const verdict = await verdictFor(context, known);
		const now = new Date();
		const base: PriorAuthStatus = {
			contract: 'PriorAuthStatus/1',
			asked: false,
			why: verdict.why,
			at: now.toISOString(),
			...(known && { state: known.state }),
			answers: 0,
			needsPerson: false,
			reasons: [],
		};
		if (!verdict.ask) return outcome(base);
		if (!(await context.mayWrite())) return outcome({ ...base, why: 'test-run' });
		if (!(await mayAskToday(context, request, now))) {
			return outcome({ ...base, why: 'asked-today' });
		}
		return await ask(context, register, request, known, base);
	},
};

async function verdictFor(
	context: OperationContext,
	known: Case | undefined,
): Promise<InquiryVerdict> {
	const dueAt = String((await context.parameter<unknown>('pasDueAt', '')) ?? '').trim();
	return mayInquire({
		byPerson: (await context.parameter<string>('pasAskedBy', 'workflow')) === 'person',
		// A case that this site does not know may wait.
		waiting: known === undefined || (known.state !== 'decided' && known.state !== 'closed'),
		subscribed: (await context.parameter<boolean>('pasSubscribed', true)) !== false,
		now: new Date(),
		...(dueAt !== '' && { dueAt }),
	});
}

async function mayAskToday(
	context: OperationContext,
	{ trace }: PriorAuthRequest,
	now: Date,
): Promise<boolean> {
	const { root } = await dataDirectory();
	const owner = context.liveWork?.id ?? `${context.executionId}/${context.itemIndex}`;
	const folder = join(root, 'prior-auth', 'inquiries');
	return await takeInquiry(folder, trace, dayOf(now), owner);
}

const dayOf = (now: Date): string => now.toISOString().slice(0, 10);

/** The question is journalled before it leaves, the answers before anything follows from them. */
async function ask(
	context: OperationContext,
	register: Cases,
	request: PriorAuthRequest,
	known: Case | undefined,
	base: PriorAuthStatus,
): Promise<Awaited<ReturnType<Operation['execute']>>> {
	const name = `${request.identifier.system}|${request.identifier.value}/${base.at.slice(0, 10)}`;
	const about = { interaction: 'prior-auth-inquired', action: 'R' } as const;
	const facts = await aboutPacket(context, request);
	const { value: question } = await context.onceJson<PriorAuthRequest>(`inquiry/${name}`, () =>
		Promise.resolve(
			buildInquiry({
				earlier: request.bundle,
				key: canonicalJson(['inquiry', name]),
				systems: { bundle: request.identifier.system },
				created: base.at,
			}),
		),
	);
	const { value: answers } = await orOnRecord(context, { ...about, ...facts }, () =>
		context.onceJson<Bundle[]>(
			`inquiry-answers/${name}`,
			async () =>
				await inquire(await payerOf(context), Buffer.from(canonicalJson(question.bundle)), {
					...(context.signal && { signal: context.signal }),
				}),
		),
	);
	const ours = answersAbout(answers, request.trace, known?.opening.trace ?? request.trace);
	const [answer] = ours;
	const decision =
		answer !== undefined && ours.length === 1 ? readDecision(answer, question.bundle) : undefined;
	const said: PriorAuthStatus = { ...base, asked: true, answers: ours.length };
	const silence = answers.length === 0 ? 'payer-knows-nothing' : 'answers-about-others';
	const result = await settled(register, request, known, said, decision, silence);
	await context.audit({
		kind: 'access',
		...about,
		...facts,
		outcome: result.needsPerson ? '4' : '0',
		outcomeReason: decision === undefined ? result.reasons[0] : `payer-${decision.outcome}`,
	});
	return outcome(result, decision, answer);
}

async function settled(
	register: Cases,
	{ identifier }: PriorAuthRequest,
	known: Case | undefined,
	said: PriorAuthStatus,
	decision: PriorAuthDecision | undefined,
	silence: string,
): Promise<PriorAuthStatus> {
	if (decision === undefined) {
		// The payer has no such request, or cannot tell it from others: somebody must ask it.
		const reason = said.answers === 0 ? silence : 'several-answers';
		return { ...said, needsPerson: true, reasons: [reason] };
	}
	const { reasons, needsPerson } = decision;
	if (known === undefined) return { ...said, needsPerson, reasons };
	const { case: after, effect } = await register.decide(
		{ identifier },
		{ decision, at: said.at, source: 'inquiry' },
	);
	if (effect !== 'contradiction') {
		return { ...said, state: after.state, effect, needsPerson, reasons };
	}
	const back = after.reasons.includes('decision-contradicts')
		? takenBack(after, decision)
		: undefined;
	return {
		...said,
		state: after.state,
		effect,
		needsPerson: true,
		reasons: after.reasons,
		advice: statusAdvice(after, back?.text),
	};
}

/** Nothing follows from what is known already, or is older than what is known. */
function outcome(
	said: PriorAuthStatus,
	decision?: PriorAuthDecision,
	answer?: Bundle,
): Awaited<ReturnType<Operation['execute']>> {
	const advised = { ...said, advice: said.advice ?? statusAdvice(said) };
	const add: Addition[] = [byContract(priorAuthStatusContract, advised)];
	if (decision !== undefined) {
		const advice = decisionAdvice(decision);
		const words = decisionWords(decision);
		add.push(byContract(priorAuthDecisionContract, { ...decision, advice, words }));
	}
	if (answer !== undefined) add.push({ key: 'payerAnswer', value: answer, clear: [] });
	const isOld = said.effect === 'repeat' || said.effect === 'stale';
	const isNew = decision !== undefined && decision.outcome !== 'pended' && !isOld;
	const isDoubtful = decision === undefined || said.effect === 'contradiction';
	if (said.asked && isDoubtful) return { add, output: OUTPUTS.indexOf('For a Person') };
	if (isNew) return { add, output: OUTPUTS.indexOf('Decision') };
	return { add, output: OUTPUTS.indexOf('Nothing New') };
}

import { buildRequest } from '../../dist/nodes/PriorAuth/request/index.js';
import { validatePas } from '../../dist/nodes/PriorAuth/rules/index.js';
import { judge } from '../hospital/payer/judge.ts';
import { golden } from '../unit/priorauth/golden.ts';
import { MUTANTS } from '../unit/priorauth/rules.mutants.ts';
import { percentile, type Measurement, type Measuring } from './figure.ts';
import { makeCase } from './prior-auth/cases.ts';
import { escalations } from './prior-auth/escalations.ts';
import { followUps } from './prior-auth/follow-ups.ts';
import { GAPS, withGap } from './prior-auth/incomplete.ts';
import { kills } from './prior-auth/kills.ts';
import { NO_MODEL } from './prior-auth/model-answers-llm.ts';
import { proposeByModel, proposeRight, proposeWrong } from './prior-auth/model-answers.ts';
import { BROKEN } from './prior-auth/mutants.ts';
import { prefill } from './prior-auth/prefill.ts';
import { submissions } from './prior-auth/submissions.ts';

/** Rules and generator were improved on HOSPITAL_PA_SEED=dev and no other cases. */
const seed = (): string => process.env.HOSPITAL_PA_SEED ?? 'held-out';

/**
 * Prior authorization from the order to the decision: generated orders against a payer that reads the
 * guide by itself, and everything that must not happen. The judge of the packets (prior-auth/reading.ts)
 * knows from the generator what each order said, and reads the bundle alone.
 */
export const measure: Measurement = async (measuring) => {
	await sending(measuring);
	following(measuring);
	mutants(measuring);
	gaps(measuring);
	await answering(measuring);
	await proposing(measuring);
	await clocks(measuring);
	await dying(measuring);
};

async function sending({ quick, figure, say }: Measuring): Promise<void> {
	const orders = quick ? 30 : 500;
	say(`${orders} orders are sent, once for each of 11 answers`);
	const found = await submissions(orders, seed(), say);
	for (const wrong of found.wrong) say(wrong);
	const n = found.packets;
	figure({ metric: 'submissions', value: found.right, unit: 'count', n });
	figure({ metric: 'validation_errors', value: found.invalid, unit: 'count', n });
	figure({ metric: 'payer_found_wrong', value: found.refusedByPayer, unit: 'count', n });
	figure({ metric: 'decisions_misread', value: found.misread, unit: 'count', n });
	figure({ metric: 'packets_leaking', value: found.leaking, unit: 'count', n });
	figure({ metric: 'submitted_twice', value: found.duplicates, unit: 'count', n });
	figure({ metric: 'rebuilt_otherwise', value: found.rebuiltOtherwise, unit: 'count', n });
	figure({ metric: 'admin_complete', value: found.complete / n, unit: 'share', n });
	for (const [name, p] of [
		['assembly_p50', 0.5],
		['assembly_p95', 0.95],
	] as const) {
		figure({ metric: name, value: percentile(found.assemblyMs, p) / 1000, unit: 's', n });
	}
	figure({
		metric: 'assembly_to_decision_p95',
		value: percentile(found.answerMs, 0.95) / 1000,
		unit: 's',
		n: found.answerMs.length,
	});
}

/** Updates, cancellations and questions about what was sent, by our rules and by the payer's. */
function following({ quick, figure, say }: Measuring): void {
	let all = 0;
	let wrong = 0;
	for (let index = 0; index < (quick ? 30 : 500); index++) {
		for (const { bundle, kind } of followUps(seed(), index)) {
			all += 1;
			const { findings } = validatePas(bundle);
			const own = findings.filter(({ severity }) => severity === 'error').map(({ rule }) => rule);
			const [broken] = [...own, ...judge(bundle, kind === 'inquiry')];
			if (broken === undefined) continue;
			wrong += 1;
			say(`case ${index}: the ${kind} breaks ${broken}`);
		}
	}
	figure({ metric: 'follow_up_errors', value: wrong, unit: 'count', n: all });
}

/** Every SHALL broken once: in the published examples, and in packets of the generated orders. */
function mutants({ quick, figure, say }: Measuring): void {
	let all = 0;
	let passed = 0;
	const rulesOf = (bundle: unknown): string[] =>
		validatePas(bundle).findings.map(({ rule }) => rule);
	for (const [rule, mutant] of Object.entries(MUTANTS)) {
		const bundle = golden(mutant.of);
		mutant.break(bundle);
		all += 1;
		if (rulesOf(bundle).includes(rule)) continue;
		passed += 1;
		say(`the example ${mutant.of} that breaks ${rule} passed`);
	}
	for (let index = 0; index < (quick ? 10 : 100); index++) {
		const { bundle } = buildRequest(makeCase(seed(), index).input);
		for (const mutant of BROKEN) {
			const copy = structuredClone(bundle);
			if (!mutant.break(copy)) continue;
			all += 1;
			const { findings } = validatePas(copy);
			const told = findings.some(
				({ rule, severity }) => severity === 'error' && mutant.rule.test(rule),
			);
			if (told) continue;
			passed += 1;
			say(`case ${index}: ${mutant.name} passed (${mutant.source})`);
		}
	}
	figure({ metric: 'mutants_passed', value: passed, unit: 'count', n: all });
}

/** Orders in which one element is missing: nothing is built, and what is missing is named. */
function gaps({ quick, figure, say }: Measuring): void {
	let all = 0;
	let passed = 0;
	const told = new Set<string>();
	for (let index = 0; index < (quick ? 20 : 200); index++) {
		for (const gap of GAPS) {
			const input = withGap(makeCase(seed(), index), gap);
			if (input === undefined) continue;
			all += 1;
			if (refusal(input) === 'prior-auth-incomplete') continue;
			passed += 1;
			if (!told.has(gap.name)) say(`case ${index}: built although ${gap.name}`);
			told.add(gap.name);
		}
	}
	figure({ metric: 'incomplete_passed', value: passed, unit: 'count', n: all });
}

function refusal(input: Parameters<typeof buildRequest>[0]): string | undefined {
	try {
		buildRequest(input);
		return undefined;
	} catch (error) {
		return (error as { code?: string }).code;
	}
}

async function answering({ quick, figure, say }: Measuring): Promise<void> {
	say('questionnaires are answered from charts');
	const { questions, answerable, answered, wrong } = await prefill({ quick, say });
	figure({ metric: 'prefill', value: answered / answerable, unit: 'share', n: answerable });
	figure({ metric: 'prefill_wrong', value: wrong, unit: 'count', n: questions });
}

/** A model proposes an answer with a quotation; what the notes do not plainly say must not be taken. */
async function proposing({ quick, figure, say }: Measuring): Promise<void> {
	const manner = { charts: quick ? 15 : 60, say };
	say('answers are proposed to questions about notes, right ones and tempting ones');
	const right = await proposeRight(manner);
	const tempting = await proposeWrong(manner);
	for (const line of right.bySituation) say(`taken when it is right: ${line}`);
	const { answerable } = right;
	const n = answerable + tempting.questions;
	const wrong = right.wrong + tempting.wrong;
	figure({ metric: 'evidence_taken_wrong', value: wrong, unit: 'count', n });
	figure({
		metric: 'evidence_taken_right',
		value: right.right / answerable,
		unit: 'share',
		n: answerable,
	});
	const model = await proposeByModel(manner);
	const reason = model === undefined ? { reason: NO_MODEL } : {};
	figure({
		metric: 'model_answered_right',
		value: model === undefined ? null : model.right / model.answerable,
		unit: 'share',
		n: model?.answerable,
		...reason,
	});
	figure({
		metric: 'model_answered_wrong',
		value: model?.wrong ?? null,
		unit: 'count',
		n: model?.questions,
		...reason,
	});
}

async function clocks({ quick, figure, say }: Measuring): Promise<void> {
	say('a year of open cases passes');
	const { fired, late, cases } = await escalations({ quick });
	say(`${fired} escalations of ${cases} cases`);
	figure({ metric: 'escalations_late', value: late, unit: 'count', n: fired });
}

async function dying({ quick, figure, say }: Measuring): Promise<void> {
	say('the sending process is killed, again and again');
	const { kills: times, duplicates, lost } = await kills({ quick, say });
	figure({ metric: 'duplicates', value: duplicates, unit: 'count', n: times });
	figure({ metric: 'submissions_lost', value: lost, unit: 'count', n: times });
}

import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import type { FhirResource } from '../../clients/fhir';
import type { ChartContext } from '../../shared/contracts';
import { HospitalError } from '../../shared/errors';
import { Failed, type Evaluator } from './expressions/evaluator';
import { keyOf, patientReference } from './fhir';
import { fill, type Filled, type Job } from './filling/fill';
import { subjectOf } from './filling/parts';
import type { Answers, PrefillOptions, QuestionnairePackage } from './types';

/** For all expressions of one form together. */
const TIMEOUT_MS = 20_000;
const HEAP_MB = 512;

/**
 * Answers a form from the chart by what the payer sent: draft, compiled CQL, FHIRPath. No answer is
 * guessed: what rests on no record goes to a person, and everything else stays open.
 *
 * @throws HospitalError `questionnaire-refused` for a form that cannot be filled in here,
 *   `patient-mismatch` for a draft about somebody else
 */
export async function prefill(
	packaged: QuestionnairePackage,
	chart: ChartContext,
	options: PrefillOptions,
): Promise<Answers> {
	checkUsable(packaged, chart);
	checkPatient(Object.values(options.launch ?? {}), chart);
	const job = jobOf(packaged, chart, options);
	return answersOf(job, await filled(job, options));
}

/** Runs the form's own logic again over answers that changed. */
export async function refill(
	answers: Answers,
	chart: ChartContext,
	options: Omit<PrefillOptions, 'now' | 'context'>,
): Promise<Answers> {
	const { now, context, warnings } = answers;
	const job: Job = {
		...jobOf(answers.package, chart, { ...options, now, context }),
		given: answers.answers,
	};
	const again = answersOf(job, await filled(job, options));
	return { ...again, warnings: [...new Set([...warnings, ...again.warnings])] };
}

function jobOf(
	packaged: QuestionnairePackage,
	chart: ChartContext,
	{ now, context, launch = {}, parameters = {} }: PrefillOptions,
): Job {
	const patient = chart.resources.find((resource) => keyOf(resource) === chart.patient);
	return {
		package: packaged,
		chart,
		context: context ?? { orders: [] },
		now,
		launch: { ...(patient && { patient }), ...launch },
		parameters,
	};
}

const answersOf = (job: Job, { answers, warnings }: Filled): Answers => ({
	package: job.package,
	chart: { patient: job.chart.patient, asOf: job.chart.asOf },
	context: job.context,
	now: job.now,
	answers,
	warnings,
});

function checkUsable(packaged: QuestionnairePackage, chart: ChartContext): void {
	if (packaged.refused !== undefined) {
		throw new HospitalError(
			'questionnaire-refused',
			`The questionnaire cannot be filled in here (${packaged.refused})`,
			{
				nextStep:
					packaged.refused === 'adaptive'
						? "The payer asks question by question. Fill in the form on the payer's portal or in the record system."
						: 'Get the questionnaire again for the order, without naming its version.',
			},
		);
	}
	const subject = subjectOf(packaged);
	if (subject !== undefined && subject !== chart.patient) {
		throw new HospitalError('patient-mismatch', "The payer's draft is about another patient", {
			nextStep:
				'Nothing was filled in. Check that coverage and order belong to this patient, and report it to the payer.',
		});
	}
}

/** What the expressions see of the request must be this patient's. */
function checkPatient(launch: readonly FhirResource[], chart: ChartContext): void {
	const isOthers = launch.some((resource) => {
		const of = patientReference(resource);
		return of !== undefined && of !== chart.patient;
	});
	if (!isOthers) return;
	throw new HospitalError('patient-mismatch', 'Coverage or order are about another patient', {
		nextStep:
			'Nothing was filled in. Check which items the fields of this node take their values from.',
	});
}

/** In a thread of its own; a form whose expressions hang or break it is filled in without them. */
async function filled(
	job: Job,
	options: Pick<PrefillOptions, 'timeoutMs' | 'signal'>,
): Promise<Filled> {
	const { timeoutMs = TIMEOUT_MS, signal } = options;
	signal?.throwIfAborted();
	const answer = await inThread(job, timeoutMs, signal);
	if (typeof answer !== 'string') return answer;
	const without = await fill(job, withoutExpressions);
	return { ...without, warnings: [answer] };
}

const withoutExpressions: Evaluator = {
	evaluate: () => Promise.reject(new Failed('expressions-not-run')),
};

/** @returns why there is no result, by name */
async function inThread(
	job: Job,
	timeoutMs: number,
	signal: AbortSignal | undefined,
): Promise<Filled | string> {
	const worker = new Worker(join(__dirname, 'filling', 'worker.js'), {
		name: 'prior-auth-form',
		workerData: job,
		resourceLimits: { maxOldGenerationSizeMb: HEAP_MB },
		env: {},
		stdout: true,
		stderr: true,
	});
	worker.stdout.resume();
	worker.stderr.resume();
	try {
		return await new Promise<Filled | string>((resolve, reject) => {
			const timer = setTimeout(() => resolve('expressions-too-slow'), timeoutMs);
			const settle = (result: Filled | string): void => {
				clearTimeout(timer);
				resolve(result);
			};
			worker.once('message', (message: { filled?: Filled }) =>
				settle(message.filled ?? 'expressions-failed'),
			);
			worker.once('error', () => settle('expressions-failed'));
			worker.once('exit', () => settle('expressions-failed'));
			signal?.addEventListener(
				'abort',
				() => {
					clearTimeout(timer);
					reject(signal.reason as Error);
				},
				{ once: true },
			);
		});
	} finally {
		await worker.terminate();
	}
}

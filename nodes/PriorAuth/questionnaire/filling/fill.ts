import type { FhirResource } from '../../../clients/fhir';
import type { ChartContext, AnswerOrigin, QuestionnaireAnswer } from '../../../shared/contracts';
import { canonicalJson } from '../../../shared/canonical-json';
import { evidenceOf, Failed, type Evaluator, type Found } from '../expressions/evaluator';
import { expressionsOf, type Expression, type Read } from '../expressions/expression';
import { choiceOf, isLimit, isOfNobody, isRetracted, keyOf, list } from '../fhir';
import type { QuestionnairePackage, ResponseContext } from '../types';
import { URLS } from '../urls';
import { fit } from './coerce';
import { enablingOf, unknownConditions, type Enabling } from './enable';
import { Form } from './form';
import { claimsOfPayer, different, isPersonsOwn, subjectOf } from './parts';
import { isHidden, type Place } from './tree';

/** Everything that a form is filled in from. Plain JSON: it goes to a thread of its own. */
export interface Job {
	package: QuestionnairePackage;
	chart: ChartContext;
	context: ResponseContext;
	now: string;
	launch: Record<string, FhirResource>;
	parameters: Record<string, unknown>;
	/** Answers that are there already: the form's own logic is run over them again. */
	given?: QuestionnaireAnswer[];
}

export interface Filled {
	answers: QuestionnaireAnswer[];
	response: FhirResource;
	/** `cql-failed 3.1`: what could not be run, and for which question. */
	warnings: string[];
}

/** Answers may switch questions on, whose answers switch on others: as often as forms are deep. */
const MOST_ROUNDS = 12;

/** Fills in a form from the payer's draft, the payer's expressions and the answers that are given. */
export async function fill(job: Job, evaluator: Evaluator): Promise<Filled> {
	const filling = new Filling(job, evaluator);
	if (job.given === undefined) await filling.begin();
	await filling.settle();
	const { form, warnings } = filling;
	return { answers: form.list(), response: form.response(), warnings: [...new Set(warnings)] };
}

class Filling {
	readonly form: Form;
	readonly warnings: string[] = [];
	private variables: Record<string, unknown> = {};

	constructor(
		private readonly job: Job,
		private readonly evaluator: Evaluator,
	) {
		const { context, now, chart } = job;
		this.form = new Form(job.package, { patient: chart.patient, context, now }, job.given);
	}

	/** What is there before any logic: draft, defaults and initial expressions. */
	async begin(): Promise<void> {
		await this.readVariables();
		for (const place of this.form.questions) {
			const answer = this.form.answer(place);
			// Before anything else: no form may sign for a person.
			if (isPersonsOwn(place)) {
				answer.reasons = ['person-only'];
				continue;
			}
			if (this.takeDraft(place, answer)) continue;
			if (await this.takeExpression(place, URLS.initialExpression)) continue;
			this.takeInitial(place, answer);
		}
	}

	/** Runs what depends on other answers until nothing changes any more. */
	async settle(): Promise<void> {
		const { form } = this;
		form.settle();
		let before = '';
		for (let round = 0; round < MOST_ROUNDS; round++) {
			const now = canonicalJson(JSON.parse(JSON.stringify([form.list(), [...form.enabled]])));
			if (now === before) return;
			before = now;
			await this.readVariables();
			for (const place of form.questions) {
				const { method } = form.answer(place).origin ?? {};
				if (method === 'person' || method === 'evidence' || isPersonsOwn(place)) continue;
				await this.takeExpression(place, URLS.calculatedExpression);
			}
			await this.apply();
			form.settle();
		}
		this.warnings.push('logic-without-end');
	}

	/** Which places apply, and of which that is not decided yet, from the top. */
	private async apply(): Promise<void> {
		const { form } = this;
		const enabled = new Set<string>();
		const pending = new Set<string>();
		for (const place of form.all) {
			const { parent } = place;
			const isInside = parent === undefined || enabled.has(parent.path);
			if (!isInside && !pending.has(parent.path)) continue;
			const own = await this.enabling(place);
			if (own === 'off') continue;
			(isInside && own === 'on' ? enabled : pending).add(place.path);
		}
		form.enabled = enabled;
		form.pending = pending;
	}

	private async enabling(place: Place): Promise<Enabling> {
		const { form } = this;
		const [written] = expressionsOf(place.item, URLS.enableWhenExpression);
		if (written === undefined) {
			if (unknownConditions(place, form.all)) this.warn('condition-not-in-form', place.linkId);
			return enablingOf(place, {
				all: form.all,
				valuesAt: (other) => form.valuesAt(other),
				mayBeAnswered: ({ path }) => form.enabled.has(path) || form.pending.has(path),
			});
		}
		const found = await this.run(written.read, place.linkId, place);
		// A question is rather shown than hidden when its logic cannot be run.
		if (found === undefined || found.values.includes(true)) return 'on';
		return found.values.length === 0 ? 'undecided' : 'off';
	}

	private takeDraft(place: Place, answer: QuestionnaireAnswer): boolean {
		const drafted = list(place.drafted?.answer);
		const [first] = drafted;
		if (first === undefined) return false;
		const values = drafted.flatMap((one) => {
			const chosen = choiceOf(one);
			return chosen === undefined ? [] : [chosen.value];
		});
		const isBound = subjectOf(this.job.package) !== undefined;
		// Whatever the draft says about itself: what came from the payer is from the payer.
		this.put(place, answer, values, { source: 'auto-server', method: 'payer-draft' });
		if (!isBound) answer.reasons.push('draft-without-patient');
		if (claimsOfPayer(place)) answer.reasons.push('payer-says-so');
		return true;
	}

	/** A value that the form brings along is no finding: a person confirms it, unless nobody may change it. */
	private takeInitial(place: Place, answer: QuestionnaireAnswer): boolean {
		const values = list(place.item.initial).flatMap((initial) => choiceOf(initial)?.value ?? []);
		const chosen = list(place.item.answerOption)
			.filter(({ initialSelected }) => initialSelected === true)
			.flatMap((option) => choiceOf(option)?.value ?? []);
		const all = [...values, ...chosen];
		if (all.length === 0) return false;
		this.put(place, answer, all, { source: 'auto-server', method: 'initial' });
		const isFixed = place.item.readOnly === true || isHidden(place);
		if (!isFixed || claimsOfPayer(place)) answer.reasons.push('default-of-form');
		return true;
	}

	/** @returns whether there is an expression that found something */
	private async takeExpression(place: Place, url: string): Promise<boolean> {
		for (const { read } of expressionsOf(place.item, url)) {
			const found = await this.run(read, place.linkId, place);
			if (found === undefined) continue;
			const answer = this.form.answer(place);
			if (found.values.length === 0) {
				// What was calculated before and is not any more, must not stay.
				if (url === URLS.calculatedExpression && answer.origin !== undefined) this.empty(answer);
				continue;
			}
			const method = read.kind === 'fhirpath' ? 'fhirpath' : 'cql';
			this.put(place, answer, found.values, { source: 'auto-client', method });
			answer.evidence = evidenceOf(found.records, this.job.chart);
			if (this.restsOn(found, isRetracted)) answer.reasons.push('record-not-standing');
			if (this.restsOn(found, isLimit)) answer.reasons.push('value-is-a-limit');
			if (this.restsOn(found, isOfNobody)) answer.reasons.push('record-without-patient');
			const doubt = found.doubt ?? this.doubtOf(found, read, answer, url);
			if (doubt !== undefined) answer.reasons.push(doubt);
			return true;
		}
		return false;
	}

	/** A problem that was refuted, a value that is a limit: the payer's expression may not look at that. */
	private restsOn({ records }: Found, is: (resource: FhirResource) => boolean): boolean {
		const keys = new Set(records);
		return this.job.chart.resources.some(
			(resource) => keys.has(keyOf(resource) ?? '') && is(resource),
		);
	}

	/** Yes, no and counts that rest on no record at all say only that nothing is recorded. */
	private doubtOf(
		found: Found,
		read: Read,
		answer: QuestionnaireAnswer,
		url: string,
	): string | undefined {
		if (read.kind === 'fhirpath') {
			// What is written in the form itself is no finding about the patient.
			const asksNothing = found.records.length === 0 && !/%[a-z`']/i.test(read.text);
			const isOwnLogic = url === URLS.calculatedExpression;
			const isClaim = found.values.some((value) => typeof value !== 'string');
			return asksNothing && isClaim && !isOwnLogic ? 'nothing-recorded' : undefined;
		}
		const restsOnRecord = found.records.some((key) => !key.startsWith('Patient/'));
		const isJudgement = found.values.some((value) => typeof value === 'boolean' || value === 0);
		const ofPatient = answer.evidence.some(({ reference }) => reference.startsWith('Patient/'));
		return isJudgement && !restsOnRecord && !ofPatient ? 'nothing-recorded' : undefined;
	}

	private empty(answer: QuestionnaireAnswer): void {
		answer.values = [];
		answer.evidence = [];
		answer.reasons = [];
		delete answer.origin;
	}

	private put(
		{ item }: Place,
		answer: QuestionnaireAnswer,
		found: readonly unknown[],
		origin: AnswerOrigin,
	): void {
		const fitted = found.map((value) => fit(value, item, this.job.package));
		const values = fitted.flatMap((one) =>
			'value' in one ? [one.value] : one.offer === undefined ? [] : [one.offer],
		);
		answer.values = different(values);
		answer.origin = origin;
		answer.evidence = [];
		const whys = fitted.flatMap((one) => ('why' in one ? [one.why] : []));
		if (answer.values.length > 1 && item.repeats !== true) whys.push('several-values');
		answer.reasons = [...new Set(whys)];
	}

	private async readVariables(): Promise<void> {
		this.variables = {};
		const of = [this.job.package.questionnaire, ...this.form.all.map(({ item }) => item)];
		for (const element of of) {
			for (const { name, read } of expressionsOf(element, URLS.variable)) {
				if (name === undefined) continue;
				const found = await this.run(read, String(element.linkId ?? 'form'));
				const [first, second] = found?.values ?? [];
				this.variables[name] = second === undefined ? (first ?? []) : found?.values;
			}
		}
	}

	private async run(
		read: ReturnType<typeof expressionsOf>[number]['read'],
		linkId: string,
		place?: Place,
	): Promise<Found | undefined> {
		if (read.kind === 'none') {
			this.warn(read.why, linkId);
			return undefined;
		}
		const context = place && this.form.itemOf(place);
		try {
			return await this.evaluator.evaluate(read satisfies Expression, {
				response: this.form.response(),
				variables: this.variables,
				...(context && { context }),
			});
		} catch (error) {
			this.warn(error instanceof Failed ? error.why : 'expression-failed', linkId);
			return undefined;
		}
	}

	private warn(why: string, linkId: string): void {
		this.warnings.push(/^[\w.-]{1,64}$/.test(linkId) ? `${why} ${linkId}` : why);
	}
}

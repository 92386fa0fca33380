import type { FhirResource } from '../../../clients/fhir';
import type { QuestionnaireAnswer } from '../../../shared/contracts';
import { isFields, type Fields } from '../fhir';
import type { QuestionnairePackage, ResponseContext } from '../types';
import { originExtension } from '../origin';
import { INTENDED_USE, PROFILES, URLS } from '../urls';
import { acceptsOf } from './accepts';
import { blank, everyPlace, placesOf, questionsOf, type Place } from './tree';

/** Reason of a question that was looked for and not found. */
export const NOT_FOUND = 'not-found';

/** A form while it is being filled in. */
export class Form {
	readonly places: readonly Place[];
	readonly all: readonly Place[];
	readonly questions: readonly Place[];
	private readonly answers: Map<string, QuestionnaireAnswer>;
	/** Paths of groups, questions and texts that apply. */
	enabled: ReadonlySet<string>;
	/** Paths of those of which it is not decided yet whether they apply. */
	pending: ReadonlySet<string> = new Set();

	constructor(
		readonly packaged: QuestionnairePackage,
		private readonly head: ResponseHead,
		given: readonly QuestionnaireAnswer[] = [],
	) {
		this.places = placesOf(packaged.questionnaire, packaged.draft);
		this.all = everyPlace(this.places);
		this.questions = questionsOf(this.places);
		const known = new Map(given.map((answer) => [answer.path, answer]));
		this.answers = new Map(
			this.questions.map((place) => [
				place.path,
				structuredClone(known.get(place.path) ?? blank(place)),
			]),
		);
		this.enabled = new Set(this.all.map(({ path }) => path));
	}

	answer(place: Place): QuestionnaireAnswer {
		const answer = this.answers.get(place.path);
		if (answer === undefined) throw new RangeError('not a question of this form');
		return answer;
	}

	list(): QuestionnaireAnswer[] {
		return [...this.answers.values()];
	}

	/** Values that count: of questions that apply and are answered. */
	valuesAt(place: Place): QuestionnaireAnswer['values'] {
		const answer = this.answers.get(place.path);
		return answer?.state === 'answered' && this.enabled.has(place.path) ? answer.values : [];
	}

	/** Puts every question into the state that its values and reasons say. */
	settle(): void {
		for (const place of this.questions) {
			const answer = this.answer(place);
			answer.required = place.item.required === true;
			const isOpen = answer.required && this.pending.has(place.path);
			// A required question behind an unanswered one is not settled: nobody may take the form for complete.
			const otherwise = isOpen ? 'open' : 'not-asked';
			answer.state = this.enabled.has(place.path) ? stateOf(answer) : otherwise;
			delete answer.accepts;
			if (answer.state === 'answered' || answer.state === 'not-asked') continue;
			const accepts = acceptsOf(place.item, this.packaged);
			if (accepts !== undefined) answer.accepts = accepts;
		}
		this.settleGroups();
	}

	/** A required group needs one answer at least (R4 Questionnaire.item.required): its first question is asked for. */
	private settleGroups(): void {
		for (const group of this.all) {
			if (group.kind !== 'group' || group.item.required !== true) continue;
			if (!this.enabled.has(group.path)) continue;
			const inside = questionsOf([group]).filter(({ path }) => this.enabled.has(path));
			const isEmpty = !inside.some((place) => this.answer(place).state === 'answered');
			if (isEmpty && inside[0] !== undefined) this.answer(inside[0]).required = true;
		}
	}

	/** The response as it stands. */
	response(): FhirResource {
		const { draft, canonical } = this.packaged;
		const item = this.itemsOf(this.places);
		return {
			resourceType: 'QuestionnaireResponse',
			meta: { profile: [PROFILES.response] },
			...(Array.isArray(draft?.contained) && { contained: draft.contained }),
			extension: headExtensions(draft, this.head.context),
			questionnaire: canonical,
			status: 'in-progress',
			subject: { reference: this.head.patient },
			authored: this.head.now,
			...(item.length > 0 && { item }),
		};
	}

	/** Item of the response for one place, and nothing for a place without answers. */
	itemOf(place: Place): Fields | undefined {
		return this.itemsOf([place])[0];
	}

	private itemsOf(places: readonly Place[]): Fields[] {
		return places.flatMap((place): Fields[] => {
			if (place.kind === 'display' || !this.enabled.has(place.path)) return [];
			const inside = this.itemsOf(place.children);
			const head = {
				linkId: place.linkId,
				...(typeof place.item.text === 'string' && { text: place.item.text }),
			};
			if (place.kind === 'group') return inside.length === 0 ? [] : [{ ...head, item: inside }];
			const values = this.valuesAt(place);
			const { origin } = this.answer(place);
			if (values.length === 0 || origin === undefined) return [];
			const answer = values.map((value, at) => ({
				extension: [originExtension(origin)],
				...value,
				...(at === 0 && inside.length > 0 && { item: inside }),
			}));
			return [{ ...head, answer }];
		});
	}
}

/** What stands over the answers of a response. */
export interface ResponseHead {
	/** `Patient/<id>` */
	patient: string;
	context: ResponseContext;
	now: string;
}

function stateOf({ values, reasons }: QuestionnaireAnswer): QuestionnaireAnswer['state'] {
	if (reasons.length > 0) return reasons.includes(NOT_FOUND) ? 'not-found' : 'to-person';
	return values.length > 0 ? 'answered' : 'open';
}

/** What the payer's draft says, and what is known of the request where it says nothing. */
function headExtensions(draft: Fields | undefined, context: ResponseContext): Fields[] {
	const drafted = (Array.isArray(draft?.extension) ? draft.extension : []).filter(isFields);
	const reference = (url: string, target: string): Fields => ({
		url,
		valueReference: { reference: target },
	});
	const has = (url: string): boolean => drafted.some((extension) => extension.url === url);
	return [
		...drafted,
		...(has(URLS.coverage) || context.coverage === undefined
			? []
			: [reference(URLS.coverage, context.coverage)]),
		...(has(URLS.context) ? [] : context.orders.map((order) => reference(URLS.context, order))),
		...(has(URLS.intendedUse)
			? []
			: [
					{
						url: URLS.intendedUse,
						valueCodeableConcept: {
							coding: [{ system: INTENDED_USE, code: context.intendedUse ?? 'withpa' }],
						},
					},
				]),
	];
}

import type { QuestionnaireAnswer } from '../../../shared/contracts';
import { extensionsOf, list, text, type Fields } from '../fhir';
import { URLS } from '../urls';

/** One place in a form: a group, a question or a text to read. */
export interface Place {
	path: string;
	linkId: string;
	item: Fields;
	kind: 'group' | 'question' | 'display';
	parent: Place | undefined;
	children: Place[];
	/** Item of the payer's draft for this place. */
	drafted: Fields | undefined;
}

/** Repetitions of one group that are taken from a draft. */
const MOST_REPEATS = 50;

/**
 * The places of a form from the top. A repeating group stands as often as the draft has it, and once
 * where there is none.
 */
export function placesOf(questionnaire: Fields, draft: Fields | undefined): Place[] {
	return level(list(questionnaire.item), draft, undefined);
}

function level(items: Fields[], around: Fields | undefined, parent: Place | undefined): Place[] {
	// Questions below a question stand below its answer in the response (R4 QuestionnaireResponse).
	const drafts = [
		...list(around?.item),
		...list(around?.answer).flatMap((answer) => list(answer.item)),
	];
	return items.flatMap((item) => {
		const linkId = String(item.linkId);
		const kind = kindOf(item);
		const given = drafts.filter((one) => one.linkId === linkId);
		const several = kind === 'group' && item.repeats === true ? given.slice(0, MOST_REPEATS) : [];
		const instances = several.length > 1 ? several : [given[0]];
		return instances.map((drafted, at) => {
			const name = instances.length > 1 ? `${linkId}[${at + 1}]` : linkId;
			const place: Place = {
				path: parent === undefined ? name : `${parent.path}/${name}`,
				linkId,
				item,
				kind,
				parent,
				children: [],
				drafted,
			};
			place.children = level(list(item.item), drafted, place);
			return place;
		});
	});
}

const kindOf = ({ type }: Fields): Place['kind'] =>
	type === 'group' || type === 'display' ? type : 'question';

/** All places in the order of the form. */
export const everyPlace = (places: readonly Place[]): Place[] =>
	places.flatMap((place) => [place, ...everyPlace(place.children)]);

export const questionsOf = (places: readonly Place[]): Place[] =>
	everyPlace(places).filter(({ kind }) => kind === 'question');

export const isHidden = ({ item }: Place): boolean =>
	extensionsOf(item, URLS.hidden).some(({ valueBoolean }) => valueBoolean === true);

/** A question as it stands before anything is known about it. */
export function blank(place: Place): QuestionnaireAnswer {
	const { item, path, linkId } = place;
	return {
		path,
		linkId,
		text: [text(item.prefix), text(item.text) ?? linkId].filter(Boolean).join(' '),
		group: headings(place),
		type: String(item.type),
		required: item.required === true,
		state: 'open',
		values: [],
		evidence: [],
		reasons: [],
	};
}

function headings({ parent }: Place): string[] {
	if (parent === undefined) return [];
	const own = text(parent.item.text);
	return [...headings(parent), ...(own === undefined ? [] : [own])];
}

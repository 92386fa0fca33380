import type { AnswerValue } from '../../../shared/contracts';
import { choiceOf, extensionsOf, isFields, list, text, type Fields } from '../fhir';
import type { Choice, QuestionnairePackage } from '../types';
import { URLS } from '../urls';

/** What a choice question may be answered with. */
export interface Options {
	/** Undefined: there is a list, and it is not at hand. */
	values: AnswerValue[] | undefined;
	/** Whether other words are allowed too. */
	open: boolean;
}

/** Answers that a question allows, or undefined for a question of another kind. */
export function optionsOf(
	item: Fields,
	{ valueSets }: Pick<QuestionnairePackage, 'valueSets'>,
): Options | undefined {
	if (item.type !== 'choice' && item.type !== 'open-choice') return undefined;
	const open = item.type === 'open-choice';
	const own = list(item.answerOption).flatMap((option) => {
		const chosen = choiceOf(option);
		return chosen === undefined ? [] : [{ [chosen.name]: chosen.value }];
	});
	if (own.length > 0) return { values: own, open };
	const name = text(item.answerValueSet);
	const codes = name === undefined ? undefined : (valueSets[name] ?? valueSets[name.split('|')[0]]);
	return { values: codes?.map((valueCoding) => ({ valueCoding })), open };
}

/** Words of an option: display before code. */
export function wordsOf(value: AnswerValue): string | undefined {
	const [inner] = Object.values(value);
	if (isFields(inner)) return text(inner.display) ?? text(inner.unit) ?? text(inner.code);
	return inner === undefined ? undefined : String(inner);
}

/** Options that a value means. */
export function matching(value: unknown, options: readonly AnswerValue[]): AnswerValue[] {
	const asked = codingsIn(value);
	return options.filter((option) => {
		const [inner] = Object.values(option);
		if (!isFields(inner)) return inner === value;
		return asked.some((one) => isSame(one, inner));
	});
}

function isSame(asked: Choice, option: Fields): boolean {
	const bothSystems = asked.system !== undefined && text(option.system) !== undefined;
	if (bothSystems && asked.system !== option.system) return false;
	if (asked.code !== undefined && text(option.code) !== undefined)
		return asked.code === option.code;
	return asked.display !== undefined && asked.display === option.display;
}

/** Codings of a Coding, a CodeableConcept or a plain code. */
export function codingsIn(value: unknown): Choice[] {
	if (typeof value === 'string') return [{ code: value }, { display: value }];
	if (!isFields(value)) return [];
	if (Array.isArray(value.coding)) return list(value.coding).flatMap(codingsIn);
	const coding = {
		...(text(value.system) !== undefined && { system: String(value.system) }),
		...(text(value.code) !== undefined && { code: String(value.code) }),
		...(text(value.display) !== undefined && { display: String(value.display) }),
	};
	return coding.code === undefined && coding.display === undefined ? [] : [coding];
}

/** Units that a quantity may have; undefined: any. */
export function unitsOf(
	item: Fields,
	{ valueSets }: Pick<QuestionnairePackage, 'valueSets'>,
): Choice[] | undefined {
	const own = [...extensionsOf(item, URLS.unitOption), ...extensionsOf(item, URLS.unit)].flatMap(
		({ valueCoding }) => codingsIn(valueCoding),
	);
	if (own.length > 0) return own;
	const named = extensionsOf(item, `${URLS.unit}ValueSet`)[0]?.valueCanonical;
	return typeof named === 'string'
		? (valueSets[named] ?? valueSets[named.split('|')[0]])
		: undefined;
}

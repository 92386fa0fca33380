import type { ClinicalDraft, ClinicalFacts, DraftVerification } from '../../shared/contracts';
import { HospitalError } from '../../shared/errors';
import { hashOfFacts } from '../facts';
import { PLANS } from './plan';

/** More than any chart gives: what comes from elsewhere is not looked at beyond it. */
const MOST_FACTS = 20_000;
const MOST_SENTENCES = 2_000;
const LONGEST_TEXT = 20_000;

type Fields = Record<string, unknown>;

const isObject = (value: unknown): value is Fields =>
	typeof value === 'object' && value !== null && !Array.isArray(value);
const isText = (value: unknown): value is string =>
	typeof value === 'string' && value.length <= LONGEST_TEXT;
const isListOf = <T>(value: unknown, is: (one: unknown) => one is T, most: number): value is T[] =>
	Array.isArray(value) && value.length <= most && value.every(is);
const isOptional = (value: unknown, is: (one: unknown) => boolean): boolean =>
	value === undefined || is(value);
const isTexts = (value: unknown): value is string[] => isListOf(value, isText, MOST_FACTS);
const isNamedTexts = (value: unknown): boolean =>
	isObject(value) && Object.values(value).every(isText);

const isFact = (value: unknown): value is Fields =>
	isObject(value) &&
	isText(value.id) &&
	/^f[1-9]\d{0,5}$/.test(value.id) &&
	[value.kind, value.role, value.text].every(isText) &&
	isObject(value.data) &&
	isOptional(value.parts, isNamedTexts) &&
	isListOf(value.source, isObject, 1_000) &&
	isOptional(value.flags, isTexts);

/**
 * @throws HospitalError `facts-invalid`: what stands there are no facts of Extract Facts
 */
export function readFacts(value: unknown): ClinicalFacts {
	const isRight =
		isObject(value) &&
		value.contract === 'ClinicalFacts/1' &&
		[value.patient, value.hash, value.asOf].every(isText) &&
		isListOf(value.facts, isFact, MOST_FACTS) &&
		isListOf(value.gaps, isObject, MOST_FACTS) &&
		isListOf(value.notes, isObject, MOST_FACTS);
	if (!isRight) {
		throw new HospitalError('facts-invalid', 'These are no facts of a chart', {
			nextStep: 'Give them as Extract Facts of the Clinical Draft node makes them, unchanged.',
		});
	}
	const facts = value as unknown as ClinicalFacts;
	if (new Set(facts.facts.map(({ id }) => id)).size !== facts.facts.length) {
		throw new HospitalError('facts-invalid', 'Two facts have the same number', {
			nextStep: 'Extract the facts anew.',
		});
	}
	if (hashOfFacts(facts) === facts.hash) return facts;
	throw new HospitalError('facts-invalid', 'The facts were changed after they were extracted', {
		nextStep: 'Extract the facts anew and pass them on as they are: no field may be left out.',
	});
}

const isSentence = (value: unknown): value is Fields =>
	isObject(value) &&
	[value.id, value.text].every(isText) &&
	isOptional(value.template, isText) &&
	isOptional(value.cites, isTexts) &&
	isOptional(value.quotes, (one) => isListOf(one, isObject, 100));

const isTable = (value: unknown): value is Fields =>
	isObject(value) &&
	isText(value.title) &&
	isTexts(value.columns) &&
	isListOf(
		value.rows,
		(row): row is Fields => isObject(row) && isTexts(row.cells) && isTexts(row.facts),
		MOST_FACTS,
	);

const isSection = (value: unknown): value is Fields =>
	isObject(value) &&
	[value.code, value.title].every(isText) &&
	isListOf(value.sentences, isSentence, MOST_SENTENCES) &&
	isOptional(value.tables, (one) => isListOf(one, isTable, 200)) &&
	isOptional(value.empty, isText);

const KINDS: readonly unknown[] = Object.keys(PLANS);

/**
 * A draft, also one that another program wrote: what it may leave out is filled in.
 *
 * @throws HospitalError `draft-invalid`
 */
export function readDraft(value: unknown): ClinicalDraft {
	const isRight =
		isObject(value) &&
		value.contract === 'ClinicalDraft/1' &&
		KINDS.includes(value.kind) &&
		isObject(value.type) &&
		[value.title, value.patient, value.type.code, value.type.display].every(isText) &&
		[value.encounter, value.asOf, value.factsHash, value.reason].every((one) =>
			isOptional(one, isText),
		) &&
		isListOf(value.sections, isSection, 200) &&
		isOptional(value.rejected, (one) => isListOf(one, isSentence, MOST_SENTENCES));
	if (!isRight) {
		throw new HospitalError('draft-invalid', 'This is no draft', {
			nextStep: 'Give it as Draft of the Clinical Draft node makes it, or with the same fields.',
		});
	}
	const draft = withDefaults(value as unknown as ClinicalDraft);
	const ids = [...draft.sections.flatMap(({ sentences }) => sentences), ...draft.rejected].map(
		({ id }) => id,
	);
	if (new Set(ids).size === ids.length) return draft;
	throw new HospitalError('draft-invalid', 'Two sentences of the draft have the same number', {
		nextStep: 'Give every sentence a number of its own.',
	});
}

function withDefaults(draft: ClinicalDraft): ClinicalDraft {
	const filled = (sentence: ClinicalDraft['rejected'][number], included: boolean) => ({
		...sentence,
		template: sentence.template ?? sentence.text,
		cites: sentence.cites ?? [],
		origin: ORIGINS.includes(sentence.origin) ? sentence.origin : ('model' as const),
		included: typeof sentence.included === 'boolean' ? sentence.included : included,
	});
	return {
		...draft,
		asOf: draft.asOf ?? '',
		factsHash: draft.factsHash ?? '',
		status: draft.status === 'structured-only' ? 'structured-only' : 'narrative',
		sections: draft.sections.map((section) => ({
			...section,
			sentences: section.sentences.map((one) => filled(one, true)),
		})),
		rejected: (draft.rejected ?? []).map((one) => filled(one, false)),
	};
}

const ORIGINS: readonly unknown[] = ['model', 'facts', 'clinician'];

/**
 * A draft about one person must not be compared with, or shown beside, the chart of another.
 *
 * @throws HospitalError `patient-mismatch`
 */
export function requireSamePatient(
	facts: Pick<ClinicalFacts, 'patient' | 'encounter'>,
	draft: Pick<ClinicalDraft, 'patient' | 'encounter'>,
): void {
	if (facts.patient === draft.patient && facts.encounter === draft.encounter) return;
	throw new HospitalError('patient-mismatch', 'The draft is not about the patient of the facts', {
		nextStep: 'Nothing was done. Look where the items of two patients or stays are mixed.',
	});
}

/**
 * The numbers of facts mean something only in the reading that gave them.
 *
 * @throws HospitalError `patient-mismatch`, `facts-mismatch`
 */
export function requireSameFacts(facts: ClinicalFacts, draft: ClinicalDraft): void {
	requireSamePatient(facts, draft);
	if (draft.factsHash === facts.hash) return;
	throw new HospitalError('facts-mismatch', 'The draft was made from other facts than these', {
		nextStep:
			'Give the facts from which the draft was made. If the chart has changed since, make a new draft.',
	});
}

/**
 * True when nothing is wrong with what the document says, its tables included, and nothing that must be
 * there is missing. A sentence that was not judged is not supported.
 */
export function isSound(
	draft: ClinicalDraft,
	{ sentences: judged, omissions }: DraftVerification,
): boolean {
	const all = [...draft.sections.flatMap(({ sentences }) => sentences), ...draft.rejected];
	const outside = new Set(all.filter(({ included }) => !included).map(({ id }) => id));
	const supported = new Set(
		judged.filter(({ verdict }) => verdict === 'supported').map(({ id }) => id),
	);
	return (
		omissions.length === 0 &&
		judged.every(({ id }) => outside.has(id) || supported.has(id)) &&
		all.every(({ id }) => outside.has(id) || supported.has(id))
	);
}

import type { AllergyData } from '../../shared/contracts/clinical-facts';
import { stateOf, type Chart } from './chart';
import { codesOf, elements, hasCode, namesOf, nameOrCode, string, type Element } from './elements';
import { flagged, withFlags, type SeedOf } from './seed';
import { comparable, joined, partsOf, unique } from './words/lists';
import { tidy } from './words/tidy';
import { timeOf } from './words/times';

type AllergySeed = SeedOf<'allergy'>;
type Polarity = AllergyData['polarity'];

/** "No known allergy", with what it is about (SNOMED CT; IPS absent and unknown data). */
const NONE_KNOWN: Readonly<Record<string, string>> = {
	'716186003': 'any',
	'409137002': 'medication',
	'429625007': 'food',
	'428607008': 'environment',
	'no-known-allergies': 'any',
	'no-known-medication-allergies': 'medication',
	'no-known-food-allergies': 'food',
	'no-known-environmental-allergies': 'environment',
};
const NONE_IN_WORDS: ReadonlyArray<[RegExp, string]> = [
	[/^(?:nkda|no known (?:drug|medication|medicine) allerg(?:y|ies))\b/i, 'medication'],
	[/^no known food allerg(?:y|ies)\b/i, 'food'],
	[/^no known environmental allerg(?:y|ies)\b/i, 'environment'],
	[/^(?:nka|no known allerg(?:y|ies)|no allerg(?:y|ies)(?: known)?)\b/i, 'any'],
];
const NONE_SAID: Readonly<Record<string, string>> = {
	any: 'no known allergies',
	medication: 'no known medication allergies',
	food: 'no known food allergies',
	environment: 'no known environmental allergies',
};
/** "Nobody knows": not the same as none (IPS absent and unknown data). */
const NOT_KNOWN = 'no-allergy-info';

/** Allergies and intolerances, refuted and resolved ones included; and "no known allergy" where entered. */
export function allergyFacts(chart: Chart): AllergySeed[] {
	const seeds = merged(chart.of('AllergyIntolerance').flatMap((one) => seedOf(chart, one)));
	if (seeds.length === 0) {
		chart.gap(
			'allergies-missing',
			['ccda-allergies'],
			'No allergies are recorded. That does not mean that there are none.',
		);
	}
	return conflicting(seeds);
}

function seedOf(chart: Chart, allergy: Element): AllergySeed[] {
	const name = nameOrCode(allergy.code) ?? substanceOfReaction(allergy);
	if (name === undefined) {
		chart.gap(
			'allergy-without-name',
			['ccda-allergies'],
			'An allergy is recorded without its substance.',
			[chart.source(allergy)],
		);
		return [];
	}
	if (hasCode(allergy.code, NOT_KNOWN)) {
		chart.gap(
			'allergies-not-asked',
			['ccda-allergies'],
			'The chart says that allergies are not known.',
			[chart.source(allergy, 'code')],
		);
		return [];
	}
	const none = noneOf(allergy, name.name);
	return [none === undefined ? realAllergy(chart, allergy, name) : noneKnown(chart, allergy, none)];
}

/** Some charts name the substance only at the reaction. */
function substanceOfReaction(allergy: Element): ReturnType<typeof nameOrCode> {
	return elements(allergy.reaction)
		.map((one) => nameOrCode(one.substance))
		.find((one) => one !== undefined);
}

function noneOf(allergy: Element, name: string): string | undefined {
	const coded = codesOf(allergy.code).find(({ code }) => Object.hasOwn(NONE_KNOWN, code));
	if (coded !== undefined) return NONE_KNOWN[coded.code];
	return NONE_IN_WORDS.find(([words]) => words.test(name.trim()))?.[1];
}

function noneKnown(chart: Chart, allergy: Element, about: string): AllergySeed {
	const refuted = ['absent', 'resolved'].includes(polarityOf(allergy));
	return {
		kind: 'allergy',
		role: 'none-known',
		text: NONE_SAID[about],
		parts: { name: NONE_SAID[about] },
		data: {
			substance: NONE_SAID[about],
			codes: codesOf(allergy.code),
			reaction: [],
			polarity: 'none-known',
			categories: about === 'any' ? [] : [about],
		},
		source: [chart.source(allergy, 'code')],
		// "No known allergies" that was taken back does not say which allergies there are.
		...flagged(...chart.flagsOf(allergy), refuted && 'conflict'),
	};
}

function realAllergy(
	chart: Chart,
	allergy: Element,
	name: { name: string; codedOnly: boolean },
): AllergySeed {
	const polarity = polarityOf(allergy);
	const { text: substance, flags } = tidy(substanceIn(name.name), 200);
	const reactions = unique(
		elements(allergy.reaction).flatMap((one) => {
			const shown = namesOf(one.manifestation);
			return shown.length > 0 ? shown : (string(one.description) ?? []);
		}),
	)
		.slice(0, 10)
		.map((one) => tidy(one, 200).text);
	const severities = elements(allergy.reaction).flatMap((one) => string(one.severity) ?? []);
	const severity = ['severe', 'moderate', 'mild'].find((one) => severities.includes(one));
	const criticality = string(allergy.criticality)?.slice(0, 40);
	const time = timeOf(allergy, ['onsetDateTime', 'onset'], ['recordedDate', 'recorded']);
	const type = string(allergy.type)?.slice(0, 40);
	const notes = notesOf(allergy, reactions);
	const categories = (Array.isArray(allergy.category) ? allergy.category : [])
		.flatMap((one) => string(one) ?? [])
		.slice(0, 5);
	return {
		kind: 'allergy',
		role: 'allergy',
		text: withNotes(`${substance}${said(polarity, reactions, severity, criticality, type)}`, notes),
		parts: partsOf({
			name: substance,
			reaction: joined(reactions),
			severity,
			type,
			note: notes.join('; '),
		}),
		data: {
			substance,
			codes: codesOf(allergy.code),
			reaction: reactions,
			...(criticality !== undefined && { criticality }),
			polarity,
			...(type !== undefined && { type }),
			...(categories.length > 0 && { categories }),
			...(notes.length > 0 && { notes }),
		},
		...(time && { time }),
		source: [chart.source(allergy, 'code')],
		...flagged(
			...flags,
			...chart.flagsOf(allergy),
			name.codedOnly && 'coded-only',
			polarity === 'unconfirmed' && 'unconfirmed',
		),
	};
}

/** What was written beside the allergy and its reactions: "tolerated ceftriaxone" decides a treatment. */
function notesOf(allergy: Element, reactions: readonly string[]): string[] {
	const own = elements(allergy.note).map(({ text }) => string(text));
	const inReactions = elements(allergy.reaction).flatMap((one) => [
		string(one.description),
		...elements(one.note).map(({ text }) => string(text)),
	]);
	return unique(
		[...own, ...inReactions].flatMap((one) => (one === undefined ? [] : [tidy(one, 300).text])),
	)
		.filter((one) => one !== '' && !reactions.includes(one))
		.slice(0, 5);
}

const withNotes = (text: string, notes: readonly string[]): string =>
	notes.length === 0 ? text : `${text}; note: ${notes.join('; ')}`;

/** `Allergy to penicillin` is about penicillin. */
const substanceIn = (name: string): string =>
	name
		.trim()
		.replace(
			/^(?:allergy|hypersensitivity|intolerance|allergic reaction|adverse reaction) to (?:the )?/i,
			'',
		)
		.replace(/ (?:allergy|hypersensitivity)(?: \((?:disorder|finding)\))?$/i, '') || name;

function said(
	polarity: Polarity,
	reactions: string[],
	severity: string | undefined,
	criticality: string | undefined,
	type: string | undefined,
): string {
	if (polarity === 'absent') return ' (allergy refuted: the patient does not have it)';
	const parts = [
		type === 'intolerance' ? 'intolerance' : '',
		polarity === 'resolved' ? 'allergy resolved' : '',
		polarity === 'unconfirmed' ? 'allergy not confirmed' : '',
		reactions.length > 0 ? `reaction: ${joined(reactions)}` : '',
		severity === undefined ? '' : `${severity} reaction recorded`,
		criticality === 'high' ? 'high criticality' : '',
	].filter((one) => one !== '');
	return parts.length === 0 ? '' : ` (${parts.join('; ')})`;
}

function polarityOf(allergy: Element): Polarity {
	const verified = stateOf(allergy.verificationStatus);
	if (verified === 'refuted') return 'absent';
	const state = stateOf(allergy.clinicalStatus);
	if (state === 'resolved' || state === 'inactive') return 'resolved';
	return verified === 'unconfirmed' || verified === 'presumed' ? 'unconfirmed' : 'present';
}

function merged(seeds: AllergySeed[]): AllergySeed[] {
	const kept = new Map<string, AllergySeed>();
	for (const seed of seeds) {
		const key = `${seed.role}|${comparable(seed.data.substance)}|${seed.data.polarity}`;
		const before = kept.get(key);
		if (before === undefined) {
			kept.set(key, seed);
			continue;
		}
		// The two may know different reactions: all of them are told.
		const reaction = unique([...before.data.reaction, ...seed.data.reaction]);
		const severity = worse(before.parts?.severity, seed.parts?.severity);
		const notes = unique([...(before.data.notes ?? []), ...(seed.data.notes ?? [])]);
		// Of an allergy and an intolerance to one substance the allergy is the graver.
		const type = [before.data.type, seed.data.type].find((one) => one !== 'intolerance');
		const criticality =
			[before.data.criticality, seed.data.criticality].find((one) => one === 'high') ??
			before.data.criticality ??
			seed.data.criticality;
		kept.set(key, {
			...before,
			text:
				before.role === 'none-known'
					? before.text
					: withNotes(
							`${before.data.substance}${said(before.data.polarity, reaction, severity, criticality, type)}`,
							notes,
						),
			parts: partsOf({
				name: before.data.substance,
				reaction: joined(reaction),
				severity,
				type,
				note: notes.join('; '),
			}),
			data: {
				...before.data,
				reaction,
				...(criticality !== undefined && { criticality }),
				...(notes.length > 0 && { notes }),
			},
			source: [...before.source, ...seed.source],
			...flagged(...(before.flags ?? []), ...(seed.flags ?? []), 'duplicate'),
		});
	}
	return [...kept.values()];
}

const worse = (a: string | undefined, b: string | undefined): string | undefined =>
	['severe', 'moderate', 'mild'].find((one) => one === a || one === b);

/** "No known drug allergy" beside an allergy to a drug, or a substance that is refuted and is not. */
function conflicting(seeds: AllergySeed[]): AllergySeed[] {
	const bySubstance = new Map<string, Set<Polarity>>();
	const keys = seeds.map(({ data }) => comparable(data.substance));
	const real = new Set<string>();
	const denied = new Set<string>();
	seeds.forEach(({ role, data }, at) => {
		const said = bySubstance.get(keys[at]) ?? new Set();
		bySubstance.set(keys[at], said.add(data.polarity));
		const isReal = data.polarity === 'present' || data.polarity === 'unconfirmed';
		const about = (data.categories ?? []).length === 0 ? ['any'] : (data.categories ?? []);
		if (role === 'none-known') about.forEach((one) => denied.add(one));
		else if (isReal) about.forEach((one) => real.add(one));
	});
	return seeds.map((seed, at) => {
		const { role, data } = seed;
		const about = (data.categories ?? []).length === 0 ? ['any'] : (data.categories ?? []);
		const isReal = role === 'allergy' && ['present', 'unconfirmed'].includes(data.polarity);
		// An allergy that does not say of what kind it is may be of any.
		const clash =
			(role === 'none-known' && meet(about, real)) ||
			(isReal && meet(about, denied)) ||
			(role === 'allergy' && (bySubstance.get(keys[at])?.size ?? 0) > 1);
		return clash ? withFlags(seed, 'conflict') : seed;
	});
}

const meet = (about: readonly string[], others: ReadonlySet<string>): boolean =>
	others.size > 0 &&
	(about.includes('any') || others.has('any') || about.some((one) => others.has(one)));

import type { Fact, Requirement } from '../../shared/contracts/clinical-facts';
import { REQUIREMENTS } from '../../shared/contracts/clinical-facts';
import type { ClinicalDraft } from '../../shared/contracts/clinical-draft';
import type { Omission } from '../../shared/contracts/draft-verification';
import type { Chart } from './chart/chart';

/** What must be in the document and is in the facts, and is not in the text that is shown. */
export function omissionsOf(
	chart: Chart,
	draft: ClinicalDraft,
	shown: ReadonlySet<Fact>,
): Omission[] {
	const all = [...medicines(chart, shown), ...allergies(chart, shown), ...pending(chart, shown)];
	if (draft.kind === 'addendum') return [];
	if (draft.kind === 'discharge-summary') all.push(...mustHaves(chart, shown));
	return all;
}

function medicines(chart: Chart, shown: ReadonlySet<Fact>): Omission[] {
	return chart
		.of('medication')
		.filter((fact) => fact.data.atDischarge && fact.role !== 'stopped' && !shown.has(fact))
		.map((fact) => ({
			requirement: 'Every medicine to be taken after discharge',
			code: 'medication',
			facts: [fact.id],
			message: `The text leaves out ${fact.data.name} (${fact.role}).`,
		}));
}

function allergies(chart: Chart, shown: ReadonlySet<Fact>): Omission[] {
	const said = new Set(
		[...shown].flatMap((fact) =>
			fact.kind === 'allergy' ? [fact.data.substance.toLowerCase()] : [],
		),
	);
	const missing = chart
		.of('allergy')
		.filter((fact) => !shown.has(fact) && !said.has(fact.data.substance.toLowerCase()));
	return missing
		.filter(
			(fact) =>
				fact.role === 'none-known' ||
				fact.data.polarity === 'present' ||
				fact.data.polarity === 'unconfirmed',
		)
		.map((fact) => ({
			requirement: REQUIREMENTS['ccda-allergies'],
			code: fact.role === 'none-known' ? 'ccda-allergies' : 'allergy',
			facts: [fact.id],
			message:
				fact.role === 'none-known'
					? 'The text does not say that no allergies are known.'
					: `The text leaves out the allergy to ${fact.data.substance}.`,
		}));
}

function pending(chart: Chart, shown: ReadonlySet<Fact>): Omission[] {
	return chart
		.of('pending-result')
		.filter((fact) => !shown.has(fact))
		.map((fact) => ({
			requirement: REQUIREMENTS['trc-pending'],
			code: 'pending-result',
			facts: [fact.id],
			message: `The text leaves out that ${fact.data.name} is pending.`,
		}));
}

/** Which facts meet a requirement: all of them, or any one. */
const NEEDED: ReadonlyArray<readonly [Requirement, 'all' | 'any', (fact: Fact) => boolean]> = [
	[
		'tjc-reason',
		'any',
		(fact) =>
			(fact.kind === 'encounter' && fact.role === 'reason') ||
			(fact.kind === 'problem' && fact.role === 'admission-diagnosis'),
	],
	['tjc-procedures', 'all', (fact) => fact.kind === 'procedure' && fact.role === 'performed'],
	['trc-procedures', 'any', (fact) => fact.kind === 'procedure' && fact.role === 'performed'],
	[
		'tjc-treatment',
		'any',
		(fact) =>
			fact.kind === 'medication' || (fact.kind === 'procedure' && fact.role === 'performed'),
	],
	[
		'tjc-condition-disposition',
		'all',
		(fact) =>
			fact.kind === 'encounter' && (fact.role === 'disposition' || fact.role === 'condition'),
	],
	['tjc-patient-information', 'any', isInstruction],
	['tjc-follow-up', 'all', (fact) => fact.kind === 'follow-up' && fact.role === 'appointment'],
	['trc-practitioner', 'any', (fact) => fact.kind === 'encounter' && fact.role === 'responsible'],
	[
		'trc-diagnoses',
		'all',
		(fact) =>
			fact.kind === 'problem' &&
			fact.role === 'discharge-diagnosis' &&
			fact.data.polarity === 'present',
	],
	['trc-medications', 'any', (fact) => fact.kind === 'medication' && fact.data.atDischarge],
	['trc-results', 'any', (fact) => fact.kind === 'lab' || fact.kind === 'report'],
	['trc-instructions', 'any', isInstruction],
	[
		'uscdi-dates',
		'all',
		(fact) => fact.kind === 'encounter' && (fact.role === 'admission' || fact.role === 'discharge'),
	],
	['code-status', 'any', (fact) => fact.kind === 'code-status'],
];

function isInstruction(fact: Fact): boolean {
	return (
		fact.kind === 'diet' ||
		fact.kind === 'activity' ||
		(fact.kind === 'follow-up' && fact.role === 'instruction')
	);
}

function mustHaves(chart: Chart, shown: ReadonlySet<Fact>): Omission[] {
	const omissions: Omission[] = [];
	const names = new Set([...shown].flatMap((fact) => (isNamedOnce(fact) ? [nameOf(fact)] : [])));
	for (const [code, how, meets] of NEEDED) {
		const facts = chart.facts.facts.filter(meets);
		const missing = facts.filter(
			(fact) => !shown.has(fact) && !(isNamedOnce(fact) && names.has(nameOf(fact))),
		);
		if (
			facts.length === 0 ||
			missing.length === 0 ||
			(how === 'any' && missing.length < facts.length)
		)
			continue;
		omissions.push({
			requirement: REQUIREMENTS[code],
			code,
			facts: missing.map((fact) => fact.id),
			message: `The text leaves out: ${missing
				.map((fact) => fact.text.slice(0, 100))
				.slice(0, 5)
				.join('; ')}.`,
		});
	}
	return omissions;
}

/** One diagnosis that stands in the chart in two roles is said once. */
const isNamedOnce = (fact: Fact) =>
	fact.kind === 'problem' || (fact.kind === 'encounter' && fact.role === 'reason');

const nameOf = (fact: Fact) => (fact.kind === 'problem' ? fact.data.name : fact.text).toLowerCase();

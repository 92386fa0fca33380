import { createHash } from 'node:crypto';
import { canonicalJson } from '../../shared/canonical-json';
import type { ChartContext } from '../../shared/contracts/chart-context';
import type { ClinicalFacts, Fact, FactKind } from '../../shared/contracts/clinical-facts';
import { allergyFacts } from './allergies';
import { Chart, type FactsPurpose } from './chart';
import { codeStatusFacts } from './code-status';
import { encounterFacts } from './encounter';
import { followUpFacts } from './follow-up';
import { immunizationFacts } from './immunizations';
import { medicationFacts, type ReconcileRules } from './medicines';
import { mustHaves } from './must-have';
import { noteFacts } from './notes';
import { patientFacts } from './patient';
import { pendingFacts } from './pending';
import { problemFacts } from './problems';
import { procedureFacts } from './procedures';
import { resultFacts } from './results/first-worst-last';
import type { Seed } from './seed';
import { instant } from './words/times';

export interface FactsOptions extends ReconcileRules {
	/** What the facts are for; without it as the purpose of the chart is called, else by its encounter. */
	purpose?: FactsPurpose;
}

/** Facts of one kind beyond which the rest is left out, and said. */
const MOST_OF_KIND = 2000;

/**
 * The numbered facts of a chart. Nothing but the chart goes in: no clock, no chance, no model. The order
 * of the records in the chart does not matter.
 *
 * @throws HospitalError `facts-no-chart` for what is no Chart Context, `facts-no-encounter` for a
 *   discharge summary without a stay, `facts-other-patient`, `facts-other-encounter`
 */
export function buildFacts(context: ChartContext, options: FactsOptions = {}): ClinicalFacts {
	const chart = new Chart(context, options.purpose ?? purposeOf(context));
	const { notes, facts: spans } = noteFacts(chart);
	const seeds: Seed[] = [
		...patientFacts(chart),
		...encounterFacts(chart),
		...problemFacts(chart),
		...procedureFacts(chart),
		...medicationFacts(chart, options),
		...allergyFacts(chart),
		...resultFacts(chart, 'lab'),
		...resultFacts(chart, 'vital'),
		...pendingFacts(chart),
		...followUpFacts(chart),
		...codeStatusFacts(chart),
		...immunizationFacts(chart),
		...spans,
	];
	mustHaves(chart, seeds);
	const facts = numbered(limited(chart, inOrder(seeds)));
	const gaps = chart.gaps.toSorted((a, b) => order(a.code, b.code) || order(a.message, b.message));
	const { purpose, purposeVersion, patient, encounter, asOf } = context;
	const content = {
		contract: 'ClinicalFacts/1' as const,
		purpose,
		purposeVersion,
		patient,
		...(encounter !== undefined && { encounter }),
		facts,
		gaps,
		notes,
	};
	return { ...content, asOf, hash: hashOfFacts(content) };
}

/**
 * The fingerprint of all that facts say. When the chart was read is no part of it: the same chart gives
 * the same fingerprint.
 *
 * @returns hex SHA-256 of the canonical JSON
 */
export function hashOfFacts(facts: Omit<ClinicalFacts, 'asOf' | 'hash'>): string {
	const hashed = { ...facts, asOf: undefined, hash: undefined };
	return createHash('sha256').update(canonicalJson(hashed)).digest('hex');
}

function purposeOf(context: Partial<ChartContext> | null | undefined): FactsPurpose {
	const { purpose, encounter } = context ?? {};
	if (purpose === 'discharge-summary' || purpose === 'chart-summary') return purpose;
	return encounter === undefined ? 'chart-summary' : 'discharge-summary';
}

const KINDS: readonly FactKind[] = [
	'patient',
	'encounter',
	'problem',
	'procedure',
	'medication',
	'allergy',
	'lab',
	'vital',
	'report',
	'pending-result',
	'follow-up',
	'code-status',
	'immunization',
	'diet',
	'activity',
	'note-span',
];
/** Roles in the order in which they are told; others follow in the order of the alphabet. */
const ROLES = [
	'name',
	'admission',
	'discharge',
	'reason',
	'discharge-diagnosis',
	'admission-diagnosis',
	'performed',
	'in-progress',
	'new',
	'changed',
	'stopped',
	'continued',
	'unclear',
	'inpatient-only',
];

/** By kind and role, then by what they are about and when. Spans keep the order of their note. */
function inOrder(seeds: readonly Seed[]): Seed[] {
	return seeds
		.map((seed) => ({ seed, key: keyOf(seed) }))
		.toSorted((a, b) => compareKeys(a.key, b.key))
		.map(({ seed }) => seed);
}

type Key = ReadonlyArray<number | string>;

function keyOf(seed: Seed): Key {
	const kind = KINDS.indexOf(seed.kind);
	if (seed.span !== undefined) return [kind, Number(seed.span.note.slice(1)), seed.span.start];
	const rank = ROLES.indexOf(seed.role);
	const [first] = seed.source;
	const { at } = seed.time ?? {};
	const about = seed.parts?.name ?? seed.text;
	const isResult = seed.kind === 'lab' || seed.kind === 'vital';
	const place = [first.reference, first.path, seed.text];
	// Results of one analyte stand together, in the order of time.
	if (isResult) return [kind, about.toLowerCase(), instant(at), ...place];
	const listed = seed.kind === 'problem' ? (seed.data.rank ?? (isListed(seed) ? 1000 : 2000)) : 0;
	return [
		kind,
		rank === -1 ? ROLES.length : rank,
		seed.role,
		listed,
		about.toLowerCase(),
		instant(at),
		...place,
	];
}

/** True for what the stay itself lists among its diagnoses. */
const isListed = ({ source }: Seed): boolean =>
	source.some(({ path }) => path.startsWith('Encounter.diagnosis'));

function compareKeys(a: Key, b: Key): number {
	for (let at = 0; at < Math.max(a.length, b.length); at += 1) {
		const answer = order(a[at] ?? '', b[at] ?? '');
		if (answer !== 0) return answer;
	}
	return 0;
}

const order = <T extends number | string>(a: T, b: T): number => (a === b ? 0 : a < b ? -1 : 1);

function limited(chart: Chart, seeds: readonly Seed[]): Seed[] {
	const counts = new Map<FactKind, number>();
	return seeds.filter(({ kind, span }) => {
		const count = (counts.get(kind) ?? 0) + 1;
		counts.set(kind, count);
		// Spans have a bound of their own.
		if (count <= MOST_OF_KIND || span !== undefined) return true;
		chart.gap('too-many-facts', [], `There are more facts of the kind ${kind} than are taken.`);
		return false;
	});
}

const numbered = (seeds: readonly Seed[]): Fact[] =>
	seeds.map((seed, at) => ({ id: `f${at + 1}`, ...seed }) as Fact);

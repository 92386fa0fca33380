import { canonicalJson } from '../../shared/canonical-json';
import type { ClinicalFacts, DraftSection, DraftTable, Fact } from '../../shared/contracts';
import { HospitalError } from '../../shared/errors';
import { text } from './tables/table';

/** What is otherwise in the chart than it was. */
export interface Changes {
	/** Facts of the later reading that the earlier one does not have, in its ids. */
	fresh: Fact[];
	/** Facts of the earlier reading whose records are no longer there, in the ids of that reading. */
	gone: Fact[];
}

/** Who the patient is does not make an addendum, nor does a note: its sentences are nobody's finding. */
const LEFT_OUT: ReadonlySet<Fact['kind']> = new Set(['patient', 'note-span']);

/**
 * Compares two readings of one chart.
 *
 * @throws HospitalError `patient-mismatch` when they are not of one patient and stay
 */
export function changesBetween(before: ClinicalFacts, after: ClinicalFacts): Changes {
	if (before.patient !== after.patient || before.encounter !== after.encounter) {
		throw new HospitalError(
			'patient-mismatch',
			'The two readings of the chart are not of the same patient and stay',
			{ nextStep: 'Nothing was drafted. Look where the items of two patients are mixed.' },
		);
	}
	const known = new Set(before.facts.map(contentOf));
	const still = new Set(after.facts.map(contentOf));
	const comparable = (facts: readonly Fact[]) => facts.filter(({ kind }) => !LEFT_OUT.has(kind));
	return {
		fresh: wholeReports(
			comparable(after.facts),
			comparable(after.facts).filter((fact) => !known.has(contentOf(fact))),
		),
		gone: comparable(before.facts).filter(
			(fact) => !still.has(contentOf(fact)) && isGone(fact, after.facts),
		),
	};
}

/** A report of which one sentence is new is told whole: half a conclusion can say the opposite of it. */
function wholeReports(all: readonly Fact[], fresh: readonly Fact[]): Fact[] {
	const chosen = new Set(fresh);
	const reports = new Set(
		fresh.flatMap(({ kind, source }) => (kind === 'report' ? [source[0]?.reference] : [])),
	);
	return all.filter(
		(fact) =>
			chosen.has(fact) || (fact.kind === 'report' && reports.has(fact.source[0]?.reference)),
	);
}

/**
 * What a fact says, without where it stands in the list. Whether a result is the first, worst or last
 * changes with every further one, and does not make it a new result.
 */
function contentOf(fact: Fact): string {
	if (fact.kind === 'lab' || fact.kind === 'vital') {
		const data = { ...fact.data, roles: undefined, count: undefined };
		return canonicalJson([fact.kind, data, fact.time]);
	}
	return canonicalJson([fact.kind, fact.role, fact.text, fact.data, fact.time]);
}

function isGone(fact: Fact, after: readonly Fact[]): boolean {
	const references = new Set(fact.source.map(({ reference }) => reference));
	if (fact.kind === 'encounter') return false;
	if (after.some(({ source }) => source.some(({ reference }) => references.has(reference)))) {
		return false;
	}
	if (fact.kind !== 'lab' && fact.kind !== 'vital') return true;
	// A result also leaves the list when a later one takes its place as the last or the worst.
	const now = after.find(
		(one) =>
			one.kind === fact.kind &&
			(one.data.loinc ?? one.data.name) === (fact.data.loinc ?? fact.data.name),
	);
	const left = now?.kind === fact.kind ? now.data.count : 0;
	return left < fact.data.count;
}

/** Facts of the signed document that the chart no longer has. They have no id in the later reading. */
export function goneSection(gone: readonly Fact[]): DraftSection[] {
	if (gone.length === 0) return [];
	const table: DraftTable = {
		title: 'No longer in the chart as it was',
		columns: ['What', 'As it was'],
		rows: gone.map((fact) => ({ cells: [KINDS[fact.kind], text(fact.text)], facts: [] })),
	};
	return [{ code: '48767-8', title: 'Changes to records', sentences: [], tables: [table] }];
}

const KINDS: Readonly<Record<Fact['kind'], string>> = {
	patient: 'Patient',
	encounter: 'Stay',
	problem: 'Diagnosis',
	procedure: 'Procedure',
	medication: 'Medicine',
	allergy: 'Allergy',
	lab: 'Result',
	vital: 'Vital sign',
	report: 'Report',
	'pending-result': 'Pending result',
	'follow-up': 'Follow-up',
	'code-status': 'Code status',
	immunization: 'Immunization',
	diet: 'Diet',
	activity: 'Activity',
	'note-span': 'Note',
};

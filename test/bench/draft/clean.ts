import type { ClinicalDraft } from '../../../dist/nodes/shared/contracts/clinical-draft.js';
import { Random } from '../../hospital/random.ts';
import { sentenceOf, type Claim, type Form } from './claims.ts';
import { dayOf, isoOf, type Medicine, type Stay } from './stay.ts';

/** A sentence, what it says, and in which form it says it. */
export interface Line {
	claim: Claim;
	form: Form;
	/** LOINC code of the section where it stands. */
	section: string;
}

const SECTIONS: Readonly<Record<string, string>> = {
	'8648-8': 'Hospital course',
	'11535-2': 'Discharge diagnoses',
	'47519-4': 'Procedures',
	'30954-2': 'Results',
	'48765-2': 'Allergies',
	'10183-2': 'Discharge medications',
	'18776-5': 'Plan of treatment',
	'42348-3': 'Advance directives',
};

/** Everything that a careful physician would write down about a stay, and nothing that is not so. */
export function linesOf(stay: Stay, random: Random, apart = false): Line[] {
	const dates = random.integer(0, 5);
	const line = (section: string, claim: Claim): Line => ({
		section,
		claim,
		form: {
			// More than any claim has forms: every form comes about equally often.
			template: random.integer(0, 27_719),
			date: dates,
			dose: random.integer(0, 23),
			often: random.integer(0, 29),
			name: random.integer(0, 11),
			...(apart && { apart: true as const }),
		},
	});
	const lines: Line[] = [
		line('8648-8', {
			kind: 'person',
			name: `${stay.given} ${stay.family}`,
			years: ageOf(stay),
			sex: stay.sex,
			reason: stay.reason,
		}),
		line('8648-8', { kind: 'stay', from: stay.from, to: stay.to }),
		line('8648-8', { kind: 'disposition', to: stay.disposition[1] }),
		line('8648-8', { kind: 'physician', name: stay.physician }),
	];
	if (random.next() < 0.5)
		lines.push(line('8648-8', { kind: 'length', days: stay.to - stay.from }));
	for (const { name, side, polarity, role } of stay.problems) {
		const said = polarity === 'absent' ? 'absent' : role;
		lines.push(line('11535-2', { kind: 'diagnosis', name, ...(side && { side }), said }));
	}
	for (const { name, side, day, done } of stay.procedures) {
		lines.push(line('47519-4', { kind: 'procedure', name, ...(side && { side }), day, done }));
	}
	for (const { analyte, values } of stay.results) {
		for (const { day, value } of values) {
			const { unit } = analyte;
			lines.push(line('30954-2', { kind: 'result', analyte, value, unit, day: stay.from + day }));
		}
		const [first, last] = values;
		if (first !== undefined && last !== undefined) {
			lines.push(
				line('30954-2', {
					kind: 'trend',
					analyte,
					first: first.value,
					last: last.value,
					firstDay: stay.from + first.day,
					lastDay: stay.from + last.day,
					up: last.value > first.value,
				}),
			);
		}
	}
	if (stay.allergies.length > 0)
		lines.push(line('48765-2', { kind: 'allergies', list: stay.allergies }));
	if (stay.noneKnown) lines.push(line('48765-2', { kind: 'no-allergy' }));
	lines.push(...medicineLines(stay, random, line));
	for (const { name } of stay.pending)
		lines.push(line('18776-5', { kind: 'pending', name, done: false }));
	for (const { clinic, day } of stay.appointments)
		lines.push(line('18776-5', { kind: 'appointment', clinic, day }));
	if (stay.codeStatus !== undefined)
		lines.push(line('42348-3', { kind: 'code-status', status: stay.codeStatus }));
	return lines;
}

function medicineLines(
	stay: Stay,
	random: Random,
	line: (section: string, claim: Claim) => Line,
): Line[] {
	const { medicines } = stay;
	const going = medicines.filter(({ role }) => role !== 'stopped');
	const lines: Line[] = [];
	// One enumeration, as in many letters; the others each in a sentence of its own.
	const together = random.next() < 0.4 && going.length > 2 ? going.splice(0, 3) : [];
	if (together.length > 0) {
		lines.push(
			line('10183-2', {
				kind: 'medicines',
				list: together.map(({ drug, dose, often }) => ({
					name: drug.name,
					dose,
					unit: drug.unit,
					often,
				})),
			}),
		);
	}
	for (const medicine of medicines) {
		if (!together.includes(medicine)) lines.push(line('10183-2', claimOf(medicine)));
	}
	return lines;
}

export const claimOf = ({ drug, dose, often, role, before }: Medicine): Claim => ({
	kind: 'medicine',
	drug,
	unit: drug.unit,
	dose,
	often,
	route: drug.route,
	role,
	...(before && { before: before.dose }),
});

/** Whole years at discharge. */
export function ageOf({ born, from }: Stay): number {
	const [year, rest] = [Number(born.slice(0, 4)), born.slice(5)];
	const now = isoOf(from);
	return Number(now.slice(0, 4)) - year - (now.slice(5) < rest ? 1 : 0);
}

/** The lines as a document that no program of ours has written: no placeholders, no citations. */
export function draftOf(lines: readonly Line[], factsHash: string): ClinicalDraft {
	const sections = Object.entries(SECTIONS).map(([code, title]) => ({
		code,
		title,
		sentences: lines.flatMap((line, index) => {
			if (line.section !== code) return [];
			const text = sentenceOf(line.claim, line.form);
			const origin = 'clinician' as const;
			return [{ id: `s${index + 1}`, template: text, text, cites: [], origin, included: true }];
		}),
	}));
	return {
		contract: 'ClinicalDraft/1',
		kind: 'discharge-summary',
		type: { code: '18842-5', display: 'Discharge summary' },
		title: 'Discharge summary',
		patient: 'Patient/zz-patient',
		encounter: 'Encounter/zz-stay',
		asOf: '2035-01-01T00:00:00Z',
		factsHash,
		status: 'narrative',
		sections: sections.filter(({ sentences }) => sentences.length > 0),
		rejected: [],
	};
}

export { dayOf };

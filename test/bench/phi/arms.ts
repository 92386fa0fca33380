import type { Measuring } from '../figure.ts';
import { chartOf } from './chart.ts';
import type { Split } from './load.ts';
import { samplesOf, type Sample } from './notes.ts';
import { Tally, type Found } from './score.ts';
import type { Misses } from './show.ts';

/** Finds what would go from a text; `context` holds FHIR resources and may be empty. */
export type Find = (text: string, context: readonly unknown[]) => Promise<readonly Found[]>;

/** Shares of the chart that are missing, in percent. */
const DROPPED = [0, 20, 50, 100] as const;

/** Runs a tool over the notes of a split with all, most, half and none of the chart. */
export async function measureSplit(
	split: Split,
	each: number,
	find: Find,
	{ figure, say }: Measuring,
	misses?: Misses,
): Promise<void> {
	// The fixed names stand for the sealed notes, of which nobody sees a text.
	const prefix = split === 'sealed' ? '' : `${split}_`;
	const samples = await samplesOf(split, each);
	if (samples.length === 0) {
		const reason = `there are no ${split} templates`;
		figure({ metric: `${prefix}ctx_span_recall`, value: null, unit: 'share', reason });
		return;
	}
	for (const dropped of DROPPED) {
		say(`${samples.length} ${split} notes, ${100 - dropped} % of the chart`);
		const tally = await tallied(samples, dropped, find, misses);
		const { rate } = tally;
		const share = (metric: string, value: number, n: number): void =>
			figure({ metric: prefix + metric, value, unit: 'share', n });
		share(`coverage_${100 - dropped}_span_recall`, rate.spanRecall, rate.spans);
		share(`coverage_${100 - dropped}_patient_leak_notes`, rate.patientLeakNotes, tally.notes);
		if (dropped !== 0 && dropped !== 100) continue;
		const arm = dropped === 0 ? 'ctx' : 'noctx';
		share(`${arm}_span_recall`, rate.spanRecall, rate.spans);
		share(`${arm}_structured_recall`, rate.structuredRecall, rate.structuredSpans);
		share(`${arm}_patient_leak_notes`, rate.patientLeakNotes, tally.notes);
		share(`${arm}_patient_direct_leak_notes`, rate.directLeakNotes, tally.notes);
		// What the chart says of the patient, and nothing that it cannot know.
		share(`${arm}_charted_recall`, rate.chartedRecall, rate.chartedSpans);
		share(`${arm}_patient_charted_leak_notes`, rate.chartedLeakNotes, tally.notes);
		share(`${arm}_any_leak_notes`, rate.leakNotes, tally.notes);
		share(`${arm}_precision`, rate.precision, rate.predicted);
		share(`${arm}_masked_share`, rate.maskedShare, tally.notes);
		share(dropped === 0 ? 'traps_touched' : 'noctx_traps_touched', rate.trapsTouched, rate.traps);
		for (const { type, recall, all } of tally.types) {
			share(`${arm}_recall_${type.toLowerCase()}`, recall, all);
		}
	}
}

async function tallied(samples: readonly Sample[], dropped: number, find: Find, misses?: Misses) {
	const tally = new Tally();
	for (const { note, kase } of samples) {
		const found = await find(note.text, [chartOf(kase, dropped / 100)]);
		const judged = tally.add(note, found);
		misses?.add(note, judged, dropped);
	}
	return tally;
}

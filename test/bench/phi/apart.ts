import type { Measuring } from '../figure.ts';
import type { Find } from './arms.ts';
import { WordTally, aciNotes, presidioSentences } from './corpora.ts';
import { guardrails } from './guardrails.ts';
import type { Split } from './load.ts';
import { samplesOf } from './notes.ts';
import { Tally, maskedOf } from './score.ts';

/** What goes from notes that hold next to nothing to find: mostly false alarms. */
export async function aci(find: Find, { figure, say }: Measuring): Promise<void> {
	const texts = await aciNotes();
	if (texts === undefined) {
		const reason = 'HOSPITAL_SHARED_DATA has no notes/aci_bench_valid.csv';
		figure({ metric: 'aci_masked_share', value: null, unit: 'share', reason });
		return;
	}
	for (const [metric, list] of [
		['aci_masked_share', texts.notes],
		['aci_dialogue_masked_share', texts.dialogues],
	] as const) {
		say(`${list.length} texts of aci-bench`);
		let [masked, all] = [0, 0];
		for (const text of list) {
			const [some, whole] = maskedOf(text, await find(text, []));
			masked += some;
			all += whole;
		}
		figure({ metric, value: masked / all, unit: 'share', n: list.length });
	}
}

/** Published by Presidio for this set: notebooks 4 and 5 of presidio-research, by words. */
const PUBLISHED = {
	recall: 'Presidio, published: 0.603 as it comes, 0.839 customised with a transformer',
	precision: 'Presidio, published: 0.685 as it comes, 0.870 customised with a transformer',
};

/** Presidio's own set of sentences, which are not clinical, counted by words as Presidio does. */
export async function presidio(find: Find, { quick, figure, say }: Measuring): Promise<void> {
	const sentences = await presidioSentences();
	if (sentences === undefined) {
		const reason = 'HOSPITAL_SHARED_DATA has no notes/presidio_synth_dataset_v2.json';
		figure({ metric: 'presidio_word_recall', value: null, unit: 'share', reason });
		return;
	}
	const some = quick ? sentences.filter((_, index) => index % 3 === 0) : sentences;
	say(`${some.length} sentences of Presidio's set`);
	const tally = new WordTally();
	for (const sentence of some) tally.add(sentence, await find(sentence.text, []));
	const { recall, precision, safeHarborRecall, words } = tally.rate;
	const unit = 'share';
	figure({ metric: 'presidio_word_recall', value: recall, unit, n: words, peer: PUBLISHED.recall });
	figure({
		metric: 'presidio_word_precision',
		value: precision,
		unit,
		n: words,
		peer: PUBLISHED.precision,
	});
	figure({ metric: 'presidio_safe_harbor_word_recall', value: safeHarborRecall, unit, n: words });
}

/** n8n's own Guardrails node on the same notes. */
export async function besideGuardrails(
	split: Split,
	each: number,
	{ figure, say }: Measuring,
): Promise<void> {
	const unit = 'share';
	const tool = await guardrails();
	if (tool === undefined) {
		const reason = 'the pinned n8n is not installed (npm run test:peers does it)';
		figure({ metric: `guardrails_${split}_span_recall`, value: null, unit, reason });
		return;
	}
	const samples = await samplesOf(split, each);
	say(`${samples.length} ${split} notes, Guardrails of n8n ${tool.version}`);
	const tally = new Tally();
	for (const { note } of samples) tally.add(note, tool.find(note.text));
	const { spanRecall, structuredRecall, patientLeakNotes, precision, trapsTouched } = tally.rate;
	for (const [name, value] of Object.entries({
		span_recall: spanRecall,
		structured_recall: structuredRecall,
		patient_leak_notes: patientLeakNotes,
		precision,
		traps_touched: trapsTouched,
	})) {
		const peer = `Guardrails of n8n ${tool.version}`;
		figure({ metric: `guardrails_${split}_${name}`, value, unit, peer, n: tally.notes });
	}
}

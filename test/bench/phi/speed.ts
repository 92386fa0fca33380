import type { Measuring } from '../figure.ts';
import { percentile } from '../figure.ts';
import type { Find } from './arms.ts';
import { caseOf } from './case.ts';
import { chartOf } from './chart.ts';
import { templatesOf } from './load.ts';
import { noteOf } from './template.ts';

/** Notes that are joined to one of the length of a discharge summary, and such notes of a patient. */
const JOINED = 4;
const OF_A_PATIENT = 5;

interface Text {
	readonly text: string;
	readonly context: readonly unknown[];
}

/** Texts of many patients: each with one chart for all of its notes, as a batch has them. */
async function textsOf(patients: number, joined: number): Promise<Text[]> {
	const templates = [...(await templatesOf('dev')), ...(await templatesOf('test'))];
	const texts: Text[] = [];
	let next = 0;
	for (let patient = 0; patient < patients; patient++) {
		const kase = caseOf(`speed-${patient}`);
		const context = [chartOf(kase, 0)];
		for (let note = 0; note < OF_A_PATIENT; note++) {
			const parts = Array.from({ length: joined }, () => {
				const template = templates[next++ % templates.length]!;
				return noteOf(template, kase, `${patient}-${note}`).text;
			});
			texts.push({ text: parts.join('\n\n'), context });
		}
	}
	return texts;
}

/** The whole path of a text, finding and replacing and looking once more, per second of CPU time. */
export async function textSpeed(change: Find, { quick, figure, say }: Measuring): Promise<void> {
	for (const [metric, joined] of [
		['text_speed', JOINED],
		['text_speed_short_notes', 1],
	] as const) {
		const texts = await textsOf(quick ? 60 : 200, joined);
		const megabytes = texts.reduce((sum, { text }) => sum + Buffer.byteLength(text), 0) / 1e6;
		say(`${metric}: ${texts.length} notes, ${megabytes.toFixed(2)} MB`);
		const speeds: number[] = [];
		// The first round is not counted: the code is compiled in it.
		for (let round = 0; round <= (quick ? 3 : 5); round++) {
			const before = process.cpuUsage();
			for (const { text, context } of texts) await change(text, context);
			const { user, system } = process.cpuUsage(before);
			if (round > 0) speeds.push(megabytes / ((user + system) / 1e6));
		}
		figure({ metric, value: percentile(speeds, 0.5), unit: 'MB_per_cpu_s', n: speeds.length });
	}
}

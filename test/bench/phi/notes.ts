import { caseOf, type Case } from './case.ts';
import { templatesOf, type Split } from './load.ts';
import { noteOf } from './template.ts';
import type { Note } from './types.ts';

export interface Sample {
	readonly note: Note;
	readonly kase: Case;
}

/** `each` notes of every template of a split, each about a patient of its own. */
export async function samplesOf(split: Split, each: number): Promise<Sample[]> {
	const samples: Sample[] = [];
	for (const template of await templatesOf(split)) {
		for (let seed = 0; seed < each; seed++) {
			const kase = caseOf(`${split}-${template.id}-${seed}`, template.noteType);
			samples.push({ kase, note: noteOf(template, kase, seed) });
		}
	}
	return samples;
}

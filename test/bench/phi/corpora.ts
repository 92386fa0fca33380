import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import type { Found } from './score.ts';

const SHARED = resolve(
	process.env.HOSPITAL_SHARED_DATA ?? join(import.meta.dirname, '../../../../shared/data'),
	'notes',
);

/** Role-played notes of aci-bench; undefined where the data is not there. */
export async function aciNotes(): Promise<{ notes: string[]; dialogues: string[] } | undefined> {
	const file = join(SHARED, 'aci_bench_valid.csv');
	if (!existsSync(file)) return undefined;
	const [head = [], ...rows] = parseCsv(await readFile(file, 'utf8'));
	const column = (name: string): string[] =>
		rows.map((row) => row[head.indexOf(name)] ?? '').filter((text) => text !== '');
	return { notes: column('note'), dialogues: column('dialogue') };
}

/** Comma-separated values. Source: RFC 4180 2. */
export function parseCsv(text: string): string[][] {
	const rows: string[][] = [[]];
	for (const [, quoted, plain, end] of text.matchAll(
		/(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\r?\n|$)/g,
	)) {
		rows.at(-1)?.push(quoted?.replaceAll('""', '"') ?? plain ?? '');
		if (end !== ',') rows.push([]);
	}
	return rows.filter((row) => row.some((cell) => cell !== ''));
}

export interface Sentence {
	readonly text: string;
	readonly spans: readonly (Found & { readonly type: string })[];
}

/** Presidio's synthetic sentences; undefined where the data is not there. */
export async function presidioSentences(): Promise<Sentence[] | undefined> {
	const file = join(SHARED, 'presidio_synth_dataset_v2.json');
	if (!existsSync(file)) return undefined;
	const records = JSON.parse(await readFile(file, 'utf8')) as Array<{
		full_text: string;
		spans: Array<{ entity_type: string; start_position: number; end_position: number }>;
	}>;
	return records.map(({ full_text, spans }) => {
		// Offsets of the set count code points, ours count UTF-16 code units.
		const signs = [...full_text];
		const units = (count: number): number => signs.slice(0, count).join('').length;
		return {
			text: full_text,
			spans: spans.map(({ entity_type, start_position, end_position }) => ({
				type: entity_type,
				start: units(start_position),
				end: units(end_position),
			})),
		};
	});
}

/** What Safe Harbor names among the types of that set; organisations, titles and nationalities it does not. */
const SAFE_HARBOR = new Set([
	...['PERSON', 'STREET_ADDRESS', 'GPE', 'ZIP_CODE', 'PHONE_NUMBER', 'EMAIL_ADDRESS', 'US_SSN'],
	...['IP_ADDRESS', 'DOMAIN_NAME', 'US_DRIVER_LICENSE', 'DATE_TIME', 'CREDIT_CARD', 'IBAN_CODE'],
]);

/** Counts by words, as Presidio's own evaluation does. */
export class WordTally {
	private caught = 0;
	private gold = 0;
	private predicted = 0;
	private safeCaught = 0;
	private safe = 0;

	add({ text, spans }: Sentence, found: readonly Found[]): void {
		for (const word of text.matchAll(/[\p{L}\p{N}]+/gu)) {
			const at = { start: word.index, end: word.index + word[0].length };
			const inside = (span: Found): boolean => span.start < at.end && at.start < span.end;
			const own = spans.find(inside);
			const hit = found.some(inside);
			if (hit) this.predicted += 1;
			if (own === undefined) continue;
			this.gold += 1;
			if (hit) this.caught += 1;
			if (!SAFE_HARBOR.has(own.type)) continue;
			this.safe += 1;
			if (hit) this.safeCaught += 1;
		}
	}

	get rate() {
		return {
			recall: this.caught / this.gold,
			precision: this.predicted === 0 ? 1 : this.caught / this.predicted,
			safeHarborRecall: this.safeCaught / this.safe,
			words: this.gold,
		};
	}
}

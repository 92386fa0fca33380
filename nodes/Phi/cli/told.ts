import type { Output } from '../../shared/command';
import { writeNamedFile } from '../../shared/command-line';
import type { Phi } from '../engine';
import { LEFT_OUT } from '../formats/hl7';
import type { Summary } from '../site/summary';
import type { Asked } from './asked';

/** How a command ends: all of it, nothing or a failure, written but for somebody to look at. */
export const [DONE, FAILED, LOOK] = [0, 1, 3];

/** How many records came to what. */
export interface Counts {
	readonly [what: string]: number;
}

/**
 * Says on standard error what was done, and writes the manifest where one was asked for.
 *
 * @param more lines of one kind of record, behind the counts
 */
export async function tell(
	out: Output,
	{ manifest }: Asked,
	{ identity }: Phi,
	counts: Counts,
	summary: Summary,
	more: readonly string[] = [],
): Promise<void> {
	// Nothing is said of what did not happen; that nothing was written is.
	const isSaid = (what: string, count: number) => count > 0 || what === 'written';
	const said = Object.entries(counts).filter(([what, count]) => isSaid(what, count));
	out.note(`${said.map(([what, count]) => `${count} ${what}`).join(', ')}.`);
	const lost = summary.manifest.filter(({ action }) => action === LEFT_OUT);
	if (lost.length > 0) {
		const names = lost.map(({ rule, count }) => `${count} ${rule}`).join(', ');
		out.note(`Segments that are not read here were left out: ${names}.`);
	}
	for (const line of more) out.note(line);
	for (const { code, message, at } of summary.review.slice(0, 20)) {
		out.note(`${code}${at === undefined ? '' : ` (${at})`}: ${message}`);
	}
	if (manifest === undefined) return;
	const value = {
		format: 1,
		...identity,
		counts,
		manifest: summary.manifest,
		review: summary.review,
	};
	await writeNamedFile(manifest, `${JSON.stringify(value, null, '\t')}\n`);
}

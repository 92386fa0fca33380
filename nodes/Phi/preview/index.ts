import { html, Html } from '../../shared/html';
import type { PhiFinding, PhiType } from '../types';

/** What a page shows. */
export interface Previewed {
	readonly text: string;
	readonly findings: readonly PhiFinding[];
	readonly uncertain: readonly PhiFinding[];
	readonly context: 'given' | 'none';
}

/** Longer notes are shown up to here; the page says so. */
const MOST_CHARACTERS = 200_000;

/**
 * A page for a person: the note with everything marked that was found, and what is doubtful marked
 * otherwise. It holds the note itself, stands alone, and loads nothing.
 */
export function previewPage(found: Previewed): { html: string; css: string } {
	const text = found.text.slice(0, MOST_CHARACTERS);
	const marks = marksOf(found, text.length);
	const counts = countsOf(found.findings);
	const page = html`<!doctype html>
		<html lang="en">
			<head>
				<meta charset="utf-8" />
				<meta
					http-equiv="Content-Security-Policy"
					content="default-src 'none'; style-src 'unsafe-inline'"
				/>
				<title>Identifiers found in a text</title>
				<style>
					${new Html(CSS)}
				</style>
			</head>
			<body>
				<h1>Identifiers found in a text</h1>
				<p class="note">
					${found.findings.length} found, ${found.uncertain.length} doubtful.
					${found.context === 'none'
						? 'Nothing said who the patient is: names were looked for by rules alone.'
						: 'The chart said who the patient is.'}
					This page holds patient data.
				</p>
				<ul class="counts">
					${counts.map(([type, count]) => html`<li><b>${type}</b> ${count}</li>`)}
				</ul>
				<pre>${marked(text, marks)}</pre>
				${found.text.length > text.length
					? html`<p class="note">The text goes on; only its beginning is shown.</p>`
					: undefined}
			</body>
		</html>`;
	return { html: page.text, css: CSS };
}

interface Mark {
	readonly start: number;
	readonly end: number;
	readonly type: PhiType;
	readonly rule: string;
	readonly score: number;
	readonly doubtful: boolean;
}

function marksOf({ findings, uncertain }: Previewed, end: number): Mark[] {
	const all = [
		...findings.map((one) => ({ ...one, doubtful: false })),
		...uncertain.map((one) => ({ ...one, doubtful: true })),
	];
	return all.filter(({ start }) => start < end).sort((a, b) => a.start - b.start);
}

function marked(text: string, marks: readonly Mark[]): Html[] {
	const parts: Html[] = [];
	let at = 0;
	for (const { start, end, type, rule, score, doubtful } of marks) {
		if (start < at) continue;
		const title = `${type}, ${rule}, ${score.toFixed(2)}${doubtful ? ', doubtful' : ''}`;
		parts.push(
			html`${text.slice(at, start)}<mark class="${doubtful ? 'doubtful' : 'found'}" title="${title}"
					>${text.slice(start, end)}<small>${type}</small></mark
				>`,
		);
		at = end;
	}
	return [...parts, html`${text.slice(at)}`];
}

function countsOf(findings: readonly PhiFinding[]): Array<[string, number]> {
	const counts = new Map<string, number>();
	for (const { type } of findings) counts.set(type, (counts.get(type) ?? 0) + 1);
	return [...counts].sort((a, b) => b[1] - a[1]);
}

const CSS = `
body { font: 15px/1.5 system-ui, sans-serif; margin: 2rem auto; max-width: 60rem; padding: 0 1rem; color: #1a1a1a; background: #fff; }
h1 { font-size: 1.3rem; }
.note { color: #444; }
.counts { display: flex; flex-wrap: wrap; gap: 0.3rem 1rem; list-style: none; padding: 0; }
pre { font: 14px/1.7 ui-monospace, monospace; white-space: pre-wrap; overflow-wrap: anywhere; border: 1px solid #ccc; border-radius: 4px; padding: 1rem; }
mark { border-radius: 3px; padding: 0 0.15em; color: inherit; }
mark.found { background: #ffd9a0; border-bottom: 2px solid #b35c00; }
mark.doubtful { background: #fff6c9; border-bottom: 2px dotted #8a7400; }
mark small { font-size: 0.65em; margin-left: 0.35em; color: #5a2d00; }
`;

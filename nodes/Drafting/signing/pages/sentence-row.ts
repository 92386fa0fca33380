import type { ClinicalFacts, Fact, Finding } from '../../../shared/contracts';
import { FACT_FLAGS } from '../../../shared/contracts';
import { html, type Html } from '../../../shared/html';
import type { Row } from '../review-view';
import { wordDiff } from '../word-diff';
import { factHeading, factTime, moment } from '../words';

/** Text before and after a passage of a note that is shown with it. */
const AROUND = 90;

const BADGES: Readonly<Record<string, string>> = {
	supported: 'In the chart',
	partly: 'In part in the chart',
	unsupported: 'Not in the chart',
};

/** A sentence beside its sources, with what can be done about it. */
export function sentenceRow(row: Row, facts: ClinicalFacts, number: string): Html {
	const { id, included, own, leftOut } = row;
	const name = `Sentence ${number}`;
	return html`<div
		class="row ${own ? 'own' : row.verdict} ${included ? '' : 'out'}"
		id="row-${id}"
		role="group"
		aria-label="${name}"
	>
		<div>
			<p class="said" id="said-${id}">${said(row)}</p>
			${findingsList(row.findings)}
			<div class="line">
				<span>${badges(row)}</span>
				<label class="tick">
					<input
						type="checkbox"
						name="keep.${id}"
						value="1"
						data-row="row-${id}"
						${included ? CHECKED : undefined}
						aria-describedby="said-${id}"
					/>
					<span
						>${leftOut ? 'Put it back: I state this myself' : 'Keep in the document'}<span
							class="hidden"
							>: ${name}</span
						></span
					>
				</label>
			</div>
			<details ${row.change === 'changed' ? OPEN : undefined}>
				<summary>Change the wording<span class="hidden">: ${name}</span></summary>
				<label for="text-${id}">${name}, in your words</label>
				<textarea
					id="text-${id}"
					name="text.${id}"
					rows="3"
					maxlength="4000"
					data-before="${row.before}"
					data-shows="said-${id}"
				>
${row.text}</textarea
				>
			</details>
		</div>
		<div>${sources(row, facts, name)}</div>
	</div>`;
}

const CHECKED = html`checked`;
const OPEN = html`open`;

function said({ before, text }: Row): Html {
	return before === text ? html`${text}` : diffHtml(before, text);
}

/** Changes told to the eye and to the ear. */
export function diffHtml(before: string, after: string): Html {
	return html`${wordDiff(before, after).map(({ kind, text }) =>
		kind === 'same'
			? html`${text}`
			: kind === 'added'
				? html`<ins><span class="hidden">added: </span>${text}</ins>`
				: html`<del><span class="hidden">removed: </span>${text}</del>`,
	)}`;
}

function badges({ verdict, own, leftOut, included, change }: Row): Html {
	const state =
		leftOut && !included ? 'Left out' : change === 'left-out' ? 'Left out by you' : undefined;
	return html`<span class="badge ${verdict}">${BADGES[verdict]}</span>${state &&
		html`<span class="badge ${verdict}">${state}</span>`}${own
			? html`<span class="badge own">${change === undefined ? BEFORE_YOU : 'Your own words'}</span>`
			: undefined}`;
}

/** What whoever signed first wrote: nobody may take it for the words of who reads it now. */
const BEFORE_YOU = 'Written by a person before you';

export function findingsList(findings: readonly Finding[]): Html | undefined {
	if (findings.length === 0) return undefined;
	return html`<ul class="findings">
		${findings.map(
			({ message, expected }) =>
				html`<li>
					${message}${expected !== undefined && !message.includes(expected)
						? html` The chart says: <b>${expected}</b>`
						: undefined}
				</li>`,
		)}
	</ul>`;
}

function sources({ sources: facts, quotes }: Row, all: ClinicalFacts, name: string): Html {
	if (facts.length === 0) {
		return html`<p class="small soft">No place in the chart bears this out.</p>`;
	}
	return html`<ul class="sources" aria-label="Where the chart says it: ${name}">
		${facts.map((fact) => html`<li>${factEntry(fact, all, quotes)}</li>`)}
	</ul>`;
}

/** One fact with where it stands. */
export function factEntry(fact: Fact, all: ClinicalFacts, quotes: readonly string[] = []): Html {
	const [source] = fact.source;
	const time = factTime(fact.time);
	const flags = (fact.flags ?? []).filter((flag) => flag !== 'duplicate');
	return html`<span class="what">${factHeading(fact)}</span>
		<div>${noteText(fact, all, quotes) ?? fact.text}</div>
		${flags.length > 0
			? html`<div class="small">
					Note: ${flags.map((flag) => FACT_FLAGS[flag] ?? flag).join('; ')}.
				</div>`
			: undefined}
		<div class="where">
			${time !== '' ? html`${time} · ` : undefined}${source?.reference}${source?.version !==
			undefined
				? html`, version ${source.version}`
				: undefined}${fact.source.length > 1
				? html` and ${fact.source.length - 1} more`
				: undefined}
		</div>`;
}

/** A sentence of a note with some of what stands around it. */
function noteText(fact: Fact, all: ClinicalFacts, quotes: readonly string[]): Html | undefined {
	const { span } = fact;
	const note = span && all.notes.find(({ id }) => id === span.note);
	if (span === undefined || note === undefined) return undefined;
	const { text } = note;
	const [from, to] = [Math.max(0, span.start - AROUND), Math.min(text.length, span.end + AROUND)];
	const passage = text.slice(span.start, span.end);
	return html`<blockquote>
			${from > 0 ? '… ' : ''}<span class="soft">${text.slice(from, span.start)}</span>${marked(
				passage,
				quotes,
			)}<span class="soft">${text.slice(span.end, to)}</span>${to < text.length ? ' …' : ''}
		</blockquote>
		<div class="where">
			${note.type?.display ?? 'Note'}${note.author !== undefined
				? html`, ${note.author}`
				: undefined}${note.time ? html`, ${moment(note.time.at)}` : undefined}
		</div>`;
}

/** The words that the sentence quotes; the whole passage when it quotes none. */
function marked(passage: string, quotes: readonly string[]): Html {
	const quote = quotes.find((one) => one !== '' && passage.includes(one));
	if (quote === undefined) return html`<mark>${passage}</mark>`;
	const at = passage.indexOf(quote);
	return html`${passage.slice(0, at)}<mark>${quote}</mark>${passage.slice(at + quote.length)}`;
}

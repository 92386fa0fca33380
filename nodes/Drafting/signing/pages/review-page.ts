import type { ClinicalFacts } from '../../../shared/contracts';
import { html, type Html } from '../../../shared/html';
import { ownFaults } from '../own-words';
import type { Person } from '../person';
import type { ReviewView, SectionView } from '../review-view';
import { many } from '../words';
import { banners, type Notice } from './banners';
import { decisionCard } from './decision-card';
import { besideCards } from './beside-cards';
import { beyondCards } from './beyond-cards';
import { cell } from './cell';
import { patientCard } from './patient-card';
import { findingsList, sentenceRow } from './sentence-row';
import { page } from './shell';

export interface ReviewPage {
	view: ReviewView;
	person: Person;
	/** Where the form goes, and what proves that it came from this page. */
	action: string;
	token: string;
	deskUrl: string;
	/** Roles to which it can be handed over. */
	roles: readonly string[];
	sessionSeconds: number;
	now: Date;
	notice?: Notice;
}

/** The page on which a clinician reads, changes and decides. */
export function reviewPage(given: ReviewPage): string {
	const { view, person, action, token, deskUrl, now } = given;
	const { review, draft } = view;
	return page({
		title: `For signature: ${documentKind(draft.kind)}`,
		body: html`<a class="skip" href="#decision">Go to the decision</a>
			<div class="top">
				<a href="${deskUrl}">All that waits for you</a>
				<span>Signed in as <b>${person.name}</b></span>
			</div>
			<main>
				<form
					id="review"
					method="post"
					action="${action}"
					data-desk="${deskUrl}?case=${review.id}"
					autocomplete="off"
				>
					<input type="hidden" name="token" value="${token}" />
					${patientCard(view, now)}
					<div id="live" class="note" role="alert" tabindex="-1" hidden></div>
					${banners(view, now, given.notice)} ${tally(view)}
					${view.sections.map((section, at) => sectionCard(section, at, view.facts))}
					${beyondCards(view)} ${besideCards(view.beside)} ${decisionCard(given)}
					<input type="hidden" name="fields" value="1" />
				</form>
			</main>
			<div class="bar">
				<a href="#decision">Go to the decision</a>
				<span id="left" data-seconds="${given.sessionSeconds}">Signed in for 15 more minutes</span>
			</div>`,
	});
}

export const documentKind = (kind: string): string => kind.replaceAll('-', ' ');

function tally({ verification, sections, edits }: ReviewView): Html {
	const rows = sections.flatMap(({ rows: all }) => all);
	const count = (wanted: (row: (typeof rows)[number]) => boolean): number =>
		rows.filter(wanted).length;
	const out = count(({ leftOut, included }) => leftOut && !included);
	const partly = count(({ verdict, included }) => verdict === 'partly' && included);
	const { omissions, contradictions } = verification;
	const against = ownFaults({ sections }).length;
	return html`<ul class="tally" aria-label="Overview">
		<li>
			<b>${count(({ verdict, included }) => verdict === 'supported' && included)}</b> in the chart
		</li>
		${partly > 0 ? html`<li class="warn"><b>${partly}</b> in part in the chart</li>` : undefined}
		<li class="${out > 0 ? 'bad' : ''}"><b>${out}</b> left out</li>
		<li class="${omissions.length > 0 ? 'warn' : ''}"><b>${omissions.length}</b> not mentioned</li>
		${contradictions.length > 0
			? html`<li class="bad">
					<b>${contradictions.length}</b> ${contradictions.length === 1
						? 'contradiction'
						: 'contradictions'}
					in the chart
				</li>`
			: undefined}
		${edits.length > 0 ? html`<li><b>${edits.length}</b> changed by you</li>` : undefined}
		${against > 0
			? html`<li class="bad"><b>${against}</b> in your words against the chart</li>`
			: undefined}
	</ul>`;
}

function sectionCard(section: SectionView, at: number, facts: ClinicalFacts): Html {
	const { title, rows, tables, empty, added } = section;
	return html`<section class="card" aria-labelledby="section-${at}">
		<h2 id="section-${at}">${title}</h2>
		${rows.map((row, index) => sentenceRow(row, facts, `${at + 1}.${index + 1}`))}
		${tables.map((table, index) => factTable(table, index, section, facts))}
		${rows.length === 0 && tables.length === 0
			? html`<p>${empty ?? 'The chart says nothing here.'}</p>`
			: undefined}
		${added !== ''
			? html`<div class="row own">
					<div>
						<p class="said">
							<ins><span class="hidden">added: </span>${added}</ins>
						</p>
						<p><span class="badge own">Your own words</span></p>
						${findingsList(section.addedFindings)}
					</div>
					<div><p class="small soft">Added by you; it rests on your word.</p></div>
				</div>`
			: undefined}
		<details ${added !== '' ? html`open` : undefined}>
			<summary>Add something<span class="hidden"> to ${title}</span></summary>
			<label for="add-${at}">Added to “${title}”, in your words</label>
			<textarea id="add-${at}" name="add.${at}" rows="2" maxlength="4000">${added}</textarea>
		</details>
	</section>`;
}

/** Made from facts, never by a model: read only. */
function factTable(
	{ title, columns, rows }: SectionView['tables'][number],
	at: number,
	{ rowFindings }: SectionView,
	facts: ClinicalFacts,
): Html {
	const where = (ids: readonly string[]): string => {
		const sources = facts.facts
			.filter(({ id }) => ids.includes(id))
			.flatMap(({ source }) => source);
		const references = [...new Set(sources.map(({ reference }) => reference))];
		return (
			references.slice(0, 2).join(', ') +
			(references.length > 2 ? ` +${references.length - 2}` : '')
		);
	};
	return html`<div class="scroll" role="region" tabindex="0" aria-label="${title}">
		<table>
			<caption>
				${title}
				<span class="soft small">(from the chart, ${many(rows.length, 'row')})</span>
			</caption>
			<thead>
				<tr>
					${columns.map((column) => html`<th scope="col">${column}</th>`)}
					<th scope="col">Source</th>
				</tr>
			</thead>
			<tbody>
				${rows.map(
					({ cells, facts: ids }, row) =>
						html`<tr>
							${columns.map((column, index) => cell(column, cells[index]))}
							<td class="src" data-label="Source">
								${where(ids)} ${rowWarning(rowFindings.get(`${at}:${row}`))}
							</td>
						</tr>`,
				)}
			</tbody>
		</table>
	</div>`;
}

/** A row cannot be left out here: who sees this rejects the document. */
const rowWarning = (findings: Parameters<typeof findingsList>[0] | undefined): Html | undefined =>
	findings &&
	html`<span class="badge unsupported">Not in the chart</span>${findingsList(findings)}`;

import { html, type Html } from '../../../shared/html';
import type { ReviewView } from '../review-view';
import { factEntry } from './sentence-row';

/** What the document does not say: omissions, contradictions of the chart, and what the chart lacks. */
export function beyondCards({ verification, facts }: ReviewView): Html {
	const byId = new Map(facts.facts.map((fact) => [fact.id, fact]));
	const entries = (ids: readonly string[]): Html =>
		html`<ul class="sources">
			${ids
				.flatMap((id) => byId.get(id) ?? [])
				.map((fact) => html`<li>${factEntry(fact, facts)}</li>`)}
		</ul>`;
	const { omissions, contradictions } = verification;
	return html`${omissions.length === 0
		? undefined
		: html`<section class="card" aria-labelledby="omissions">
				<h2 id="omissions">Not mentioned in the document</h2>
				<ul class="list">
					${omissions.map(
						({ message, requirement, facts: ids }) =>
							html`<li>
								<p><b>${message}</b></p>
								${requirement !== message
									? html`<p class="small soft">${requirement}</p>`
									: undefined}${ids.length > 0 ? entries(ids) : undefined}
							</li>`,
					)}
				</ul>
			</section>`}
	${contradictions.length === 0
		? undefined
		: html`<section class="card" aria-labelledby="contradictions">
				<h2 id="contradictions">The chart contradicts itself</h2>
				<ul class="list">
					${contradictions.map(
						({ message, facts: ids }) =>
							html`<li>
								<p><b>${message}</b></p>
								${entries(ids)}
							</li>`,
					)}
				</ul>
			</section>`}
	${facts.gaps.length === 0
		? undefined
		: html`<section class="card" aria-labelledby="gaps">
				<h2 id="gaps">What the chart does not say</h2>
				<ul>
					${facts.gaps.map(({ message }) => html`<li>${message}</li>`)}
				</ul>
			</section>`}`;
}

import type { ClinicalFacts, Fact } from '../../../shared/contracts';
import { html, type Html } from '../../../shared/html';
import type { ReviewView } from '../review-view';
import { moment, span } from '../words';

/** Who it is about, what the document is, and how old everything is. */
export function patientCard({ facts, draft, review }: ReviewView, now: Date): Html {
	const age = span(now.getTime() - Date.parse(draft.asOf));
	const left = span(Date.parse(review.expiresAt) - now.getTime());
	const entries: Array<[string, string | undefined]> = [
		['Born', value(facts, 'birth-date')],
		['Sex', value(facts, 'sex')],
		['Number', value(facts, 'identifier')],
		['Admitted', stay(facts, 'admission')],
		['Discharged', stay(facts, 'discharge')],
		['Responsible', stay(facts, 'responsible')],
	];
	return html`<header class="card patient">
		<h1>
			<span class="soft">${draft.title}:</span> ${value(facts, 'name') ?? review.patientLabel}
		</h1>
		<dl>
			${entries.map(
				([name, text]) =>
					text &&
					html`<div>
						<dt>${name}</dt>
						<dd>${text}</dd>
					</div>`,
			)}
			<div>
				<dt>Chart read</dt>
				<dd>
					${age} ago <span class="soft small">(${moment(draft.asOf.replace(/\.\d+Z$/, 'Z'))})</span>
				</dd>
			</div>
			<div>
				<dt>Time to decide</dt>
				<dd>${left}</dd>
			</div>
			<div>
				<dt>Written by</dt>
				<dd>
					${draft.model === undefined
						? 'tables of the chart, no model'
						: html`model ${draft.model.model}
								<span class="soft small">(${draft.model.engine})</span>`}
				</dd>
			</div>
		</dl>
	</header>`;
}

/** Name for the heading and the list; the reference when the chart has no name. */
export const patientLabel = (facts: ClinicalFacts): string => {
	const born = value(facts, 'birth-date');
	const name = value(facts, 'name') ?? facts.patient;
	return born === undefined ? name : `${name}, born ${born}`;
};

const value = (facts: ClinicalFacts, role: string): string | undefined => {
	const fact = find(facts, 'patient', role);
	if (fact?.kind !== 'patient') return undefined;
	return fact.data.value;
};

function stay(facts: ClinicalFacts, role: string): string | undefined {
	const fact = find(facts, 'encounter', role);
	if (fact === undefined) return undefined;
	return fact.time !== undefined && role !== 'responsible'
		? moment(fact.time.at)
		: (fact.parts?.name ?? fact.text);
}

const find = (facts: ClinicalFacts, kind: string, role: string): Fact | undefined =>
	facts.facts.find((fact) => fact.kind === kind && fact.role === role);

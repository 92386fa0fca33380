import { html, type Html } from '../../../shared/html';
import { ownFaults, type OwnFault } from '../own-words';
import { many } from '../words';
import type { ReviewPage } from './review-page';
import { findingsList } from './sentence-row';

/** Approve, reject, hand over. The first button is what Enter presses: it signs nothing. */
export function decisionCard({ view, roles, person }: ReviewPage): Html {
	const { edits, review, copy } = view;
	const stale = (review.fresh?.changes.length ?? 0) > 0;
	const own = edits.filter(({ change }) => change !== 'left-out').length;
	const faults = ownFaults(view);
	return html`<section class="card" id="decision" aria-labelledby="decision-heading">
		<h2 id="decision-heading">Your decision</h2>
		<div class="actions">
			<button type="submit" name="act" value="save">Check my changes</button>
			${edits.length > 0
				? html`<button type="submit" name="act" value="discard" class="stop">
						Drop my changes
					</button>`
				: undefined}
		</div>
		<p class="small soft">
			Changed text is compared with the chart before it can be signed. Sentences that were left out
			stay out.
		</p>
		${faults.length > 0 ? againstChart(faults) : undefined}
		<label class="tick"
			><input type="checkbox" name="confirm" value="1" /><span
				>I have read this document${own > 0 ? ' and answer for my own words in it' : ''}. It may be
				signed in my name (${person.name}).</span
			></label
		>
		${stale
			? html`<label class="tick"
					><input
						type="checkbox"
						name="staleSeen"
						value="1"
						${copy.staleSeen === true ? html`checked` : undefined}
					/><span>I have seen what changed in the chart since it was drafted.</span></label
				>`
			: undefined}
		${faults.length > 0
			? html`<label class="tick"
					><input type="checkbox" name="ownSeen" value="1" /><span
						>I have seen that my own words say something else than the chart, and state them
						nevertheless.</span
					></label
				>`
			: undefined}
		<div class="actions">
			<button type="submit" name="act" value="approve" class="main">Approve and sign</button>
		</div>
		<details>
			<summary>Reject…</summary>
			<label for="reason">Why it cannot be signed</label>
			<textarea id="reason" name="reason" rows="3" maxlength="1000"></textarea>
			<div class="actions">
				<button type="submit" name="act" value="reject" class="stop">Reject</button>
			</div>
		</details>
		<details>
			<summary>Hand over to somebody else…</summary>
			<label for="to-role">To everybody in a role</label>
			<select id="to-role" name="toRole">
				<option value="">Choose</option>
				${roles.map((role) => html`<option value="${role}">${role}</option>`)}
			</select>
			<p></p>
			<label for="to-person">Or to one person</label>
			<input
				type="text"
				id="to-person"
				name="toPerson"
				maxlength="128"
				aria-describedby="to-hint"
				autocapitalize="none"
				spellcheck="false"
			/>
			<p class="small soft" id="to-hint">
				Account with which that person signs in, for example zz.testperson@hospital.example. Your
				changes are not handed over.
			</p>
			<div class="actions">
				<button type="submit" name="act" value="handOver">Hand over</button>
			</div>
		</details>
	</section>`;
}

/** Beside the signature, where it cannot be passed over. */
const againstChart = (faults: readonly OwnFault[]): Html =>
	html`<div class="note bad" role="group" aria-labelledby="against">
		<h3 id="against">
			${many(faults.length, 'place')} in your own words against what the chart says
		</h3>
		<ul>
			${faults.map(
				({ anchor, text, findings }) =>
					html`<li><a href="#${anchor}">${text}</a>${findingsList(findings)}</li>`,
			)}
		</ul>
	</div>`;

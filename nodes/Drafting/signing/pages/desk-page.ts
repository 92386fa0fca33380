import { html, type Html } from '../../../shared/html';
import type { Person } from '../person';
import type { ReviewCase } from '../review-case';
import { many, moment, span } from '../words';
import { page } from './shell';

const HOUR = 3_600_000;

export interface DeskPage {
	person: Person;
	reviews: readonly ReviewCase[];
	url: string;
	/** The review that the person came for. */
	about: string | undefined;
	/** A proxy led the person here from a page that is gone. */
	gone?: boolean;
	token: (review: ReviewCase) => string;
	now: Date;
}

/** What waits for the signature of whoever is signed in. */
export function deskPage({ person, reviews, url, about, gone, token, now }: DeskPage): string {
	const missing = about !== undefined && !reviews.some(({ id }) => id === about);
	return page({
		title: 'Documents for signature',
		body: html`<div class="top">
				<span
					>Signed in as <b>${person.name}</b> ${person.roles.length > 0
						? html`(${person.roles.join(', ')})`
						: undefined}</span
				>
				<form method="post" action="${url}">
					<button class="plain" name="act" value="signOut">Sign out</button>
				</form>
			</div>
			<main>
				<h1>Documents for your signature</h1>
				<p class="soft">
					${reviews.length === 0 ? 'Nothing waits for you' : many(reviews.length, 'document')}, as
					of ${moment(now.toISOString())}. <a href="${url}">Look again</a>
				</p>
				${gone === true
					? html`<div class="note warn" role="status">
							<p>
								That page is gone: somebody decided about the document, or its time was over. What
								you sent last was not taken.
							</p>
						</div>`
					: undefined}
				${missing
					? html`<div class="note warn" role="status">
							<p>
								The document that you came for does not wait for you: it was handed to somebody
								else, or your roles do not allow to sign it.
							</p>
						</div>`
					: undefined}
				${person.roles.length === 0
					? html`<div class="note warn">
							<p>
								Your account has no role that signs documents. Those who look after n8n assign roles
								to groups of the hospital's sign-in.
							</p>
						</div>`
					: undefined}
				${reviews.map((review) => entry(review, url, token(review), review.id === about, now))}
			</main>`,
	});
}

function entry(review: ReviewCase, url: string, token: string, here: boolean, now: Date): Html {
	const left = Date.parse(review.expiresAt) - now.getTime();
	const { counts, priority, handOvers, fresh } = review;
	const last = handOvers.at(-1);
	return html`<section
		class="card waiting ${left < 2 * HOUR ? 'late' : ''} ${here ? 'here' : ''}"
		aria-labelledby="case-${review.id}"
	>
		<div>
			<h2 id="case-${review.id}">${review.patientLabel}</h2>
			<p>
				${review.title}${priority === 'urgent'
					? html` <span class="badge unsupported">urgent</span>`
					: undefined}
			</p>
			<p class="soft small">
				Waiting for ${span(now.getTime() - Date.parse(review.openedAt))}; ${span(left)} left.
				${counts.unsupported > 0 ? `${many(counts.unsupported, 'sentence')} left out. ` : ''}
				${counts.omissions > 0
					? `${many(counts.omissions, 'must-have thing')} not mentioned. `
					: ''}
				${(fresh?.changes.length ?? 0) > 0 ? html`<b>The chart has changed since.</b> ` : ''}${last
					? `Handed over by ${last.by}.`
					: ''}
			</p>
		</div>
		<form method="post" action="${url}">
			<input type="hidden" name="case" value="${review.id}" />
			<input type="hidden" name="token" value="${token}" />
			<button class="main" name="act" value="open">
				Open<span class="hidden"> the document about ${review.patientLabel}</span>
			</button>
		</form>
	</section>`;
}

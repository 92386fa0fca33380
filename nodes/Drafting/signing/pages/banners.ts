import { html, type Html } from '../../../shared/html';
import type { ReviewView } from '../review-view';
import { NO_NARRATIVE_REASONS } from '../../drafting/reasons';
import { many, moment, span } from '../words';

/** What the page says first, after something was sent. */
export type Notice = keyof typeof NOTICES;

const NOTICES = {
	saved: [
		'good',
		'Your changes are kept and were checked',
		'Nothing is signed yet. Look at the marked places, then approve.',
	],
	check: [
		'warn',
		'Not signed yet: you had changed something',
		'Your changes are kept and were checked. Look at the marked places; when they are right, approve once more.',
	],
	older: [
		'warn',
		'Not taken: that page was older than your last changes',
		'This is how the document stands now. Make the change once more.',
	],
	stale: [
		'warn',
		'Not signed yet: the chart has changed',
		'Look at what changed, tick that you have seen it, and approve once more.',
	],
	own: [
		'warn',
		'Not signed yet: your words say something else than the chart',
		'The places stand beside the signature. Mend them, or tick that you state them against the chart.',
	],
	confirm: ['warn', 'Not signed yet', 'Tick that you have read the document, then approve.'],
	reason: ['warn', 'Not rejected yet', 'Say in a few words why, so that the next person knows.'],
	recipient: ['warn', 'Not handed over', 'Choose a role or enter an account.'],
	discarded: ['good', 'Your changes were dropped', 'The document stands as it was drafted.'],
} as const satisfies Record<string, readonly [string, string, string]>;

export const isNotice = (text: unknown): text is Notice =>
	typeof text === 'string' && Object.hasOwn(NOTICES, text);

export function banners(view: ReviewView, now: Date, notice: Notice | undefined): Html {
	const { draft, review } = view;
	return html`${notice && noticeOf(notice)}
	${draft.status === 'structured-only'
		? html`<div class="note warn">
				<h2>No sentences by a model</h2>
				<p>
					${why(draft.reason)} Everything below stands as it is in the chart; you can add your own
					words.
				</p>
			</div>`
		: undefined}
	${review.fresh === undefined ? undefined : changed(review.fresh, now)}`;
}

const message = (kind: string, heading: string, text: string): Html =>
	html`<div class="note ${kind}" role="status" tabindex="-1" data-focus>
		<h2>${heading}</h2>
		<p>${text}</p>
	</div>`;

const noticeOf = (notice: Notice): Html => {
	const [kind, heading, text] = NOTICES[notice];
	return message(kind, heading, text);
};

function why(reason: string | undefined): string {
	if (reason === 'all-sentences-rejected') return 'The chart bore out no sentence that it wrote.';
	if (reason?.startsWith('llm-') === true) return `The language model gave no answer (${reason}).`;
	const known = Object.entries(NO_NARRATIVE_REASONS).find(([name]) => name === reason)?.[1];
	return reason === undefined ? '' : `Reason: ${known?.meaning ?? reason}.`;
}

/** What the chart says by now. */
function changed(
	{ changes, more, asOf }: NonNullable<ReviewView['review']['fresh']>,
	now: Date,
): Html | undefined {
	if (changes.length === 0) {
		return html`<div class="note good">
			<p>
				The chart was looked at again ${span(now.getTime() - Date.parse(asOf))} ago: nothing that
				this document rests on has changed.
			</p>
		</div>`;
	}
	const total = changes.length + more;
	return html`<section class="note warn" aria-labelledby="changed">
		<h2 id="changed">The chart has changed since this was drafted</h2>
		<p>
			${many(total, 'difference')}, as of ${moment(asOf.replace(/\.\d+Z$/, 'Z'))}. The document
			below does not know of them.
		</p>
		<ul>
			${changes.map(
				({ change, what, before, after }) =>
					html`<li>
						<b>${WORDS[change]}</b> ${what}:
						${before !== undefined
							? html`<del><span class="hidden">before: </span>${before}</del> `
							: undefined}${after !== undefined
							? html`<ins><span class="hidden">now: </span>${after}</ins>`
							: undefined}
					</li>`,
			)}
			${more > 0 ? html`<li>and ${many(more, 'more difference')}</li>` : undefined}
		</ul>
	</section>`;
}

const WORDS = { added: 'New:', changed: 'Changed:', gone: 'Gone:' } as const;

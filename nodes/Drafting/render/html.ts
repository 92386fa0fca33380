import type {
	ClinicalDraft,
	ClinicalFacts,
	DraftVerification,
	Fact,
	Finding,
	Sentence,
} from '../../shared/contracts';
import { Html, html } from '../../shared/html';
import { byId, oneLine } from '../drafting/placeholders';
import { tableBody, xml } from './narrative';
import { STYLE } from './style';
import { viewOf, type ViewSection } from './view';

export interface PageOptions {
	/** What was left out, and why: for the people who review. True when absent. */
	leftOut?: boolean;
	/** What the check of the draft found missing or contradicting. */
	verification?: DraftVerification;
}

/**
 * The draft as one page that needs nothing else: each sentence with the facts it rests on beside it, for
 * the screen and for paper. No script, no link, nothing loaded; every text of the chart and of a model is
 * escaped.
 *
 * @param facts those that the draft was made from
 */
export function renderHtml(
	draft: ClinicalDraft,
	facts: ClinicalFacts,
	{ leftOut = true, verification }: PageOptions = {},
): string {
	const view = viewOf(draft, facts);
	const known: Known = { facts: byId(facts.facts), evidence: evidenceIn(verification) };
	const page = html`<!doctype html>
		<html lang="en">
			<head>
				<meta charset="utf-8" />
				<meta name="viewport" content="width=device-width, initial-scale=1" />
				<meta
					http-equiv="Content-Security-Policy"
					content="default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'"
				/>
				<meta name="referrer" content="no-referrer" />
				<title>${xml(view.title)}</title>
				<style>
					${STYLE}
				</style>
			</head>
			<body>
				<header>
					<p class="draft">Draft, not signed</p>
					<h1>${xml(view.title)}</h1>
					<dl>
						${view.people.map(
							([label, text]) =>
								html`<div>
									<dt>${label}</dt>
									<dd>${xml(text)}</dd>
								</div>`,
						)}
					</dl>
				</header>
				<main>
					${view.sections.map((section) => sectionOf(section, known))}
					${verification === undefined ? undefined : findingsOf(verification)}
					${leftOut && view.leftOut.length > 0 ? leftOutOf(view.leftOut) : undefined}
					<section aria-labelledby="about">
						<h2 id="about">About this document</h2>
						<ul>
							${view.about.map((line) => html`<li>${xml(line)}</li>`)}
						</ul>
					</section>
				</main>
			</body>
		</html> `;
	return page.text;
}

interface Known {
	facts: ReadonlyMap<string, Fact>;
	/** By the number of a sentence: what the check found that bears it out. Empty without a check. */
	evidence: ReadonlyMap<string, readonly string[]>;
}

const evidenceIn = (verification: DraftVerification | undefined): Known['evidence'] =>
	new Map(verification?.sentences.map(({ id, evidence }) => [id, evidence]));

const sectionOf = ({ title, sentences, tables, empty }: ViewSection, known: Known): Html =>
	html`<section>
		<h2>${xml(title)}</h2>
		${sentences.length === 0
			? undefined
			: html`<ol class="sentences">
					${sentences.map((one) => sentenceOf(one, known))}
				</ol>`}${tables.map(
			(table) => html`<div class="table">${tableBody(table, { isStacked: true })}</div>`,
		)}${empty === '' ? undefined : html`<p class="empty">${xml(empty)}</p>`}
	</section> `;

const sentenceOf = (sentence: Sentence, known: Known): Html =>
	html`<li${mark(sentence)}><div class="said">${xml(sentence.text)}${verdictOf(sentence)}</div>
<div class="sources">${sourcesOf(sentence, known)}</div></li>
`;

/** What the check found, where there was one: what a model names need not bear out what it wrote. */
function sourcesOf({ id, cites, origin }: Sentence, { facts, evidence }: Known): Html {
	const found = evidence.get(id);
	const how = found === undefined ? NAMED[origin] : 'as the check found';
	const ids = found ?? cites;
	return html`<span class="label">Rests on</span> <span class="how">(${how})</span>${ids.length ===
		0
			? html`<p>no fact of the chart</p>`
			: html`<ul>
					${ids.map((one) => html`<li>${sourceOf(one, facts)}</li>`)}
				</ul>`}`;
}

const NAMED: Readonly<Record<Sentence['origin'], string>> = {
	model: 'as the model named it, not checked',
	facts: 'as the table has it',
	clinician: 'as named with it, not checked',
};

const mark = ({ verdict }: Sentence): Html | undefined =>
	verdict === undefined || verdict === 'supported' ? undefined : new Html(` class="${verdict}"`);

const verdictOf = ({ verdict, origin }: Sentence): Html | undefined => {
	const words = [
		...(origin === 'clinician' ? ['written by a clinician'] : []),
		...(verdict === undefined || verdict === 'supported' ? [] : [VERDICTS[verdict]]),
	];
	return words.length === 0 ? undefined : html` <em>(${words.join('; ')})</em>`;
};

const VERDICTS = {
	partly: 'the chart bears it out only in part',
	unsupported: 'the chart does not bear it out',
} as const;

/** The fact, and the record with version and path where it stands. */
function sourceOf(id: string, known: Known['facts']): Html {
	const fact = known.get(id);
	if (fact === undefined) return html`${id}: not among the facts`;
	const [source] = fact.source;
	const place = source && [
		source.reference,
		...(source.version === undefined ? [] : [`version ${source.version}`]),
		source.path,
	];
	return html`<span class="id">${id}</span> ${xml(oneLine(fact.text))}
		<span class="place">${xml(oneLine(place?.join(', ') ?? ''))}</span>`;
}

const leftOutOf = (sentences: readonly Sentence[]): Html =>
	html`<section aria-labelledby="left-out">
		<h2 id="left-out">Left out of the document</h2>
		<p>These sentences are no part of the document. They are shown so that nothing is hidden.</p>
		<ul class="left-out">
			${sentences.map(
				({ text, findings = [] }) =>
					html`<li><del>${xml(oneLine(text))}</del>${reasonsOf(findings)}</li>`,
			)}
		</ul>
	</section> `;

const reasonsOf = (findings: readonly Finding[]): Html =>
	findings.length === 0
		? html`<p>The chart does not bear it out.</p>`
		: html`<ul>
				${findings.map(({ message }) => html`<li>${xml(oneLine(message))}</li>`)}
			</ul>`;

function findingsOf({ omissions, contradictions }: DraftVerification): Html | undefined {
	if (omissions.length === 0 && contradictions.length === 0) return undefined;
	return html`<section aria-labelledby="check">
		<h2 id="check">What the check found</h2>
		<ul>
			${omissions.map(
				({ requirement, message }) =>
					html`<li>Missing, ${xml(oneLine(requirement))}: ${xml(oneLine(message))}</li>`,
			)}${contradictions.map(
				({ message }) => html`<li>The chart contradicts itself: ${xml(oneLine(message))}</li>`,
			)}
		</ul>
	</section> `;
}

import type {
	AnswerEvidence,
	ChecklistCriterion,
	PacketSection,
	PriorAuthChecklist,
} from '../../shared/contracts';
import { html, type Html } from '../../shared/html';
import { CHECKLIST_STYLE } from './style';
import { reasonWords } from './words';

type List = Omit<PriorAuthChecklist, 'html' | 'sections'>;

/** How a state is called. Without a rule of the site nobody says that an answer is the right one. */
export function stateWords({
	state,
	judgedBy,
}: Pick<ChecklistCriterion, 'state' | 'judgedBy'>): string {
	if (judgedBy === 'policy') return { met: 'Met', unmet: 'Not met', unknown: 'Unknown' }[state];
	return { met: 'Answered', unmet: 'Answered: no', unknown: 'Unknown' }[state];
}

const NOTES = {
	policy: 'Judged by the policy file of this site. It decides nothing: only the payer authorizes.',
	questionnaire:
		'The points are the payer\'s questions. No rule of this site says which answer counts: "answered" says only that the chart bears the answer out. It decides nothing: only the payer authorizes.',
};

/**
 * The list as one page that needs nothing else: every point with its state, answer and evidence. No
 * script, no link, nothing loaded; every text is escaped.
 */
export function checklistHtml(list: List): string {
	return html`<!doctype html>
		<html lang="en">
			<head>
				<meta charset="utf-8" />
				<meta name="viewport" content="width=device-width, initial-scale=1" />
				<meta
					http-equiv="Content-Security-Policy"
					content="default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'"
				/>
				<meta name="referrer" content="no-referrer" />
				<title>${list.title}</title>
				<style>
					${CHECKLIST_STYLE}
				</style>
			</head>
			<body>
				<header>
					<p class="kind">Criteria checklist, for a person to check</p>
					<h1>${list.title}</h1>
					<dl>
						${facts(list).map(
							([label, text]) =>
								html`<div>
									<dt>${label}</dt>
									<dd>${text}</dd>
								</div>`,
						)}
					</dl>
					<p class="note">${NOTES[list.source.kind]}</p>
					<ul class="counts">
						${tally(list).map(([state, words]) => html`<li class="${state}">${words}</li>`)}
					</ul>
				</header>
				<main>${groupsOf(list.criteria).map(group)}</main>
			</body>
		</html>`.text;
}

const facts = ({
	patient,
	person,
	source,
	asOf,
	madeAt,
	requiredOpen,
}: List): Array<[string, string]> => [
	['Patient', person === undefined ? patient : `${person} (${patient})`],
	[source.kind === 'policy' ? 'Policy' : 'Questionnaire', source.names.join(', ')],
	['Chart read', asOf],
	['Judged', madeAt],
	['Required and open', String(requiredOpen)],
];

function tally({ counts, source }: List): Array<[string, string]> {
	const judgedBy = source.kind === 'policy' ? 'policy' : 'answer';
	return (['met', 'unmet', 'unknown'] as const).map((state) => [
		state,
		`${counts[state]} ${stateWords({ state, judgedBy }).toLowerCase()}`,
	]);
}

/** Points under their heading, in the order of the list. */
function groupsOf(criteria: readonly ChecklistCriterion[]): Array<[string, ChecklistCriterion[]]> {
	const groups = new Map<string, ChecklistCriterion[]>();
	for (const criterion of criteria) {
		const name = criterion.group ?? '';
		groups.set(name, [...(groups.get(name) ?? []), criterion]);
	}
	return [...groups];
}

const group = ([name, criteria]: [string, ChecklistCriterion[]]): Html =>
	html`<section>
		${name === '' ? undefined : html`<h2>${name}</h2>`}
		<ol>
			${criteria.map(point)}
		</ol>
	</section>`;

const point = (criterion: ChecklistCriterion): Html =>
	html`<li class="${criterion.state}">
		<div class="head">
			<span class="state">${stateWords(criterion)}</span>
			<p class="text">
				${criterion.text}${criterion.required
					? html` <span class="required">required</span>`
					: undefined}
			</p>
		</div>
		${criterion.answer === undefined
			? undefined
			: html`<p class="answer">
					${criterion.state === 'unknown' ? undefined : 'Answer: '}${answerWords(criterion)}
				</p>`}
		${criterion.from === undefined ? undefined : html`<p class="said">${criterion.from}</p>`}
		${whys(criterion).map((why) => html`<p class="why">${why}</p>`)}
		${criterion.evidence.length === 0
			? undefined
			: html`<ul class="evidence">
					${criterion.evidence.map(evidence)}
				</ul>`}
	</li>`;

const evidence = (one: AnswerEvidence): Html =>
	html`<li>
		${one.quote === undefined
			? undefined
			: html`<blockquote>${quoted(one.quote, one.around)}</blockquote>`}
		<p class="from">
			${[
				one.title,
				one.date?.slice(0, 10),
				one.reference,
				one.version === undefined ? undefined : `version ${one.version}`,
			]
				.filter((part) => part !== undefined)
				.join(' · ')}
		</p>
	</li>`;

/** The sentence with the quoted words marked: what stands around them may change what they mean. */
function quoted(quote: string, around = quote): Html {
	const at = around.indexOf(quote);
	if (at === -1) return html`<mark>${quote}</mark>`;
	return html`${around.slice(0, at)}<mark>${quote}</mark>${around.slice(at + quote.length)}`;
}

/** What was found for a point that is unknown is no answer. */
export const answerWords = ({ answer, state }: ChecklistCriterion): string =>
	answer !== undefined && state === 'unknown' ? `Found, not confirmed: ${answer}` : (answer ?? '');

/** "Answered: no" says it already. */
const whys = ({ reasons }: ChecklistCriterion): string[] =>
	reasons.filter((reason) => reason !== 'answered-no').map(reasonWords);

/** The same as sections for a page on which somebody signs. */
export const checklistSections = (list: List): PacketSection[] => [
	{
		title: `Criteria checklist: ${list.title}`,
		text: [
			...facts(list).map(([label, text]) => `${label}: ${text}`),
			tally(list)
				.map(([, words]) => words)
				.join(', '),
			NOTES[list.source.kind],
		].join('\n'),
	},
	...groupsOf(list.criteria).map(([name, criteria]) => ({
		title: name === '' ? 'Points' : name,
		columns: ['State', 'Point', 'Answer', 'Evidence'],
		rows: criteria.map((criterion) => [
			stateWords(criterion),
			`${criterion.text}${criterion.required ? ' (required)' : ''}`,
			[answerWords(criterion), criterion.from, ...whys(criterion)].filter(Boolean).join('; '),
			criterion.evidence.map(evidenceLine).join('\n'),
		]),
	})),
];

const evidenceLine = ({ quote, around, title, date, reference }: AnswerEvidence): string =>
	[quote === undefined ? undefined : `“${around ?? quote}”`, title, date?.slice(0, 10), reference]
		.filter((part) => part !== undefined)
		.join(', ');

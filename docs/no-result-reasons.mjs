// The page docs/reference/no-result-reasons.md, from the tables that the nodes themselves use.
import { SELECTION_REASONS } from '../dist/nodes/Dicom/series/index.js';
import { VOLUME_REFUSALS } from '../dist/nodes/Dicom/volume/index.js';
import { NO_NARRATIVE_REASONS } from '../dist/nodes/Drafting/drafting/index.js';
import { NO_ANSWER_REASONS } from '../dist/nodes/LocalLlm/asking/index.js';
import { NO_RESULT_REASONS } from '../dist/nodes/Monai/engine/index.js';
import { HOLD_REASONS } from '../dist/nodes/shared/contracts/index.js';

/** One section per output that ends without a result. */
const SECTIONS = [
	{
		title: 'Identity Gate → Hold',
		introduction:
			'`BLOCKED`: the study was not shown to belong to the patient and the order in the chart. Nothing is written. All reasons stand in `identity.reasons`; the template closes the work with the first.',
		reasons: HOLD_REASONS,
	},
	{
		title: 'DICOM, Select Series → No Result',
		introduction:
			'`NO_RESULT`: no series of the study is what the model needs. The reason stands in `selection.reason`. It is that of the series that came furthest; `selection.rejected` counts the reasons of all. They stand here in the order of the checks.',
		reasons: SELECTION_REASONS,
	},
	{
		title: 'DICOM, Build Volume → No Result',
		introduction:
			'`NO_RESULT`: the pixels of the selected series do not make one sound volume. The reason stands in `selection.reason`.',
		reasons: VOLUME_REFUSALS,
	},
	{
		title: 'MONAI Inference → No Result',
		introduction:
			'`NO_RESULT`: the model was not asked, did not answer, or its answer did not pass the checks. The reason stands in `result.reason`. It is kept with the work item: a later attempt at the same item does not ask the model again.',
		reasons: NO_RESULT_REASONS,
	},
	{
		title: 'Local LLM → No Result',
		introduction:
			'`NO_RESULT`: the language model did not answer, or its answer may not be used. The reason stands in `completion.reason`. It is kept with the work item: a later attempt at the same item does not ask the model again, unless the option _When the Server Does Not Answer_ says to stop and try again.',
		reasons: NO_ANSWER_REASONS,
	},
	{
		title: 'Clinical Draft, Draft → no sentences of a model',
		introduction:
			'The draft is made all the same: its tables come from the chart alone. `draft.status` is `structured-only`, or `narrative` when only some sections are without sentences. The reason, of several the first, stands in `draft.reason`. The draft is kept with the work item: a later attempt at the same facts does not ask the model again.',
		reasons: NO_NARRATIVE_REASONS,
	},
];

export function noResultReasons() {
	return [
		'# Why there is no result',
		'',
		'When a study, or other work, ends without a result, its work item says why by a short code. None of these codes says that the images or the chart show nothing: **no result is never a negative finding**. The study is read, and the document written, as if no model had ever been asked.',
		'',
		'How to find the code: `hospital work list --all` or the node Work Item → List. `hospital work retry ID` takes an ended work item up again, see [Work items](work-items.md). Reasons with which the package itself ends an item as `ESCALATED` stand there too. A workflow of your own may close with codes of its own; the template for triage uses `not-answered` where no node gave a reason.',
		'',
		'This page is generated from the code by `node docs/generate.mjs`.',
		...SECTIONS.flatMap(section),
		'',
	].join('\n');
}

function section({ title, introduction, reasons }) {
	const rows = Object.entries(reasons).map(
		([code, { meaning, nextStep }]) => `| \`${code}\` | ${capital(meaning)} | ${nextStep} |`,
	);
	return [
		'',
		`## ${title}`,
		'',
		introduction,
		'',
		'| reason | what it means | what to do |',
		'| --- | --- | --- |',
		...rows,
	];
}

const capital = (text) => text.charAt(0).toUpperCase() + text.slice(1);

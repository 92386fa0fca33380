import type { ClinicalDraft, DraftSection, Sentence } from '../../shared/contracts/clinical-draft';
import type { ClinicalFacts, Fact } from '../../shared/contracts/clinical-facts';
import type { DraftVerification } from '../../shared/contracts/draft-verification';
import { sectionKind, type Scene } from './binders/judgement';
import { Chart } from './chart/chart';
import { Narrative } from './chart/narrative';
import { contradictionsOf } from './contradictions';
import { titlesOf } from './headings';
import { judgeSentence, type JudgedSentence } from './judge';
import { omissionsOf } from './omissions';
import { OwnRows } from './own-rows';
import { read } from './reading/read';
import { rulesHash, VERSION } from './rules';
import { judgeRows } from './tables';

/** More sentences than any draft has; those behind it are unsupported, unread. */
const MAX_SENTENCES = 2000;

interface Prepared {
	hash: string;
	count: number;
	chart: Chart;
	narrative: Narrative;
	own: OwnRows;
}

const prepared = new WeakMap<ClinicalFacts, Prepared>();

function prepare(facts: ClinicalFacts): Prepared {
	let ready = prepared.get(facts);
	if (ready?.hash !== facts.hash || ready.count !== facts.facts.length) {
		const chart = new Chart(facts);
		ready = {
			hash: facts.hash,
			count: facts.facts.length,
			chart,
			narrative: new Narrative(chart),
			own: new OwnRows(facts),
		};
		prepared.set(facts, ready);
	}
	return ready;
}

/**
 * Compares every sentence of a draft with the facts, without a model: the same facts and text give the
 * same verdicts. Judges the text as it reads, whoever wrote it; placeholders and cites are not needed
 * and prove nothing. Facts must not be changed between calls: what was prepared for them is kept.
 *
 * @returns a verdict for every sentence of the sections and of the rejected ones; `evidence` names the
 *   facts that bear it out, each finding has offsets in the sentence's text (UTF-16 code units). Rows,
 *   titles and words for empty sections are named only where they are not borne out: `table:…`,
 *   `title`, `title:SECTION`, `empty:SECTION`
 */
export function verifyDraft(facts: ClinicalFacts, draft: ClinicalDraft): DraftVerification {
	const started = performance.now();
	const { chart, narrative, own: ofChart } = prepare(facts);
	const own = draft.kind === 'addendum' ? new OwnRows(facts) : ofChart;
	if (draft.kind === 'addendum') own.addAddendum(facts.facts, draft);
	const shown = new Set<Fact>();
	const sentences: DraftVerification['sentences'] = [];
	const allergies = allergiesNamed(chart, draft);
	const judge = (sentence: Sentence, scene: Scene): JudgedSentence | undefined => {
		if (sentences.length >= MAX_SENTENCES) {
			sentences.push({
				id: sentence.id,
				verdict: 'unsupported',
				evidence: [],
				findings: [
					{
						class: 'too-long',
						message: `The draft has more than ${MAX_SENTENCES} sentences; this one was not compared with the chart.`,
					},
				],
			});
			return undefined;
		}
		const judged = judgeSentence(chart, narrative, sentence, scene);
		sentences.push({
			id: sentence.id,
			verdict: judged.verdict,
			evidence: judged.evidence.map(({ id }) => id),
			findings: judged.findings,
		});
		return judged;
	};
	const judgeText = (id: string, text: string, section: Scene['section']): void => {
		const sentence: Sentence = { ...BESIDE, cites: [], id, template: text, text };
		const scene = sceneOf(chart, section, sentence, NOTHING, allergies);
		const { verdict, evidence, findings } = judgeSentence(chart, narrative, sentence, scene);
		if (verdict === 'supported') return;
		sentences.push({ id, verdict, evidence: evidence.map((fact) => fact.id), findings });
	};
	for (const { id, text } of titlesOf(draft)) {
		// A document may be called after its ward; its title must say nothing clinical.
		if (id !== 'title' || read(text.slice(0, 3000), chart).terms.length > 0)
			judgeText(id, text, 'other');
	}
	for (const section of draft.sections) {
		judgeSection(chart, section, own, allergies, shown, judge, sentences);
		const { code, title, empty = '' } = section;
		if (empty.trim() !== '' && !own.isEmptyOf(code, empty))
			judgeText(`empty:${code}`, empty, sectionKind(code, title));
	}
	for (const sentence of draft.rejected)
		judge(sentence, sceneOf(chart, 'other', sentence, NOTHING, allergies));
	const omissions = omissionsOf(chart, draft, shown);
	const count = (verdict: string) => sentences.filter((one) => one.verdict === verdict).length;
	return {
		contract: 'DraftVerification/1',
		sentences,
		omissions,
		contradictions: contradictionsOf(chart),
		counts: {
			supported: count('supported'),
			partly: count('partly'),
			unsupported: count('unsupported'),
			omissions: omissions.length,
		},
		verifier: { version: VERSION, rules: rulesHash() },
		ms: Math.round((performance.now() - started) * 1000) / 1000,
	};
}

/** What is told beside the sentences, judged as one that cites nothing. */
const BESIDE = { origin: 'model', included: true } as const;

const NOTHING: Scene['before'] = { drugs: [], labs: [] };

function judgeSection(
	chart: Chart,
	section: DraftSection,
	own: OwnRows,
	allergies: ReadonlySet<Fact>,
	shown: Set<Fact>,
	judge: (sentence: Sentence, scene: Scene) => JudgedSentence | undefined,
	sentences: DraftVerification['sentences'],
): void {
	const kind = sectionKind(section.code, section.title);
	let before = NOTHING;
	for (const sentence of section.sentences) {
		const judged = judge(sentence, sceneOf(chart, kind, sentence, before, allergies));
		if (judged === undefined) continue;
		before = { drugs: judged.drugs.length > 0 ? judged.drugs : before.drugs, labs: judged.labs };
		if (sentence.included) for (const fact of judged.evidence) shown.add(fact);
	}
	for (const fact of judgeRows(chart, section, own, sentences)) shown.add(fact);
}

function sceneOf(
	chart: Chart,
	section: Scene['section'],
	sentence: Sentence,
	before: Scene['before'],
	allergies: ReadonlySet<Fact>,
): Scene {
	const cites = sentence.cites.flatMap((id) => chart.get(id) ?? []);
	return { section, cites, before, allergiesElsewhere: allergies };
}

/** Substances that the sentences and tables about allergies name, taken together. */
function allergiesNamed(chart: Chart, draft: ClinicalDraft): Set<Fact> {
	const named = new Set<Fact>();
	if (chart.of('allergy').length === 0) return named;
	for (const section of draft.sections) {
		const rows = (section.tables ?? []).flatMap(({ rows }) =>
			rows.map(({ cells }) => cells.join(' | ')),
		);
		const own =
			sectionKind(section.code, section.title) === 'allergies'
				? section.sentences.filter(({ included }) => included).map(({ text }) => text)
				: [];
		for (const text of [...own, ...rows]) {
			for (const term of read(text.slice(0, 3000), chart).terms) {
				for (const hit of term.hits) if (hit.fact.kind === 'allergy') named.add(hit.fact);
			}
		}
	}
	return named;
}

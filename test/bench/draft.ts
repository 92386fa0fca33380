import { buildFacts } from '../../dist/nodes/Drafting/facts/index.js';
import { verifyDraft } from '../../dist/nodes/Drafting/verifying/index.js';
import { Random } from '../hospital/random.ts';
import { sentenceOf } from './draft/claims.ts';
import { draftOf, linesOf } from './draft/clean.ts';
import { FAULTS } from './draft/faults.ts';
import { injectionChanges } from './draft/injecting.ts';
import { isCaught } from './draft/judge.ts';
import { recordsOf } from './draft/records.ts';
import { stayOf } from './draft/stay.ts';
import { percentile, type Measurement } from './figure.ts';

const CLASSES = Object.entries(FAULTS);
/** Faults of a chart: all classes come equally often over many charts. */
const FAULTS_OF_A_CHART = 10;

interface Tally {
	clean: number;
	flagged: number;
	/** Milliseconds of each draft. */
	times: number[];
	classes: Map<string, { made: number; caught: number }>;
}

/**
 * The verifier beside a generator that was written apart from it: charts, drafts as a careful physician
 * would write them, and one fault in each. HOSPITAL_DRAFT_SHOW=20 prints examples of what went wrong, of
 * the wordings kept apart only with HOSPITAL_DRAFT_APART=1.
 */
export const measure: Measurement = async ({ quick, figure, say }) => {
	const faults = quick ? 1_000 : 10_000;
	const shown = new Map<string, number>();
	const example = (group: string, text: () => string): void => {
		const count = shown.get(group) ?? 0;
		shown.set(group, count + 1);
		if (count < Number(process.env.HOSPITAL_DRAFT_SHOW ?? 0))
			process.stderr.write(`[${group}] ${text()}\n`);
	};
	const silent = (): void => undefined;
	const tally = measured(faults, false, example, say);
	const recalls = recallsOf(tally);
	const worst = recalls.reduce((a, b) => (b.recall < a.recall ? b : a));
	figure({ metric: 'fault_classes', value: recalls.length, unit: 'count' });
	figure({ metric: 'faults', value: faults, unit: 'count' });
	figure({ metric: 'worst_class_recall', value: worst.recall, unit: 'share', n: worst.made });
	for (const { name, recall, made } of recalls) {
		figure({
			metric: `recall_${name.replaceAll('-', '_')}`,
			value: recall,
			unit: 'share',
			n: made,
		});
	}
	const { clean, flagged, times } = tally;
	figure({ metric: 'clean_flagged', value: flagged / clean, unit: 'share', n: clean });
	figure({
		metric: 'verify_per_draft',
		value: percentile(times, 0.5),
		unit: 'ms',
		n: times.length,
	});
	const tell = process.env.HOSPITAL_DRAFT_APART === '1' ? example : silent;
	const apart = measured(faults / 2, true, tell, say);
	const least = recallsOf(apart).reduce((a, b) => (b.recall < a.recall ? b : a));
	const all = [...apart.classes.values()].reduce((sum, { caught }) => sum + caught, 0);
	figure({ metric: 'apart_recall', value: all / (faults / 2), unit: 'share', n: faults / 2 });
	figure({ metric: 'apart_worst_class_recall', value: least.recall, unit: 'share', n: least.made });
	figure({
		metric: 'apart_clean_flagged',
		value: apart.flagged / apart.clean,
		unit: 'share',
		n: apart.clean,
	});
	const notes = quick ? 50 : 500;
	say(`${notes} notes with an instruction hidden in them`);
	const changes = await injectionChanges(notes, (text) => example('injection', () => text));
	figure({ metric: 'injection_changes', value: changes, unit: 'count', n: notes });
};

type Example = (group: string, text: () => string) => void;

function measured(faults: number, apart: boolean, example: Example, say: (text: string) => void) {
	const tally: Tally = {
		clean: 0,
		flagged: 0,
		times: [],
		classes: new Map(CLASSES.map(([name]) => [name, { made: 0, caught: 0 }])),
	};
	let made = 0;
	for (let seed = 0; made < faults; seed++) {
		if (seed % 200 === 0) say(`${made} of ${faults} faults${apart ? ', wordings kept apart' : ''}`);
		const random = new Random('draft', apart ? 'apart' : 'first', seed);
		const stay = stayOf(apart ? seed + 1_000_000 : seed);
		const facts = buildFacts(recordsOf(stay));
		const lines = linesOf(stay, random, apart);
		const began = performance.now();
		const verification = verifyDraft(facts, draftOf(lines, facts.hash));
		tally.times.push(performance.now() - began);
		for (const { id, verdict, findings } of verification.sentences) {
			tally.clean += 1;
			if (verdict === 'supported') continue;
			tally.flagged += 1;
			example(`clean ${findings[0]?.class}`, () => {
				const { claim, form } = lines[Number(id.slice(1)) - 1]!;
				return `${sentenceOf(claim, form)} => ${findings.map(({ message }) => message).join(' | ')}`;
			});
		}
		for (const [name, make] of random.shuffle(CLASSES).slice(0, FAULTS_OF_A_CHART)) {
			const fault = make(stay, lines, random);
			if (fault === undefined || made >= faults) continue;
			made += 1;
			const count = tally.classes.get(name)!;
			count.made += 1;
			if (isCaught(fault, verifyDraft(facts, draftOf(fault.lines, facts.hash)))) count.caught += 1;
			else {
				example(`missed ${name}`, () => {
					const wrong = fault.lines[fault.wrong ?? -1];
					return wrong === undefined
						? `left out: ${fault.dropped}`
						: sentenceOf(wrong.claim, wrong.form);
				});
			}
		}
	}
	return tally;
}

const recallsOf = ({ classes }: Tally) =>
	[...classes]
		.filter(([, { made }]) => made > 0)
		.map(([name, { made, caught }]) => ({ name, made, recall: caught / made }));

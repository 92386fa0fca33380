import type { Term } from '../reading/read';
import type { Judgement } from './judgement';
import type { Medication } from './regimen';

/** How a medicine is released, by the letters and words that stand behind its name. */
const RELEASE: Readonly<Record<string, string>> = {};
const families: ReadonlyArray<readonly [string, string]> = [
	['extended', 'er xr xl sr cr la cd xt extended sustained controlled prolonged modified mr'],
	['delayed', 'dr ec delayed enteric gastro-resistant'],
	['immediate', 'ir immediate'],
	['disintegrating', 'odt disintegrating'],
];
for (const [family, names] of families)
	for (const name of names.split(' ')) (RELEASE as Record<string, string>)[name] = family;

/** "Metformin XR" for a chart that says "extended release": the same, in other letters. */
export function judgeRelease(judgement: Judgement, term: Term, fact: Medication): void {
	const token = judgement.reading.tokens[term.to];
	if (token === undefined || token.kind !== 'word') return;
	const family = RELEASE[token.low];
	if (family === undefined || (token.low.length < 3 && token.raw === token.low && !token.hyphen))
		return;
	const { roots } = judgement.chart.wordsOf(fact);
	if (!Object.keys(RELEASE).some((name) => RELEASE[name] === family && roots.has(name))) return;
	const spelled = /^(?:release|coated|tablet|tablets)$/.test(judgement.low(term.to + 1));
	judgement.use(term.to, term.to + (spelled ? 2 : 1));
}

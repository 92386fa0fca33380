import { type Judgement, hitsAs } from './judgement';

export type Trend = 'up' | 'down' | 'normalised' | 'better' | 'worse' | 'same';

/** Words that say by themselves which way a result went. */
export const TRENDS = new Map<string, Trend>();
const trend = (kind: Trend, words: string) => {
	for (const word of words.split(' ')) TRENDS.set(word, kind);
};
trend('up', 'rose risen rising increased increasing climbed uptrended uptrending rise increase');
trend(
	'down',
	'fell fallen falling decreased decreasing declined declining dropped downtrended downtrending decrease drop decline',
);
trend(
	'up',
	'climb climbs soar soars surge surges spike spikes soared surged jumped spiked escalated grew grown mounted ascended upswing uptrend uptrends rises doubled tripled crescendoed elevating',
);
trend(
	'down',
	'sink sinks falling sinking plummet plummets dip dips plummeted dipped sank sunk slid tumbled plunged shrank shrunk diminished lessened descended downturn downtrend downtrends halved lowered drops falls declines tapered',
);
trend('normalised', 'normalised normalized');
trend('better', 'improved improving improvement recovered');
trend('worse', 'worsened worsening worse deteriorated');
trend('same', 'unchanged');

const UPWARD = /^(?:up|upward|upwards|higher|north|upstream)$/;
const DOWNWARD = /^(?:down|downward|downwards|lower|south)$/;
export const MOVING =
	/^(?:went|go|goes|gone|going|came|come|comes|coming|crept|creeping|drifted|drifting|inched|edged|shot|moved|moving|trend|trends|trended|trending|ticked|ticking|headed|heading|tracked|tracking|jumped|bumped|bounced|brought|driven|drove|pushed|taken|got|pulled|turned|shifted|slipped|stepped|swung|ran|crawled|climbed|rose|fell|dropped|went|was|were|is|are|been|being|be|stood|measured|now|again|back|further|tested|returned|reached|read)$/;
/** "Followed up", "worked up", "set up" are no change. */
const NO_CHANGE =
	/^(?:follow|follows|followed|following|work|worked|working|workup|set|made|make|makes|clean|cleaned|catch|wake|woke|stand|stood|stands|warm|warmed|sit|sat|pick|picked|call|called|speak|back|check|checked|dressed|end|ended|give|gave|bring|break|broke|lie|lay|write|wrote|weaned|titrated|on|hang|thinned|pinned|shut|sum|stepped)$/;

/** "Went up", "trended down", "is up from", "drifted lower", "an upward trend": the way, not the verb, says it. */
export function directionAt(judgement: Judgement, at: number): Trend | undefined {
	const low = judgement.low(at);
	const kind = UPWARD.test(low) ? 'up' : DOWNWARD.test(low) ? 'down' : undefined;
	if (kind === undefined) return undefined;
	const next = judgement.low(at + 1);
	const { tokens } = judgement.reading;
	if (/^(?:trend|trends|trending|trended|trajectory|course|direction|drift)$/.test(next))
		return kind;
	let back = at - 1;
	// "Went slowly up", "went back up".
	while (
		back > 0 &&
		at - back < 3 &&
		(tokens[back].low.endsWith('ly') ||
			/^(?:back|further|again|even|much|all|the|way|it|her|his|their|been|somewhat)$/.test(
				tokens[back].low,
			))
	)
		back--;
	const before = judgement.low(back);
	if (NO_CHANGE.test(before) && !MOVING.test(before)) return undefined;
	if (
		/^(?:higher|lower)$/.test(low) &&
		/^(?:limit|limits|end|dose|doses|lobe|extremity|extremities|back|gi|abdomen|leg|quadrant|range)$/.test(
			next,
		)
	)
		return undefined;
	if (MOVING.test(before)) return kind;
	// "Sodium trend: up", "Sodium up".
	if (before === ':' && /^(?:trend|course|direction)$/.test(judgement.low(back - 1))) return kind;
	const { terms } = judgement.reading;
	if (terms.some((one) => one.to === at && hitsAs(one, 'lab').length > 0)) return kind;
	return /^(?:from|by|since|on|to)$/.test(next) || (tokens[at].hyphen && /^(?:from|to)$/.test(next))
		? kind
		: undefined;
}

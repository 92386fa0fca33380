import type { Fact } from '../../../shared/contracts/clinical-facts';
import { regimenOf } from '../chart/directions';
import type { Mention } from './attachments';
import type { FoundCue } from './drug-cues';
import type { Judgement } from './judgement';
import type { Medication } from './regimen';

/** Two days: what is given more rarely than that is given daily by mistake. */
const RARE_HOURS = 48;

/**
 * An order told with its amount but without what makes it safe: how often a high-alert, weekly or
 * as-needed medicine is taken, how long one of a set time, when it is to be held, that it is on hold.
 */
export function judgeOrderParts(
	judgement: Judgement,
	{ term, attributes }: Mention,
	cues: readonly FoundCue[],
	fact: Medication,
): void {
	if (fact.role === 'stopped' || fact.role === 'inpatient-only') return;
	if (term.hits.some((hit) => hit.fact === fact && hit.whole)) return;
	const told = attributes.some((one) => one.kind === 'dose' && !one.before && !one.strength);
	if (!told) return;
	// What was taken before is another order.
	if (cues.some((cue) => cue.kind === 'home' || cue.kind === 'given')) return;
	const missing = missingFrom(judgement, attributes, cues, fact);
	if (missing === undefined) return;
	judgement.fault(
		'order-incomplete',
		`The text leaves out ${missing} of ${fact.data.name}.`,
		term.from,
		term.to,
		{ expected: regimenOf(fact).steps[0]?.text },
	);
}

function missingFrom(
	judgement: Judgement,
	attributes: Mention['attributes'],
	cues: readonly FoundCue[],
	fact: Medication,
): string | undefined {
	const { steps, before } = regimenOf(fact);
	const [step] = steps;
	if (step === undefined) return undefined;
	const rate = attributes.some((one) => one.kind === 'frequency');
	const hours = step.frequency.hours;
	const rare = hours !== undefined && hours >= RARE_HOURS;
	// "Increased from 10 to 14 units": as often as before.
	const sameRate =
		cues.some((cue) => /^(?:up|down|change)$/.test(cue.kind)) &&
		before[0]?.frequency.hours === hours;
	const alert = fact.flags?.includes('high-alert') ?? false;
	if (!rate && hours !== undefined && (rare || (alert && !sameRate))) return 'how often';
	const limited = steps.length === 1 && step.durationDays !== undefined;
	if (!rate && limited && hours !== undefined && !sameRate) return 'how often';
	if (!rate && step.frequency.asNeeded && !sameRate) return '"as needed"';
	const words = textOf(judgement);
	if (HOLD_IF.test(fact.text) && !/\b(?:hold|held|if|unless|when)\b/.test(words))
		return 'when to hold';
	if (isOnHold(fact) && !ON_HOLD.test(words)) return 'that the order is on hold';
	if (
		limited &&
		rate &&
		!attributes.some((one) => one.kind === 'duration') &&
		!/\b(?:until|through|till|complete|finish|end|ends|ending|course)\b/.test(words)
	)
		return 'how long';
	return undefined;
}

const HOLD_IF = /\b(?:hold|withhold|skip) (?:if|for|when|unless)\b/i;
const ON_HOLD = /\b(?:hold|held|holding|withheld|paused|suspended|unclear|recorded|interrupted)\b/;

const isOnHold = (fact: Fact): boolean =>
	fact.kind === 'medication' && /\bon hold\b/i.test(fact.text);

const textOf = ({ reading: { tokens } }: Judgement): string =>
	tokens.map(({ low }) => low).join(' ');

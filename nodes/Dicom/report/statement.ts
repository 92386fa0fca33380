import type { InferenceResult } from '../../shared/contracts';

/**
 * What every report says in words, so that a reader who sees only text cannot mistake it: where it
 * comes from, what it is not, and that a missing flag excludes nothing.
 */
export function statements(result: InferenceResult): string[] {
	const { model } = result;
	const lines = [
		'Result of an automated algorithm. Preliminary: no person has verified it. It is not a diagnosis and does not replace the reading of the images.',
		outcome(result),
	];
	if (model.demonstration) {
		lines.unshift(
			'DEMONSTRATION MODEL: this result has no clinical meaning and must not be used for the care of a patient.',
		);
	}
	if (model.intendedUse.trim() !== '') {
		lines.push(`Intended use as stated for the model: ${model.intendedUse.trim()}`);
	}
	return lines;
}

function outcome(result: InferenceResult): string {
	const target = result.finding!.display;
	const score = `score ${round(result.score!)}, threshold ${round(result.threshold!)}`;
	return result.suspected
		? `Flagged by the algorithm: ${target} suspected (${score}).`
		: `Not flagged by the algorithm, which looks for: ${target} (${score}). This does not mean that the finding is absent.`;
}

const round = (value: number) => String(Math.round(value * 1000) / 1000);

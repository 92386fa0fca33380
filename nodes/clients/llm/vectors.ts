import { llmFault } from './errors';

const MOST_DIMENSIONS = 65_536;

/**
 * @returns the vectors, all of one length, every number finite
 * @throws HospitalError `llm-broken-answer`
 */
export function checkVectors(value: unknown[], count: number): number[][] {
	if (value.length !== count) throw llmFault('llm-broken-answer', 'not one vector for each text');
	const dimensions = Array.isArray(value[0]) ? value[0].length : 0;
	for (const vector of value) {
		const sound =
			Array.isArray(vector) &&
			vector.length === dimensions &&
			dimensions > 0 &&
			dimensions <= MOST_DIMENSIONS &&
			vector.every((number) => typeof number === 'number' && Number.isFinite(number));
		if (!sound) throw llmFault('llm-broken-answer', 'a vector is not a list of numbers');
	}
	return value as number[][];
}

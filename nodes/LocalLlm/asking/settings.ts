import {
	deadlinesIn,
	modelNameIn,
	numberIn,
	priorityIn,
	textIn,
	thinkingIn,
	windowIn,
	type Manner,
	type RawManner,
} from '../../clients/llm';
import type { Priority } from '../../shared/contracts';

/** The options of a node as n8n stores them; each may be absent. */
export interface RawOptions extends RawManner {
	atOnce?: unknown;
	repair?: unknown;
	unavailable?: unknown;
	vectorForm?: unknown;
}

/** How a model is asked, and what becomes of its answer. */
export interface Settings extends Manner {
	repair: boolean;
	/** True: a server that does not answer stops the execution, so that the work comes back. */
	stopWhenUnavailable: boolean;
	vectorForm: 'packed' | 'numbers';
}

/**
 * @param workPriority of the work item, for "As the Work Item Says"
 * @throws HospitalError `input-invalid`, naming the field
 */
export function readSettings(
	model: unknown,
	options: RawOptions,
	workPriority: Priority | undefined,
): Settings {
	const name = modelNameIn(model, 'Model');
	const second = textIn(options.secondModel);
	return {
		model: name,
		secondModel: second === '' ? name : modelNameIn(second, 'Model on the Second Server'),
		pin: textIn(options.pin),
		secondPin: textIn(options.secondPin),
		priority: priorityIn(options.lane, workPriority),
		contextTokens: windowIn(options.contextTokens),
		deadlines: deadlinesIn(options),
		writing: {
			maxTokens: numberIn(options.maxTokens, 2048, 1, 1e6, 'Longest Answer'),
			seed: numberIn(options.seed, 0, 0, 2 ** 31 - 1, 'Seed'),
			temperature: numberIn(options.temperature, 0, 0, 2, 'Temperature', false),
			...thinkingIn(options.think),
		},
		repair: options.repair !== false,
		stopWhenUnavailable: options.unavailable === 'stop',
		vectorForm: options.vectorForm === 'numbers' ? 'numbers' : 'packed',
	};
}

export const itemsAtOnce = ({ atOnce }: RawOptions): number =>
	numberIn(atOnce, 4, 1, 64, 'Items at Once');

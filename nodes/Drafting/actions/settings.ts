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
import { DEFAULT_BUDGET, type Budget } from '../drafting';

/** The options of Draft as n8n stores them; each may be absent. */
export interface RawOptions extends RawManner {
	characters?: unknown;
	facts?: unknown;
	sections?: unknown;
	sectionsPerCall?: unknown;
	title?: unknown;
}

/** How a document is drafted. */
export interface DraftSettings {
	title: string;
	/** LOINC codes; empty: every section that can have sentences. */
	sections: string[];
	sectionsPerCall: number;
	budget: Budget;
}

/** How the model is asked. Temperature is always 0: the same facts should give the same sentences. */
export interface DraftManner extends Manner {
	writing: Manner['writing'] & { temperature: 0 };
}

/** @throws HospitalError `input-invalid`, naming the field */
export function readSettings(options: RawOptions): DraftSettings {
	return {
		title: textIn(options.title),
		sections: Array.isArray(options.sections) ? options.sections.map(String) : [],
		sectionsPerCall: numberIn(options.sectionsPerCall, 1, 1, 20, 'Sections per Question'),
		budget: {
			facts: numberIn(options.facts, DEFAULT_BUDGET.facts, 5, 2_000, 'Facts per Question'),
			characters: numberIn(
				options.characters,
				DEFAULT_BUDGET.characters,
				1_000,
				1_000_000,
				'Characters per Question',
			),
		},
	};
}

/**
 * @param workPriority of the work item, for "As the Work Item Says"
 * @throws HospitalError `input-invalid`, naming the field
 */
export function readManner(
	model: unknown,
	options: RawOptions,
	workPriority: Priority | undefined,
): DraftManner {
	return {
		model: modelNameIn(
			model,
			'Model',
			'Choose a model from the list, or set Sentences to "None, Tables Only".',
		),
		secondModel: textIn(options.secondModel),
		pin: textIn(options.pin),
		secondPin: textIn(options.secondPin),
		priority: priorityIn(options.lane, workPriority),
		contextTokens: windowIn(options.contextTokens),
		deadlines: deadlinesIn(options),
		writing: {
			temperature: 0,
			seed: numberIn(options.seed, 0, 0, 2 ** 31 - 1, 'Seed'),
			maxTokens: numberIn(options.maxTokens, 2048, 64, 100_000, 'Longest Answer'),
			...thinkingIn(options.think ?? 'off'),
		},
	};
}

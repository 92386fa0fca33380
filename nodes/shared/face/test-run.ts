import type { IExecuteFunctions } from 'n8n-workflow';

/** n8n's modes of a run that somebody tries out: in the editor, or against an evaluation data set. */
const TRYING = new Set(['manual', 'evaluation']);

/** What n8n's execution contexts carry beside what their type says. */
interface Internals {
	additionalData?: { rootExecutionMode?: string };
	runExecutionData?: { parentExecution?: { executionContext?: { source?: string } } };
}

/**
 * True when n8n runs this for somebody who tries the workflow out, whatever its items say: a test in
 * the editor, with mock or pinned data too. In the editor itself n8n tells by the mode. A retry has the
 * mode `retry` and a sub-workflow `integrated`, so what they come from counts as well: the source of
 * the execution that is retried, the mode of the outermost workflow, and the source of the calling
 * one, which outlasts a pause.
 */
export function isTryingOut(functions: IExecuteFunctions): boolean {
	const { additionalData, runExecutionData } = functions as unknown as Internals;
	const modes = [
		functions.getMode?.(),
		functions.getExecutionContext?.()?.source,
		additionalData?.rootExecutionMode,
		runExecutionData?.parentExecution?.executionContext?.source,
	];
	return modes.some((mode) => mode !== undefined && TRYING.has(mode));
}

import { HospitalError } from '../../shared/errors';

/** With one of these LangChain sends every prompt to a service outside, or prints it. */
const VARIABLES = [
	'LANGSMITH_TRACING_V2',
	'LANGCHAIN_TRACING_V2',
	'LANGSMITH_TRACING',
	'LANGCHAIN_TRACING',
	'LANGCHAIN_VERBOSE',
] as const;

/**
 * Prompts that n8n's own tracing does not see could still leave by LangChain's: it is switched on for the
 * whole process, past everything that a node can set.
 *
 * @throws HospitalError `prompts-traced`
 */
export function refuseOutsideTracing(env: NodeJS.ProcessEnv = process.env): void {
	const set = VARIABLES.find((name) => !['', 'false'].includes(env[name] ?? ''));
	if (set === undefined) return;
	throw new HospitalError('prompts-traced', `Prompts would leave n8n: ${set} is switched on`, {
		nextStep: `Ask the administrator to remove ${set} from the environment of n8n. Nothing was sent.`,
	});
}

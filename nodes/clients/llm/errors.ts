import { HospitalError } from '../../shared/errors';

interface FaultText {
	message: string;
	nextStep: string;
	/** True when the same call may succeed later without any change. */
	retryable: boolean;
}

/**
 * Everything that can go wrong between this client and an inference engine. The code is the
 * `HospitalError.code`. The texts quote nothing of what the engine said: its answer may repeat the prompt.
 */
export const LLM_FAULTS = {
	'llm-unreachable': {
		message: 'The language model server cannot be reached',
		nextStep: 'Check that the server runs and that its address in the credential is right.',
		retryable: true,
	},
	'llm-connection-lost': {
		message: 'The language model server closed the connection before its answer was complete',
		nextStep: "Look in the server's log for a crash or a lack of memory.",
		retryable: true,
	},
	'llm-timeout-connect': {
		message: 'No connection to the language model server within the time limit',
		nextStep: 'Check the address in the credential and the network path to the server.',
		retryable: true,
	},
	'llm-timeout-first-token': {
		message: 'The language model did not begin its answer within the time limit',
		nextStep: 'Look at the load of the GPU server, or raise the limit for the first word.',
		retryable: true,
	},
	'llm-timeout-between-tokens': {
		message: 'The language model fell silent in the middle of its answer',
		nextStep: 'Look at the load of the GPU server, or raise the limit between two words.',
		retryable: true,
	},
	'llm-timeout-total': {
		message: 'The language model did not finish within the time limit',
		nextStep: 'Ask for a shorter answer, or raise the limit for the whole call.',
		retryable: true,
	},
	'llm-context-exceeded': {
		message: "The text does not fit into the model's context window",
		nextStep:
			'Send less text, ask for a shorter answer, or serve the model with a larger context window.',
		retryable: false,
	},
	'llm-context-unknown': {
		message: "Nobody says how large the model's context window is",
		nextStep: 'Enter the context window in the credential.',
		retryable: false,
	},
	'llm-truncated': {
		message: 'The text was cut',
		nextStep:
			'Raise the longest answer or the context window, or send less text; a cut text is never used.',
		retryable: false,
	},
	'llm-cloud-model-refused': {
		message: "The model runs on somebody else's servers, so nothing was sent to it",
		nextStep:
			'Choose a model that is stored on your own server, and switch cloud models off there (OLLAMA_NO_CLOUD=1).',
		retryable: false,
	},
	'llm-model-changed': {
		message: 'The model is not the one that was approved',
		nextStep:
			'Find out who changed it. Restore the approved model, or evaluate the new one and enter its fingerprint in the credential.',
		retryable: false,
	},
	'llm-pin-unusable': {
		message: 'The fingerprint in the credential cannot be compared with this server',
		nextStep:
			'For Ollama enter the digest of the model (at least 12 hexadecimal digits), for vLLM and llama-server the manifest that `hospital model manifest` writes.',
		retryable: false,
	},
	'llm-model-missing': {
		message: 'The language model server does not have this model',
		nextStep: 'Compare the name of the model with the list of models on the server.',
		retryable: false,
	},
	'llm-engine-unknown': {
		message: 'The server is neither Ollama nor vLLM nor llama-server',
		nextStep:
			'Check the address. For another server of the OpenAI kind, confirm in the credential that it runs the model itself.',
		retryable: false,
	},
	'llm-busy': {
		message: 'The language model server has no room for the call, or is still loading the model',
		nextStep: 'Look at the load of the GPU server; the call can be tried again later.',
		retryable: true,
	},
	'llm-access-refused': {
		message: 'The language model server refused access',
		nextStep: 'Check the API key or the client certificate in the credential.',
		retryable: false,
	},
	'llm-refused': {
		message: 'The language model server refused the request',
		nextStep:
			'Check that the model can do what is asked (images, tools, structured output); the reason is in the log of the server.',
		retryable: false,
	},
	'llm-engine-failed': {
		message: 'The language model server failed while it worked on the answer',
		nextStep: "Look in the server's log for a lack of memory, then try again.",
		retryable: true,
	},
	'llm-broken-answer': {
		message: 'The answer of the language model server cannot be understood',
		nextStep:
			'Check that the address in the credential is that of the server itself and that no proxy or login page stands in between.',
		retryable: false,
	},
	'llm-answer-too-long': {
		message: 'The language model writes more than was asked for',
		nextStep: 'Look whether the model repeats itself; the call was stopped.',
		retryable: false,
	},
	'llm-request-invalid': {
		message: 'The request to the language model is not valid',
		nextStep: 'Correct the node that builds it.',
		retryable: false,
	},
	'llm-invalid-json': {
		message: 'The model did not answer in JSON',
		nextStep: 'Try again, or use a model that follows a schema.',
		retryable: true,
	},
	'llm-schema-mismatch': {
		message: "The model's answer does not follow the schema",
		nextStep: 'Try again, or use a model that follows a schema.',
		retryable: true,
	},
	'llm-schema-invalid': {
		message: 'The schema for the answer cannot be used',
		nextStep: 'Correct the JSON Schema.',
		retryable: false,
	},
	'llm-manifest-invalid': {
		message: 'The model manifest cannot be used',
		nextStep: 'Write it again with `hospital model manifest` on the machine that serves the model.',
		retryable: false,
	},
	'llm-queue-full': {
		message: 'Too many calls wait for the language model',
		nextStep: 'Let the running work finish, or send less work at once.',
		retryable: true,
	},
} as const satisfies Record<string, FaultText>;

export type LlmFault = keyof typeof LLM_FAULTS;

/**
 * @param detail what exactly was wrong, in fixed words, numbers and names that come from settings; never a
 *   part of a prompt or of an answer
 */
export function llmFault(code: LlmFault, detail?: string, cause?: unknown): HospitalError {
	const { message, nextStep, retryable } = LLM_FAULTS[code];
	return new HospitalError(code, detail === undefined ? message : `${message}: ${detail}`, {
		nextStep,
		retryable,
		...(cause !== undefined && { cause }),
	});
}

const BY_CLIENT_CODE: Readonly<Record<string, LlmFault>> = {
	econnrefused: 'llm-unreachable',
	ehostunreach: 'llm-unreachable',
	enetunreach: 'llm-unreachable',
	enotfound: 'llm-unreachable',
	'host-unknown': 'llm-unreachable',
	'host-unreachable': 'llm-unreachable',
	'host-lookup-timeout': 'llm-unreachable',
	'host-lookup-failed': 'llm-unreachable',
	'connect-timeout': 'llm-timeout-connect',
	etimedout: 'llm-timeout-connect',
	econnreset: 'llm-connection-lost',
	epipe: 'llm-connection-lost',
	'http-timeout': 'llm-timeout-total',
	'http-answer-too-large': 'llm-answer-too-long',
	'http-encoding': 'llm-broken-answer',
	'http-not-http': 'llm-broken-answer',
	'http-not-json': 'llm-broken-answer',
};

/**
 * Translates an error of the HTTP client. Errors that tell of our own settings (`egress-refused`,
 * `url-invalid`, `tls-...`) and `cancelled` pass unchanged.
 */
export function fromHttpError(error: unknown): unknown {
	if (!(error instanceof HospitalError)) return error;
	const code = BY_CLIENT_CODE[error.code];
	return code === undefined ? error : llmFault(code, undefined, error);
}

export const isLlmFault = (error: unknown, ...codes: LlmFault[]): error is HospitalError =>
	error instanceof HospitalError && (codes as string[]).includes(error.code);

import { HospitalError } from '../../shared/errors';

interface FaultText {
	message: string;
	nextStep: string;
	/** True when the same call may succeed later without any change. */
	retryable: boolean;
}

/**
 * Everything that can go wrong between this client and an inference server. The code is the
 * `HospitalError.code`; the texts quote nothing of what the server said, because its answer may
 * repeat parts of the request.
 */
export const SERVER_FAULTS = {
	'server-unreachable': {
		message: 'The inference server cannot be reached',
		nextStep: 'Check that the server runs and that its address in the credential is right.',
		retryable: true,
	},
	'tls-failure': {
		message: 'No secure connection to the inference server could be made',
		nextStep:
			"Check the server's certificate, its expiry date and host name, and in the credential the certificate authority and the client certificate.",
		retryable: false,
	},
	timeout: {
		message: 'The inference server did not answer within the time limit',
		nextStep: 'Look at the load of the GPU server, or raise the time limit of the node.',
		retryable: true,
	},
	'connection-lost': {
		message: 'The inference server closed the connection before its answer was complete',
		nextStep: "Look in the inference server's log for a crash or a lack of memory.",
		retryable: true,
	},
	'server-not-ready': {
		message: 'The inference server says that it is not ready',
		nextStep: 'Wait until the server has loaded its models, or look in its log.',
		retryable: true,
	},
	'model-not-ready': {
		message: 'The inference server says that the model is not ready',
		nextStep: 'Load the model and the version that the node names on the inference server.',
		retryable: true,
	},
	'model-not-found': {
		message: 'The inference server does not know the model or the version',
		nextStep: 'Compare model name and version in the node with those on the inference server.',
		retryable: false,
	},
	'version-not-supported': {
		message: 'The inference server cannot be asked for a version of a model',
		nextStep:
			'Serve the model with a server that knows versions, such as Triton or MLServer: without one nobody can say which model answered.',
		retryable: false,
	},
	'access-refused': {
		message: 'The inference server refused access',
		nextStep: 'Check the access token or the client certificate in the credential.',
		retryable: false,
	},
	'request-refused': {
		message: 'The inference server refused the request',
		nextStep:
			'Compare input name, data type and shape in the node with what the model expects; the reason is in the server log.',
		retryable: false,
	},
	'server-busy': {
		message: 'The inference server has no room for the request',
		nextStep: 'Look at the load of the GPU server; the study can be tried again later.',
		retryable: true,
	},
	'server-error': {
		message: 'The inference server failed while it worked on the request',
		nextStep: "Look in the inference server's log, then try again.",
		retryable: true,
	},
	'invalid-answer': {
		message: 'The answer of the inference server does not follow the Open Inference Protocol',
		nextStep:
			'Check that the address in the credential is that of a KServe v2 server and that no proxy changes its answers.',
		retryable: false,
	},
} as const satisfies Record<string, FaultText>;

export type ServerFault = keyof typeof SERVER_FAULTS;

/**
 * A fault of the peer as the pack's error type.
 *
 * @param detail what exactly was wrong, in fixed words and numbers only
 */
export function serverFault(code: ServerFault, detail?: string, cause?: unknown): HospitalError {
	const { message, nextStep, retryable } = SERVER_FAULTS[code];
	return new HospitalError(code, detail === undefined ? message : `${message}: ${detail}`, {
		nextStep,
		retryable,
		cause,
	});
}

/** True for errors that tell of the server's state, false for those that tell of our own. */
export function isServerFault(error: unknown): error is HospitalError & { code: ServerFault } {
	return error instanceof HospitalError && Object.hasOwn(SERVER_FAULTS, error.code);
}

const BY_CLIENT_CODE: Readonly<Record<string, ServerFault>> = {
	econnrefused: 'server-unreachable',
	ehostunreach: 'server-unreachable',
	enotfound: 'server-unreachable',
	etimedout: 'server-unreachable',
	'host-unknown': 'server-unreachable',
	'host-unreachable': 'server-unreachable',
	'host-lookup-timeout': 'server-unreachable',
	'host-lookup-failed': 'server-unreachable',
	'connect-timeout': 'server-unreachable',
	econnreset: 'connection-lost',
	epipe: 'connection-lost',
	'http-timeout': 'timeout',
	'http-answer-too-large': 'invalid-answer',
	'http-encoding': 'invalid-answer',
	'http-not-http': 'invalid-answer',
	'tls-untrusted': 'tls-failure',
	'tls-expired': 'tls-failure',
	'tls-not-yet-valid': 'tls-failure',
	'tls-name-mismatch': 'tls-failure',
	'tls-client-certificate-refused': 'tls-failure',
	'tls-failed': 'tls-failure',
};

/**
 * Translates an error of the HTTP client. Errors that tell of our own settings or disk (a refused
 * address, an unusable client certificate, a corrupt volume) pass unchanged.
 */
export function fromHttpError(error: unknown): unknown {
	if (!(error instanceof HospitalError)) return error;
	if (!Object.hasOwn(BY_CLIENT_CODE, error.code)) return error;
	return serverFault(BY_CLIENT_CODE[error.code], undefined, error);
}

/** What a status other than 200 says about the request for a model. */
export function statusFault(status: number): HospitalError {
	if (status === 401 || status === 403) return serverFault('access-refused');
	if (status === 404 || status === 410) return serverFault('model-not-found');
	if (status === 501) return serverFault('version-not-supported');
	if (status === 429 || status === 503) return serverFault('server-busy');
	if (status >= 500) return serverFault('server-error');
	if (status >= 400) return serverFault('request-refused', `status ${status}`);
	return serverFault('invalid-answer', `status ${status}`);
}

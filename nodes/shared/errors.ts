const BRAND = Symbol.for('n8n-nodes-hospital/error/1');

/**
 * The one error type that engines throw.
 *
 * A face turns it into n8n's NodeOperationError: `message` becomes the headline and `nextStep` the
 * description. Neither may carry patient data, a secret, a file path below the data directory or a
 * URL with a query: both end in n8n's database.
 */
export class HospitalError extends Error {
	/** n8n may load the package twice, each copy with a class of its own: the brand tells both. */
	readonly [BRAND] = true;
	/** Stable, machine-readable name of the failure, kebab-case: `patient-mismatch`, `egress-refused`. */
	readonly code: string;
	/** What a person who is not a programmer should do next, one or two sentences. */
	readonly nextStep: string;
	/** True when the same call may succeed later without any change. */
	readonly retryable: boolean;

	constructor(
		code: string,
		message: string,
		options: { nextStep: string; retryable?: boolean; cause?: unknown },
	) {
		super(message, options.cause === undefined ? undefined : { cause: options.cause });
		this.name = 'HospitalError';
		this.code = code;
		this.nextStep = options.nextStep;
		this.retryable = options.retryable ?? false;
	}
}

/** Plain words for the operating-system errors that peers and disks give. */
const SYSTEM_ERRORS: Record<string, { message: string; nextStep: string; retryable: boolean }> = {
	ECONNREFUSED: {
		message: 'Nothing listens at that address and port',
		nextStep: 'Check host and port in the credential, and that the server is running.',
		retryable: true,
	},
	ECONNRESET: {
		message: 'The other side closed the connection',
		nextStep: "Look in the other system's log for the reason, then try again.",
		retryable: true,
	},
	EPIPE: {
		message: 'The other side closed the connection',
		nextStep: "Look in the other system's log for the reason, then try again.",
		retryable: true,
	},
	ETIMEDOUT: {
		message: 'The other side did not answer in time',
		nextStep: 'Check the network path and firewall between n8n and that system.',
		retryable: true,
	},
	EHOSTUNREACH: {
		message: 'There is no network route to that host',
		nextStep: 'Check the address and the network path from the n8n server.',
		retryable: true,
	},
	ENOTFOUND: {
		message: 'The host name is not known to the name server',
		nextStep: 'Check the spelling of the host name, or use its address.',
		retryable: false,
	},
	EADDRINUSE: {
		message: 'The port is already used by another program',
		nextStep: 'Choose another port, or stop the program that holds it.',
		retryable: false,
	},
	EACCES: {
		message: 'The n8n user has no permission for that port, file or folder',
		nextStep: 'Give the n8n user access, or choose a port above 1023.',
		retryable: false,
	},
	ENOSPC: {
		message: 'The disk is full',
		nextStep: 'Free space on the volume that holds the hospital data directory.',
		retryable: true,
	},
	EROFS: {
		message: 'The disk is read-only',
		nextStep: 'Mount the volume that holds the hospital data directory for writing.',
		retryable: true,
	},
};

/**
 * Turns anything thrown into a HospitalError without copying foreign text: the message of a
 * library or of a remote system may hold patient data.
 *
 * @param error what was caught
 * @param doing what was being attempted, in plain words and without patient data
 */
export function toHospitalError(error: unknown, doing: string): HospitalError {
	if (isHospitalError(error)) return error;
	const code = systemCode(error);
	const known = code === undefined ? undefined : SYSTEM_ERRORS[code];
	if (known !== undefined && code !== undefined) {
		return new HospitalError(code.toLowerCase(), `${doing}: ${known.message}`, {
			nextStep: known.nextStep,
			retryable: known.retryable,
			cause: error,
		});
	}
	if (error instanceof Error && error.name === 'AbortError') {
		return new HospitalError('cancelled', `${doing}: cancelled`, {
			nextStep: 'Start it again if it was not meant to stop.',
			retryable: true,
			cause: error,
		});
	}
	const kind = code ?? (error instanceof Error && isName(error.name) ? error.name : typeof error);
	return new HospitalError('unexpected', `${doing}: unexpected failure (${kind})`, {
		nextStep:
			'Try again. If it happens again, report it with the name in brackets; the details stay out of n8n because they could hold patient data.',
		cause: error,
	});
}

function isHospitalError(error: unknown): error is HospitalError {
	return typeof error === 'object' && error !== null && BRAND in error;
}

/** Foreign codes and class names are shown only when they are plain names: anything else is text. */
const isName = (text: string): boolean => /^[A-Za-z][A-Za-z0-9_-]{0,47}$/.test(text);

/** The operating-system code of an error (`ECONNREFUSED`), looking through AggregateError and cause. */
export function systemCode(error: unknown): string | undefined {
	let at: unknown = error;
	for (let depth = 0; depth < 5 && typeof at === 'object' && at !== null; depth++) {
		const { code, errors, cause } = at as { code?: unknown; errors?: unknown[]; cause?: unknown };
		// OpenSSL calls alerts that all versions know "SSL/TLS alert", and Node makes a code of that.
		const name = typeof code === 'string' ? code.replace('SSL/TLS', 'SSL_TLS') : '';
		if (isName(name)) return name;
		at = cause ?? errors?.[0];
	}
	return undefined;
}

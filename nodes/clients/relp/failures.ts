import { failed } from '../ingest/failures';

export const notRelp = () =>
	failed(
		'relp-wrong-service',
		'the other side does not speak RELP',
		'Check host and port in the credential: a RELP input listens on a port of its own.',
	);

export const notOffered = () =>
	failed(
		'relp-not-offered',
		'the RELP receiver takes no syslog messages',
		'Check the configuration of its RELP input.',
	);

export const refused = (code: string) =>
	failed(
		'relp-refused',
		`it refused an event (RELP answer ${/^\d{3}$/.test(code) ? code : 'without a code'})`,
		"Look in the receiver's log: its disk may be full, or the message longer than it takes.",
		{ retryable: true },
	);

export const closedEarly = () =>
	failed(
		'relp-closed-early',
		'it closed the connection before it had acknowledged everything',
		"Look in the receiver's log: it may have stopped, or refused the client certificate.",
		{ retryable: true },
	);

export const silent = () =>
	failed(
		'relp-stalled',
		'it acknowledges nothing more',
		'Check that the receiver runs and that its disk is not full.',
		{ retryable: true },
	);

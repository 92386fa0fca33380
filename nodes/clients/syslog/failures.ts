import { HospitalError } from '../../shared/errors';

/** What was being done, at the head of every message. */
export const SENDING = 'Sending audit events to the SIEM';

export const closedEarly = () =>
	new HospitalError('syslog-closed-early', `${SENDING}: it closed the connection in between`, {
		nextStep:
			"The events stay in the ledger and are sent again. Look in the receiver's log: it may have stopped, or refused the client certificate.",
		retryable: true,
	});

export const unconfirmed = (confirmation: 'ended' | 'settled') =>
	confirmation === 'ended'
		? new HospitalError('syslog-ended', `${SENDING}: it went away without closing in order`, {
				nextStep:
					"The events stay in the ledger and are sent again. Look in the receiver's log: it may have stopped, or not accept the client certificate.",
				retryable: true,
			})
		: new HospitalError('syslog-unconfirmed', `${SENDING}: it did not close the connection`, {
				nextStep:
					'The events stay in the ledger and are sent again. If this receiver never closes, switch on "Accept Without Confirmation" in the options of the node.',
				retryable: true,
			});

export const stalled = () =>
	new HospitalError('syslog-stalled', `${SENDING}: it takes no more data`, {
		nextStep:
			'The events stay in the ledger and are sent again. Check that the receiver runs and that its disk is not full.',
		retryable: true,
	});

export const notSyslog = () =>
	new HospitalError('syslog-wrong-service', `${SENDING}: the other side is not a syslog receiver`, {
		nextStep: 'Check host and port in the credential: another kind of service answers there.',
	});

export const cancelled = () =>
	new HospitalError('cancelled', `${SENDING}: cancelled`, {
		nextStep: 'The events stay in the ledger and are sent again.',
		retryable: true,
	});

import { parseMessage, rawHeader, type Hl7Header, type Hl7Message } from '../../formats/hl7';
import type { ReceivedMessage } from './events';
import type { MessageRecord } from './records';
import type { PortSettings } from './settings';

/** How a port reads what comes: its character set settings and bounds. */
export type Reading = Pick<PortSettings, 'charset' | 'charsetWhenUndeclared'> & {
	maxBytes: number;
};

/** @throws HospitalError what is wrong with the message */
export function read(
	bytes: Buffer,
	{ charset, charsetWhenUndeclared, maxBytes }: Reading,
): Hl7Message {
	return parseMessage(bytes, {
		...(charset !== undefined && charset !== '' && { charset }),
		...(charsetWhenUndeclared && { charsetWhenUndeclared }),
		limits: { maxBytes },
	});
}

const NOTHING: Hl7Header = {
	sendingApplication: '',
	sendingFacility: '',
	receivingApplication: '',
	receivingFacility: '',
	dateTime: '',
	type: '',
	event: '',
	structure: '',
	controlId: '',
	processingId: '',
	version: '',
	acceptAcknowledgement: '',
	applicationAcknowledgement: '',
	characterSets: [],
};

/** What can be said of a stored message; little of one that nobody can read. */
export function describe(record: MessageRecord, reading: Reading): ReceivedMessage {
	const { key, at, peer, bytes } = record;
	let header = NOTHING;
	let characterSet = '';
	let patient: ReceivedMessage['patient'];
	try {
		const message = read(bytes, reading);
		characterSet = message.characterSet.name;
		header = message.header;
		patient = patientOf(message);
	} catch {
		header = { ...NOTHING, ...guessed(bytes) };
	}
	const { sendingApplication, sendingFacility, receivingApplication, receivingFacility } = header;
	const { type, event, structure, version, controlId, processingId } = header;
	return {
		...{ key, receivedAt: new Date(at).toISOString(), peer, bytes },
		...{ type, event, structure, version, controlId, processingId },
		...{ sendingApplication, sendingFacility, receivingApplication, receivingFacility },
		characterSet,
		...(patient !== undefined && { patient }),
	};
}

/** Of what cannot be read, whom to call and what to name: MSH-3 and MSH-10 as they stand there. */
function guessed(bytes: Buffer): Pick<Hl7Header, 'sendingApplication' | 'controlId'> {
	const raw = rawHeader(bytes);
	const component = String.fromCharCode(raw?.delimiters.component ?? 0);
	const [application = ''] = (raw?.field(3).toString('latin1') ?? '').split(component);
	return {
		sendingApplication: /^[\x20-\x7e]{1,227}$/.test(application) ? application : '',
		controlId: raw?.field(10).toString('latin1') ?? '',
	};
}

function patientOf(message: Hl7Message): ReceivedMessage['patient'] {
	const [first] = message.all('PID-3');
	const id = first?.get(1);
	return id ? { id, issuer: first?.get(4) ?? '' } : undefined;
}

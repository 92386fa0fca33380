export { answerControlId } from './answers';
export { auditEntries, type Pseudonymise } from './audit-events';
export {
	CONNECTION_REFUSALS,
	type ListenerEvent,
	type Offer,
	type Peer,
	type ReceivedMessage,
} from './events';
export { joinPort, type Join, type Joined } from './hub';
export { messageBytes, payloadOf, type Hl7Payload, type StoredMessage } from './payload';
export { intakePlace } from './place';
export { receiveMessages, receiveOnce, type ReceiveOptions } from './receive';
export { isMessageKey, readResponse, writeResponse } from './responses';
export { checkRoute, fits } from './rules';
export {
	DEFAULT_ANSWER_WITHIN_MS,
	DEFAULT_DUPLICATE_WINDOW_MS,
	DEFAULT_LIMITS,
	type Acknowledge,
	type IntakePlace,
	type ListenerLimits,
	type ListenerTls,
	type MessageRule,
	type PortSettings,
	type Route,
} from './settings';
export { startListener, type Listener, type ListenerOptions } from './start-listener';
export { messageWork, type MessageWork } from './work';

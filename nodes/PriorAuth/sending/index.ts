export { readAnswer, type Said } from './answer';
export { byHand } from './by-hand';
export {
	answersAbout,
	inquire,
	mayInquire,
	takeInquiry,
	type InquiryFacts,
	type InquiryVerdict,
} from './inquire';
export { readNotification, type PasNotification } from './notification';
export { factsOf, sendOnce, type Journal, type Outcome, type Outgoing } from './outbox';
export { packetBytes, sha256Of } from './packet';
export { registerOutcome, registerPacket, settleOutcome, type Register } from './register';
export { claimOrders, isAskedAlready } from './same-order';
export { submit, UNANSWERED, UNREACHED } from './submit';
export {
	endSubscription,
	ensureSubscription,
	fingerprintOf,
	PAS_TOPIC,
	SECRET_HEADER,
	subscriptionOf,
	type EnsuredSubscription,
	type KnownSubscription,
	type SubscriptionServer,
	type SubscriptionWish,
} from './subscription';
export type * from './types';

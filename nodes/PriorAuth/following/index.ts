export { ClockLoop, LOOK_EVERY, type ClockWork } from './clock-loop';
export { judge, MAX_NOTIFICATION_BYTES, type Verdict } from './door';
export {
	LATE_AFTER,
	ofDecision,
	ofMilestone,
	ofStep,
	ofStranger,
	withRequest,
	type FollowUpWork,
} from './follow-up';
export { missedWork, takeNotification, type Intake, type PlannedFollowUp } from './intake';
export { takenBack } from './taken-back';
export { Subscribing, type SubscriptionSettings } from './subscribing';
export { Upkeep } from './upkeep';

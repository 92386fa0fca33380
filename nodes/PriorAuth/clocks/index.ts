export { isDay, WorkingTime } from './calendar';
export { CMS_RULES, readClockRules, ruleFor, rulesFor } from './choose';
export { deadlineOf, type DeadlineMark } from './deadline';
export { dueOf, SHARES } from './due';
export { federalHolidays } from './holidays';
export type {
	ClockRule,
	ClockSubject,
	Due,
	Milestone,
	Pause,
	SiteCalendar,
	SiteClockRule,
} from './rule';
export { isTimeZone, wallOf } from './zone';

export { joinPort, type Join, type Joined } from './hub';
export { pendingStudies, type PendingStudy } from './pending-studies';
export type { ListenerEvent, PeerInfo, StudyTransfer } from './events';
export {
	checkAeTitle,
	DEFAULT_LIMITS,
	type ListenerLimits,
	type ListenerTls,
	type PortSettings,
	type RequiredSeries,
	type Route,
	type StudyRule,
} from './settings';
export {
	disposeStudy,
	storedStudies,
	studyChangedAt,
	studySummary,
	openStudy,
	type StoredStudy,
	type StudyInstance,
} from './spool/study-files';
export { startListener, type Listener, type ListenerOptions } from './start-listener';

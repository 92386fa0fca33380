export { FhirClient } from './client';
export type { RemoveResult, WriteResult } from './writing';
export type { HistoryEntry, HistoryOptions, HistoryPage } from './history';
export type { RawOptions, RawRequest } from './raw';
export type { PageLimits } from './paging';
export type { SearchEntry, SearchLimits, SearchOptions, SearchPage } from './search';
export type { BatchResult, EntryResult } from './transaction';
export { basic, bearer, type Authorizer } from './auth';
export { FhirError, readIssues, type OutcomeIssue } from './errors';
export { readWords, wordsOf } from './words';
export {
	checkId,
	checkOperation,
	checkType,
	escapeValue,
	isId,
	isOpen,
	parseReference,
	queryText,
	splitValue,
	token,
	unescapeValue,
} from './names';
export { checkBaseUrl, localReference } from './links';
export { isR4Type } from './outcome-paths';
export { checkOutcome } from './confirmed';
export { otherRecord, ownerElements, patientsOf, referencesIn, type Local } from './belonging';
export {
	askedIn,
	CHAIN,
	CHAINED,
	fits,
	judge,
	NOBODY,
	NOT_LOOKED_UP,
	readable,
	type Asked,
	type Verdict,
} from './judging';
export * from './types';
export { readServer, type ServerAbilities, type TypeAbilities } from './abilities';
export { describeServer } from './describe';
export { fhirClient, type FhirServerCredential } from './credential';
export { probeServer } from './probe';

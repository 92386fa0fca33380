/**
 * Known-identifier matching: what the chart says about who the patient is becomes a dictionary, built once
 * per patient, and every note is swept with it. It is swept for names with their nicknames, initials, turned
 * order, misspellings and misreadings; for numbers however they are spaced; for days however they are
 * written; for ages of 90 and more that the day of birth gives; for addresses, places and organizations.
 */
export type {
	KnownAddress,
	KnownDate,
	KnownNumber,
	KnownPatient,
	KnownPerson,
	KnownPlace,
	KnownSource,
} from './known';
export { knownOf, type Known } from './know';
export { sweep, sweepOutput } from './sweep';

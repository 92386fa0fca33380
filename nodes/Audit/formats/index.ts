import { canonicalJson } from '../../shared/canonical-json';
import { HospitalError } from '../../shared/errors';
import type { LedgerEntry } from '../reading/check';
import { atnaMessage } from './atna';
import { cefLine } from './cef';
import { CSV_HEADER, csvLine } from './csv';
import { ecsDocument } from './ecs';
import { fhirAuditEvent } from './fhir';
import { leefLine } from './leef';
import { ocsfEvent } from './ocsf';
import { outgoing } from './outgoing';
import { rfc5424, type Rfc5424Options } from './rfc5424';

export const FORMAT_NAMES = [
	'atna',
	'cef',
	'csv',
	'ecs',
	'fhir',
	'json',
	'leef',
	'ocsf',
	'syslog',
] as const;
export type FormatName = (typeof FORMAT_NAMES)[number];

/** What only some formats ask for. */
export type FormatOptions = Rfc5424Options;

/** A way to write an event for others. Every format gets the allowed fields and nothing else. */
export interface AuditFormat {
	name: FormatName;
	displayName: string;
	description: string;
	/** Of one event. */
	mediaType: string;
	/** Of a file of events, without a dot. */
	extension: string;
	/** First line of a file. */
	header?: string;
	/** What ends a line of a file. */
	lineEnd: '\n' | '\r\n';
	/** One event, without a line break inside or behind it. */
	line(entry: LedgerEntry, options?: FormatOptions): string;
}

/** JSON.stringify leaves out what is undefined. */
const json =
	(build: (entry: LedgerEntry) => object) =>
	(entry: LedgerEntry): string =>
		JSON.stringify(build(entry));

/** By display name. */
export const FORMATS: readonly AuditFormat[] = [
	{
		name: 'cef',
		displayName: 'CEF',
		description: 'Common Event Format, for ArcSight, Sentinel and others',
		mediaType: 'text/plain',
		extension: 'cef',
		lineEnd: '\n',
		line: cefLine,
	},
	{
		name: 'csv',
		displayName: 'CSV',
		description: 'A table for a spreadsheet or a database',
		mediaType: 'text/csv',
		extension: 'csv',
		header: CSV_HEADER,
		lineEnd: '\r\n',
		line: csvLine,
	},
	{
		name: 'atna',
		displayName: 'DICOM Audit Message (ATNA)',
		description: 'DICOM PS3.15 A.5, as IHE ATNA repositories take it',
		mediaType: 'application/xml',
		extension: 'atna.xml',
		lineEnd: '\n',
		line: atnaMessage,
	},
	{
		name: 'ecs',
		displayName: 'ECS',
		description: 'Elastic Common Schema, for Elastic and OpenSearch',
		mediaType: 'application/json',
		extension: 'ecs.ndjson',
		lineEnd: '\n',
		line: json(ecsDocument),
	},
	{
		name: 'fhir',
		displayName: 'FHIR AuditEvent',
		description: 'FHIR R4, with the profiles of IHE Basic Audit Log Patterns',
		mediaType: 'application/fhir+json',
		extension: 'fhir.ndjson',
		lineEnd: '\n',
		line: json(fhirAuditEvent),
	},
	{
		name: 'json',
		displayName: 'JSON Lines',
		description: 'The fields of the ledger itself, as far as they may leave',
		mediaType: 'application/json',
		extension: 'ndjson',
		lineEnd: '\n',
		line: (entry) => canonicalJson(outgoing(entry)),
	},
	{
		name: 'leef',
		displayName: 'LEEF',
		description: 'Log Event Extended Format, for QRadar',
		mediaType: 'text/plain',
		extension: 'leef',
		lineEnd: '\n',
		line: leefLine,
	},
	{
		name: 'ocsf',
		displayName: 'OCSF',
		description: 'Open Cybersecurity Schema Framework, for security data lakes',
		mediaType: 'application/json',
		extension: 'ocsf.ndjson',
		lineEnd: '\n',
		line: json(ocsfEvent),
	},
	{
		name: 'syslog',
		displayName: 'Syslog (RFC 5424)',
		description: 'The messages that Deliver sends, one per line',
		mediaType: 'text/plain',
		extension: 'log',
		lineEnd: '\n',
		line: (entry, options) => rfc5424(entry, options).toString('utf8'),
	},
];

/** @throws HospitalError `audit-format-unknown` */
export function formatNamed(name: string): AuditFormat {
	const found = FORMATS.find((format) => format.name === name);
	if (found !== undefined) return found;
	throw new HospitalError('audit-format-unknown', 'There is no audit format of that name', {
		nextStep: `Use one of ${FORMAT_NAMES.join(', ')}.`,
	});
}

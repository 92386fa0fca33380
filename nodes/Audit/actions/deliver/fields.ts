import type { INodeProperties } from 'n8n-workflow';
import { FORMATS, type FormatName } from '../../formats';
import { MINIMUM_MAX_BYTES } from '../../formats/rfc5424';

/** Kinds of receivers. Stored in workflows; never changed. */
export const SINK_KINDS = ['archive', 'elastic', 'fhir', 'otlp', 'splunk', 'syslog'] as const;
export type SinkKind = (typeof SINK_KINDS)[number];

/** The credential that a kind needs. */
export const CREDENTIALS: Readonly<Partial<Record<SinkKind, string>>> = {
	elastic: 'elasticApi',
	fhir: 'fhirServerApi',
	otlp: 'otlpApi',
	splunk: 'splunkHecApi',
	syslog: 'syslogApi',
};

/** The formats that a kind can carry; the others carry one. The first is the default. */
const CHOICES: Readonly<Partial<Record<SinkKind, readonly FormatName[]>>> = {
	syslog: ['syslog', 'cef', 'leef', 'atna', 'ocsf', 'ecs', 'fhir'],
	splunk: ['json', 'ocsf', 'ecs', 'cef'],
	otlp: ['json', 'ecs', 'ocsf'],
	archive: ['json', 'syslog', 'cef', 'csv', 'ecs', 'fhir', 'leef', 'atna', 'ocsf'],
};

const showFor = (...kinds: SinkKind[]) => ({ show: { sendTo: kinds } });

const sendTo: INodeProperties = {
	displayName: 'Send To',
	name: 'sendTo',
	type: 'options',
	noDataExpression: true,
	default: 'syslog',
	description: 'What takes the events. Which of them promise what stands in the documentation.',
	options: [
		{
			name: 'Archive Folder (Write-Once Storage)',
			value: 'archive',
			description: 'Files in the folder that the administrator has set for it',
		},
		{ name: 'Elasticsearch or OpenSearch', value: 'elastic', description: 'As ECS documents' },
		{ name: 'FHIR Server', value: 'fhir', description: 'As AuditEvent resources' },
		{
			name: 'OpenTelemetry Logs',
			value: 'otlp',
			description: 'An OpenTelemetry Collector or whatever takes OTLP over HTTP',
		},
		{ name: 'Splunk', value: 'splunk', description: 'Through its HTTP Event Collector' },
		{
			name: 'Syslog',
			value: 'syslog',
			description: 'Over RELP, TLS, TCP or UDP, as the credential says',
		},
	],
};

function formatField(kind: string, names: readonly FormatName[], usual: string): INodeProperties {
	return {
		displayName: 'Format',
		name: 'format',
		type: 'options',
		default: usual,
		displayOptions: showFor(kind as SinkKind),
		description:
			'How an event is written. Signed checkpoints can be checked with "hospital audit verify --witness" when it is JSON.',
		options: FORMATS.filter(({ name }) => names.includes(name))
			.map(({ name, displayName, description }) =>
				// In a syslog message the header is there anyway; what can be chosen is the text behind it.
				name === 'syslog' && kind === 'syslog'
					? { name: 'JSON', value: name, description: SYSLOG_JSON }
					: { name: displayName, value: name, description },
			)
			.sort((a, b) => a.name.localeCompare(b.name)),
	};
}

const SYSLOG_JSON = 'The fields of the ledger itself, as far as they may leave';

const elasticIndex: INodeProperties = {
	displayName: 'Index or Data Stream',
	name: 'elasticIndex',
	type: 'string',
	default: 'logs-hospital.audit-default',
	required: true,
	displayOptions: showFor('elastic'),
	description: 'Where the documents are created. The default is a data stream that Elastic knows.',
};

const splunkFields: INodeProperties[] = [
	{
		displayName: 'Wait for Indexing',
		name: 'waitForIndexing',
		type: 'boolean',
		default: true,
		displayOptions: showFor('splunk'),
		description:
			'Whether an event counts as delivered only when Splunk has indexed it. When off, it counts as soon as Splunk has read it, and is lost if Splunk stops just then.',
	},
	{
		displayName: 'Splunk Index',
		name: 'splunkIndex',
		type: 'string',
		default: '',
		displayOptions: showFor('splunk'),
		placeholder: 'e.g. hospital_audit',
		description: 'Empty for the index that belongs to the token',
	},
];

const syslogOptions: INodeProperties = {
	displayName: 'Options',
	name: 'deliverOptions',
	type: 'collection',
	placeholder: 'Add option',
	default: {},
	displayOptions: showFor('syslog'),
	options: [
		{
			displayName: 'Accept Without Confirmation',
			name: 'lenient',
			type: 'boolean',
			default: false,
			description:
				'Whether to count events as delivered although the SIEM did not close the connection in order. Only for receivers over TCP or TLS that cannot; events that were on their way are lost when such a receiver stops.',
		},
		{
			displayName: 'Byte Order Mark',
			name: 'byteOrderMark',
			type: 'boolean',
			default: false,
			description:
				'Whether to mark the text as UTF-8 as RFC 5424 asks. Most SIEMs then fail to read the JSON, so it is off.',
		},
		{
			displayName: 'Enterprise Number',
			name: 'enterprise',
			type: 'number',
			default: 32473,
			typeOptions: { minValue: 1, maxValue: 4294967295, numberPrecision: 0 },
			description:
				"The hospital's private enterprise number (IANA), used in the name of the structured data. The default is the number for examples, which belongs to nobody.",
		},
		{
			displayName: 'Largest Message (Bytes)',
			name: 'maxBytes',
			type: 'number',
			default: 8192,
			typeOptions: { minValue: MINIMUM_MAX_BYTES, maxValue: 1048576, numberPrecision: 0 },
			description:
				'What the SIEM accepts per message. A larger event is sent with its core fields only; the whole event stays in the ledger.',
		},
		{
			displayName: 'Wait for Acknowledgement (Seconds)',
			name: 'ackSeconds',
			type: 'number',
			default: 30,
			typeOptions: { minValue: 1, maxValue: 300 },
			description: 'RELP only: how long the SIEM may acknowledge nothing while events wait for it',
		},
		{
			displayName: 'Wait for Close (Seconds)',
			name: 'closeSeconds',
			type: 'number',
			default: 10,
			typeOptions: { minValue: 1, maxValue: 60 },
			description:
				'TCP and TLS only: how long to wait for the SIEM to close the connection after the last event, the only sign syslog has that everything was read',
		},
	],
};

/** The fields of SIEM Audit → Deliver below the batch. */
export const deliverFields: INodeProperties[] = [
	sendTo,
	...Object.entries(CHOICES).map(([kind, names]) => formatField(kind, names, names[0])),
	elasticIndex,
	...splunkFields,
	syslogOptions,
];

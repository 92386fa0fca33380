// The tables of docs/reference/dicom-conformance.md, taken from the code that they describe.
import { DEFAULT_TIMEOUTS } from '../dist/nodes/clients/dimse/client-association.js';
import {
	statusKind,
	statusMeaning,
	statusRetryable,
	Status,
} from '../dist/nodes/clients/dimse/status.js';
import { NOT_IMAGES } from '../dist/nodes/Dicom/intake/not-images.js';
import { CHECKS, CONNECTION_CAPS, EARLY_ENDS } from '../dist/nodes/Dicom/intake/door.js';
import { STORE_REFUSALS } from '../dist/nodes/Dicom/intake/reception/store-refusals.js';
import { TLS12_SUITES, TLS13_SUITES } from '../dist/nodes/Dicom/intake/security/tls-policy.js';
import { TLS_REFUSALS } from '../dist/nodes/Dicom/intake/security/tls-refusals.js';
import { DEFAULT_LIMITS } from '../dist/nodes/Dicom/intake/settings.js';
import { COUNT_KEYS } from '../dist/nodes/Dicom/receiving/count-find.js';
import { Codes } from '../dist/nodes/Dicom/report/codes.js';
import { Tag } from '../dist/nodes/formats/dicom/tags.js';
import { TransferSyntax } from '../dist/nodes/formats/dicom/transfer-syntax.js';
import { studyContract } from '../dist/nodes/shared/contracts/index.js';

/** A Markdown table. */
export function table(columns, rows) {
	const line = (cells) => `| ${cells.join(' | ')} |`;
	return [line(columns), line(columns.map(() => '---')), ...rows.map(line)].join('\n');
}

const code = (text) => `\`${text}\``;
const hex = (status) => code(`0x${status.toString(16).toUpperCase().padStart(4, '0')}`);

const RESULTS = { 1: 'rejected-permanent', 2: 'rejected-transient' };
/** Sources and their reasons (PS3.8 Table 9-21). */
const SOURCES = {
	1: {
		name: 'DICOM UL service-user',
		reasons: {
			1: 'no-reason-given',
			2: 'application-context-name-not-supported',
			3: 'calling-AE-title-not-recognized',
			7: 'called-AE-title-not-recognized',
		},
	},
	2: {
		name: 'DICOM UL service-provider (ACSE related function)',
		reasons: { 1: 'no-reason-given', 2: 'protocol-version-not-supported' },
	},
	3: {
		name: 'DICOM UL service-provider (Presentation related function)',
		reasons: { 1: 'temporary-congestion', 2: 'local-limit-exceeded' },
	},
};

/** What the door refuses, in the order in which it asks. */
export function rejections() {
	const rows = CHECKS.map(({ name, refuses, reject: { result, source, reason } }) => {
		const { name: sourceName, reasons } = SOURCES[source];
		return [
			code(name),
			refuses,
			`${result}: ${RESULTS[result]}`,
			`${source}: ${sourceName}`,
			`${reason}: ${reasons[reason]}`,
		];
	});
	return table(['Audit code', 'When', 'Result', 'Source', 'Reason'], rows);
}

/** Ends of connections that never became an association request. */
export function earlyEnds() {
	const ends = Object.values(EARLY_ENDS).map(({ reason, refuses }) => [reason, refuses]);
	const rows = [...ends, ...Object.entries(CONNECTION_CAPS)];
	return table(
		['Audit code', 'When'],
		rows.map(([reason, when]) => [code(reason), when]),
	);
}

export const tlsRefusals = () =>
	table(
		['Audit code', 'When'],
		Object.entries(TLS_REFUSALS).map(([reason, when]) => [code(reason), when]),
	);

export const cipherSuites = () =>
	table(
		['Version', 'Cipher suite'],
		[
			...TLS13_SUITES.map(({ name }) => ['TLS 1.3', code(name)]),
			...TLS12_SUITES.map(({ name }) => ['TLS 1.2', code(name)]),
		],
	);

const KINDS = { success: 'Success', warning: 'Warning', failure: 'Failure' };

/** Statuses that the Listener answers a C-STORE with. */
export function storeStatuses() {
	const stored = [
		'Success',
		hex(Status.success),
		'',
		'The instance, its name and its journal entry are on the disk. Also for a repetition with equal content',
	];
	const refused = STORE_REFUSALS.map(({ reason, status, meaning }) => [
		KINDS[statusKind(status)],
		hex(status),
		code(reason),
		meaning,
	]);
	const unknown = [
		'Failure',
		hex(Status.unrecognizedOperation),
		'',
		'Any request other than C-STORE, or C-ECHO outside of a Verification context',
	];
	return table(
		['Service status', 'Code', 'Error comment', 'Meaning'],
		[stored, ...refused, unknown],
	);
}

const CALLER_STATUSES = [
	0x0000, 0xb000, 0xb006, 0xb007, 0xa700, 0xa900, 0xc000, 0x0110, 0x0111, 0x0117, 0x0122, 0x0124,
	0x0210, 0x0211, 0x0212,
];

/** What the Caller makes of the answer to a C-STORE. */
export const callerStatuses = () =>
	table(
		['Service status', 'Code', 'Meaning', 'Behaviour'],
		CALLER_STATUSES.map((status) => [
			KINDS[statusKind(status)],
			hex(status),
			statusMeaning(status),
			callerBehaviour(status),
		]),
	);

function callerBehaviour(status) {
	const kind = statusKind(status);
	if (kind === 'success') return 'Counts as stored';
	if (kind === 'warning') return 'Counts as stored; the output counts the warnings';
	return statusRetryable(status)
		? 'The node fails; marked as worth repeating'
		: 'The node fails; the other objects are still sent';
}

const LIMITS = {
	maxConnections: ['Open connections of a port, associations or not', ''],
	maxConnectionsPerPeer: ['Open connections of one address', ''],
	maxAssociations: ['Associations at once', '_Most Associations_'],
	maxAssociationsPerPeer: ['Associations of one address at once', '_Most Associations per Sender_'],
	maximumLength: ['Maximum length received of a P-DATA-TF PDU', ''],
	artimMs: [
		'ARTIM: wait for the association request, the TLS handshake, the end of a connection',
		'',
	],
	pduMs: ['A PDU that was begun must be whole, a message go on', ''],
	idleMs: ['Silence between the messages of an association', ''],
	backlogBytes: ['Received and not yet on the disk, per association, before reading pauses', ''],
	maxInstanceBytes: ['Largest instance', ''],
	minFreeBytes: ['Free disk space below which nothing is received', '_Free Disk Space to Keep_'],
};

const amount = (name, value) => {
	if (name.endsWith('Ms')) return `${value / 1000} s`;
	if (!/bytes$|Length$/i.test(name)) return String(value);
	return value >= 1024 ** 3
		? `${value / 1024 ** 3} GiB`
		: value >= 1024 ** 2
			? `${value / 1024 ** 2} MiB`
			: `${value} bytes`;
};

/** Limits and time-outs of the Listener. */
export const listenerLimits = () =>
	table(
		['Limit', 'Default', 'Field'],
		Object.entries(LIMITS).map(([name, [meaning, field]]) => [
			meaning,
			amount(name, DEFAULT_LIMITS[name]),
			field,
		]),
	);

const TIMEOUTS = {
	connect: 'Name lookup, connection and TLS handshake together',
	association: 'Answer to an association or release request',
	dimse: 'Silence while the answer to a message is awaited',
};

export const callerTimeouts = () =>
	table(
		['Time-out', 'Default'],
		Object.entries(TIMEOUTS).map(([name, meaning]) => [
			meaning,
			`${DEFAULT_TIMEOUTS[name] / 1000} s`,
		]),
	);

/** `Series Instance UID (0020,000E)` */
function attribute(keyword) {
	const digits = Tag[keyword].toString(16).toUpperCase().padStart(8, '0');
	const name = keyword.replace(/([a-z]|SOP)([A-Z])/g, '$1 $2').replace(' Of ', ' of ');
	return `${name} (${digits.slice(0, 4)},${digits.slice(4)})`;
}

const WHEN_ASKED = {
	SERIES: 'always; of a study all series, of _Each Series_ that one',
	STUDY: 'when the answer above has no series, or no count of one that holds images',
	IMAGE: 'when the counts of single series are not told: for the few without images',
};

/** C-FIND of "Compare With the PACS". */
export const countQueries = () =>
	table(
		['Level', 'Matched', 'Returned', 'When'],
		Object.entries(COUNT_KEYS).map(([level, { matched, returned }]) => [
			code(level),
			matched.map(attribute).join(', '),
			returned.map(attribute).join(', '),
			WHEN_ASKED[level],
		]),
	);

/** Modalities that no count of images takes in. */
export const notImages = () => NOT_IMAGES.map(code).join(', ');

/** Names of PS3.6 Table A-1. */
const TRANSFER_SYNTAX_NAMES = {
	ImplicitLittle: 'Implicit VR Little Endian',
	ExplicitLittle: 'Explicit VR Little Endian',
	DeflatedExplicitLittle: 'Deflated Explicit VR Little Endian',
	ExplicitBig: 'Explicit VR Big Endian (retired)',
	JpegBaseline: 'JPEG Baseline (Process 1)',
	JpegExtended: 'JPEG Extended (Process 2 and 4)',
	JpegLossless: 'JPEG Lossless, Non-Hierarchical (Process 14)',
	JpegLosslessFirstOrder: 'JPEG Lossless, Non-Hierarchical, First-Order Prediction',
	JpegLsLossless: 'JPEG-LS Lossless Image Compression',
	JpegLsNearLossless: 'JPEG-LS Lossy (Near-Lossless) Image Compression',
	Jpeg2000Lossless: 'JPEG 2000 Image Compression (Lossless Only)',
	Jpeg2000: 'JPEG 2000 Image Compression',
	Htj2kLossless: 'High-Throughput JPEG 2000 (Lossless Only)',
	Htj2kLosslessRpcl: 'High-Throughput JPEG 2000 with RPCL Options (Lossless Only)',
	Htj2k: 'High-Throughput JPEG 2000',
	RleLossless: 'RLE Lossless',
};

/** Transfer syntaxes that the nodes behind the Listener know by name. */
export const transferSyntaxes = () =>
	table(
		['Name', 'UID'],
		Object.entries(TransferSyntax).map(([key, uid]) => {
			const name = TRANSFER_SYNTAX_NAMES[key];
			if (name === undefined) throw new Error(`${key} has no name of PS3.6 here`);
			return [name, code(uid)];
		}),
	);

/** Attributes that become fields of the item, from the contract of the item. */
export function attributeMapping() {
	const rows = Object.entries(studyContract.fields).flatMap(([pointer, { description }]) => {
		const found = /^(.*?) \(([0-9A-F]{4},[0-9A-F]{4})\)/.exec(description);
		return found === null ? [] : [[found[1], `(${found[2]})`, code(`study${pointer}`)]];
	});
	return table(['Attribute', 'Tag', 'Field of the item'], rows);
}

/** Concepts of the Structured Report. */
export const reportCodes = () =>
	table(
		['Code', 'Scheme', 'Meaning'],
		Object.values(Codes).map(({ value, scheme, meaning }) => [code(value), scheme, meaning]),
	);

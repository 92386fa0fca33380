// Shows, from what the formats really write, where each field of an audit event goes.
import { ALLOWED_PATTERNS } from '../dist/nodes/Audit/formats/allow-list.js';
import { formatNamed, FORMATS } from '../dist/nodes/Audit/formats/index.js';
import { SAMPLE } from './audit-formats-sample.mjs';

/** Values of a JSON document with their places; members of a list by what they are. */
function* jsonPlaces(value, place = '') {
	if (value === null || typeof value !== 'object') yield [place, String(value)];
	else if (Array.isArray(value)) {
		for (const [at, item] of value.entries())
			yield* jsonPlaces(item, `${place}[${nameOf(item) ?? at}]`);
	} else {
		for (const [key, item] of Object.entries(value)) {
			yield* jsonPlaces(item, place === '' ? key : `${place}.${key}`);
		}
	}
}

function nameOf(item) {
	if (item === null || typeof item !== 'object') return '';
	if (item.valueString !== undefined) return item.type;
	return item.name ?? item.type?.coding?.[0]?.display ?? item.role?.display ?? item.type?.display;
}

/** The same of an XML element without text but names. */
function* xmlPlaces(text) {
	const path = [];
	let details = [];
	for (const [, closing, name, attributes, empty, content] of text.matchAll(
		/<(\/?)(\w+)([^>]*?)(\/?)>([^<]*)/g,
	)) {
		if (closing) {
			const left = path.pop();
			if (left === 'ParticipantObjectIdentification') {
				for (const { place, value } of details) yield [place, value];
			}
			continue;
		}
		path.push(name);
		const at = path.slice(1).join('/');
		const given = Object.fromEntries(
			[...attributes.matchAll(/(\S+)="([^"]*)"/g)].map(([, key, value]) => [key, value]),
		);
		if (name === 'ParticipantObjectIdentification') details = [];
		if (name === 'ParticipantObjectDetail') {
			const value = Buffer.from(given.value, 'base64').toString();
			details.push({ place: `${at}[${given.type}]`, value });
		} else {
			for (const [key, value] of Object.entries(given)) yield [`${at}/@${key}`, value];
			if (content !== '') yield [at, content];
		}
		if (empty) path.pop();
	}
}

function* pairPlaces(text) {
	for (const [, key, value] of text.matchAll(/(?:^|[ \t])([A-Za-z0-9]+)=([^ \t]*)/g))
		yield [key, value];
}

/** A header whose fields end with a pipe, and pairs behind it. The sample needs no escape. */
function* headed(line, names, fields) {
	const parts = line.split('|');
	for (const [at, name] of names.entries()) if (name !== '') yield [name, parts[at]];
	yield* pairPlaces(parts.slice(fields).join('|'));
}

const READERS = {
	fhir: (line) => jsonPlaces(JSON.parse(line)),
	atna: xmlPlaces,
	ecs: (line) => jsonPlaces(JSON.parse(line)),
	ocsf: (line) => jsonPlaces(JSON.parse(line)),
	cef: (line) => headed(line, ['', '', '', '', 'Signature ID', 'Name', 'Severity'], 7),
	leef: (line) => headed(line, ['', '', '', '', 'EventID', ''], 6),
};

/** Where a format keeps, under its own name, what it has no place for. */
const REST = {
	fhir: /^entity\[audit-record\]\.detail\[/,
	atna: /^ParticipantObjectIdentification\/ParticipantObjectDetail\[/,
	ecs: /^hospital\./,
	ocsf: /^unmapped\./,
	cef: /^hospital/,
	leef: /^hospital/,
};

/** The member of the sample that a pattern means, as text. */
function sampleOf(pattern) {
	const parts = pattern.slice(1).split('/');
	const value = parts.reduce((at, part) => (part === '*' ? Object.values(at)[0] : at?.[part]), {
		...SAMPLE.record,
		id: SAMPLE.id,
	});
	return value === undefined ? undefined : String(value);
}

/** The places of every field in every format. @returns rows `[pattern, {format: places}]` */
export function mapping() {
	const written = Object.entries(READERS).map(([name, read]) => [
		name,
		[...read(formatNamed(name).line(SAMPLE))],
	]);
	return ['/id', ...ALLOWED_PATTERNS].map((pattern) => {
		const value = sampleOf(pattern);
		// Some formats count milliseconds.
		const forms = pattern === '/recorded' ? [value, String(Date.parse(value))] : [value];
		const key = pattern.split('/').findLast((part) => part !== '*');
		// A switch is told from another one by its name.
		const isIt = (place, found) =>
			forms.includes(found) &&
			(!/^(?:true|false)$/.test(found) || place.toLowerCase().includes(key.toLowerCase()));
		const places = written.map(([name, all]) => [
			name,
			all.filter(([place, found]) => isIt(place, found)).map(([place]) => place),
		]);
		return [pattern, Object.fromEntries(places)];
	});
}

const tick = (text) => `\`${text}\``;

/** Places of its own; a dot when the field stands under its own name with the rest; else a dash. */
function cell(name, places) {
	const own = [...new Set(places.filter((place) => !REST[name].test(place)))];
	if (own.length > 0) return own.map(tick).join(', ');
	return places.length > 0 ? '·' : '–';
}

const fieldName = (pattern) => pattern.slice(1).replaceAll('/*', '[]').replaceAll('/', '.');

function table(rows, names) {
	const heading = names.map((name) => formatNamed(name).displayName);
	const shown = rows.filter(([, places]) =>
		names.some((name) => !['·', '–'].includes(cell(name, places[name]))),
	);
	return [
		`| Field | ${heading.join(' | ')} |`,
		`| --- | ${heading.map(() => '---').join(' | ')} |`,
		...shown.map(([pattern, places]) => {
			const cells = names.map((name) => cell(name, places[name]));
			return `| ${tick(fieldName(pattern))} | ${cells.join(' | ')} |`;
		}),
	].join('\n');
}

export function auditFormats() {
	const rows = mapping();
	return `# Audit formats

How an event of the [audit ledger](audit-event.md) is written for others. The formats are used by \`hospital audit export\`, by SIEM Audit → Export, and by the deliveries to a SIEM. This page is made from what the formats really write.

${FORMATS.map(({ name, displayName, description }) => `- **${displayName}** (\`${name}\`): ${description}.`).join('\n')}

## What all of them keep

- Each gets the **allowed fields** of [Fields](audit-event.md#fields) and nothing else of the record. Patients, encounters, studies and resources are pseudonyms. A value without the form of a code, number, time, hash or address is held back, and its place is named in \`withheld\`.
- What one of them has no place for stands under its own name in a place for the rest, so that no field that may leave is lost. The one exception is the size limit of syslog.
- The **event id** and the **running number** stand in every format. The same id twice is the same event; a gap in the numbers of one \`origin\` is a missing event.
- One event is one line. No value can end a line, a field or an element.
- An outcome that is missing or not known is written as a major failure, never as a success. A record without a readable time is given 1970-01-01.

What may still be told by a value: fields that hold names which machines, servers and registers gave out (\`actor.id\`, AE titles, \`agent.instance\`, \`disclosure.recipient\`, \`disclosure.reference\`, model and version names) are let through when they have the form of such a name. A workflow that writes the number of a patient there sends it on. Codes of more than four digits in a row, and dates, telephone numbers and numbers of seven or more digits, are held back wherever a code or a typed reference is expected.

## FHIR and DICOM

A dot: under its own name with the rest. A dash: not as a value, but it decides others (below). Fields that stand with the rest in both are left out here.

${table(rows, ['fhir', 'atna'])}

The rest: FHIR \`entity\` with the name \`audit-record\`, one \`detail\` per field; DICOM \`ParticipantObjectIdentification\` with the name \`audit-record\`, one \`ParticipantObjectDetail\` per field, in base64 as PS3.15 asks.

**FHIR.** \`id\` is the event id, so \`PUT AuditEvent/<id>\` stores a repeated event once. References are logical (\`identifier\`, system \`…/audit/pseudonym\`), never literal. \`type\` is \`rest\` for \`fhir-…\` interactions, else the DICOM code of the next table. \`meta.profile\` names a profile of IHE Basic Audit Log Patterns (Read, Create, Update, Delete, and each with Patient) when the event succeeded, has both sides with their addresses, and exactly one object. A search has none: the profile demands the query, and a query names patients. In a read the client is the destination and the server the source of data; in everything else, and in what we send (a disclosure, which is recorded as a read), the other way round.

**DICOM** (PS3.15 A.5.1). One \`AuditMessage\` without XML declaration per line. Studies are named by pseudonym under the code (110180, DCM, Study Instance UID); SOP classes and instances are not in the ledger.

| EventID | For |
| --- | --- |
| 110100 Application Activity | work, system, inference without images, associations that ended |
| 110101 Audit Log Used | query, export, verification and delivery of the ledger |
| 110102 Begin Transferring DICOM Instances | \`dicom-send-begun\` |
| 110103 DICOM Instances Accessed | everything else with DICOM objects |
| 110104 DICOM Instances Transferred | \`dicom-store-…\`, \`dicom-sent\`, \`dicom-send-failed\`, retrieval |
| 110105 DICOM Study Deleted | \`dicom-study-disposed\` |
| 110106 Export | disclosures, \`…-exported\` |
| 110107 Import | \`…-imported\` |
| 110110 Patient Record | access to the chart, the identity gate, unsealing |
| 110112 Query | \`fhir-search\`, \`dicom-query…\`, \`…-queried\` |
| 110113 Security Alert | break-glass (type 110127), a ledger that is not sound (110135, 110133), refused associations (110126), configuration (110131) |
| 110114 User Authentication | \`…-login\`, \`…-authenticated\` |

## SIEM formats

${table(rows, ['ecs', 'ocsf', 'cef', 'leef'])}

The rest: ECS \`hospital.…\`, OCSF \`unmapped.…\`, CEF and LEEF \`hospital\` and the field's name without dots, for example \`hospitalInferenceTokensIn\`.

**Severity.**

| Event | Syslog, ECS | OCSF | CEF, LEEF |
| --- | --- | --- | --- |
| success | 6 | 1 informational | 2 |
| an emergency access that succeeded | 5 | 3 medium | 6 |
| minor failure | 4 | 2 low | 4 |
| serious failure | 3 | 4 high | 7 |
| major failure | 2 | 5 critical | 9 |

**ECS** 8.11. \`event.kind\` is \`alert\` for break-glass and for a ledger that is not sound. \`related.hash\` has all pseudonyms, so one search finds a patient in every event. The other side is \`source\` when it called, else \`destination\`.

**OCSF** 1.3.

| Class | For |
| --- | --- |
| 2004 Detection Finding | break-glass, a ledger that is not sound |
| 3004 Entity Management | configuration |
| 4001 Network Activity | associations |
| 6002 Application Lifecycle | system |
| 6003 API Activity | access, inference, disclosure, work |
| 6005 Datastore Activity | query, export, verification, delivery and removal of the ledger |

**CEF** 0. In the header \`\\\` and \`|\` are escaped, in values \`\\\` and \`=\`, line breaks as \`\\n\` and \`\\r\`; other control characters become spaces. **LEEF** 2.0 with the tab as delimiter (\`x09\`). LEEF has no escape: control characters become spaces, in the header also \`|\`.

## CSV, JSON Lines, syslog

**CSV** (RFC 4180, lines ended by CR LF). Every file has the same columns in the order of the fields above, \`id\` first and \`withheld\` last. Objects, heads, parameters and verifier counts are JSON in one cell each. A text that a spreadsheet would take for a formula (\`=\`, \`+\`, \`-\`, \`@\` in front) gets an apostrophe before it.

**JSON Lines**: the fields under their own names, with \`id\`, in canonical form (RFC 8785). The event id is the hash of the ledger's line, not of this one: fields that stay in the ledger are missing here.

**Syslog**: as in [The syslog message](audit-event.md#the-syslog-message), one message per line and without framing. In a file an event is never reduced for its size.
`;
}

// docs/reference/dicom-conformance.md: the words; the tables are in dicom-tables.mjs.
import { LEAST_EC_BITS, LEAST_RSA_BITS } from '../dist/nodes/Dicom/intake/security/tls-policy.js';
import { REFUSAL_LOG } from '../dist/nodes/Dicom/intake/security/refusal-log.js';
import {
	IMPLEMENTATION_CLASS_UID,
	IMPLEMENTATION_VERSION_NAME,
} from '../dist/nodes/formats/dicom/index.js';
import { VERSION } from '../dist/nodes/shared/version.js';
import * as tables from './dicom-tables.mjs';

export const dicomConformance = () =>
	[overview(), model(), listener(), caller(), communication(), security(), report()]
		.map((part) => part.trim())
		.join('\n\n')
		.concat('\n');

const overview = () => `
# DICOM Conformance Statement

Product: n8n-nodes-hospital, version ${VERSION}. It receives imaging studies over the network, passes them to workflows of n8n, and sends objects to other systems. It is software of the hospital's own installation: no modality, no archive and no medical device.

This statement has the form that PS3.2 of the DICOM Standard gives to such documents. Its tables are generated from the code by \`node docs/generate.mjs\`, and a test compares them.

## 1 Overview

${tables.table(
	['Network service', 'User of the service (SCU)', 'Provider of the service (SCP)'],
	[
		['Verification', 'Yes', 'Yes'],
		['Storage: every storage SOP class of the standard, and private ones', 'Yes', 'Yes'],
		['Query/Retrieve, Study Root, FIND (see 5.4 and 5.5)', 'Yes', 'No'],
		['Query/Retrieve, MOVE and GET', 'No', 'No'],
		['Storage Commitment', 'No', 'No'],
		['Modality Worklist, Modality Performed Procedure Step, Instance Availability', 'No', 'No'],
		['Print', 'No', 'No'],
	],
)}

Media: none are read or written. Web services (DICOMweb): Search Transaction (QIDO-RS) as user agent, see 5.6; no origin server.

## 2 Introduction

For whoever connects a DICOM system to this product: PACS administrators, service engineers of vendors, the hospital's IT. Two statements that match do not prove that two systems work together: test each connection before you rely on it.

Terms: AE, application entity; SCU and SCP, user and provider of a service; PDU, protocol data unit. "The item" is what a workflow of n8n works on. PS3.x means part x of the DICOM Standard.`;

const model = () => `
## 3 Implementation model

Two application entities:

- **Listener** (SCP): each active workflow that begins with a _DICOM Trigger_ node. Its AE title is the field _Called AE Title_. Workflows may share a port; the called AE title decides which one receives. It stores each instance on the disk, acknowledges it then, and starts the workflow when the study is complete.
- **Caller** (SCU): the _DICOM_ node, and the _DICOM Trigger_ where its field _Compare With the PACS_ says so. Its AE title and that of the other system stand in the credential _DICOM Node API_. The node sends when the workflow reaches it: C-STORE of objects, C-FIND to see that they have arrived, C-ECHO to test. The trigger asks by C-FIND how many images the PACS has.

Nothing that the Listener receives makes the Caller send objects by itself: the workflow decides. With _Compare With the PACS_ an arriving study makes it ask, see 5.5.

Sequence of an instance: C-STORE request → bytes to a temporary file → file and folder flushed to the disk → name and journal entry flushed → \`0x0000\`. An instance that was acknowledged survives a crash of the process and the loss of power, as far as the disk keeps what it has confirmed.`;

const listener = () => `
## 4 Listener

### 4.1 SOP classes

${tables.table(
	['SOP class', 'UID', 'SCU', 'SCP'],
	[
		['Verification', '`1.2.840.10008.1.1`', 'No', 'Yes'],
		['All storage SOP classes of the standard', '`1.2.840.10008.5.1.4.1.1.*`', 'No', 'Yes'],
		[
			'RT Beams Delivery Instruction Storage, RT Brachy Application Setup Delivery Instruction Storage',
			'`1.2.840.10008.5.1.4.34.7`, `1.2.840.10008.5.1.4.34.10`',
			'No',
			'Yes',
		],
		['Private SOP classes', 'UIDs outside of `1.2.840.10008.`', 'No', 'Yes'],
	],
)}

The Listener does not decode what it stores, so it needs no list of SOP classes: any UID of the second row is taken, also one that the standard gets later. What a workflow can do with an object is another matter: volumes are built from CT and MR images.

### 4.2 Association policy

- Application context: \`1.2.840.10008.3.1.1.1\`. The Listener never opens associations.
- Implementation Class UID \`${IMPLEMENTATION_CLASS_UID}\`, Implementation Version Name \`${IMPLEMENTATION_VERSION_NAME}\`.
- Asynchronous operations are not negotiated: one operation at a time in each association. A second request before the answer is a violation of the protocol and is answered by A-ABORT.
- SCP/SCU role selection: the sender's SCU role is confirmed, the SCP role is not.
- SOP class extended and common extended negotiation: skipped. User identity: see 8.2.
- Number of associations and time-outs: see 7.

### 4.3 Presentation contexts

For each proposed context with a SOP class of 4.1, one transfer syntax is chosen: Explicit VR Little Endian, else Implicit VR Little Endian, else the first one proposed. Every transfer syntax is taken, compressed, deflated, big endian and private ones included: the data set is stored as it came. A sender that wants a compressed transfer syntax to be used proposes it in a context of its own.

Other SOP classes are answered by _abstract-syntax-not-supported_, contexts without a valid transfer syntax by _transfer-syntaxes-not-supported_. Other contexts of the association are not touched by that.

Transfer syntaxes that the nodes behind the Listener know by name:

${tables.transferSyntaxes()}

### 4.4 Acceptance and rejection

Each association request passes these checks in this order. The first that fails decides; each refusal is written to the audit ledger with the code of the first column, the address and both AE titles.

${tables.rejections()}

Connections that end without an association request that could be understood:

${tables.earlyEnds()}

Of one kind of refusal from one address, the first ${REFUSAL_LOG.burst} in ${REFUSAL_LOG.windowMs / 1000} seconds are written down one by one; further ones are counted, and the count is written at the end of that time. From more than ${REFUSAL_LOG.most} kinds and addresses at once, the rest is counted by kind.

### 4.5 Verification

C-ECHO is answered with \`0x0000\` in an accepted Verification context.

### 4.6 Storage

Conformance to the Storage Service Class at **level 2 (full)**: every element is kept, private ones and unknown ones too. The data set is stored byte by byte as it was received, behind a File Meta Information header of this implementation. Nothing is coerced, and no attribute is changed, added or removed. Digital signatures in the data set are kept and not verified.

Objects stay until the work on them has ended and their time to live is over (7 days; \`HOSPITAL_SPOOL_TTL_DAYS\`); the disposal is recorded. This is no archive.

_Free Disk Space to Keep_ counts when an instance begins: those that were begun before are finished, and the free space is asked once a second, less what the listener has written since. Other programs on the same volume, and other ports, are not counted in between. Keep more than arrives in a few seconds.

An instance whose SOP Instance UID is there already: with equal content it is acknowledged and changes nothing; with other content it becomes part of a new version of the study.

${tables.storeStatuses()}

An instance that cannot be stored is answered by its status; the association goes on. When an association ends in mid-transfer, the part that came is removed, and whatever had been acknowledged before stays.

The statuses of the group \`0xA7xx\` and \`0x0110\` are worth a repetition by the sender, the others are not.`;

const caller = () => `
## 5 Caller

### 5.1 SOP classes

${tables.table(
	['SOP class', 'UID', 'SCU', 'SCP'],
	[
		['Verification', '`1.2.840.10008.1.1`', 'Yes', 'No'],
		['The SOP class of each object that is sent', 'as in the object', 'Yes', 'No'],
		[
			'Study Root Query/Retrieve Information Model – FIND',
			'`1.2.840.10008.5.1.4.1.2.2.1`',
			'Yes',
			'No',
		],
	],
)}

### 5.2 Association policy and presentation contexts

One association at a time for each execution of the node, at most two at a time for each trigger, with Implementation Class UID and Version Name as in 4.2. Asynchronous operations, extended negotiation and role selection are not proposed; user identity is not sent.

${tables.table(
	['Use', 'Abstract syntax', 'Transfer syntaxes proposed'],
	[
		['C-ECHO', 'Verification', 'Implicit VR Little Endian, Explicit VR Little Endian'],
		[
			'C-STORE',
			'SOP class of the object',
			'exactly the one in which the object is stored: nothing is converted',
		],
		['C-FIND', 'Study Root FIND', 'Explicit VR Little Endian, Implicit VR Little Endian'],
	],
)}

An object whose context is refused counts as not sent, and the node says so. After a lost association the remaining objects go over a new one.

### 5.3 Answers to C-STORE

${tables.callerStatuses()}

Other codes count by their group: \`0xBxxx\` as a warning, everything else as a failure. Sending the same object again is harmless: its SOP Instance UID and content are the same.

### 5.4 Query after sending

C-FIND of the study root at IMAGE level, with the Study, Series and SOP Instance UID as unique keys, to see that a sent object has arrived. No relational queries, no extended negotiation.

### 5.5 Query for the number of images (_Compare With the PACS_)

The trigger is a Study Root C-FIND SCU that asks for hierarchical levels with single values as unique keys; a key that is empty asks for all. Matches of another study than the one that was asked for are left out.

${tables.countQueries()}

Series of the modalities ${tables.notImages()} do not count, neither in the answer nor among what was received: such objects come into the PACS after the images, also from this product. A series without a modality counts. A PACS that answers nothing at SERIES level is compared with all its objects; n8n's log says so.

It asks at most five times a second for all studies of a trigger, again with growing pauses while a study is open, and once more after its last image. Time-outs: 5 s for connection and association, 10 s for the answer.

### 5.6 Search over DICOMweb

With _Compare With the PACS_ over DICOMweb the same is asked as PS3.18 10.6 Search Transactions, with \`Accept: application/dicom+json\`, without authentication: \`GET {address}/studies/{study}/series?includefield=00201209\`, else \`GET {address}/studies?StudyInstanceUID={study}&includefield=00201208\` and \`GET {address}/studies/{study}/series/{series}/instances\`. Redirects are not followed. An answer with a warning 299 (more results than were given) is no count.`;

const communication = () => `
## 6 Transport and addresses

TCP over IPv4 and IPv6. Port and bind address are fields of the trigger (defaults 11112 and 127.0.0.1); with TLS, 2762 (\`dicom-tls\`) is the registered port. A port is either plain or TLS, never both. _TCP_NODELAY_ is set. Senders are known by AE title, address and certificate; no host names are looked up for them.

The Caller resolves the host name of the credential once for each connection and connects to addresses that the egress guard allows.

## 7 Limits and time-outs

Listener, for each port:

${tables.listenerLimits()}

The Caller announces a maximum length of 131072 bytes and respects that of the other side.

${tables.callerTimeouts()}`;

const security = () => `
## 8 Security

### 8.1 Secure transport

Without encryption (field _Encryption_: None) anyone on the path can read images and patient data. With TLS:

${tables.table(
	['Profile of PS3.15 Annex B', 'Listener with TLS'],
	[
		[
			'B.12 BCP 195 RFC 8996, 9325 TLS Secure Transport Connection Profile',
			'Yes, with _Lowest TLS Version_ TLS 1.2. With TLS 1.3 alone it is not met, because the profile requires TLS 1.2 to be supported',
		],
		[
			'B.13 Modified BCP 195 RFC 8996, 9325 TLS Secure Transport Connection Profile',
			'No: it requires further cipher suites, such as AES-CCM, that are not offered',
		],
		[
			'B.9 BCP 195 TLS Secure Transport Connection Profile (retired)',
			'Not claimed; replaced by B.12. Systems that implement it connect, unless they have only old cipher suites',
		],
		[
			'B.10 Non-Downgrading BCP 195, B.11 Extended BCP 195 (retired)',
			'No: they require finite-field DHE cipher suites, which RFC 9325 advises against. Systems that implement them connect by the ECDHE suites that both sides have; tested with DCMTK',
		],
		[
			'B.1 to B.3: Basic TLS, ISCL, AES TLS (retired)',
			'No: refused as `tls-cipher` or `tls-version`',
		],
	],
)}

${tables.cipherSuites()}

- The Listener's order decides. TLS 1.0 and 1.1, compression, static RSA, CBC, SHA-1, renegotiation, session resumption and early data are not offered.
- With a client CA, a sender must show a certificate that the CA signed, that is in its time and meant for clients; whatever else it says, it is not let in without. AE titles can be tied to certificates (_Certificates by AE Title_).
- Keys in certificates: RSA from ${LEAST_RSA_BITS} bits, elliptic curves from ${LEAST_EC_BITS} bits, signed with SHA-256 or better.
- Key management: certificate, key and client CA are entered by the administrator as PEM texts in the credential _DICOM Listener API_, which n8n stores encrypted. There is no automatic enrolment, and no revocation list or OCSP is asked: to shut a sender out before its certificate ends, tie its AE title to another certificate or change the client CA. From 30 days before the end of the Listener's own certificate on, the ledger says so every day.
- When an integrity check fails, TLS ends the connection. The Listener takes it as the loss of the transport connection (A-P-ABORT indication); no reason can be sent any more. The instance under way is removed and the association stands in the ledger as \`closed\`.

Refused handshakes are written to the audit ledger with the address of the caller:

${tables.tlsRefusals()}

The Caller uses TLS 1.2 or 1.3 with the cipher suites of Node.js, checks the certificate and the name of the other system, and shows a client certificate when the credential has one.

### 8.2 User identity

${tables.table(
	['Profile of PS3.15 Annex B', 'Listener'],
	[
		[
			'B.4 Basic User Identity Association Profile',
			'Yes, with _User Identity_ Accepted or Required: types 1 and 2, positive response, the user stands in the audit ledger',
		],
		[
			'B.5 User Identity Plus Passcode Association Profile',
			'Yes, for the users that have a passcode. Passcodes stand in the credential and are compared in constant time',
		],
		['B.6 Kerberos, B.7 SAML, and JSON Web Token (type 5)', 'No'],
	],
)}

${tables.table(
	[
		'_User Identity_',
		'No identity sent',
		'Type 1 or 2, right',
		'Type 1 or 2, wrong',
		'Type 3, 4 or 5',
	],
	[
		[
			'Ignored',
			'accepted',
			'accepted, no response',
			'accepted, no response',
			'accepted, no response',
		],
		[
			'Accepted',
			'accepted',
			'accepted, response if requested',
			'rejected',
			'accepted, no response',
		],
		['Required', 'rejected', 'accepted, response if requested', 'rejected', 'rejected'],
	],
)}

What a refused sender gave as name or passcode is not written anywhere. User identity can be used only behind TLS.

### 8.3 Audit

Associations, received studies and every refusal stand in the audit ledger of the package ([audit-event.md](audit-event.md)), patients and studies by pseudonym. The audit message format of PS3.15 A.5 is not claimed.

## 9 Character sets

Data sets are stored with whatever character set they have. For the item, text is decoded by Specific Character Set (0008,0005): the default repertoire, the single-byte sets ISO_IR 100, 101, 109, 110, 144, 127, 126, 138, 148, 203, 166 and 13, their code extensions (ISO 2022 IR 6, 13, 58, 87, 100, 101, 109, 110, 126, 127, 138, 144, 148, 149, 159, 166, 203), ISO_IR 192, GB18030 and GBK. Objects that this product makes are written in ISO_IR 192 (UTF-8).

## 10 Attributes used

Of a received study, these attributes become fields of the item. They name and group; no image content is among them.

${tables.attributeMapping()}`;

const report = () => `
## 11 Objects made by this product

**Comprehensive 3D SR** (\`1.2.840.10008.5.1.4.1.1.88.34\`), Explicit VR Little Endian: the result of a model as an Imaging Measurement Report. It is a Standard SOP class without private attributes. The modules, the origin of every attribute in the header, the content tree and what validators say about it are described in [dicom-sr.md](dicom-sr.md).

Templates of PS3.16: TID 1500 Imaging Measurement Report, 1002 Observer Context and 1004 Device Observer Identifying Attributes, 1204 Language of Content Item and Descendants, 1600 Image Library, 1410 Planar ROI Measurements, 1411 Volumetric ROI Measurements, 1501 Measurement and Qualitative Evaluation Group. They are not extended.

Codes:

${tables.reportCodes()}

The finding, its site and the model come from the model profile and keep their own codes. No SOP class is specialised, and there are no private SOP classes or transfer syntaxes.`;

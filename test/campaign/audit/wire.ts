/**
 * Looks for names and numbers of patients in what leaves: events with such text in every field that
 * takes text, and in fields and keys that no event has, go through every format and every message
 * that a sink sends.
 */
import { createHash } from 'node:crypto';
import { FORMATS } from '../../../dist/nodes/Audit/formats/index.js';
import type { LedgerEntry } from '../../../dist/nodes/Audit/reading/check.js';
import { canonicalJson } from '../../../dist/nodes/shared/canonical-json.js';
import type { AuditRecord } from '../../../dist/nodes/shared/ledger/event.js';

/** Synthetic people: name as DICOM writes it, as people do, number, date of birth, telephone, address. */
const PLANTED = [
	'ZZTEST^ADA',
	'Ada Zztestperson',
	'4711-0815-99',
	'1931-02-30',
	'+49 30 5550 1234',
	'Teststrasse 99, 00000 Zztesthausen',
	'MRN 00471108150',
	'ada@zztestperson.example sent this',
];

type Fields = Record<string, unknown>;

/** Every field of an event that holds text. What is planted may not have the form of a code there. */
const EVERYWHERE = (text: string): Fields => ({
	v: 1,
	origin: '20260102T030405Z-00000000000000aa',
	seq: 1,
	prev: '0'.repeat(64),
	recorded: '2026-01-02T03:04:05.678Z',
	kind: text,
	interaction: text,
	action: text,
	outcome: text,
	outcomeReason: text,
	actor: { type: text, id: text, role: text, authentication: text, name: text },
	agent: {
		instance: text,
		workflowId: text,
		workflowVersion: text,
		executionId: text,
		node: text,
		nodeType: text,
		mode: text,
	},
	network: { address: text, port: text, callingAeTitle: text, calledAeTitle: text },
	patient: { pseudonym: text, keyId: text, name: text },
	encounter: { pseudonym: text, keyId: text },
	objects: [
		{ type: text, version: text, sha256: text, count: text, pseudonym: text, keyId: text },
		text,
	],
	purposeOfUse: text,
	breakGlass: text,
	emergency: { reason: text, until: text, review: text },
	disclosure: { recipient: text, description: text, basis: text, reference: text },
	workItem: { id: text, attempt: text, priority: text, state: text, reason: text },
	inference: {
		engine: text,
		model: text,
		version: text,
		digest: text,
		profile: text,
		parameters: { temperature: text, [text]: 1 },
		inputHash: text,
		outputHash: text,
		verifier: { found: text, [text]: 1 },
		signOff: text,
	},
	change: { subject: text, id: text, before: text, after: text },
	checkpoint: { size: text, root: text, time: text, heads: [{ origin: text }], keyId: text },
	note: text,
	[text]: text,
});

/** Digits only, as in a record number or a date of birth. */
const NUMBER = /^[\d.:-]+$/;

/**
 * Accounts, and names and versions of machines, may be digits: no form tells them from a number of a
 * patient. Nothing of the package writes one there.
 */
function withoutNumbersForNames(full: Fields): Fields {
	const { actor, agent, network, inference } = full as Record<string, Fields>;
	return {
		...full,
		actor: { ...actor, id: 'jdoe' },
		agent: { ...agent, instance: 'n8n.test', nodeType: 'fhir' },
		network: { ...network, callingAeTitle: 'CT1', calledAeTitle: 'N8N' },
		inference: { ...inference, engine: 'monai', model: 'lung', version: '1', profile: 'ct' },
	};
}

/** A plain event that one text stands in at one place: everything around it leaves. */
const PLAIN: Fields = {
	kind: 'access',
	interaction: 'fhir-read',
	action: 'R',
	outcome: '0',
	agent: { instance: 'n8n.test' },
};

/** Events with planted text, everywhere at once and at one place after the other. */
export function plantedEntries(): LedgerEntry[] {
	return PLANTED.flatMap((text) => {
		const every = EVERYWHERE(text);
		const full = NUMBER.test(text) ? withoutNumbersForNames(every) : every;
		const single = Object.entries(full).map(([name, value]) => ({
			...full,
			...emptied(full),
			...PLAIN,
			[name]: value,
		}));
		return [full, ...single].map(entryOf);
	});
}

/** Without the members that take what is planted. */
function emptied(full: Fields): Fields {
	const kept = ['v', 'origin', 'seq', 'prev', 'recorded'];
	return Object.fromEntries(
		Object.keys(full).flatMap((name) => (kept.includes(name) ? [] : [[name, undefined]])),
	);
}

function entryOf(record: Fields): LedgerEntry {
	const line = canonicalJson(record);
	const id = createHash('sha256').update(line).digest('hex');
	return { id, record: JSON.parse(line) as AuditRecord, bytes: Buffer.byteLength(line) + 1 };
}

/** What is looked for: each text as it is, and the parts of it that are telling by themselves. */
const TELLING = [
	...PLANTED,
	'ZZTEST',
	'Zztest',
	'zztest',
	'4711',
	'5550 1234',
	'1931-02',
	'00471108150',
	'Teststrasse',
];

/** Every form in which text may be hidden in bytes: plain, and what encodings make of it. */
const FORMS: ReadonlyArray<(text: string) => string> = [
	(text) => text,
	encodeURIComponent,
	(text) => text.replaceAll('^', '&#94;'),
	(text) => Buffer.from(text).toString('hex'),
	(text) => Buffer.from(text).toString('base64').replace(/=+$/, '').slice(0, -1),
];

/** @returns how many of the planted texts stand in these bytes */
export function telling(bytes: Uint8Array | string): string[] {
	const text = typeof bytes === 'string' ? bytes : Buffer.from(bytes).toString('latin1');
	return TELLING.filter((one) => FORMS.some((form) => text.includes(form(one))));
}

export interface WireResult {
	/** Texts found, each with where. */
	found: string[];
	formats: number;
	messages: number;
}

/** Writes the planted events in every format, as one file of each. */
export function wireIdentifiers(): WireResult {
	const entries = plantedEntries();
	const found: string[] = [];
	let messages = 0;
	for (const format of FORMATS) {
		for (const entry of entries) {
			messages += 1;
			for (const text of telling(format.line(entry, {}))) found.push(`${format.name}: ${text}`);
		}
		for (const text of telling(format.header ?? '')) found.push(`${format.name} header: ${text}`);
	}
	return { found, formats: FORMATS.length, messages };
}

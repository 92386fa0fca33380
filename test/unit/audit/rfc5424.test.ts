import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
	escapeParam,
	rfc5424,
	type Rfc5424Options,
} from '../../../dist/nodes/Audit/formats/rfc5424.js';
import { canonicalJson } from '../../../dist/nodes/shared/canonical-json.js';
import type { AuditEvent } from '../../../dist/nodes/shared/ledger/event.js';
import { event, origin, records, sha256 } from './build.ts';
import { parse } from './rfc5424-parser.ts';

function entry(changes: Partial<AuditEvent> | Record<string, unknown> = {}) {
	const [record] = records(origin(), [event(1, changes as Partial<AuditEvent>)]);
	const line = canonicalJson(record);
	return { id: sha256(line), record, bytes: line.length + 1 };
}

const message = (changes: Record<string, unknown> = {}, options?: Rfc5424Options) =>
	rfc5424(entry(changes), options).toString('utf8');

test('a record becomes one message of the RFC 5424 grammar, its MSG canonical JSON', () => {
	const one = entry({ outcomeReason: 'consent-missing', purposeOfUse: 'TREAT' });
	const parsed = parse(rfc5424(one).toString('utf8'));
	assert.equal(parsed.facility, 13);
	assert.equal(parsed.severity, 6);
	assert.equal(parsed.timestamp, one.record.recorded);
	assert.equal(parsed.hostname, 'n8n.test');
	assert.equal(parsed.appName, 'n8n-hospital');
	assert.equal(parsed.procId, origin());
	assert.equal(parsed.msgId, 'fhir-read');
	assert.deepEqual(parsed.data, {
		'hospital@32473': {
			id: one.id,
			seq: '1',
			prev: '0'.repeat(64),
			kind: 'access',
			outcome: '0',
		},
	});
	const body = JSON.parse(parsed.msg);
	assert.equal(parsed.msg, canonicalJson(body));
	assert.deepEqual(body, { ...one.record, id: one.id });
});

test('severity follows the outcome, a break-glass success stands out, an unknown outcome is critical', () => {
	const severity = (changes: Record<string, unknown>) => parse(message(changes)).severity;
	assert.deepEqual(
		['0', '4', '8', '12'].map((outcome) => severity({ outcome })),
		[6, 4, 3, 2],
	);
	assert.equal(severity({ breakGlass: true }), 5);
	assert.equal(severity({ breakGlass: true, outcome: '8' }), 3);
	assert.equal(severity({ outcome: '7' }), 2);
});

test('parameter values are escaped exactly as RFC 5424 6.3.3 says', () => {
	assert.equal(escapeParam('a"b\\c]d[e=f'), 'a\\"b\\\\c\\]d[e=f');
	assert.equal(escapeParam('Grüße\u2028'), 'Grüße\u2028');
	assert.equal(escapeParam('\ud800'), '\ufffd');
});

test('header fields keep to their lengths, and are nil when they are no machine name', () => {
	const long = parse(
		message({ interaction: `a${'-b'.repeat(40)}`, agent: { instance: 'h'.repeat(300) } }),
	);
	assert.equal(long.msgId.length, 32);
	assert.equal(long.hostname.length, 255);
	const odd = parse(message({ interaction: 'Ada saw this', agent: { instance: 'host\nname' } }));
	assert.equal(odd.msgId, '-');
	assert.equal(odd.hostname, '-');
});

test('the byte order mark is left out unless it is asked for', () => {
	assert.ok(!message().includes('\uFEFF'));
	assert.ok(parse(message({}, { byteOrderMark: true })).msg.startsWith('\uFEFF{'));
});

test('the enterprise number of the hospital names the structured data', () => {
	assert.deepEqual(Object.keys(parse(message({}, { enterprise: 4711 })).data), ['hospital@4711']);
});

test('a message over the limit keeps its core and says that it was reduced', () => {
	const objects = Array.from({ length: 200 }, () => ({
		type: 'dicom-study',
		pseudonym: 'ab'.repeat(16),
	}));
	const whole = message({ objects }, { maxBytes: 65536 });
	assert.ok(whole.length > 8192);
	const reduced = message({ objects });
	assert.ok(Buffer.byteLength(reduced) <= 2048);
	const { reduced: flag, objects: left, ...rest } = JSON.parse(parse(reduced).msg);
	assert.equal(flag, true);
	assert.equal(left, undefined);
	assert.deepEqual(Object.keys(rest).sort(), [
		'action', 'id', 'interaction', 'kind', 'origin', 'outcome', 'prev', 'recorded', 'seq', 'v',
	]); // prettier-ignore
});

test('the core of a message fits the 2048 octets that every receiver must take, whatever is in the record', () => {
	const worst = message(
		{
			interaction: `a${'b'.repeat(127)}`,
			agent: { instance: 'h'.repeat(255) },
			objects: Array.from({ length: 256 }, () => ({ type: 't'.repeat(128) })),
		},
		{ maxBytes: 1 },
	);
	assert.ok(Buffer.byteLength(worst) <= 2048, `${Buffer.byteLength(worst)} octets`);
	parse(worst);
});

const PLANTED = 'ZZTEST^ADA';

test('what is not on the list never leaves: planted names in unknown fields, keys and values', () => {
	const text = message({
		note: PLANTED,
		[PLANTED]: 1,
		patient: {
			pseudonym: 'ab'.repeat(16),
			keyId: '01234567',
			name: PLANTED,
			[PLANTED]: { deep: PLANTED },
		},
		agent: { instance: 'n8n.test', node: `Send ${PLANTED}`, comment: PLANTED },
		objects: [{ type: 'dicom-study', description: PLANTED, [PLANTED]: PLANTED }, PLANTED],
		inference: { engine: 'e', model: 'm', prompt: PLANTED, parameters: { [PLANTED]: 1, seed: 7 } },
		workItem: { id: 'w', attempt: 1, title: PLANTED },
		network: { callingAeTitle: 'CT1', hostname: PLANTED },
	});
	assert.ok(!text.includes('ZZTEST') && !text.includes('ADA'), text);
	const body = JSON.parse(parse(text).msg);
	assert.deepEqual(body.patient, { pseudonym: 'ab'.repeat(16), keyId: '01234567' });
	assert.deepEqual(body.objects, [{ type: 'dicom-study' }, {}]);
	assert.deepEqual(body.inference, { engine: 'e', model: 'm', parameters: { seed: 7 } });
	assert.deepEqual(body.withheld, [
		'/?', '/agent/?', '/inference/?', '/inference/parameters/?', '/network/?', '/objects/*',
		'/objects/*/?', '/patient/?', '/workItem/?',
	]); // prettier-ignore
});

test('free text never leaves through a field that is on the list', () => {
	const every: Record<string, unknown> = {
		kind: PLANTED,
		interaction: PLANTED,
		action: PLANTED,
		outcome: PLANTED,
		outcomeReason: `${PLANTED} has no consent`,
		actor: { type: PLANTED, id: PLANTED, role: PLANTED, authentication: PLANTED },
		agent: {
			instance: PLANTED,
			workflowId: PLANTED,
			workflowVersion: PLANTED,
			executionId: PLANTED,
			node: PLANTED,
			nodeType: PLANTED,
			mode: PLANTED,
		},
		network: { address: PLANTED, port: PLANTED, callingAeTitle: PLANTED, calledAeTitle: PLANTED },
		patient: { pseudonym: PLANTED, keyId: PLANTED },
		encounter: PLANTED,
		objects: [
			{ type: PLANTED, version: PLANTED, sha256: PLANTED, count: PLANTED, pseudonym: PLANTED },
		],
		purposeOfUse: PLANTED,
		breakGlass: PLANTED,
		workItem: { id: PLANTED, attempt: PLANTED, priority: PLANTED, state: PLANTED, reason: PLANTED },
		inference: {
			engine: PLANTED,
			model: PLANTED,
			version: PLANTED,
			digest: PLANTED,
			profile: PLANTED,
			parameters: { seed: PLANTED },
			inputHash: PLANTED,
			outputHash: PLANTED,
			tokensIn: PLANTED,
			truncated: PLANTED,
			latencyMs: PLANTED,
			verifier: { passed: PLANTED },
			signOff: PLANTED,
		},
	};
	for (const value of [message(every), message(every, { maxBytes: 2048 })]) {
		assert.ok(!value.includes('ZZTEST') && !value.includes('ADA'), value);
	}
	const body = JSON.parse(parse(message(every)).msg);
	assert.ok(body.withheld.includes('/outcomeReason'));
	assert.ok(body.withheld.includes('/inference/model'));
	assert.equal(body.seq, 1);
});

test('every field that the writer fills with codes, hashes and numbers does leave', () => {
	const full = {
		outcome: '4',
		outcomeReason: 'patient-not-found',
		actor: {
			type: 'user',
			id: 'ada@hospital.example',
			role: 'radiologist',
			authentication: 'oidc',
		},
		agent: {
			instance: 'n8n.test',
			workflowId: 'AbC123',
			workflowVersion: 'ab'.repeat(32),
			executionId: '42',
			nodeType: 'n8n-nodes-hospital.dicom',
			mode: 'trigger',
		},
		network: { address: '10.1.2.3', port: 104, callingAeTitle: 'CT_1', calledAeTitle: 'HOSPITAL' },
		patient: { pseudonym: 'ab'.repeat(16), keyId: '01234567' },
		encounter: { pseudonym: 'cd'.repeat(16), keyId: '01234567' },
		objects: [{ type: 'DiagnosticReport', version: '3', sha256: 'ef'.repeat(32), count: 2 }],
		purposeOfUse: 'TREAT',
		breakGlass: false,
		workItem: {
			id: 'w-1',
			attempt: 2,
			priority: 'urgent',
			state: 'BLOCKED',
			reason: 'name-mismatch',
		},
		inference: {
			engine: 'kserve',
			model: 'library/hyperdensity-demo:1',
			version: '1',
			digest: `sha256:${'12'.repeat(32)}`,
			profile: 'ct-head-1',
			parameters: { temperature: 0, strict: true, format: 'json' },
			inputHash: 'aa'.repeat(32),
			outputHash: 'bb'.repeat(32),
			tokensIn: 1,
			tokensOut: 2,
			contextWindow: 4096,
			truncated: false,
			latencyMs: 12.5,
			verifier: { passed: 3 },
			signOff: 's-1',
		},
	};
	const one = entry(full);
	const body = JSON.parse(parse(rfc5424(one).toString('utf8')).msg);
	assert.deepEqual(body, { ...one.record, id: one.id });
});

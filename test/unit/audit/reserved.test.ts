import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import {
	requireCode,
	requireModel,
	requireName,
} from '../../../dist/nodes/Audit/actions/emit/codes.js';
import { isReserved, requireInteraction } from '../../../dist/nodes/Audit/actions/emit/reserved.js';

const NODES = join(import.meta.dirname, '../../../nodes');
/** How interactions stand in the code: as a member or a constant, and where events are made, as an argument. */
const WRITTEN = [
	/\binteraction: (?:[\w.]+ \? )?'([a-z0-9-]+)'/g,
	/\b[A-Z_]+ = '((?:audit|break-glass|dicom|fhir|hl7|identity|ledger|work)-[a-z0-9-]+)'/g,
];
const MADE = [/\b(?:system|own|systemEvent|entry)\(\s*'([a-z0-9-]+)'/g];
/** FHIR's own words in a contract, not of the ledger. */
const NOT_OF_THE_LEDGER = new Set(['create', 'delete', 'interaction']);

test('a code or name that looks like a number or date of a person is refused', () => {
	for (const code of [
		'3d-scan',
		'1970-01-02',
		'born-1970-01-02',
		'ssn-123-45-6789',
		'mrn-123456',
	]) {
		assert.throws(() => requireCode('Field', code), { code: 'audit-not-a-code' }, code);
	}
	for (const code of ['report-faxed', 'scan-3d']) assert.equal(requireCode('Field', code), code);
	for (const name of ['org/x', '123-45-6789', '1970.01.02', '4711000']) {
		assert.throws(() => requireName('Field', name), { code: 'audit-not-a-name' }, name);
	}
	for (const name of ['npi:1234567893', 'REQ-2026-0042']) {
		assert.equal(requireName('Field', name), name);
	}
	assert.equal(requireModel('Field', 'owner/model:3'), 'owner/model:3');
});

test('Emit Event cannot record what nodes of this package record by themselves', () => {
	const found = new Set<string>();
	for (const name of readdirSync(NODES, { recursive: true, encoding: 'utf8' })) {
		if (!name.endsWith('.ts')) continue;
		const text = readFileSync(join(NODES, name), 'utf8');
		const forms = /ledger|audit|record/.test(name) ? [...WRITTEN, ...MADE] : WRITTEN;
		for (const form of forms) for (const [, one] of text.matchAll(form)) found.add(one);
	}
	for (const one of NOT_OF_THE_LEDGER) found.delete(one);
	for (const one of ['dicom-sent', 'break-glass-reviewed', 'unsealed', 'audit-checkpoint']) {
		assert.ok(found.has(one), `${one} is seen at all`);
	}
	assert.ok(found.size > 60);
	assert.deepEqual(
		[...found].filter((one) => !isReserved(one)),
		[],
	);
	assert.throws(() => requireInteraction('break-glass-reviewed'), {
		code: 'audit-interaction-reserved',
	});
	for (const own of ['report-faxed', 'break-glass-opened']) {
		assert.equal(requireInteraction(own), own);
	}
});

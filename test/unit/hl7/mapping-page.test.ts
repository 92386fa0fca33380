import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { FOR_A_PERSON } from '../../../dist/nodes/Hl7/converting/needs-person.js';
import { MESSAGES } from '../../../dist/nodes/Hl7/mapping/from-fhir/index.js';
import { CONVERTIBLE } from '../../../dist/nodes/Hl7/mapping/to-fhir/index.js';
import { WARNING_MESSAGES, type WarningCode } from '../../../dist/nodes/Hl7/mapping/warnings.js';

const page = readFileSync(
	join(import.meta.dirname, '../../../docs/reference/hl7-mapping.md'),
	'utf8',
);
const row = (code: string): string[] | undefined =>
	page
		.split('\n')
		.find((line) => line.startsWith(`| \`${code}\``))
		?.split('|')
		.map((cell) => cell.trim());

test('the reference page lists every warning, and says rightly which ones need a person', () => {
	for (const code of Object.keys(WARNING_MESSAGES) as WarningCode[]) {
		const cells = row(code);
		assert.ok(cells, code);
		assert.equal(cells[3] === 'yes', FOR_A_PERSON.has(code), code);
	}
});

test('the reference page lists every message that can be converted, in both directions', () => {
	for (const kind of [...CONVERTIBLE, ...Object.keys(MESSAGES)]) {
		assert.ok(page.includes(`\`${kind}\``), kind);
	}
});

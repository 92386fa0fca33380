import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { meaningOf } from '../../../dist/nodes/Audit/report/words.js';

const NODES = join(import.meta.dirname, '../../../nodes');
/** Where the code names what it records: after the field itself, and in the helpers that fill it. */
const PLACES = [
	/\binteraction:\s*([^\n]*(?:\n\s*[?:'][^\n]*)*)/g,
	/\b(?:audited|system|about|record\w*|call)\(\s*(?:[\w.]+,\s*|'\w+',\s*)?('[^']+'|[A-Z][A-Z_]+)/g,
];
const INTERACTION = /'([a-z0-9]+(?:-[a-z0-9]+)+|unsealed)'/g;
/** Names that the code puts together, in full. */
const DECISIONS = ['approved', 'rejected', 'expired'].map((end) => `sign-off-${end}`);
const PUT_TOGETHER = [
	...DECISIONS,
	...['rejected', 'unknown'].map((end) => `hl7-send-${end}`),
	...['opened', 'failed', 'reopened', 'unclaimed', 'inbox-damaged', 'engine-fault'].map(
		(type) => `work-${type}`,
	),
	...['work-state', 'work-inbox-file'].map((what) => `${what}-disposed`),
];

const sources = (readdirSync(NODES, { recursive: true }) as string[])
	.filter((file) => file.endsWith('.ts'))
	.map((file) => ({ file, text: readFileSync(join(NODES, file), 'utf8') }));
const constantsOf = (text: string) =>
	[...text.matchAll(/\b([A-Z][A-Z_]+) = ('[^']+')/g)].map(
		([, name = '', value = '']) => [name, value] as const,
	);
const everywhere = sources.flatMap(({ text }) => constantsOf(text));

/** What the source of a room names as interactions; of all rooms when none is given. */
function recordedIn(room = ''): string[] {
	const found = new Set<string>();
	for (const { text } of sources.filter(({ file }) => file.startsWith(room))) {
		// Two files may call different things by the same name.
		const constants = new Map([...everywhere, ...constantsOf(text)]);
		for (const [, names = ''] of PLACES.flatMap((place) => [...text.matchAll(place)])) {
			const whole = names.replace(/\b[A-Z][A-Z_]+\b/g, (name) => constants.get(name) ?? name);
			for (const [, code = ''] of whole.matchAll(INTERACTION)) found.add(code);
		}
	}
	return [...found];
}

describe('what the package records', () => {
	test('has words for people', () => {
		const recorded = [...recordedIn(), ...PUT_TOGETHER];
		for (const code of ['audit-anomaly-found', 'fhir-draft-signed', 'dicom-study-missing']) {
			assert.ok(recorded.includes(code), code);
		}
		assert.ok(recorded.length > 100);
		assert.deepEqual(
			recorded.filter((code) => meaningOf(code) === undefined),
			[],
		);
	});

	test('of language models, drafts and signatures stands in the page about the ledger', () => {
		const path = join(NODES, '../docs/how-to/read-the-audit-ledger.md');
		const page = readFileSync(path, 'utf8');
		const recorded = [...recordedIn('LocalLlm'), ...recordedIn('Drafting'), ...DECISIONS];
		for (const code of ['llm-embedding', 'draft-narrative-reused', 'sign-off-login']) {
			assert.ok(recorded.includes(code), code);
		}
		assert.deepEqual(
			recorded.filter((code) => !page.includes(`\`${code}\``)),
			[],
		);
	});
});

import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { parseAllDocuments } from 'yaml';
import { RULES } from '../../../dist/nodes/Audit/anomalies/index.js';
import { ecsDocument } from '../../../dist/nodes/Audit/formats/ecs.js';
import type { AuditRecord } from '../../../dist/nodes/shared/ledger/event.js';
import { access, patient } from './anomalies/build.ts';
import { matches, valuesAt, type SigmaRule } from './sigma.ts';

const FOLDER = join(import.meta.dirname, '../../../workflows/sigma');
const FILES = readdirSync(FOLDER).filter((name) => name.endsWith('.yml'));
const rulesIn = (file: string): SigmaRule[] =>
	parseAllDocuments(readFileSync(join(FOLDER, file), 'utf8'), { strict: true }).map((document) => {
		assert.deepEqual(document.errors, [], file);
		return document.toJS() as SigmaRule;
	});

/** The event as a SIEM gets it, after everything that may not leave was held back. */
const ecs = (record: AuditRecord): object =>
	JSON.parse(JSON.stringify(ecsDocument({ id: 'ab'.repeat(32), record, bytes: 0 }))) as object;

const TIME = '2026-11-20T10:00:00Z';
const found = (rule: string): AuditRecord =>
	access(TIME, {
		kind: 'system',
		interaction: 'audit-anomaly-found',
		outcome: '4',
		outcomeReason: rule,
		actor: { type: 'user', id: 'ada', role: 'subject-of-finding' },
		objects: [
			{ type: 'audit-anomaly', sha256: 'cd'.repeat(32), count: 3 },
			{ type: 'model', version: 'kserve:chest-ct' },
		],
	});
const emergency = (changes: Partial<AuditRecord> = {}): AuditRecord =>
	access(TIME, {
		kind: 'break-glass',
		breakGlass: true,
		emergency: { reason: 'unconscious-patient', review: 'bg-ktwm-pqrs-hhzz' },
		...changes,
	});
const disclosure = (changes: Partial<AuditRecord> = {}): AuditRecord =>
	access(TIME, {
		kind: 'disclosure',
		interaction: 'report-faxed',
		disclosure: { recipient: 'state-registry', description: 'report', basis: 'public-health' },
		...changes,
	});
const changed = (before?: string): AuditRecord =>
	access(TIME, {
		kind: 'configuration',
		interaction: 'workflow-changed',
		change: { subject: 'workflow', id: 'wf1', ...(before && { before }), after: 'ef'.repeat(32) },
	});

/** What the first rule of each file must see, and what it must leave. */
const EVENTS: Readonly<Record<string, { sees: AuditRecord[]; leaves: AuditRecord[] }>> = {
	'access-volume.yml': {
		sees: [access(TIME), emergency(), disclosure()],
		leaves: [access(TIME, { actor: undefined }), access(TIME, { kind: 'work' })],
	},
	'anomaly-found.yml': { sees: [found('off-shift')], leaves: [access(TIME)] },
	'break-glass-without-encounter.yml': {
		sees: [emergency()],
		leaves: [emergency({ encounter: patient(7) }), emergency({ outcome: '8' }), access(TIME)],
	},
	'disclosure-burst.yml': {
		sees: [disclosure(), access(TIME, { interaction: 'audit-exported' })],
		leaves: [disclosure({ outcome: '8' }), access(TIME)],
	},
	'first-seen-patients.yml': {
		sees: [access(TIME)],
		leaves: [access(TIME, { patient: undefined }), access(TIME, { actor: undefined })],
	},
	'model-change.yml': { sees: [found('model-change')], leaves: [found('off-shift')] },
	'off-shift.yml': { sees: [found('off-shift')], leaves: [found('model-change'), access(TIME)] },
	'verifier-shift.yml': { sees: [found('verifier-shift')], leaves: [found('off-shift')] },
	'workflow-changed.yml': { sees: [changed('12'.repeat(32))], leaves: [changed(), access(TIME)] },
};

describe('the Sigma rules', () => {
	test('there is one file per rule of Find Anomalies, and no two rules share an id', () => {
		for (const { name } of RULES) assert.ok(FILES.includes(`${name}.yml`), name);
		assert.deepEqual(FILES.sort(), Object.keys(EVENTS).sort());
		const ids = FILES.flatMap((file) => rulesIn(file).map(({ id }) => id));
		assert.equal(new Set(ids).size, ids.length);
	});

	for (const file of FILES) {
		test(`${file} has what the Sigma specification asks for`, () => {
			const rules = rulesIn(file);
			const names = rules.map(({ name }) => name);
			for (const rule of rules) {
				assert.ok(rule.title.length > 0 && rule.title.length <= 256);
				assert.match(rule.id, /^[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}$/);
				assert.ok(['stable', 'test', 'experimental'].includes(rule.status));
				assert.ok(['informational', 'low', 'medium', 'high', 'critical'].includes(rule.level));
				assert.ok(rule.description.length > 20);
				assert.ok((rule.falsepositives ?? []).length > 0);
				assert.ok((rule.detection === undefined) !== (rule.correlation === undefined));
				if (rule.detection !== undefined) {
					assert.deepEqual(rule.logsource, { product: 'n8n-nodes-hospital', service: 'audit' });
				}
				if (rule.correlation === undefined) continue;
				const { type, rules: others, timespan, condition } = rule.correlation;
				assert.ok(['event_count', 'value_count'].includes(type));
				assert.ok(
					others.every((one) => names.includes(one)),
					'the rule that is counted is in the file',
				);
				assert.match(timespan, /^\d+[smhd]$/);
				assert.ok(condition.gte > 1);
				assert.equal(condition.field !== undefined, type === 'value_count');
			}
		});

		test(`${file} sees its events in the ECS form and leaves others`, () => {
			const [rule] = rulesIn(file);
			for (const record of EVENTS[file].sees) assert.ok(matches(rule, ecs(record)));
			for (const record of EVENTS[file].leaves) assert.ok(!matches(rule, ecs(record)));
		});

		test(`${file} names only fields that its events have`, () => {
			const rules = rulesIn(file);
			const documents = EVENTS[file].sees.map(ecs);
			const named = rules.flatMap(({ fields = [], correlation }) => [
				...fields,
				...(correlation?.['group-by'] ?? []),
				...(correlation?.condition.field === undefined ? [] : [correlation.condition.field]),
			]);
			for (const field of named) {
				assert.ok(
					documents.some((one) => valuesAt(one, field).length > 0),
					field,
				);
			}
		});
	}
});

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { settingsOf } from '../../../dist/nodes/PriorAuth/actions/trigger/settings.js';
import { PriorAuthTrigger } from '../../../dist/nodes/PriorAuth/PriorAuthTrigger.node.js';
import { triggerFields } from '../../../dist/nodes/PriorAuth/actions/trigger/trigger-fields.js';
import type { Json } from './golden.ts';

/** The node as n8n gives it, with some fields set. */
const node = (parameters: Json): Json => ({
	getNodeParameter: (name: string, fallback: unknown) => parameters[name] ?? fallback,
	getTimezone: () => 'America/Denver',
	getWorkflow: () => ({ id: 'wf1', name: 'ZZTEST' }),
	getNode: () => ({ id: 'n1', name: 'Payer', type: 'priorAuthTrigger' }),
});
const read = (parameters: Json) => settingsOf(node(parameters));

test('a trigger with nothing but an organization follows decisions by the clock of the workflow', () => {
	const settings = read({ organizations: ' 1234567893 , 1999999992' });
	assert.equal(settings.event, 'decision');
	assert.deepEqual(settings.subscription, {
		organizations: ['1234567893', '1999999992'],
		filterName: 'orgIdentifier',
		heartbeatSeconds: 3600,
	});
	assert.equal(settings.clocks.working.timeZone, 'America/Denver');
	assert.equal(settings.clocks.route, 'wf1/n1');
	assert.deepEqual(settings.clocks.rules, []);
	// By default nobody works on the holidays of the federal offices.
	assert.equal(settings.clocks.working.isWorkDay('2026-11-26'), false);
	assert.equal(settings.clocks.working.isWorkDay('2026-11-25'), true);
});

test('a trigger for clocks needs no payer, and tells so many days before', () => {
	const { subscription, clocks } = read({
		event: 'clock',
		authorizationDays: '14, 2',
		informationDays: '',
		paClockRules: '[{"name":"x","unit":"days","amount":3,"payer":"ZZ","source":"a contract"}]',
		paCalendar: {
			timeZone: 'America/Chicago',
			workDays: [6],
			federalHolidays: false,
			holidays: '2026-11-28',
		},
	});
	assert.equal(subscription, undefined);
	assert.deepEqual([clocks.authorizationDays, clocks.informationDays], [[14, 2], []]);
	assert.equal(clocks.rules[0]?.name, 'x');
	assert.deepEqual(
		['2026-11-21', '2026-11-23', '2026-11-28'].map((day) => clocks.working.isWorkDay(day)),
		[true, false, false],
	);
});

test('fields that cannot be used are said, with the field', () => {
	const clock = { event: 'clock' };
	const wrong: Array<[Json, string]> = [
		[{ organizations: ' ' }, 'field-invalid'],
		[{ ...clock, authorizationDays: '30, soon' }, 'field-invalid'],
		[{ ...clock, authorizationDays: '-1' }, 'field-invalid'],
		[{ ...clock, options: { keepDays: 1 } }, 'field-invalid'],
		[{ organizations: '1', options: { checkMinutes: 'often' } }, 'field-invalid'],
		[{ ...clock, paClockRules: '{' }, 'input-invalid'],
		[{ ...clock, paClockRules: '[{}]' }, 'clock-rules-invalid'],
		[{ ...clock, paCalendar: { timeZone: 'Nowhere/Land' } }, 'clock-calendar-invalid'],
	];
	for (const [parameters, code] of wrong) assert.throws(() => read(parameters), { code });
});

test('every field that the settings read is one of the node', () => {
	const asked = new Set<string>();
	for (const event of ['decision', 'clock']) {
		settingsOf({
			...node({ event, organizations: '1' }),
			getNodeParameter: (name: string, fallback: unknown) => {
				asked.add(name);
				return { event, organizations: '1' }[name] ?? fallback;
			},
		});
	}
	const named = new Set(triggerFields.map(({ name }) => name));
	assert.deepEqual(
		[...asked].filter((name) => !named.has(name)),
		[],
	);
	const { properties } = new PriorAuthTrigger().description;
	assert.ok([...named].every((name) => properties.some((field) => field.name === name)));
});

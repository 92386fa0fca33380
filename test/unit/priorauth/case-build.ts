import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestContext } from 'node:test';
import {
	openCases,
	type CaseOpening,
	type Cases,
	type ClockSettings,
} from '../../../dist/nodes/PriorAuth/cases/index.js';
import { WorkingTime } from '../../../dist/nodes/PriorAuth/clocks/index.js';
import type { PriorAuthDecision } from '../../../dist/nodes/shared/contracts/prior-auth.js';
import { golden, type Json } from './golden.ts';

export const KEY = Buffer.alloc(32, 7);

/** A folder that is gone after the test. */
export async function folder(t: TestContext): Promise<string> {
	const path = await mkdtemp(join(tmpdir(), 'prior-auth-cases-'));
	t.after(async () => await rm(path, { recursive: true, force: true }));
	return path;
}

export const register = async (root: string): Promise<Cases> => await openCases(root, { key: KEY });

export const PACKET = {
	system: 'http://example.org/SUBMITTER_TRANSACTION_IDENTIFIER',
	value: 'A12345',
};
export const TRACE = { system: 'urn:trnorg:9012345678', value: '111099' };
export const START = '2026-11-02T15:00:00.000Z';

/** The published referral as it is kept. */
export const packet = (): Json => ({
	contract: 'PriorAuthRequest/1',
	kind: 'request',
	identifier: PACKET,
	trace: TRACE,
	created: START,
	urgency: 'standard',
	items: [{ sequence: 1, system: 'http://example.org/codes', code: 'ZZ1' }],
	leftOut: [],
	sha256: '0',
	bundle: golden('request-referral'),
});

export const opening = (change: Partial<CaseOpening> = {}): CaseOpening => ({
	identifier: PACKET,
	trace: TRACE,
	patient: {
		reference: 'Patient/zz',
		identifiers: [{ system: 'http://example.org/MIN', value: 'ZZ-1' }],
	},
	payer: { identifiers: [], name: 'ZZTEST PAYER' },
	urgency: 'standard',
	submittedAt: START,
	items: [{ sequence: 1, system: 'http://example.org/codes', code: 'ZZ1' }],
	request: packet(),
	...change,
});

export const decision = (
	outcome: PriorAuthDecision['outcome'],
	change: Partial<PriorAuthDecision> = {},
): PriorAuthDecision => ({
	contract: 'PriorAuthDecision/1',
	outcome,
	needsPerson: false,
	reasons: [],
	authorizationNumbers: [],
	referenceNumbers: [],
	items: [{ sequence: 1, outcome, reasonCodes: [], notes: [] }],
	asked: [],
	errors: [],
	notes: [],
	...change,
});

export const settings = (change: Partial<ClockSettings> = {}): ClockSettings => ({
	route: 'workflow/node',
	rules: [],
	working: new WorkingTime({
		timeZone: 'UTC',
		workDays: [1, 2, 3, 4, 5],
		opens: '08:00',
		closes: '17:00',
		holidays: [],
	}),
	authorizationDays: [30, 7],
	informationDays: [3, 1],
	...change,
});

export const hours = (count: number, from = START): number => Date.parse(from) + count * 3_600_000;
export const time = (count: number): string => new Date(hours(count)).toISOString();

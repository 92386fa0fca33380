import assert from 'node:assert/strict';
import { test } from 'node:test';
import { decideConsent } from '../../../dist/nodes/Phi/exporting/index.js';

const NOW = '2026-11-22T12:00:00Z';
const RESEARCH = {
	coding: [{ system: 'http://terminology.hl7.org/CodeSystem/consentscope', code: 'research' }],
};
const consent = (provision?: object, more: object = {}) => ({
	resourceType: 'Consent',
	status: 'active',
	scope: RESEARCH,
	patient: { reference: 'Patient/zz1' },
	...(provision && { provision }),
	...more,
});
const HRESCH = { system: 'http://terminology.hl7.org/CodeSystem/v3-ActReason', code: 'HRESCH' };
const TREAT = { ...HRESCH, code: 'TREAT' };
const decided = (...resources: object[]) => decideConsent(resources, NOW, 'Patient/zz1').reason;

test('whoever was never asked, or said nothing about research, is left out', () => {
	assert.equal(decided(), 'consent-missing');
	assert.equal(decided({ resourceType: 'Patient' }), 'consent-missing');
	const privacy = { coding: [{ code: 'patient-privacy' }] };
	assert.equal(decided(consent({ type: 'permit' }, { scope: privacy })), 'consent-missing');
	assert.equal(decided(consent()), 'consent-missing');
	assert.equal(decided(consent({})), 'consent-missing');
});

test('an agreement in force is enough, also one by its purpose', () => {
	assert.equal(decided(consent({ type: 'permit' })), 'consent-given');
	const privacy = { coding: [{ code: 'patient-privacy' }] };
	const byPurpose = consent({ type: 'permit', purpose: [HRESCH] }, { scope: privacy });
	assert.equal(decided(byPurpose), 'consent-given');
});

test('an agreement for another purpose is none', () => {
	assert.equal(decided(consent({ type: 'permit', purpose: [TREAT] })), 'consent-missing');
});

test('a refusal wins over every agreement, wherever it stands', () => {
	const yes = consent({ type: 'permit' });
	assert.equal(decided(yes, consent({ type: 'deny' })), 'consent-denied');
	assert.equal(decided(consent({ type: 'deny' }), yes), 'consent-denied');
	assert.equal(decided(yes, consent({}, { status: 'rejected' })), 'consent-denied');
	const exception = { type: 'permit', provision: [{ type: 'deny', purpose: [HRESCH] }] };
	assert.equal(decided(consent(exception)), 'consent-denied');
	const unnamed = { type: 'permit', provision: [{ type: 'deny' }] };
	assert.equal(decided(consent(unnamed)), 'consent-denied');
	const other = { type: 'permit', provision: [{ type: 'deny', purpose: [TREAT] }] };
	assert.equal(decided(consent(other)), 'consent-given');
});

test('what is not in force does not count: withdrawn, not begun, over', () => {
	for (const status of ['inactive', 'draft', 'proposed', 'entered-in-error']) {
		assert.equal(decided(consent({ type: 'permit' }, { status })), 'consent-missing', status);
	}
	const during = (period: object) => consent({ type: 'permit', period });
	assert.equal(decided(during({ end: '2026-11-21' })), 'consent-missing');
	assert.equal(decided(during({ end: '2026-11-22' })), 'consent-given');
	assert.equal(decided(during({ end: '2026' })), 'consent-given');
	assert.equal(decided(during({ start: '2026-12-01' })), 'consent-missing');
	assert.equal(
		decided(consent({ type: 'deny', period: { end: '2025-01-01' } })),
		'consent-missing',
	);
});

test('an agreement to some data, people or uses is for a person to read', () => {
	const limits = [
		{ data: [{ meaning: 'instance', reference: { reference: 'Observation/zz' } }] },
		{ action: [{ coding: [{ code: 'collect' }] }] },
		{ dataPeriod: { start: '2010', end: '2011' } },
		{ code: [{ coding: [{ code: '2951-2' }] }] },
		{ provision: [{ type: 'permit', actor: [{}] }] },
	];
	for (const limit of limits) {
		const limited = consent({ type: 'permit', ...limit });
		assert.equal(decided(limited), 'consent-limited', Object.keys(limit)[0]);
		assert.equal(decided(limited, consent({ type: 'permit' })), 'consent-given');
	}
});

test('a refusal of every use counts, whether or not it names research', () => {
	const yes = consent({ type: 'permit' });
	const privacy = { coding: [{ code: 'patient-privacy' }] };
	assert.equal(decided(yes, consent({ type: 'deny' }, { scope: privacy })), 'consent-denied');
	const unscoped = consent({ type: 'deny' }, { scope: undefined });
	assert.equal(decided(yes, unscoped), 'consent-denied');
});

test('only a consent of the patient counts, and one of somebody else stops it', () => {
	const of = (reference?: string) => ({
		patient: reference === undefined ? undefined : { reference },
	});
	const yes = (reference?: string) => consent({ type: 'permit' }, of(reference));
	assert.equal(decided(yes('https://zz.test/fhir/Patient/zz1/_history/2')), 'consent-given');
	assert.equal(decided(yes('Patient/zz2')), 'consent-other-patient');
	assert.equal(decided(yes('Patient/zz1'), yes('Patient/zz2')), 'consent-other-patient');
	assert.equal(decided(yes()), 'consent-missing');
	assert.equal(decided(yes('Patient/zz1'), consent({ type: 'deny' }, of())), 'consent-denied');
	const entry = [{ resource: consent({ type: 'deny' }) }];
	assert.equal(decided(yes('Patient/zz1'), { resourceType: 'Bundle', entry }), 'consent-denied');
});

import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Patient } from '../../../dist/nodes/Identity/chart/resources.js';
import {
	documentIdentity,
	type DocumentIdentity,
} from '../../../dist/nodes/Identity/document/claim.js';
import {
	decideDocument,
	type DocumentPolicy,
} from '../../../dist/nodes/Identity/document/decide.js';
import type { ReadDocument } from '../../../dist/nodes/shared/contracts/read-document.js';
import { ACCESSION, Chart, MRN } from './chart.ts';

const MEMBERS = 'https://payer.example/members';
const POLICY: DocumentPolicy = {
	recordSystem: MRN,
	memberSystems: [MEMBERS],
	accessionSystem: ACCESSION,
};

const ada = (more: Partial<Patient> = {}): Patient => ({
	resourceType: 'Patient',
	id: 'ada',
	active: true,
	identifier: [{ system: MRN, value: 'ZZ1' }],
	name: [{ family: 'Zztest', given: ['Ada'] }],
	birthDate: '1950-03-04',
	gender: 'female',
	...more,
});

const bob = (more: Partial<Patient> = {}): Patient =>
	ada({
		id: 'bob',
		identifier: [{ system: MRN, value: 'ZZ2' }],
		name: [{ family: 'Zztest', given: ['Bob'] }],
		...more,
	});

const coverage = (id: string, patient: string, value = 'M7') => ({
	resourceType: 'Coverage' as const,
	id,
	status: 'active',
	identifier: [{ system: MEMBERS, value }],
	beneficiary: { reference: `Patient/${patient}` },
});

const claim = (more: Partial<DocumentIdentity> = {}): DocumentIdentity => ({
	recordNumber: 'ZZ1',
	name: 'ZZTEST^ADA',
	birthDate: '19500304',
	sex: 'F',
	accessionNumber: '',
	memberNumbers: [],
	mixed: false,
	doubtful: false,
	...more,
});

const chartOf = (...resources: object[]) => new Chart(...(resources as Patient[]));

const decide = async (
	more: Partial<DocumentIdentity>,
	chart = chartOf(ada(), bob()),
	policy: DocumentPolicy = POLICY,
) => await decideDocument(claim(more), chart, policy);

test('A number, the name and the birth date that agree are a match', async () => {
	const found = await decide({});
	assert.equal(found.decision, 'match');
	assert.equal(found.patientReference, 'Patient/ada');
	assert.deepEqual(found.agreed, ['id', 'name', 'birthDate', 'sex']);
	assert.equal((await decide({ sex: '' })).decision, 'match');
});

for (const [what, more, reason] of [
	['something of it was not read surely', { doubtful: true }, 'document-doubtful'],
	['its pages disagree about the patient', { mixed: true }, 'mixed-identity'],
	['it names no number', { recordNumber: '' }, 'patient-not-found'],
	['nobody has the number', { recordNumber: 'ZZ9' }, 'patient-not-found'],
	['the number is that of another patient', { recordNumber: 'ZZ2' }, 'name-mismatch'],
	['the name is another', { name: 'ZZTEST^EVA' }, 'name-mismatch'],
	['there is no name', { name: '' }, 'name-mismatch'],
	['the birth date is another', { birthDate: '19500403' }, 'birth-date-mismatch'],
	['there is no birth date', { birthDate: '' }, 'birth-date-mismatch'],
	['the sex is another', { sex: 'M' }, 'sex-mismatch'],
] as Array<[string, Partial<DocumentIdentity>, string]>) {
	test(`It is held when ${what}, and no patient is named`, async () => {
		const found = await decide({
			memberNumbers: what === 'it names no number' ? ['M9'] : [],
			...more,
		});
		assert.equal(found.decision, 'hold');
		assert.ok(found.reasons.includes(reason as never), found.reasons.join());
		assert.equal(found.patientReference, undefined);
	});
}

test('Name and birth date without any number are not enough', async () => {
	const found = await decide({ recordNumber: '' }, chartOf(ada()), {
		...POLICY,
		memberSystems: [],
	});
	assert.deepEqual(found.reasons, ['patient-id-missing']);
});

test('A letter of a payer matches by the member number', async () => {
	const found = await decide(
		{ recordNumber: '', memberNumbers: ['M7'] },
		chartOf(ada(), coverage('c1', 'ada')),
	);
	assert.equal(found.patientReference, 'Patient/ada');
	assert.deepEqual(found.agreed, ['member', 'name', 'birthDate', 'sex']);
	const other = await decide(
		{ recordNumber: '', memberNumbers: ['M7'] },
		chartOf(bob(), coverage('c1', 'bob')),
	);
	assert.deepEqual(other.reasons, ['name-mismatch']);
});

test('A member number that a family shares needs the record number beside it', async () => {
	const family = () => chartOf(ada(), bob(), coverage('c1', 'ada'), coverage('c2', 'bob'));
	assert.deepEqual((await decide({ recordNumber: '', memberNumbers: ['M7'] }, family())).reasons, [
		'patient-ambiguous',
	]);
	assert.equal((await decide({ memberNumbers: ['M7'] }, family())).patientReference, 'Patient/ada');
});

test('Numbers that lead to different patients are held', async () => {
	const found = await decide(
		{ memberNumbers: ['M7'] },
		chartOf(ada(), bob(), coverage('c1', 'bob')),
	);
	assert.deepEqual(found.reasons, ['patient-ambiguous']);
});

test('A number of another hospital is no contradiction to the member number', async () => {
	const found = await decide(
		{ recordNumber: 'X77', memberNumbers: ['M7'] },
		chartOf(ada(), coverage('c1', 'ada')),
	);
	assert.equal(found.patientReference, 'Patient/ada');
});

test('A coverage entered in error, and one of nobody, lead nowhere', async () => {
	const wrong = { ...coverage('c1', 'ada'), status: 'entered-in-error' };
	assert.deepEqual(
		(await decide({ recordNumber: '', memberNumbers: ['M7'] }, chartOf(ada(), wrong))).reasons,
		['patient-not-found'],
	);
	assert.deepEqual(
		(
			await decide(
				{ recordNumber: '', memberNumbers: ['M7'] },
				chartOf(ada(), coverage('c1', 'gone')),
			)
		).reasons,
		['patient-ambiguous'],
	);
});

test('A merged record is followed; one out of use and one of several are held', async () => {
	const merged = ada({
		id: 'old',
		active: false,
		link: [{ type: 'replaced-by', other: { reference: 'Patient/ada' } }],
	});
	const survivor = ada({ identifier: [{ system: MRN, value: 'ZZ5' }] });
	const found = await decide({}, chartOf(merged, survivor));
	assert.deepEqual([found.patientReference, found.mergeFollowed], ['Patient/ada', true]);
	assert.deepEqual((await decide({}, chartOf(ada({ active: false })))).reasons, [
		'patient-inactive',
	]);
	assert.deepEqual((await decide({}, chartOf(ada(), ada({ id: 'two' })))).reasons, [
		'patient-ambiguous',
	]);
});

test('An order of another patient under its accession number holds it; an unknown one does not', async () => {
	const order = (patient: string) => ({
		resourceType: 'ServiceRequest' as const,
		id: 'o1',
		status: 'revoked',
		identifier: [{ system: ACCESSION, value: 'A1' }],
		subject: { reference: `Patient/${patient}` },
	});
	const held = await decide({ accessionNumber: 'A1' }, chartOf(ada(), bob(), order('bob')));
	assert.deepEqual(held.reasons, ['order-other-patient']);
	for (const chart of [chartOf(ada()), chartOf(ada(), order('ada'))]) {
		assert.equal((await decide({ accessionNumber: 'A1' }, chart)).decision, 'match');
	}
});

test('A server that searches too loosely does not decide', async () => {
	const chart = chartOf(bob());
	chart.lenient = true;
	assert.deepEqual((await decide({}, chart)).reasons, ['patient-not-found']);
	const members = chartOf(ada(), coverage('c1', 'ada', 'M8'));
	members.lenient = true;
	const found = await decide({ recordNumber: '', memberNumbers: ['M7'] }, members);
	assert.deepEqual(found.reasons, ['patient-not-found']);
});

test('A chart that cannot be reached is an error, never a decision', async () => {
	const chart = chartOf(ada());
	chart.searchAll = () => Promise.reject(new Error('down'));
	await assert.rejects(decide({}, chart));
});

const read = (more: Partial<ReadDocument> = {}): ReadDocument =>
	({
		documents: [
			{
				kind: 'referral',
				pages: [1],
				claimedPatient: {
					id: ' ZZ1',
					issuer: '',
					name: 'ZZTEST^ADA',
					birthDate: '19500304',
					sex: 'F',
				},
				accessionNumber: '',
				mixedIdentity: false,
				claimConfidence: 0.95,
				claims: [
					{
						kind: 'member-id',
						value: 'm7',
						normal: 'M7',
						page: 1,
						confidence: 0.9,
						box: [0, 0, 1, 1],
					},
					{ kind: 'member-id', value: '?', page: 1, confidence: 0.9, box: [0, 0, 1, 1] },
				],
			},
			{
				kind: 'referral',
				pages: [2],
				claimedPatient: { id: '', issuer: '', name: '', birthDate: '', sex: '' },
				accessionNumber: '',
				mixedIdentity: false,
				claimConfidence: 0.95,
				claims: [],
			},
		],
		pages: [
			{ page: 1, document: 1 },
			{ page: 2, document: 2 },
		],
		review: [],
		...more,
	}) as unknown as ReadDocument;

test('What a document claims is taken from it alone', () => {
	assert.deepEqual(documentIdentity(read(), 1), claim({ memberNumbers: ['M7'] }));
	assert.equal(documentIdentity(read(), 2)?.name, '');
	for (const number of [0, 3, 1.5, Number.NaN]) {
		assert.equal(documentIdentity(read(), number), undefined);
	}
});

test('Every doubt about the document or its pages makes it doubtful, one about another does not', () => {
	const doubtful = (more: Partial<ReadDocument>) => documentIdentity(read(more), 1)?.doubtful;
	assert.equal(doubtful({}), false);
	assert.equal(doubtful({ review: [{ code: 'x', message: '', document: 1 }] }), true);
	assert.equal(doubtful({ review: [{ code: 'x', message: '', page: 1 }] }), true);
	assert.equal(doubtful({ review: [{ code: 'x', message: '' }] }), true);
	assert.equal(doubtful({ review: [{ code: 'x', message: '', document: 2 }] }), false);
	assert.equal(doubtful({ review: [{ code: 'x', message: '', page: 2 }] }), false);
	const unsure = read();
	unsure.documents[0]!.claimConfidence = 0.79;
	assert.equal(documentIdentity(unsure, 1)?.doubtful, true);
	const moved = read();
	moved.pages[1]!.document = 1;
	assert.equal(documentIdentity(moved, 1)?.doubtful, true);
});

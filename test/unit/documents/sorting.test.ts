import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { readDocument } from '../../../dist/nodes/Documents/index.js';
import { birthDateOf } from '../../../dist/nodes/Documents/claims/birth-date.js';
import { packWords, unpackWords } from '../../../dist/nodes/shared/contracts/read-document.js';
import { pdf } from './pdf.ts';

/** Pages of lines, as a PDF with a text layer that needs no recognition. */
const read = async (pages: readonly (readonly string[])[], options = {}) =>
	await readDocument(
		pdf(
			pages.map((lines) => ({
				runs: lines.map((text, index) => ({ text, x: 60, y: 720 - index * 20 })),
			})),
		),
		{ check: 'suspicious', ...options },
	);

const ADA = 'Patient: Testperson, Ada   DOB: 03/04/1950   MRN: ZZ482913   Sex: F';
const BEN = 'Patient: Testperson, Ben   DOB: 07/08/1961   MRN: ZZ771204   Sex: M';
const NOTE = [
	'Progress Note',
	ADA,
	'Chief Complaint: back pain',
	'Physical Exam: normal',
	'Assessment and Plan: rest',
];
const LAB = [
	'Laboratory Report',
	ADA,
	'Specimen: serum',
	'Hemoglobin 13.1 g/dL',
	'Reference Range 12.0 - 15.5',
];
const COVER = [
	'FAX',
	'To: Central Intake',
	'From: Clinic',
	'Number of pages including this cover: 4',
	'Confidentiality notice: for the addressee',
];

describe('Taking a fax apart', () => {
	test('cover, note and laboratory report are three documents', async () => {
		const { documents } = await read([COVER, NOTE, LAB]);
		assert.deepEqual(
			documents.map(({ kind, pages }) => [kind, pages]),
			[
				['fax-cover', [1]],
				['clinical-note', [2]],
				['laboratory-report', [3]],
			],
		);
	});

	test('a payer that asks for more is told from one that decides, and from our own request', async () => {
		const kindOf = async (...lines: string[]) => (await read([lines])).documents[0]?.kind;
		assert.equal(
			await kindOf(
				'Request for Additional Information',
				ADA,
				'Your request for prior authorization is pended.',
				'Please send office notes within 14 days.',
			),
			'payer-question',
		);
		assert.equal(
			await kindOf(
				'Example Health Plan',
				ADA,
				'We need additional information to review your request for prior authorization.',
				'Please submit the notes within 7 calendar days.',
			),
			'payer-question',
		);
		assert.equal(
			await kindOf('Notice of Determination', ADA, 'The service has been denied.'),
			'payer-decision',
		);
		assert.equal(
			await kindOf(
				'Prior Authorization Request Form',
				ADA,
				'Requesting provider: Dr. Testperson',
				'Expedited request. CPT codes: ZZ1. Place of service: 12',
			),
			'prior-authorization-request',
		);
	});

	test('pages that are counted belong together', async () => {
		const { documents } = await read([
			[...NOTE, 'Page 1 of 2'],
			['Imaging of the spine was reviewed.', 'Page 2 of 2'],
			LAB,
		]);
		assert.deepEqual(
			documents.map(({ pages }) => pages),
			[[1, 2], [3]],
		);
	});

	test('the count that a fax machine writes is not one of the document', async () => {
		const machine = (page: number) => `10/21/2026 14:02 FROM: 555-0100 PAGE ${page}/2`;
		const lines = [NOTE, ['We will see her again in four weeks.']];
		const result = await readDocument(
			pdf(
				lines.map((own, page) => ({
					runs: [
						{ text: machine(page + 1), x: 40, y: 776, size: 8 },
						...own.map((text, index) => ({ text, x: 60, y: 720 - index * 20 })),
					],
				})),
			),
			{ check: 'suspicious' },
		);
		// Nothing but the machine says that the second page goes on: a person is asked.
		assert.ok(result.review.some(({ code }) => code === 'split-unsure'));
	});

	test('the same kind of document of another patient is another document', async () => {
		const other = NOTE.map((line) => (line === ADA ? BEN : line));
		const { documents } = await read([NOTE, other]);
		assert.equal(documents.length, 2);
		assert.equal(documents[1]!.startedBy, 'other-patient');
	});

	test('pages of several people in one document are told', async () => {
		const { documents, review } = await read(
			[NOTE, NOTE.map((line) => (line === ADA ? BEN : line))],
			{ splits: false },
		);
		assert.equal(documents.length, 1);
		assert.equal(documents[0]!.mixedIdentity, true);
		assert.equal(documents[0]!.claimedPatient.id, '');
		assert.ok(review.some(({ code }) => code === 'mixed-identity'));
	});

	test('a document of no known kind is called other and goes to a person', async () => {
		const { documents, status } = await read([
			['Annual Picnic', 'Coffee will be served in the lobby.'],
		]);
		assert.equal(documents[0]!.kind, 'other');
		assert.equal(status, 'review');
	});

	test('every page belongs to exactly one document', async () => {
		const { documents, pages } = await read([COVER, NOTE, [], ['more'], LAB, LAB]);
		assert.deepEqual(
			documents.flatMap((one) => one.pages),
			pages.map(({ page }) => page),
		);
		for (const { page, document } of pages)
			assert.ok(documents[document - 1]!.pages.includes(page));
	});

	test('what is below the threshold goes to a person, and the threshold is on record', async () => {
		const { provenance, status } = await read([NOTE], { threshold: 1 });
		assert.equal(status, 'review');
		assert.equal(provenance.threshold, 1);
		assert.equal((await read([NOTE])).status, 'read');
	});
});

describe('What a document claims about its patient', () => {
	test('name, number, birth date and sex come with page and place', async () => {
		const [document] = (await read([COVER, NOTE])).documents.slice(1);
		assert.deepEqual(document!.claimedPatient, {
			id: 'ZZ482913',
			issuer: '',
			name: 'TESTPERSON^ADA',
			birthDate: '19500304',
			sex: 'F',
		});
		const claim = document!.claims.find(({ kind }) => kind === 'birth-date')!;
		assert.equal(claim.page, 2);
		assert.equal(claim.value, '03/04/1950');
		const [left, top, right, bottom] = claim.box;
		assert.ok(left < right && top < bottom && top > 80 && bottom < 100);
	});

	test('a name in its usual order is turned round', async () => {
		const { documents } = await read([['Patient Name: Ada Testperson', ...NOTE.slice(2)]]);
		assert.equal(documents[0]!.claimedPatient.name, 'TESTPERSON^ADA');
	});

	test('dates are read in the order of the site, and only when they are clear', () => {
		assert.equal(birthDateOf('03/04/1950', 'month-first'), '19500304');
		assert.equal(birthDateOf('03/04/1950', 'day-first'), '19500403');
		assert.equal(birthDateOf('25/04/1950', 'month-first'), '19500425');
		assert.equal(birthDateOf('1950-03-04', 'day-first'), '19500304');
		assert.equal(birthDateOf('March 4, 1950', 'day-first'), '19500304');
		assert.equal(birthDateOf('03/04/50', 'month-first'), undefined);
		assert.equal(birthDateOf('02/30/1950', 'month-first'), undefined);
		assert.equal(birthDateOf('03/04/2950', 'month-first'), undefined);
	});
});

test('words survive packing, and a tab in a word moves none of its numbers', () => {
	const word = {
		text: 'a\tb',
		left: 1.5,
		top: 2,
		right: 3,
		bottom: 4,
		confidence: 0.91,
		origin: 'ocr',
		line: 2,
	} as const;
	assert.deepEqual(unpackWords(packWords([word, word])), [
		{ ...word, text: 'a b' },
		{ ...word, text: 'a b' },
	]);
	assert.deepEqual(unpackWords(''), []);
});

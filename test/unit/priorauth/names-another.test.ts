import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
	namesAnother,
	requireOwnHeadings,
} from '../../../dist/nodes/PriorAuth/request/names-another.js';
import { buildRequest } from '../../../dist/nodes/PriorAuth/request/index.js';
import { packetSections } from '../../../dist/nodes/PriorAuth/packet/index.js';
import type { Json } from './golden.ts';
import { complete, patient, report } from './people.ts';

const person = { path: '', value: patient() };
const OTHERS = [
	'Patient: Zzeve Zzother  DOB: 1970-01-01  MRN: ZZ-9\nYes, homebound.',
	'PATIENT NAME: ZZOTHER, EVE\nHomebound.',
	'| Name: Eve Zzother | Age 50',
	'Re: Eve Zzother, D.O.B. 01/01/1970',
	'Date of Birth 4 May 1970. Homebound.',
	'Progress note\nDOB 05/04/1971',
	'Patient: ADA ZZTEST  DOB: 12/31/1999',
];
const OWN = [
	'Patient: ADA ZZTEST  DOB: 1961-04-05',
	'Patient: Zztest, Ada\nHomebound.',
	'Pt: A. Zztest',
	'Patient: Ada Zzmaiden  DOB: 04/05/1961',
	'DOB 05.04.61',
	'Born April 5, 1961. Date of birth: April 5, 1961.',
	'Mother: Eve Zzother, DOB: 01/01/1930. Patient DOB: 4/5/1961.',
	'Seen by Dr. Eve Zzother for Bob Zzother.',
	'Patient: stable\nName: unknown',
	'Re: your fax',
	'',
];

for (const words of OTHERS) {
	test(`another person is named: ${JSON.stringify(words)}`, () => {
		assert.equal(namesAnother(words, person), true);
	});
}
for (const words of OWN) {
	test(`nobody else is named: ${JSON.stringify(words)}`, () => {
		assert.equal(namesAnother(words, person), false);
	});
}

const noteOf = (words: string): Json => ({
	...report(),
	content: [
		{ attachment: { contentType: 'text/plain', data: Buffer.from(words).toString('base64') } },
	],
});
const packetWith = (words: string): Json => {
	const input = complete() as Json;
	const request: Json = buildRequest(input as never);
	const entry = request.bundle.entry.find(
		({ resource }: Json) => resource.resourceType === 'DocumentReference',
	);
	entry.resource.content = noteOf(words).content;
	return request;
};

test('a document that names another person does not travel, and the error names nobody', () => {
	requireOwnHeadings(packetWith('Patient: ADA ZZTEST').bundle);
	assert.throws(
		() => requireOwnHeadings(packetWith(OTHERS[0] ?? '').bundle),
		(error: Json) => {
			assert.equal(error.code, 'prior-auth-document-names-another');
			assert.doesNotMatch(`${error.message} ${error.nextStep}`, /Zz|1970/i);
			return true;
		},
	);
});

test('what a document says stands on the page, and what cannot be shown is said', () => {
	const titled = (request: Json): Json =>
		packetSections({ request: request as never }).find(({ title }: Json) =>
			/^Words of No/.test(title),
		);
	const words = 'ZZTEST walks 10 m.\nNeeds help.';
	assert.equal(titled(packetWith(words)).text, words);
	assert.match(titled(packetWith('z'.repeat(20_005))).text, /… 5 more characters: open Document/);
	const request = packetWith('');
	const { resource } = request.bundle.entry.find(
		(one: Json) => one.resource.resourceType === 'DocumentReference',
	);
	resource.content = [{ attachment: { contentType: 'application/pdf', data: 'JVBERg==' } }];
	assert.match(
		titled(request).text,
		/cannot show a part of it \(application\/pdf\)\. Open Document/,
	);
});

test('the answers of the packet stand on the page where the checklist is one of a policy', () => {
	const request = packetWith('ZZTEST');
	const origin = (source: string): Json => ({
		url: 'http://hl7.org/fhir/us/davinci-dtr/StructureDefinition/information-origin',
		extension: [{ url: 'source', valueCode: source }],
	});
	request.bundle.entry.push({
		fullUrl: 'urn:zz:qr',
		resource: {
			resourceType: 'QuestionnaireResponse',
			status: 'in-progress',
			item: [
				{
					linkId: '1',
					text: 'Home',
					item: [
						{
							linkId: '1.1',
							text: 'Is the patient homebound?',
							answer: [{ valueBoolean: true, extension: [origin('manual')] }],
						},
						{
							linkId: '1.2',
							text: 'Visits in a week',
							answer: [
								{ valueQuantity: { value: 2, unit: 'visits' }, extension: [origin('auto-client')] },
							],
						},
						{
							linkId: '1.3',
							text: 'Other',
							answer: [{ valueCoding: { code: 'zz', display: 'ZZ none' } }],
						},
						{ linkId: '1.4', text: 'Open' },
					],
				},
			],
		},
	});
	const checklist = (kind: string): Json => ({
		criteria: [],
		source: { kind, names: ['ZZ'], sha256: '' },
		asOf: '2026-11-22T10:00:00Z',
	});
	const section = (kind: string): Json =>
		packetSections({ request: request as never, checklist: checklist(kind) as never }).find(
			({ title }: Json) => title === 'Answers that are sent to the payer',
		);
	assert.deepEqual(section('policy').rows, [
		['Is the patient homebound?', 'Yes', 'said by a person'],
		['Visits in a week', '2 visits', 'from the chart'],
		['Other', 'ZZ none', ''],
		['Open', 'not answered', ''],
	]);
	assert.equal(section('questionnaire'), undefined);
});

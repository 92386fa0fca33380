import assert from 'node:assert/strict';
import { test } from 'node:test';
import { PATIENT, type Json } from './fhir-build.ts';
import { opened } from './open.ts';

const SUBJECT = { reference: 'Patient/zz-patient-1' };
const base64 = (text: string | Buffer): string => Buffer.from(text).toString('base64');

async function cleaned(resource: unknown, profile = 'safe-harbor', context: unknown[] = [PATIENT]) {
	const phi = await opened(profile);
	const result = await phi.fhir(resource, { context });
	return { ...result, out: result.resource as Json };
}

const codes = ({ review }: { review: readonly { code: string }[] }): string[] =>
	review.map(({ code }) => code);

test('what is no resource of FHIR R4 is refused, whatever it is', async () => {
	const phi = await opened();
	for (const wrong of [
		null,
		[],
		'"text"',
		'{"resourceType":',
		{},
		{ resourceType: 'Zzplantson' },
		{ resourceType: 'Element' },
		{ resourceType: ['Patient'] },
		{ resourceType: '__proto__' },
	]) {
		await assert.rejects(phi.fhir(wrong), ({ code, message }: any) => {
			assert.ok(['fhir-not-a-resource', 'fhir-not-json'].includes(code), code);
			assert.ok(!message.includes('Zzplantson'));
			return true;
		});
	}
	let deep: Json = { linkId: '1' };
	for (let at = 0; at < 200; at++) deep = { linkId: '1', item: [deep] };
	await assert.rejects(
		phi.fhir({ resourceType: 'QuestionnaireResponse', status: 'completed', item: [deep] }),
		{ code: 'fhir-too-deep' },
	);
});

test('elements that R4 does not know, and values of another JSON type, never get into the result', async () => {
	const { out, manifest } = await cleaned({
		resourceType: 'Observation',
		status: 'final',
		zzplantson: 'Zzplantson',
		_zzplantson: { extension: [] },
		__proto__: { Zzplantson: 1 },
		code: 'Zzplantson',
		valueQuantity: 'Zzplantson',
		valueInteger: 'Zzplantson',
		valueBoolean: 'Zzplantson',
		note: { text: 'Zzplantson' },
		interpretation: [{ text: ['Zzplantson'] }, 'Zzplantson', 7],
		effectiveDateTime: { year: 'Zzplantson' },
		method: { coding: { code: 'Zzplantson' } },
		component: [{ code: { text: 'sodium' }, valueQuantity: { value: '140', unit: 'mmol/L' } }],
	});
	const text = JSON.stringify(out);
	assert.ok(!/zzplantson/i.test(text), text);
	assert.equal(out.component[0].code.text, 'sodium');
	assert.equal(out.component[0].valueQuantity.unit, 'mmol/L');
	assert.ok(!('value' in out.component[0].valueQuantity), 'a number in quotes is no number');
	assert.ok(manifest.some(({ action }) => action === 'removed: not of FHIR R4'));
	assert.ok(
		!JSON.stringify(manifest).includes('zzplantson'),
		'the manifest names no unknown element',
	);
});

test('in a Bundle a record of an unknown type is left out and named for review', async () => {
	const result = await cleaned({
		resourceType: 'Bundle',
		type: 'collection',
		entry: [
			{ resource: PATIENT },
			{ resource: { resourceType: 'Zzrecord', text: 'Zzplantson' } },
			{ resource: { text: 'Zzplantson' } },
		],
	});
	assert.equal(result.out.entry.length, 1);
	assert.ok(codes(result).includes('fhir-type-unknown'));
	assert.ok(!/zzplantson/i.test(JSON.stringify(result)));
});

test('ids and references are rewritten alike in all their forms', async () => {
	const bundle = {
		resourceType: 'Bundle',
		type: 'searchset',
		link: [{ relation: 'self', url: 'https://ehr.example/fhir/Patient?name=Zzplantson' }],
		entry: [
			{ fullUrl: 'https://ehr.example/fhir/Patient/zz-patient-1', resource: PATIENT },
			{
				fullUrl: 'urn:uuid:c757873d-ec9a-4326-a141-556f43239520',
				resource: {
					resourceType: 'Condition',
					id: 'cond-1',
					subject: SUBJECT,
					asserter: { reference: 'https://ehr.example/fhir/Patient/zz-patient-1' },
					recorder: { reference: 'Patient/zz-patient-1/_history/7' },
					encounter: { reference: 'Encounter?identifier=ZQ7788991', display: 'Zzplantson' },
				},
			},
			{
				resource: {
					resourceType: 'Procedure',
					status: 'completed',
					contained: [{ resourceType: 'Condition', id: 'zzplantson-c', subject: SUBJECT }],
					subject: SUBJECT,
					reasonReference: [
						{ reference: '#zzplantson-c', display: 'Fracture of forearm' },
						{
							reference: 'urn:uuid:C757873D-EC9A-4326-A141-556F43239520',
							display: 'Diabetes mellitus',
						},
						{ reference: 'mailto:zzplantson@example.com' },
					],
				},
			},
		],
	};
	for (const profile of ['safe-harbor', 'expert']) {
		const { out } = await cleaned(bundle, profile, []);
		const [patient, condition, procedure] = out.entry.map(({ resource }: Json) => resource);
		const reference = `Patient/${patient.id}`;
		assert.notEqual(patient.id, 'zz-patient-1');
		assert.match(patient.id, /^[A-Za-z0-9\-.]{1,64}$/);
		assert.equal(condition.subject.reference, reference);
		assert.equal(condition.asserter.reference, reference);
		assert.equal(condition.recorder.reference, reference);
		assert.equal(condition.encounter.reference, undefined);
		assert.ok(out.entry[0].fullUrl.endsWith(`/${reference}`));
		assert.ok(!out.entry[0].fullUrl.includes('ehr.example'));
		assert.match(out.entry[1].fullUrl, /^urn:uuid:[0-9a-f-]{36}$/);
		assert.equal(procedure.contained[0].subject.reference, reference);
		assert.equal(procedure.reasonReference[0].reference, `#${procedure.contained[0].id}`);
		assert.equal(procedure.reasonReference[1].reference, out.entry[1].fullUrl);
		assert.equal(procedure.reasonReference[1].display, 'Diabetes mellitus');
		assert.equal(procedure.reasonReference[2].reference, undefined);
		assert.equal(out.link, undefined);
		assert.ok(!/zzplantson|c757873d|zq7788991/i.test(JSON.stringify(out)));
	}
});

test('with a key the same ids come out in another run, and without one they do not', async () => {
	const id = async (profile: string): Promise<string> => (await cleaned(PATIENT, profile)).out.id;
	assert.equal(await id('expert'), await id('expert'));
	assert.notEqual(await id('safe-harbor'), await id('safe-harbor'));
});

test('of a date the year stays, and none that tells an age of 90 or more', async () => {
	const old = { ...PATIENT, birthDate: '1921-03-04' };
	const record = {
		resourceType: 'Encounter',
		status: 'finished',
		class: { system: 'http://terminology.hl7.org/CodeSystem/v3-ActCode', code: 'AMB' },
		subject: SUBJECT,
		period: { start: '2020-05-06T07:08:09Z', end: '2020-05-07' },
	};
	const young = await cleaned(record);
	assert.deepEqual(young.out.period, { start: '2020', end: '2020' });
	assert.equal((await cleaned(PATIENT)).out.birthDate, '1962');
	const { out } = await cleaned(old, 'safe-harbor', []);
	assert.equal(out.birthDate, undefined);
	assert.equal(out._birthDate.extension[0].valueCode, 'masked');
});

test('under a limited data set days and towns stay, under expert days move alike for one patient', async () => {
	const bundle = {
		resourceType: 'Bundle',
		type: 'collection',
		entry: [
			{ resource: PATIENT },
			{
				resource: {
					resourceType: 'Observation',
					status: 'final',
					code: { text: 'Sodium' },
					subject: SUBJECT,
					effectiveDateTime: '2021-03-10',
					issued: '2021-03-12T08:00:00Z',
				},
			},
		],
	};
	const limited = (await cleaned(bundle, 'limited-data-set', [])).out;
	assert.equal(limited.entry[0].resource.birthDate, '1962-07-19');
	assert.equal(limited.entry[0].resource.address[0].city, 'Zzplantville');
	assert.equal(limited.entry[0].resource.address[0].line, undefined);
	assert.equal(limited.entry[1].resource.effectiveDateTime, '2021-03-10');
	const label = await cleaned(
		{ resourceType: 'Condition', subject: { display: 'Stranger' }, recorder: SUBJECT },
		'limited-data-set',
	);
	assert.equal(label.out.subject.display, undefined, 'a label of nothing known may be a name');
	const expert = (await cleaned(bundle, 'expert', [])).out;
	const { effectiveDateTime, issued } = expert.entry[1].resource;
	const days = (Date.parse(issued.slice(0, 10)) - Date.parse(effectiveDateTime)) / 86_400_000;
	assert.equal(days, 2);
	assert.notEqual(effectiveDateTime, '2021-03-10');
	assert.notEqual(expert.entry[0].resource.name[0].family, 'Zzplantson');
	assert.ok(expert.entry[0].resource.name[0].family.length > 1);
});

test('ages of 90 and more become 90 and more, wherever an age can stand', async () => {
	const condition = (onsetAge: unknown) => ({
		resourceType: 'Condition',
		subject: SUBJECT,
		onsetAge,
	});
	const year = { system: 'http://unitsofmeasure.org', code: 'a', unit: 'years' };
	const at = async (value: number, unit: Json = year) =>
		(await cleaned(condition({ value, ...unit }))).out.onsetAge;
	assert.equal((await at(89)).value, 89);
	assert.deepEqual(
		[(await at(90)).value, (await at(90)).comparator, (await at(101)).value],
		[90, '>=', 90],
	);
	assert.equal((await at(1140, { code: 'mo', unit: 'months' })).value, 90);
	const observation = {
		resourceType: 'Observation',
		status: 'final',
		code: { coding: [{ system: 'http://loinc.org', code: '30525-0' }] },
		subject: SUBJECT,
	};
	const quantity = await cleaned({ ...observation, valueQuantity: { value: 94, ...year } });
	assert.equal(quantity.out.valueQuantity.value, 90);
	const integer = await cleaned({ ...observation, valueInteger: 94 });
	assert.equal(integer.out.valueInteger, undefined);
	const range = await cleaned({
		resourceType: 'Condition',
		subject: SUBJECT,
		onsetRange: { low: { value: 92, ...year }, high: { value: 97, ...year } },
	});
	assert.ok(!/9[1-9]/.test(JSON.stringify(range.out.onsetRange)));
});

test('extensions stay by list alone, and one that changes the meaning leaves its mark', async () => {
	const US_CORE = 'http://hl7.org/fhir/us/core/StructureDefinition/us-core-';
	const race = {
		url: `${US_CORE}race`,
		extension: [
			{
				url: 'ombCategory',
				valueCoding: {
					system: 'urn:oid:2.16.840.1.113883.6.238',
					code: '2106-3',
					display: 'White',
				},
			},
			{ url: 'text', valueString: 'White' },
			{ url: 'zzplantson', valueString: 'Zzplantson' },
		],
	};
	const result = await cleaned({
		...PATIENT,
		extension: [
			race,
			{
				url: 'http://hl7.org/fhir/StructureDefinition/patient-mothersMaidenName',
				valueString: 'Zzmaiden',
			},
			{ url: 'https://zzplantson.example/x', valueString: 'Zzother' },
			{ url: `${US_CORE}birthsex`, valueCode: 'Zzplantson' },
		],
		modifierExtension: [{ url: 'https://zzplantson.example/not', valueBoolean: true }],
		_birthDate: {
			id: 'zzplantson',
			extension: [
				{
					url: 'http://hl7.org/fhir/StructureDefinition/patient-birthTime',
					valueDateTime: '1962-07-19T04:05:06Z',
				},
			],
		},
	});
	const { out } = result;
	assert.equal(out.extension.length, 1);
	assert.deepEqual(
		out.extension[0].extension.map(({ url }: Json) => url),
		['ombCategory', 'text'],
	);
	assert.equal(out.extension[0].extension[0].valueCoding.code, '2106-3');
	assert.equal(out.modifierExtension[0].url, 'urn:hospital:masked-modifier');
	assert.ok(codes(result).includes('modifier-masked'));
	assert.ok(!/zzplantson|zzmaiden|zzother|04:05/i.test(JSON.stringify(out)));
});

test('codes of public systems stay, codes and numbers of others do not, unless the hospital says so', async () => {
	const record = {
		resourceType: 'Observation',
		status: 'final',
		subject: SUBJECT,
		code: {
			coding: [
				{
					system: 'http://loinc.org',
					code: '2951-2',
					display: 'Sodium [Moles/volume] in Serum or Plasma',
				},
				{ system: 'http://loinc.org', code: 'ZQ7788991' },
				{ system: 'https://lab.example/codes', code: 'NA-7', display: 'Sodium' },
				{ code: 'ZQ7788991' },
			],
		},
		valueQuantity: {
			value: 140,
			unit: 'mmol/L',
			system: 'http://unitsofmeasure.org',
			code: 'mmol/L',
		},
	};
	const { out } = await cleaned(record);
	assert.deepEqual(
		out.code.coding.map(({ code }: Json) => code),
		['2951-2', undefined, undefined, undefined],
	);
	assert.equal(out.code.coding[0].display, 'Sodium [Moles/volume] in Serum or Plasma');
	assert.deepEqual(out.valueQuantity, record.valueQuantity);
	const phi = await opened('safe-harbor', { codeSystems: ['https://lab.example/codes'] });
	const kept = (await phi.fhir(record, { context: [PATIENT] })).resource as Json;
	assert.equal(kept.code.coding[2].code, 'NA-7');
});

test('the words of a public code are no names, but what the chart knows is found in them', async () => {
	const display = 'Leukocytes [#/volume] in Blood by Automated count';
	const coded = (words: string, system = 'http://loinc.org') => ({
		resourceType: 'Observation',
		status: 'final',
		subject: SUBJECT,
		code: { coding: [{ system, code: '6690-2', display: words }], text: words },
	});
	const { out } = await cleaned(coded(display));
	assert.deepEqual([out.code.coding[0].display, out.code.text], [display, display]);
	const named = (await cleaned(coded(`${display} for Zzplantson 07/19/1962`))).out;
	assert.ok(!/zzplantson|07\/19/i.test(JSON.stringify(named)));
	const stranger = 'Seen by Dr. Wexlerine Abboudova';
	const own = (await cleaned(coded(stranger, 'https://lab.example/codes'))).out;
	assert.ok(!JSON.stringify(own).includes('Abboudova'), 'words of a private code are text');
});

test('a code or address that the chart knows is no public one, whatever it says of itself', async () => {
	const { out } = await cleaned({
		resourceType: 'Observation',
		status: 'final',
		subject: SUBJECT,
		code: {
			coding: [
				{ system: 'http://hl7.org/fhir/Zzplantson', code: 'a' },
				{ system: 'http://terminology.hl7.org/CodeSystem/v3-ActCode', code: 'Zzplantson' },
				{ system: 'http://terminology.hl7.org/CodeSystem/v3-ActCode', code: 'AMB' },
			],
		},
		instantiatesUri: ['http://hl7.org/fhir/Zzplantson'],
		meta: {
			profile: [
				'http://hl7.org/fhir/Zzplantson',
				'http://hl7.org/fhir/StructureDefinition/vitalsigns',
			],
		},
	});
	assert.ok(!/zzplantson/i.test(JSON.stringify(out)));
	assert.equal(out.code.coding[2].code, 'AMB');
	assert.deepEqual(out.meta.profile, ['http://hl7.org/fhir/StructureDefinition/vitalsigns']);
});

test('the year of birth of an old relative is removed like that of an old patient', async () => {
	const relative = (birthDate: string) => ({
		resourceType: 'RelatedPerson',
		patient: SUBJECT,
		birthDate,
	});
	assert.equal((await cleaned(relative('1990-01-02'))).out.birthDate, '1990');
	assert.equal((await cleaned(relative('1920-01-02'))).out.birthDate, undefined);
	const history = { resourceType: 'FamilyMemberHistory', status: 'completed', patient: SUBJECT };
	const family = await cleaned({ ...history, relationship: { text: 'mother' }, bornDate: '1920' });
	assert.equal(family.out.bornDate, undefined);
	const age = await cleaned({
		resourceType: 'Observation',
		status: 'final',
		subject: SUBJECT,
		code: { text: 'Patient age' },
		valueQuantity: { value: 95, unit: 'years' },
	});
	assert.equal(age.out.valueQuantity.value, 90);
});

test('what the chart knows and the result still holds is a reason for doubt', async () => {
	const jordan = { ...PATIENT, name: [{ family: 'Jordan' }], address: [{ country: 'Jordan' }] };
	const result = await cleaned(jordan, 'safe-harbor', []);
	assert.equal(result.out.address[0].country, 'Jordan');
	assert.deepEqual(
		result.review.map(({ code, at }) => [code, at]),
		[['sweep-hit', 'Patient.address.country']],
	);
	const phi = await opened('safe-harbor', { onUncertain: 'fail' });
	await assert.rejects(phi.fhir(jordan), { code: 'phi-uncertain' });
	const street = { ...PATIENT, name: [{ family: 'Street', given: ['Fax'] }] };
	const record = { resourceType: 'Basic', code: { text: 'Mr. Fax Street of 4711 Zzplant Street' } };
	assert.deepEqual((await cleaned(record, 'safe-harbor', [street])).review, []);
});

test('words that JavaScript knows of itself are words like others', async () => {
	const { out } = await cleaned({
		...PATIENT,
		telecom: [{ system: 'constructor', value: 'Zzplantson' }],
		identifier: [{ system: 'constructor', value: 'ZQ7788991' }],
		maritalStatus: { coding: [{ system: 'constructor', code: 'valueOf' }] },
		extension: [
			{ url: 'constructor', extension: [{ url: 'toString', valueString: 'Zzplantson' }] },
		],
	});
	assert.ok(!/zzplantson|zq7788991/i.test(JSON.stringify(out)));
});

test('documents that are text are cleaned, all others are left out and named for review', async () => {
	const note = 'Seen today: Quillonia Zzplantson, MRN ZQ7788991. Sodium 140.';
	const attachments = [
		{ contentType: 'text/plain', data: base64(note) },
		{
			contentType: 'text/plain; charset=utf-16',
			data: base64(Buffer.from(`\ufeff${note}`, 'utf16le')),
		},
		{
			contentType: 'text/html',
			data: base64(`<p>Seen today: Quillonia <b>Zzplan</b>tson</p><!-- Zzplantson -->Sodium 140.`),
		},
		{
			contentType: 'application/rtf',
			data: base64(`{\\rtf1\\ansi Seen Quillonia Zzplan\\'74son. Sodium 140.}`),
		},
		{
			contentType: 'application/pdf',
			data: base64(`%PDF-1.7 ${note}`),
			title: 'Note of Zzplantson',
		},
		{ contentType: 'text/plain; charset=x-unknown', data: base64(note) },
		{ contentType: 'text/plain', data: base64(Buffer.from([0xff, 0xc0, 0x41])) },
		{ contentType: 'text/plain', data: 'not base64!' },
		{ data: base64(note) },
		{ contentType: 'text/plain', url: 'https://ehr.example/zzplantson.txt' },
	];
	const result = await cleaned({
		resourceType: 'DiagnosticReport',
		status: 'final',
		code: { text: 'Report' },
		subject: SUBJECT,
		presentedForm: attachments,
	});
	const forms = result.out.presentedForm as Json[];
	const texts = forms.map(({ data }) => data && Buffer.from(data, 'base64').toString('utf8'));
	for (const text of texts.slice(0, 4)) {
		assert.match(text, /Sodium 140/);
		assert.ok(!/zzplantson|quillonia/i.test(text), text);
	}
	assert.deepEqual(texts.slice(4), [
		undefined,
		undefined,
		undefined,
		undefined,
		undefined,
		undefined,
	]);
	assert.equal(forms[3]?.contentType, 'text/plain');
	assert.equal(forms[0]?.size, Buffer.from(forms[0]?.data, 'base64').length);
	for (const code of ['attachment-dropped', 'attachment-unreadable', 'attachment-elsewhere']) {
		assert.ok(codes(result).includes(code), code);
	}
	const binary = await cleaned({
		resourceType: 'Binary',
		contentType: 'text/plain',
		data: base64(note),
	});
	assert.match(Buffer.from(binary.out.data, 'base64').toString(), /Sodium 140/);
	assert.ok(!/Zzplantson/.test(Buffer.from(binary.out.data, 'base64').toString()));
	const image = await cleaned({
		resourceType: 'Binary',
		contentType: 'image/png',
		data: base64('x'),
	});
	assert.equal(image.out.data, undefined);
});

test('the narrative is written again from its cleaned words, without pictures, links and comments', async () => {
	const { out } = await cleaned({
		resourceType: 'Condition',
		subject: SUBJECT,
		text: {
			status: 'additional',
			div: '<div xmlns="http://www.w3.org/1999/xhtml"><p title="Zzplantson">Quillonia Zzplantson has a &lt;1 cm nodule</p><img src="zzplantson.png" alt="Zzplantson"/><!-- Zzplantson --><a href="https://zzplantson.example">more</a></div>',
		},
	});
	assert.match(out.text.div, /^<div xmlns="http:\/\/www\.w3\.org\/1999\/xhtml"><p>.*<\/div>$/);
	assert.match(out.text.div, /has a &lt;1 cm nodule/);
	assert.ok(!/zzplantson|quillonia/i.test(out.text.div));
});

test('every record says in its labels what was done', async () => {
	const bundle = { resourceType: 'Bundle', type: 'collection', entry: [{ resource: PATIENT }] };
	const label = async (profile: string): Promise<string[]> => {
		const { out } = await cleaned(bundle, profile, []);
		return [out, out.entry[0].resource].map(({ meta }: Json) => meta.security.at(-1).code);
	};
	assert.deepEqual(await label('safe-harbor'), ['MASKED', 'MASKED']);
	assert.deepEqual(await label('expert'), ['PSEUDED', 'PSEUDED']);
});

test('two patients in one Bundle have their own pseudonyms, and their records go with them', async () => {
	const other = {
		...PATIENT,
		id: 'zz-patient-2',
		identifier: [{ ...PATIENT.identifier[0], value: 'ZQ1112223' }],
	};
	const of = (id: string) => ({
		resource: {
			resourceType: 'Condition',
			subject: { reference: `Patient/${id}` },
			onsetDateTime: '2020-05-20',
		},
	});
	const bundle = {
		resourceType: 'Bundle',
		type: 'collection',
		entry: [{ resource: PATIENT }, { resource: other }, of('zz-patient-1'), of('zz-patient-2')],
	};
	const { out } = await cleaned(bundle, 'expert', []);
	const [one, two, first, second] = out.entry.map(({ resource }: Json) => resource);
	assert.notEqual(one.identifier[0].value, two.identifier[0].value);
	assert.notEqual(one.id, two.id);
	assert.equal(first.subject.reference, `Patient/${one.id}`);
	assert.equal(second.subject.reference, `Patient/${two.id}`);
	assert.notEqual(first.onsetDateTime, second.onsetDateTime, 'each has a shift of its own');
});

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readPart10, writePart10 } from '../../../dist/nodes/formats/dicom/index.js';
import { deidentifyDicom, dicomOptions } from '../../../dist/nodes/Phi/formats/dicom/index.js';
import { loadProfile } from '../../../dist/nodes/Phi/profiles/index.js';
import { Authorities, subjectOf, transformer } from '../../../dist/nodes/Phi/transforming/index.js';
import { ctSlice } from '../dicom-data/build.ts';
import { OPTION_SETS } from './dicom-settings.ts';

const PROFILES = ['safe-harbor', 'limited-data-set', 'expert'] as const;
const AUTHORITIES = [{ name: 'mrn', dicom: ['ZZHOSP'], default: true }];

function policy(name: (typeof PROFILES)[number], key = Buffer.alloc(32, 1)) {
	const profile = loadProfile(name);
	const authorities = new Authorities(AUTHORITIES);
	const texts: string[] = [];
	return {
		texts,
		transformer: transformer({ profile, project: 'test', key, authorities: AUTHORITIES }),
		options: dicomOptions(profile),
		subject: ({ authority, number, birthDate }: Patient) =>
			subjectOf(
				{
					number,
					...(authority !== undefined && { authority }),
					...(birthDate !== undefined && { birthDate }),
				},
				authorities,
			),
		reviewed: true,
		text: (text: string) => {
			texts.push(text);
			return '[cleaned]';
		},
	};
}

interface Patient {
	authority?: string;
	number: string;
	birthDate?: string;
}

const content = {
	PatientAge: '061Y',
	StudyDescription: 'Head of Ada Zztest',
	DeviceSerialNumber: 'ZZ9',
};
const slice = (index = 0, more = {}) =>
	writePart10(ctSlice(index, { content: { ...content, ...more } }));

async function made(bytes: Buffer, settings: ReturnType<typeof policy>) {
	const { bytes: out } = await deidentifyDicom({ bytes }, 'bytes', settings);
	return { out: out!, set: readPart10(out!).dataSet };
}

for (const name of PROFILES) {
	test(`the options that the tests of the rows use are those of the profile: ${name}`, () => {
		assert.deepEqual(dicomOptions(loadProfile(name)), OPTION_SETS[name]);
	});

	test(`no identifier of the header is left: ${name}`, async () => {
		const { out, set } = await made(slice(), policy(name));
		const text = out.toString('latin1');
		assert.ok(!/ZZTEST\^|ZZREFER|ZZ-1|ZZ0001|ZZHOSP|ZZ9/.test(text));
		assert.ok(!text.includes('19600504'));
		assert.ok(!/(?:^|[^.\d])2\.25\.(?:1|10|99|10000)\0/.test(text));
		assert.equal(set.string(0x00081030), '[cleaned]');
		assert.equal(set.string(0x00101010), '061Y');
	});
}

test('safe harbor leaves no date at all, the limited data set leaves them all but birth', async () => {
	const harbor = (await made(slice(), policy('safe-harbor'))).set;
	for (const { tag, vr } of harbor) {
		if (vr === 'DA' || vr === 'DT') assert.match(harbor.string(tag), /^(?:19000101.*)?$/);
	}
	const limited = (await made(slice(), policy('limited-data-set'))).set;
	assert.equal(limited.string(0x00080020), '20260102');
	assert.equal(limited.string(0x00080030), '101500');
	assert.equal(limited.string(0x00100030), '');
});

test('the expert profile moves days by the patient, alike in every instance and every run', async () => {
	const one = (await made(slice(), policy('expert'))).set;
	const two = (await made(slice(1, { StudyDate: '20260105' }), policy('expert'))).set;
	const other = (await made(slice(0, { PatientID: 'ZZ-2' }), policy('expert'))).set;
	const key = (await made(slice(), policy('expert', Buffer.alloc(32, 2)))).set;
	const day = (set: typeof one) =>
		Date.parse(set.string(0x00080020).replace(/(\d{4})(\d\d)(\d\d)/, '$1-$2-$3')) / 86_400_000;
	assert.equal(day(two) - day(one), 3);
	assert.notEqual(one.string(0x00080020), '20260102');
	assert.equal(one.string(0x00080030), '101500');
	for (const tag of [0x00100010, 0x00100020, 0x0020000d]) {
		assert.equal(one.string(tag), two.string(tag));
		assert.notEqual(one.string(tag), '');
		assert.notEqual(one.string(tag), key.string(tag));
	}
	assert.notEqual(one.string(0x00100020), other.string(0x00100020));
});

test('a text is cleaned for the patient of the header', async () => {
	const settings = policy('expert');
	const subjects: string[] = [];
	await made(slice(), {
		...settings,
		text: (text: string, values: readonly string[], subject: { key: string }) => {
			assert.ok(values.includes('ZZTEST^ADA'));
			subjects.push(subject.key);
			return text.replace('Ada Zztest', 'somebody');
		},
	} as typeof settings);
	assert.deepEqual(subjects, [settings.subject({ number: 'ZZ-1', authority: 'ZZHOSP' }).key]);
});

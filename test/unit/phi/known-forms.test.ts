import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { prepare } from '../../../dist/nodes/Phi/detecting/index.js';
import { knownOf, sweep } from '../../../dist/nodes/Phi/knowing/index.js';

const person = (family: string, ...given: string[]) => ({
	resourceType: 'Patient',
	name: [{ family, given }],
});

/** The text with what the chart names in it as `[TYPE]`. */
function without(text: string, ...resources: object[]): string {
	let out = '';
	let at = 0;
	for (const { start, end, type } of sweep(prepare(text), knownOf({ resources }))) {
		out += `${text.slice(at, start)}[${type}]`;
		at = end;
	}
	return out + text.slice(at);
}

describe('A name in a script without blanks', () => {
	for (const [family, given, text, expected] of [
		['王', '小东', '患者王小东，男，45岁', '患者[NAME]，男，45岁'],
		['王', '小东', '小东 well. 王先生 seen.', '[NAME] well. [NAME]先生 seen.'],
		['王小东', '', '王小东', '[NAME]'],
		['山田', '太郎', '山田太郎様、山田さん', '[NAME]様、[NAME]さん'],
		['김', '민수', '환자 김민수는 안정', '환자 [NAME]는 안정'],
		['ใจดี', 'สมชาย', 'ผู้ป่วยสมชายมาตรวจ', 'ผู้ป่วย[NAME]มาตรวจ'],
	] as const) {
		test(`is found between other signs: ${text}`, () => {
			const chart = given === '' ? person(family) : person(family, given);
			assert.equal(without(text, chart), expected);
		});
	}

	test('of one sign is no name by itself', () => {
		assert.equal(without('女王 2 mg', person('王', '小东')), '女王 2 mg');
	});

	test('stands in a city or street as well', () => {
		const chart = { ...person('Test'), address: [{ city: '東京', line: ['銀座1丁目'] }] };
		assert.equal(without('東京都 銀座1丁目', chart), '[CITY]都 [STREET]');
	});
});

describe('A name of the chart in the codes of a machine', () => {
	const chart = person('Okonkwo-Reyes', 'Ngozi');
	for (const text of [
		'file=Ngozi%20Okonkwo%2DReyes.pdf',
		'Ngozi=20Okonkwo=2DReyes',
		'Okonkwo-Re=\nyes',
		'&#78;gozi',
		'&#x4e;gozi',
		'\\u004egozi',
		Buffer.from('Ngozi Okonkwo-Reyes').toString('base64'),
	]) {
		test(`goes with the whole code: ${JSON.stringify(text)}`, () => {
			assert.match(without(`seen ${text} today`, chart), /^seen \[\w+\](\[\w+\])? today$/);
		});
	}

	test('and what holds none of it stays', () => {
		const rest = 'SpO2 98%20 ml a=3 x&nbsp;y QmxvZWQgcHJlc3N1cmUgaXMgZmluZQ== hypercholesterolemia';
		assert.equal(without(rest, chart), rest);
	});
});

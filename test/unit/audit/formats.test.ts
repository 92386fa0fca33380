import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { ALLOWED_PATTERNS } from '../../../dist/nodes/Audit/formats/allow-list.js';
import { escapeExtension, escapeHeader } from '../../../dist/nodes/Audit/formats/cef.js';
import { csvCell, CSV_COLUMNS } from '../../../dist/nodes/Audit/formats/csv.js';
import { FORMAT_NAMES, FORMATS, formatNamed } from '../../../dist/nodes/Audit/formats/index.js';
import { attributeValue, headerField } from '../../../dist/nodes/Audit/formats/leef.js';
import { ownPairs } from '../../../dist/nodes/Audit/formats/own-keys.js';
import { element, escapeXml } from '../../../dist/nodes/Audit/formats/xml.js';
import { entryOf, EVENTS, fullRecord, placesOf, withValue } from './formats-events.ts';
import { leaves, parseCef, parseCsv, parseLeef, parseXml, xmlLeaves } from './formats-parse.ts';
import { parse as parseSyslog } from './rfc5424-parser.ts';

const FILE = { maxBytes: 1024 * 1024 };

/** All values of a line, as a reader of that format gets them; throws when it is none. */
const READERS: Record<string, (line: string) => string[]> = {
	atna: (line) => [...xmlLeaves(parseXml(line))],
	cef: (line) => {
		const { header, values } = parseCef(line);
		return [...header, ...Object.values(values)];
	},
	csv: (line) => {
		const [cells, ...more] = parseCsv(`${line}\r\n`);
		assert.equal(more.length, 0, 'one record');
		assert.equal(cells.length, CSV_COLUMNS.length);
		return cells.flatMap((cell) => (/^[[{]/.test(cell) ? [...leaves(JSON.parse(cell))] : [cell]));
	},
	ecs: (line) => [...leaves(JSON.parse(line))],
	fhir: (line) => [...leaves(JSON.parse(line))],
	json: (line) => [...leaves(JSON.parse(line))],
	leef: (line) => {
		const { header, values } = parseLeef(line);
		return [...header, ...Object.values(values)];
	},
	ocsf: (line) => [...leaves(JSON.parse(line))],
	syslog: (line) => {
		const { data, msg, ...header } = parseSyslog(line);
		return [...leaves(header), ...leaves(data), ...leaves(JSON.parse(msg))];
	},
};

/** What a line shows, decoded from base64 too, so that nothing hides in an encoding. */
const shown = (name: string, line: string): string => `${line}\n${READERS[name](line).join('\n')}`;

/** Text as people write it, with everything that ends a field somewhere. */
const TEXTS = [
	'ZZTEST^ADA',
	'Zztest, Ada',
	'Ada Zztest was seen for chest pain',
	'zztest|ada=1\\2"3\'4]5',
	'zztest\nada\r\n\tCEF:0|x|y|1|z|z|9|',
	'=cmd|zztest',
	'<zztest a="1">&ada;</zztest>',
	'Zztest Žofia Ådå\u0000\u2028\u202e\ud800',
];
/** Numbers of a person. They look like codes, so some fields that take codes of others let them pass. */
const NUMBERS = ['MRN0012345', '1970-01-31', '19700131', '555-0100-2222', '0012345678'];

/**
 * Hold what a machine, server, register or the administrator named: they may look like anything. The
 * id of a key is eight hexadecimal digits, which may be a date by chance.
 */
const NAMES_GIVEN_ELSEWHERE =
	/^(?:\w+(?:\.0)?\.keyId|actor\.id|agent\.(?:nodeType|workflowId|executionId|instance)|network\.c\w+|objects\.0\.version|workItem\.id|emergency\.review|disclosure\.(?:recipient|reference)|change\.id|inference\.(?:engine|model|version|profile|signOff|digest))$/;

test('every field that may leave is in the sample, and every format is in the registry', () => {
	const record = { ...fullRecord() };
	const places = new Set(
		[...placesOf(record)].map((path) =>
			`/${path.join('/')}`
				.replace(/(objects|heads)\/0/, '$1/*')
				.replace(/(parameters|verifier)\/\w+/, '$1/*'),
		),
	);
	assert.deepEqual([...places].sort(), [...ALLOWED_PATTERNS].sort());
	assert.deepEqual(FORMATS.map(({ name }) => name).sort(), [...FORMAT_NAMES]);
	assert.deepEqual(Object.keys(READERS).sort(), [...FORMAT_NAMES]);
	assert.throws(() => formatNamed('pdf'), { code: 'audit-format-unknown' });
});

for (const format of FORMATS) {
	describe(format.displayName, () => {
		const line = (record: Record<string, unknown>): string => format.line(entryOf(record), FILE);
		const values = (record: Record<string, unknown>): string[] =>
			READERS[format.name](line(record));

		test('every event is one line that a reader of the format understands, with its id and number', () => {
			for (const record of EVENTS) {
				const text = line(record);
				assert.doesNotMatch(text, /[\r\n]/);
				const found = READERS[format.name](text);
				const { id } = entryOf(record);
				assert.ok(found.includes(id), `id of ${String(record.interaction)}`);
				assert.ok(found.includes(String(record.seq)), `number of ${String(record.interaction)}`);
				assert.equal(line(record), text, 'the same event is the same line');
			}
		});

		test('no field is lost', () => {
			for (const record of EVENTS) {
				const found = new Set(values(record));
				for (const path of placesOf(record)) {
					const value = path.reduce<unknown>(
						(at, key) => (at as Record<string, unknown>)[key],
						record,
					);
					const forms = [String(value)];
					if (path.join('.') === 'recorded') forms.push(String(Date.parse(String(value))));
					assert.ok(
						forms.some((form) => found.has(form)),
						`${path.join('.')} of ${String(record.interaction)}`,
					);
				}
			}
		});

		test('text planted in any field, or as the name of one, is in no byte', () => {
			const record = fullRecord();
			for (const path of placesOf(record)) {
				for (const text of TEXTS) {
					const changed = withValue(record, path, text);
					const seen = shown(format.name, line(changed));
					assert.doesNotMatch(seen, /zztest/i, `${path.join('.')}: ${text}`);
					assert.ok(READERS[format.name](line(changed)).length > 0);
				}
			}
			for (const parent of [
				[],
				['agent'],
				['patient'],
				['inference', 'parameters'],
				['objects', '0'],
			]) {
				for (const text of TEXTS) {
					const changed = withValue(record, [...parent, text], text);
					assert.doesNotMatch(shown(format.name, line(changed)), /zztest/i, parent.join('.'));
				}
			}
		});

		test('numbers of a person planted where a code of ours belongs are in no byte', () => {
			const record = fullRecord();
			let places = 0;
			for (const path of placesOf(record)) {
				if (NAMES_GIVEN_ELSEWHERE.test(path.join('.'))) continue;
				places += 1;
				for (const number of NUMBERS) {
					const changed = withValue(record, path, number);
					const seen = shown(format.name, line(changed));
					assert.ok(!seen.includes(number), `${path.join('.')}: ${number}`);
				}
			}
			assert.ok(places > 45, String(places));
			const keyed = withValue(record, ['inference', 'parameters', 'MRN0012345'], 1);
			assert.ok(!shown(format.name, line(keyed)).includes('MRN0012345'));
		});

		test('a date, telephone or long number is held back where somebody types a reference', () => {
			for (const place of [
				'emergency.review',
				'disclosure.recipient',
				'disclosure.reference',
				'change.id',
				'inference.signOff',
				'workItem.id',
				'objects.0.version',
			]) {
				for (const number of ['1970-01-31', '19700131', '555-0100-2222', '0012345678']) {
					const changed = withValue(fullRecord(), place.split('.'), number);
					assert.ok(!shown(format.name, line(changed)).includes(number), `${place}: ${number}`);
				}
			}
		});

		test('what was held back is named, and an unknown outcome is no success', () => {
			const found = shown(
				format.name,
				line(fullRecord({ outcomeReason: 'Ada fell', outcome: '7' })),
			);
			assert.ok(found.includes('/outcomeReason'), 'withheld');
			assert.doesNotMatch(found, /success/i);
			if (format.name === 'fhir' || format.name === 'atna') assert.ok(found.includes('12'));
		});

		test('a record that was tampered with still gives one line', () => {
			for (const value of [
				null,
				7,
				'x',
				[],
				{},
				[null],
				[[{}]],
				true,
				'2026-13-01T00:00:00.000Z',
			]) {
				for (const member of [
					'objects',
					'patient',
					'actor',
					'network',
					'recorded',
					'agent',
					'seq',
				]) {
					const text = line(fullRecord({ [member]: value }));
					assert.doesNotMatch(text, /[\r\n]/);
					assert.doesNotMatch(READERS[format.name](text).join(), /NaN|undefined|\[object/);
				}
			}
		});

		test('an event with 256 objects and 24 heads is written whole', () => {
			const objects = Array.from({ length: 256 }, (_, at) => ({
				type: 'Observation',
				pseudonym: at.toString(16).padStart(32, '0'),
				keyId: '01234567',
			}));
			const found = new Set(values(fullRecord({ objects })));
			for (const { pseudonym } of objects) assert.ok(found.has(pseudonym));
		});
	});
}

test('signs that end something are escaped as each format says', () => {
	assert.equal(escapeHeader('a|b\\c=d\ne'), 'a\\|b\\\\c=d e');
	assert.equal(escapeExtension('a|b\\c=d\ne\rf\u0007'), 'a|b\\\\c\\=d\\ne\\rf ');
	const cef = parseCef(
		`CEF:0|${escapeHeader('v|\\')}|p|1|s|n|5|a=${escapeExtension('x=1 b=2\\')} c=3`,
	);
	assert.deepEqual(cef.header.slice(1, 2), ['v|\\']);
	assert.deepEqual(cef.values, { a: 'x=1 b=2\\', c: '3' });
	assert.equal(headerField('a|b\tc'), 'a b c');
	assert.equal(attributeValue('a=b|c\td\r\ne\u2028'), 'a=b|c d e ');
	const hostile = '<a b="c">&\'\u0000\ufffe]]>\t\n';
	const xml = parseXml(element('x', { y: hostile }, escapeXml(hostile)));
	assert.equal(
		xml.attributes.y,
		hostile.replaceAll('\u0000', '\ufffd').replaceAll('\ufffe', '\ufffd'),
	);
	assert.equal(xml.text, xml.attributes.y);
});

test('a cell of a table is quoted where it must be, and is never a formula', () => {
	for (const text of ['plain', 'a,b', 'a"b', 'a\r\nb', '', '"']) {
		assert.deepEqual(parseCsv(`${csvCell(text)},x\r\n`), [[text, 'x']]);
	}
	for (const text of ['=1+1', '+1', '-1', '@x', ' =1', '\t=1']) {
		assert.deepEqual(parseCsv(`${csvCell(text)},x\r\n`), [[`'${text}`, 'x']]);
	}
	assert.equal(csvCell(-1.5), '-1.5', 'a number is no formula');
	const [heading] = parseCsv(`${formatNamed('csv').header}\r\n`);
	assert.deepEqual(heading, CSV_COLUMNS);
	assert.equal(new Set(heading).size, heading.length);
});

test('two places that would share a key get two keys', () => {
	const event = { inference: { parameters: { 'a.b': 1, a_b: 2, 'a-b': 3 } }, id: 'x' };
	const pairs = ownPairs(event as never, new Set(['id']));
	assert.deepEqual(pairs, [
		['hospitalInferenceParametersAB', '1'],
		['hospitalInferenceParametersABX2', '2'],
		['hospitalInferenceParametersABX3', '3'],
	]);
});

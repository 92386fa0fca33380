import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { parseMessage } from '../../../dist/nodes/formats/hl7/index.js';
import { toFhir } from '../../../dist/nodes/Hl7/mapping/to-fhir/index.js';

/**
 * Sample messages (MIT) that are not part of the repository: a folder of .hl7 files, by default the
 * one in `shared/data` beside the checkout.
 */
const FOLDER =
	process.env.HOSPITAL_HL7_SAMPLES ?? join(import.meta.dirname, '../../../../shared/data/hl7');
const names = existsSync(FOLDER) ? readdirSync(FOLDER).filter((name) => name.endsWith('.hl7')) : [];
const skip =
	names.length === 0 &&
	'HOSPITAL_HL7_SAMPLES names no folder with .hl7 files: real messages were NOT read';

test('every message of the samples comes out byte by byte as it went in', { skip }, () => {
	for (const name of names) {
		const bytes = readFileSync(join(FOLDER, name));
		assert.deepEqual(parseMessage(bytes).encode(), bytes, name);
	}
});

test(
	'every value of the samples can be read, and written back without a difference',
	{ skip },
	() => {
		let values = 0;
		for (const name of names) {
			const bytes = readFileSync(join(FOLDER, name));
			const message = parseMessage(bytes);
			assert.ok(message.isWellFormed, name);
			for (const segment of message.segments) {
				const first = segment.name === 'MSH' ? 3 : 1;
				for (let field = first; field <= segment.fieldCount; field++) {
					for (const [at, repetition] of segment.repetitions(field).entries()) {
						for (const part of repetition.parts) for (const { value } of part.parts) void value;
						values += 1;
						const place = `${field}[${at + 1}]`;
						const { raw } = repetition;
						segment.setRaw(place, raw);
					}
				}
			}
			assert.deepEqual(message.encode(), bytes, name);
		}
		assert.ok(values > 10 * names.length);
	},
);

/** What may keep a sample from being converted: its kind, and what it does not say. */
const REFUSALS = [
	'hl7-event-for-a-person',
	'hl7-not-convertible',
	'hl7-patient-number-unknown',
	'hl7-several-patients',
];

test(
	'the samples are converted, or refused with a reason, and none breaks the conversion',
	{ skip },
	() => {
		const numbers = ['patient', 'visit', 'placer', 'filler', 'document'] as const;
		const numberSystems = Object.fromEntries(
			numbers.map((kind) => [kind, `https://zz.example/${kind}`]),
		);
		const identifierSystems = { test1: 'https://zz.example/mrn', ADT1: 'https://zz.example/mrn' };
		const options = {
			numberSystems,
			identifierSystems,
			timeZone: 'Europe/Berlin',
			alsoTests: true,
		};
		let entries = 0;
		for (const name of names) {
			const message = parseMessage(readFileSync(join(FOLDER, name)), { charset: '8859/1' });
			try {
				const { bundle } = toFhir(message, options);
				entries += (bundle.entry as unknown[]).length;
			} catch (error) {
				assert.ok(REFUSALS.includes((error as { code: string }).code), `${name}: ${String(error)}`);
			}
		}
		assert.ok(entries > 30, String(entries));
	},
);

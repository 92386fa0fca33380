import { randomBytes } from 'node:crypto';
import type { Measuring } from '../figure.ts';
import { caseOf, type Case } from './case.ts';
import { resourcesOf } from './chart.ts';
import { openBenchPhi, type BenchPhi } from './engine.ts';
import { AUTHORITIES, FORMATS, daysBetween, type Format, type Identity } from './same-patient.ts';

/** Of so many patients everything is made once more, by an engine opened anew under the same key. */
const AGAIN = 0.1;

/** Pseudonyms and shifts of the same patient in four formats, and again in a later run. */
export async function inconsistencies({ quick, figure, say }: Measuring): Promise<void> {
	const patients = quick ? 250 : 10_000;
	const key = randomBytes(32);
	const settings = { profile: 'expert', key, authorities: AUTHORITIES };
	const first = await openBenchPhi(settings);
	const later = await openBenchPhi(settings);
	const kinds = new Map<string, number>();
	const owners = new Map<string, number>();
	let differing = 0;
	for (let index = 0; index < patients; index++) {
		if (index % 1000 === 0) say(`${index} of ${patients} patients in four formats`);
		const kase = distinct(index);
		const made = await identitiesOf(first, kase);
		const wrong = disagreements(kase, made);
		if (index < patients * AGAIN) {
			const again = await identitiesOf(later, kase);
			if (JSON.stringify(again) !== JSON.stringify(made)) wrong.push('another run');
		}
		// Two patients under one code would be merged by whoever reads them.
		const owner = owners.get(made.fhir.number);
		if (owner !== undefined) wrong.push('code of another patient');
		owners.set(made.fhir.number, index);
		for (const kind of wrong) kinds.set(kind, (kinds.get(kind) ?? 0) + 1);
		if (wrong.length > 0) differing += 1;
	}
	await first.close();
	await later.close();
	for (const [kind, count] of kinds) say(`not consistent: ${kind}: ${count} patients`);
	figure({ metric: 'inconsistencies', value: differing, unit: 'count', n: patients });
}

/** A patient with a number of its own: made numbers could meet in two of ten thousand. */
function distinct(index: number): Case {
	const kase = caseOf(`same-${index}`);
	return { ...kase, numbers: { ...kase.numbers, mrn: String(20_000_000 + index * 37) } };
}

async function identitiesOf(phi: BenchPhi, kase: Case): Promise<Record<Format, Identity>> {
	const context = resourcesOf(kase);
	return {
		fhir: FORMATS.fhir.read(await phi.fhir(FORMATS.fhir.write(kase))),
		hl7: FORMATS.hl7.read(await phi.hl7(FORMATS.hl7.write(kase))),
		dicom: FORMATS.dicom.read(await phi.dicom(FORMATS.dicom.write(kase))),
		text: FORMATS.text.read(await phi.text(FORMATS.text.write(kase), context)),
	};
}

/** In what the formats differ, and what did not change at all. */
function disagreements(kase: Case, made: Record<Format, Identity>): string[] {
	const { patient, dates, numbers } = kase;
	const wrong: string[] = [];
	const all = Object.entries(made) as Array<[Format, Identity]>;
	const shift = daysBetween(dates.admission ?? '', made.fhir.admitted);
	const ages = shiftOf(patient.born, made.fhir.born);
	for (const [format, identity] of all) {
		if (identity.family !== made.fhir.family || identity.family === '') {
			wrong.push(`family name in ${format}`);
		}
		if (identity.given !== made.fhir.given || identity.given === '') {
			wrong.push(`given name in ${format}`);
		}
		if (identity.number !== made.fhir.number || identity.number === '') {
			wrong.push(`number in ${format}`);
		}
		if (identity.number === numbers.mrn || identity.family === patient.family.toUpperCase()) {
			wrong.push(`unchanged in ${format}`);
		}
		if (daysBetween(dates.admission ?? '', identity.admitted) !== shift || shift === 0) {
			wrong.push(`shift of the admission in ${format}`);
		}
		const born = shiftOf(patient.born, identity.born);
		// Withheld where it would tell an age of 90 or more; DICOM has no place for a moved birth date.
		const withheld = born === undefined && (format === 'dicom' || ages === undefined);
		if (!withheld && (born !== ages || born !== shift))
			wrong.push(`shift of the birth in ${format}`);
	}
	return wrong;
}

/** Days by which a date moved; undefined where no whole date came out. */
function shiftOf(before: string, after: string): number | undefined {
	return /^\d{4}-\d{2}-\d{2}$/.test(after) ? daysBetween(before, after) : undefined;
}

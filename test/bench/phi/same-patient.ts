import { DataSet, readPart10 } from '../../../dist/nodes/formats/dicom/index.js';
import { uidOf } from '../../hospital/random.ts';
import { CT, element, part10 } from '../../unit/dicom-net/build.ts';
import type { Case } from './case.ts';
import { resourcesOf } from './chart.ts';
import { DAY_MS } from './dates.ts';

/** Names under which the four formats know the same number, as `authorities` of the pack. */
export const AUTHORITIES = [
	{
		name: 'mrn',
		type: 'MRN' as const,
		fhir: ['urn:oid:2.25.1.1'],
		hl7: ['DEMO'],
		dicom: ['DEMO'],
		default: true,
	},
];

/** What a format says of a patient, before or after. */
export interface Identity {
	/** In capitals, as far as the format tells it. */
	readonly family: string;
	readonly given: string;
	readonly number: string;
	/** ISO dates. */
	readonly born: string;
	readonly admitted: string;
}

const day = (compact: string): string => compact.replace(/^(\d{4})(\d{2})(\d{2}).*$/, '$1-$2-$3');
const compact = (iso: string): string => iso.replaceAll('-', '');
const named = (family = '', given = '') => ({
	family: family.toUpperCase(),
	given: given.toUpperCase(),
});

const MONTHS = [
	...['January', 'February', 'March', 'April', 'May', 'June', 'July', 'August', 'September'],
	...['October', 'November', 'December'],
];

/** As in notes: 2026-03-07, 03/07/2026, March 7, 2026, 7 March 2026. */
function inWords(iso: string, form: number): string {
	const [year = '', month = '', date = ''] = iso.split('-');
	const name = MONTHS[Number(month) - 1] ?? '';
	const forms = [iso, `${month}/${date}/${year}`, `${name} ${Number(date)}, ${year}`];
	return [...forms, `${Number(date)} ${name} ${year}`][form % 4] ?? iso;
}

/** The ISO date again; what is no date stays. */
function fromWords(written: string): string {
	const time = Date.parse(`${written} UTC`);
	return Number.isNaN(time) ? written : new Date(time).toISOString().slice(0, 10);
}

/** The patient as a FHIR Bundle, an HL7 message, a DICOM file and a note, with one way back for each. */
export const FORMATS = {
	fhir: {
		write: (kase: Case): Record<string, unknown> => ({
			resourceType: 'Bundle',
			type: 'collection',
			entry: resourcesOf(kase).map((resource) => ({
				fullUrl: `http://demo.example.org/fhir/${resource.resourceType}/${String(resource.id)}`,
				resource,
			})),
		}),
		read: (bundle: Record<string, any>): Identity => {
			const resources = (bundle.entry as Array<{ resource: any }>).map(({ resource }) => resource);
			const patient = resources.find(({ resourceType }) => resourceType === 'Patient');
			const encounter = resources.find(({ resourceType }) => resourceType === 'Encounter');
			const number = patient?.identifier?.find((identifier: any) =>
				identifier.type?.coding?.some(({ code }: { code: string }) => code === 'MR'),
			);
			return {
				...named(patient?.name?.[0]?.family, patient?.name?.[0]?.given?.[0]),
				number: number?.value ?? '',
				born: patient?.birthDate ?? '',
				admitted: encounter?.period?.start ?? '',
			};
		},
	},
	hl7: {
		write: ({ patient, numbers, dates }: Case): string =>
			[
				`MSH|^~\\&|ADT|DEMO|BENCH|DEMO|20260101000000||ADT^A01^ADT_A01|1|P|2.5.1|||||||UNICODE UTF-8`,
				`EVN||${compact(dates.admission ?? '')}`,
				`PID|1||${numbers.mrn}^^^DEMO^MR||${patient.family}^${patient.given}||${compact(patient.born)}|F`,
				`PV1|1|I|${'|'.repeat(40)}|${compact(dates.admission ?? '')}`,
			].join('\r'),
		read: (message: string): Identity => {
			const segments = message.split(/[\r\n]+/).map((line) => line.split('|'));
			const field = (name: string, at: number): string =>
				segments.find(([first]) => first === name)?.[at] ?? '';
			const [family, given] = field('PID', 5).split('^');
			return {
				...named(family, given),
				number: field('PID', 3).split('^')[0] ?? '',
				born: day(field('PID', 7)),
				admitted: day(field('PV1', 44)),
			};
		},
	},
	dicom: {
		write: ({ patient, numbers, dates }: Case): Buffer => {
			const sop = uidOf('phi-bench', numbers.mrn ?? '');
			const text = (tag: number, vr: string, value: string): Buffer =>
				element(tag, vr, Buffer.from(value));
			const bytes = Buffer.concat([
				text(0x00080005, 'CS', 'ISO_IR 192'),
				text(0x00080016, 'UI', CT),
				text(0x00080018, 'UI', sop),
				text(0x00080020, 'DA', compact(dates.admission ?? '')),
				text(0x00080060, 'CS', 'CT'),
				text(0x00100010, 'PN', `${patient.family}^${patient.given}`),
				text(0x00100020, 'LO', numbers.mrn ?? ''),
				text(0x00100021, 'LO', 'DEMO'),
				text(0x00100030, 'DA', compact(patient.born)),
				text(0x0020000d, 'UI', uidOf('phi-bench-study', numbers.mrn ?? '')),
				text(0x0020000e, 'UI', uidOf('phi-bench-series', numbers.mrn ?? '')),
			]);
			return part10(bytes, { sop });
		},
		read: (bytes: Buffer): Identity => {
			const dataSet: DataSet = readPart10(bytes).dataSet;
			const [family, given] = dataSet.string(0x00100010).split('^');
			return {
				...named(family, given),
				number: dataSet.string(0x00100020),
				born: day(dataSet.string(0x00100030)),
				admitted: day(dataSet.string(0x00080020)),
			};
		},
	},
	text: {
		write: ({ patient, numbers, dates }: Case): string =>
			[
				`Patient: ${patient.family}, ${patient.given}`,
				`MRN: ${numbers.mrn}`,
				`DOB: ${patient.born}`,
				`Admitted: ${inWords(dates.admission ?? '', Number(numbers.mrn?.at(-1)))}`,
				'BP 120/80, no complaints.',
			].join('\n'),
		read: (note: string): Identity => {
			const after = (label: string): string =>
				new RegExp(`^${label}: (.*)$`, 'm').exec(note)?.[1]?.trim() ?? '';
			const [family, given] = after('Patient').split(', ');
			return {
				...named(family, given),
				number: after('MRN'),
				born: after('DOB'),
				admitted: fromWords(after('Admitted')),
			};
		},
	},
};

export type Format = keyof typeof FORMATS;

/** Days from one ISO date to another; NaN when one of them is none. */
export const daysBetween = (from: string, to: string): number =>
	(Date.parse(to) - Date.parse(from)) / DAY_MS;

import { isUid, Tag, type DataSet } from '../../../formats/dicom';
import { HospitalError, toHospitalError } from '../../../shared/errors';
import type { Subject } from '../../types';
import { fileHead } from './file-meta';
import { finish, methodsOf, type Done } from './finishing';
import { HeaderValues } from './header-values';
import { Manifest } from './manifest';
import { encode, type OutDataSet } from './output';
import { PIXELS_FROM } from './pixel-location';
import { planPixels, type PixelPlan } from './pixel-policy';
import { Rewriter } from './rewrite';
import { openSource, type DicomSource } from './source';
import type { DicomInput, DicomOutcome, DicomSettings, DicomTarget } from './types';
import { pixelParts, toBytes, toFile } from './writing';

const MEDIA_DIRECTORY = '1.2.840.10008.1.3.10';
const INVENTORY = '1.2.840.10008.5.1.4.1.1.201.1';

/**
 * Makes an instance that may leave out of one that may not (PS3.15 Annex E: Basic Application Level
 * Confidentiality Profile with the options of the profile). The transfer syntax stays; pixel data are
 * copied without being parsed, unless text in them or overlays in their bits have to go.
 *
 * Text is written in UTF-8 (ISO_IR 192) whatever it came in: what was looked at is then what is
 * written, byte for byte. A value that its own character set does not define is replaced.
 *
 * @param target a file that does not exist yet, or memory
 * @throws HospitalError `dicom-corrupt` for what cannot be read as a whole, `dicom-directory` for a
 *   DICOMDIR or an inventory, `output-exists`. An instance that was read and may not leave is no error: see `written`.
 */
export async function deidentifyDicom(
	input: DicomInput,
	target: DicomTarget,
	settings: DicomSettings,
): Promise<DicomOutcome> {
	try {
		settings.signal?.throwIfAborted();
		const source = await openSource(input, settings.maxHeaderBytes);
		try {
			return await process(source, target, settings);
		} finally {
			await source.close();
		}
	} catch (error) {
		throw toHospitalError(error, 'De-identifying a DICOM file');
	}
}

async function process(
	source: DicomSource,
	target: DicomTarget,
	settings: DicomSettings,
): Promise<DicomOutcome> {
	const { head, tail, meta, transferSyntax } = source;
	const { options, transformer, signal } = settings;
	const sopClass = head.string(Tag.SOPClassUID) || meta.string(Tag.MediaStorageSOPClassUID);
	if (sopClass === MEDIA_DIRECTORY || sopClass === INVENTORY || head.has(0x00041220))
		throw directory();
	const manifest = new Manifest();
	const header = new HeaderValues(head, options);
	const whose = patientOf(head, settings);
	const context = whose.known ? 'given' : 'none';
	if (!whose.known) {
		manifest.review(
			'no-patient-context',
			'The header says nothing about who the patient is: names in texts and pictures could not be compared with it.',
		);
	}
	if (sopClass === '') {
		manifest.review('no-sop-class', 'The file does not say what kind of object it is.');
	}
	const plan = await planPixels(source, header, settings, manifest);
	const outcome = () =>
		({ manifest: manifest.entries, review: manifest.reviewReasons, context }) as const;
	if (plan.refused !== undefined) {
		const { review, ...rest } = outcome();
		const others = review.filter(({ code }) => code !== plan.refused!.code);
		return { ...rest, review: [plan.refused, ...others], written: false, methods: [] };
	}
	const { text } = settings;
	const rewriter = new Rewriter({
		options,
		transformer,
		whose,
		sopClass,
		header,
		manifest,
		text:
			text &&
			((value) => {
				signal?.throwIfAborted();
				return text(value, header.all, whose.subject);
			}),
		encoding: head.encoding,
	});
	signal?.throwIfAborted();
	const done = doneBy(source, settings, plan);
	const out = finish(await rewriter.rewrite(tail === undefined ? [head] : [head, tail]), done);
	await transformer.settle();
	const instance = instanceOf(out, sopClass);
	const file = assemble(source, out, plan, instance);
	const methods = methodsOf(done);
	if (target === 'bytes') {
		const bytes = await toBytes(file, transferSyntax);
		return { ...outcome(), written: true, bytes, instance, methods };
	}
	await toFile(file, transferSyntax, target.path, signal);
	return { ...outcome(), written: true, instance, methods };
}

function doneBy({ head }: DicomSource, settings: DicomSettings, plan: PixelPlan): Done {
	const { options, pixels, text } = settings;
	return {
		options,
		text: text !== undefined,
		pixels: options.cleanPixelData && pixels !== undefined && plan.inspected,
		burnedInAnnotation: plan.burnedInAnnotation,
		hadCharacterSet: head.has(Tag.SpecificCharacterSet),
		bigEndian: head.encoding.bigEndian,
	};
}

function assemble(
	source: DicomSource,
	out: OutDataSet,
	plan: PixelPlan,
	{ sopClass, sopInstance }: { sopClass: string; sopInstance: string },
) {
	const { encoding } = source.head;
	// Offsets into fragments say nothing about fragments made anew.
	const kept = Array.isArray(plan.replaced) ? out.filter(({ tag }) => !isOffsetTable(tag)) : out;
	return {
		head: fileHead(sopClass, sopInstance, source.transferSyntax),
		body: [
			encode(
				kept.filter(({ tag }) => tag < PIXELS_FROM),
				encoding,
			),
			...pixelParts(source, plan),
			encode(
				kept.filter(({ tag }) => tag >= PIXELS_FROM),
				encoding,
			),
		],
	};
}

/** Extended Offset Table, its lengths, and Encapsulated Pixel Data Value Total Length. */
const isOffsetTable = (tag: number) => tag >= 0x7fe00001 && tag <= 0x7fe00003;

function instanceOf(out: OutDataSet, sopClass: string) {
	const text = (tag: number) => out.find((element) => element.tag === tag)?.text ?? '';
	return {
		sopClass: isUid(sopClass) ? sopClass : '',
		sopInstance: text(Tag.SOPInstanceUID),
		study: text(Tag.StudyInstanceUID),
		series: text(Tag.SeriesInstanceUID),
	};
}

/** Who the patient is, as far as the header says it. */
function patientOf(
	head: DataSet,
	{ subject }: DicomSettings,
): { subject: Subject; authority: string | undefined; known: boolean } {
	const number = head.string(Tag.PatientID);
	const authority = head.string(Tag.IssuerOfPatientID) || undefined;
	const known = number !== '' || head.string(Tag.PatientName) !== '';
	if (typeof subject !== 'function') return { subject, authority, known };
	const birthDate = isoDate(head.string(Tag.PatientBirthDate));
	const patient = {
		number,
		...(authority === undefined ? {} : { authority }),
		...(birthDate === undefined ? {} : { birthDate }),
	};
	return { subject: subject(patient), authority, known };
}

function isoDate(date: string): string | undefined {
	const [, year, month, day] = /^(\d{4})(\d{2})(\d{2})$/.exec(date) ?? [];
	return year === undefined ? undefined : `${year}-${month}-${day}`;
}

function directory(): HospitalError {
	return new HospitalError(
		'dicom-directory',
		'A directory of a medium (DICOMDIR) or an inventory cannot be passed on: it lists other patients and other files',
		{
			nextStep:
				'Leave it out. If the recipient needs one, make a new directory from the files that came out.',
		},
	);
}

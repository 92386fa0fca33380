import { rm } from 'node:fs/promises';
import {
	deidentifyDicom,
	dicomOptions,
	type DicomInput,
	type DicomTarget,
	type PixelCleaner,
} from '../formats/dicom';
import type { Authorities, Transformer } from '../transforming/index';
import type { Subject } from '../types';
import { introduce, type Chart } from './context';
import { headerKnown } from './header-known';
import { noteChart, noteHits } from './noting';
import { outcomeOf } from './outcome';
import type { DicomResult, OnUncertain, PhiDicomOptions } from './phi';
import { Report } from './report';
import { noteScripts } from './scripts';
import { subjectOfNumbers } from './subjects';
import { find, leftOver, noteFindings, replaced, type Finders } from './text-engine';

/** What the policy lends to the work on one image. */
export interface ImageSetting {
	readonly transformer: Transformer;
	readonly finders: Finders;
	readonly authorities: Authorities;
	readonly chart: Chart;
	readonly onUncertain: OnUncertain;
	readonly pixels?: PixelCleaner;
	readonly signal?: AbortSignal;
}

/**
 * One DICOM instance under the policy: its texts go through the text engine with what its own header and
 * the chart know. A result that may not come out is taken back from the disk.
 */
export async function deidentifyImage(
	input: DicomInput,
	target: DicomTarget,
	options: PhiDicomOptions,
	setting: ImageSetting,
): Promise<DicomResult> {
	const { transformer, finders, chart, onUncertain, pixels, signal } = setting;
	const report = new Report();
	noteChart(report, chart);
	let whose = options.subject ?? chart.subject;
	const done = await deidentifyDicom(input, target, {
		transformer,
		options: dicomOptions(transformer.profile),
		subject: options.subject ?? ((patient) => (whose = subjectOfHeader(patient, setting))),
		text: async (text, values) => {
			const known = headerKnown(values, options.context ?? [], whose.birthDate);
			const found = await find(text, known, finders, signal === undefined ? {} : { signal });
			noteFindings(report, found, transformer, 'text of attributes');
			const cleaned = replaced(text, found.findings, transformer, whose).text;
			noteHits(report, leftOver(cleaned, known, transformer, transformer.written(whose)));
			noteScripts(report, cleaned);
			return cleaned;
		},
		...(pixels !== undefined && { pixels }),
		...(options.reviewed !== undefined && { reviewed: options.reviewed }),
		...(signal !== undefined && { signal }),
	});
	for (const { code, message, at } of done.review) report.review(code, message, at);
	const { bytes, ...rest } = done;
	const manifest = [...done.manifest, ...report.manifest];
	try {
		await transformer.settle();
		const outcome = outcomeOf(report, done.context, onUncertain);
		if (outcome.blocked && done.written) await withdraw(target);
		const written = done.written && !outcome.blocked;
		return { ...rest, ...outcome, manifest, written, ...(written && bytes && { bytes }) };
	} catch (error) {
		if (done.written) await withdraw(target);
		throw error;
	}
}

function subjectOfHeader(
	patient: { authority?: string; number: string; birthDate?: string },
	{ chart, authorities, transformer }: ImageSetting,
): Subject {
	const { number: value, authority, birthDate } = patient;
	const numbers = [{ value, type: 'MRN' as const, ...(authority !== undefined && { authority }) }];
	const own = subjectOfNumbers(value === '' ? [] : numbers, birthDate, authorities);
	if (own.key === '') return chart.subject;
	introduce(transformer, own, numbers, chart.known);
	return own;
}

async function withdraw(target: DicomTarget): Promise<void> {
	if (target !== 'bytes') await rm(target.path, { force: true });
}

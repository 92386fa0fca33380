import { parseMessage } from '../../formats/hl7';
import { loadLists, type Lists } from '../detecting';
import type { DicomInput, DicomTarget } from '../formats/dicom';
import { deidentifyFhir, leaves, parseRecord } from '../formats/fhir';
import {
	deidentifyHl7,
	knownOfMessage,
	patientOf,
	sweepableText,
	type PidPatient,
} from '../formats/hl7';
import { readNote, type Note } from '../formats/text';
import type { Known } from '../knowing';
import { Authorities, transformer, type Transformer } from '../transforming/index';
import type { Subject } from '../types';
import { chartOf, introduce, patientsIn, subjectOfPatient, type Chart } from './context';
import { deidentifyImage } from './image';
import { noteChart, noteDamage, noteHits, noteSubject } from './noting';
import type { PhiOptions } from './options';
import { outcomeOf } from './outcome';
import type {
	DetectResult,
	DicomResult,
	FhirResult,
	Hl7Options,
	Hl7Result,
	Phi,
	PhiContext,
	PhiDicomOptions,
	PhiIdentity,
	TextOptions,
	TextResult,
} from './phi';
import { RecordWork } from './record';
import { Report } from './report';
import { noteScripts } from './scripts';
import { subjectOfNumbers } from './subjects';
import { find, leftOver, noteFindings, replaced, type Finders, type Found } from './text-engine';
import { noteMessageOwner, noteRecordOwner, noteShared, People } from './whose';
import { noteTextOwner } from './whose-note';

/**
 * One policy over text, FHIR, HL7 v2 and DICOM: the same person and value come out the same in all of
 * them.
 *
 * @throws HospitalError what a profile, a list, a key or a vault is refused for
 */
export async function openPhi(options: PhiOptions): Promise<Phi> {
	options.signal?.throwIfAborted();
	const { lists } = options;
	const loaded = lists === undefined || typeof lists === 'string' ? await loadLists(lists) : lists;
	return new OnePolicy(options, loaded);
}

/** Charts that were used last; a batch brings the notes of one patient one after the other. */
const MOST_CHARTS = 16;

class OnePolicy implements Phi {
	readonly identity: PhiIdentity;
	private readonly transformer: Transformer;
	private readonly authorities: Authorities;
	private readonly finders: Finders;
	private readonly charts = new Map<
		readonly unknown[],
		{ readonly resources: readonly unknown[]; readonly chart: Chart }
	>();
	private readonly codeSystems: ReadonlySet<string>;
	private readonly people = new People();
	private readonly shared = new WeakMap<Chart, boolean>();

	constructor(
		private readonly options: PhiOptions,
		lists: Lists,
	) {
		const { profile, style, key, project, authorities, vault, model, threshold, dayFirst } =
			options;
		this.transformer = transformer({
			profile,
			project,
			...(style !== undefined && { style }),
			...(key !== undefined && { key }),
			...(authorities !== undefined && { authorities }),
			...(vault !== undefined && { vault }),
			...(dayFirst !== undefined && { dayFirst }),
		});
		this.authorities = new Authorities(authorities);
		this.codeSystems = new Set(options.codeSystems);
		this.finders = {
			lists,
			...(model !== undefined && { model }),
			...(threshold !== undefined && { threshold }),
			allAges: profile.ages === 'ten-year-bands' || profile.ages === 'remove',
		};
		this.identity = {
			profile: profile.name,
			style: this.transformer.style,
			...(model !== undefined && { model: model.identity }),
			...(threshold !== undefined && { threshold }),
		};
	}

	known(resources: readonly unknown[]): Known {
		return this.chart({ context: resources }).known;
	}

	async detect(text: string | Uint8Array, options: TextOptions = {}): Promise<DetectResult> {
		const note = readNote(text, options.contentType, options.charset);
		const { known, context } = this.chart(options);
		const { findings, uncertain } = await this.find(note, known, options);
		return { findings, uncertain, context, text: note.text, readAs: note.readAs };
	}

	async text(text: string | Uint8Array, options: TextOptions = {}): Promise<TextResult> {
		const note = readNote(text, options.contentType, options.charset);
		const chart = this.chart(options);
		const { known, subject, context } = chart;
		const report = new Report();
		noteChart(report, chart, this.options.requireContext);
		noteSubject(report, chart, this.options.profile);
		if (this.isShared(chart, options.context)) noteShared(report);
		const found = await this.find(note, known, options);
		if (chart.isOne) noteTextOwner(report, note.text, found.findings, known);
		noteFindings(report, found, this.transformer);
		noteDamage(report, note);
		const { findings: spans, read } = found;
		const { text: done, changes } = replaced(note.text, spans, this.transformer, subject);
		const written = this.transformer.written(subject);
		const hits = leftOver(done, known, this.transformer, written, { read, changes });
		noteHits(report, hits);
		noteScripts(report, done);
		await this.transformer.settle();
		const outcome = outcomeOf(report, context, this.options.onUncertain);
		return { ...outcome, text: outcome.blocked ? '' : done, spans, readAs: note.readAs };
	}

	async fhir(resource: unknown, options: PhiContext = {}): Promise<FhirResult> {
		const record = typeof resource === 'string' ? parseRecord(resource) : resource;
		const context = [...(options.context ?? []), record];
		const chart = chartOf(context, options.subject, this.authorities, this.transformer);
		const work = this.work(chart, options);
		noteChart(work.report, chart, this.options.requireContext);
		noteRecordOwner(work.report, record, options.context ?? NO_RESOURCES);
		const out = await deidentifyFhir(record, work);
		for (const [text, at] of leaves(out)) work.sweep(text, at);
		await this.transformer.settle();
		const outcome = outcomeOf(work.report, chart.context, this.options.onUncertain);
		return { ...outcome, resource: outcome.blocked ? undefined : out };
	}

	async hl7(message: string | Uint8Array, options: Hl7Options = {}): Promise<Hl7Result> {
		const isText = typeof message === 'string';
		// A string was decoded already: what its header says of bytes is past.
		const charset = options.charset ?? (isText ? 'UNICODE UTF-8' : undefined);
		const bytes = isText ? Buffer.from(message, 'utf8') : message;
		const parsedMessage = parseMessage(bytes, charset === undefined ? {} : { charset });
		const chart = chartOf(
			options.context ?? [],
			options.subject,
			this.authorities,
			this.transformer,
			knownOfMessage(parsedMessage),
		);
		const work = this.work(chart, options);
		noteChart(work.report, chart, this.options.requireContext);
		noteMessageOwner(work.report, parsedMessage, options.context ?? NO_RESOURCES);
		const patients = parsedMessage.segments.filter(({ name }) => name === 'PID').length;
		const pid = parsedMessage.segment('PID');
		const whose = pid === undefined ? chart.subject : this.subjectOfPid(patientOf(pid), chart);
		noteSubject(
			work.report,
			{ ...chart, subject: whose, isOne: patients < 2 && (patients === 1 || chart.isOne) },
			this.options.profile,
		);
		const subjectOf = (patient: PidPatient): Subject => work.saw(this.subjectOfPid(patient, chart));
		const out = await deidentifyHl7(parsedMessage, work, subjectOf);
		const reread = parseMessage(out, charset === undefined ? {} : { charset });
		for (const [text, at] of sweepableText(reread)) work.sweep(text, at);
		await this.transformer.settle();
		const outcome = outcomeOf(work.report, chart.context, this.options.onUncertain);
		return { ...outcome, message: outcome.blocked ? undefined : out };
	}

	async dicom(
		input: DicomInput,
		target: DicomTarget,
		options: PhiDicomOptions = {},
	): Promise<DicomResult> {
		const { pixels, onUncertain, signal = options.signal } = this.options;
		return await deidentifyImage(input, target, options, {
			transformer: this.transformer,
			finders: this.finders,
			authorities: this.authorities,
			chart: this.chart(options),
			onUncertain,
			...(pixels !== undefined && { pixels }),
			...(signal !== undefined && { signal }),
		});
	}

	async close(): Promise<void> {
		this.charts.clear();
		await this.options.model?.close();
	}

	private async find(note: Pick<Note, 'text'>, known: Known, options: TextOptions): Promise<Found> {
		const signal = options.signal ?? this.options.signal;
		return await find(note.text, known, this.finders, {
			...(options.trace !== undefined && { trace: options.trace }),
			...(signal !== undefined && { signal }),
		});
	}

	private chart({ context = NO_RESOURCES, subject }: PhiContext): Chart {
		const read = () => chartOf(context, subject, this.authorities, this.transformer);
		if (subject !== undefined) return read();
		const before = this.charts.get(context);
		// The caller may have put something more into the same list.
		const isSame =
			before?.resources.length === context.length &&
			context.every((one, at) => one === before.resources[at]);
		const chart = isSame ? before.chart : read();
		this.charts.delete(context);
		this.charts.set(context, { resources: [...context], chart });
		if (this.charts.size > MOST_CHARTS) {
			const [oldest] = this.charts.keys();
			if (oldest !== undefined) this.charts.delete(oldest);
		}
		return chart;
	}

	/** Whether somebody else bears the number of the patient of a chart; found out once for each. */
	private isShared(chart: Chart, context: readonly unknown[] = NO_RESOURCES): boolean {
		let isShared = this.shared.get(chart);
		if (isShared === undefined) {
			const [patient] = patientsIn(context);
			isShared = chart.isOne && this.people.isShared(chart.subject, patient);
			this.shared.set(chart, isShared);
		}
		return isShared;
	}

	private work(chart: Chart, options: PhiContext): RecordWork {
		const signal = options.signal ?? this.options.signal;
		return new RecordWork({
			transformer: this.transformer,
			finders: this.finders,
			known: chart.known,
			subject: chart.subject,
			codeSystems: this.codeSystems,
			people: this.people,
			subjectOfPatient: (patient) =>
				subjectOfPatient(patient, this.authorities, this.transformer, chart.known),
			...(signal !== undefined && { signal }),
		});
	}

	private subjectOfPid({ numbers, birthDate }: PidPatient, chart: Chart): Subject {
		const subject = subjectOfNumbers(
			numbers,
			birthDate ?? chart.subject.birthDate,
			this.authorities,
		);
		if (subject.key === '') return chart.subject;
		introduce(this.transformer, subject, numbers, chart.known);
		return subject;
	}
}

const NO_RESOURCES: readonly unknown[] = [];

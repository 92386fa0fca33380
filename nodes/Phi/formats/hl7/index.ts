import { parseMessage, type Hl7Message, type Segment } from '../../../formats/hl7';
import { HospitalError } from '../../../shared/errors';
import type { TextKind, Work } from '../../engine/work';
import type { Subject } from '../../types';
import { cellOf, CellWriter, trimmed } from './cells';
import { fieldsOf, type FieldRule } from './fields';
import { header } from './header';
import { Marks } from './marks';
import { observationValue, saysOldAge } from './observation';
import { patientOf, type PidPatient } from './people';
import type { FieldPlace } from './place';
import { cell } from './types';
import { unbroken } from './unbroken';

export { knownOfMessage, patientOf, type PidPatient } from './people';
export { sweepableText } from './sweepable';

/** The patient of a message as the engine names subjects. */
export type SubjectOfPid = (patient: PidPatient) => Subject;

/**
 * An HL7 v2 message without what identifies somebody, written anew: what the table of fields does not
 * know (Z segments, later fields, lines that are no segments) never gets into it. Delimiters, character
 * set and order of segments stay.
 *
 * @throws HospitalError `hl7-characters-unencodable`, `hl7-damaged`
 */
export async function deidentifyHl7(
	message: Hl7Message,
	work: Work,
	subjectOf: SubjectOfPid,
): Promise<Buffer> {
	const text = await new Rewriting(message, work, subjectOf).whole();
	const set = message.characterSet;
	const body = set.encode(text);
	const bytes = set.wide === true ? Buffer.concat([set.encode('\ufeff'), body]) : body;
	checkReadable(bytes, message);
	return bytes;
}

/** What a manifest says of a segment that is in no table. */
export const LEFT_OUT = 'removed: segment not read here';

class Rewriting {
	private readonly writer: CellWriter;
	private readonly marks = new Marks();
	private readonly field: string;
	private readonly repetition: string;
	private subject: Subject;

	constructor(
		private readonly message: Hl7Message,
		private readonly work: Work,
		private readonly subjectOf: SubjectOfPid,
	) {
		this.writer = new CellWriter(message);
		this.field = String.fromCharCode(message.delimiters.field);
		this.repetition = String.fromCharCode(message.delimiters.repetition);
		const pid = message.segment('PID');
		this.subject = pid === undefined ? work.subject : subjectOf(patientOf(pid));
	}

	async whole(): Promise<string> {
		let before = '';
		const lines: string[] = [];
		for (const segment of this.message.segments) {
			if (segment.name !== before) this.marks.close();
			before = segment.name;
			const line = this.segment(segment);
			if (line !== undefined) lines.push(line);
		}
		const text = lines.map((line) => `${line}\r`).join('');
		return await this.marks.settle(text, this.work, (cleaned) => this.writer.text(cleaned));
	}

	private segment(segment: Segment): string | undefined {
		const { name } = segment;
		if (name === 'MSH') {
			const delimiters = segment.element(2)?.raw ?? '^~\\&';
			const fields = header(segment, this.message, this.work, this.subject, this.writer);
			return [`MSH${this.field}${delimiters}`, ...trimmed(fields)].join(this.field);
		}
		const rules = fieldsOf(name);
		if (rules === undefined) {
			// Three letters that no field follows may be a piece of a text.
			const isSegment = /^[A-Z][A-Z0-9]{2}$/.test(name) && segment.fieldCount > 0;
			this.work.report.did(LEFT_OUT, 'OTHER', isSegment ? name : 'other segment');
			if (!/^[A-Z][A-Z0-9]{2}$/.test(name)) this.lineLost();
			return undefined;
		}
		if (name === 'PID') this.subject = this.subjectOf(patientOf(segment));
		const fields = rules.map((rule, index) => this.fieldOf(segment, index + 1, rule));
		if (segment.fieldCount > rules.length) {
			this.work.report.did('removed: field not read here', 'OTHER', name);
		}
		if (name === 'OBX' && saysOldAge(segment, this.work)) fields[1] = 'SN';
		return [name, ...trimmed(fields)].join(this.field);
	}

	private fieldOf(segment: Segment, field: number, rule: FieldRule): string {
		const elements = segment.repetitions(field);
		if (elements.length === 0) return '';
		const at = `${segment.name}-${field}`;
		const { work, subject } = this;
		const place: FieldPlace = {
			work,
			subject,
			rule,
			at,
			did: (action, type) => work.report.did(action, type, at),
			later: (text, kind) => (/\S/.test(text) ? this.later(text, at, kind) : undefined),
		};
		if (rule.type === '.') {
			place.did('removed', 'OTHER');
			return '';
		}
		const written = elements.map((element) => {
			const value = cellOf(element);
			if (value.text === '') return '';
			const out =
				rule.type === 'VAR'
					? observationValue(segment, value, place)
					: cell(rule.type, value, place);
			return out === undefined ? '' : this.writer.cell(out);
		});
		return trimmed(written).join(this.repetition);
	}

	/** Between line feeds nobody can tell a broken text from something that got in between. */
	private lineLost(): void {
		this.work.report.review(
			'line-left-out',
			'A line that is no segment was left out. It may have been part of a text: then the sender has to write line breaks in texts as \\.br\\, or end segments with a carriage return.',
		);
	}

	private later(text: string, at: string, kind: TextKind = 'written'): string {
		if (text === '""') return text;
		const whole = unbroken(text, this.message, (word) => this.work.isKnown(word));
		return this.marks.add(whole, this.subject, at, kind);
	}
}

/** The result is read again as a receiver would read it: as many segments, and each of them a segment. */
function checkReadable(bytes: Buffer, before: Hl7Message): void {
	const { name } = before.characterSet;
	const after = parseMessage(bytes, name === 'undeclared' ? {} : { charset: name });
	if (after.isWellFormed && after.segments.length <= before.segments.length) return;
	throw new HospitalError('hl7-damaged', 'The HL7 message could not be written again', {
		nextStep:
			'Nothing of it was used. Check that the sending system escapes delimiters in its texts.',
	});
}

import type { Hl7Message, Segment } from '../../../formats/hl7';
import { type Work } from '../../engine/work';
import type { Subject } from '../../types';
import { at, cellOf, type CellWriter } from './cells';
import { isShortCode } from './codes';

const VERSION = /^2(?:\.[1-9](?:\.\d)?)?$/;
const STRUCTURE = /^[A-Z][A-Z0-9]{2}_[A-Z][A-Z0-9]{1,2}[A-Z0-9]?$/;

/**
 * MSH: kind, version and character set of the message stay; who sends and receives are names of places,
 * the time is a date, and the control id gets another number.
 */
export function header(
	segment: Segment,
	message: Hl7Message,
	work: Work,
	subject: Subject,
	writer: CellWriter,
): string[] {
	const first = (field: number, component = 1): string => {
		const element = segment.element(field);
		return element === undefined ? '' : at(cellOf(element), component);
	};
	const place = (field: number): string => {
		const name = first(field);
		if (name === '') return '';
		const after = work.transformer.field('FACILITY', name, subject, 'organization');
		work.report.did(after === undefined ? 'removed' : 'replaced', 'FACILITY', `MSH-${field}`);
		return writer.text(after ?? '');
	};
	const fitting = (field: number, pattern: RegExp): string =>
		pattern.test(first(field)) ? first(field) : '';
	const time = work.transformer.date(first(7), 'hl7', subject);
	const { name } = message.characterSet;
	const kind = [1, 2, 3].map((component) => first(9, component));
	const type = writer.cell([
		/^[A-Z][A-Z0-9]{2}$/.test(kind[0] as string) ? kind[0] : undefined,
		/^[A-Z][A-Z0-9]{2}$/.test(kind[1] as string) ? kind[1] : undefined,
		STRUCTURE.test(kind[2] as string) ? kind[2] : undefined,
	]);
	const control = first(10);
	if (control !== '') work.report.did('replaced', 'OTHER_ID', 'MSH-10');
	const repetition = String.fromCharCode(message.delimiters.repetition);
	return [
		place(3),
		place(4),
		place(5),
		place(6),
		first(7) === '' ? '' : (time ?? ''),
		'',
		type,
		control === '' ? '' : work.transformer.id('number', control),
		fitting(11, /^[DPT]$/),
		fitting(12, VERSION),
		fitting(13, /^\d{1,6}$/),
		'',
		fitting(15, /^(?:AL|NE|ER|SU)$/),
		fitting(16, /^(?:AL|NE|ER|SU)$/),
		isShortCode(first(17)) || /^[A-Z]{3}$/.test(first(17)) ? first(17) : '',
		name === 'undeclared' ? '' : name.split('~').join(repetition),
	];
}

import { createHash } from 'node:crypto';
import type { Codes as CodeRule } from '../profiles/index';
import type { PhiType, Subject } from '../types';
import type { Vault } from '../vault/index';
import type { NumberPlace } from './authority';
import { codeOf, type Draw, uidOf, uuidOf } from './draw';
import { isRegisteredUid } from './registered-uids';
import type { IdSpace } from './transformer';

const NOBODY: Subject = { key: '' };

/** Codes that stand for numbers and ids. */
export class Codes {
	/** @param draw keyed where codes are keyed, else random */
	constructor(
		private readonly rule: CodeRule,
		private readonly draw: Draw,
		private readonly vault?: Vault,
	) {}

	/**
	 * The code of a number, the same in every format. Without a known authority it holds for this
	 * patient alone: the same digits elsewhere may be another number.
	 *
	 * @returns undefined where the number is removed
	 */
	number(place: NumberPlace, value: string, type: PhiType, subject: Subject): string | undefined {
		if (this.rule === 'none') return undefined;
		const parts = numberParts(place, type, subject);
		if (this.vault !== undefined) {
			return this.vault.token(type, value, NOBODY, JSON.stringify(parts));
		}
		return this.rule === 'keyed' ? codeOf(this.draw(...parts)) : undefined;
	}

	/** The number of the person who stands for a patient: that of {@link number} where there is one. */
	person(subject: Subject): string {
		const [space = '', number = ''] = subject.key.split('\u001f');
		const place = { space: space === '' ? undefined : space, number };
		return (
			this.number(place, number, 'MRN', subject) ??
			codeOf(this.draw(...numberParts(place, 'MRN', subject)))
		);
	}

	/** The id in place of another; ids are never removed, or records would fall apart. */
	id(space: IdSpace, value: string): string {
		if (space === 'uid' && isRegisteredUid(value)) return value;
		const bytes = this.idBytes(space, value);
		if (typeof bytes === 'string') {
			if (space !== 'uid') return bytes;
			return uidOf(createHash('sha256').update(`uid ${bytes}`).digest());
		}
		if (space === 'uid') return uidOf(bytes);
		return space === 'fhir' ? uuidOf(bytes) : codeOf(bytes);
	}

	private idBytes(space: IdSpace, value: string): Buffer | string {
		if (this.vault === undefined || this.rule === 'none') return this.draw('id', space, value);
		return this.vault.token('OTHER_ID', value, NOBODY, JSON.stringify(['id', space, value]));
	}
}

function numberParts({ space, number }: NumberPlace, type: PhiType, subject: Subject): string[] {
	if (space !== undefined) return ['number', space, number];
	return ['number', subject.key === '' ? `type ${type}` : `patient ${subject.key}`, number];
}

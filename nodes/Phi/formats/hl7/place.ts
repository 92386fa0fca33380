import type { TextKind, Work } from '../../engine/work';
import type { PhiType, Subject } from '../../types';
import type { FieldRule } from './fields';

/** Where in the message a value stands. */
export interface FieldPlace {
	readonly work: Work;
	/** Whose record it is: the patient of the PID before it. */
	readonly subject: Subject;
	readonly rule: FieldRule;
	/** `OBX-5`. */
	readonly at: string;
	did(action: string, type: PhiType | 'OTHER'): void;
	/** Hands a text to the engine; what comes back stands where this mark stands. */
	later(text: string, kind?: TextKind): string | undefined;
}

import { attributeType } from './attribute-type';
import type { DicomOptions } from './options';
import { profileRow, type ProfileAction } from './profile-table';

/**
 * What is done to one element (PS3.15 Table E.1-1a): X removed, Z emptied or replaced by a dummy, D
 * replaced by a dummy, U replaced by another UID, K kept (sequences are cleaned inside), C cleaned.
 */
export type Action = 'X' | 'Z' | 'D' | 'U' | 'K' | 'C';

/** Where an element stands. */
export interface Place {
	readonly sopClass: string;
	/** The sequence in whose item it stands; undefined on the top level. */
	readonly sequence?: number;
}

export interface Decision {
	readonly action: Action;
	/** What is done where cleaning is asked for and not possible. */
	readonly otherwise: Action;
	/** False for what the table does not name. */
	readonly listed: boolean;
}

/** What an option says where its letter stands in a row: K before C decides nothing, C wins. */
const KEPT_BY: Readonly<Record<string, (options: DicomOptions) => boolean>> = {
	t: (options) => options.dates === 'full',
	u: (options) => options.retainUids,
	v: (options) => options.retainDeviceIdentity,
	p: (options) => options.retainPatientCharacteristics,
	i: (options) => options.retainInstitutionIdentity,
};
const CLEANED_BY: Readonly<Record<string, (options: DicomOptions) => boolean>> = {
	t: (options) => options.dates === 'modified',
	d: (options) => options.cleanDescriptors,
	V: (options) => options.retainDeviceIdentity,
	P: (options) => options.retainPatientCharacteristics,
	g: (options) => options.cleanGraphics,
	s: (options) => options.cleanStructuredContent,
	r: (options) => options.retainSafePrivate,
};

/**
 * The action for `tag` by the table and the options. Where one option retains and another cleans, the
 * element is cleaned.
 */
export function decide(tag: number, place: Place, options: DicomOptions): Decision {
	const row = profileRow(tag);
	if (row === undefined) return { action: 'K', otherwise: 'K', listed: false };
	const otherwise = basicAction(row.action, tag, place);
	const letters = [...row.options];
	const action = letters.some((letter) => CLEANED_BY[letter]?.(options))
		? 'C'
		: letters.some((letter) => KEPT_BY[letter]?.(options))
			? 'K'
			: otherwise;
	return { action, otherwise, listed: true };
}

/**
 * The mildest of the offered actions that leaves the object conformant (PS3.15 Table E.1-1a): a type 1
 * attribute needs a value, a type 2 attribute may be empty, others go.
 */
function basicAction(action: ProfileAction, tag: number, place: Place): Action {
	if (action === 'X' || action === 'Z' || action === 'D' || action === 'U') return action;
	const type = attributeType(place.sopClass, tag, place.sequence);
	const offered = action.replace('*', '').split('/') as Action[];
	const wanted: readonly Action[] =
		type === 1 ? ['D', 'U', 'Z'] : type === 2 ? ['Z', 'D', 'U'] : ['X', 'Z', 'D'];
	return wanted.find((each) => offered.includes(each))!;
}

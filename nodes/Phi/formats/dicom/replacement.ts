import type { Transformer } from '../../transforming';
import type { PhiType, Subject } from '../../types';

/** Numbers of the patient and of the order: the same code stands for them in every format. */
const NUMBER_TYPES: Readonly<Record<number, PhiType>> = {
	// Patient ID
	0x00100020: 'MRN',
	// Accession Number, Clinical Trial Subject ID and Reading ID, Container and Specimen Identifier
	0x00080050: 'OTHER_ID',
	0x00120040: 'OTHER_ID',
	0x00120042: 'OTHER_ID',
	0x00400512: 'OTHER_ID',
	0x00400551: 'OTHER_ID',
};

const LENGTHS: Readonly<Record<string, number>> = { SH: 16, LO: 64, PN: 64, CS: 16, AE: 16 };

export interface Whose {
	readonly subject: Subject;
	/** Issuer of Patient ID, where the header has it. */
	readonly authority: string | undefined;
}

/**
 * The pseudonym that the profile puts in place of a value (actions Z and D allow one), undefined where
 * the profile removes such values or where the pseudonym does not fit the VR.
 */
export function pseudonym(
	transformer: Transformer,
	{ subject, authority }: Whose,
	{ tag, vr, value }: { tag: number; vr: string; value: string },
): string | undefined {
	if (value === '') return undefined;
	if (vr === 'PN') {
		const role = tag === 0x00100010 ? 'patient' : 'provider';
		// Ideographic and phonetic forms of a name would need one surrogate each.
		const [alphabetic] = value.split('=').filter((group) => group !== '');
		return fitting(vr, alphabetic && transformer.name(alphabetic, subject, role)?.text);
	}
	const type = NUMBER_TYPES[tag];
	if (type === undefined) return undefined;
	const issuer = tag === 0x00100020 ? authority : undefined;
	return fitting(vr, transformer.identifier(issuer, value, type, subject));
}

function fitting(vr: string, value: string | undefined): string | undefined {
	if (value === undefined || value === '' || value.includes('\\')) return undefined;
	return value.length <= (LENGTHS[vr] ?? 1024) ? value : undefined;
}

/** Another UID for every UID of an instance; consistent in a study, and between runs with a key. */
export const otherUid = (transformer: Transformer, value: string): string =>
	value === '' ? value : transformer.id('uid', value);

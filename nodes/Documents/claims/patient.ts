import type { ClaimKind, PatientClaim } from './claims';

/** What a document claims about its patient, in the form in which Identity Gate takes it. */
export interface ClaimedPatient {
	readonly id: string;
	readonly issuer: string;
	readonly name: string;
	readonly birthDate: string;
	readonly sex: string;
}

export interface Claimed {
	readonly patient: ClaimedPatient;
	readonly accessionNumber: string;
	/** The pages name different people, or a number is unclear. */
	readonly mixed: boolean;
	/** The least sure of what was taken, 0 to 1; 0 when nothing was. */
	readonly confidence: number;
}

/** @param claims of all the pages of one document */
export function claimedOf(claims: readonly PatientClaim[]): Claimed {
	const taken = (kind: ClaimKind) => claims.filter((claim) => claim.kind === kind);
	const values = (kind: ClaimKind): string[] => [
		...new Set(taken(kind).flatMap(({ normal }) => normal?.toUpperCase() ?? [])),
	];
	const one = (kind: ClaimKind): string => {
		const found = values(kind);
		// Two answers are none.
		return found.length === 1 ? found[0]! : '';
	};
	const tells: ClaimKind[] = ['medical-record-number', 'birth-date', 'sex'];
	const used = claims.filter(({ normal }) => normal !== undefined);
	return {
		patient: {
			id: one('medical-record-number'),
			issuer: '',
			name: nameOf(values('patient-name')),
			birthDate: one('birth-date'),
			sex: one('sex'),
		},
		accessionNumber: one('accession-number'),
		mixed: tells.some((kind) => values(kind).length > 1) || mixedNames(values('patient-name')),
		confidence: used.length === 0 ? 0 : Math.min(...used.map(({ confidence }) => confidence)),
	};
}

/** The longest of names that do not contradict each other. */
function nameOf(names: readonly string[]): string {
	if (mixedNames(names)) return '';
	return names.reduce((one, other) => (other.length > one.length ? other : one), '');
}

const mixedNames = (names: readonly string[]): boolean =>
	new Set(names.map((name) => name.split('^').slice(0, 2).join('^'))).size > 1;

import { HospitalError } from '../shared/errors';

/** `require`: absent on either side holds. `compare-if-present`: only a contradiction holds. */
export type Strictness = 'require' | 'compare-if-present';

/** How a study, message or order is compared with the chart. */
export interface IdentityPolicy {
	/** FHIR identifier system of each issuer of patient ids, as (0010,0021) spells it. */
	issuers: Readonly<Record<string, string>>;
	/** Identifier system of patient ids without an issuer. Without it such ids are held. */
	systemWithoutIssuer?: string;
	/** Identifier system of accession numbers; any system when absent. */
	accessionSystem?: string;
	/** ServiceRequest.status values under which images may arrive. */
	orderStatuses: readonly string[];
	name: Strictness;
	birthDate: Strictness;
	sex: Strictness;
	accession: Strictness;
}

/** Everything must be there and agree. */
export const STRICT: Omit<IdentityPolicy, 'issuers'> = {
	orderStatuses: ['active', 'completed'],
	name: 'require',
	birthDate: 'require',
	sex: 'require',
	accession: 'require',
};

/**
 * Reads the list of issuers that an administrator types: one `ISSUER = system` per line.
 *
 * @throws HospitalError `issuer-list-invalid`
 */
export function parseIssuers(text: string): Record<string, string> {
	const issuers: Record<string, string> = {};
	for (const line of text.split(/\r?\n/)) {
		if (line.trim() === '') continue;
		const [issuer = '', system = ''] = splitOnce(line, '=').map((part) => part.trim());
		if (issuer === '' || !/^[A-Za-z][A-Za-z0-9+.-]*:\S+$/.test(system) || issuer in issuers) {
			throw new HospitalError(
				'issuer-list-invalid',
				'The list of patient id issuers cannot be read',
				{
					nextStep:
						'Write one issuer per line and each only once: HOSPITAL = https://hospital.example.org/mrn.',
				},
			);
		}
		issuers[issuer] = system;
	}
	return issuers;
}

function splitOnce(text: string, separator: string): string[] {
	const at = text.indexOf(separator);
	return at === -1 ? [text] : [text.slice(0, at), text.slice(at + 1)];
}

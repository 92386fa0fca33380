import { hash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { canonicalJson } from '../../shared/canonical-json';
import { writeDurably } from '../../shared/durable';
import { HospitalError, systemCode } from '../../shared/errors';
import { isOrigin } from '../../shared/ledger/places';

/** A legal hold: what it covers is not removed, however old it is, until the hold is lifted. */
export interface LegalHold {
	/** The hold's own name, such as a case number: letters, digits, `.`, `_`, `-`. */
	id: string;
	/** ISO 8601 UTC. */
	placedAt: string;
	/** Who placed it: an account. */
	placedBy: string;
	/** Pseudonyms of patients; writers in which one occurs are kept. Empty: every writer. */
	patients: string[];
	/** Writers that are kept whatever is in them. */
	origins: string[];
}

const FILE = 'legal-holds.json';
const NAME = /^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/;
const ACCOUNT = /^[A-Za-z0-9][A-Za-z0-9._:@+-]{0,127}$/;
const PSEUDONYM = /^[0-9a-f]{32}$/;

/** @throws HospitalError `audit-holds-unreadable`: without them nothing may be removed */
export async function readHolds(auditDir: string): Promise<LegalHold[]> {
	let text: string;
	try {
		text = await readFile(join(auditDir, FILE), 'utf8');
	} catch (error) {
		if (systemCode(error) === 'ENOENT') return [];
		throw error;
	}
	try {
		const holds = JSON.parse(text) as LegalHold[];
		if (Array.isArray(holds) && holds.every(isHold)) return holds;
	} catch {
		// Said below.
	}
	throw new HospitalError('audit-holds-unreadable', 'The list of legal holds cannot be read', {
		nextStep: `Restore ${FILE} in the folder of the audit ledger from backup. Nothing was removed.`,
	});
}

export async function writeHolds(auditDir: string, holds: readonly LegalHold[]): Promise<void> {
	await writeDurably(join(auditDir, FILE), `${JSON.stringify(holds, undefined, '\t')}\n`);
}

/** What a hold covers, as one value (SHA-256, hex): recorded when it is placed, compared before a removal. */
export function scopeOf({ patients, origins }: Pick<LegalHold, 'patients' | 'origins'>): string {
	const scope = { origins: [...new Set(origins)].sort(), patients: [...new Set(patients)].sort() };
	return hash('sha256', canonicalJson(scope), 'hex');
}

/** @throws HospitalError `audit-hold-invalid` */
export function requireHold(hold: LegalHold): LegalHold {
	if (isHold(hold)) return hold;
	throw new HospitalError('audit-hold-invalid', 'The legal hold is not complete', {
		nextStep:
			'Give it a name of letters, digits, points and hyphens, the account of who places it (--by), and pseudonyms of 32 hexadecimal digits (--patient) where it is about patients.',
	});
}

const isHold = (value: unknown): value is LegalHold => {
	const { id, placedAt, placedBy, patients, origins } = (value ?? {}) as Partial<LegalHold>;
	return (
		NAME.test(id ?? '') &&
		ACCOUNT.test(placedBy ?? '') &&
		!Number.isNaN(Date.parse(placedAt ?? '')) &&
		Array.isArray(patients) &&
		patients.every((patient) => PSEUDONYM.test(patient)) &&
		Array.isArray(origins) &&
		origins.every(isOrigin)
	);
};

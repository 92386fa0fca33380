import { createHmac, timingSafeEqual } from 'node:crypto';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { HospitalError, systemCode } from '../../shared/errors';
import { isAccount, isRole, practitionerIn } from './person';

/** Somebody who signs without an identity provider: by a link of one use and a passcode of his own. */
export interface LinkPerson {
	account: string;
	name: string;
	role: string;
	practitioner?: string;
	passcode: string;
}

const LEAST_PASSCODE = 8;
/** Wrong passcodes after which a link is dead, and an account rests for an hour. */
const TRIES_PER_LINK = 5;
const TRIES_PER_ACCOUNT = 10;
const HOUR = 3_600_000;

/**
 * Reads the credential: one `account; name; role; passcode` per line. Behind the role may stand the
 * practitioner in the record: `attending Practitioner/17`.
 *
 * @throws HospitalError `passcodes-invalid`; what stands there is not repeated
 */
export function readPeople(text: string): LinkPerson[] {
	const people = text
		.split('\n')
		.map((line) => line.trim())
		.filter((line) => line !== '')
		.map((line): LinkPerson => {
			const [account = '', name = '', roles = '', ...rest] = line
				.split(';')
				.map((part) => part.trim());
			const passcode = rest.join(';');
			const [role = '', reference, ...more] = roles.split(/\s+/);
			const practitioner = practitionerIn(reference);
			const sound =
				isAccount(account) &&
				name !== '' &&
				isRole(role) &&
				more.length === 0 &&
				(reference === undefined || practitioner !== undefined) &&
				passcode.length >= LEAST_PASSCODE;
			if (!sound) throw invalid('a line that is not usable');
			const person = { account, name: name.slice(0, 128), role, passcode };
			return practitioner === undefined ? person : { ...person, practitioner };
		});
	if (people.length === 0) throw invalid('nobody');
	if (new Set(people.map(({ account }) => account)).size < people.length) {
		throw invalid('an account twice');
	}
	return people;
}

const invalid = (what: string): HospitalError =>
	new HospitalError('passcodes-invalid', `The list of people holds ${what}`, {
		nextStep: `Write one line for each person: account; name; role; passcode of at least ${LEAST_PASSCODE} signs. For example: zztest; Dr. Ada Testperson; attending; four-unusual-words-here`,
	});

/**
 * Counts tries on the disk, so that neither a restart nor a second process gives new ones. A try is
 * counted before the passcode is looked at: many at the same moment do not get more.
 */
export class Tries {
	constructor(
		private readonly folder: string,
		private readonly key: Buffer,
		private readonly clock: () => number = Date.now,
	) {}

	/** @returns false when there is none left for this link, or for this account within the hour */
	async take(link: string, account: string): Promise<boolean> {
		await mkdir(this.folder, { recursive: true, mode: 0o700 });
		return (
			(await this.claim(this.name('link', link), TRIES_PER_LINK)) &&
			(await this.claim(this.accountName(account), TRIES_PER_ACCOUNT))
		);
	}

	/** The right passcode makes good what was mistyped before. */
	async forget(link: string, account: string): Promise<void> {
		await this.free(this.name('link', link), TRIES_PER_LINK);
		await this.free(this.accountName(account), TRIES_PER_ACCOUNT);
	}

	private accountName(account: string): string {
		return this.name('account', `${account} ${Math.floor(this.clock() / HOUR)}`);
	}

	private name(kind: string, of: string): string {
		return createHmac('sha256', this.key).update(`tries ${kind} ${of}`).digest('hex').slice(0, 32);
	}

	private async claim(name: string, most: number): Promise<boolean> {
		for (let number = 1; number <= most; number++) {
			try {
				await writeFile(join(this.folder, `${name}-${number}`), '', { flag: 'wx', mode: 0o600 });
				return true;
			} catch (error) {
				if (systemCode(error) !== 'EEXIST') throw error;
			}
		}
		return false;
	}

	private async free(name: string, most: number): Promise<void> {
		for (let number = 1; number <= most; number++) {
			await rm(join(this.folder, `${name}-${number}`), { force: true });
		}
	}
}

/** Compares in the same time whatever is given, also for an account that is not on the list. */
export function isPasscode(person: LinkPerson | undefined, given: string, key: Buffer): boolean {
	const mac = (text: string): Buffer => createHmac('sha256', key).update(text).digest();
	const same = timingSafeEqual(mac(person?.passcode ?? ''), mac(given));
	return same && person !== undefined;
}

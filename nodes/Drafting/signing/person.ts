import type { Signer } from '../../shared/contracts';
import { isOneOf, type Known } from './earlier-signers';

/** Somebody who has signed in. */
export interface Person {
	/** `sub` of the identity provider, or the account of a link. */
	subject: string;
	name: string;
	/** Roles that the hospital's groups give, in the words of the sign-off nodes. */
	roles: string[];
	/** Further names of the account by which others may hand a review over: user name, e-mail address. */
	accounts: string[];
	/** Identity provider, or `sign-off-link`. */
	issuer: string;
	method: 'oidc' | 'link';
	/** `Practitioner/<id>` in the record, where it is known. */
	practitioner?: string;
	/** For a link: the only work that it opens. */
	onlyWork?: string;
}

/** Whose turn it is: named persons, or everybody in one of the roles. */
export interface Audience {
	roles: string[];
	persons: string[];
	/** Who decided in an earlier step and must not decide here too. */
	not?: Known[];
}

const ROLE = /^[a-z0-9]+(?:[._-][a-z0-9]+)*$/;
/** Accounts as identity providers write them: no spaces, no control signs. */
const ACCOUNT = /^[A-Za-z0-9][A-Za-z0-9._:@+|-]{0,127}$/;

export const isRole = (text: string): boolean => text.length <= 64 && ROLE.test(text);
export const isAccount = (text: string): boolean => ACCOUNT.test(text);

const plain = (account: string): string => account.trim().toLowerCase();

/**
 * The role in which somebody may decide.
 *
 * @returns undefined when it is not this person's turn
 */
export function roleFor(person: Person, audience: Audience): string | undefined {
	if (isOneOf(person, audience.not ?? [])) return undefined;
	if (audience.persons.length > 0) {
		const mine = new Set([person.subject, ...person.accounts].map(plain));
		if (!audience.persons.some((account) => mine.has(plain(account)))) return undefined;
		return audience.roles.find((role) => person.roles.includes(role)) ?? person.roles[0] ?? 'named';
	}
	return audience.roles.find((role) => person.roles.includes(role));
}

/** Tells one account from another across identity providers. */
export const samePerson = (
	a: { issuer: string; subject: string },
	b: { issuer: string; subject: string },
): boolean => a.issuer === b.issuer && a.subject === b.subject;

export const signerOf = (person: Person, role: string): Signer => ({
	subject: person.subject,
	name: person.name,
	role,
	issuer: person.issuer,
	method: person.method,
	...(person.practitioner !== undefined && { practitioner: person.practitioner }),
});

/**
 * The practitioner in what an identity provider tells: a reference, or the address of one (SMART App
 * Launch 2.2, claim `fhirUser`).
 */
export function practitionerIn(value: unknown): string | undefined {
	if (typeof value !== 'string') return undefined;
	return /(?:^|\/)((?:Practitioner|PractitionerRole)\/[A-Za-z0-9.-]{1,64})$/.exec(
		value.trim(),
	)?.[1];
}

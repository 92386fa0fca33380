import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import type { UserIdentity } from '../../../clients/dimse';

/** A user that may call (PS3.7 D.3.3.7). */
export interface ListenerUser {
	name: string;
	/** Absent: the name alone lets in (PS3.15 B.4). Present: it must be sent (PS3.15 B.5). */
	passcode?: string;
}

/**
 * What becomes of senders that do and do not say who they are. Without a policy the item is ignored,
 * as PS3.7 D.3.3.7 allows: no positive response is given.
 */
export interface UserPolicy {
	/** `accepted`: who gives a name must give a right one. `required`: everybody must. */
	mode: 'accepted' | 'required';
	users: ListenerUser[];
}

/** What the policy makes of one association request. */
export type UserDecision =
	| { outcome: 'anonymous' }
	| { outcome: 'missing' | 'unsupported' | 'wrong' }
	| { outcome: 'known'; name: string; by: 'user-name' | 'user-name-and-passcode' };

/** User-Identity-Type (PS3.7 Table D.3-14). */
export const IdentityType = { userName: 1, userNameAndPasscode: 2 } as const;

/** Texts of different lengths must compare in the same time: their MACs are compared. */
const comparisonKey = randomBytes(32);
const macOf = (bytes: Buffer | string) =>
	createHmac('sha256', comparisonKey).update(bytes).digest();
const same = (left: Buffer, right: Buffer) => timingSafeEqual(left, right);

/**
 * Decides about the user identity of a request. Takes the same time whichever user is meant and
 * wherever a passcode differs.
 */
export function decideUser(
	policy: UserPolicy | undefined,
	identity: UserIdentity | undefined,
): UserDecision {
	if (policy === undefined) return { outcome: 'anonymous' };
	const optional = policy.mode === 'accepted';
	if (identity === undefined) return { outcome: optional ? 'anonymous' : 'missing' };
	const { type, primary, secondary } = identity;
	if (type !== IdentityType.userName && type !== IdentityType.userNameAndPasscode) {
		return { outcome: optional ? 'anonymous' : 'unsupported' };
	}
	const name = macOf(primary);
	const passcode = macOf(secondary);
	const withPasscode = type === IdentityType.userNameAndPasscode;
	let known: ListenerUser | undefined;
	for (const user of policy.users) {
		const rightName = same(name, macOf(user.name));
		const rightPasscode = same(passcode, macOf(user.passcode ?? ''));
		const proven = user.passcode === undefined || (withPasscode && rightPasscode);
		if (rightName && proven) known = user;
	}
	if (known === undefined) return { outcome: 'wrong' };
	const by = known.passcode === undefined ? 'user-name' : 'user-name-and-passcode';
	return { outcome: 'known', name: known.name, by };
}

import { HospitalError } from '../../shared/errors';
import { isRole } from './person';

/** Groups of the identity provider, and the roles of the sign-off nodes that they give. */
export type GroupRoles = ReadonlyMap<string, readonly string[]>;

const MAX_GROUPS = 10_000;

/**
 * Reads what an administrator wrote: one `group = role` per line; a group may stand in several.
 *
 * @throws HospitalError `input-invalid`
 */
export function readGroupRoles(text: string): GroupRoles {
	const map = new Map<string, string[]>();
	for (const line of text.split('\n').map((one) => one.trim())) {
		if (line === '') continue;
		const at = line.lastIndexOf('=');
		const group = line.slice(0, at).trim();
		const role = line.slice(at + 1).trim();
		if (at < 1 || group === '' || !isRole(role)) {
			throw new HospitalError('input-invalid', 'The field "Groups and Roles" is not usable', {
				nextStep:
					'Write one line for each: the group as the identity provider names it, an equals sign, and the role in small letters, for example: Clinical-Attendings = attending',
			});
		}
		map.set(group, [...(map.get(group) ?? []), role]);
	}
	return map;
}

/** All roles that the groups can give. */
export const rolesOf = (map: GroupRoles): string[] => [...new Set([...map.values()].flat())].sort();

/**
 * The roles of somebody who signed in.
 *
 * @param claims of the identity provider
 * @param path of the claim with the groups: `groups`, `realm_access.roles`
 */
export function grantedRoles(
	claims: Readonly<Record<string, unknown>>,
	path: string,
	map: GroupRoles,
): string[] {
	const groups = groupsIn(claims, path) ?? [];
	return [...new Set(groups.flatMap((group) => map.get(group) ?? []))];
}

/** The groups in the claims; undefined when there is no such claim. */
export function groupsIn(
	claims: Readonly<Record<string, unknown>>,
	path: string,
): string[] | undefined {
	let value: unknown = Object.hasOwn(claims, path) ? claims[path] : undefined;
	if (value === undefined) {
		value = claims;
		for (const step of path.split('.')) {
			const at = value as Record<string, unknown> | null;
			value =
				typeof at === 'object' && at !== null && Object.hasOwn(at, step) ? at[step] : undefined;
		}
	}
	if (typeof value === 'string') return value.split(/[\s,]+/).filter((one) => one !== '');
	if (!Array.isArray(value)) return undefined;
	return value.slice(0, MAX_GROUPS).filter((one) => typeof one === 'string');
}

/** `attending, resident`: the roles that a sign-off node asks for. @throws HospitalError `input-invalid` */
export function readRoles(text: string): string[] {
	const roles = [...new Set(text.split(/[\s,]+/).filter((one) => one !== ''))];
	if (roles.length > 0 && roles.length <= 20 && roles.every(isRole)) return roles;
	throw new HospitalError('input-invalid', 'The field "Roles" is not usable', {
		nextStep:
			'Name one role or more, in small letters and separated by commas, for example: attending, resident',
	});
}

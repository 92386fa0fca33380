import { createHash } from 'node:crypto';
import { VERSION } from '../../shared/version';

/** Names this software in every file and association (PS3.7 D.3.3.2). Never changes. */
export const IMPLEMENTATION_CLASS_UID = '2.25.307144376833387347610975103180908590800';

/** PS3.7 D.3.3.2.3: at most 16 characters. */
export const IMPLEMENTATION_VERSION_NAME = `HOSPITAL_${VERSION}`.slice(0, 16);

/** Namespace of all derived UIDs. Changing it would give every rerun other UIDs. */
const NAMESPACE = '7032934a-2131-4f76-ac1c-b72a1a65f7ba';

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;
const UID = /^(?:0|[1-9]\d*)(?:\.(?:0|[1-9]\d*))+$/;

/** True for a well-formed DICOM UID of at most 64 characters (PS3.5 9.1). */
export function isUid(text: string): boolean {
	return text.length <= 64 && UID.test(text);
}

/**
 * The UID of a UUID: `2.25.` and the UUID as a decimal number (PS3.5 B.2, ITU-T X.667 6.3).
 *
 * @throws TypeError when `uuid` is not one
 */
export function uuidUid(uuid: string): string {
	if (!UUID.test(uuid)) throw new TypeError('not a UUID');
	return `2.25.${BigInt(`0x${uuid.replaceAll('-', '')}`)}`;
}

/** The name-based UUID, version 5 (RFC 9562 5.5): the same name in the same namespace, the same UUID. */
export function nameUuid(namespace: string, name: string): string {
	if (!UUID.test(namespace)) throw new TypeError('the namespace is not a UUID');
	const hash = createHash('sha1')
		.update(Buffer.from(namespace.replaceAll('-', ''), 'hex'))
		.update(name, 'utf8')
		.digest()
		.subarray(0, 16);
	hash[6] = (hash[6]! & 0x0f) | 0x50;
	hash[8] = (hash[8]! & 0x3f) | 0x80;
	const hex = hash.toString('hex');
	return [
		hex.slice(0, 8),
		hex.slice(8, 12),
		hex.slice(12, 16),
		hex.slice(16, 20),
		hex.slice(20),
	].join('-');
}

/**
 * A UID that the same parts always give again and other parts never do (short of a SHA-1 collision):
 * what makes a repeated execution send the same SOP Instance UID.
 *
 * @param parts what the object is, most general first: `['structured-report', workItemId]`
 */
export function derivedUid(parts: readonly string[]): string {
	return uuidUid(nameUuid(NAMESPACE, JSON.stringify(parts)));
}

import { createHash } from 'node:crypto';
import { HospitalError } from '../../../shared/errors';
import type { CrdService, HookName } from '../input';
import { ask, type Deadline } from './wire';

/** A service of the payer as its list describes it (CDS Hooks 2.0, Discovery). */
export interface OfferedService {
	id: string;
	hook: string;
	title?: string;
	/** Names under which it asks for records, and how they would be queried. */
	prefetch: ReadonlyMap<string, string>;
}

const MAX_SERVICES = 200;
const MAX_TEMPLATES = 40;
/** The standard templates of the guide have up to 1 500 characters. */
const MAX_TEMPLATE = 8 * 1024;
/** Once a day is what the guide wants at least (CRD found-16). */
const KEPT_MS = 60 * 60_000;
const MOST_KEPT = 64;

interface Kept {
	at: number;
	services: readonly OfferedService[];
}

const kept = new Map<string, Kept>();

/**
 * What the payer offers; remembered for an hour.
 *
 * @param fresh true to ask again whatever is remembered
 */
export async function offeredServices(
	service: CrdService,
	time: Deadline,
	{ fresh = false, signal }: { fresh?: boolean; signal?: AbortSignal } = {},
): Promise<{ services: readonly OfferedService[]; remembered: boolean }> {
	const name = nameOf(service);
	const known = kept.get(name);
	if (!fresh && known !== undefined && Date.now() - known.at < KEPT_MS) {
		return { services: known.services, remembered: true };
	}
	const list = await ask(service, '/cds-services', time, signal && { signal });
	const services = readServices(list.services);
	kept.delete(name);
	kept.set(name, { at: Date.now(), services });
	const [oldest] = kept.keys();
	if (kept.size > MOST_KEPT && oldest !== undefined) kept.delete(oldest);
	return { services, remembered: false };
}

/** A payer may offer different hospitals different services. Hashed: a token must not name an entry. */
function nameOf({ baseUrl, authorization }: CrdService): string {
	const who =
		authorization?.kind === 'key'
			? [authorization.issuer, authorization.tenant ?? '', authorization.key.keyId]
			: [authorization?.token ?? ''];
	return createHash('sha256')
		.update(JSON.stringify([baseUrl, ...who]))
		.digest('hex');
}

/** @throws HospitalError `crd-list-invalid` */
export function readServices(list: unknown): OfferedService[] {
	if (!Array.isArray(list) || list.length > MAX_SERVICES) {
		throw new HospitalError('crd-list-invalid', "The payer's list of services cannot be read", {
			nextStep:
				'Check that the address in the credential is the one before /cds-services, as the payer gave it.',
		});
	}
	return list.flatMap((each: unknown) => {
		const { id, hook, title, prefetch } = (each ?? {}) as Record<string, unknown>;
		// The id becomes a step of the address: anything but a plain name could lead elsewhere.
		if (typeof id !== 'string' || !/^[A-Za-z0-9][A-Za-z0-9._~-]{0,127}$/.test(id)) return [];
		if (typeof hook !== 'string' || !/^[a-z][a-z-]{0,63}$/.test(hook)) return [];
		return [
			{
				id,
				hook,
				...(typeof title === 'string' && { title: title.slice(0, 200) }),
				prefetch: readTemplates(prefetch),
			},
		];
	});
}

function readTemplates(prefetch: unknown): ReadonlyMap<string, string> {
	if (typeof prefetch !== 'object' || prefetch === null) return new Map();
	return new Map(
		Object.entries(prefetch)
			.filter(
				(entry): entry is [string, string] =>
					/^[A-Za-z][A-Za-z0-9_.-]{0,63}$/.test(entry[0]) &&
					typeof entry[1] === 'string' &&
					entry[1].length <= MAX_TEMPLATE,
			)
			.slice(0, MAX_TEMPLATES),
	);
}

/** The service to ask; `none` or `several` where that cannot be told. */
export function chooseService(
	services: readonly OfferedService[],
	hook: HookName,
	id?: string,
): OfferedService | 'none' | 'several' {
	const fitting = services.filter(
		(one) => one.hook === hook && (id === undefined || one.id === id),
	);
	if (fitting.length > 1) return 'several';
	return fitting[0] ?? 'none';
}

import { createHash } from 'node:crypto';
import type { LocalLlmCredential, ModelPlace } from './credential';
import { deskOf } from './desk';
import { engineOf } from './engine';
import type { Seat } from './failover';
import { slotsOf } from './slots';
import type { Engine, EngineOptions } from './types';

/**
 * The servers of a credential with their desks, ready for `Failover`, in the order of `places`.
 *
 * @throws HospitalError `url-invalid`
 */
export async function seatsOf(
	credential: LocalLlmCredential,
	places: readonly ModelPlace[],
): Promise<Seat[]> {
	return await Promise.all(
		places.map(async ({ model, options, second }) => {
			const engine = engineFor(options);
			const slots = await slotsOf(engine, second ? 0 : (credential.slots ?? 0));
			return { engine, model, desk: deskOf(engine, { slots }) };
		}),
	);
}

const MOST_ENGINES = 64;
const engines = new Map<string, Engine>();

/** The same settings give the same engine: what it found out about the server is asked only once. */
function engineFor(options: EngineOptions): Engine {
	// Hashed: a key or password must not live on as the name of a map entry.
	const name = createHash('sha256').update(JSON.stringify(options)).digest('hex');
	const engine = engines.get(name) ?? engineOf(options);
	engines.delete(name);
	engines.set(name, engine);
	const [oldest] = engines.keys();
	if (engines.size > MOST_ENGINES) engines.delete(oldest);
	return engine;
}

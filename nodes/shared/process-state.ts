/**
 * State that must exist once in a process: open ports, the ledger writer, the work engine. n8n may
 * load the package twice (a reinstall, a development reload), and each copy has its own modules, so
 * such state hangs on globalThis under a versioned symbol.
 *
 * @param name versioned, e.g. `ledger/1`: a copy with another layout must choose another number
 */
export function processState<T>(name: string, create: () => T): T {
	const key = Symbol.for(`n8n-nodes-hospital/${name}`);
	const holder = globalThis as unknown as Record<symbol, T | undefined>;
	return (holder[key] ??= create());
}

import { fileURLToPath } from 'node:url';

const beside = (name) => fileURLToPath(new URL(name, import.meta.url));

/**
 * How fhir-kit-client is bundled. It is ESM only, while n8n loads nodes with require; and it must
 * not reach the network, log headers or keep sockets by itself. Its `fetch` and `Request` are
 * replaced by the seam, its logger and its agent by stubs that do nothing.
 */
export const fhirKitClient = {
	name: 'fhir-kit-client',
	options: {
		entryPoints: ['fhir-kit-client'],
		inject: [beside('seam.mjs')],
		alias: {
			debug: beside('no-debug.mjs'),
			agentkeepalive: beside('no-agent.mjs'),
		},
	},
};

/**
 * The name under which Ollama lists a model: lower case, with a tag, without the parts that it leaves out
 * (types/model/name.go: `registry.ollama.ai`, `library`, `latest`).
 */
export function listedName(model: string): string {
	const short = model
		.toLowerCase()
		.replace(/:local$/, '')
		.replace(/^registry\.ollama\.ai\//, '')
		.replace(/^library\//, '');
	return short.lastIndexOf(':') > short.lastIndexOf('/') ? short : `${short}:latest`;
}

/**
 * True when the name alone sends the request to ollama.com: Ollama passes `name:cloud` and `name:tag-cloud`
 * on without looking for a model of that name, and such an answer carries no sign of where it was made
 * (internal/modelref/modelref.go, server/cloud_proxy.go).
 */
export function isCloudName(model: string): boolean {
	const trimmed = model.trim().toLowerCase();
	const tag = trimmed.slice(trimmed.lastIndexOf(':') + 1).trim();
	const tagged = trimmed.includes(':') && !tag.includes('/');
	return tagged && (tag === 'cloud' || tag.endsWith('-cloud'));
}

/**
 * Ollama from 0.12.6 on refuses a prompt that is too long when it is told not to cut it. A build without a
 * number says 0.0.0 and is taken to be new.
 */
export function refusesToCut(version: string | undefined): boolean {
	const [, major, minor, patch] = /^v?(\d+)\.(\d+)\.(\d+)/.exec(version ?? '') ?? [];
	if (major === undefined) return false;
	const number = Number(major) * 1e6 + Number(minor) * 1e3 + Number(patch);
	return number === 0 || number >= 12_006;
}

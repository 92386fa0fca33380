/**
 * Expands the value sets of required bindings into lists of codes, each value set once.
 *
 * A value set that names a foreign terminology (media types, currencies, units) has no list: it is
 * left open, and the offline check takes every code for it.
 *
 * @param {object[]} resources CodeSystem and ValueSet resources
 */
export function bindingTable(resources) {
	const byUrl = new Map(resources.map((one) => [`${one.resourceType} ${one.url}`, one]));
	const list = [];
	const places = new Map();
	/** @returns index into the list, -1 for an element without a required binding that can be listed */
	const of = ({ binding }) => {
		if (binding?.strength !== 'required' || binding.valueSet === undefined) return -1;
		const [url] = binding.valueSet.split('|');
		if (!places.has(url)) {
			const systems = expand(byUrl.get(`ValueSet ${url}`), byUrl);
			places.set(url, systems === undefined ? -1 : list.push({ url, systems }) - 1);
		}
		return places.get(url);
	};
	return { list, of };
}

/** Codes by system; undefined when they cannot be listed from what is at hand. */
function expand(valueSet, byUrl) {
	if (valueSet?.compose === undefined || valueSet.compose.exclude !== undefined) return undefined;
	const systems = {};
	for (const { system, concept, filter, valueSet: others = [] } of valueSet.compose.include) {
		if (filter !== undefined) return undefined;
		for (const other of others) {
			const more = expand(byUrl.get(`ValueSet ${other.split('|')[0]}`), byUrl);
			if (more === undefined) return undefined;
			for (const [name, codes] of Object.entries(more)) (systems[name] ??= []).push(...codes);
		}
		if (system === undefined) continue;
		const codes = concept?.map(({ code }) => code) ?? all(byUrl.get(`CodeSystem ${system}`));
		if (codes === undefined) return undefined;
		(systems[system] ??= []).push(...codes);
	}
	return systems;
}

function all(codeSystem) {
	if (codeSystem?.content !== 'complete') return undefined;
	const codes = [];
	const walk = (concepts = []) => {
		for (const { code, concept } of concepts) {
			codes.push(code);
			walk(concept);
		}
	};
	walk(codeSystem.concept);
	return codes;
}

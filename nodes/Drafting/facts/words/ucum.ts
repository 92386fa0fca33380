/** Factors of the UCUM prefixes that charts use (UCUM 2.1, section 27). */
const PREFIX: Readonly<Record<string, number>> = {
	'': 0,
	k: 3,
	h: 2,
	da: 1,
	d: -1,
	c: -2,
	m: -3,
	u: -6,
	µ: -6,
	μ: -6,
	n: -9,
	p: -12,
	f: -15,
};
/** Metric atoms: only these take a prefix. */
const METRIC = [
	'[IU]',
	'[iU]',
	'mol',
	'osm',
	'eq',
	'Eq',
	'kat',
	'Pa',
	'Hz',
	'g',
	'L',
	'l',
	'm',
	'U',
];
const NAME: Readonly<Record<string, string>> = { l: 'L', Eq: 'eq', '[iU]': '[IU]' };
/** Forms outside UCUM that mean one UCUM unit and nothing else. */
const ALSO: Readonly<Record<string, string>> = {
	mcg: 'ug',
	mcL: 'uL',
	IU: '[IU]',
	mIU: 'm[IU]',
	uIU: 'u[IU]',
	MCG: 'ug',
	MG: 'mg',
	ML: 'mL',
};

/** A unit as a power of ten times a kind: `mg/dL` is 10^-2 of `g/L`. */
export interface Scale {
	/** Two units can be converted only when their kinds are the same text. */
	kind: string;
	/** Exponent of ten. */
	exponent: number;
}

/**
 * Reads a unit as far as prefixes and powers of ten go. What is not known counts as a kind of its own:
 * nothing is converted by substance (mmol/L and mg/dL stay two kinds) and nothing is guessed.
 */
export function scaleOf(unit: string): Scale {
	const plain = unit.trim().slice(0, 60);
	const parts = plain.split('/');
	let exponent = 0;
	const kinds = parts.map((part, at) => {
		const scale = atomOf(part);
		exponent += at === 0 ? scale.exponent : -scale.exponent;
		return scale.kind;
	});
	return { kind: kinds.join('/'), exponent };
}

function atomOf(text: string): Scale {
	const atom = Object.hasOwn(ALSO, text) ? ALSO[text] : text.replace(/\{[^}]*\}/g, '');
	const [, power] = /^10[*^](\d{1,2})$/.exec(atom) ?? [];
	if (power !== undefined) return { kind: '', exponent: Number(power) };
	for (const name of METRIC) {
		if (!atom.endsWith(name)) continue;
		const prefix = atom.slice(0, -name.length);
		if (!Object.hasOwn(PREFIX, prefix)) continue;
		return { kind: NAME[name] ?? name, exponent: PREFIX[prefix] };
	}
	return { kind: atom, exponent: 0 };
}

/** The value in another unit of the same kind; undefined when the kinds differ. */
export function convert(value: number, from: string, to: string): number | undefined {
	if (from === to) return value;
	const a = scaleOf(from);
	const b = scaleOf(to);
	if (a.kind !== b.kind) return undefined;
	return shift(value, a.exponent - b.exponent);
}

/** `value` times a power of ten, without the noise of binary fractions. */
export const shift = (value: number, exponent: number): number =>
	exponent === 0 ? value : Number((value * 10 ** exponent).toPrecision(15));

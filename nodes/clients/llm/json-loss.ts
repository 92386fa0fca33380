const NUMBER = /-?\d[\d.eE+-]*/y;
const STRING = /"(?:[^"\\]|\\.)*"/sy;

/**
 * What JSON.parse would lose in silence (RFC 8259 sections 4 and 6): of two values under one name all but
 * the last, digits of a whole number that is too long, and a number that is too large altogether.
 *
 * @param json valid JSON
 * @returns what would be lost, in words; undefined when nothing
 */
export function lossIn(json: string): string | undefined {
	// The names of each open object, undefined for a list.
	const open: Array<Set<string> | undefined> = [];
	let nameNext = false;
	for (let at = 0; at < json.length; at++) {
		const sign = json[at];
		if (sign === '{' || sign === '[') {
			open.push(sign === '{' ? new Set() : undefined);
			nameNext = sign === '{';
		} else if (sign === '}' || sign === ']') open.pop();
		else if (sign === ',') nameNext = open.at(-1) !== undefined;
		else if (sign === '"') {
			const text = match(STRING, json, at);
			at += text.length - 1;
			const names = open.at(-1);
			if (!nameNext || names === undefined) continue;
			const name = JSON.parse(text) as string;
			if (names.has(name)) return 'it gives two values under one name';
			names.add(name);
			nameNext = false;
		} else if (sign === '-' || (sign >= '0' && sign <= '9')) {
			const text = match(NUMBER, json, at);
			at += text.length - 1;
			if (isLost(text)) return 'a number in it is too long or too large to be kept';
		}
	}
	return undefined;
}

function isLost(text: string): boolean {
	const number = Number(text);
	return !Number.isFinite(number) || (/^-?\d+$/.test(text) && !Number.isSafeInteger(number));
}

function match(expression: RegExp, text: string, at: number): string {
	expression.lastIndex = at;
	return expression.exec(text)?.[0] ?? text[at];
}

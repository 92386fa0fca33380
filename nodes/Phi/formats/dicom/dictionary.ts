import { DICTIONARY } from './facts/dictionary-rows';

const dictionary = new Map<number, string>();

for (const entry of DICTIONARY.trim().replaceAll('\n  ', ' ').split('\n')) {
	const [group, ...tokens] = entry.split(' ');
	const high = Number.parseInt(group!, 16) * 0x10000;
	let vr = '';
	for (const token of tokens) {
		if (/^[A-Z]{2}$/.test(token)) vr = token;
		else dictionary.set(high + Number.parseInt(token, 16), vr);
	}
}

/** VR of a standard data element (PS3.6); undefined for one that the edition does not know. */
export function standardVr(tag: number): string | undefined {
	return dictionary.get(tag);
}

/** Every tag of the dictionary. */
export function standardTags(): IterableIterator<number> {
	return dictionary.keys();
}

import type { PersonName, PhiFinding, PhiRole, PhiType } from '../../types';
import type { KnownPerson, KnownPlace } from '../known';

/** Scripts that write without blanks, or glue particles to a name: Thai to Khmer, kana, Han, Hangul. */
const SCRIPT =
	/[\u0E00-\u0EFF\u1000-\u109F\u1780-\u17FF\u3040-\u30FF\u3400-\u9FFF\uAC00-\uD7AF\uF900-\uFAFF\uFF66-\uFF9D]/;
/** A family name of one sign is a word of its own; with a form of address behind it, it is a name. */
const ADDRESS = '(?:先生|女士|小姐|太太|医生|醫生|様|さん|氏|殿|님|씨|선생)';

interface Entry {
	readonly value: string;
	readonly type: PhiType;
	readonly role: PhiRole;
	readonly rule: string;
}

/**
 * What the chart names in scripts without blanks between words. It is looked for sign by sign, because
 * nothing in the text says where a word begins.
 */
export class Unspaced {
	private readonly entries = new Map<string, Entry>();
	/** Family names of one sign. */
	private readonly single = new Map<string, PhiRole>();

	get size(): number {
		return this.entries.size + this.single.size;
	}

	addPerson({ names, role }: KnownPerson): void {
		for (const name of names) this.addName(name, role);
	}

	addPlace({ name, kind, role = 'organization' }: KnownPlace): void {
		const type = kind === 'city' ? 'CITY' : kind === 'street' ? 'STREET' : 'FACILITY';
		this.add(name, type, role, `known-${kind}`);
	}

	addText(value: string, type: PhiType, role: PhiRole, rule: string): void {
		this.add(value, type, role, rule);
	}

	private addName({ family = '', given = [] }: PersonName, role: PhiRole): void {
		if (isAscii(family) && given.every(isAscii)) return;
		const rule = `known-${role === 'unknown' ? 'person' : role}-name`;
		const first = given.join('');
		for (const whole of [
			family + first,
			first + family,
			`${family} ${first}`,
			`${first} ${family}`,
		]) {
			this.add(whole.trim(), 'NAME', role, rule);
		}
		for (const part of [family, first, ...given]) this.add(part, 'NAME', role, rule);
		if (isWritten(family) && [...family].length === 1) this.single.set(family, role);
	}

	private add(value: string, type: PhiType, role: PhiRole, rule: string): void {
		if (isAscii(value)) return;
		for (const form of [value, value.normalize('NFC'), value.normalize('NFKC')]) {
			if (!isWritten(form) || [...form].length < 2 || this.entries.has(form)) continue;
			this.entries.set(form, { value: form, type, role, rule });
		}
	}

	/** Sorted by start, the longest at each place. @param text as it was given */
	find(text: string): PhiFinding[] {
		if (this.size === 0 || !SCRIPT.test(text)) return [];
		const found: PhiFinding[] = [];
		for (const { value, type, role, rule } of this.entries.values()) {
			for (let at = text.indexOf(value); at >= 0; at = text.indexOf(value, at + value.length)) {
				found.push({
					start: at,
					end: at + value.length,
					type,
					role,
					rule,
					source: 'known',
					score: 0.9,
				});
			}
		}
		for (const [family, role] of this.single) {
			// The sign comes out of the chart; none of these scripts has one with a meaning in a pattern.
			for (const { index } of text.matchAll(new RegExp(`${family}(?=${ADDRESS})`, 'gu'))) {
				const place = { start: index, end: index + family.length };
				const rule = `known-${role === 'unknown' ? 'person' : role}-name`;
				found.push({ ...place, type: 'NAME', role, rule, source: 'known', score: 0.85 });
			}
		}
		return longest(found);
	}
}

/** None of the scripts is ASCII: most charts have nothing to add. */
function isAscii(value: string): boolean {
	for (let at = 0; at < value.length; at++) if (value.charCodeAt(at) > 127) return false;
	return true;
}

const isWritten = (value: string): boolean => SCRIPT.test(value);

function longest(found: PhiFinding[]): PhiFinding[] {
	found.sort((a, b) => a.start - b.start || b.end - a.end);
	const kept: PhiFinding[] = [];
	for (const one of found) {
		const before = kept.at(-1);
		if (before === undefined || one.start >= before.end) kept.push(one);
		else if (one.end > before.end) kept[kept.length - 1] = { ...before, end: one.end };
	}
	return kept;
}

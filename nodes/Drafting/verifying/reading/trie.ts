import { stem } from '../text/stem';
import { tokenise, type Token } from '../text/tokens';

interface Node<T> {
	next?: Map<string, Node<T>>;
	values?: T[];
}

/** Marks within a name that may be there or not: "amoxicillin/clavulanate", "fracture (closed)". */
const SKIPPED = new Set(['/', '(', ')', '-', '.', ',', "'", '"', '+', '&', '*', '[', ']']);

/** Names of one or more words, found in a text in time that grows with the text only. */
export class Trie<T> {
	private readonly root: Node<T> = {};

	/** Adds a name; nothing happens for a name without a word or number. */
	add(name: string, value: T): void {
		this.addTokens(tokenise(name).tokens, value);
	}

	addTokens(tokens: readonly Token[], value: T): void {
		let node = this.root;
		let any = false;
		for (const token of tokens) {
			if (token.kind === 'mark' && SKIPPED.has(token.low)) continue;
			any = true;
			const key = keyOf(token);
			node.next ??= new Map();
			let child = node.next.get(key);
			if (child === undefined) {
				child = {};
				node.next.set(key, child);
			}
			node = child;
		}
		if (!any) return;
		node.values ??= [];
		if (!node.values.includes(value)) node.values.push(value);
	}

	/** The longest name that begins at token `at`. */
	longest(tokens: readonly Token[], at: number): { to: number; values: readonly T[] } | undefined {
		let node: Node<T> | undefined = this.root;
		let best: { to: number; values: readonly T[] } | undefined;
		let index = at;
		while (index < tokens.length) {
			const token = tokens[index];
			if (index > at && token.kind === 'mark' && SKIPPED.has(token.low)) {
				index++;
				continue;
			}
			node = node.next?.get(keyOf(token));
			if (node === undefined) break;
			index++;
			if (node.values !== undefined) best = { to: index, values: node.values };
		}
		return best;
	}

	exact(tokens: readonly Token[]): readonly T[] | undefined {
		const found = this.longest(tokens, 0);
		if (found === undefined) return undefined;
		for (let at = found.to; at < tokens.length; at++) {
			if (!SKIPPED.has(tokens[at].low)) return undefined;
		}
		return found.values;
	}
}

const keyOf = (token: Token) => (token.kind === 'number' ? `#${token.value}` : stem(token.low));

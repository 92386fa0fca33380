import type { PhiFinding } from '../../../types';
import { found } from '../../found';
import { setOf } from '../../marks';
import type { PreparedText } from '../../types';
import { lower } from '../near';

/** Words inside of what a post box is called, at which it is looked for. */
export const OF_BOXES = setOf('box post po');
/** First words of what it is called. */
const FIRST = setOf('p po post pmb rr hc rfd rural star');
/** How many tokens before such a word it may begin. */
const MOST_BEFORE = 4;
const BOX =
	/(?:p\.? ?o\.? ?box|post office box|pmb|apdo|(?:rr|hc|rfd|rural route|star route)\.? ?#? ?\d{1,4},? box)\.? ?#? ?\d{1,7}(?!\d)/iy;

/** P.O. Box 1234, RR 2 Box 17: the post box of which a word stands at a token. */
export function boxAt(prepared: PreparedText, token: number): PhiFinding | undefined {
	for (let back = token; back >= Math.max(0, token - MOST_BEFORE); back--) {
		if (!FIRST.has(lower(prepared, back))) continue;
		const start = prepared.starts[back] as number;
		BOX.lastIndex = start;
		const match = BOX.exec(prepared.folded);
		if (match === null) continue;
		const claim = { type: 'STREET', rule: 'post-box', score: 0.97 } as const;
		return found(prepared, start, start + match[0].length, claim);
	}
	return undefined;
}

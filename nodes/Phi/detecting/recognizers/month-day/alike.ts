import type { PhiFinding } from '../../../types';
import type { PreparedText } from '../../types';

const DAY_OF = /^(\d{1,2})[/-](\d{1,2})/;
/** What stands between the days of a row. */
const ROW = /^\s?(?:,|;|&|and|or|to|-|, and|,&)\s?$/;
/** The rule of `a/b` without a year. */
export const MONTH_DAY_RULE = 'date-month-day';

/** Lifts `3/7` that says little by itself where another day stands beside it, or the same one as a sure date. */
export function alike(prepared: PreparedText, out: PhiFinding[]): PhiFinding[] {
	liftRows(prepared, out);
	const days = new Set<number>();
	let isWeak = false;
	for (const finding of out) {
		isWeak ||= finding.score < 0.5;
		if (finding.score < 0.8) continue;
		const day = dayOf(prepared, finding);
		if (day >= 0) days.add(day);
	}
	if (!isWeak || days.size === 0) return out;
	return out.map((finding) =>
		isUnsure(finding) && finding.score >= 0.2 && days.has(dayOf(prepared, finding))
			? { ...finding, score: 0.62 }
			: finding,
	);
}

const isUnsure = ({ rule, score }: PhiFinding): boolean => rule === MONTH_DAY_RULE && score < 0.5;

/** Both figures of a day as one number, -1 where it is written otherwise. */
function dayOf(prepared: PreparedText, { start, end }: PhiFinding): number {
	const day = DAY_OF.exec(prepared.text.slice(start, end));
	return day === null ? -1 : Number(day[1]) * 100 + Number(day[2]);
}

/** Lifts `3/8` in `3/7, 3/8 & 3/9`: what stands between days is a day. */
function liftRows(prepared: PreparedText, out: PhiFinding[]): void {
	out.forEach((finding, index) => {
		if (!isUnsure(finding)) return;
		if (isRow(prepared, out[index - 1], finding) || isRow(prepared, finding, out[index + 1]))
			out[index] = { ...finding, score: 0.6 };
	});
}

const isRow = (
	prepared: PreparedText,
	one: PhiFinding | undefined,
	other: PhiFinding | undefined,
): boolean =>
	one !== undefined &&
	other !== undefined &&
	Math.max(one.score, other.score) >= 0.6 &&
	ROW.test(prepared.text.slice(one.end, other.start));

import { type PartOfDay, type WrittenFrequency } from './frequency';

/** Tolerance for 730.5 hours a month and for fractions. */
const near = (a: number, b: number) =>
	Math.abs(a - b) <= 1e-6 * Math.max(1, Math.abs(a), Math.abs(b));

export interface ChartFrequency {
	hours?: number;
	hoursHigh?: number;
	when: readonly PartOfDay[];
	asNeeded: boolean;
}

/** What is wrong between a written frequency and the chart's; undefined when they agree. */
export function frequencyDiffers(
	written: Pick<WrittenFrequency, 'hours' | 'hoursHigh' | 'when' | 'asNeeded'>,
	chart: ChartFrequency,
): boolean {
	if (written.hours !== undefined) {
		const chartHours = chart.hours ?? (chart.when.length > 0 ? hoursOf(chart.when) : undefined);
		if (chartHours === undefined) return true;
		if (!near(written.hours, chartHours)) return true;
		if (!near(written.hoursHigh ?? written.hours, chart.hoursHigh ?? chartHours)) return true;
	}
	if (written.when.length > 0) {
		const known = new Set(chart.when);
		if (known.size === 0) return true;
		for (const part of written.when) {
			if (
				known.has(part) ||
				(part === 'meals' && (known.has('before-meals') || known.has('after-meals')))
			)
				continue;
			return true;
		}
	}
	return false;
}

/** "In the morning and at bedtime" is twice a day; meals are three. */
function hoursOf(when: readonly PartOfDay[]): number {
	const doses = new Set(when).size === 1 && when[0].endsWith('meals') ? 3 : new Set(when).size;
	return 24 / doses;
}

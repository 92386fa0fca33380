import { html, type Html } from '../../shared/html';
import type { Bar, Bars } from './timeline';
import { counted, moment, number } from './words';

const WIDTH = 1060;
const HEIGHT = 170;
const LEFT = 52;
const TOP = 12;
/** Labels below the axis, so that none touches the next. */
const MOST_LABELS = 7;
const DAY = 86_400_000;

/** Bars over time: succeeded below, failed or refused above, on one scale. */
export function chart({ step, length, bars }: Bars): Html {
	const [only] = bars;
	if (only === undefined) return html`<p class="none">No event in this time.</p>`;
	if (bars.length === 1) {
		return html`<p>
			All ${counted(only.succeeded + only.failed, 'event')} fall into one ${step}, from
			${moment(only.from).slice(0, 16)}: ${number(only.succeeded)} succeeded, ${number(only.failed)}
			failed or refused.
		</p>`;
	}
	const most = roundUp(Math.max(...bars.map(({ succeeded, failed }) => succeeded + failed), 1));
	const label = labelOf(length, bars);
	const last = bars[bars.length - 1];
	return html`<p class="legend">
			<span class="ok"></span>succeeded <span class="bad"></span>failed or refused
		</p>
		<svg
			viewBox="0 0 ${WIDTH} ${HEIGHT + TOP + 24}"
			role="img"
			aria-label="Events per ${step} from ${moment(only.from)} to ${moment(last.from)}"
		>
			${[most, most / 2, 0].map((value) => gridLine(value, most))}
			${bars.map((bar, at) => column(bar, at, bars.length, most, label(bar)))}
			${labels(bars, label)}
		</svg>`;
}

const xOf = (at: number, count: number): number => LEFT + (at * (WIDTH - LEFT)) / count;
const yOf = (value: number, most: number): number => TOP + HEIGHT * (1 - value / most);

function gridLine(value: number, most: number): Html {
	const y = yOf(value, most);
	return html`<line
			class="${value === 0 ? 'axis' : 'grid'}"
			x1="${LEFT}"
			x2="${WIDTH}"
			y1="${y}"
			y2="${y}"
		/>
		${Number.isInteger(value)
			? html`<text x="${LEFT - 8}" y="${y + 4}" text-anchor="end">${number(value)}</text>`
			: undefined}`;
}

function column(
	{ succeeded, failed }: Bar,
	at: number,
	count: number,
	most: number,
	label: string,
): Html {
	const step = (WIDTH - LEFT) / count;
	const width = Math.max(1, Math.min(44, step * 0.78));
	const x = xOf(at, count) + (step - width) / 2;
	const part = (kind: 'ok' | 'bad', from: number, to: number): Html | undefined => {
		if (to === from) return undefined;
		// A single failure among thousands must be seen.
		const height = Math.max(kind === 'bad' ? 2 : 0.5, yOf(from, most) - yOf(to, most));
		const y = yOf(from, most) - height;
		return html`<rect
			class="${kind}"
			x="${x.toFixed(1)}"
			y="${y.toFixed(1)}"
			width="${width.toFixed(1)}"
			height="${height.toFixed(1)}"
		/>`;
	};
	return html`<g
		><title>${label}: ${number(succeeded)} succeeded, ${number(failed)} failed or refused</title
		>${part('ok', 0, succeeded)}${part('bad', succeeded, succeeded + failed)}</g
	>`;
}

/** Evenly spread, each below the middle of its bar. */
function labels(bars: readonly Bar[], label: (bar: Bar) => string): Html[] {
	const every = Math.ceil(bars.length / MOST_LABELS);
	const half = (WIDTH - LEFT) / bars.length / 2;
	return bars.flatMap((bar, at) => {
		if (at % every !== 0) return [];
		const x = Math.min(Math.max(xOf(at, bars.length) + half, LEFT + 20), WIDTH - 40);
		return [
			html`<text x="${x.toFixed(1)}" y="${HEIGHT + TOP + 18}" text-anchor="middle"
				>${label(bar)}</text
			>`,
		];
	});
}

/** The time alone within one day, the day alone where a bar is a day or more. */
function labelOf(length: number, bars: readonly Bar[]): (bar: Bar) => string {
	if (length >= DAY) return ({ from }) => from.slice(0, 10);
	const days = new Set(bars.map(({ from }) => from.slice(0, 10)));
	return days.size === 1
		? ({ from }) => from.slice(11, 16)
		: ({ from }) => `${from.slice(5, 10)} ${from.slice(11, 16)}`;
}

/** The next number that begins with 1, 2, 4, 5, 6 or 8: half of it is easy to read, too. */
function roundUp(value: number): number {
	if (value <= 10) return Math.max(2, value + (value % 2));
	const power = 10 ** Math.floor(Math.log10(value));
	const digits = [1, 1.2, 1.4, 1.6, 1.8, 2, 2.4, 3, 4, 5, 6, 8, 10];
	return power * digits.find((digit) => digit * power >= value)!;
}

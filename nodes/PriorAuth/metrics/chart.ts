import { html, type Html } from '../../shared/html';

/** Figures of one month, stacked from the bottom in the order of the parts. */
export interface Bar {
	label: string;
	values: readonly number[];
}

export interface Part {
	name: string;
	/** Class that the style sheet colours. */
	look: string;
}

const WIDTH = 720;
const HEIGHT = 260;
const LEFT = 44;
const TOP = 12;
const BOTTOM = 34;

/** Stacked bars as a picture of their own, without script. The table beside it says the same in numbers. */
export function barChart(title: string, bars: readonly Bar[], parts: readonly Part[]): Html {
	const sums = bars.map(({ values }) => values.reduce((sum, value) => sum + value, 0));
	const top = niceTop(Math.max(1, ...sums));
	const inside = HEIGHT - TOP - BOTTOM;
	const step = (WIDTH - LEFT) / Math.max(1, bars.length);
	const y = (value: number): number => TOP + inside * (1 - value / top);
	const every = Math.ceil(bars.length / 12);
	return html`<svg class="chart" viewBox="0 0 ${WIDTH} ${HEIGHT}" role="img" aria-label="${title}">
		${[0, top / 2, top].map((value) => grid(value, y(value)))}
		${bars.map((bar, at) => {
			const x = LEFT + at * step;
			return html`${stack(bar, parts, { x: x + step * 0.15, width: step * 0.7, y })}${at % every ===
			0
				? html`<text class="axis" x="${num(x + step / 2)}" y="${HEIGHT - 12}" text-anchor="middle"
						>${bar.label}</text
					>`
				: undefined}`;
		})}
	</svg>`;
}

interface Place {
	x: number;
	width: number;
	y(value: number): number;
}

function stack({ label, values }: Bar, parts: readonly Part[], { x, width, y }: Place): Html[] {
	let below = 0;
	return values.flatMap((value, at) => {
		const from = below;
		below += value;
		if (value === 0) return [];
		const height = y(from) - y(below);
		const { name = '', look = '' } = parts[at] ?? {};
		return [
			html`<rect
				class="${look}"
				x="${num(x)}"
				y="${num(y(below))}"
				width="${num(width)}"
				height="${num(height)}"
				><title>${label}: ${value} ${name}</title></rect
			>`,
		];
	});
}

const grid = (value: number, y: number): Html =>
	html`<line class="grid" x1="${LEFT}" x2="${WIDTH}" y1="${num(y)}" y2="${num(y)}" /><text
			class="axis"
			x="${LEFT - 8}"
			y="${num(y + 4)}"
			text-anchor="end"
			>${num(value)}</text
		>`;

/** The next of 2, 4, 10, 20, 40, 100, ... */
function niceTop(value: number): number {
	for (let power = 1; ; power *= 10) {
		for (const step of [2, 4, 10]) if (value <= step * power) return step * power;
	}
}

const num = (value: number): string => String(Math.round(value * 10) / 10);

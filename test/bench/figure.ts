/** One line of a bench or campaign, as docs/reference/benchmarks.md explains them. */
export interface Figure {
	metric: string;
	/** Median over `n` runs; null when it cannot be taken, then `reason` says why. */
	value: number | null;
	unit:
		| 'ratio'
		| 'ms'
		| 'cpu_ms'
		| 's'
		| 'per_s'
		| 'MB'
		| 'MB_per_s'
		| 'MB_per_cpu_s'
		| 'count'
		| 'share';
	/** What it was measured beside, with version. */
	peer?: string;
	n?: number;
	reason?: string;
}

/** What a bench or campaign gets. */
export interface Measuring {
	/** A form of at most 60 s. */
	quick: boolean;
	/** Prints one figure to standard output. */
	figure(figure: Figure): void;
	/** Progress, to standard error. */
	say(text: string): void;
}

export type Measurement = (measuring: Measuring) => Promise<void>;

/** Runs `<folder>/<name>.ts`, named on the command line. */
export async function runNamed(
	folder: string,
	names: readonly string[],
	load: (name: string) => Promise<{ measure: Measurement }>,
): Promise<void> {
	const args = process.argv.slice(2);
	const quick = args.includes('--quick');
	const wanted = args.filter((arg) => !arg.startsWith('--'));
	if (wanted.length === 0 || wanted.some((name) => !names.includes(name))) {
		process.stderr.write(
			`Usage: npm run ${folder} -- NAME [--quick]\nNames: ${names.join(', ')}\n`,
		);
		process.exitCode = 2;
		return;
	}
	for (const name of wanted) {
		const began = Date.now();
		const seconds = (): string => ((Date.now() - began) / 1000).toFixed(1).padStart(6);
		const { measure } = await load(name);
		await measure({
			quick,
			figure: ({ metric, value, ...rest }) => {
				const rounded = value === null ? null : Number(value.toPrecision(4));
				const line = { bench: name, metric, value: rounded, ...rest };
				process.stdout.write(`${JSON.stringify(quick ? { ...line, quick } : line)}\n`);
			},
			say: (text) => process.stderr.write(`${seconds()} s  ${text}\n`),
		});
	}
}

/** The value below which the share `p` of `values` lies (nearest rank). */
export function percentile(values: readonly number[], p: number): number {
	const sorted = [...values].sort((a, b) => a - b);
	return sorted[Math.min(sorted.length - 1, Math.ceil(p * sorted.length) - 1)] ?? Number.NaN;
}

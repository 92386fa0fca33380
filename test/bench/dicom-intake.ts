import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { cleanUpAtEnd, isEnding } from '../peers/process.ts';
import { measureCompleteness } from './dicom/completeness.ts';
import { folderOnDisk } from './dicom/disk.ts';
import { measureMainLoop } from './dicom/main-loop.ts';
import { growth } from './dicom/memory.ts';
import { measureN8nLoop } from './dicom/n8n-loop.ts';
import { over, writeCt, writeLarge, type Load } from './dicom/objects.ts';
import { spreadOf, type Spread } from './dicom/ratios.ts';
import { versionsOfPeers } from './dicom/receivers.ts';
import { CT_METRICS, measureCt, measureLarge } from './dicom/speed.ts';
import type { Figure, Measurement, Measuring } from './figure.ts';

type Promised = readonly (readonly [metric: string, unit: Figure['unit']])[];

/** What each part prints at least: when it fails, they are printed as null. */
const PROMISED = {
	ct: CT_METRICS,
	mainLoop: [
		['main_loop_delay_p99_over_control', 'ms'],
		['main_loop_utilisation', 'share'],
	],
	n8nLoop: [['main_loop_n8n_ct_delay_p99_over_control', 'ms']],
	memory: [['rss_growth', 'MB']],
	large: [
		['large_1assoc_vs_storescp', 'ratio'],
		['large_1assoc_nosync_vs_storescp', 'ratio'],
		['large_4assoc_vs_storescp', 'ratio'],
		['large_1assoc_vs_orthanc', 'ratio'],
		['large_4assoc_vs_orthanc', 'ratio'],
	],
	completeness: [['completeness_delay_p95', 's']],
} as const satisfies Record<string, Promised>;

interface Form {
	/** Frames of a large object: 150 are 78.6 MB. */
	frames: number;
	large: number;
	ct: number;
	rounds: number;
	loopRounds: number;
	memoryRounds: number;
	studies: number;
	/** Free disk that it needs, bytes. */
	disk: number;
}

const FULL: Form = {
	frames: 150,
	large: 20,
	ct: 500,
	rounds: 6,
	loopRounds: 5,
	memoryRounds: 5,
	studies: 30,
	disk: 7e9,
};
const QUICK: Form = {
	frames: 30,
	large: 8,
	ct: 100,
	rounds: 1,
	loopRounds: 1,
	memoryRounds: 1,
	studies: 6,
	disk: 2e9,
};

/** The DICOM listener beside DCMTK's and Orthanc: speed, memory, n8n's main thread, completeness. */
export const measure: Measurement = async (measuring) => {
	const { quick, say } = measuring;
	const form = quick ? QUICK : FULL;
	const folder = await folderOnDisk(form.disk);
	cleanUpAtEnd(folder, () => say('stopping'));
	try {
		await measureAll(measuring, form, folder);
	} finally {
		await rm(folder, { recursive: true, force: true });
	}
};

async function measureAll(measuring: Measuring, form: Form, folder: string): Promise<void> {
	const { say, quick } = measuring;
	const { rounds } = form;
	const objects = join(folder, 'objects');
	const peers = await versionsOfPeers();
	say(`${form.large} objects of ${form.frames} frames, ${form.ct} CT images are written`);
	const large = await writeLarge(objects, form.large, form.frames);
	const ct = await writeCt(objects, form.ct);
	const about = { rounds, folder, peers };
	await attempt(measuring, 'ct', async (own) => await measureCt(own, ct, about));
	await attempt(measuring, 'mainLoop', async (own) => {
		const loads = { ct: over(ct, 4), large: over(large, 4) };
		await measureMainLoop(own, loads, form, folder);
	});
	if (!quick) {
		await attempt(measuring, 'n8nLoop', async (own) => {
			await measureN8nLoop(own, { ct, large }, form, folder);
		});
	}
	await attempt(measuring, 'memory', async (own) => {
		await measureMemory(own, form, folder, over(large, 4));
	});
	await attempt(measuring, 'large', async (own) => await measureLarge(own, large, about));
	await rm(objects, { recursive: true });
	await attempt(measuring, 'completeness', async (own) => {
		await measureCompleteness(own, form.studies, folder);
	});
}

/** A part that fails does not take the figures of the others with it. */
async function attempt(
	measuring: Measuring,
	part: keyof typeof PROMISED,
	work: (measuring: Measuring) => Promise<void>,
): Promise<void> {
	const { figure, say } = measuring;
	const printed = new Set<string>();
	const noted = (line: Figure) => {
		printed.add(line.metric);
		figure(line);
	};
	try {
		await work({ ...measuring, figure: noted });
	} catch (error) {
		if (isEnding()) throw error;
		say(error instanceof Error ? (error.stack ?? error.message) : String(error));
		process.exitCode = 1;
		for (const [metric, unit] of PROMISED[part]) {
			if (!printed.has(metric))
				figure({ metric, value: null, unit, reason: 'the measurement failed' });
		}
	}
}

/** Memory over idle with four objects in flight; and with four that are four times as large. */
async function measureMemory(
	{ figure, say }: Measuring,
	{ memoryRounds: rounds, frames }: Form,
	folder: string,
	load: Load,
): Promise<void> {
	const taken = async (of: Load): Promise<Spread> => {
		const values: number[] = [];
		for (let round = 0; round < rounds; round++) values.push(await growth(of, folder));
		return spreadOf(values);
	};
	const megabytes = (metric: string, value: number, n: number) =>
		figure({ metric, value: value / 1e6, unit: 'MB', n });
	const usual = await taken(load);
	say(`memory over idle: ${Math.round(usual.median / 1e6)} MB with four objects in flight`);
	megabytes('rss_growth', usual.median, rounds);
	megabytes('rss_growth_max', usual.max, rounds);
	const objects = join(folder, 'huge');
	const huge = await writeLarge(objects, 4, frames * 4);
	const larger = await taken(over(huge, 4));
	await rm(objects, { recursive: true });
	say(
		`memory over idle: ${Math.round(larger.median / 1e6)} MB with objects of four times the size`,
	);
	megabytes('rss_growth_objects_4x', larger.median, rounds);
	megabytes('rss_growth_objects_4x_max', larger.max, rounds);
}

import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { frame, FrameReader } from '../../dist/nodes/clients/mllp/index.js';
import { parseMessage, type Hl7Message } from '../../dist/nodes/formats/hl7/index.js';
import { percentile, type Measurement, type Measuring } from './figure.ts';
import { startHost } from './hl7/host-process.ts';
import { load, result } from './hl7/load.ts';
import { PYTHON_HL7, pythonRate } from './hl7/python-hl7.ts';

const CONNECTIONS = 16;
const median = (values: readonly number[]): number => percentile(values, 0.5);

/** The HL7 listener with everything behind it, and the codec by itself. */
export const measure: Measurement = async (measuring) => {
	await parsing(measuring);
	largeMessage(measuring);
	const folder = await mkdtemp(join(process.env.HOSPITAL_BENCH_DIR ?? tmpdir(), 'hl7-bench-'));
	try {
		await acknowledgements(measuring, folder);
	} finally {
		await rm(folder, { recursive: true, force: true });
	}
};

/** Reads every value there is: parsing that is put off is not parsing that is done. */
function readAll(message: Hl7Message): number {
	let values = 0;
	for (const segment of message.segments) {
		for (let field = 1; field <= segment.fieldCount; field++) {
			for (const repetition of segment.repetitions(field)) {
				for (const component of repetition.parts) {
					for (const { value } of component.parts) if (value !== undefined) values += 1;
				}
			}
		}
	}
	return values;
}

async function parsing({ quick, figure, say }: Measuring): Promise<void> {
	const rounds = quick ? 3 : 7;
	const messages = quick ? 3_000 : 10_000;
	const bytes = result('PARSED');
	say(`${messages} messages of ${bytes.length} bytes are parsed, ${rounds} times`);
	const rates: number[] = [];
	const python: number[] = [];
	let reason = '';
	for (let round = 0; round < rounds; round++) {
		const began = performance.now();
		for (let at = 0; at < messages; at++) {
			if (readAll(parseMessage(bytes)) < 100) throw new Error('values are missing');
		}
		rates.push((messages / (performance.now() - began)) * 1000);
		if (reason !== '') continue;
		try {
			python.push(await pythonRate(bytes, quick ? 300 : 1_000));
		} catch (error) {
			reason = error instanceof Error ? (error.message.split('\n')[0] ?? '') : 'unknown';
		}
	}
	figure({ metric: 'parsed', value: median(rates), unit: 'per_s', n: rounds });
	const ratios = python.map((rate, round) => (rates[round] ?? 0) / rate);
	const beside = { metric: 'parsed_vs_python_hl7', unit: 'ratio' as const, peer: PYTHON_HL7 };
	if (reason === '') figure({ ...beside, value: median(ratios), n: ratios.length });
	else figure({ ...beside, value: null, reason });
}

/** A document of 10 MB in one value, and results of 10 MB in many segments. */
function largeMessages(): Buffer[] {
	const head = 'MSH|^~\\&|LAB|CORE|N8N|HOSP|20260102030405||ORU^R01|BIG|P|2.5.1\r';
	const document = `OBX|1|ED|PDF||^application^pdf^Base64^${'QUJD'.repeat(2_500_000)}|\r`;
	const segment = 'OBX|1|NM|1234-5^Test value^LN||123.4|mg/dL|10-20|N|||F|||20260101\r';
	const results = segment.repeat(Math.ceil(1e7 / segment.length));
	return [document, results].map((body) => Buffer.from(`${head}${body}ZZZ|last\r`));
}

/** From the packets to a value of the last segment; the slower of the two messages counts. */
function largeMessage({ quick, figure, say }: Measuring): void {
	const rounds = quick ? 3 : 9;
	say('messages of 10 MB are taken from their frames and parsed');
	const medians = largeMessages().map((bytes) => {
		const framed = frame(bytes);
		const spent: number[] = [];
		for (let round = 0; round < rounds; round++) {
			const before = process.cpuUsage();
			const reader = new FrameReader(2e7);
			let received: Buffer[] = [];
			for (let at = 0; at < framed.length; at += 65_536) {
				received = reader.take(framed.subarray(at, at + 65_536));
			}
			const message = parseMessage(received[0] ?? Buffer.alloc(0));
			const right = message.header.controlId === 'BIG' && message.get('ZZZ-1') === 'last';
			if (!right || !message.isWellFormed) throw new Error('the large message was read wrongly');
			const { user, system } = process.cpuUsage(before);
			spent.push((user + system) / 1000);
		}
		return median(spent);
	});
	figure({ metric: 'message_10mb', value: Math.max(...medians), unit: 'cpu_ms', n: rounds });
}

/** In turn: the listener as it is, and with one flush of the disk for each message. */
async function acknowledgements({ quick, figure, say }: Measuring, folder: string): Promise<void> {
	const rounds = quick ? 3 : 7;
	const seconds = quick ? 2 : 6;
	const rates = { grouped: [] as number[], each: [] as number[], engine: [] as number[] };
	const forms = [
		['grouped', { form: 'trigger', flushEach: false }],
		['each', { form: 'trigger', flushEach: true }],
		['engine', { form: 'engine', flushEach: false }],
	] as const;
	let refused = 0;
	for (let round = 0; round < rounds; round++) {
		say(`acknowledgements over ${CONNECTIONS} connections, round ${round + 1} of ${rounds}`);
		for (const [name, options] of forms) {
			const host = await startHost(folder, options);
			try {
				await load(host.port, CONNECTIONS, seconds / 4);
				const taken = await load(host.port, CONNECTIONS, seconds);
				rates[name].push(taken.rate);
				refused += taken.refused;
			} finally {
				await host.stop();
			}
		}
	}
	const ratios = rates.grouped.map((rate, round) => rate / (rates.each[round] ?? Number.NaN));
	figure({ metric: 'durable_acks', value: median(rates.grouped), unit: 'per_s', n: rounds });
	figure({
		metric: 'durable_acks_vs_each',
		value: median(ratios),
		unit: 'ratio',
		peer: 'one flush of the disk for each message',
		n: rounds,
	});
	const { engine } = rates;
	figure({ metric: 'durable_acks_engine', value: median(engine), unit: 'per_s', n: rounds });
	figure({ metric: 'durable_acks_refused', value: refused, unit: 'count', n: rounds });
}

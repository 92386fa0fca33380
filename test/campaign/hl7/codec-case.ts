import {
	rawHeader,
	buildAck,
	parseBatch,
	parseMessage,
	readAck,
} from '../../../dist/nodes/formats/hl7/index.js';

/** Codes that a message may be refused with; anything else that is thrown is a fault. */
const isRefusal = (error: unknown): boolean =>
	/^hl7-/.test((error as { code?: string } | null)?.code ?? '');

/** @returns what is wrong with what the codec made of it; undefined when nothing is */
export function codecFault(bytes: Buffer): string | undefined {
	const ack = buildAck(bytes, { code: 'AE', errors: [{ code: '207', location: 'PID-3' }] });
	if (readAck(ack)?.code !== 'AE') return 'its acknowledgement cannot be read';
	rawHeader(bytes);
	try {
		parseBatch(bytes);
	} catch (error) {
		if (!isRefusal(error)) return `batch: ${String(error)}`;
	}
	try {
		const message = parseMessage(bytes);
		if (!message.encode().equals(bytes)) return 'it does not come out as it went in';
		for (const segment of message.segments.slice(0, 200)) {
			const fields = Math.min(segment.fieldCount, 40);
			for (let field = 1; field <= fields; field++) readField(() => segment.repetitions(field));
		}
		const again = parseMessage(bytes);
		again.set('MSH-3', 'CHANGED');
		if (again.get('MSH-3') !== 'CHANGED') return 'a value does not stay';
		if (parseMessage(again.encode()).segments.length !== message.segments.length) {
			return 'a change of one value changed the segments';
		}
	} catch (error) {
		if (!isRefusal(error)) return error instanceof Error ? (error.stack ?? error.name) : 'thrown';
	}
	return undefined;
}

function readField(
	read: () => ReadonlyArray<{ parts: Array<{ parts: Array<{ value: unknown }> }> }>,
): void {
	try {
		for (const repetition of read().slice(0, 50)) {
			for (const part of repetition.parts.slice(0, 50)) {
				for (const sub of part.parts.slice(0, 50)) void sub.value;
			}
		}
	} catch (error) {
		if (!isRefusal(error)) throw error;
	}
}

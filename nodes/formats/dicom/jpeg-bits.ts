import { corrupt } from './corrupt';

/** Bits of a JPEG entropy-coded segment (ITU-T T.81 F.2.2.5), most significant first. */
export class JpegBits {
	private bits = 0;
	private count = 0;
	/** Zero bits that were handed out behind the end of the segment. */
	private missing = 0;

	/** @param at offset of the first byte of the segment */
	constructor(
		private readonly bytes: Buffer,
		private at: number,
	) {}

	/** The next 16 bits without taking them. */
	peek16(): number {
		if (this.count < 16) this.fill();
		return (this.bits >>> (this.count - 16)) & 0xffff;
	}

	/** Takes `length` bits that `peek16` showed. */
	skip(length: number): void {
		this.count -= length;
	}

	/** Takes `length` (1 to 16) bits as an unsigned number. */
	take(length: number): number {
		if (this.count < length) this.fill();
		this.count -= length;
		return (this.bits >>> this.count) & ((1 << length) - 1);
	}

	/** @throws HospitalError `dicom-corrupt` when more bits were taken than the segment holds */
	finish(): void {
		if (this.missing > this.count) throw corrupt('a JPEG image ends too early');
	}

	/** Drops the bits up to the next marker and steps over it: it must be RST (T.81 F.2.2.4). */
	restart(): void {
		this.finish();
		this.bits = 0;
		this.count = 0;
		this.missing = 0;
		const marker = this.bytes[this.at + 1] ?? 0;
		if (this.bytes[this.at] !== 0xff || marker < 0xd0 || marker > 0xd7) {
			throw corrupt('a JPEG restart marker is missing');
		}
		this.at += 2;
	}

	/** Keeps at least 16 bits ready. At a marker or the end zeros follow, but not without limit. */
	private fill(): void {
		while (this.count <= 16) {
			let byte = this.bytes[this.at];
			if (byte === undefined || (byte === 0xff && this.bytes[this.at + 1] !== 0x00)) {
				this.missing += 8;
				if (this.missing > 32) throw corrupt('a JPEG image ends too early');
				byte = 0;
			} else {
				this.at += byte === 0xff ? 2 : 1;
			}
			this.bits = (this.bits << 8) | byte;
			this.count += 8;
		}
	}
}

/** A Huffman table (T.81 Annex C): for each 16-bit prefix the code length and the symbol. */
export class HuffmanTable {
	private readonly entries = new Uint16Array(0x10000);

	/**
	 * @param lengths how many codes there are of each length from 1 to 16 bits
	 * @param symbols their symbols, shortest codes first
	 */
	constructor(lengths: Uint8Array, symbols: Uint8Array) {
		let prefix = 0;
		let next = 0;
		for (let length = 1; length <= 16; length++) {
			const span = 1 << (16 - length);
			for (let index = 0; index < lengths[length - 1]!; index++) {
				if (prefix + span > 0x10000) throw corrupt('a JPEG Huffman table is overfull');
				this.entries.fill((length << 8) | symbols[next++]!, prefix, prefix + span);
				prefix += span;
			}
		}
	}

	decode(bits: JpegBits): number {
		const entry = this.entries[bits.peek16()]!;
		if (entry === 0) throw corrupt('a JPEG image holds an unknown code');
		bits.skip(entry >>> 8);
		return entry & 0xff;
	}
}

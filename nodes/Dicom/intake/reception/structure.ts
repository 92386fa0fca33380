import { encodingOf, type Encoding } from '../../../formats/dicom';

const ITEM = 0xfffee000;
const ITEM_DELIMITER = 0xfffee00d;
const SEQUENCE_DELIMITER = 0xfffee0dd;
const PIXEL_DATA = 0x7fe00010;
const UNDEFINED = 0xffffffff;
const MAX_DEPTH = 64;

/** VRs with a 16-bit length (PS3.5 table 7.1-2); every other VR has 32 bits (7.1-1). */
const SHORT_LENGTH = new Set(
	'AE AS AT CS DA DS DT FL FD IS LO LT PN SH SL SS ST TM UI UL US'.split(' '),
);

/** What surrounds the next header: elements of a data set or item, or items of a sequence. */
interface Level {
	kind: 'elements' | 'items' | 'fragments';
	explicitVr: boolean;
}

/**
 * Follows a data set while it streams by and tells whether it ended where an element ends: a data
 * set that was cut off in transfer is found out without reading it twice and without keeping it.
 *
 * Values are skipped by their length. Only sequences of undefined length are walked item by item,
 * because nothing else says where they end (PS3.5 7.5).
 */
export class StructureCheck {
	private readonly header = Buffer.alloc(12);
	private have = 0;
	private need = 8;
	private skip = 0;
	private readonly levels: Level[];
	private readonly bigEndian: boolean;
	private zerosOnly = false;
	/** True once the bytes cannot be a data set. */
	broken = false;

	constructor(transferSyntax: string) {
		const encoding: Encoding = encodingOf(transferSyntax);
		this.bigEndian = encoding.bigEndian;
		this.levels = [{ kind: 'elements', explicitVr: encoding.explicitVr }];
	}

	/** True when everything so far is whole elements of the outermost level. */
	get complete(): boolean {
		if (this.broken || this.levels.length !== 1 || this.skip > 0) return false;
		return this.have === 0 || this.header.subarray(0, this.have).every((byte) => byte === 0);
	}

	push(part: Buffer): void {
		let at = 0;
		while (at < part.length && !this.broken) {
			if (this.skip > 0) {
				const take = Math.min(this.skip, part.length - at);
				this.skip -= take;
				at += take;
				continue;
			}
			if (this.zerosOnly) {
				// Some archives pad to a block boundary with zeros; anything else is no data set.
				if (part.subarray(at).some((byte) => byte !== 0)) this.broken = true;
				return;
			}
			const take = Math.min(this.need - this.have, part.length - at);
			part.copy(this.header, this.have, at, at + take);
			this.have += take;
			at += take;
			if (this.have < this.need) return;
			this.takeHeader();
		}
	}

	private takeHeader(): void {
		const level = this.levels[this.levels.length - 1];
		const tag = this.tag();
		if (level.kind === 'elements' && tag >>> 16 !== 0xfffe) {
			if (level.explicitVr && this.have === 8 && this.longVr()) {
				this.need = 12;
				return;
			}
			this.takeElement(level, tag);
		} else this.takeItem(level, tag);
		this.have = 0;
		this.need = 8;
	}

	private takeElement(level: Level, tag: number): void {
		if (tag === 0 && this.levels.length === 1) {
			this.zerosOnly = this.header.subarray(0, this.have).every((byte) => byte === 0);
			this.broken ||= !this.zerosOnly;
			return;
		}
		const vr = level.explicitVr ? this.header.toString('latin1', 4, 6) : '';
		if (level.explicitVr && !/^[A-Z]{2}$/.test(vr)) {
			this.broken = true;
			return;
		}
		const length =
			this.have === 12 ? this.uint32(8) : level.explicitVr ? this.uint16(6) : this.uint32(4);
		const longForm = this.have === 12 || !level.explicitVr;
		if (!longForm || length !== UNDEFINED) this.skip = length;
		else if (tag === PIXEL_DATA || vr === 'OB' || vr === 'OW') {
			this.enter({ kind: 'fragments', explicitVr: level.explicitVr });
		} else if (vr === 'UN') this.enter({ kind: 'items', explicitVr: false });
		else if (vr === 'SQ' || vr === '') this.enter({ kind: 'items', explicitVr: level.explicitVr });
		else this.broken = true;
	}

	private takeItem(level: Level, tag: number): void {
		const length = this.uint32(4);
		if (level.kind === 'elements') {
			// The end of an item of undefined length; the outermost level has none.
			if (tag === ITEM_DELIMITER && this.levels.length > 1) this.levels.pop();
			else this.broken = true;
		} else if (tag === SEQUENCE_DELIMITER) this.levels.pop();
		else if (tag !== ITEM) this.broken = true;
		else if (length !== UNDEFINED) this.skip = length;
		else if (level.kind === 'items') {
			this.enter({ kind: 'elements', explicitVr: level.explicitVr });
		} else this.broken = true;
	}

	private enter(level: Level): void {
		if (this.levels.length >= MAX_DEPTH * 2) this.broken = true;
		else this.levels.push(level);
	}

	private longVr(): boolean {
		return !SHORT_LENGTH.has(this.header.toString('latin1', 4, 6));
	}

	private tag(): number {
		const { header } = this;
		return this.bigEndian
			? header.readUInt32BE(0)
			: header.readUInt16LE(0) * 0x10000 + header.readUInt16LE(2);
	}

	private uint16(at: number): number {
		return this.bigEndian ? this.header.readUInt16BE(at) : this.header.readUInt16LE(at);
	}

	private uint32(at: number): number {
		return this.bigEndian ? this.header.readUInt32BE(at) : this.header.readUInt32LE(at);
	}
}

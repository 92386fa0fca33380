import { createInflateRaw, type InflateRaw } from 'node:zlib';
import { EXPLICIT_LITTLE_ENDIAN } from '../../../clients/dimse';
import { StructureCheck } from './structure';

/** A deflated data set that inflates to more than this is taken for a bomb. Bytes. */
const MAX_INFLATED = 8 * 1024 ** 3;

/** The structure check for a deflated data set (PS3.5 A.5): inflates as the bytes stream by. */
export class InflatedCheck {
	private readonly inflate: InflateRaw;
	private readonly structure = new StructureCheck(EXPLICIT_LITTLE_ENDIAN);
	private inflated = 0;
	private readonly done: Promise<boolean>;

	constructor() {
		this.inflate = createInflateRaw();
		this.done = new Promise((resolve) => {
			this.inflate.on('data', (part: Buffer) => {
				this.inflated += part.length;
				if (this.inflated > MAX_INFLATED) this.inflate.destroy();
				else this.structure.push(part);
			});
			this.inflate.on('end', () => resolve(this.structure.complete));
			this.inflate.on('error', () => resolve(false));
			this.inflate.on('close', () => resolve(false));
		});
	}

	push(part: Buffer): void {
		if (!this.inflate.destroyed) this.inflate.write(part);
	}

	/** True when the stream ended by its own end mark and held whole elements. */
	complete(): Promise<boolean> {
		if (!this.inflate.destroyed) this.inflate.end();
		return this.done;
	}

	destroy(): void {
		this.inflate.destroy();
	}
}

import { identify, MAX_HEAD, type InstanceHeader } from './identify';

const FIRST_LOOK = 16 * 1024;

/**
 * Reads of a data set that is not kept whose image it is. Holds no more of it than is needed for
 * that, at most MAX_HEAD bytes.
 */
export class HeaderWatch {
	private head: Buffer[] | undefined = [];
	private bytes = 0;
	private nextLook = FIRST_LOOK;
	private header: InstanceHeader | undefined;

	constructor(private readonly transferSyntax: string) {}

	/** @param part good only during this call */
	push(part: Buffer): void {
		if (this.head === undefined) return;
		this.head.push(Buffer.from(part));
		this.bytes += part.length;
		if (this.bytes < this.nextLook) return;
		this.nextLook = this.bytes * 4;
		this.look(false);
		if (this.bytes >= MAX_HEAD) this.head = undefined;
	}

	/** @param whole nothing more comes. @returns undefined when it does not say */
	read(whole: boolean): InstanceHeader | undefined {
		this.look(whole);
		return this.header;
	}

	private look(whole: boolean): void {
		if (this.head === undefined || this.bytes === 0) return;
		const head = Buffer.concat(this.head);
		this.head = [head];
		try {
			this.header = identify(head, this.transferSyntax, whole);
			if (this.header !== undefined) this.head = undefined;
		} catch {
			// It is refused in any case; of which study it was stays unknown.
			this.head = undefined;
		}
	}
}

import type { DataSet, Element } from '../../../formats/dicom';
import type { OutDataSet, OutElement } from './output';
import { readStrings } from './read-value';
import { isSafePrivate } from './safe-private';

/** The private blocks of one data set (PS3.5 7.8.1). */
export class PrivateBlocks {
	/** Value of the Private Creator by its tag. */
	private readonly creators = new Map<number, string>();

	constructor(set: DataSet) {
		for (const element of set) {
			if (!this.isCreator(element)) continue;
			this.creators.set(element.tag, readStrings(set, element, 'LO')[0] ?? '');
		}
	}

	isCreator({ tag }: { tag: number }): boolean {
		const low = tag & 0xffff;
		return ((tag >>> 16) & 1) === 1 && low >= 0x10 && low <= 0xff;
	}

	/** True for an element of a block whose creator and number the standard's list names. */
	isSafe(element: Element): boolean {
		const creator = this.creators.get(creatorTag(element.tag));
		return creator !== undefined && isSafePrivate(creator, element.tag);
	}

	/** The creators of the private elements that stay. */
	creatorsOf(out: OutDataSet): OutElement[] {
		const tags = new Set(
			out.filter(({ tag }) => (tag >>> 16) & 1).map(({ tag }) => creatorTag(tag)),
		);
		return [...tags].map((tag) => ({ tag, vr: 'LO', text: this.creators.get(tag)! }));
	}
}

export const privateBlocks = (set: DataSet) => new PrivateBlocks(set);

/** (gggg,xxee) belongs to the block whose creator is (gggg,00xx). */
const creatorTag = (tag: number) => ((tag & 0xffff0000) >>> 0) + ((tag >>> 8) & 0xff);

import type { DataSet, Element } from '../../../formats/dicom';
import type { HeaderValues } from './header-values';
import type { Manifest } from './manifest';
import type { OutElement } from './output';
import { isUnreadable, readStrings } from './read-value';

/** A text that waits to be cleaned, and what happens if that fails. */
interface TextJob {
	readonly element: OutElement;
	readonly values: readonly string[];
	/** Words for the manifest when it succeeds. */
	readonly how: string;
	readonly otherwise: () => OutElement | undefined;
}

const VALUE_LENGTHS: Readonly<Record<string, number>> = { LO: 64, SH: 16, ST: 1024, LT: 10240 };
/** Texts of one instance: collected on the walk, cleaned together behind it. */
export class TextQueue {
	private readonly jobs: TextJob[] = [];

	constructor(
		private readonly text: (text: string) => string | Promise<string>,
		private readonly header: HeaderValues,
		private readonly manifest: Manifest,
	) {}

	/** Puts a text into the queue of those to be cleaned; `otherwise` where it cannot be. */
	add(
		{ set, element, vr }: { set: DataSet; element: Element; vr: string },
		how: string,
		otherwise: () => OutElement | undefined,
	): OutElement | undefined {
		const values = readStrings(set, element, vr);
		if (values.some((value) => isUnreadable(value, vr))) return otherwise();
		const out: OutElement = { tag: element.tag, vr, text: values.join('\\') };
		this.jobs.push({ element: out, values, how, otherwise });
		return out;
	}

	async run(): Promise<void> {
		const { text, header, manifest } = this;
		const done = new Map<string, string>();
		for (const { element, values, how, otherwise } of this.jobs) {
			const cleaned: string[] = [];
			for (const value of values) {
				const known = done.get(value) ?? (value === '' ? '' : await text(value));
				done.set(value, known);
				cleaned.push(fit(known, element.vr));
			}
			if (!cleaned.some((value) => header.isIn(value, element.vr))) {
				element.text = cleaned.join('\\');
				manifest.count(element.tag, element.vr, how);
				continue;
			}
			const instead = otherwise();
			if (instead === undefined) element.dropped = true;
			else Object.assign(element, { text: undefined, bytes: undefined }, instead);
		}
	}
}

/** What cleaning made longer is cut to what the VR holds; a backslash would divide the value. */
function fit(value: string, vr: string): string {
	const single = vr === 'ST' || vr === 'LT' || vr === 'UT';
	const plain = single ? value : value.replaceAll('\\', '/').replaceAll(/[\r\n\t\f]+/g, ' ');
	return plain.slice(0, VALUE_LENGTHS[vr] ?? plain.length);
}

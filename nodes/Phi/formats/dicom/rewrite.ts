import { formatTag, Tag, type DataSet, type Element } from '../../../formats/dicom';
import { decide, type Action, type Decision } from './action';
import { ageNumber } from './ages';
import type { Context } from './context';
import { dummyDocument, dummyElement, dummyItem, DUMMY_TEXT } from './dummy';
import type { OutDataSet, OutElement } from './output';
import { privateBlocks, type PrivateBlocks } from './private-blocks';
import { isCurve, isOverlay } from './profile-table';
import { readStrings, vrOf } from './read-value';
import { itemMeaning } from './structured-content';
import { TextQueue } from './text-queue';
import {
	CLASS_UIDS,
	DESCRIPTIONS,
	FREE_TEXT_VRS,
	isShortText,
	NEVER_KEPT,
	NO_PROSE,
	PUBLIC_ADDRESSES,
	WRITTEN_BY_PEOPLE,
} from './unlisted';
import { emptyElement, Values } from './values';

/** Where in the data set the walk is. */
interface Scope {
	readonly sequence: number | undefined;
	/** Inside of content that an option cleans: short texts are looked at too. */
	readonly cleaning: boolean;
	readonly meaning: 'identifier' | 'age' | undefined;
	readonly blocks: PrivateBlocks;
}

/** Objects of baggage and their owners: no medical object has them. */
const SECURITY_SCREENING = 0x4010;

const CAN_BE_CLEANED: ReadonlySet<string> = new Set(['LO', 'SH', 'ST', 'LT', 'UT', 'UC']);

/**
 * Makes the data set that may leave out of the one that came (PS3.15 Annex E), nested items included.
 * Elements are looked at one by one; texts are cleaned together at the end.
 */
export class Rewriter {
	/** Undefined: text cannot be cleaned. */
	private readonly queue: TextQueue | undefined;
	private readonly values: Values;

	constructor(private readonly context: Context) {
		this.values = new Values(context);
		const { text, header, manifest } = context;
		if (text !== undefined) this.queue = new TextQueue(text, header, manifest);
	}

	/** @param sets the data set in its parts: what lies before the pixel data and what lies behind */
	async rewrite(sets: readonly DataSet[]): Promise<OutDataSet> {
		const out = sets.flatMap((set) => this.dataSet(set, undefined, false));
		await this.queue?.run();
		return out;
	}

	private dataSet(set: DataSet, sequence: number | undefined, cleaning: boolean): OutDataSet {
		const blocks = privateBlocks(set);
		const scope: Scope = { sequence, cleaning, meaning: itemMeaning(set), blocks };
		const out: OutDataSet = [];
		for (const element of set) {
			const made = this.element(set, element, scope);
			if (made !== undefined) out.push(made);
		}
		if (this.context.options.retainSafePrivate) out.push(...blocks.creatorsOf(out));
		return out;
	}

	private element(set: DataSet, element: Element, scope: Scope): OutElement | undefined {
		const { tag } = element;
		const group = tag >>> 16;
		// Lengths of groups are retired, and wrong afterwards; the character set is written anew.
		if ((tag & 0xffff) === 0 || tag === Tag.SpecificCharacterSet) return undefined;
		if (group < 0x0008 && (group & 1) === 0)
			return this.remove(element, 'removed: not for a data set');
		if (isOverlay(tag) || isCurve(tag) || group === SECURITY_SCREENING)
			return this.remove(element, 'removed');
		if (NEVER_KEPT.has(tag)) return this.remove(element, 'removed: signed or encrypted');
		const { sopClass, options } = this.context;
		const decision = decide(tag, { sopClass, sequence: scope.sequence }, options);
		if (group & 1) return this.privateElement(set, element, scope, decision);
		const vr = vrOf(element);
		if (vr === undefined) return this.remove(element, 'removed: not in the standard');
		if (!decision.listed) return this.unlisted(set, element, vr, scope);
		return this.act(decision.action, { set, element, vr, scope, decision });
	}

	private act(
		action: Action,
		what: { set: DataSet; element: Element; vr: string; scope: Scope; decision: Decision },
	): OutElement | undefined {
		const { set, element, vr, scope, decision } = what;
		const { manifest } = this.context;
		switch (action) {
			case 'X':
				return this.remove(element, 'removed');
			case 'Z':
				manifest.count(element.tag, vr, 'emptied or replaced');
				return this.values.replaced(set, element, vr) ?? emptyElement(element.tag, vr);
			case 'D':
				manifest.count(element.tag, vr, 'replaced');
				return this.values.replaced(set, element, vr) ?? this.dummy(set, element, vr);
			case 'U':
				manifest.count(element.tag, vr, 'replaced');
				return vr === 'SQ'
					? this.sequence(set, element, scope.cleaning)
					: this.values.uids(set, element);
			case 'K':
				manifest.count(element.tag, vr, 'kept by option');
				return this.kept(set, element, vr, scope);
			case 'C': {
				const cleaned = this.cleaned(set, element, vr, decision.otherwise, scope);
				return cleaned === 'impossible' ? this.act(decision.otherwise, what) : cleaned;
			}
		}
	}

	private remove(element: Element, how: string): undefined {
		const vr = (element.tag >>> 16) & 1 ? undefined : vrOf(element);
		this.context.manifest.count(element.tag, vr, how);
		return undefined;
	}

	private dummy(set: DataSet, element: Element, vr: string): OutElement {
		const { tag } = element;
		if (tag === 0x00420011) return this.document(set);
		if (vr === 'UI') {
			const { transformer } = this.context;
			return { tag, vr, text: transformer.id('uid', formatTag(tag)) };
		}
		if (vr !== 'SQ') return dummyElement(tag, vr);
		const item = dummyItem(tag);
		if (item !== undefined) return { tag, vr, items: [item] };
		// References: class and (other) instance alone are what a reader needs.
		const items = set
			.sequence(tag)
			.map((each) =>
				this.dataSet(each, tag, false).filter(
					(part) => part.tag === 0x00081150 || part.tag === 0x00081155,
				),
			);
		return { tag, vr, items };
	}

	private document(set: DataSet): OutElement {
		const { manifest } = this.context;
		manifest.review(
			'document-replaced',
			'The document inside of the file was replaced by an empty one: what it says cannot be looked at here. Use the document by itself if it is needed.',
			formatTag(0x00420011),
		);
		return { tag: 0x00420011, vr: 'OB', bytes: dummyDocument(set.string(0x00420012)) };
	}

	private sequence(set: DataSet, element: Element, cleaning: boolean): OutElement | undefined {
		const { tag, length } = element;
		const items = set.sequence(tag);
		if (items.length === 0 && length > 0 && element.items === undefined) {
			return this.remove(element, 'removed: not readable');
		}
		return { tag, vr: 'SQ', items: items.map((item) => this.dataSet(item, tag, cleaning)) };
	}

	private cleaned(
		set: DataSet,
		element: Element,
		vr: string,
		otherwise: Action,
		scope: Scope,
	): OutElement | 'impossible' | undefined {
		const { tag } = element;
		const { manifest } = this.context;
		const { queue } = this;
		if (vr === 'DA' || vr === 'DT' || vr === 'TM')
			return this.values.moved(set, element, vr) ?? 'impossible';
		// Days move as a whole: the offset from UTC stays true.
		if (tag === 0x00080201) return this.kept(set, element, vr, scope);
		if (queue === undefined) return 'impossible';
		if (vr === 'SQ') {
			manifest.count(tag, vr, 'cleaned');
			return this.sequence(set, element, true);
		}
		if (!CAN_BE_CLEANED.has(vr)) return 'impossible';
		const decision = { action: otherwise, otherwise, listed: true };
		const what = { set, element, vr, scope, decision };
		return queue.add(what, 'cleaned', () => this.act(otherwise, what));
	}

	private kept(set: DataSet, element: Element, vr: string, scope: Scope): OutElement | undefined {
		if (vr === 'SQ') return this.sequence(set, element, scope.cleaning);
		return this.values.kept(set, element, vr);
	}

	/** What Table E.1-1 does not name stays, unless its kind says that it may identify. */
	private unlisted(
		set: DataSet,
		element: Element,
		vr: string,
		scope: Scope,
	): OutElement | undefined {
		const { tag } = element;
		const { manifest, options } = this.context;
		const { queue } = this;
		if (vr === 'PN' || vr === 'AE') {
			manifest.count(tag, vr, 'emptied: not in the table');
			return emptyElement(tag, vr);
		}
		const identity = this.values.identity(tag, vr);
		if (identity !== undefined) return identity === 'gone' ? undefined : identity;
		if (vr === 'DA' || vr === 'DT') return this.unlistedDate(set, element, vr, scope);
		if (vr === 'UR' && !PUBLIC_ADDRESSES.has(tag))
			return this.remove(element, 'removed: an address');
		if (vr === 'UI' && !options.retainUids && !CLASS_UIDS.has(tag))
			return this.values.uids(set, element);
		if (scope.meaning === 'identifier' && tag === 0x0040a160) {
			manifest.count(tag, vr, 'replaced');
			return { tag, vr, text: DUMMY_TEXT };
		}
		// Numeric Value: below Measured Value Sequence, whose item says nothing about its meaning.
		if (tag === 0x0040a300 && scope.meaning === 'age') return this.ageItems(set, element);
		const instead = () => {
			manifest.count(tag, vr, 'replaced');
			return dummyElement(tag, vr);
		};
		if (
			element.length > 0 &&
			((FREE_TEXT_VRS.has(vr) && !NO_PROSE.has(tag)) ||
				(scope.cleaning && isShortText(set, tag, vr)) ||
				(options.cleanDescriptors && DESCRIPTIONS.has(tag)))
		) {
			if (queue !== undefined) {
				return queue.add({ set, element, vr }, 'cleaned: not in the table', instead);
			}
			if (WRITTEN_BY_PEOPLE.has(tag)) return instead();
		}
		return this.kept(set, element, vr, scope);
	}

	private ageItems(set: DataSet, element: Element): OutElement | undefined {
		const made = this.sequence(set, element, true);
		for (const value of made?.items?.flat() ?? []) {
			if (value.tag !== 0x0040a30a) continue;
			value.text = ageNumber(value.text ?? '', this.context.options.ages);
		}
		return made;
	}

	private unlistedDate(
		set: DataSet,
		element: Element,
		vr: string,
		scope: Scope,
	): OutElement | undefined {
		const { options, manifest } = this.context;
		if (options.dates === 'full') return this.kept(set, element, vr, scope);
		const moved = this.values.moved(set, element, vr);
		if (moved !== undefined) return moved;
		manifest.count(element.tag, vr, 'emptied: not in the table');
		return emptyElement(element.tag, vr);
	}

	private privateElement(
		set: DataSet,
		element: Element,
		scope: Scope,
		decision: Decision,
	): OutElement | undefined {
		if (decision.action !== 'C' || !scope.blocks.isSafe(element)) {
			return scope.blocks.isCreator(element) ? undefined : this.remove(element, 'removed');
		}
		const { vr } = element;
		this.context.manifest.count(element.tag, vr, 'kept by option');
		if (vr === 'UI') return this.values.uids(set, element);
		if (vr === 'PN' || vr === 'DA' || vr === 'DT') return this.remove(element, 'removed');
		// Without a VR the bytes may be text: as text they are held against the header.
		if (vr !== 'UN' || !isPrintable(set.bytes(element.tag)!)) {
			return this.kept(set, element, vr, scope);
		}
		const [value = ''] = readStrings(set, element, 'UT');
		if (this.context.header.isIn(value, 'UT')) return this.remove(element, 'removed');
		return this.kept(set, element, vr, scope);
	}
}

function isPrintable(bytes: Buffer): boolean {
	return bytes.every((byte) => byte >= 0x20 || byte === 0x00 || (byte >= 0x09 && byte <= 0x0d));
}
